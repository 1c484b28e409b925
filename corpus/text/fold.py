"""How texts are compared: what makes no difference is folded away."""

from __future__ import annotations

import re
import unicodedata

from corpus.text.normalise import normalise

_NO_LETTERS = re.compile(r"[\W_]+")


def fold_spaces(text: str) -> str:
    r"""Return the text as translation memories compare it: NFC, with single spaces.

    >>> fold_spaces("two  words\n")
    'two words'
    """
    return " ".join(unicodedata.normalize("NFC", text).replace("\0", " ").split())


def fold_letters(text: str) -> str:
    """Return letters and digits alone, in lower case.

    What is left of a copied sentence however it is punctuated.

    >>> fold_letters("No. 5, Bo-Street!")
    'no5bostreet'
    """
    return _NO_LETTERS.sub("", text).casefold()


def fold_sentence(text: str) -> str:
    """Return the normalised text's letters and digits in lower case: alike for repeated sentences."""
    return _NO_LETTERS.sub("", normalise(text).casefold())
