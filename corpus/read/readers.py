"""The one table of formats: which reader a suffix goes to, and what to do with files that none reads."""

from __future__ import annotations

import importlib

from corpus.read.parts import Reader

TEXTS = (".txt", ".md", ".markdown", ".mdx", ".html", ".htm", ".xhtml")
"""Read by :func:`corpus.read.documents.read_text`."""

# Each is a function of a module of corpus.read.formats, which is imported with the first file of its kind:
# who reads text alone, or needs the names alone, waits for none of them.
READERS = {
    ".docx": "docx.read_docx",
    ".docm": "docx.read_docx",
    ".odt": "odt.read_odt",
    ".pdf": "pdf.read_pdf",
    ".epub": "epub.read_epub",
    ".pptx": "pptx.read_pptx",
    ".xlsx": "tables.read_xlsx",
    ".csv": "tables.read_csv",
    ".tsv": "tables.read_tsv",
    ".srt": "subtitles.read_srt",
    ".vtt": "subtitles.read_vtt",
    ".ass": "subtitles.read_ass",
    ".ssa": "subtitles.read_ssa",
    ".po": "po.read_po",
    ".tmx": "tmx.read_tmx",
    ".tmx.gz": "tmx.read_tmx",
    ".xliff": "xliff.read_xliff",
    ".xlf": "xliff.read_xliff",
    ".sdlxliff": "xliff.read_xliff",
    ".zip": "zip.read_zip",
    ".warc": "warc.read_warc",
    ".warc.gz": "warc.read_warc",
    ".wacz": "warc.read_wacz",
}
READABLE = (*TEXTS, *READERS)

_OFFICE = "open it in your office program and save it as "
_PICTURE = "is a picture: run text recognition (OCR) over it and put in the text"
_SOUND = "is a recording: put in its subtitles (.srt, .vtt) or a transcript"
_ARCHIVE = "is an archive of another kind: unpack it, or pack it as .zip"
_ADVICE = {
    **dict.fromkeys((".doc", ".rtf", ".wps", ".pages"), f"{_OFFICE}.docx"),
    **dict.fromkeys((".xls", ".et", ".ods", ".numbers"), f"{_OFFICE}.xlsx"),
    **dict.fromkeys((".ppt", ".dps", ".odp", ".key"), f"{_OFFICE}.pptx"),
    **dict.fromkeys((".mobi", ".azw", ".azw3"), "convert it to .epub"),
    **dict.fromkeys((".caj", ".djvu", ".ofd", ".xps"), "print it to a .pdf"),
    **dict.fromkeys((".rar", ".7z", ".tar", ".tgz", ".gz", ".bz2", ".xz"), _ARCHIVE),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".heic"), _PICTURE),
    **dict.fromkeys((".mp3", ".mp4", ".m4a", ".wav", ".mkv", ".avi", ".mov"), _SOUND),
    **dict.fromkeys((".mht", ".mhtml"), "open it in your browser and save it as .html"),
    ".sdltm": "is a memory of Trados: export it as .tmx",
    ".mqxlz": "is a bilingual file of memoQ: export it as .xliff",
    ".tbx": "name it glossary.tbx if it is the glossary of this folder",
    ".json": "write its texts into a .tsv, or .txt",
    ".jsonl": "write its texts into a .tsv, or .txt",
    ".xml": "convert it to .html or .txt",
}


def reader_of(suffix: str) -> Reader:
    """Return the reader of a suffix of the table."""
    module, function = READERS[suffix].split(".")
    reader: Reader = getattr(importlib.import_module(f"corpus.read.formats.{module}"), function)
    return reader


def format_of(name: str) -> str:
    """Return the suffix of a file as the table has it, or what stands after its last dot.

    >>> format_of("a/X.WARC.gz"), format_of("b.TXT"), format_of("c.d/README")
    ('.warc.gz', '.txt', '')
    """
    file = name.rpartition("/")[2].lower()
    dots = [i for i, char in enumerate(file) if char == "." and i]
    for i in dots:
        if file[i:] in READERS or file[i:] in TEXTS:
            return file[i:]
    return file[dots[-1] :] if dots else ""


def why_not(suffix: str) -> str:
    """Say why a file of an unknown kind is not read, and what to do about it."""
    if suffix in _ADVICE:
        return f"{suffix} is not read: {_ADVICE[suffix]}"
    what = f"{suffix} is" if suffix else "a file without suffix is"
    return f"{what} not read: name it .txt if it is text; known: {' '.join(READABLE)}"
