"""Duizhao: Chinese-English parallel corpora from folders of real documents, offline.

Every stage of ``build-corpus`` as a function. Read a document and split it:

>>> from pathlib import Path
>>> document = read_document("seeds/12-night-market.zh.txt")
>>> document.lang, document.script, document.metadata.licence
('zh', 'Hans', 'CC-BY-4.0')
>>> split("“灯又亮了，心里踏实。”家住河边的老孙说。他住了四十年。")
['“灯又亮了，心里踏实。”家住河边的老孙说。', '他住了四十年。']

Align two texts, sentence by sentence:

>>> zh = ["警方通报了案件。", "共抓获三人。", "案件正在审理。"]
>>> en = ["The police reported the case.", "Three people were caught, and the case is being heard."]
>>> [(pair.bead.kind, pair.en) for pair in align(zh, en)]
[('1:1', 'The police reported the case.'), ('2:1', 'Three people were caught, and the case is being heard.')]

Draft with an engine by its name (``"embedded"``, ``"argos"``) or one of your own (here ``fake``, which needs
no model):

>>> draft(["全市破案146起。"], "zh", engine=fake)
['Draft 146 wordal wordbs wordcp worddm.']

Say what can be said of a translation without a reference, and measure it against one:

>>> pairs = [("共破案212起。", "They solved 212 cases."), ("共破案212起。", "Nice weather.")]
>>> good, bad = estimate_quality(pairs, "zh")
>>> good.score > bad.score, [flag.code for flag in bad.flags]
(True, ['numbers', 'low-similarity'])
>>> [figure.metric for figure in evaluate(["They solved 212 cases."], ["212 cases were solved."], "en")]
['BLEU', 'chrF2++', 'TER']

Build a folder, and read and write TMX:

>>> made = build("seeds", out=folder, engine=fake)
>>> made.corpus.failed, len(made.corpus.alignments)
([], 10)
>>> units = read_tmx(folder / "seeds.zh-CN.en-US.tmx")
>>> write_tmx(folder / "aligned.tmx", [unit for unit in units if unit.origin == "aligned"])
132
"""

from align.embedder import Embedder
from align.evaluate.translations import Measured
from align.terms.glossary import Glossary, Term, load_glossary
from align.translate.translator import Draft, Translator
from corpus import __version__
from corpus.errors import CorpusError
from corpus.model import Bead, Document, Flag, Metadata, Rejection, Score, Segment, Unit
from corpus.pipeline.api import (
    AlignedPair,
    Estimate,
    align,
    build,
    draft,
    estimate_quality,
    evaluate,
    read_document,
    read_tmx,
    split,
    write_tmx,
)
from corpus.pipeline.build import Build
from corpus.settings import Settings

__all__ = [
    "AlignedPair",
    "Bead",
    "Build",
    "CorpusError",
    "Document",
    "Draft",
    "Embedder",
    "Estimate",
    "Flag",
    "Glossary",
    "Measured",
    "Metadata",
    "Rejection",
    "Score",
    "Segment",
    "Settings",
    "Term",
    "Translator",
    "Unit",
    "__version__",
    "align",
    "build",
    "draft",
    "estimate_quality",
    "evaluate",
    "load_glossary",
    "read_document",
    "read_tmx",
    "split",
    "write_tmx",
]
