"""Timed comparisons with peers in the same run; not part of the tests. Needs the extra `benchmark`."""
