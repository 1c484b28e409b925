"""The last stage, and the only one that touches the output folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path

from align.terms.candidates import find_candidates
from align.terms.glossary import NO_TERMS
from corpus.errors import UsageError
from corpus.pipeline.corpus import Corpus, CorpusFile
from corpus.pipeline.names import NAMES
from corpus.pipeline.review_copy import keep_edited
from corpus.pipeline.review_record import corpus_name
from corpus.pipeline.review_status import review_progress
from corpus.pipeline.summary import summarise
from corpus.settings import settings_of_output
from corpus.text.personal import mask
from export.files import OutputSet
from export.locking import locked
from export.manifest import MANIFEST, previous_files, read_manifest, sha256_of, versions, write_manifest
from export.omissions import OMISSIONS, write_omissions
from export.report import REPORT, Contents, write_report
from export.report_parts import Changed, Flow, Pairing, Refit, Reviewed, Term, Warned
from export.tables import write_names, write_rejections, write_untranslated
from export.write_tmx import Style, write_shards

REJECTIONS = "set-aside.tsv"
_STAGES = ("segment", "align", "draft", "units", "filter", "review")
_LEAST, _MOST_FOR_TERMS = 3, 20_000
"""In how many units a term must stand; of more units than these `build-corpus terms` finds them, which takes
a while."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in the output folder."""

    files: dict[str, int]
    """Units by TMX file name; the files hold the corpus's units in their order."""
    untranslated: dict[str, int]
    """Sentences by the name of the file that lists them."""
    edited: tuple[Path, ...] = ()
    """Copies of TMX files that somebody had changed since the last run."""


def prepare(out: Path, name: str) -> None:
    """Find out before an hour of drafting whether the corpus ``name`` can be written to a folder.

    Raises:
        UsageError: the folder holds another folder's corpus.
        CorpusError: it cannot be written.
    """
    other = read_manifest(out).get("name", name)
    if other != name:
        raise UsageError(
            f"{out} holds the corpus of {other}: two corpora in one folder would share one report and one "
            "review. "
            f"Choose another folder, such as --out {out / name}, or remove this one"
        )
    with locked(out, "build-corpus"):
        pass


def write(corpus: Corpus, out: Path, changed: Sequence[Changed] = ()) -> Written:
    """Write all files beside the old ones, then swap them in, the manifest last. What is stale goes.

    Args:
        corpus: what is written.
        out: where.
        changed: what the last run that changed something did to each document.

    Raises:
        CorpusError: a file cannot be written; then the old files stand as they were.
    """
    with locked(out, "build-corpus"), OutputSet(out) as output:
        stale = {path.name for path in previous_files(out)}
        written = _write_units(corpus, output)
        removed = (line for document in corpus.documents for line in document.removed)
        write_rejections(output.path(REJECTIONS), chain(removed, corpus.rejections))
        if corpus.alignments:
            write_omissions(output.path(OMISSIONS), corpus.omissions)
        if corpus.names:
            write_names(output.path(NAMES), corpus.names)
        write_report(output.path(REPORT), _contents(corpus, changed))
        manifest = _manifest(corpus, written, output.files())
        manifest |= {"changed": [asdict(row) for row in changed]} if changed else {}
        write_manifest(output.path(MANIFEST), manifest)
        edited = keep_edited(out, output.path(MANIFEST).parent)
        output.commit(last=MANIFEST, stale=stale)
    return replace(written, edited=tuple(edited))


def _write_units(corpus: Corpus, output: OutputSet) -> Written:
    files: dict[str, int] = {}
    untranslated: dict[str, int] = {}
    name = corpus_name(corpus.name)
    for file in corpus.files:
        source, target = file.tags
        if file.untranslated:
            path = output.path(f"{name}.{source}.untranslated.tsv")
            write_untranslated(path, _rows(file, masked=corpus.settings.mask_personal_data))
            untranslated[path.name] = len(file.untranslated)
        if file.units:
            suffix = ".tmx.gz" if corpus.settings.gzip else ".tmx"
            path = output.path(f"{name}.{source}.{target}{suffix}")
            said = tuple(fitted.said for fitted in file.recalibrations)
            style = Style(corpus.settings.lang_style, corpus.settings.flavour, said)
            shards = write_shards(path, file.units, source, style, corpus.settings.shard_size)
            files |= {shard.name: count for shard, count in shards.items()}
    return Written(files, untranslated)


def _rows(file: CorpusFile, *, masked: bool) -> Iterable[tuple[str, int, str]]:
    for sentence in file.untranslated:
        yield (*sentence.place, mask(sentence.text) if masked else sentence.text)


def _contents(corpus: Corpus, changed: Sequence[Changed]) -> Contents:
    details = {
        "settings": settings_of_output(corpus.settings),
        "versions": versions(),
        "engines": corpus.engines,
    }
    pairs = [
        Pairing(pair.zh, pair.en, pair.confidence, len(pair.beads) - pair.unlinked, pair.unlinked)
        for pair in corpus.alignments
    ]
    return Contents(
        corpus.name,
        corpus.units,
        corpus.rejections,
        corpus.aside,
        corpus.documents,
        _flow(corpus),
        details,
        pairs,
        corpus.names,
        _terms(corpus),
        _review(corpus),
        corpus.omissions,
        [
            Refit(" → ".join(file.tags), f.origin, f.decisions, f.promised, f.usable, f.slope, f.offset)
            for file in corpus.files
            for f in file.recalibrations
        ],
        changed,
        _warnings(corpus),
    )


def _warnings(corpus: Corpus) -> list[Warned]:
    """Return what the readers warned of, and the reviews whose sentence was edited."""
    orphans = [
        Warned(
            o.document, f"a review has lost its sentence: {o.source} → {o.target} ({o.reviewer or 'unknown'})"
        )
        for o in corpus.orphans
    ]
    return [*(Warned(d.name, warning) for d in corpus.documents for warning in d.warnings), *orphans]


def _flow(corpus: Corpus) -> Flow:
    """Count what became of the sentences; each is in one place (see DESIGN, Conservation)."""
    steps = sorted(
        ((stage, code, count) for (stage, code), count in corpus.aside.segments.items() if count),
        key=lambda step: (_STAGES.index(step[0]) if step[0] in _STAGES else 0, -step[2], step[1]),
    )
    in_units = sum(len(candidate.places) for candidate in corpus.candidates)
    read = in_units + corpus.untranslated + sum(count for *_, count in steps)
    return Flow(read, tuple(steps), corpus.untranslated, len(corpus.units))


def _terms(corpus: Corpus) -> list[Term]:
    """Return the terms that the units say in several ways."""
    units = corpus.units
    if len(units) > _MOST_FOR_TERMS:
        return []
    candidates = find_candidates(units, NO_TERMS, _LEAST)
    return [
        Term(candidate.zh, tuple((r.phrase, r.count) for r in candidate.renderings))
        for candidate in candidates
        if len(candidate.renderings) > 1
    ]


def _review(corpus: Corpus) -> list[Reviewed]:
    if not corpus.review.decisions:
        return []
    rows = review_progress(corpus.units, corpus.review)
    return [
        Reviewed(row.document, row.units, sum(row.decided.values()), ", ".join(row.reviewers)) for row in rows
    ]


def _manifest(corpus: Corpus, written: Written, files: Iterable[Path]) -> dict[str, object]:
    return {
        "name": corpus.name,
        "versions": versions(),
        "glossary_terms": corpus.glossary_terms,
        "memory": {name: sha256_of(Path(name)) for name in corpus.settings.memory},
        "settings": settings_of_output(corpus.settings),
        "embedder": corpus.embedder,
        "bead_model": corpus.bead_model,
        "files": [{"name": path.name, "sha256": sha256_of(path)} for path in sorted(files)],
        "inputs": [
            {"name": d.name, "encoding": d.encoding, "language": f"{d.lang}-{d.script}"}
            for d in corpus.documents
        ],
        "recalibrated": [
            {"source": file.tags[0], "target": file.tags[1], **asdict(fitted)}
            for file in corpus.files
            for fitted in file.recalibrations
        ],
        **summarise(corpus, written.files, written.untranslated),
    }
