"""``build-corpus models``: which translation models there are."""

from __future__ import annotations

import argparse
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
from corpus.cli.options import add_json, existing_file, print_json
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
    models = _models()
    if arguments.json:
        print_json(models)
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
    removed = (
        remove_package(what[1], what[2]) if is_package else [path for name in what for path in remove(name)]
    )
    if arguments.json:
        print_json([str(path) for path in removed])
        return 0
    for path in removed:
        print(f"removed {path}")
    return 0
