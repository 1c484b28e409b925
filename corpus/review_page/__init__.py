"""The page in which people review a corpus, and the server behind it."""
