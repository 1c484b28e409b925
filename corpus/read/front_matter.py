"""Front matter at the head of a file: YAML between lines of ``---``, also imperfect, TOML between ``+++``."""

from __future__ import annotations

import datetime
import re
import tomllib

import yaml

from corpus.model import Metadata
from corpus.text.dates import find_date
from corpus.text.normalise import illegal

_BLOCK = re.compile(r"\s*---[ \t]*\n(?P<head>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_UNCLOSED = re.compile(r"\s*---[ \t]*\n(?P<head>(?:[A-Za-z_][\w-]*[ \t]*:.*\n|[ \t]+.*\n|-[ \t].*\n)+)")
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(?P<head>.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML_PAIR = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*=[ \t]*(.+)", re.MULTILINE)
_PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.+)")
_MOST = 65_536


class _Loader(yaml.BaseLoader):
    """Every scalar is the text that stands there.

    PyYAML's own readers of dates, numbers and binaries raise what they like on hostile ones (on
    ``!!timestamp x`` an AttributeError, on ``!!int ""`` an IndexError), and a title "2024" is no number.
    Aliases are not followed: a few lines of them unfold into gigabytes.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("front matter with aliases")
        return super().compose_node(parent, index)


_FIELDS = {
    "title": "title", "date": "date", "published": "date", "pubdate": "date", "updated": "date",
    "author": "author", "authors": "author", "source": "source", "publisher": "source", "site": "source",
    "url": "url", "link": "url", "permalink": "url", "source_url": "url", "canonical_url": "url",
    "licence": "licence", "license": "licence",
}  # fmt: skip


def split_front_matter(text: str) -> tuple[Metadata, str]:
    """Return the metadata and the text after it; the whole text where there is no front matter.

    What YAML cannot read (an unquoted colon, a tab) is read line by line as ``key: value``; a block that is
    never closed ends at the first line that is neither.
    """
    match = _BLOCK.match(text) if text[:64].lstrip().startswith("---") else None
    read = _read
    if match is None and text[:64].lstrip().startswith("+++"):
        match, read = _TOML.match(text), _read_toml
        if match is None or len(match["head"]) > _MOST:
            return Metadata(), text
    elif match is None or len(match["head"]) > _MOST or not _PAIR.search(match["head"]):
        match = _UNCLOSED.match(text)
    if match is None:
        return Metadata(), text
    values: dict[str, str] = {}
    for key, value in read(match["head"]).items():
        name = _FIELDS.get(key.lower())
        if name and value and name not in values:
            values[name] = value
    if "date" in values:
        date = find_date(values.pop("date"))
        if date:
            values["date"] = date
    return Metadata(**values), text[match.end() :]


def _read(head: str) -> dict[str, str]:
    try:
        loaded = yaml.load(head, _Loader)  # noqa: S506  # a safe loader: it builds no object but texts
    except (yaml.YAMLError, ValueError, RecursionError):
        loaded = None
    if isinstance(loaded, dict):
        return {str(key): _plain(value) for key, value in loaded.items()}
    return {match[1]: match[2].strip().strip("'\"") for match in _PAIR.finditer(head)}


def _read_toml(head: str) -> dict[str, str]:
    try:
        loaded = tomllib.loads(head)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {match[1]: match[2].strip().strip("'\"") for match in _TOML_PAIR.finditer(head)}
    return {
        key: _plain(str(value) if isinstance(value, datetime.date) else value)
        for key, value in loaded.items()
    }


def _plain(value: object) -> str:
    if isinstance(value, str):
        return " ".join(illegal(value).split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return ""
