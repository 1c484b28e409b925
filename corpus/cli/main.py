"""The command line."""

from __future__ import annotations

import argparse
import contextlib
import csv
import datetime
import itertools
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import get_args

import rich.box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from align.beads.aligner import align, default_model
from align.embed import UseEmbedder
from align.evaluate.alignments import agreement, read_gold, reliability
from align.evaluate.translations import METRICS, Measured, compare, measure, measure_segments
from align.quality.checks import faults, meaning_flag
from align.quality.estimate import SCORES, score_pairs
from align.quality.notices import warnings
from align.terms.candidates import find_candidates
from align.terms.glossary import Glossary, load_glossary
from align.translate.argos import install_file, install_from_index, installed_packages, remove_package
from align.translate.draft import Drafter
from align.translate.engines import Engines
from align.translate.installed import (
    HOW_TO_GET,
    PARTS,
    Converted,
    converted_models,
    embedded_is_installed,
    install_gguf,
    prepare_embedded,
    remove,
)
from corpus import __version__
from corpus.cache import Cache, cache_folder
from corpus.errors import CorpusError
from corpus.model import Bead, Flag, Lang, Origin, Reason, Score, Script, Unit
from corpus.pipeline.audit import interval, lower_bound, read_sheet, sample_size, write_sheet
from corpus.pipeline.build import Result, build, summary
from corpus.pipeline.references import by_document, read_bundle
from corpus.pipeline.review import (
    Baseline,
    Kind,
    corpus_files,
    decide,
    load_review,
    mean_edit_distance,
    save_review,
)
from corpus.read.documents import READABLE, SETTINGS_FILE, decode, read_file, read_text
from corpus.segment.evaluate import evaluate
from corpus.segment.evaluate import read_gold as read_gold_sentences
from corpus.segment.splitter import segment_document, sentences
from corpus.settings import Settings, choices, load_settings
from corpus.text.dates import tmx_date
from corpus.text.normalise import normalise
from corpus.text.script import chinese_script, document_language
from export.check_tmx import TOOLS, check
from export.datasets import SPLITS, Dataset, Format, split_documents
from export.omegat import write_omegat_project
from export.plot import draw_scores
from export.read_tmx import read_units
from export.returned import read_returned
from export.tables import cell
from export.write_tmx import stream_tmx
from export.xliff import Version, write_xliff
from export.xlsx import write_sheet as write_xlsx

_COMMANDS = (
    "build",
    "segment",
    "align",
    "translate",
    "quality",
    "score",
    "audit",
    "terms",
    "check",
    "review",
    "tables",
    "models",
)
_WORST = 5
_EXAMPLES = 3
_SCORED_AT_ONCE = 512


class _UsageError(CorpusError):
    """The command line makes no sense: exit code 2."""


def run() -> None:
    """Run the command and leave: 0 all well, 1 something failed, 2 wrong usage, 130 interrupted."""
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        print(
            "\ninterrupted; what was drafted is kept in the cache: the same command goes on from there",
            file=sys.stderr,
        )
        sys.stderr.flush()
        os._exit(130)  # CTranslate2 would first finish its batch, which can take a minute.
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run the command with these arguments and return its exit code."""
    given = list(arguments)
    if given and given[0] not in _COMMANDS and given[0] not in ("-h", "--help", "--version"):
        given.insert(0, "build")
    parsed = _parser().parse_args(given)
    try:
        command: Callable[[argparse.Namespace], int] = parsed.command
        return command(parsed)
    except _UsageError as error:
        print(f"build-corpus: {error}", file=sys.stderr)
        return 2
    except CorpusError as error:
        print(f"build-corpus: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        prog="build-corpus",
        description="Build a Chinese-English parallel corpus from a folder of documents, offline.\n\n"
        "  build-corpus DIR            is short for: build-corpus build DIR",
        epilog="example:\n  build-corpus seeds/          writes export/seeds.zh-CN.en-US.tmx and its company",
        formatter_class=raw,
    )
    parser.add_argument("--version", action="version", version=f"build-corpus {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser(
        "build", formatter_class=raw,
        help="read, split, align, draft, score and write a folder of documents",
        description="Read the documents of a folder, split them into sentences, align documents that translate each other, draft the rest, "
        "score every pair, write TMX.",
        epilog="examples:\n  build-corpus seeds/\n  build-corpus news --out corpus-2025 --chinese zh-TW\n  build-corpus news --engine none --json\n\n"
        f"Every option is also a key of {SETTINGS_FILE} in the folder. Exit code: 0 all well, 1 some documents failed, 2 wrong usage.",
    )  # fmt: skip
    command.add_argument("folder", type=Path, metavar="DIR", help="the folder, read with all folders in it")
    command.add_argument(
        "--out", type=Path, default=Path("export"), metavar="DIR", help="where to write (default: export)"
    )
    command.add_argument(
        "--engine",
        choices=choices("engine"),
        help="what drafts: auto takes an installed Argos package, else the embedded model (default: auto)",
    )
    command.add_argument(
        "--chinese",
        choices=choices("chinese"),
        help="the Chinese that English is drafted into (default: zh-CN)",
    )
    command.add_argument(
        "--traditional",
        choices=choices("traditional"),
        help="the language tag of Traditional documents (default: zh-TW)",
    )
    command.add_argument(
        "--english", choices=choices("english"), help="the language tag of English (default: en-US)"
    )
    command.add_argument(
        "--mask-personal-data", action="store_const", const=True,
        help="replace telephone and identity-card numbers, e-mail addresses and plates alike on both sides",
    )  # fmt: skip
    command.add_argument(
        "--min-score", type=float, metavar="P", help="set units aside that score less (default: 0)"
    )
    command.add_argument(
        "--mine",
        action="store_const",
        const=True,
        help="look for single pairs in documents without a counterpart too (default: no)",
    )
    command.add_argument(
        "--memory", action="append", metavar="FILE.tmx",
        help="a translation memory: exactly the same sentences are taken as reviewed, similar ones shown to the embedded model; several may be given",
    )  # fmt: skip
    command.add_argument(
        "--lang-style",
        choices=choices("lang_style"),
        help="language tags: zh-CN, zh or zh-Hans (default: region, zh-CN)",
    )
    command.add_argument(
        "--flavour",
        choices=choices("flavour"),
        help="name the properties of a TMX as this tool has them (default: standard)",
    )
    command.add_argument(
        "--shard-size", type=int, metavar="N", help="write TMX files of at most N units (default: no limit)"
    )
    command.add_argument("--gzip", action="store_const", const=True, help="write .tmx.gz (default: no)")
    command.add_argument("--licence", help="the licence of documents that state none")
    command.add_argument("--json", action="store_true", help="print the summary as JSON")
    command.set_defaults(command=_build)

    command = commands.add_parser(
        "segment", formatter_class=raw,
        help="split text into sentences",
        description="Split text into sentences: paragraphs separated by blank lines in, a sentence a line out, a blank line between paragraphs.",
        epilog="example:\n  build-corpus segment report.txt --lang zh > report.sentences",
    )  # fmt: skip
    command.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input (default)"
    )
    command.add_argument("--lang", choices=("zh", "en"), help="the language (default: told from the text)")
    command.add_argument(
        "--evaluate", type=Path, metavar="GOLD",
        help='compare with gold sentences instead and print precision, recall and F1 of boundaries: JSON lines, {"sents": […], "seps": […]}',
    )  # fmt: skip
    command.set_defaults(command=_segment)

    command = commands.add_parser(
        "align", formatter_class=raw,
        help="align two documents that translate each other",
        description="Split two documents into sentences and align them. A confidence is the probability that exactly this link is right.",
        epilog="examples:\n  build-corpus align report.zh.txt report.en.html\n  build-corpus align report.zh.txt report.en.txt --format tmx > report.tmx\n"
        "  build-corpus align --lines sentences.zh sentences.en        prints [0,1]:[0]:0.987, counted from 0",
    )  # fmt: skip
    command.add_argument(
        "files", nargs="*", metavar="ZH EN", help="the Chinese and the English document (either order does)"
    )
    command.add_argument(
        "--evaluate", type=Path, metavar="GOLD",
        help="align the hand-aligned texts of a folder instead (NNN.zh, NNN.en, NNN.gold) and print how far the links agree",
    )  # fmt: skip
    command.add_argument(
        "--lines", action="store_true", help="the files hold a sentence a line: do not split, print links"
    )
    command.add_argument(
        "--format",
        choices=("table", "tsv", "links", "tmx"),
        help="default: table on a terminal, tsv in a pipe, links with --lines",
    )
    command.set_defaults(command=_align)

    command = commands.add_parser(
        "translate", formatter_class=raw,
        help="draft translations, a line in, a line out",
        description="Draft the translation of each line with an offline engine.",
        epilog="example:\n  build-corpus translate notes.zh.txt --from zh --to en > notes.en.txt",
    )  # fmt: skip
    command.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input (default)"
    )
    command.add_argument(
        "--from", dest="source", choices=("zh", "en"), required=True, help="the language of the text"
    )
    command.add_argument(
        "--to",
        dest="target",
        choices=("en", "zh", "zh-CN", "zh-TW", "zh-HK"),
        required=True,
        help="the language to translate into",
    )
    command.add_argument(
        "--engine", choices=choices("engine")[:-1], default="auto", help="what drafts (default: auto)"
    )
    command.set_defaults(command=_translate)

    command = commands.add_parser(
        "quality", formatter_class=raw,
        help="score translations without a reference",
        description="Score line-aligned translations. Prints a table with a header: score (the probability that the pair can be used as it is), "
        "its parts, the flags by name, and what they say.",
        epilog="example:\n  build-corpus quality --from zh --to en notes.zh.txt notes.en.txt > notes.quality.tsv",
    )  # fmt: skip
    command.add_argument(
        "--from", dest="source", choices=("zh", "en"), required=True, help="the language of the sources"
    )
    command.add_argument(
        "--to", dest="target", choices=("en", "zh"), required=True, help="the language of the translations"
    )
    command.add_argument(
        "--log-probability", action="store_true",
        help="ask the embedded model too what it thinks of each translation: slow (two pairs a second), and the strongest single signal",
    )  # fmt: skip
    command.add_argument("sources", metavar="SRC", help="the sources, one a line")
    command.add_argument("targets", metavar="TGT", help="their translations, one a line")
    command.set_defaults(command=_quality)

    command = commands.add_parser(
        "score", formatter_class=raw,
        help="measure translations against references: BLEU, chrF2++, TER",
        description="Measure translations against references with sacrebleu, each figure with its signature. Files are text, a segment a line, or TMX "
        "(the reference too), matched on their sources. Several translations are compared with the first by paired bootstrap and by "
        "approximate randomisation.",
        epilog="examples:\n  build-corpus score drafts.en --reference reference.en\n"
        "  build-corpus score old.zh new.zh --reference refA.zh --reference refB.zh --json\n"
        "  build-corpus score export/seeds.zh-CN.en-US.tmx --reference export/reviewed.tmx --plot scores.svg",
    )  # fmt: skip
    command.add_argument(
        "systems", nargs="+", metavar="HYP", help="a translation: text, a segment a line, or TMX"
    )
    command.add_argument(
        "--reference",
        action="append",
        required=True,
        metavar="REF",
        help="a reference; may be given several times",
    )
    command.add_argument(
        "--lang", choices=("zh", "en"), help="the language of the translations (default: told from the text)"
    )
    command.add_argument(
        "--tokenizer", choices=("zh", "13a", "flores200"),
        help="how BLEU cuts words (default: zh or 13a, as the language is; sacrebleu fetches flores200 from the network once)",
    )  # fmt: skip
    command.add_argument(
        "--sentences", action="store_true", help="print the scores of each segment as a table instead"
    )
    command.add_argument(
        "--plot",
        type=Path,
        metavar="FILE.svg",
        help="draw the segments' chrF2++: a histogram, or two systems against each other",
    )
    command.add_argument("--json", action="store_true", help="print as JSON")
    command.set_defaults(command=_score)

    command = commands.add_parser(
        "audit", formatter_class=raw,
        help="draw units for a person to judge, and state what follows for all",
        description="How many units must a person look at to claim that nearly all above a score are right? Draws them, spread over the scores, "
        "into a sheet; reads the judged sheet back and states the claim with its exact interval (Clopper-Pearson).",
        epilog="examples:\n  build-corpus audit export/seeds.zh-CN.en-US.tmx --above 0.8 --sheet audit.tsv      write y or n into the column 'right', then:\n"
        "  build-corpus audit --judged audit.tsv",
    )  # fmt: skip
    command.add_argument("tmx", nargs="?", type=Path, metavar="TMX", help="the corpus")
    command.add_argument(
        "--above",
        type=_probability,
        default=0.0,
        metavar="P",
        help="only units that score at least this (default: 0)",
    )
    command.add_argument(
        "--claim",
        type=_probability,
        default=0.95,
        metavar="P",
        help="the share of right units to claim (default: 0.95)",
    )
    command.add_argument(
        "--confidence",
        type=_probability,
        default=0.95,
        metavar="P",
        help="how sure the claim shall be (default: 0.95)",
    )
    command.add_argument(
        "--errors",
        type=int,
        default=2,
        metavar="N",
        help="wrong units that may be found and the claim still made (default: 2)",
    )
    command.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another number draws other units (default: 1)"
    )
    command.add_argument(
        "--sheet",
        type=Path,
        default=Path("audit.tsv"),
        metavar="FILE.tsv",
        help="where to write the sheet (default: audit.tsv)",
    )
    command.add_argument("--judged", type=Path, metavar="FILE.tsv", help="read this judged sheet back")
    command.set_defaults(command=_audit)

    command = commands.add_parser(
        "terms", formatter_class=raw,
        help="propose terms for a glossary",
        description="Propose names, offices and campaigns that recur in a folder of documents, with what the corpus says for them, those first "
        "that it says in several ways. Drafts come from the cache where the corpus was built before. The table can be edited into a "
        "glossary.tsv: source, target (the commonest first, separated by |), note.",
        epilog="example:\n  build-corpus terms seeds/ > candidates.tsv",
    )  # fmt: skip
    command.add_argument("folder", type=Path, metavar="DIR", help="the folder of documents")
    command.add_argument(
        "--least", type=int, default=3, metavar="N", help="in how many units a term must stand (default: 3)"
    )
    command.add_argument(
        "--engine", choices=choices("engine"), help="what drafts, as in build; none: aligned documents only"
    )
    command.set_defaults(command=_terms)

    command = commands.add_parser(
        "check", formatter_class=raw,
        help="would a TMX load in OmegaT, Okapi, translate-toolkit, Trados, memoQ",
        description="Check TMX files, anybody's, gzipped or not, and give a verdict for each tool. Exit code 1 if any tool would refuse one.",
        epilog="example:\n  build-corpus check export/*.tmx",
    )  # fmt: skip
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a TMX file")
    command.add_argument("--json", action="store_true", help="print as JSON")
    command.set_defaults(command=_check)

    command = commands.add_parser(
        "review", formatter_class=raw,
        help="hand a corpus to a reviewer, and take the review back",
        description="Hand a corpus to a reviewer, and take the review back.",
        epilog="examples:\n  build-corpus review export export --documents seeds\n  build-corpus review import review/zh-CN.en-US",
    )  # fmt: skip
    actions = command.add_subparsers(required=True, metavar="ACTION")
    action = actions.add_parser(
        "export", formatter_class=raw,
        help="write an OmegaT project, a spreadsheet or XLIFF for each language pair",
        description="Write an OmegaT project for each language pair: sources by document, terms as its glossary, units in the folders of its memory: "
        "tm/auto (reviewed, or score .8 or more and no flag: inserted), tm/penalty-30 (.5 or more, and aligned pairs), tm/mt (the rest: only "
        "suggested). Or a spreadsheet, worst units first, with columns for a verdict and a comment. Or XLIFF.",
        epilog="examples:\n  build-corpus review export export --documents seeds --out review\n  build-corpus review export export --to xlsx",
    )  # fmt: skip
    action.add_argument(
        "--to",
        choices=("omegat", "xlsx", "xliff", "xliff-1.2"),
        default="omegat",
        help="what to write; xliff is version 2.1 (default: omegat)",
    )
    action.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder that build-corpus wrote (export)"
    )
    action.add_argument(
        "--documents", type=Path, metavar="DIR", help="the folder of documents, for its glossary"
    )
    action.add_argument(
        "--out", type=Path, default=Path("review"), metavar="DIR", help="where to write (default: review)"
    )
    action.set_defaults(command=_review_export)
    action = actions.add_parser(
        "import", formatter_class=raw,
        help="take a review back",
        description="Find what people changed, approved, rejected or said in files that came back: OmegaT projects (or their project_save.tmx), TMX "
        "edited in any tool, spreadsheets, XLIFF. It is remembered beside the corpus (review.jsonl, and reviewed.tmx for tools): the next build into "
        "that folder uses human work first, in both directions. Importing the same file again changes nothing.",
        epilog="examples:\n  build-corpus review import review/zh-CN.en-US\n  build-corpus review import anna.xlsx bo.xlsx --into export --json",
    )  # fmt: skip
    action.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="a project, or a .tmx, .xlsx, .xlf file"
    )
    action.add_argument(
        "--into",
        type=Path,
        default=Path("export"),
        metavar="DIR",
        help="the folder that build-corpus wrote (default: export)",
    )
    action.add_argument("--json", action="store_true", help="print as JSON")
    action.set_defaults(command=_review_import)

    command = commands.add_parser(
        "tables", formatter_class=raw,
        help="write a corpus as Moses pairs, TSV, JSON lines or Parquet, split by document",
        description="Write the corpus of a folder as tables for training, one for each language pair. moses is NAME.zh and NAME.en, line by line, and "
        "NAME.provenance.tsv with a header; the others have the same columns, and Parquet says in its schema what each of them is. In TSV a cell "
        "that a spreadsheet would run begins with an apostrophe. --split puts no document into two splits.",
        epilog="examples:\n  build-corpus tables export --to parquet --split --out tables\n"
        "  build-corpus tables export --to moses --min-score 0.7 --origin aligned --origin reviewed --split 80,10,10",
    )  # fmt: skip
    command.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder that build-corpus wrote (export)"
    )
    command.add_argument(
        "--to", choices=get_args(Format), default="jsonl", help="the format (default: jsonl)"
    )
    command.add_argument(
        "--min-score",
        type=_probability,
        default=0.0,
        metavar="P",
        help="only units that score at least this (default: 0)",
    )
    command.add_argument(
        "--origin",
        action="append",
        choices=get_args(Origin),
        help="only units of this origin; may be given several times (default: all)",
    )
    command.add_argument(
        "--split", type=_shares, nargs="?", const="90,5,5", metavar="TRAIN,DEV,TEST",
        help="split by document, about in these shares (default: no; without numbers: 90,5,5)",
    )  # fmt: skip
    command.add_argument(
        "--out", type=Path, default=Path("tables"), metavar="DIR", help="where to write (default: tables)"
    )
    command.set_defaults(command=_tables)

    command = commands.add_parser(
        "models", formatter_class=raw,
        help="list, install and remove translation models",
        description="List, install and remove translation models.",
        epilog="examples:\n  build-corpus models list\n  build-corpus models install argos zh en        (needs a network)\n"
        "  build-corpus models install translate-zh_en-1_9.argosmodel\n  build-corpus models install qwen2.5-3b-instruct-q4_k_m.gguf\n"
        "  build-corpus models remove argos zh en",
    )  # fmt: skip
    actions = command.add_subparsers(required=True, metavar="ACTION")
    action = actions.add_parser(
        "list", help="show what is installed", epilog="example: build-corpus models list --json"
    )
    action.add_argument("--json", action="store_true", help="print as JSON")
    action.set_defaults(command=_models_list)
    action = actions.add_parser(
        "install",
        help="install an Argos package or a Qwen2 GGUF file",
        epilog="example: build-corpus models install argos zh en",
    )
    action.add_argument(
        "what",
        nargs="+",
        metavar="FILE | argos FROM TO",
        help="an .argosmodel or .gguf file, or: argos zh en",
    )
    action.set_defaults(command=_models_install)
    action = actions.add_parser(
        "remove", help="remove a model", epilog="example: build-corpus models remove argos zh en"
    )
    action.add_argument(
        "what",
        nargs="+",
        metavar="NAME | argos FROM TO",
        help="a name that `models list` shows, or: argos zh en",
    )
    action.set_defaults(command=_models_remove)
    return parser


class _Terminal:
    """Progress on standard error, and only if that is a terminal."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)

    @contextlib.contextmanager
    def stage(self, name: str, total: int) -> Iterator[Callable[[int], None]]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(
            *columns, console=self.console, disable=not self.console.is_terminal, transient=True
        ) as bar:
            task = bar.add_task(name, total=total)
            yield lambda steps: bar.advance(task, steps)

    def say(self, message: str) -> None:
        print(message, file=sys.stderr)

    def prepare_embedded(self) -> Converted:
        """Convert the embedded model on first use, with a bar."""
        if not converted_models():
            self.say(f"converting the embedded model, once, into {cache_folder()}")
        with self.bytes() as progress:
            return prepare_embedded(progress)

    @contextlib.contextmanager
    def bytes(self) -> Iterator[Callable[[str, int, int], None]]:
        """A bar for work that counts bytes and changes its name."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeRemainingColumn(),
        )
        with Progress(
            *columns, console=self.console, disable=not self.console.is_terminal, transient=True
        ) as bar:
            task = bar.add_task("starting", total=1)
            yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)


def _folder(arguments: argparse.Namespace) -> Path:
    folder: Path = arguments.folder
    if not folder.is_dir():
        what = "is a file; give the folder it stands in" if folder.exists() else "does not exist"
        raise _UsageError(f"{folder} {what}")
    return folder


def _terms(arguments: argparse.Namespace) -> int:
    folder = _folder(arguments)
    if arguments.least < 2:
        raise _UsageError("--least must be 2 or more: what occurs once does not recur")
    settings = load_settings(folder / SETTINGS_FILE, {"engine": arguments.engine})
    terminal = _Terminal()
    engines = Engines(terminal.prepare_embedded)
    with Cache(cache_folder() / "drafts.sqlite") as cache, tempfile.TemporaryDirectory() as out:
        result = build(
            folder,
            Path(out),
            settings,
            lambda lang: engines.open(settings.engine, lang),
            UseEmbedder,
            cache,
            terminal,
        )
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow(("source", "target", "note", "units", "documents", "in_glossary"))
    for one in find_candidates(result.units, load_glossary(folder), arguments.least):
        ways = ", ".join(f"{rendering.phrase} {rendering.count}" for rendering in one.renderings)
        note = f"said in {len(one.renderings)} ways: {ways}" if len(one.renderings) > 1 else ""
        targets = "|".join(rendering.phrase for rendering in one.renderings)
        writer.writerow(
            [
                cell(value)
                for value in (one.zh, targets, note, one.count, one.documents, "yes" if one.known else "no")
            ]
        )
    return 1 if result.failed else 0


def _build(arguments: argparse.Namespace) -> int:
    folder = _folder(arguments)
    flags = {
        name: getattr(arguments, name)
        for name in ("engine", "chinese", "traditional", "english", "licence", "mine", "min_score", "mask_personal_data",
                     "lang_style", "flavour", "shard_size", "gzip")
    } | {"memory": tuple(arguments.memory) if arguments.memory else None}  # fmt: skip
    settings = load_settings(folder / SETTINGS_FILE, flags)
    terminal = _Terminal()
    engines = Engines(terminal.prepare_embedded)
    with Cache(cache_folder() / "drafts.sqlite") as cache:
        result = build(
            folder,
            arguments.out,
            settings,
            lambda lang: engines.open(settings.engine, lang),
            UseEmbedder,
            cache,
            terminal,
        )
    if arguments.json:
        print(json.dumps(summary(result), ensure_ascii=False, indent=2))
    else:
        _show(result, arguments.out, settings)
    return 1 if result.failed else 0


def _show(result: Result, out: Path, settings: Settings) -> None:
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False, markup=False)
    counts = summary(result)
    table = Table(box=rich.box.SIMPLE)
    for heading, justify in (
        ("file", "left"),
        ("units", "right"),
        ("aligned", "right"),
        ("mean score", "right"),
        ("flagged", "right"),
    ):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    everything = iter(result.units)
    for name, number in result.files.items():
        units = list(itertools.islice(everything, number))
        flagged = sum(bool(unit.flags) for unit in units)
        aligned = sum(unit.origin == "aligned" for unit in units)
        table.add_row(
            str(out / name),
            str(number),
            str(aligned),
            f"{sum(unit.score for unit in units) / len(units):.3f}",
            str(flagged),
        )
    for name, number in result.untranslated.items():
        table.add_row(str(out / name), f"{number} untranslated", "", "", "")
    if table.row_count:
        console.print(table)
    for one in result.alignments:
        alone = f", {one.alone} without a counterpart" if one.alone else ""
        console.print(
            f"aligned: {one.zh.name} with {one.en.name} ({one.confidence:.2f}): {len(one.beads) - one.alone} links{alone}"
        )
    by_people = sum(unit.origin == "reviewed" for unit in result.units)
    if by_people:
        console.print(f"reviewed: {by_people} units are as people left them")
    kinds = (("lines taken out, by rule", counts["lines_removed"]), ("units flagged", counts["flags"]))
    for heading, values in kinds:
        if isinstance(values, dict) and values:
            console.print(f"{heading}: " + ", ".join(f"{name} {number}" for name, number in values.items()))
    unusual = [
        f"{document.name} is {document.encoding}"
        for document in result.documents
        if document.encoding != "utf-8"
    ]
    if unusual:
        console.print("encodings: " + ", ".join(unusual))
    set_aside = counts["set_aside"]
    if isinstance(set_aside, dict) and set_aside:
        listed = (f"{name} {number}" for stage in set_aside.values() for name, number in stage.items())
        console.print(f"set aside ({out / 'set-aside.tsv'}): " + ", ".join(listed))
    for document in result.documents:
        for warning in document.warnings:
            console.print(f"warning: {document.name}: {warning}")
    if result.units:
        worst = Table(
            "score",
            "source",
            "target",
            "why",
            title=f"the worst {min(_WORST, len(result.units))} units",
            box=rich.box.SIMPLE,
            title_justify="left",
        )
        for unit in sorted(result.units, key=lambda unit: (unit.score, unit.id))[:_WORST]:
            worst.add_row(
                f"{unit.score:.3f}",
                _short(unit.source),
                _short(unit.target),
                "; ".join(flag.message for flag in unit.flags),
            )
        console.print(worst)
    if result.untranslated:
        asked = (
            "as asked (--engine none)"
            if settings.engine == "none"
            else f"for want of an engine; {HOW_TO_GET}"
        )
        console.print(f"nothing was drafted {asked}")
    for reason in result.failed:
        console.print(f"failed: {reason.document} {reason.message}")


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _read_text(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise _UsageError(f"{name}: {error.strerror}") from error
    try:
        return decode(data).text
    except CorpusError as error:
        raise CorpusError(f"{'standard input' if name == '-' else name} {error}") from error


def _evaluate_segmentation(path: Path, lang: Lang | None) -> int:
    units = read_gold_sentences(path)
    if lang is None:
        found = document_language("\n".join(unit.text for unit in units))
        if isinstance(found, str) or not found:
            raise _UsageError(f"the language of {path} cannot be told: say --lang zh or --lang en")
        lang = found[0]
    counts = evaluate(units, lang)
    print(
        f"{path}: P {counts.precision:.2f} R {counts.recall:.2f} F1 {counts.f1:.2f}  ({counts.right + counts.missed} boundaries)"
    )
    print(f"F1 {counts.f1:.2f}")
    return 0


def _segment(arguments: argparse.Namespace) -> int:
    if arguments.evaluate:
        return _evaluate_segmentation(arguments.evaluate, arguments.lang)
    text = _read_text(arguments.file).replace("\r\n", "\n")
    lang: Lang | None = arguments.lang
    if lang is None:
        found = document_language(text)
        if isinstance(found, str):
            raise _UsageError(f"the text seems to be {found or 'empty'}: say --lang zh or --lang en")
        lang = found[0]
    write = sys.stdout.write
    first = True
    for block in sentences(text, lang):
        if not first:
            write("\n")
        first = False
        for sentence in block:
            write(sentence + "\n")
    return 0


def _align(arguments: argparse.Namespace) -> int:
    if arguments.evaluate:
        return _evaluate_alignment(arguments.evaluate)
    if len(arguments.files) != 2:
        raise _UsageError(
            "give two files, the Chinese and the English one: build-corpus align report.zh.txt report.en.txt"
        )
    read = _read_lines if arguments.lines else _read_document
    source, target = (read(name) for name in arguments.files)
    langs = _languages((source.name, source), (target.name, target))
    terminal = _Terminal()
    with terminal.console.status(f"aligning {len(source.sentences)} with {len(target.sentences)} sentences"):
        if langs[0] == "zh":
            beads = align(source.sentences, target.sentences, UseEmbedder())
        else:
            beads = [bead.transposed() for bead in align(target.sentences, source.sentences, UseEmbedder())]
    form = arguments.format or ("links" if arguments.lines else "table" if sys.stdout.isatty() else "tsv")
    if form == "links":
        for bead in beads:
            sides = (range(bead.source_start, bead.source_end), range(bead.target_start, bead.target_end))
            print(":".join(f"[{','.join(map(str, side))}]" for side in sides) + f":{bead.confidence:.3f}")
        return 0
    rows = [
        _Row(
            bead,
            ("" if langs[0] == "zh" else " ").join(source.sentences[bead.source_start : bead.source_end]),
            ("" if langs[1] == "zh" else " ").join(target.sentences[bead.target_start : bead.target_end]),
        )
        for bead in beads
    ]
    if form == "tmx":
        units = [_unit(row, source, target, langs[0]) for row in rows if row.source and row.target]
        stream_tmx(sys.stdout.buffer, units, _tag(source))
    elif form == "tsv":
        writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
        writer.writerow(("confidence", "type", langs[0], langs[1]))
        writer.writerows(
            (f"{row.bead.confidence:.3f}", row.bead.kind, row.source, row.target) for row in rows
        )
    else:
        table = Table("", "", langs[0], langs[1], box=rich.box.SIMPLE, show_lines=True)
        for row in rows:
            table.add_row(f"{row.bead.confidence:.2f}", row.bead.kind, row.source, row.target)
        Console(markup=False, highlight=False).print(table)
    return 0


def _evaluate_alignment(folder: Path) -> int:
    texts = read_gold(folder)
    embedder = UseEmbedder()
    pairs = []
    with _Terminal().stage("aligning", len(texts)) as step:
        for text in texts:
            pairs.append((text.links, align(text.zh, text.en, embedder)))
            step(1)
    strict, lax = agreement(pairs)
    for name, one in (("strict", strict), ("lax", lax)):
        print(f"{name} P {one.precision:.4f} R {one.recall:.4f} F1 {one.f1:.4f}")
    print("confidence  links  mean   right")
    for band, count, confidence, right in reliability(pairs):
        print(f"{band}  {count:6} {confidence:6.3f} {right:6.3f}")
    print(f"F1 {strict.f1:.4f}")
    return 0


@dataclass(frozen=True, slots=True)
class _Side:
    """One file to align."""

    name: str
    sentences: list[str]
    lang: Lang | None
    script: Script


@dataclass(frozen=True, slots=True)
class _Row:
    bead: Bead
    source: str
    target: str


def _read_document(name: str) -> _Side:
    path = Path(name)
    if not path.is_file():
        raise _UsageError(f"{name}: no such file")
    known = path.suffix.lower() in READABLE
    found = (
        read_file(path, name) if known else read_text(_read_text(name), name)
    )  # x.zh, x.en: named by the user, so it is text.
    if isinstance(found, Reason):
        raise CorpusError(f"{found.document} {found.message}")
    sentences = [segment.text for segment in segment_document(found) if segment.lang == found.lang]
    return _Side(name, sentences, found.lang, found.script)


def _read_lines(name: str) -> _Side:
    text = _read_text(name)
    found = document_language(text)
    lines = [normalise(line).strip() for line in text.splitlines()]
    return (
        _Side(name, lines, found[0], found[1])
        if isinstance(found, tuple)
        else _Side(name, lines, None, "Latn")
    )


def _languages(*sides: tuple[str, _Side]) -> tuple[Lang, Lang]:
    """Return the languages of both sides; what cannot be told from the text is taken as the command says it.

    Raises:
        CorpusError: both sides are in one language.
    """
    langs = [side.lang for _, side in sides]
    if langs[0] and langs[0] == langs[1]:
        language = "Chinese" if langs[0] == "zh" else "English"
        raise CorpusError(
            f"{sides[0][0]} and {sides[1][0]} are both {language}; give one Chinese and one English file"
        )
    return ("en", "zh") if langs[0] == "en" or langs[1] == "zh" else ("zh", "en")


def _tag(side: _Side) -> str:
    return {"Hans": "zh-CN", "Hant": Settings().traditional, "Latn": Settings().english}[side.script]


def _unit(row: _Row, source: _Side, target: _Side, lang: Lang) -> Unit:
    return Unit(
        source=row.source, target=row.target, source_tag=_tag(source), target_tag=_tag(target), origin="aligned",
        engine=default_model().signature, document=source.name, index=row.bead.source_start, script=source.script,
        date=tmx_date(datetime.datetime.fromtimestamp(Path(source.name).stat().st_mtime, datetime.UTC)),
        scores=(Score("align", row.bead.confidence, default_model().signature),), flags=tuple(faults(row.source, row.target, lang)),
        target_document=target.name, align_type=row.bead.kind,
    )  # fmt: skip


def _translate(arguments: argparse.Namespace) -> int:
    source: Lang = arguments.source
    target: str = arguments.target
    if target.startswith(source):
        raise _UsageError(f"--from {source} --to {target}: choose two languages")
    lines = [normalise(line).strip() for line in _read_text(arguments.file).splitlines()]
    terminal = _Terminal()
    translator = Engines(terminal.prepare_embedded).open(arguments.engine, source)
    if translator is None:
        raise CorpusError(f"there is no engine to translate with; {HOW_TO_GET}")
    with Cache(cache_folder() / "drafts.sqlite") as cache, terminal.stage("drafting", len(lines)) as step:
        drafter = Drafter(translator, cache, target)
        texts = [line for line in lines if line]
        drafts = iter(
            drafter.draft(
                [(line, chinese_script(line) if source == "zh" else "Latn") for line in texts], step
            )
        )
    for line in lines:
        print(next(drafts).draft.text if line else "")
    return 0


def _quality(arguments: argparse.Namespace) -> int:
    source: Lang = arguments.source
    if source == arguments.target:
        raise _UsageError(f"--from {source} --to {source}: choose two languages")
    sides = [
        [normalise(line).strip() for line in _lines(name)] for name in (arguments.sources, arguments.targets)
    ]
    if len(sides[0]) != len(sides[1]):
        raise CorpusError(
            f"{arguments.sources} has {len(sides[0])} lines and {arguments.targets} {len(sides[1])}: they must be line by line"
        )
    embedder = UseEmbedder()
    writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
    writer.writerow([*SCORES, "flags", "notes", "spans"])
    terminal = _Terminal()
    model = Engines(terminal.prepare_embedded).embedded(source) if arguments.log_probability else None
    with terminal.stage("scoring", len(sides[0])) as step:
        for start in range(0, len(sides[0]), _SCORED_AT_ONCE):
            pairs = list(zip(*(side[start : start + _SCORED_AT_ONCE] for side in sides), strict=True))
            thoughts = (
                [sum(values) / len(values) for values in model.token_log_probabilities(pairs)]
                if model
                else None
            )
            scored = score_pairs(pairs, source, embedder, log_probabilities=thoughts)
            for (text, translation), scores in zip(pairs, scored, strict=True):
                flags = [
                    *faults(text, translation, source),
                    *meaning_flag(scores),
                    *warnings(text, translation, source),
                ]
                row = [f"{score.value:.4f}" for score in scores]
                writer.writerow(
                    [
                        *row,
                        " ".join(flag.name for flag in flags),
                        "; ".join(flag.message for flag in flags),
                        _spans(flags),
                    ]
                )
            step(len(pairs))
    return 0


def _spans(flags: Sequence[Flag]) -> str:
    return " ".join(f"{flag.name}:{side}:{start}-{end}" for flag in flags for side, start, end in flag.spans)


def _score(arguments: argparse.Namespace) -> int:
    bundle = read_bundle(arguments.systems, arguments.reference, _lines)
    lang: Lang | None = arguments.lang
    if lang is None:
        found = document_language("\n".join(bundle.references[0]))
        if isinstance(found, str) or not found:
            raise _UsageError("the language cannot be told from the references: say --lang zh or --lang en")
        lang = found[0]
    segments = {
        name: measure_segments(lines, bundle.references, lang, arguments.tokenizer)
        for name, lines in bundle.systems.items()
    }
    if arguments.plot:
        draw_scores(
            {name: [row["chrF2++"] for row in rows] for name, rows in segments.items()}, arguments.plot
        )
    if arguments.sentences:
        writer = csv.writer(sys.stdout, delimiter="\t", lineterminator="\n")
        writer.writerow(["segment", "document", "system", *METRICS])
        for i, document in enumerate(bundle.documents):
            writer.writerows(
                [i, document, name, *(f"{rows[i][metric]:.2f}" for metric in METRICS)]
                for name, rows in segments.items()
            )
        return 0
    measured = measure(bundle.systems, bundle.references, lang, arguments.tokenizer)
    tests: dict[str, list[Measured]] = {}
    if len(bundle.systems) > 1:
        for name, test in (("paired bootstrap", "bs"), ("approximate randomisation", "ar")):
            tests[name] = compare(
                bundle.systems, bundle.references, lang, "bs" if test == "bs" else "ar", arguments.tokenizer
            )
    documents = [
        {"document": document, **{name: f"{value:.1f}" for name, value in values.items()}}
        for document, values in by_document(bundle, lang, arguments.tokenizer).items()
    ]
    if arguments.json:
        answer = {
            "segments": len(bundle.documents), "unmatched": bundle.unmatched, "scores": [asdict(one) for one in measured],
            "tests": {name: [asdict(one) for one in results] for name, results in tests.items()}, "documents": documents,
        }  # fmt: skip
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return 0
    console = Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False)
    table = Table(
        "system", "metric", "score", *(f"p, {name}" for name in tests), "signature", box=rich.box.SIMPLE
    )
    for one in measured:
        same = [
            next(other for other in results if (other.system, other.metric) == (one.system, one.metric))
            for results in tests.values()
        ]
        table.add_row(
            one.system,
            one.metric,
            f"{one.value:.1f}",
            *("" if r.p_value is None else f"{r.p_value:.4f}" for r in same),
            one.signature,
        )
    console.print(table)
    if len(documents) > 1:
        rows = Table(*documents[0], box=rich.box.SIMPLE)
        for row in documents:
            rows.add_row(*row.values())
        console.print(rows)
    for name, count in bundle.unmatched.items():
        if count:
            console.print(
                f"{name}: {count} units have no source in common with all the others and were left out"
            )
    return 0


def _probability(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} is no probability: at least 0 and below 1")
    return value


def _audit(arguments: argparse.Namespace) -> int:
    if arguments.judged:
        judged = read_sheet(arguments.judged)
        low, high = interval(judged.right, judged.count, arguments.confidence)
        bound = lower_bound(judged.right, judged.count, arguments.confidence)
        print(f"{judged.right} of {judged.count} judged units are right: {judged.right / judged.count:.1%}")
        print(
            f"{arguments.confidence:.0%} interval of the share among all units drawn from: {low:.1%} to {high:.1%} (Clopper-Pearson)"
        )
        verdict = "may be claimed" if bound >= arguments.claim else "may not be claimed"
        print(
            f"at least {arguments.claim:.0%} right: {verdict}; at {arguments.confidence:.0%} confidence at least {bound:.1%} are"
        )
        return 0
    if not arguments.tmx:
        raise _UsageError("give a TMX to draw from, or a judged sheet with --judged")
    if arguments.errors < 0:
        raise _UsageError("--errors cannot be negative")
    wanted = sample_size(arguments.claim, arguments.confidence, arguments.errors)
    total, drawn = write_sheet(arguments.tmx, arguments.sheet, arguments.above, wanted, arguments.seed)
    print(
        f"{total} units score {arguments.above:g} or more; {drawn} of them are in {arguments.sheet}: write y or n into the column 'right', then"
    )
    print(
        f"  build-corpus audit --judged {arguments.sheet} --claim {arguments.claim:g} --confidence {arguments.confidence:g}"
    )
    if drawn < wanted:
        print(
            f"{wanted} would be needed to allow for {arguments.errors} wrong ones: judge all {total} and count"
        )
    else:
        print(
            f"with up to {arguments.errors} wrong ones among {drawn}, at least {arguments.claim:.0%} of the {total} are right, at {arguments.confidence:.0%} confidence"
        )
    return 0


def _lines(name: str) -> list[str]:
    """Return the lines of a file; only line feeds end them, so that line-aligned files stay so."""
    text = _read_text(name).replace("\r\n", "\n")
    return text.removesuffix("\n").split("\n") if text else []


def _check(arguments: argparse.Namespace) -> int:
    answers: list[dict[str, object]] = []
    failed = False
    for path in arguments.files:
        try:
            report = check(path)
        except CorpusError as error:
            print(f"build-corpus: {error}", file=sys.stderr)
            failed = True
            continue
        failed |= not report.loads
        verdicts = {tool: not report.refused_by(tool) for tool in TOOLS}
        if arguments.json:
            faults = [asdict(fault) | {"stops": sorted(fault.stops)} for fault in report.faults]
            answers.append({"file": str(path), "units": report.units, "loads": verdicts, "faults": faults})
            continue
        print(f"{path}: {report.units} units")
        counts: dict[str, int] = {}
        for fault in report.faults:
            counts[fault.rule] = counts.get(fault.rule, 0) + 1
            if counts[fault.rule] <= _EXAMPLES:
                print(
                    f"  {'error' if fault.stops else 'warning'}, line {fault.line}: {fault.message} [{fault.rule}]"
                )
        for rule, count in counts.items():
            if count > _EXAMPLES:
                print(f"  {rule}: {count - _EXAMPLES} more")
        for tool, loads in verdicts.items():
            reasons = ", ".join(dict.fromkeys(fault.rule for fault in report.refused_by(tool)))
            print(f"  {tool}: {'loads' if loads else f'refuses it or loses units ({reasons})'}")
    if arguments.json:
        print(json.dumps(answers, ensure_ascii=False, indent=2))
    return 1 if failed else 0


def _review_export(arguments: argparse.Namespace) -> int:
    folder = _folder(arguments)
    if arguments.documents and not arguments.documents.is_dir():
        raise _UsageError(f"{arguments.documents} does not exist")
    pairs: dict[tuple[str, str], list[Unit]] = {}
    for path in corpus_files(folder):
        for unit in read_units(path):
            pairs.setdefault((unit.source_tag, unit.target_tag), []).append(unit)
    if not pairs:
        raise CorpusError(f"{folder} holds no TMX with units; run build-corpus first")
    glossary = load_glossary(arguments.documents) if arguments.documents else Glossary(())
    suffix = {"omegat": "", "xlsx": ".xlsx"}.get(arguments.to, ".xlf")
    if suffix:
        taken = [
            str(path)
            for source, target in pairs
            if (path := arguments.out / f"{source}.{target}{suffix}").exists()
        ]
        if taken:
            raise CorpusError(
                f"{', '.join(taken)}: already there, and may hold a review; choose another folder with --out, or remove it"
            )
    for (source, target), units in pairs.items():
        place: Path = arguments.out / f"{source}.{target}"
        if arguments.to == "omegat":
            bands = write_omegat_project(place, units, glossary)
            print(
                f"{place}: {len(units)} units ({', '.join(f'tm/{name} {count}' for name, count in bands.items())}); open it in OmegaT"
            )
        elif arguments.to == "xlsx":
            print(f"{place}.xlsx: {write_xlsx(Path(f'{place}.xlsx'), units)} units, the worst first")
        else:
            version: Version = "1.2" if arguments.to == "xliff-1.2" else "2.1"
            print(f"{place}.xlf: {write_xliff(Path(f'{place}.xlf'), units, version)} units, XLIFF {version}")
    return 0


def _review_import(arguments: argparse.Namespace) -> int:
    into: Path = arguments.into
    if not into.is_dir():
        raise _UsageError(f"{into} does not exist; say with --into where build-corpus wrote the corpus")
    before = load_review(into)
    baseline = Baseline(unit for path in corpus_files(into) for unit in read_units(path))
    problems = []
    review = before
    for path in arguments.paths:
        try:
            returned, modified = read_returned(path)
        except CorpusError as error:
            problems.append(str(error))
            continue
        review = review.merged(found for one in returned if (found := decide(one, baseline, modified)))
    if problems:
        raise CorpusError("; ".join(problems) + "; nothing was imported")
    known = set(before.decisions)
    new = [decision for decision in review.decisions if decision not in known]
    written = save_review(into, review) if new else {}
    counts = {kind: sum(decision.kind == kind for decision in new) for kind in get_args(Kind)}
    comments = [decision for decision in new if decision.comment]
    conflicts = review.conflicts()
    if arguments.json:
        answer = {
            **counts, "mean_edit_distance": round(mean_edit_distance(new), 1), "comments": [asdict(decision) for decision in comments],
            "conflicts": [[asdict(decision) for decision in people] for people in conflicts],
            "files": {path.name: count for path, count in written.items()},
        }  # fmt: skip
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return 0
    if not new:
        print("nothing new: all of it was imported before, or no person changed, approved or said anything")
    else:
        reviewers = ", ".join(sorted({decision.reviewer for decision in new}))
        print(f"{len(new)} decisions of {reviewers}:")
        edits = f" (mean edit distance {mean_edit_distance(new):.1f} characters)" if counts["edited"] else ""
        print(
            f"  confirmed {counts['confirmed']}, edited {counts['edited']}{edits}, rejected {counts['rejected']}"
        )
        if counts["copied"]:
            print(f"  left as the source stands {counts['copied']}: taken as rejected")
    for decision in comments:
        print(f"  comment on {_short(decision.source)}: {_short(decision.comment or '', 100)}")
    if conflicts:
        print(
            f"  conflicts {len(conflicts)}: people want different things; the last stands until one of them changes it"
        )
        for people in conflicts:
            print(f"    {_short(people[0].source)}")
            for decision in people:
                wish = _short(decision.target, 100) if decision.is_translation else decision.kind
                print(f"      {decision.reviewer}, {decision.date}: {wish}")
    for path, count in written.items():
        print(f"{path}: {count} units")
    return 0


def _shares(text: str) -> list[float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) != len(SPLITS) or min(numbers) < 0 or not sum(numbers):
        raise argparse.ArgumentTypeError(f"{text!r} is not three shares, such as 90,5,5")
    return [number / sum(numbers) for number in numbers]


def _tables(arguments: argparse.Namespace) -> int:
    folder = _folder(arguments)
    origins = arguments.origin or get_args(Origin)

    def units() -> Iterator[Unit]:
        found = (unit for path in corpus_files(folder) for unit in read_units(path))
        return (unit for unit in found if unit.score >= arguments.min_score and unit.origin in origins)

    places = [(unit.document, unit.target_document) for unit in units()]
    if not places:
        raise CorpusError(f"{folder} holds no units like these; run build-corpus first, or ask for less")
    splits = split_documents(places, arguments.split) if arguments.split else {}
    with contextlib.ExitStack() as stack:
        tables: dict[str, Dataset] = {}
        for unit in units():
            name = f"{unit.source_tag}.{unit.target_tag}"
            if name not in tables:
                tables[name] = stack.enter_context(
                    Dataset(arguments.out / name, arguments.to, SPLITS if arguments.split else ("",))
                )
            tables[name].write(unit, splits.get(unit.document, ""))
    for table in tables.values():
        for path, count in table.counts.items():
            print(f"{path}: {count} units")
        if table.changed:
            print(
                f"  {table.changed} texts were put on one line{' or marked as text' if arguments.to == 'tsv' else ''}"
            )
    return 0


def _models_list(arguments: argparse.Namespace) -> int:
    models = [
        {"kind": "embedded", "name": model.name, "sha256": model.sha256, "folder": str(model.directory)}
        for model in converted_models()
    ]
    if embedded_is_installed() and not models:
        models.append(
            {
                "kind": "embedded",
                "name": f"wheels, {PARTS} parts, to be converted on first use",
                "sha256": "",
                "folder": "",
            }
        )
    models += [
        {
            "kind": "argos",
            "name": f"{package.from_code} {package.to_code} {package.version}",
            "sha256": "",
            "folder": str(package.directory),
        }
        for package in installed_packages()
    ]
    if arguments.json:
        print(json.dumps(models, ensure_ascii=False, indent=2))
    elif not models:
        print(f"no translation model is installed; {HOW_TO_GET}")
    for model in [] if arguments.json else models:
        print(f"{model['kind']:9} {model['name']}  {model['folder']}")
    return 0


def _models_install(arguments: argparse.Namespace) -> int:
    what: list[str] = arguments.what
    if what[0] == "argos":
        if len(what) != 3:
            raise _UsageError("say which direction: build-corpus models install argos zh en")
        package = install_from_index(what[1], what[2])
        print(f"installed {package.name} in {package.directory}")
        return 0
    for name in what:
        path = Path(name)
        if not path.is_file():
            raise _UsageError(f"{name}: no such file; give an .argosmodel or .gguf file, or: argos zh en")
        if path.suffix.lower() == ".gguf":
            with _Terminal().bytes() as progress:
                model = install_gguf(path, progress)
            print(f"installed {model.name} in {model.directory}; the embedded engine now uses it")
        else:
            package = install_file(path)
            print(f"installed {package.name} in {package.directory}")
    return 0


def _models_remove(arguments: argparse.Namespace) -> int:
    what: list[str] = arguments.what
    removed = (
        remove_package(what[1], what[2])
        if what[0] == "argos" and len(what) == 3
        else [remove(name) for name in what]
    )
    for path in removed:
        print(f"removed {path}")
    return 0
