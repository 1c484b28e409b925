"""Drafting with a translation model of the user's that CTranslate2 runs: NLLB, M2M-100, MADLAD, Marian."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from align.translate.clauses import split_clauses
from align.translate.ct2_families import END, FAMILIES, Family
from align.translate.ct2_folder import Ct2Folder, adds_end, read_vocabulary, tokenizer_file
from align.translate.translator import Draft, Examples, Progress, threads, wait
from corpus.errors import CorpusError
from corpus.model import Lang, other
from corpus.text.locale import join_sentences
from corpus.text.normalise import normalise

if TYPE_CHECKING:
    import ctranslate2
    import sentencepiece

_BEAM = 4
_REPETITION_PENALTY = 1.2
"""Of second drafts."""
_TRIAL: dict[Lang, str] = {"zh": "你好。", "en": "Hello."}


@dataclass(frozen=True)
class Ct2Model:
    """An installed model, loaded when the first sentence comes; both directions share it."""

    folder: Ct2Folder

    @property
    def family(self) -> Family:
        """What its kind wants around a sentence."""
        return FAMILIES[self.folder.family]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The tokens that it knows."""
        return read_vocabulary(self.folder.directory)

    @cached_property
    def source_pieces(self) -> sentencepiece.SentencePieceProcessor:
        """What cuts a source."""
        return self._pieces(self.family.source_files)

    @cached_property
    def target_pieces(self) -> sentencepiece.SentencePieceProcessor:
        """What joins a draft."""
        return self._pieces(self.family.target_files) if self.family.target_files else self.source_pieces

    @cached_property
    def translator(self) -> ctranslate2.Translator:
        """The weights."""
        import ctranslate2

        directory = self.folder.directory
        try:
            return ctranslate2.Translator(str(directory), device="cpu", intra_threads=threads())
        except (RuntimeError, ValueError) as error:
            raise CorpusError(
                f"the model in {directory} cannot be loaded ({error}); convert it again"
            ) from error

    @cached_property
    def end(self) -> tuple[str, ...]:
        """The tokens after a source."""
        return () if adds_end(self.folder.directory) else (END,)

    def _pieces(self, names: tuple[str, ...]) -> sentencepiece.SentencePieceProcessor:
        import sentencepiece

        path = tokenizer_file(self.folder.directory, names)
        try:
            return sentencepiece.SentencePieceProcessor(model_file=str(path))
        except (RuntimeError, OSError, TypeError) as error:
            raise CorpusError(f"{path} is no sentencepiece model ({error})") from error


@dataclass(frozen=True)
class Ct2Translator:
    """One direction of an installed model."""

    model: Ct2Model
    source: Lang
    batch_size: int = field(default=32, init=False)
    follows_prompt: bool = field(default=False, init=False)
    calibrated: bool = field(default=False, init=False)

    @property
    def target(self) -> Lang:
        """See :class:`align.translate.translator.Translator`."""
        return other(self.source)

    @property
    def name(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        return f"{self.model.folder.family} model {self.model.folder.name}"

    @property
    def signature(self) -> str:
        """See :class:`align.translate.translator.Translator`."""
        import ctranslate2

        settings = f"ct2:{ctranslate2.__version__}|beam:{_BEAM}|longest:{self.model.family.longest}"
        return f"ctranslate2:{self.model.folder.signature}|{settings}"

    def translate(
        self,
        texts: Sequence[str],
        *,
        careful: bool = False,
        examples: Examples = MappingProxyType({}),  # noqa: ARG002 - there is no prompt for them
        progress: Progress | None = None,  # noqa: ARG002 - beam search does not tell
    ) -> list[Draft]:
        """Translate one batch with beam search; what is too long is cut at clauses, and its drafts joined."""
        clauses = [split_clauses(text, self._fits) for text in texts]
        drafts = iter(self._translate([c for parts in clauses for c in parts], careful=careful))
        return [self._joined([next(drafts) for _ in parts]) for parts in clauses]

    def tokens(self, text: str) -> list[str]:
        """Return what the model is given of a text: pieces, with what its family wants around them."""
        model = self.model
        before = model.family.tokens_before(self.source, self.target, model.vocabulary)
        return [*before, *model.source_pieces.encode(text, out_type=str), *model.end]

    def _fits(self, text: str) -> bool:
        return len(self.tokens(text)) <= self.model.family.longest

    def _translate(self, texts: Sequence[str], *, careful: bool) -> list[Draft]:
        if not texts:
            return []
        model = self.model
        sources = [self.tokens(text) for text in texts]
        prefix = model.family.target_prefix(self.target, model.vocabulary)
        most = 2 * max(map(len, sources)) + 24
        results = wait(
            model.translator.translate_batch(
                sources,
                target_prefix=[list(prefix)] * len(sources) if prefix else None,
                replace_unknowns=True,
                beam_size=_BEAM,
                repetition_penalty=_REPETITION_PENALTY if careful else 1.0,
                max_decoding_length=most,
                return_scores=True,
                asynchronous=True,
            )
        )
        return [self._draft(r.hypotheses[0], float(r.scores[0]), prefix, most) for r in results]

    def _draft(self, tokens: list[str], score: float, prefix: tuple[str, ...], most: int) -> Draft:
        rest = tokens[len(prefix) :] if tuple(tokens[: len(prefix)]) == prefix else tokens
        text = normalise(self.model.target_pieces.decode_pieces(rest).replace("▁", " "))
        # With the usual length penalty of 1 CTranslate2's score is the mean already.
        return Draft(" ".join(text.split()), min(0.0, score), len(tokens) < most)

    def _joined(self, drafts: Sequence[Draft]) -> Draft:
        """Return the drafts of clauses as one of the sentence."""
        if len(drafts) == 1:
            return drafts[0]
        text = join_sentences([draft.text for draft in drafts if draft.text], self.target)
        weights = [max(1, len(draft.text)) for draft in drafts]
        mean = sum(d.log_probability * w for d, w in zip(drafts, weights, strict=True)) / max(1, sum(weights))
        return Draft(text, mean, all(draft.finished for draft in drafts))


def try_out(folder: Ct2Folder) -> None:
    """Let a model draft a sentence.

    Raises:
        CorpusError: it cannot be loaded, or does not draft.
    """
    model = Ct2Model(folder)
    for source in folder.sources:
        try:
            Ct2Translator(model, source).translate([_TRIAL[source]])
        except (RuntimeError, ValueError) as error:
            raise CorpusError(
                f"the model does not draft ({error}); is --family {folder.family} right?"
            ) from error
