"""Sentence alignment of two documents."""
