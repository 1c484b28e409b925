"""Settings: defaults here, then ``corpus.toml`` in the input folder, then flags."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from corpus.errors import CorpusError

EngineName = Literal["auto", "argos", "embedded", "none"]
LangStyle = Literal["region", "bare", "script"]
Flavour = Literal["standard", "trados"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "engine": get_args(EngineName),
    "chinese": ("zh-CN", "zh-TW", "zh-HK"),
    "traditional": ("zh-TW", "zh-HK"),
    "english": ("en-US", "en-GB"),
    "lang_style": get_args(LangStyle),
    "flavour": get_args(Flavour),
}

_KINDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "a text in quotation marks",
    tuple: "a list of texts",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user can choose. Each name is a key of corpus.toml."""

    engine: EngineName = "auto"
    """What drafts: auto (an Argos package, else the embedded model, else nothing), argos, embedded, none."""
    chinese: str = "zh-CN"
    """The Chinese that English is drafted into."""
    traditional: str = "zh-TW"
    """The language tag of documents in Traditional Chinese."""
    english: str = "en-US"
    """The language tag of English."""
    licence: str = ""
    """The licence of documents that state none themselves."""
    min_score: float = 0.0
    """Units that score less are set aside."""
    mask_personal_data: bool = False
    """Whether telephone numbers, identity-card numbers, e-mail addresses and plates are replaced on both sides."""
    lang_style: LangStyle = "region"
    """The language tags in TMX: zh-CN, zh, or zh-Hans."""
    flavour: Flavour = "standard"
    """The tool that the properties in TMX are named for."""
    shard_size: int = 0
    """The most units of a TMX file; 0 for no limit."""
    gzip: bool = False
    """Whether TMX is written as .tmx.gz."""
    memory: tuple[str, ...] = ()
    """Translation memories (TMX) that are used before drafting."""
    mine: bool = False
    """Whether to look for single sentence pairs in documents that have no counterpart."""

    def __post_init__(self) -> None:
        if not 0 <= self.min_score <= 1:
            raise CorpusError(f"min_score cannot be {self.min_score:g}; it is a probability, between 0 and 1")
        if self.shard_size < 0:
            raise CorpusError(f"shard_size cannot be {self.shard_size}; it counts units, 0 for no limit")
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise CorpusError(
                    f"{name} cannot be {getattr(self, name)!r}; choose one of: {', '.join(choices)}"
                )


def choices(name: str) -> tuple[str, ...]:
    """Return what the setting ``name`` can be."""
    return _CHOICES[name]


def load_settings(path: Path, flags: dict[str, Any]) -> Settings:
    """Return the defaults, changed by the TOML file if it exists and then by the flags that were given.

    Raises:
        CorpusError: the file is no TOML, or has an unknown key or value.
    """
    values: dict[str, Any] = {}
    if path.is_file():
        try:
            loaded = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise CorpusError(f"{path}: {error}") from error
        known = [field.name for field in fields(Settings)]
        for key, value in loaded.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
                raise CorpusError(f"{path}: unknown setting {key!r}; {hint}")
            kind = type(getattr(Settings(), key))
            if kind is float and type(value) is int:
                value = float(value)
            if kind is tuple and isinstance(value, list) and all(isinstance(one, str) for one in value):
                value = tuple(
                    str(path.parent / one) for one in value
                )  # They are files, named from where the settings stand.
            if not isinstance(value, kind):
                raise CorpusError(f"{path}: {key} must be {_KINDS[kind]}")
            values[key] = value
    try:
        settings = Settings(**values)
    except CorpusError as error:
        raise CorpusError(f"{path}: {error}") from error
    return replace(settings, **{key: value for key, value in flags.items() if value is not None})
