"""Pairs become samples: what a draft is made from, in the tokens of the model, and what it should be."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tokenizers import Tokenizer

from align.quality.names import Name
from align.terms.glossary import NO_TERMS, Glossary
from align.train.adapter.pairs import Pair
from align.translate.annotate import Annotator, mend_hyphens, write_spans
from align.translate.chat import Chat
from align.translate.names import learn_names
from corpus.model import Lang, other
from corpus.text.script import simplified

_ANNOTATED = 0.85
"""Share of the samples whose sources are annotated; the others keep the plain prompt working."""
_WITH_EXAMPLES = 0.06
"""Share that is shown other pairs of its document, as the memory shows similar sentences."""
_WITH_PHRASE = 0.1
"""Share with the example that second drafts have."""
_LONGEST = 320
"""Tokens; longer samples are few and cost much."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Tokens that are given, and tokens that are to be learned."""

    prompt: list[int]
    target: list[int]

    @property
    def size(self) -> int:
        """Tokens in all."""
        return len(self.prompt) + len(self.target)


@dataclass(slots=True)
class SampleMaker:
    """Writes samples as drafts are asked for; what is left to chance comes from ``seed``."""

    tokenizer: Tokenizer
    pairs: Sequence[Pair]
    glossary: Glossary = NO_TERMS
    seed: int = 0
    _names: Mapping[str, Name] = field(init=False)
    _by_document: dict[str, list[Pair]] = field(init=False)

    def __post_init__(self) -> None:
        """Learn the names of the texts, as a build learns those of its corpus."""
        self._names = learn_names(self._chinese(pair) for pair in self.pairs)
        self._by_document = {}
        for pair in self.pairs:
            self._by_document.setdefault(pair.document, []).append(pair)

    def samples(self, pairs: Sequence[Pair], epoch: int) -> list[Sample]:
        """Return a sample for each pair that is not too long; another epoch makes others of them."""
        draw = random.Random(f"{self.seed} {epoch}")  # noqa: S311
        made = [self._sample(pair, draw) for pair in pairs]
        return [sample for sample in made if sample.size <= _LONGEST]

    def plain_samples(self, pairs: Sequence[Pair]) -> list[Sample]:
        """Return samples as most drafts are asked for, which are the same each time: to measure by."""
        return [self._asked(pair, self.annotated(pair), (), with_example=False) for pair in pairs]

    def annotated(self, pair: Pair) -> str:
        """Return the source as a draft gets it, where its translation bears that out.

        A name or term that the translation says in another way is left alone: the model is to learn that what
        stands in its source is right.
        """
        source = mend_hyphens(pair.source) if pair.lang == "en" else simplified(pair.source)
        spans = Annotator(self.glossary, self._names).spans(source, pair.lang)
        said = pair.target.casefold()
        return write_spans(source, [span for span in spans if span[2].casefold() in said], pair.lang)

    def _sample(self, pair: Pair, draw: random.Random) -> Sample:
        source = self.annotated(pair) if draw.random() < _ANNOTATED else pair.source
        examples = self._examples(pair, draw) if draw.random() < _WITH_EXAMPLES else ()
        return self._asked(pair, source, examples, with_example=draw.random() < _WITH_PHRASE)

    def _examples(self, pair: Pair, draw: random.Random) -> list[tuple[str, str]]:
        others = [near for near in self._by_document[pair.document] if near is not pair]
        return [(near.source, near.target) for near in draw.sample(others, min(len(others), 2))]

    def _asked(
        self, pair: Pair, source: str, examples: Sequence[tuple[str, str]], *, with_example: bool
    ) -> Sample:
        chat = Chat(self.tokenizer, other(pair.lang))
        prompt = chat.head(with_example=with_example and not examples) + chat.question(source, examples)
        return Sample(self._ids(prompt), self._ids(chat.answer(pair.target)))

    def _ids(self, tokens: Sequence[str]) -> list[int]:
        vocabulary = self.tokenizer.token_to_id
        return [i for token in tokens if (i := vocabulary(token)) is not None]

    @staticmethod
    def _chinese(pair: Pair) -> str:
        return simplified(pair.source if pair.lang == "zh" else pair.target)


def kept_back(pairs: Sequence[Pair], every: int = 20) -> tuple[list[Pair], list[Pair]]:
    """Return the pairs of most documents, and of each ``every``-th document in each language."""
    lang_of: dict[str, Lang] = {pair.document: pair.lang for pair in pairs}
    kept: set[str] = set()
    for lang in ("zh", "en"):
        documents = [document for document, other_lang in lang_of.items() if other_lang == lang]
        kept.update(documents[every - 1 :: every])
    learned = [pair for pair in pairs if pair.document not in kept]
    return learned, [pair for pair in pairs if pair.document in kept]
