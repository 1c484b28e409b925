"""Gold data of our own, and the figures that are measured on it."""
