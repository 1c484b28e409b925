"""A text as its sentences, and the translation of its sentences as a text of the same lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.model import Lang
from corpus.segment.splitter import sentences
from corpus.text.locale import join_sentences
from corpus.text.normalise import normalise


@dataclass(frozen=True, slots=True)
class _Line:
    """A line: what stands before and after its sentences."""

    before: str
    sentences: tuple[str, ...]
    """None where nothing is to be translated; then ``before`` is all."""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a text, cut into sentences."""

    lines: tuple[_Line, ...]

    @staticmethod
    def of(text: str, lang: Lang) -> Layout:
        r"""Cut a text. What holds no letter stays as it is.

        >>> Layout.of("Officers met. They left.\n\n  * * *", "en").sentences
        ['Officers met.', 'They left.']
        """
        return Layout(tuple(_line(line, lang) for line in text.split("\n")))

    @property
    def sentences(self) -> list[str]:
        """All sentences, in order."""
        return [sentence for line in self.lines for sentence in line.sentences]

    def fill(self, translations: Sequence[str], lang: Lang) -> str:
        r"""Return the text with the translations of its sentences, one for each.

        >>> Layout.of("好。走吧。\n再见。", "zh").fill(["Good.", "Go.", "Bye."], "en")
        'Good. Go.\nBye.'
        """
        waiting = iter(translations)
        return "\n".join(_filled(line, waiting, lang) for line in self.lines)


def _line(line: str, lang: Lang) -> _Line:
    body = line.strip()
    if not any(char.isalpha() for char in body):
        return _Line(line, ())
    start = line.index(body)
    cut = tuple(s for paragraph in sentences(normalise(body), lang) for s in paragraph if s.strip())
    return _Line(line[:start], cut, line[start + len(body) :]) if cut else _Line(line, ())


def _filled(line: _Line, translations: Iterator[str], lang: Lang) -> str:
    parts = [next(translations) for _ in line.sentences]
    return line.before + join_sentences([part for part in parts if part], lang) + line.after
