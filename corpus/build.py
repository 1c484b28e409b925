"""The main job: a folder of documents to translation units in files."""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from align.draft import Drafted, Drafter
from align.embed import Embedder
from align.engine import Translator
from align.quality import meaning_flag, score_pairs, with_flags
from corpus.cache import Cache
from corpus.errors import CorpusError
from corpus.model import Document, Flag, Lang, Reason, Segment, Unit
from corpus.read import READABLE, find_files, read_file
from corpus.read.dates import tmx_date
from corpus.script import has_words
from corpus.segment import segment_document
from corpus.settings import Settings
from export.files import atomic_write
from export.manifest import previous_files, sha256_of, versions, write_manifest
from export.tables import write_set_aside, write_untranslated
from export.tmx import write_tmx

SET_ASIDE = "set-aside.tsv"
_LONG = 2000
"""Characters beyond which some tools refuse a segment."""


class Reporter(Protocol):
    """Where the pipeline says how far it is; the command line shows it, tests ignore it."""

    def stage(self, name: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
        """Open a stage of ``total`` steps; the value is called with the number of steps that were done."""

    def say(self, message: str) -> None:
        """Tell the user one line."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run made."""

    files: dict[str, int]
    """Units by TMX file name."""
    units: list[Unit]
    untranslated: dict[str, int]
    documents: list[Document]
    reasons: list[Reason]
    """Documents and sentences that were set aside; the lines taken out of a document stand in its ``removed``."""
    engines: dict[str, str]
    """What drafted, by direction."""

    @property
    def failed(self) -> list[Reason]:
        """The documents that could not be read."""
        return [reason for reason in self.reasons if reason.failed]


@dataclass(frozen=True, slots=True)
class _Sentence:
    document: Document
    segment: Segment
    date: str


def build(
    folder: Path,
    out: Path,
    settings: Settings,
    open_translator: Callable[[Lang], Translator | None],
    make_embedder: Callable[[], Embedder],
    cache: Cache,
    reporter: Reporter,
) -> Result:
    """Read, split, draft, score and write. Documents with faults are left out and reported; the others are finished.

    Raises:
        CorpusError: there is nothing to read, an engine fails, or the output cannot be written.
    """
    _writable(out)
    documents, reasons = _read(folder, out, reporter)
    groups, skipped = _group(documents, settings)
    reasons += skipped
    units: list[Unit] = []
    files: dict[str, int] = {}
    untranslated: dict[str, int] = {}
    engines: dict[str, str] = {}
    written: list[Path] = []
    translators = {lang: open_translator(lang) for lang in dict.fromkeys(_lang(tag) for tag, _ in groups)}
    embedder: Embedder | None = None
    name = folder.resolve().name
    for (source_tag, target_tag), sentences in groups.items():
        translator = translators[_lang(source_tag)]
        if translator is None:
            path = out / f"{name}.{source_tag}.untranslated.tsv"
            write_untranslated(path, ((s.document.name, s.segment.index, s.segment.text) for s in sentences))
            untranslated[path.name] = len(sentences)
            written.append(path)
            continue
        engines[f"{source_tag}→{target_tag}"] = translator.signature
        reporter.say(f"{source_tag} → {target_tag}: {len(sentences)} sentences, drafted by the {translator.name}")
        drafts = _draft(sentences, translator, cache, settings, f"drafting {source_tag} → {target_tag}", reporter)
        if embedder is None:
            embedder = make_embedder()
        made, left_out = _units(sentences, drafts, (source_tag, target_tag), translator, embedder)
        reasons += left_out
        if not made:
            continue
        path = out / f"{name}.{source_tag}.{target_tag}.tmx"
        files[path.name] = write_tmx(path, made, source_tag)
        written.append(path)
        units += made
    write_set_aside(out / SET_ASIDE, [*(line for document in documents for line in document.removed), *reasons])
    written.append(out / SET_ASIDE)
    result = Result(files, units, untranslated, documents, reasons, engines)
    for stale in previous_files(out):
        if stale not in written and stale.name.startswith(f"{name}."):
            stale.unlink()
    write_manifest(out, _manifest(result, settings, written, embedder))
    return result


def summary(result: Result) -> dict[str, object]:
    """Return the counts of a run by stage and reason, as the manifest and ``--json`` have them."""
    return {
        "documents": len(result.documents),
        "units": dict(sorted(result.files.items())),
        "untranslated": dict(sorted(result.untranslated.items())),
        "engines": dict(sorted(result.engines.items())),
        "flags": dict(sorted(Counter(flag.name for unit in result.units for flag in unit.flags).items())),
        "lines_removed": dict(sorted(Counter(line.code for document in result.documents for line in document.removed).items())),
        "set_aside": {
            stage: dict(sorted(Counter(reason.code for reason in result.reasons if reason.stage == stage).items()))
            for stage in sorted({reason.stage for reason in result.reasons})
        },
        "failed": [{"document": reason.document, "message": reason.message} for reason in result.failed],
        "warnings": [f"{document.name}: {warning}" for document in result.documents for warning in document.warnings],
    }


def _manifest(result: Result, settings: Settings, written: Sequence[Path], embedder: Embedder | None) -> dict[str, object]:
    return {
        "versions": versions(),
        "settings": asdict(settings),
        "embedder": embedder.signature if embedder else None,
        "files": [{"name": path.name, "sha256": sha256_of(path)} for path in sorted(written)],
        "inputs": [
            {"name": document.name, "encoding": document.encoding, "language": f"{document.lang}-{document.script}"}
            for document in result.documents
        ],
        **summary(result),
    }


def _writable(out: Path) -> None:
    """Find out before an hour of drafting that the output cannot be written."""
    with atomic_write(out / ".duizhao-probe.json") as stream:
        stream.write(b"{}")
    (out / ".duizhao-probe.json").unlink(missing_ok=True)


def _read(folder: Path, out: Path, reporter: Reporter) -> tuple[list[Document], list[Reason]]:
    files = list(find_files(folder, out.resolve()))
    if not files:
        raise CorpusError(f"{folder} holds no files; put documents into it ({' '.join(READABLE)})")
    documents: list[Document] = []
    reasons: list[Reason] = []
    with reporter.stage("reading", len(files)) as step:
        for path, name in files:
            found = read_file(path, name)
            if isinstance(found, Document):
                documents.append(found)
            else:
                reasons.append(found)
            step(1)
    return documents, reasons


def _group(documents: Sequence[Document], settings: Settings) -> tuple[dict[tuple[str, str], list[_Sentence]], list[Reason]]:
    """Sort the sentences by language pair and script: each pair is a file, in document order."""
    groups: dict[tuple[str, str], list[_Sentence]] = {}
    reasons: list[Reason] = []
    for document in documents:
        date = document.metadata.date or _fallback_date(document)
        for segment in segment_document(document):
            if not has_words(segment.text):
                reasons.append(Reason("segment", "no-words", document.name, "holds nothing to translate", segment.text))
                continue
            tags = {"Hans": "zh-CN", "Hant": settings.traditional, "Latn": settings.english}
            target = settings.english if segment.lang == "zh" else settings.chinese
            groups.setdefault((tags[segment.script], target), []).append(_Sentence(document, segment, date))
    return dict(sorted(groups.items(), key=lambda item: item[0], reverse=True)), reasons


def _fallback_date(document: Document) -> str:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(epoch) if epoch.isdigit() else document.modified
    return tmx_date(datetime.datetime.fromtimestamp(seconds, datetime.UTC))


def _draft(
    sentences: Sequence[_Sentence], translator: Translator, cache: Cache, settings: Settings, stage: str, reporter: Reporter
) -> list[Drafted]:
    drafter = Drafter(translator, cache, settings.chinese)
    drafts: list[Drafted] = []
    by_document: dict[str, list[_Sentence]] = {}
    for sentence in sentences:
        by_document.setdefault(sentence.document.name, []).append(sentence)
    with reporter.stage(stage, len(sentences)) as step:
        for group in by_document.values():
            drafts += drafter.draft([(sentence.segment.text, sentence.segment.script) for sentence in group], step)
    return drafts


def _units(
    sentences: Sequence[_Sentence], drafts: Sequence[Drafted], tags: tuple[str, str], translator: Translator, embedder: Embedder
) -> tuple[list[Unit], list[Reason]]:
    """Make units of the sentences that have a draft, one for each source."""
    reasons: list[Reason] = []
    kept: list[tuple[_Sentence, Drafted]] = []
    seen: dict[str, str] = {}
    for sentence, drafted in zip(sentences, drafts, strict=True):
        text, name = sentence.segment.text, sentence.document.name
        if not drafted.draft.text:
            reasons.append(Reason("draft", "empty-draft", name, "the engine gave no translation", text))
        elif text in seen:
            reasons.append(Reason("units", "duplicate", name, f"the same source stands in {seen[text]}", text))
        else:
            seen[text] = name
            kept.append((sentence, drafted))
    pairs = [(sentence.segment.text, drafted.draft.text) for sentence, drafted in kept]
    scores = score_pairs(pairs, _lang(tags[0]), embedder, [drafted.draft for _, drafted in kept])
    units = []
    for (sentence, drafted), parts in zip(kept, scores, strict=True):
        flags = [*drafted.flags, *meaning_flag(parts), *_long(sentence.segment.text, drafted.draft.text)]
        metadata = sentence.document.metadata
        units.append(
            Unit(
                source=sentence.segment.text, target=drafted.draft.text, source_tag=tags[0], target_tag=tags[1],
                origin="drafted", engine=translator.signature, document=sentence.document.name, index=sentence.segment.index,
                script=sentence.segment.script, date=sentence.date, scores=with_flags(parts, flags), flags=tuple(flags),
                url=metadata.url, licence=metadata.licence,
            )
        )  # fmt: skip
    return units, reasons


def _long(source: str, target: str) -> list[Flag]:
    longest = max(len(source), len(target))
    return [Flag("long", f"a side has {longest} characters, over {_LONG}: some tools refuse it")] if longest > _LONG else []


def _lang(tag: str) -> Lang:
    return "zh" if tag.startswith("zh") else "en"
