"""Documents to sentences with exact spans."""
