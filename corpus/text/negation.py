"""Words that negate: what surely negates on one side needs only a hint of it on the other."""

from __future__ import annotations

import re

# 不 that negates: not the one of 不断 (constantly), 不仅 (not only), 说不定 (perhaps) and other set words,
# not the one of a question (要不要), and not one that another negation undoes (不得不, 无不, 少不了).
SURE_ZH = re.compile(
    "(?<![说說可能會会是對对了差来來免无無少离離避])(?<!无处|無處)(?<!不[得能会會可])(?<!无一|無一)"
    "(?<!要(?=不要))(?<!好(?=不好))(?<!行(?=不行))(?<!非.)(?<!非..)"
    "不(?![断斷仅僅但同少久过過锈鏽管论論一定等错錯可然时時惜良幸料妨禁知觉覺愧已法屑择擇乏足适適朽懈饱飽止满滿孕折遗遺])"
    "(?![得能会會]不|动产|動產)"
    "|(?<!有)[没沒]有|並非|并非|勿|严禁|嚴禁|无法|無法|毫无|毫無|从未(?!中断|间断|停)|從未(?!中斷|間斷|停)"
)
HINT_ZH = re.compile("不|没|沒|无|無|未|非|勿|别|別|莫|免|禁|失|拒|否|难|難|少|缺|除|避|防|止")
PLAIN_ZH = re.compile("不|没|沒|无|無|未|非|勿|别|莫")
"""What the quality model counts as a negation."""

SURE_EN = re.compile(r"\b(?:not|never|none|nobody|neither|without|cannot)\b|n['’]t\b", re.IGNORECASE)
HINT_EN = re.compile(
    r"\b(?:no|not|never|none|nothing|nobody|neither|nor|without|cannot|hardly|fail(?:s|ed)?|refus\w+"
    r"|den(?:y|ies|ied)|lack\w*|avoid\w*|prevent\w*|prohibit\w*|forb[ia]d\w*|ban(?:s|ned)?|unless|un\w{4,}"
    r"|in(?:ability|capable|correct|complete|sufficient|valid|appropriate)\w*|im(?:possible|proper)\w*|less"
    r"|instead|rather|absence|stop\w*|refrain\w*|rarely|seldom|away|other than|yet|out of|against"
    r"|free|dis(?!t|c|p|miss)\w{4,}|mis\w{5,}|i(?:llegal|llicit|rregular|rrespon)\w*|despite|regardless|ignor\w+"
    r"|forg[eo]t\w*|miss(?:ing|ed)?|los[et]\w*|beyond|far from|anything but|until)\b"
    r"|n['’]t\b",
    re.IGNORECASE,
)
PLAIN_EN = re.compile(
    r"\b(?:not?|never|none|nothing|nobody|neither|nor|without|cannot|hardly|un\w{4,}"
    r"|in(?:capable|valid|correct|complete)\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
