"""``build-corpus models``: which translation models there are."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from align.translate.argos import install_file, install_from_index, remove_package
from align.translate.ct2 import try_out
from align.translate.ct2_families import FAMILIES
from align.translate.ct2_folder import install_folder, remove_folder
from align.translate.installed import HOW_TO_GET, converted_or_default, install_gguf, remove
from align.translate.inventory import Engine, engines
from corpus.cache import FILE, Cache, cache_folder
from corpus.cli.models_compare import configure_compare, run_compare
from corpus.cli.options import (
    ENGINE_SETTINGS,
    add_json,
    add_settings,
    engine_settings,
    existing_file,
    existing_folder,
    print_json,
)
from corpus.cli.terminal import Terminal
from corpus.errors import UsageError
from corpus.model import Lang

_NOTES = {
    "embedded": "; the embedded engine now uses it",
    "ctranslate2": "; it drafts with --engine ctranslate2",
}
"""What is said of a model that was installed, by kind."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Describe the command and its actions."""
    parser.description = "List, install, remove and compare translation models."
    parser.epilog = (
        "examples:\n  build-corpus models list\n"
        "  build-corpus models install argos zh en        (needs a network)\n"
        "  build-corpus models install translate-zh_en-1_9.argosmodel\n"
        "  build-corpus models install qwen2.5-3b-instruct-q4_k_m.gguf\n"
        "  build-corpus models install nllb-200-distilled-600M-ct2 --family nllb\n"
        "  build-corpus models remove argos zh en\n"
        "  build-corpus models compare --reference reviewed.tmx"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _configure_list(actions)
    _configure_install(actions)
    _configure_remove(actions)
    action = actions.add_parser("compare", help="let every engine draft the same sentences, and measure them")
    configure_compare(action)
    action.set_defaults(action=run_compare)


def _configure_list(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    action = actions.add_parser(
        "list",
        help="show which engines there are, in which state, and how fast each was",
        epilog="examples:\n  build-corpus models list --json\n"
        "  build-corpus models list --server http://127.0.0.1:11434/v1 --model qwen2.5:7b",
    )
    add_settings(action, ENGINE_SETTINGS)
    add_json(action)
    action.set_defaults(action=_list)


def _configure_install(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    action = actions.add_parser(
        "install",
        help="install an Argos package, a GGUF file, or a folder that CTranslate2's converter wrote",
        epilog="example: build-corpus models install argos zh en",
    )
    action.add_argument(
        "what",
        nargs="+",
        metavar="FILE | DIR | argos FROM TO",
        help="an .argosmodel or .gguf file, a folder of CTranslate2 with --family, or: argos zh en",
    )
    action.add_argument(
        "--family", metavar="NAME", help=f"what kind of model a folder holds: {', '.join(FAMILIES)}"
    )
    action.add_argument(
        "--from",
        dest="source",
        choices=("zh", "en"),
        help="what a marian model reads, where its folder does not say",
    )
    add_json(action)
    action.set_defaults(action=_install)


def _configure_remove(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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
    elif arguments.family:
        installed = [_install_folder(Path(name), arguments.family, arguments.source) for name in what]
    else:
        installed = [_install_file(Path(name)) for name in what]
    if arguments.json:
        print_json(installed)
        return 0
    for model in installed:
        print(f"installed {model['name']} in {model['folder']}{_NOTES.get(model['kind'], '')}")
    return 0


def _must_be_a_direction(source: str, target: str) -> None:
    """Say so before the network is asked: Duizhao translates between two languages.

    Raises:
        UsageError: it is another direction.
    """
    if (source, target) not in (("zh", "en"), ("en", "zh")):
        raise UsageError(f"{source} to {target} is no direction that Duizhao drafts in: zh en, or en zh")


def _install_folder(path: Path, family: str, source: Lang | None) -> dict[str, str]:
    with Terminal().bytes() as progress:
        model = install_folder(existing_folder(path), family, source, try_out, progress)
    return {"kind": "ctranslate2", "name": model.name, "folder": str(model.directory)}


def _install_file(path: Path) -> dict[str, str]:
    if path.is_dir():
        raise UsageError(
            f"{path} is a folder: say what kind of model it holds, --family {'|'.join(FAMILIES)}"
        )
    existing_file(path)
    if path.suffix.lower() == ".gguf":
        with Terminal().bytes() as progress:
            model = install_gguf(path, progress)
        return {"kind": "embedded", "name": model.name, "folder": str(model.directory)}
    if path.suffix.lower() not in (".argosmodel", ".zip"):
        raise UsageError(f"{path} is no model; give an .argosmodel or .gguf file, or: argos zh en")
    package = install_file(path)
    return {"kind": "argos", "name": package.name, "folder": str(package.directory)}


def _remove_model(name: str) -> list[Path]:
    """Remove a CTranslate2 folder or converted models of that name."""
    folder = remove_folder(name)
    return [folder] if folder else remove(name)


def _remove(arguments: argparse.Namespace) -> int:
    what: list[str] = arguments.what
    is_package = what[0] == "argos" and len(what) == 3
    removed = (
        remove_package(what[1], what[2])
        if is_package
        else [path for name in what for path in _remove_model(name)]
    )
    if arguments.json:
        print_json([str(path) for path in removed])
        return 0
    for path in removed:
        print(f"removed {path}")
    return 0
