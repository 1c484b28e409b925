"""The trainers, on a few sentences."""
