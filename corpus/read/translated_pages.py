"""Marks that a translation service leaves in a page that it translated, or that was saved after it did."""

from __future__ import annotations

import re

_MARKS = {
    "Google Translate": re.compile(
        rb"class=[\"'][^\"'>]*\btranslated-(?:ltr|rtl)\b|<font style=[\"']vertical-align: ?inherit|"
        rb"translate\.goog[/\"']|translate\.googleusercontent\.com/translate",
        re.IGNORECASE,
    ),
    "Microsoft Translator": re.compile(
        rb"<[^>]{0,200}_mst(?:text)?hash=|class=[\"']MicrosoftTranslator", re.IGNORECASE
    ),
    "a machine": re.compile(
        rb"<html[^>]{0,500}\blang=[\"'][a-z]{2,3}-x-mtfrom-|"
        rb"<meta[^>]{0,200}content=[\"']machine[- ]translated",
        re.IGNORECASE,
    ),
}
"""Google sets ``-x-mtfrom-`` in the language of a page (BCP 47 private use)."""


def translation_mark(page: bytes) -> str:
    """Return what says that a page was translated by a machine; empty if nothing does.

    A page that merely offers translation has none of this.

    >>> translation_mark(b'<html lang="en-x-mtfrom-zh" class="translated-ltr">')
    'page translated by Google Translate'
    >>> translation_mark(b'<div id="google_translate_element">')
    ''
    """
    for service, mark in _MARKS.items():
        if mark.search(page):
            return f"page translated by {service}"
    return ""
