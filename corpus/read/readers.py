"""The one table of formats: which reader a suffix goes to, and what to do with files that none reads."""

from __future__ import annotations

from corpus.read.formats.docx import read_docx
from corpus.read.formats.epub import read_epub
from corpus.read.formats.odt import read_odt
from corpus.read.formats.pdf import read_pdf
from corpus.read.formats.po import read_po
from corpus.read.formats.pptx import read_pptx
from corpus.read.formats.subtitles import read_ass, read_srt, read_ssa, read_vtt
from corpus.read.formats.tables import read_csv, read_tsv, read_xlsx
from corpus.read.formats.tmx import read_tmx
from corpus.read.formats.warc import read_wacz, read_warc
from corpus.read.formats.xliff import read_xliff
from corpus.read.formats.zip import read_zip
from corpus.read.parts import Reader

TEXTS = (".txt", ".md", ".markdown", ".mdx", ".html", ".htm", ".xhtml")
"""Read by :func:`corpus.read.documents.read_text`."""

# A reader imports its library when it is called: who reads text alone waits for none of them.
READERS: dict[str, Reader] = {
    ".docx": read_docx,
    ".docm": read_docx,
    ".odt": read_odt,
    ".pdf": read_pdf,
    ".epub": read_epub,
    ".pptx": read_pptx,
    ".xlsx": read_xlsx,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".srt": read_srt,
    ".vtt": read_vtt,
    ".ass": read_ass,
    ".ssa": read_ssa,
    ".po": read_po,
    ".tmx": read_tmx,
    ".tmx.gz": read_tmx,
    ".xliff": read_xliff,
    ".xlf": read_xliff,
    ".sdlxliff": read_xliff,
    ".zip": read_zip,
    ".warc": read_warc,
    ".warc.gz": read_warc,
    ".wacz": read_wacz,
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
