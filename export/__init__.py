"""Translation units to files and back. This folder is also the default output of build-corpus."""
