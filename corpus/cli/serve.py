"""``build-corpus serve``: the drafter as a service."""

from __future__ import annotations

import argparse
import importlib.util
import os
from pathlib import Path
from typing import get_args

from align.embed import UseEmbedder
from align.terms.glossary import NO_TERMS, load_glossary, with_termbase
from align.translate.engines import Engines
from align.translate.installed import HOW_TO_GET
from align.translate.translator import Translator
from corpus.cache import FILE, Cache, cache_folder
from corpus.cli.options import (
    ENGINE_SETTINGS,
    add_quiet,
    add_settings,
    existing_file,
    existing_folder,
    given_settings,
    valid_port,
)
from corpus.cli.terminal import Terminal
from corpus.errors import CorpusError, UsageError
from corpus.model import Lang
from corpus.pipeline.decisions import Review
from corpus.pipeline.memories import load_memories, make_memories
from corpus.settings import SETTINGS_FILE, Settings, load_settings

_PORT, _QUEUE = 5000, 2000
KEY_VARIABLE = "DUIZHAO_API_KEY"


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command."""
    parser.description = (
        "Draft for other programs over HTTP, as LibreTranslate does: /translate, /languages, /detect, "
        "/health.\nTerms, names, numbers and memories are kept as in a build. Ctrl-C ends it when all is "
        "answered."
    )
    parser.epilog = (
        "examples:\n  build-corpus serve\n"
        "  build-corpus serve my-documents --port 5001      obeys its glossary.tsv and corpus.toml\n"
        "  build-corpus serve --host 0.0.0.0 --api-key SECRET"
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="a folder with a glossary and settings"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen (default: 127.0.0.1, this machine alone)"
    )
    parser.add_argument(
        "--port", type=int, default=_PORT, help=f"which port, 0 for a free one (default: {_PORT})"
    )
    parser.add_argument(
        "--api-key",
        metavar="KEY",
        default="",
        help=f"what a request must have as api_key; {KEY_VARIABLE} in the environment says it unseen",
    )
    parser.add_argument(
        "--queue",
        type=int,
        default=_QUEUE,
        metavar="N",
        help=f"sentences that may wait, beyond which requests are turned away (default: {_QUEUE})",
    )
    add_settings(parser, ["engine", *ENGINE_SETTINGS, "memory", "termbase"])
    add_quiet(parser)


def run(arguments: argparse.Namespace) -> int:
    """Serve until it is ended."""
    if importlib.util.find_spec("starlette") is None or importlib.util.find_spec("uvicorn") is None:
        raise CorpusError('the service is not installed; pip install ".[serve]" in the folder of Duizhao')
    # Here and not above: the extra may be missing.
    from corpus.draft_service.app import Service
    from corpus.draft_service.desk import Desk
    from corpus.draft_service.gate import Gate
    from corpus.draft_service.queue import DraftQueue
    from corpus.draft_service.run import listen, serve

    valid_port(arguments.port)
    if arguments.queue < 1:
        raise UsageError(f"--queue {arguments.queue}: at least one sentence must be able to wait")
    gate = Gate(arguments.host, arguments.api_key or os.environ.get(KEY_VARIABLE, ""))
    terminal = Terminal(quiet=arguments.quiet)
    folder: Path | None = existing_folder(arguments.folder) if arguments.folder else None
    settings = load_settings((folder or Path()) / SETTINGS_FILE, given_settings(arguments))
    for name in settings.memory:
        existing_file(Path(name))
    engines = Engines(terminal.prepare_embedded, settings)
    translators = _translators(engines, settings, terminal)
    glossary = load_glossary(folder) if folder else NO_TERMS
    desk = Desk(
        translators,
        with_termbase(glossary) if settings.termbase else glossary,
        make_memories(load_memories(settings.memory, terminal), (), Review()),
        UseEmbedder,
        lambda: Cache(cache_folder() / FILE),
    )
    listening = listen(arguments.host, arguments.port)
    queue = DraftQueue(desk.open, arguments.queue)
    host, port = listening.getsockname()[:2]
    terminal.say(f"http://{f'[{host}]' if ':' in host else host}:{port}, Ctrl-C ends it")
    for lang, translator in translators.items():
        terminal.say(f"out of {lang}: {translator.name}")
    serve(Service(queue, gate, tuple(translators)), listening)
    terminal.say(f"ended; {queue.drafted} sentences were drafted")
    return 0


def _translators(engines: Engines, settings: Settings, terminal: Terminal) -> dict[Lang, Translator]:
    """Return the engines by the language they read; one may be missing, which is said.

    Raises:
        CorpusError: there is none.
        UsageError: the settings make no sense.
    """
    translators: dict[Lang, Translator] = {}
    missing: list[CorpusError] = []
    for lang in get_args(Lang):
        try:
            translator = engines.open(settings.engine, lang)
        except UsageError:
            raise
        except CorpusError as error:
            missing.append(error)
            continue
        if translator is not None:
            translators[lang] = translator
    if not translators:
        raise missing[0] if missing else CorpusError(f"there is no engine to translate with; {HOW_TO_GET}")
    for reason in missing:
        terminal.say(f"only one direction is served: {reason}")
    return translators
