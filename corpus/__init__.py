"""One language at a time (data model, reading, splitting), and pipeline and command line around it."""

__version__ = "0.1.0"
