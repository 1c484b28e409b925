"""Script and language of documents and of sentences.

They are counted out by characters, which beats detectors on Chinese and English.
"""

from __future__ import annotations

import functools
import re

import opencc
import pycld2

from corpus.model import Lang, Script

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_KANA = re.compile("[\u3041-\u309f\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7af\u1100-\u11ff]")
ASCII_LETTER = re.compile("[A-Za-z]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_WORD = re.compile("[A-Za-z][A-Za-z'’-]*")
_OTHER_SCRIPT = re.compile("[\u0370-\u1fff\u2c00-\u2dff\ua000-\uabff]")

# The commonest characters of running text, both scripts: about four in ten characters of any document.
_COMMON = frozenset(
    "的一是了不在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看"
    "这來國個說們為時會過對學裡後麼沒於還發當點從現經無開實問長機動動與體進種將關間業東電區員"
    "从点现经无开实问长机动与体进种将关间业东电区员工作安公全警市，。、：；“”（）《》"
)

_SAMPLE = 20_000
"""Characters of a document that are looked at; more change nothing."""
_HAN_SHARE = 0.15
"""A Chinese document may quote much English: one Han character says as much as some five letters."""
_HAN_TRACE = 0.02
"""So many Han characters for a letter at least, where most letters are in code and names."""
_ASCII_RUN = re.compile("[!-~]+")
_CODE = re.compile(
    r"[A-Za-z0-9][_/\\(){}\[\]<>=@#$|.:~]+[A-Za-z0-9_]"  # a mark between letters: a.b, x_y, f(x, user@host
    r"|\A[-/\\<{@#$~]+[A-Za-z]|[A-Za-z]/\Z|\(\)|\A\W{0,2}[a-z]{1,20}[A-Z]"  # /usr, --flag, en/, f(), aB
)
_STOPS = ".,;:!?)\"'"
_COMMONEST_WORDS = """
the of to and in is for with that on are be this by from at an it or not was were can if when will has have
your you we they he she his her their its which but been into there these those who would should may must
"""
_FUNCTION_WORDS = frozenset(_COMMONEST_WORDS.split())
_SENTENCE_MARK = re.compile(r"[.!?][\"'”’)]*\s*\Z")
_CHINESE_PROSE = re.compile("[的了是在和不这這为為与與将將就也被把从從。，！？；：]")
_LONGEST_NAME = 12
"""Han characters of a line that may still be a name, without a word that makes a sentence."""


@functools.cache
def _variants() -> tuple[frozenset[str], frozenset[str]]:
    """Return the characters that only Simplified and that only Traditional text uses, by OpenCC's tables."""
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    lines = "\n".join(han)
    to_simplified = converter("t2s").convert(lines).split("\n")
    to_traditional = opencc.OpenCC("s2t").convert(lines).split("\n")
    traditional = {a for a, b in zip(han, to_simplified, strict=True) if a != b}
    simplified = {a for a, b in zip(han, to_traditional, strict=True) if a != b}
    return frozenset(simplified - traditional), frozenset(traditional - simplified)


@functools.cache
def converter(config: str) -> opencc.OpenCC:
    """Return a converter of OpenCC by the name of its configuration: t2s, tw2s."""
    return opencc.OpenCC(config)


def simplified(text: str) -> str:
    """Return a Traditional text in Simplified characters, with its words (tw2sp would rewrite them).

    >>> simplified("溪口警局禮堂")
    '溪口警局礼堂'
    """
    return str(converter("tw2s").convert(text))


def chinese_script(text: str, inherit: Script = "Hans") -> Script:
    """Return ``Hans`` or ``Hant``, whichever has more characters of its own in ``text``.

    ``inherit`` if neither has.
    """
    simplified, traditional = _variants()
    hans = sum(char in simplified for char in text)
    hant = sum(char in traditional for char in text)
    if hans == hant:
        return inherit
    return "Hans" if hans > hant else "Hant"


def document_language(text: str) -> tuple[Lang, Script] | str:
    """Return language and script of a whole document, or the name of the other language it seems to be in.

    An empty name means that there is nothing to tell by: no letters.
    """
    sample = text[:_SAMPLE]
    han, kana, hangul = len(HAN.findall(sample)), len(_KANA.findall(sample)), len(_HANGUL.findall(sample))
    latin, other = len(LATIN.findall(sample)), len(_OTHER_SCRIPT.findall(sample))
    if kana > 0.05 * (han + kana) and kana > 3:
        return "Japanese"
    if hangul > max(han, latin / 5):
        return "Korean"
    if han >= max(1, other) and han >= _HAN_SHARE / (1 - _HAN_SHARE) * latin:
        return "zh", chinese_script(sample)
    prose = without_code(sample)
    if han >= max(1, other, _HAN_TRACE * latin, _HAN_SHARE / (1 - _HAN_SHARE) * _english_letters(prose)):
        return "zh", chinese_script(sample)
    if other > latin:
        return _detected(sample) or "unknown"
    if not latin:
        return ""
    detected = _detected(prose)
    return detected or ("en", "Latn")


def without_code(text: str) -> str:
    """Return a text without addresses, paths and identifiers: they are in no language.

    >>> without_code("Call tray.setTitle(x) or see https://example.org/a in the end.").split()
    ['Call', 'or', 'see', 'in', 'the', 'end.']
    """
    return _ASCII_RUN.sub(lambda run: " " if _CODE.search(run[0]) else run[0], text)


def codes(text: str) -> frozenset[str]:
    """Return the addresses, paths and identifiers of a text.

    >>> codes("See notes.txt, please.")
    frozenset({'notes.txt'})
    """
    return frozenset(run.rstrip(_STOPS) for run in _ASCII_RUN.findall(text) if _CODE.search(run))


def is_english(text: str) -> bool:
    """Whether a text without Han characters is English prose, and not a name, a label or a line of code.

    >>> is_english("Please bring your passport."), is_english("Event: 'drag-leave' macOS")
    (True, False)
    """
    bare = without_code(text[:_SAMPLE])
    words = _WORD.findall(bare)
    if len(words) >= 3 and not _FUNCTION_WORDS.isdisjoint(word.lower() for word in words):
        return True
    return len(words) >= 4 and bare == text[:_SAMPLE] and _SENTENCE_MARK.search(text) is not None


def _english_letters(prose: str) -> int:
    """Count the letters of the lines that read as English."""
    return sum(len(LATIN.findall(line)) for line in prose.split("\n") if is_english(line))


def _detected(sample: str) -> str:
    """Return the name of the language pycld2 is sure of; nothing for English, for Chinese, or in doubt."""
    try:
        reliable, _, details = pycld2.detect(sample.encode("utf-8"), isPlainText=True)
    except pycld2.error:
        return ""
    name, code = details[0][:2]
    return name.capitalize() if reliable and code not in ("en", "zh", "zh-Hant", "un") else ""


_COMMON_WORDS = {
    "French": frozenset(
        ("le", "la", "les", "de", "des", "du", "et", "est", "un", "une", "dans", "pour", "que", "sur")
    ),
    "German": frozenset(
        ("der", "die", "das", "und", "ist", "ein", "eine", "den", "dem", "von", "zu", "mit", "nicht")
    ),
    "Spanish": frozenset(
        ("el", "la", "los", "las", "de", "del", "y", "en", "es", "un", "una", "que", "por", "con")
    ),
    "Italian": frozenset(
        ("il", "la", "di", "e", "è", "un", "una", "che", "per", "con", "del", "della", "sono")
    ),
}
"""Of the languages in Latin letters that an engine may write instead of English. Of the hundred that pycld2
tells apart it sees most in short English sentences: one of these words has to say so too."""


def foreign_language(text: str) -> str:
    """Return the name of another language that a sentence is in; nothing for Chinese, English or in doubt.

    >>> foreign_language("La police est à la recherche du fugitif."), foreign_language("Wang nodded.")
    ('French', '')
    """
    words = {word.lower() for word in text.split()}
    if not _FUNCTION_WORDS.isdisjoint(words):
        return ""
    in_letters = not (_OTHER_SCRIPT.search(text) or _KANA.search(text) or _HANGUL.search(text))
    spoken = [name for name, common in _COMMON_WORDS.items() if not words.isdisjoint(common)]
    if in_letters and not spoken:
        return ""  # Nearly every sentence ends here, before the detector is asked.
    told = document_language(text)
    return told if isinstance(told, str) and (not in_letters or told in spoken) else ""


def segment_language(text: str, document: tuple[Lang, Script]) -> tuple[Lang, Script]:
    """Return language and script of one sentence.

    A short one, a name, a label and a line of code are in the language of their document: a translation has
    the same line, and either both sides keep it or neither.

    >>> segment_language("tray.setTitle(title, options) macOS", ("zh", "Hans"))
    ('zh', 'Hans')
    """
    lang, script = document
    han, words = _count(HAN, text), _count(_WORD, text)
    if lang == "zh":
        return ("en", "Latn") if not han and is_english(text) else ("zh", script)
    is_name = not words and han <= _LONGEST_NAME and not _CHINESE_PROSE.search(text)
    if han >= 4 and han > 2 * words and not is_name:
        return "zh", chinese_script(text)
    return "en", "Latn"


def common_share(text: str) -> float:
    """Return the share of the commonest Chinese characters and marks among the characters beyond ASCII.

    >>> common_share("这是我们的。") > 0.9, common_share("créée à Genève")
    (True, 0.0)
    """
    beyond = [char for char in text if char > "\x7f"]
    return sum(char in _COMMON for char in beyond) / len(beyond) if beyond else 0.0


def _count(pattern: re.Pattern[str], text: str) -> int:
    """Count matches without keeping them: a line of 50 MB has millions."""
    return sum(1 for _ in pattern.finditer(text))


def has_words(text: str) -> bool:
    """Whether there is anything to translate: a Han character or a letter."""
    return bool(HAN.search(text) or LATIN.search(text))
