"""Facts about a text of one language."""
