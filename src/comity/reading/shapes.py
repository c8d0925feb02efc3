"""How dates are written: regular expressions by shape, Vietnamese and English, each part in a group of its own.

A group's name begins with the letter of its shape; the second letter says the part: a, b, c are day, month and year (of the first end of a
range), d, e, f those of the last end.
"""

import re
from typing import Final

_TO: Final = r"\s?(?:-|–|đến hết|đến|tới|và|,)\s?(?:hết )?(?:ngày )?"
_WORDS_BEFORE: Final = r"vào|trong|từ|hôm|hồi|đến|tới|trước|sau|kể từ|tính đến|dự kiến|cho tới|cho đến|bắt đầu"
_PART: Final = r"(?:(?:rạng sáng|sáng sớm|sáng|trưa|chiều|tối|đêm|khuya)(?: muộn| mai| nay| qua| hôm nay| hôm qua)?,? ?\(?)"
_HOUR: Final = r"(?:\d{1,2} giờ(?: \d{1,2}(?: phút)?)? )?"
_WEEKDAY: Final = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy),? |chủ nhật,? )?"
_LEAD: Final = rf"(?:(?:(?:{_WORDS_BEFORE})\s)*(?:khoảng |cuối |đầu |giữa )?{_HOUR}{_PART}?(?:(?:các|hai|ba|bốn|năm|2|3|4|5)\s)?{_WEEKDAY})"
_ELSE: Final = r"(?! (?:khi|cuộc|buổi|chuyến|phiên|lễ|một|hai|ba|bốn|sáu|\d|hơn|gần|nhiều|vụ|đó|sự|thềm)\b)"
_AGO: Final = rf"\s(?:tới{_ELSE}|sau{_ELSE}|trước{_ELSE}|vừa qua|năm nay|năm ngoái|năm trước|năm sau|năm tới|năm qua)"


def _day(group: str) -> str:
    return rf"(?P<{group}>3[01]|[12]\d|0?[1-9])"


def _month(group: str) -> str:
    return rf"(?:\s?[/.-]\s?|\stháng\s)(?P<{group}>1[0-2]|0?[1-9])"


def _year(group: str) -> str:
    return rf"(?:(?:\s?[/.-]\s?|,? năm )(?P<{group}>(?:19|20)\d{{2}}))?"


_FIRST: Final = rf"{_LEAD}(?:ngày )?{_day('ra')}(?:{_month('rb')}{_year('rc')})?"
_LAST: Final = rf"{_day('rd')}{_month('re')}{_year('rf')}(?P<rg>{_AGO})?"
_VIETNAMESE: Final = (
    ("iso", r"(?P<iy>(?:19|20)\d{2})-(?P<im>\d{2})-(?P<id>\d{2})"),
    ("range", f"{_FIRST}{_TO}{_LAST}"),
    ("day", rf"{_LEAD}(?:ngày |mùng )?{_day('da')}{_month('db')}{_year('dc')}(?P<dg>{_AGO})?"),
    ("quarter", rf"{_LEAD}quý (?P<qa>IV|I{{1,3}}|[1-4]){_year('qb')}"),
    (
        "months",
        rf"{_LEAD}tháng (?P<na>1[0-2]|0?[1-9]){_year('nb')}\s?(?:-|–|đến hết|đến|tới)\s?(?:tháng )(?P<nc>1[0-2]|0?[1-9]){_year('nd')}",
    ),
    ("month", rf"{_LEAD}tháng (?P<ma>1[0-2]|0?[1-9]|giêng|chạp){_year('mb')}(?P<mg>{_AGO})?"),
    ("month2", r"(?:(?<=\()|(?<=\(tháng )|(?:vào|hồi) )(?P<oa>1[0-2]|0?[1-9])[/.-](?P<ob>(?:19|20)\d{2})"),
    ("years", rf"(?:{_LEAD}(?:năm )|giai đoạn )(?P<ya>(?:19|20)\d{{2}})\s?(?:-|–|đến năm|đến|tới)\s?(?P<yb>(?:19|20)\d{{2}})"),
    ("half", rf"{_LEAD}nửa (?P<ha>đầu|cuối) năm (?P<hb>(?:19|20)\d{{2}}|nay|sau|tới)"),
    ("year", rf"{_LEAD}năm (?P<y>(?:19|20)\d{{2}})"),
    (
        "thatyear",
        (
            r"(?:(?:vào |trong |hồi )?(?<!từ )(?:cuối|đầu|giữa) (?=năm (?:nay|ngoái|sau|tới))|"
            r"(?:vào|trong|hồi) (?=năm)|(?=năm (?:ngoái|sau|tới),))(?P<tz>năm nay|năm sau|năm tới|năm ngoái)"
        ),
    ),
    ("same", rf"{_LEAD}(?:cùng ngày|cùng buổi (?:sáng|trưa|chiều|tối)|cùng hôm)"),
    ("today", r"(?:(?:sáng|trưa|chiều|tối) (?:nay|hôm nay)|hôm nay)"),
    ("yesterday", r"(?:(?:sáng|trưa|chiều|tối) (?:qua|hôm qua)|hôm qua)"),
    ("relmonth", r"(?:trong |hồi |vào |cuối |đầu |giữa )*tháng (?P<mr>trước|này|tới|sau)(?! \d)"),
    ("tomorrow", r"(?:(?:sáng|trưa|chiều|tối) (?:mai|ngày mai)|ngày mai)"),
    ("later", r"(?P<ln>một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d{1,2}) ngày (?P<lw>sau đó|sau|trước đó)(?! khi)"),
    ("later2", r"(?P<lx>trước đó|sau đó) (?P<ly>một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d{1,2}) ngày(?! nay)"),
    ("dayafter", r"(?:(?:sáng|trưa|chiều|tối|ngày) )?hôm sau"),
    ("daybefore", r"(?:(?:sáng|trưa|chiều|tối|ngày) )?hôm trước"),
)

MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_WEEKDAYS: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NAMED: Final = "|".join(name.capitalize() for name in MONTHS) + r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
_THROUGH: Final = r"\s?(?:-|–|to|and|through|until)\s?"
_SET_FOR: Final = r"(?:(?<=planned )|(?<=scheduled )|(?<=slated )|(?<=set ))for"
_BEFORE: Final = (
    rf"(?:(?:{_SET_FOR}|on|from|between|in|during|by|since|until|before|after|late|early|mid-?|"
    rf"(?:the )?(?:morning|afternoon|evening|night|early hours|eve) of|{_WEEKDAYS},?) )*(?:the )?"
)


def _named(group: str) -> str:
    return f"(?P<{group}>{_NAMED})"


def _nth(group: str) -> str:
    return rf"(?P<{group}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"


def _in(group: str) -> str:
    return rf"(?:,? (?P<{group}>(?:19|20)\d{{2}}))?"


_DAY_PART: Final = r"(?:day|morning|afternoon|evening)"
_OF_MONTH: Final = rf"(?:(?:{_SET_FOR}|on|in|during|by|since|until|before|after|late|early|of|this|last|next|mid-?) )+"
_ENGLISH: Final = (
    ("iso", r"(?P<iy>(?:19|20)\d{2})-(?P<im>\d{2})-(?P<id>\d{2})"),
    ("range", rf"{_BEFORE}{_named('re')} {_nth('ra')}{_THROUGH}{_nth('rd')}{_in('rf')}"),
    ("range2", rf"{_BEFORE}{_nth('sa')}{_THROUGH}{_nth('sd')}(?: of)? {_named('se')}{_in('sf')}"),
    ("range3", rf"{_BEFORE}{_named('tb')} {_nth('ta')}{_THROUGH}{_named('te')} {_nth('td')}{_in('tf')}"),
    ("range4", rf"{_BEFORE}{_nth('ua')} {_named('ub')}{_THROUGH}{_nth('ud')} {_named('ue')}{_in('uf')}"),
    ("day", rf"{_BEFORE}{_named('db')} {_nth('da')}{_in('dc')}(?!\d)"),
    ("day2", rf"{_BEFORE}{_nth('ea')}(?: of)? {_named('eb')}{_in('ec')}"),
    (
        "quarter",
        (
            r"(?:in |by )?(?:the )?(?P<qw>first|second|third|fourth|last|final) quarter"
            r"(?: of (?:(?P<qb>(?:19|20)\d{2})|(?P<qg>this year|next year)))?"
        ),
    ),
    ("months", rf"(?:from |between )?{_named('na')}(?: (?P<nb>(?:19|20)\d{{2}}))?{_THROUGH}{_named('nc')} (?P<nd>(?:19|20)\d{{2}})"),
    ("month", rf"{_OF_MONTH}{_named('ma')}(?:,? (?:of )?(?P<mb>(?:19|20)\d{{2}}))?|{_named('mc')} (?:of )?(?P<md>(?:19|20)\d{{2}})"),
    ("years", r"(?:from |between |in |period )?(?P<ya>(?:19|20)\d{2})\s?(?:-|–|to|and)\s?(?P<yb>(?:19|20)\d{2})"),
    ("year", r"(?:in|since|by|of|during|until|for|before|after|early|late|mid|end of)(?: (?:early|late|mid))?[ -](?P<y>(?:19|20)\d{2})"),
    ("half", r"(?:in )?(?:the )?(?P<ha>first|second) half of (?P<hb>(?:19|20)\d{2}|this year|next year|the year)"),
    ("thatyear", r"(?:in )?(?P<tz>next year|this year|last year)"),
    ("same", rf"(?:on )?(?:the )?same {_DAY_PART}|(?:earlier|later) (?:in the|that|the same) {_DAY_PART}"),
    ("today", r"(?:this (?:morning|afternoon|evening)|today)"),
    ("yesterday", r"yesterday(?: (?:morning|afternoon|evening))?"),
    ("relmonth", r"(?:early |late |in )*(?P<mr>last|this|next) month"),
    ("tomorrow", r"tomorrow(?: (?:morning|afternoon|evening))?"),
    ("later", r"(?P<ln>a|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2}) days? (?P<lw>later|earlier)"),
    ("dayafter", r"(?:on )?the (?:next|following) (?:day|morning|afternoon|evening)"),
    ("daybefore", r"(?:on )?the (?:previous (?:day|morning|afternoon|evening)|day before)"),
    ("weekday", rf"(?:on |last |this |late (?:on )?)?(?P<wn>next |coming )?(?P<wd>{_WEEKDAYS})(?: (?:morning|afternoon|evening|night))?"),
)
NUMBERS: Final = {
    word: number
    for words in (
        "một hai ba bốn năm sáu bảy tám chín mười",
        "one two three four five six seven eight nine ten",
    )
    for number, word in enumerate(words.split(), 1)
} | {"a": 1}
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUARTERS: Final = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": 4,
    "final": 4,
}
RANGES: Final = {"range": "r", "range2": "s", "range3": "t", "range4": "u"}  # with the letter of its groups
DAYS: Final = {"day": "d", "day2": "e"}


def _pattern(shapes: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    joined = "|".join(f"(?P<{name}>{shape})" for name, shape in shapes)
    return re.compile(rf"(?<![\w/.,-])(?:{joined})(?![\w%]|[/-]\d)", re.IGNORECASE)


PATTERNS: Final = {"vi": _pattern(_VIETNAMESE), "en": _pattern(_ENGLISH)}
NAMES: Final = tuple(dict.fromkeys(name for shapes in (_VIETNAMESE, _ENGLISH) for name, _ in shapes))


def shape_of(found: re.Match[str]) -> str:
    """Return the name of the shape that a match has."""
    groups = found.groupdict()
    return next(name for name in NAMES if groups.get(name) is not None)
