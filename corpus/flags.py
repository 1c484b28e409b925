"""What can be wrong with a unit: the one table of flags that checks, reports, help and filters go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["fatal", "fault", "warning", "note"]
"""How much a flag says against a unit.

- fatal: it is no translation at all; the filter rejects it;
- fault: something is wrong that can be seen in the text; a draft is made again;
- warning: something that a reviewer should look at;
- note: how the unit came about.
"""


@dataclass(frozen=True, slots=True)
class FlagKind:
    """A row of the table."""

    code: str
    severity: Severity
    sentence: str
    """What it means."""
    remedy: str
    """What to do about it."""

    @property
    def example(self) -> str:
        """A pair that gets the flag, or when it is given."""
        return _EXAMPLES[self.code]


_TABLE = (
    FlagKind("empty", "fatal", "The translation is empty.", "Translate the sentence."),
    FlagKind("copied", "fatal", "The translation repeats the source.", "Translate the sentence."),
    FlagKind("wrong-language", "fatal", "The translation is in the wrong language.", "Translate it again."),
    FlagKind("chatter", "fatal", "The engine talks about translating.", "Keep only what translates."),
    FlagKind("stray-han", "fault", "Chinese characters stand in the English.", "Translate or spell them."),
    FlagKind("wrong-script", "fault", "The Chinese is in the other script.", "Convert the translation."),
    FlagKind("untranslated", "fault", "Much is left in the source's language.", "Translate the rest."),
    FlagKind("repetition", "fatal", "The translation repeats itself over and over.", "Translate it again."),
    FlagKind(
        "numbers", "fault", "A number is missing, added or changed.", "Compare the numbers that are marked."
    ),
    FlagKind(
        "length",
        "fault",
        "The translation is far too long or too short.",
        "Look for what is missing or added.",
    ),
    FlagKind("term", "fault", "A term is not said as the glossary has it.", "Use the glossary's term."),
    FlagKind(
        "forbidden-term", "fault", "A term is said in a way the glossary forbids.", "Use the glossary's term."
    ),
    FlagKind(
        "name", "fault", "A name is not spelled as it is known.", "Use the spelling that names.tsv has."
    ),
    FlagKind(
        "stray-latin", "fault", "English words stand in the Chinese.", "Translate the words that are marked."
    ),
    FlagKind("cut-off", "fault", "The translation stops before the end.", "Complete the translation."),
    FlagKind(
        "second-draft", "note", "The first draft had a fault; this is the second.", "Read it with care."
    ),
    FlagKind("repaired", "note", "A number or a name of the draft was mended.", "Look at what was mended."),
    FlagKind("low-similarity", "fault", "The two sides seem to differ in meaning.", "Compare the two sides."),
    FlagKind(
        "unsure", "warning", "The draft may well not be usable.", "Check it, mostly where it is marked."
    ),
    FlagKind("negation", "warning", "Only one side has a negation.", "Check that yes is not said for no."),
    FlagKind("name-lost", "warning", "A name in Latin letters is missing.", "Put the name in."),
    FlagKind("unbalanced", "warning", "A bracket or quotation mark has no partner.", "Mend the punctuation."),
    FlagKind(
        "suspicious-character", "warning", "A character hardly belongs into text.", "Replace the character."
    ),
    FlagKind(
        "personal-data",
        "warning",
        "A side holds personal data.",
        "Mask it, or build with --mask-personal-data.",
    ),
    FlagKind("long", "warning", "A side is so long that some tools refuse it.", "Split the segment."),
    FlagKind(
        "review-outdated",
        "note",
        "A person reviewed this sentence before it was changed.",
        "See whether the reviewed translation still holds.",
    ),
    FlagKind(
        "machine-translated",
        "warning",
        "The English document seems to be translated by a machine.",
        "Do not take it for a person's translation.",
    ),
    FlagKind(
        "set-phrase",
        "note",
        "The source has a slogan or verse.",
        "Look for the rendering that official translations have.",
    ),
    FlagKind(
        "unaligned",
        "note",
        "The other edition has no counterpart; it was drafted.",
        "Check the other edition.",
    ),
)
_EXAMPLES = {
    "empty": "“他走了。” → “”",
    "copied": "“他走了。” → “他走了。”",
    "wrong-language": "“He left.” → “Il est parti.”",
    "chatter": "“他走了。” → “Here is the translation: He left.”",
    "stray-han": "“辅警来了。” → “The 辅警 came.”",
    "wrong-script": "zh-CN is asked for, and the draft says “員警來了。”",
    "untranslated": "“The county opened a new station.” → “The county opened 一个新站。”",
    "repetition": "“他走了。” → “He left. He left. He left. He left.”",
    "numbers": "“登记了3名住户。” → “Registered 30 residents.”",
    "length": "“大会于上午九时开幕，来自各县的代表出席。” → “It opened.”",
    "term": "The glossary says 辅警 = auxiliary officer; the draft says “assistant”.",
    "forbidden-term": "The glossary forbids “assistant police” for 辅警, and the draft says it.",
    "name": "“单雄到场。” → “Dan Xiong arrived.” (as a surname 单 is Shan)",
    "stray-latin": "“The promotion meeting opened.” → “promotion会议开幕。”",
    "cut-off": "“……最后他说明天再来。” → “… and in the end he said that he”",
    "second-draft": "The first draft had 30 residents for 3; the second has 3.",
    "repaired": "“26.1亿元” was drafted as “261 billion yuan”; now “2.61 billion yuan”.",
    "low-similarity": "“村里的灯修好了。” → “He bought a horse.”",
    "unsure": "“吉林启明星农机站” → “Jilin Qiming Star Station”: none of its words came easily.",
    "negation": "“他没有来。” → “He came.”",
    "name-lost": "“打开 OmegaT 项目。” → “Open the project.”",
    "unbalanced": "“他说：“走。”” → ““Go, he said.”",
    "suspicious-character": "A replacement character � or a private-use character stands in the text.",
    "personal-data": "“请拨打13800000000。”",
    "long": "A paragraph without a full stop of some thousand characters.",
    "review-outdated": "“登记3名住户。” was reviewed, and the document now says 5.",
    "set-phrase": "“绿水青山就是金山银山” has an official rendering.",
    "unaligned": "The Chinese edition has a sentence that the English edition left out.",
    "machine-translated": "“a 100 -day action, up 59%and 35%”, the English edition of an aligned pair",
}
FLAGS: dict[str, FlagKind] = {kind.code: kind for kind in _TABLE}
"""The flags by code, in the order in which a unit carries them."""
ORDER: dict[str, int] = {code: place for place, code in enumerate(FLAGS)}
FATAL = frozenset(code for code, kind in FLAGS.items() if kind.severity == "fatal")
"""Flags that nobody would review: the target is no translation at all."""
