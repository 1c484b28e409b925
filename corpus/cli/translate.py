"""``build-corpus translate``: drafts, a line in, a line out."""

from __future__ import annotations

import argparse

from align.embed import UseEmbedder
from align.translate.annotate import annotator_of
from align.translate.draft import Drafter
from align.translate.engines import Engines
from align.translate.installed import HOW_TO_GET
from corpus.cache import FILE, Cache, cache_folder
from corpus.cli.options import (
    ENGINE_SETTINGS,
    add_json,
    add_quiet,
    add_settings,
    engine_settings,
    print_json,
    read_input,
    two_languages,
    warn_of_language,
)
from corpus.cli.terminal import Terminal
from corpus.errors import CorpusError
from corpus.model import Lang
from corpus.settings import TABLE
from corpus.text.normalise import normalise
from corpus.text.script import chinese_script


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = "Draft the translation of each line with an offline engine."
    parser.epilog = (
        "examples:\n  build-corpus translate notes.zh.txt --from zh --to en > notes.en.txt\n"
        "  build-corpus translate notes.zh.txt --from zh --to en --engine server "
        "--server http://127.0.0.1:11434/v1 --model qwen2.5:7b"
    )
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="a text file, or - for standard input (default)"
    )
    parser.add_argument(
        "--from", dest="source", choices=("zh", "en"), required=True, help="the language of the text"
    )
    parser.add_argument(
        "--to",
        dest="target",
        choices=("en", "zh", *TABLE["chinese"].choices),
        required=True,
        help="the language to translate into",
    )
    engines = [name for name in TABLE["engine"].choices if name != "none"]
    parser.add_argument("--engine", choices=engines, default="auto", help="what drafts (default: auto)")
    add_settings(parser, ENGINE_SETTINGS)
    add_json(parser)
    add_quiet(parser)


def run(arguments: argparse.Namespace) -> int:
    """Draft every line that holds something; empty lines stay."""
    source: Lang = arguments.source
    two_languages(source, arguments.target)
    lines = [normalise(line).strip() for line in read_input(arguments.file).splitlines()]
    warn_of_language(lines, source, "standard input" if arguments.file == "-" else arguments.file)
    terminal = Terminal(quiet=arguments.quiet)
    translator = Engines(terminal.prepare_embedded, engine_settings(arguments)).open(arguments.engine, source)
    if translator is None:
        raise CorpusError(f"there is no engine to translate with; {HOW_TO_GET}")
    texts = [line for line in lines if line]
    with Cache(cache_folder() / FILE) as cache, terminal.stage("drafting", len(texts)) as step:
        annotator = annotator_of(texts, source)
        drafter = Drafter(translator, cache, arguments.target, annotator, embedder=UseEmbedder())
        scripts = [chinese_script(text) if source == "zh" else "Latn" for text in texts]
        drafts = iter(drafter.draft(list(zip(texts, scripts, strict=True)), step))
        drafter.settle()
    translations = [next(drafts).draft.text if line else "" for line in lines]
    if arguments.json:
        pairs = zip(lines, translations, strict=True)
        print_json([{"source": line, "target": translation} for line, translation in pairs])
    else:
        print("".join(f"{translation}\n" for translation in translations), end="")
    return 0
