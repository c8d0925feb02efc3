"""Which language a text is in: Vietnamese and English are read, what else it looks like is named, and nothing is found in it."""

import re
from collections import Counter
from typing import Final

from comity.reading.lexicon import items
from comity.reading.tokens import Words

UNKNOWN: Final = "und"
BARE: Final = "vi-bare"  # Vietnamese without its marks

_ONLY_VIETNAMESE: Final = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
_SCRIPTS: Final = (
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af\u1100-\u11ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("km", re.compile("[\u1780-\u17ff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
)
_SMALL: Final = {
    "fr": frozenset(
        ["le", "la", "les", "des", "et", "est", "dans", "pour", "que", "du", "une", "sur", "avec", "au", "par", "qui", "aux", "ont", "été"]
    ),
    "es": frozenset(
        ["el", "los", "las", "del", "que", "para", "con", "por", "una", "en", "se", "como", "más", "fue", "sus", "ha", "entre", "sobre"]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "und",
            "ist",
            "nicht",
            "mit",
            "für",
            "auf",
            "dem",
            "den",
            "von",
            "zu",
            "ein",
            "eine",
            "wird",
            "im",
            "des",
            "sich",
        ]
    ),
    "pt": frozenset(
        ["os", "as", "do", "da", "dos", "das", "que", "para", "com", "uma", "em", "por", "não", "no", "na", "ao", "mais", "foi", "pelo"]
    ),
    "id": frozenset(
        ["yang", "dan", "di", "untuk", "dengan", "dari", "ini", "pada", "dalam", "akan", "tidak", "itu", "ke", "oleh", "telah"]
    ),
    "it": frozenset(["il", "lo", "gli", "della", "del", "che", "per", "con", "una", "nel", "alla", "sono", "di", "dei", "ha", "è", "le"]),
}
_LEAST: Final = 0.06  # of all words: a text in a language has more of its small words than that
_MARKED: Final = 0.08  # of all letters: even a Vietnamese text about foreigners has more letters that only Vietnamese has


def language_of(words: Words) -> str:
    """Return `vi`, `en`, the primary subtag of another language that it looks like, `vi-bare`, or `und`."""
    text = words.text
    letters = sum(map(len, words.words)) or 1
    script, count = max(((code, len(pattern.findall(text))) for code, pattern in _SCRIPTS), key=lambda one: one[1])
    if count * 2 > letters:
        return "ja" if script == "zh" and _SCRIPTS[2][1].search(text) else script
    if len(_ONLY_VIETNAMESE.findall(text)) > letters * _MARKED:
        return "vi"
    counts = Counter(words.keys)
    total = len(words) or 1
    small = {code: sum(counts[word] for word in held) for code, held in _SMALL.items()}
    small["en"] = sum(counts[word] for word in _stopwords("en", "stopwords"))
    small[BARE] = sum(counts[word] for word in _stopwords("vi", "bare-stopwords"))
    best = max(sorted(small), key=lambda code: small[code])
    return best if small[best] > total * _LEAST else UNKNOWN


def _stopwords(language: str, code: str) -> frozenset[str]:
    return frozenset(next(item for item in items("grammar") if item["code"] == code)[language])
