"""Scores and flags of a pair without a reference."""
