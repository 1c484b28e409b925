"""Which documents, and which single sentences, belong together."""
