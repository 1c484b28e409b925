"""What office files say of themselves (ISO/IEC 29500-2, core properties)."""

from __future__ import annotations

import zipfile

from corpus.model import Metadata
from corpus.read.safe_zip import read_member
from corpus.read.xml import local, parse
from corpus.text.dates import find_date

_CORE = "docProps/core.xml"


def core_metadata(archive: zipfile.ZipFile) -> Metadata:
    """Return title, author and date of a file that may state them.

    Raises:
        CorpusError: the part that states them is damaged.
    """
    if _CORE not in archive.namelist():
        return Metadata()
    root = parse(read_member(archive, archive.getinfo(_CORE)))
    said = {local(element): " ".join((element.text or "").split()) for element in root}
    return Metadata(
        title=said.get("title") or None,
        author=said.get("creator") or None,
        date=find_date(said.get("modified") or said.get("created") or ""),
    )
