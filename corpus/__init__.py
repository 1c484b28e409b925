"""One language at a time: the data model, reading, splitting.

And the pipeline and command line around them.
"""

__version__ = "0.1.0"
