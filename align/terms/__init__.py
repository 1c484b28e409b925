"""Glossaries, and candidates for them."""
