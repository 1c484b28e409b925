"""The adapter of the embedded model: the texts it is learned from, and how."""
