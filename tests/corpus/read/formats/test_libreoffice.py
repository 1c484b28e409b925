"""What is read out of files that LibreOffice made of one notice, one talk and one table."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.model import Document
from corpus.read.documents import read_documents
from tests.libreoffice import convert, needed

pytestmark = needed
FLAT = Path(__file__).parent / "flat"
HEAD = ["渡口水位月报", "三月的水位比去年同期低了四十厘米，渡船每天少开两班。"]
CHANGED = "水尺的读数改为一天一次，由值班员记在本子上。"
# LibreOffice writes what was deleted into e-books, pages and prints as if it were text.
NOT_CHANGED = "水尺的读数改为两天一次一天一次，由值班员记在本子上。"
LISTED = ["上游的码头四月停用。", "下游的码头加一盏灯。"]
CELLS = ["大船可以坐六十人。", "小船可以坐十二人。"]
BOX, WARNING, CLOSE = "救生衣放在船尾的箱子里。", "看到水位线变红就不要上船。", "下个月的月报五月三日发出。"
NOTE = "按早上八点的读数计算。"
# The last two are on every page where pages have heads; a file of one page does not tell that they are.
EXPECTED = {
    "notice.docx": [*HEAD, CHANGED, *LISTED, *CELLS, BOX, WARNING, CLOSE, NOTE],
    "notice.odt": [*HEAD, NOTE, CHANGED, *LISTED, *CELLS, WARNING, BOX, CLOSE],
    "notice.epub": [*HEAD, NOT_CHANGED, *LISTED, *CELLS, BOX, WARNING, CLOSE, NOTE],
    "notice.html": [*HEAD, NOT_CHANGED, *LISTED, *CELLS, WARNING, CLOSE, NOTE],
    "talk.pptx": [
        "How to cross the river",
        "Wait behind the yellow line.",
        "Children go first.",
        "Show them the life jackets here.",
        "The last boat leaves at nine.",
    ],
    "fares.xlsx/zh": ["船票两元。", "自行车另加一元。"],
    "fares.xlsx/en": ["The ticket costs two yuan.", "Bicycles cost one yuan more."],
}


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Document]:
    folder = tmp_path_factory.mktemp("office")
    made = [convert(FLAT / "notice.fodt", kind, folder) for kind in ("docx", "odt", "epub", "pdf", "html")]
    made += [convert(FLAT / "talk.fodp", "pptx", folder), convert(FLAT / "fares.fods", "xlsx", folder)]
    read = [result for path in made for result in read_documents(path, path.name)]
    return {result.name: result for result in read if isinstance(result, Document)}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_text_of_a_file_that_libreoffice_made(name: str, documents: dict[str, Document]) -> None:
    assert [line for line in documents[name].text.split("\n") if line] == EXPECTED[name]


def test_the_print_of_a_notice(documents: dict[str, Document]) -> None:
    text = documents["notice.pdf"].text
    paragraphs = [*HEAD, NOT_CHANGED, *LISTED, " ".join(CELLS), BOX, WARNING, CLOSE]
    assert [paragraph for paragraph in paragraphs if paragraph not in text.split("\n")] == []


@pytest.mark.parametrize("name", ["notice.docx", "notice.odt"])
def test_what_office_files_say_of_themselves(name: str, documents: dict[str, Document]) -> None:
    said = documents[name].metadata
    assert (said.title, said.author, said.date) == ("渡口水位月报", "渡口管理所", "20230405T083000Z")
