"""Translations and alignments against references."""
