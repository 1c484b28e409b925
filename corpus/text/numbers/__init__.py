"""Quantities in a sentence of one language, as sets of values they may stand for.

They serve to check that a translation keeps them, and to write them as the other language does.
"""

from corpus.text.numbers.index import NumberIndex, states
from corpus.text.numbers.number import Number, Strength
from corpus.text.numbers.read import all_values, read_numbers
from corpus.text.numbers.respell import respell, spelled

__all__ = ["Number", "NumberIndex", "Strength", "all_values", "read_numbers", "respell", "spelled", "states"]
