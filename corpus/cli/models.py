"""``build-corpus models``: which translation models there are."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from align.translate.argos import install_file, install_from_index, remove_package
from align.translate.installed import HOW_TO_GET, converted_or_default, install_gguf, remove
from align.translate.inventory import Engine, engines
from corpus.cache import FILE, Cache, cache_folder
from corpus.cli.options import (
    ENGINE_SETTINGS,
    add_json,
    add_settings,
    engine_settings,
    existing_file,
    print_json,
)
from corpus.cli.terminal import Terminal
from corpus.errors import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its actions."""
    parser.description = "List, install and remove translation models."
    parser.epilog = (
        "examples:\n  build-corpus models list\n"
        "  build-corpus models install argos zh en        (needs a network)\n"
        "  build-corpus models install translate-zh_en-1_9.argosmodel\n"
        "  build-corpus models install qwen2.5-3b-instruct-q4_k_m.gguf\n"
        "  build-corpus models remove argos zh en"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    action = actions.add_parser(
        "list",
        help="show which engines there are, in which state, and how fast each was",
        epilog="examples:\n  build-corpus models list --json\n"
        "  build-corpus models list --server http://127.0.0.1:11434/v1 --model qwen2.5:7b",
    )
    add_settings(action, ENGINE_SETTINGS)
    add_json(action)
    action.set_defaults(action=_list)
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
    add_json(action)
    action.set_defaults(action=_install)
    action = actions.add_parser(
        "remove", help="remove a model", epilog="example: build-corpus models remove argos zh en"
    )
    action.add_argument(
        "what",
        nargs="+",
        metavar="NAME | argos FROM TO",
        help="a name that `models list` shows, or: argos zh en",
    )
    add_json(action)
    action.set_defaults(action=_remove)


def run(arguments: argparse.Namespace) -> int:
    """Do what the action says."""
    code: int = arguments.action(arguments)
    return code


def _list(arguments: argparse.Namespace) -> int:
    settings = engine_settings(arguments)
    with Cache(cache_folder() / FILE) as cache:
        models = [_row(engine, cache) for engine in engines(settings, converted_or_default)]
    if arguments.json:
        print_json(models)
    elif not models:
        print(f"no translation model is installed; {HOW_TO_GET}")
    else:
        for row in models:
            print(f"{row['kind']:9} {row['name']}  {row['state']}{_speeds(row['speeds'])}")
            if row["folder"]:
                print(f"{'':9} {row['folder']}")
    return 0


def _row(engine: Engine, cache: Cache) -> dict[str, Any]:
    return {
        "kind": engine.kind,
        "name": engine.name,
        "state": engine.state,
        "speeds": engine.speeds(cache),
        "sha256": engine.sha256,
        "folder": str(engine.folder or ""),
    }


def _speeds(speeds: Mapping[str, float]) -> str:
    """Return what is said of speeds at the end of a line."""
    return "".join(f", {direction} {speed:.2g} sentences a second" for direction, speed in speeds.items())


def _install(arguments: argparse.Namespace) -> int:
    what: list[str] = arguments.what
    if what[0] == "argos":
        if len(what) != 3:
            raise UsageError("say which direction: build-corpus models install argos zh en")
        _must_be_a_direction(what[1], what[2])
        package = install_from_index(what[1], what[2])
        installed = [{"kind": "argos", "name": package.name, "folder": str(package.directory)}]
    else:
        installed = [_install_file(existing_file(Path(name))) for name in what]
    if arguments.json:
        print_json(installed)
        return 0
    for model in installed:
        note = "; the embedded engine now uses it" if model["kind"] == "embedded" else ""
        print(f"installed {model['name']} in {model['folder']}{note}")
    return 0


def _must_be_a_direction(source: str, target: str) -> None:
    """Say so before the network is asked: Duizhao translates between two languages.

    Raises:
        UsageError: it is another direction.
    """
    if (source, target) not in (("zh", "en"), ("en", "zh")):
        raise UsageError(f"{source} to {target} is no direction that Duizhao drafts in: zh en, or en zh")


def _install_file(path: Path) -> dict[str, str]:
    if path.suffix.lower() == ".gguf":
        with Terminal().bytes() as progress:
            model = install_gguf(path, progress)
        return {"kind": "embedded", "name": model.name, "folder": str(model.directory)}
    if path.suffix.lower() not in (".argosmodel", ".zip"):
        raise UsageError(f"{path} is no model; give an .argosmodel or .gguf file, or: argos zh en")
    package = install_file(path)
    return {"kind": "argos", "name": package.name, "folder": str(package.directory)}


def _remove(arguments: argparse.Namespace) -> int:
    what: list[str] = arguments.what
    is_package = what[0] == "argos" and len(what) == 3
    removed = remove_package(what[1], what[2]) if is_package else [remove(name) for name in what]
    if arguments.json:
        print_json([str(path) for path in removed])
        return 0
    for path in removed:
        print(f"removed {path}")
    return 0
