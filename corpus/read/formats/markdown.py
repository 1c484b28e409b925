"""Markdown to paragraphs, by the tokens of a parser: what is code, markup or a formula is no text.

CommonMark with tables, footnotes, definition lists and formulas, and what the common generators of sites add:
``{#id}``, ``:::note``, ``!!! note``, ``> [!NOTE]``, Liquid and Hugo tags, and MDX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.read.formats.blocks import BLOCKS, read_fragment
from corpus.text.unwrap import unwrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_PAGE_START = re.compile(r"\s*<(?:!doctype\s+html|\?xml|html|head|body|frameset)\b", re.IGNORECASE)
_TAG_START = re.compile(r"\s*<(?:!--|/?[A-Za-z])")
_MOSTLY = 0.8
"""From this share of its characters on, text that begins with a tag is HTML."""

_MDX_START = re.compile(r"\s*(?:import\s[^\n]*['\"]|export\s+(?:const|default|let|function)\b)")
_MODULE_LINE = re.compile(
    r"import\s+(?:[\w*{][^\n]*\sfrom\s+)?['\"]|import\s*\{[^}]*\}\s*from\b|export\s+(?:const|let|function|\{)"
    r"|export\s+default\s"
)
# `{% highlight ruby %}` of Liquid is a fence by another name.
_LIQUID_CODE = re.compile(
    r"^([ \t]*)\{%-?\s*(?:end)?(?:highlight|codeblock|mermaid)\b[^%\n]*%\}[ \t]*$", re.MULTILINE
)
_TAGS = re.compile(r"\{%[^%{}\n]*%\}|\{\{[<%][^{}\n]*[>%]\}\}|\{/\*.{0,2000}?\*/\}", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"[ \t]*\{(?::[ \t]*)?[#.][^{}\n]*\}[ \t]*(?=\n|\Z)|(?<=\n)\{:[^{}\n]*\}[ \t]*(?=\n|\Z)"
)
_ONLY_ATTRIBUTES = re.compile(
    r"\{:[^{}\n]*\}|\[\[?(?:toc|_TOC_)\]?\]|<<<\s*\S+.*|@\[[^\]\n]*\]\([^)\n]*\)", re.IGNORECASE
)
_ALERT = re.compile(r"\[![A-Za-z][\w|-]*\][+-]?[ \t]*")
_CONTENT_TAB = re.compile(r"^([ \t]*)===[!+]?(?=[ \t]+\")", re.MULTILINE)
_STAR = "\1"
"""An asterisk of code while marks are taken out."""
_MARKED = re.compile(r"\*\*([^*\n]{1,400})\*\*")
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_TAG_NAME = re.compile(r"</?([A-Za-z][\w.-]*)")
_BOX_OPTIONS = re.compile(r"\{[^{}\n]*\}")
_NO_TITLE = frozenset(["code-group", "v-pre", "raw", "tabs", "tab-set", "cards", "grid"])
_STRUCTURE = frozenset(
    ["heading_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "table_open", "fence"]
)


def read_markdown(text: str, mdx: bool = False) -> tuple[str, ...] | None:
    r"""Return the paragraphs of Markdown: of headings, list items, table cells and footnotes each its own.

    Nothing is returned for a text that is HTML from end to end: tags in Markdown do not make it HTML.

    Args:
        text: without front matter, its white space as it stood: indentation means code.
        mdx: whether braces and modules are known to mean something (a text that begins with them shows it).

    >>> read_markdown("# Slots {#slots}\n\n- first\n- `x`\n\n```html\n<p>code</p>\n```\n")
    ('Slots', 'first', 'x')
    """
    if _PAGE_START.match(text):
        return None
    text = _CONTENT_TAB.sub(r"\1??? tab", _LIQUID_CODE.sub(r"\1```", text))
    parser = _parser()
    if mdx or _MDX_START.match(text):
        parser.disable("code")  # as MDX does: what stands inside a component is indented
    tokens = parser.parse(text)
    if _is_html(text, tokens):
        return None
    return tuple(block for block in _blocks(tokens) if block)


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.container import container_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(container_plugin, "box", validate=lambda *_: True)
    parser.use(admon_plugin).use(deflist_plugin).use(footnote_plugin)
    return parser.use(dollarmath_plugin, allow_space=False, allow_digits=False)


def _is_html(text: str, tokens: Sequence[Token]) -> bool:
    """Whether text that begins with a tag has none of Markdown's structure, and is mostly inside tags."""
    if not _TAG_START.match(text) or any(token.type in _STRUCTURE for token in tokens):
        return False
    inside = sum(len(token.content) for token in tokens if token.type == "html_block" or _has_tag(token))
    return inside >= _MOSTLY * len(text.strip())


def _has_tag(token: Token) -> bool:
    return any(child.type == "html_inline" for child in token.children or ())


_TASK = re.compile(r"\[[ xX]\]\s+")
"""A box to be ticked: `- [ ] milk`."""


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the text of each block in order."""
    before = ""
    for place, token in enumerate(tokens):
        if token.type == "inline":
            yield from _inline_blocks(token, tokens[place - 1])
        elif token.type == "html_block":
            yield from read_fragment(token.content)
        elif token.type == "code_block" and before == "html_block" and _TAG_START.match(token.content):
            yield from read_fragment(token.content)  # a table of HTML with a blank line between its rows
        elif token.type == "container_box_open":
            yield _box_title(token.info)
        before = token.type


def _box_title(info: str) -> str:
    """Return the title of ``::: tip Title``, ``:::note[Title]``."""
    kind, _, title = _BOX_OPTIONS.sub("", info).strip().replace("[", " [", 1).partition(" ")
    title = title.strip().removesuffix("]").removeprefix("[").strip()
    return "" if kind in _NO_TITLE else title


def _inline_blocks(token: Token, opening: Token) -> Iterator[str]:
    source = token.content
    if opening.type == "admonition_title_open" and opening.markup.lower().endswith(source.lower()):
        return  # `!!! note`: the word is the kind of box, and the plugin's title
    if opening.type == "paragraph_open" and (
        _MODULE_LINE.match(source) or _ONLY_ATTRIBUTES.fullmatch(source.strip())
    ):
        return
    children = token.children or []
    if _only_links(children):
        for link in _links(children):
            yield _plain(_text(link))
        return
    text = _text(children)
    alert = _ALERT.match(text)
    if alert:  # What stands beside it is a title.
        text = text[alert.end() :].replace("\n", "\0", 1)
    for line in text.split("\0"):
        yield _plain(line)


def _without_box(text: str) -> str:
    box = _TASK.match(text)
    return text[box.end() :] if box else text


def _plain(text: str) -> str:
    text = _ATTRIBUTES.sub("", _TAGS.sub("", _without_box(text.strip())))
    return unwrap(text.strip())


def _text(children: Sequence[Token]) -> str:
    """Return the text of inline tokens, a hard break as a NUL: emphasis and tags leave no trace."""
    parts: list[str] = []
    for child in children:
        if child.type == "text":
            parts.append(child.content)
        elif child.type == "code_inline":
            parts.append(child.content.replace("*", _STAR))
        elif child.type == "math_inline":
            parts.append(f"${child.content}$")
        elif child.type == "softbreak":
            parts.append("\n")
        elif child.type == "hardbreak" or (child.type == "html_inline" and _BREAK.match(child.content)):
            parts.append("\0")
        elif child.type == "html_inline" and _is_type(child.content, "".join(parts[-1:])):
            parts.append(child.content)
    # CommonMark leaves `**“字”**字` as it stands: its rules of flanking were made for words with spaces.
    return _MARKED.sub(r"\1", "".join(parts)).replace(_STAR, "*")


def _is_type(tag: str, before: str) -> bool:
    """Whether what looks like a tag is none: ``Promise<Buffer>``."""
    name = _TAG_NAME.match(tag)
    return (
        before[-1:].isalnum() and name is not None and name[1][:1].isupper() and name[1].lower() not in BLOCKS
    )


def _only_links(children: Sequence[Token]) -> bool:
    """Whether a paragraph is a list of links, with nothing but marks between them."""
    links = sum(child.type == "link_open" for child in children)
    depth = 0
    for child in children:
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        if depth == 0 and child.type in ("text", "code_inline") and re.search(r"\w", child.content):
            return False
    return links > 1


def _links(children: Sequence[Token]) -> Iterator[list[Token]]:
    link: list[Token] = []
    for child in children:
        if child.type == "link_open":
            link = []
        elif child.type == "link_close":
            yield link
        else:
            link.append(child)
