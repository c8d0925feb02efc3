"""Figures: cardinal numbers with their unit. Dates, ordinals and numbers of articles are none."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from comity.reading.lexicon import items, lexicon
from comity.reading.pages import Page, Role, Sentence
from comity.reading.suggestions import Confidence, Figure, Ground
from comity.reading.when import Span, When

_NUMBER: Final = re.compile(
    r"(?<![\w.,/-])(?:S\$|US\$|A\$|\$|€|£|CAD |AUD |USD )?(\d{1,3}(?:[.,]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?:/(\d+))?(%|(?=[\s,;.)]|$))"
)
_WORDS: Final = {
    "vi": {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10},
    "en": {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12},
}
_SCALES: Final = {
    "nghìn": 10**3,
    "ngàn": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "bn": 10**9,
    "trillion": 10**12,
}
_ORDINAL: Final = {
    "thứ",
    "điều",
    "khoản",
    "số",
    "chương",
    "nghị quyết",
    "phòng",
    "đường",
    "quân khu",
    "no",
    "article",
    "resolution",
    "chapter",
    "phase",
    "tháng",
    "năm",
    "quý",
    "ngày",
    "section",
    "sdg",
    "hạng",
    "vòng",
    "lần",
    "phiên",
    "round",
}
_PRONOMINAL: Final = frozenset(
    ["bên", "nước", "phía", "bộ", "vị", "nhà", "đoàn", "cơ", "quan", "ngành", "lực", "lượng", "tỉnh", "lãnh", "đạo"]
)
_NO_UNIT: Final = frozenset(
    {
        "và",
        "của",
        "tại",
        "ở",
        "do",
        "là",
        "để",
        "cho",
        "với",
        "về",
        "đã",
        "được",
        "trong",
        "hoặc",
        "mà",
        "có",
        "sẽ",
        "trên",
        "lên",
        "xuống",
        "đến",
        "tới",
        "so",
        "thì",
        "nên",
    }
)
_OUT_OF: Final = frozenset({"trên", "trong", "lên", "xuống", "of"})  # 13 trên tổng số 21 điều: both numbers are of articles
_OFTEN: Final = (("một",), ("mỗi",))  # behind *sáu tháng*: how often, no figure
_SMALL_WORDS: Final = frozenset(
    {
        "of",
        "in",
        "on",
        "and",
        "to",
        "the",
        "per",
        "for",
        "at",
        "is",
        "was",
        "his",
        "its",
        "this",
        "has",
        "have",
        "had",
        "were",
        "are",
        "by",
        "from",
        "with",
        "or",
    }
)
_PLURALS: Final = frozenset({"people", "women", "men", "children", "police", "staff", "personnel", "aircraft"})
_SPANS: Final = frozenset({"day", "hour", "week", "month", "year", "minute"})
_WIDE: Final = 3  # words of what an English number counts
_OF_A_PERIOD: Final = frozenset({"đầu", "cuối", "qua", "gần"})  # 6 tháng đầu năm
_NOT_BEFORE: Final = frozenset({"thứ", "mười", "cả", "giữa", "mời"})
_COUNTED: Final = frozenset({"people", "things", "time", "cases", "meetings"})  # kinds of units that a number in words counts
_MONEY: Final = {"S$": "SGD", "US$": "USD", "A$": "AUD", "$": "USD", "€": "euro", "£": "GBP", "CAD ": "CAD", "AUD ": "AUD", "USD ": "USD"}


def find_figures(page: Page, dates: list[When]) -> list[Figure]:
    """Return the figures of body and headline, in the order of the text."""
    taken = [(one.span.start, one.span.end) for one in dates if one.span]
    found = [
        figure for sentence in page.sentences if page.role(sentence) is Role.BODY for figure in _in_sentence(page, sentence, taken, dates)
    ]
    return sorted(found, key=lambda one: one.ground.spans[0])


def _in_sentence(page: Page, sentence: Sentence, taken: list[tuple[int, int]], dates: list[When]) -> Iterator[Figure]:
    here = [span for span in taken if sentence.start <= span[0] < sentence.end]
    period = next((one.text for one in dates if one.span and sentence.start <= one.span.start < sentence.end), None)
    for one in _NUMBER.finditer(page.text, sentence.start, sentence.end):
        if any(start <= one.start() < end for start, end in here) or one.group().startswith("24/7"):
            continue
        if figure := _digits(page, sentence, one, period):
            yield figure
    words = page.words
    for at in range(sentence.first, sentence.after):
        number = _WORDS[page.language].get(words.keys[at])
        if (
            number
            and not any(start <= words.starts[at] < end for start, end in here)
            and (figure := _word(page, sentence, at, number, period))
        ):
            yield figure


def _digits(page: Page, sentence: Sentence, found: re.Match[str], period: str | None) -> Figure | None:
    words = page.words
    at = _word_at(page, sentence, found.end())
    value = _value(found[1], page.language)
    if value is None or _is_ordinal(page, sentence, found.start()):
        return None
    end = found.end()
    if found[3] == "%":
        return _figure(page, sentence, value, period, unit="%", kind="share", span=Span(found.start(), end))
    while at < sentence.after and words.keys[at] in _SCALES and words.gap(at) == " ":
        value = _plain(value * _SCALES[words.keys[at]])
        end = words.ends[at]
        at += 1
    money = next((unit for sign, unit in _MONEY.items() if found.group().startswith(sign)), None)
    if money:
        return _figure(page, sentence, value, period, unit=money, kind="money", span=Span(found.start(), end))
    after, kind = _unit(page, sentence, at)
    if after == at and (later := _unit_of_whole(page, sentence, at)):
        return _figure(page, sentence, value, period, unit=later, kind="count", span=Span(found.start(), end))
    if (
        after == at
        or words.keys[after - 1] == "tuổi"
        or (kind == "time" and words.keys[after : after + 1] in _OFTEN)
        or (kind == "time" and after < sentence.after and words.keys[after] in _OF_A_PERIOD)
    ):
        return None
    return _figure(page, sentence, value, period, unit=page.said(at, after), kind=kind, span=Span(found.start(), words.ends[after - 1]))


def _unit(page: Page, sentence: Sentence, at: int) -> tuple[int, str]:
    """Return the word after the unit that begins at word `at`, and its kind; in Vietnamese, what is counted follows in small letters."""
    words = page.words
    if at >= sentence.after or words.gap(at) != " ":
        return at, "count"
    nation = page.names.get(at) if page.language == "en" else None
    if nation and nation.kind == "countries" and nation.after < sentence.after and words.gap(nation.after) == " ":
        hit = lexicon("en", "units").at(words, nation.after)  # 50 Vietnamese officers
        return (hit.after, str(hit.entry.more["kind"])) if hit else (at, "count")
    if hit := lexicon(page.language, "units").at(words, at):
        return hit.after, str(hit.entry.more["kind"])
    if page.language == "en":
        return _plural(page, sentence, at), "count"
    small = page.language == "vi" and not words.capital(at) and not words.words[at].isdigit() and words.keys[at] not in _NO_UNIT
    return (min(at + 2, sentence.after) if small else at), "count"


def _plural(page: Page, sentence: Sentence, at: int) -> int:
    """Return the word after the plural that an English number counts, behind adjectives: *64 extradition requests*."""
    words = page.words
    for now in range(at, min(at + _WIDE, sentence.after)):
        key = words.keys[now]
        if key in _SMALL_WORDS or words.gap(now) not in (" ", "-") or words.words[now][0].isdigit():
            return at
        if key in _PLURALS or (key.endswith("s") and not key.endswith("ss") and len(key) > _WIDE):
            return now + 1
    return at


def _unit_of_whole(page: Page, sentence: Sentence, at: int) -> str | None:
    """Return the unit of the number that follows, where this one is a part of it: *13 trên tổng số 21 điều*, *từ 5 lên 10 người*."""
    words = page.words
    if at >= sentence.after or words.keys[at] not in _OUT_OF or words.gap(at) != " ":
        return None
    for now in range(at + 1, min(at + 1 + _WIDE, sentence.after - 1)):
        if words.words[now].isdigit():
            after, kind = _unit(page, sentence, now + 1)
            return page.said(now + 1, after) if after > now + 1 and kind == "count" else None
    return None


def _word(page: Page, sentence: Sentence, at: int, number: int, period: str | None) -> Figure | None:
    """Return a figure that is written as a word: of people and things alone, and not *hai bên*."""
    words = page.words
    if page.language == "en" and words.keys[at + 1 : at + 2] and words.gap(at + 1) == "-" and words.keys[at + 1] in _SPANS:
        span = Span(words.starts[at], words.ends[at + 1])
        return _figure(page, sentence, Decimal(number), period, unit=words.words[at + 1], kind="time", span=span)
    follows = at + 1 < sentence.after and words.gap(at + 1) == " " and words.keys[at + 1] not in _PRONOMINAL
    hit = lexicon(page.language, "units").at(words, at + 1) if follows and words.keys[at - 1] not in _NOT_BEFORE else None
    if hit and hit.code == "time" and words.keys[hit.after : hit.after + 1] in _OFTEN:
        return None
    if hit is None or hit.code not in _COUNTED or (words.keys[at] == "năm" and hit.code == "time"):
        return None
    span = Span(words.starts[at], words.ends[hit.after - 1])
    unit = page.said(at + 1, hit.after)
    return _figure(page, sentence, Decimal(number), period, unit=unit, kind=str(hit.entry.more["kind"]), span=span)


def _figure(page: Page, sentence: Sentence, value: Decimal, period: str | None, *, unit: str, kind: str, span: Span) -> Figure:
    ground = Ground("number-unit", Confidence.MEDIUM if kind != "time" else Confidence.LOW, (span,))
    return Figure(value, unit, kind, _bound(page, span.start), period, _issuer(page, sentence), ground)


def _issuer(page: Page, sentence: Sentence) -> str | None:
    """Return whose number it is, where the sentence begins with a source."""
    words = page.words
    if words.keys[sentence.first] in ("theo", "according"):
        hit = next(
            (
                page.names[at]
                for at in range(sentence.first, min(sentence.first + 6, sentence.after))
                if at in page.names and page.names[at].kind == "organs"
            ),
            None,
        )
        return page.said(hit.first, hit.after) if hit else None
    return None


def _word_at(page: Page, sentence: Sentence, place: int) -> int:
    low, high = sentence.first, sentence.after
    while low < high:
        middle = (low + high) // 2
        if page.words.starts[middle] < place:
            low = middle + 1
        else:
            high = middle
    return low


def _bound(page: Page, start: int) -> str | None:
    before = page.text[max(0, start - 24) : start].rstrip()
    for code, mark in (("above", ">"), ("below", "<"), ("approximate", "~")):
        if before.lower().endswith(_forms(page.language, code)):
            return mark
    return None


@cache
def _forms(language: str, code: str) -> tuple[str, ...]:
    return tuple(form for item in items("grammar") if item["code"] == code for form in item[language])


def _is_ordinal(page: Page, sentence: Sentence, start: int) -> bool:
    at = _word_at(page, sentence, start) - 1
    if at > sentence.first and page.words.keys[at - 1 : at + 1] == ("tổng", "số"):
        return False
    return at >= sentence.first and page.words.keys[at] in _ORDINAL and page.words.gap(at + 1).strip() in ("", "(")


def _plain(value: Decimal) -> Decimal:
    """Return 1,500,000 for 1,500,000.0."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _value(digits: str, language: str) -> Decimal | None:
    """Return the number: in Vietnamese a point parts thousands and a comma begins the fraction, in English the other way round."""
    thousands, point = (".", ",") if language == "vi" else (",", ".")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        digits = digits.replace(".", "").replace(",", "")
    else:
        digits = (
            digits.replace(thousands, "").replace(point, ".")
            if digits.count(thousands) != 1 or point in digits
            else digits.replace(",", ".")
        )
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
