"""Settings: one table of what a user can choose.

Options, ``corpus.toml``, the README and the manifest go by it.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, get_args

from corpus.errors import UsageError

EngineName = Literal["auto", "argos", "embedded", "ctranslate2", "server", "none"]
PromptName = Literal["auto", "instruct", "qwen", "qwen3", "translategemma", "hunyuan-mt"]
LangStyle = Literal["region", "bare", "script"]
MachineTranslated = Literal["keep", "flag", "drop"]
Reshape = Literal["none", "cut", "merge", "both"]
Flavour = Literal["standard", "trados"]
ExamplesName = Literal["alike", "domain"]
RunnerName = Literal["local", "ray"]

SETTINGS_FILE = "corpus.toml"
_NEVER_IN_A_FILE = {
    "allow_remote": "a folder that somebody gave you must not send its neighbours' texts away",
}
"""Settings that only the command line takes, and why."""
_FILES = frozenset(["aligner"])
"""Settings that name a file from where the settings stand, as all lists do."""
_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotation marks",
    tuple: "a list of texts",
}


def _setting(default: Any, text: str, choices: tuple[str, ...] = (), metavar: str = "") -> Any:
    return field(default=default, metadata={"help": text, "choices": choices, "metavar": metavar})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can choose. Each name is a key of corpus.toml and, with hyphens, an option of ``build``."""

    engine: EngineName = _setting(
        "auto",
        "what drafts: auto takes an installed Argos package, else the embedded model, else nothing",
        get_args(EngineName),
    )
    server: str = _setting(
        "",
        "where the engine `server` is: whatever speaks the OpenAI protocol (Ollama, llama.cpp, vLLM, LM "
        "Studio), such as http://127.0.0.1:11434/v1; its key, if it wants one, stands in DUIZHAO_SERVER_KEY",
        metavar="URL",
    )
    model: str = _setting(
        "", "which of the models of the engines `server` and `ctranslate2` drafts", metavar="NAME"
    )
    prompt: PromptName = _setting(
        "auto", "how the model of a server is asked; auto goes by its name", get_args(PromptName)
    )
    allow_remote: bool = _setting(
        False,
        "let texts go to a server outside this machine and its network (never from corpus.toml)",
    )
    chinese: str = _setting("zh-CN", "the Chinese that English is drafted into", ("zh-CN", "zh-TW", "zh-HK"))
    traditional: str = _setting("zh-TW", "the language tag of Traditional documents", ("zh-TW", "zh-HK"))
    english: str = _setting("en-US", "the language tag of English", ("en-US", "en-GB"))
    licence: str = _setting("", "the licence of documents that state none", metavar="NAME")
    min_score: float = _setting(0.0, "reject units that score less", metavar="P")
    mask_personal_data: bool = _setting(
        False,
        "replace telephone and identity-card numbers, e-mail addresses and plates alike on both sides",
    )
    lang_style: LangStyle = _setting(
        "region", "the language tags in TMX: zh-CN, zh, or zh-Hans", get_args(LangStyle)
    )
    flavour: Flavour = _setting(
        "standard", "the tool that the properties in TMX are named for", get_args(Flavour)
    )
    shard_size: int = _setting(0, "write TMX files of at most N units; 0 for no limit", metavar="N")
    gzip: bool = _setting(False, "write .tmx.gz")
    memory: tuple[str, ...] = _setting(
        (),
        "a translation memory: exactly the same sentences are taken as reviewed, similar ones shown to the "
        "embedded model; several may be given",
        metavar="FILE.tmx",
    )
    examples: ExamplesName = _setting(
        "alike",
        "what the engine is shown before a sentence: what was translated before and is much alike, or, where "
        "nothing is, two sentences of police news (slower; only for police news)",
        get_args(ExamplesName),
    )
    termbase: bool = _setting(
        True, "use the terms of official language that ship with Duizhao, behind a glossary"
    )
    adapter: bool = _setting(True, "draft with what the embedded model was taught of official news")
    aligner: str = _setting(
        "",
        "weights of sentence alignment that `build-corpus train alignment` learned from links of your own",
        metavar="FILE.json",
    )
    machine_translated: MachineTranslated = _setting(
        "flag",
        "English documents that a machine seems to have translated: keep them as any other, flag, or drop",
        get_args(MachineTranslated),
    )
    recalibrate: bool = _setting(
        True, "fit scores to what people decided of this corpus, from 200 decisions on a language pair on"
    )
    mine: bool = _setting(False, "look for single pairs in documents without a counterpart too")
    reshape: Reshape = _setting(
        "none",
        "aligned pairs in another shape: cut a sentence that stands against several where each finds clauses "
        "of its own, merge two doubtful neighbours that only make sense together, or both",
        get_args(Reshape),
    )
    workers: int = _setting(
        0,
        "how many processes read, align and score; 0 for one a core. The files are the same, whatever their "
        "number",
        metavar="N",
    )

    runner: RunnerName = _setting(
        "local",
        "where documents are worked on: here, or by the actors of a Ray cluster",
        get_args(RunnerName),
    )
    ray_address: str = _setting(
        "",
        "the Ray cluster: host:port, or auto; without it one is started on this machine",
        metavar="ADDRESS",
    )
    ray_folder: str = _setting(
        "",
        "a folder that all machines of the cluster see under this name, or an address that fsspec knows "
        "(s3://…), for what they hand over; without it the cache folder",
        metavar="DIR",
    )

    def __post_init__(self) -> None:
        if not 0 <= self.min_score <= 1:
            raise UsageError(f"min_score cannot be {self.min_score:g}; it is a probability, between 0 and 1")
        if self.shard_size < 0:
            raise UsageError(f"shard_size cannot be {self.shard_size}; it counts units, 0 for no limit")
        if self.workers < 0:
            raise UsageError(f"workers cannot be {self.workers}; it counts processes, 0 for one a core")
        for row in TABLE.values():
            value = getattr(self, row.name)
            if row.choices and value not in row.choices:
                raise UsageError(f"{row.name} cannot be {value!r}; choose one of: {', '.join(row.choices)}")


_OF_THE_MACHINE = ("workers", "runner", "ray_address", "ray_folder")
"""Settings that no file depends on: where a corpus is made says nothing of it."""


def settings_of_output(settings: Settings) -> dict[str, Any]:
    """Return what a corpus depends on, by name."""
    values = dataclasses.asdict(settings)
    return {name: value for name, value in values.items() if name not in _OF_THE_MACHINE}


@dataclass(frozen=True, slots=True)
class Setting:
    """A row of the table: what a field of :class:`Settings` tells of itself."""

    name: str
    default: Any
    help: str
    choices: tuple[str, ...]
    metavar: str

    @property
    def option(self) -> str:
        """How the command line calls it."""
        return f"--{self.name.replace('_', '-')}"


TABLE: dict[str, Setting] = {
    f.name: Setting(f.name, f.default, f.metadata["help"], f.metadata["choices"], f.metadata["metavar"])
    for f in dataclasses.fields(Settings)
}
"""All settings by name."""


def load_settings(path: Path, flags: Mapping[str, Any]) -> Settings:
    """Return the defaults, changed by the TOML file if it exists and then by the flags that were given.

    Raises:
        UsageError: the file is no TOML, or has an unknown key or value.
    """
    try:
        settings = Settings(**_from_file(path))
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error
    return replace(settings, **{key: value for key, value in flags.items() if value is not None})


def _from_file(path: Path) -> dict[str, Any]:
    """Return what a settings file says; nothing if there is none."""
    if not os.path.lexists(path):
        return {}
    if not path.is_file():
        raise UsageError("is no regular file; put the settings themselves there, or remove it")
    try:
        loaded = tomllib.loads(path.read_text(encoding="utf-8"))
    # ValueError: bad TOML, no UTF-8, or an integer of more digits than Python reads; RecursionError: nesting.
    except (ValueError, RecursionError, OSError) as error:
        raise UsageError(str(error)) from error
    return {key: _checked(key, value, path.parent) for key, value in loaded.items()}


def _checked(key: str, value: object, folder: Path) -> object:
    """Return the value of a key of the file, in the type that the setting has."""
    if key not in TABLE:
        near = difflib.get_close_matches(key, TABLE, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(TABLE)}"
        raise UsageError(f"unknown setting {key!r}; {hint}")
    if key in _NEVER_IN_A_FILE:
        raise UsageError(f"{key} is said on the command line only: {_NEVER_IN_A_FILE[key]}")
    if key in _FILES and isinstance(value, str) and value:
        return str(folder / value)
    kind = type(TABLE[key].default)
    converted = _CONVERT[kind](value, folder) if kind in _CONVERT else value
    if type(converted) is not kind:
        raise UsageError(f"{key} must be {_KINDS[kind]}")
    return converted


def _as_number(value: object, _: Path) -> object:
    return float(value) if type(value) is int else value


def _as_paths(value: object, folder: Path) -> object:
    """Return files as they are named from where the settings stand."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(str(folder / name) for name in value)
    return value


_CONVERT: dict[type, Callable[[object, Path], object]] = {float: _as_number, tuple: _as_paths}
