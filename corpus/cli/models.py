"""``build-corpus models``: which translation models there are."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from align.translate.argos import install_file, install_from_index, installed_packages, remove_package
from align.translate.installed import (
    HOW_TO_GET,
    PARTS,
    converted_models,
    embedded_is_installed,
    install_gguf,
    remove,
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
        "list", help="show what is installed", epilog="example: build-corpus models list --json"
    )
    action.add_argument("--json", action="store_true", help="print as JSON")
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
    action.set_defaults(action=_remove)


def run(arguments: argparse.Namespace) -> int:
    """Do what the action says."""
    code: int = arguments.action(arguments)
    return code


def _list(arguments: argparse.Namespace) -> int:
    models = _models()
    if arguments.json:
        print(json.dumps(models, ensure_ascii=False, indent=2))
    elif not models:
        print(f"no translation model is installed; {HOW_TO_GET}")
    else:
        for model in models:
            print(f"{model['kind']:9} {model['name']}  {model['folder']}")
    return 0


def _models() -> list[dict[str, str]]:
    def row(kind: str, name: str, folder: object = "", sha256: str = "") -> dict[str, str]:
        return {"kind": kind, "name": name, "sha256": sha256, "folder": str(folder)}

    models = [row("embedded", model.name, model.directory, model.sha256) for model in converted_models()]
    if embedded_is_installed() and not models:
        models.append(row("embedded", f"wheels, {PARTS} parts, to be converted on first use"))
    for package in installed_packages():
        name = f"{package.from_code} {package.to_code} {package.version}"
        models.append(row("argos", name, package.directory))
    return models


def _install(arguments: argparse.Namespace) -> int:
    what: list[str] = arguments.what
    if what[0] == "argos":
        if len(what) != 3:
            raise UsageError("say which direction: build-corpus models install argos zh en")
        package = install_from_index(what[1], what[2])
        print(f"installed {package.name} in {package.directory}")
        return 0
    for name in what:
        _install_file(Path(name))
    return 0


def _install_file(path: Path) -> None:
    if not path.is_file():
        raise UsageError(f"{path}: no such file; give an .argosmodel or .gguf file, or: argos zh en")
    if path.suffix.lower() == ".gguf":
        with Terminal().bytes() as progress:
            model = install_gguf(path, progress)
        print(f"installed {model.name} in {model.directory}; the embedded engine now uses it")
    else:
        package = install_file(path)
        print(f"installed {package.name} in {package.directory}")


def _remove(arguments: argparse.Namespace) -> int:
    what: list[str] = arguments.what
    is_package = what[0] == "argos" and len(what) == 3
    removed = remove_package(what[1], what[2]) if is_package else [remove(name) for name in what]
    for path in removed:
        print(f"removed {path}")
    return 0
