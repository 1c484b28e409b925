"""The trainers of the weights that ship."""
