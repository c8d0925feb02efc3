"""Places of a report: those of the gazetteers, and what stands with a capital behind *tại*, *ở*, *thành phố* and the like."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from comity.reading.lexicon import Hit, class_of
from comity.reading.pages import Page, Role
from comity.reading.placewords import (
    ALONG,
    BROUGHT,
    CONSULS,
    HOUSES,
    IN,
    LAST,
    LIVES,
    MEETINGS,
    MISSIONS,
    NO_BUILDING,
    PARTICLES,
    POSTED,
    QUARTERS,
    SET_FOR,
    SIDES,
    SMALL,
    STREETS,
    TAILS,
    TYPES,
)
from comity.reading.shapes import MONTHS
from comity.reading.suggestions import Confidence, Ground, Place
from comity.reading.tokens import is_syllable
from comity.reading.when import Span

_KINDS: Final = frozenset({"countries", "provinces", "places"})
_FORM_OF_STATE: Final = re.compile(
    r"^(?:CHDCND|Cộng hòa(?: Dân chủ Nhân dân| Nhân dân| Hồi giáo)?|Vương quốc|the Kingdom of|Kingdom of|"
    r"the Republic of|Republic of) (?=[A-ZĐ])(?!Anh$|Séc$|Korea$|Dominica)"
)
_BACK: Final = 6  # words from such a word to the place
_KIND_WORDS: Final = 5  # words of a kind of place, with what counts it
_BUILDING: Final = 12  # words of a building before its town
_HEAD_OF_HOUSE: Final = 4
_SYLLABLES: Final = 3  # of the name of a village
_LONGEST: Final = 4  # words of a place without a word for its kind
_READ: Final = frozenset({Role.BODY, Role.HEADLINE, Role.CAPTION})


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at words [first, after); `inside` where a word of being there stands before it, `town` where it is finer than a state."""

    first: int
    after: int
    name: str
    country: str | None
    code: str | None
    now: str | None
    inside: bool
    town: bool
    rule: str
    water: bool = False  # a sea, a strait: no meeting is held there


def find_spots(page: Page, people: dict[int, int], persons: frozenset[int]) -> list[Spot]:
    """Return every place that is named; `persons` are words of names, `people` the firsts of mentions."""
    found: list[Spot] = []
    for sentence in page.sentences:
        at = sentence.first
        while at < sentence.after and page.role(sentence) in _READ:
            hit = page.names.get(at)
            if hit and hit.kind not in ("provinces", "places") and hit.after == at + 1 and page.words.keys[at - 1] in SMALL:
                hit = None if _kind_of_place(page, at) < at and page.words.capital(at + 1) else hit  # phường Tân Phong, huyện Mỹ Đức
            spot = None if at in persons else _listed(page, hit) if hit else _unlisted(page, at, sentence.after, people, persons)
            if spot:
                found.append(spot)
            at = spot.after if spot else hit.after if hit else at + 1
    return _of_whose(page, found)


def _of_whose(page: Page, found: list[Spot]) -> list[Spot]:
    """Hand *in* on from a state or a town to what is there: *in Thailand's Tak province*."""
    spots = list(found)
    for number, (spot, following) in enumerate(pairwise(found)):
        whose = page.words.keys[spot.after : spot.after + 1] == ("s",) and page.words.gap(spot.after) in ("'", "\u2019")
        if spots[number].inside and whose and following.first - spot.after <= _KIND_WORDS and "," not in page.words.gap(following.first):
            spots[number] = replace(spot, inside=False)
            spots[number + 1] = replace(following, inside=True)
    return spots


def _listed(page: Page, hit: Hit) -> Spot | None:
    """Return a place of the gazetteers; an adjective is none."""
    more = hit.entry.more
    water = more.get("group") == "water"  # of no state
    if (hit.kind not in _KINDS and not water) or hit.written in more.get("adjectives", ()):
        return None
    return Spot(
        first=hit.first,
        after=hit.after,
        name=_FORM_OF_STATE.sub("", page.said(hit.first, hit.after)),
        country=None if water else hit.code if hit.kind == "countries" else str(more.get("country", "VN")),
        code=hit.code if hit.kind == "provinces" else None,
        now=more.get("now"),
        inside=(_before(page, hit.first)[0] or _bracketed(page, hit))
        and not (_of_mission(page, hit.first) if hit.kind == "countries" else _of_consul(page, hit.first)),
        town=hit.kind != "countries",
        rule="gazetteer",
        water=water,
    )


def _unlisted(page: Page, at: int, end: int, people: dict[int, int], persons: frozenset[int]) -> Spot | None:
    """Return a place that no gazetteer has: capitals behind *tại* or behind a word for a kind of place."""
    inside, typed = _before(page, at)
    if not (inside or typed) or _typed(page, at) or at in people or page.words.keys[at] in MONTHS:
        return None
    after = _run(page, at, end, persons, typed=typed)
    if after == at or (not typed and after - at > _LONGEST):
        return None
    named = after - 1 if after - at > 1 and page.words.keys[after - 1] in TAILS else after
    lives = bool(LIVES & set(page.words.keys[max(0, _kind_of_place(page, at) - 2) : at]))
    whose = typed and not inside and (lives or _of_organ(page, at))
    return Spot(at, after, page.said(at, named), None, None, None, inside=not whose, town=True, rule="place-word")


def _of_organ(page: Page, at: int) -> bool:
    """Say whether the word for a kind of place belongs to an organ: *Công an tỉnh Takeo*, *Công an hai tỉnh Takeo và Kandal*."""
    for back in range(at - 1, max(0, _kind_of_place(page, at) - _KIND_WORDS), -1):
        hit = page.covered.get(back)
        if hit and hit.kind in ("organs", "organheads"):
            return True
        if page.words.gap(back) != " " or page.words.keys[back] in IN[page.language]:
            return False
    return False


def _bracketed(page: Page, hit: Hit) -> bool:
    """Say whether a place stands in brackets behind what it is the place of: *(Hà Nội, tháng 8/2023)*; a state there only says whose."""
    before = page.covered.get(hit.first - 1)
    wider = before is not None and before.kind in _KINDS  # Sùng Tả (Quảng Tây)
    if hit.kind == "countries" or wider or not page.words.gap(hit.first).endswith("("):
        return False
    return hit.after >= len(page.words) or page.words.gap(hit.after)[:1] in (")", ",")


def _of_mission(page: Page, at: int) -> bool:
    """Say whether *tại* stands in the name of a mission or an office: *Đại sứ quán Việt Nam tại Kazakhstan*."""
    before = page.covered.get(at - 2)
    first = before.first if before else at - 1
    if POSTED.search(page.text, page.sentences[0].start if page.sentences else 0, page.words.starts[at]):
        return True
    return bool(MISSIONS & set(page.words.keys[max(0, first - 1) : at]))


def _of_consul(page: Page, at: int) -> bool:
    """Say whether *tại* only says where a consul sits: *Tổng Lãnh sự Campuchia tại TP Hồ Chí Minh*."""
    return CONSULS.search(page.text, 0, page.words.starts[at]) is not None


def _before(page: Page, at: int) -> tuple[bool, bool]:
    """Say whether a word of being there stands before word `at`, and whether a word for a kind of place does."""
    words, ins = page.words, IN[page.language]
    begin = _kind_of_place(page, at)
    typed = begin < at
    while typed and (wider := _kind_of_place(page, begin)) < begin:
        begin = wider  # tại ga trung tâm thành phố Izmir
    if typed and begin > 1 and words.keys[begin - 1] in ("hai", "ba", "các") and words.keys[begin - 2] in ins:
        begin -= 1  # tại hai điểm cầu Hà Nội và Phnom Penh
    if page.language == "vi" and typed:
        begin = _behind_quarter(page, begin)
    if page.language == "en" and (typed or at in page.names):
        begin = _behind_sides(page, begin)
    if page.language == "vi" and LIVES & set(words.keys[max(0, begin - 2) : begin]) and words.gap(begin) == " ":
        return False, typed  # ngụ phường Tân Định, trú tại Gia Lai
    inside = typed and words.keys[max(0, begin - 2) : begin] in ALONG and words.gap(begin) == " "  # trên tuyến biên giới xã Bờ Y
    inside = inside or (begin > 0 and ((words.keys[begin - 1] in ins and words.gap(begin) == " ") or _moves(page, begin, typed=typed)))
    if not inside and page.language == "en" and words.keys[begin - 1] == "from":  # from Canberra, where he co-chaired …
        behind = page.names.get(at)
        after = behind.after if behind else at + 1
        inside = words.keys[after : after + 1] == ("where",)
    if not inside and words.keys[begin - 1] == "vào" and not typed:  # vào TP HCM gặp …
        went = page.names.get(at)
        inside = went is not None and went.kind in ("provinces", "places") and words.gap(begin) == " "
    if not inside and words.gap(begin) == " ":  # tại Nhà hát Lớn Hà Nội
        inside = _in_building(page, begin, at)
    if not inside and begin > 0 and words.gap(begin) == ", ":  # tại Trung tâm Hội nghị quốc gia, Hà Nội
        back = range(begin - 1, max(0, begin - _BUILDING), -1)
        house = next((one for one in back if words.keys[one] in ins and not any(_cut(page, now) for now in range(one + 1, begin))), None)
        inside = house is not None and _is_house(page, house, begin)
    return inside, typed


def _is_house(page: Page, house: int, at: int) -> bool:
    """Say whether what stands between *tại* and a comma is a house or a place, and no meeting: *tại Trung tâm Hội nghị, Hà Nội*.

    *At the opening session on 17 March, Kenya's minister* is nowhere in Kenya.
    """
    told = range(house + 1, at)
    if any(page.words.keys[one] in MONTHS or page.words.keys[one] in MEETINGS for one in told[:_HEAD_OF_HOUSE]):
        return False
    behind = page.names.get(at)
    after = behind.after if behind else at + 1
    if page.words.keys[after : after + 1] == ("s",) and page.words.gap(after) in ("'", "\u2019"):
        return False
    return any(page.words.capital(one) or page.words.keys[one] in HOUSES or page.words.words[one][0].isdigit() for one in told)


def _behind_quarter(page: Page, begin: int) -> int:
    """Return the word behind *ở*: before a quarter of the sky or what is near: *ở phía bắc biển Natuna*."""
    at = begin
    while at > 1 and page.words.keys[at - 1] in QUARTERS and page.words.gap(at) in (" ", "-"):
        at -= 1
    return at if page.words.keys[at : at + 1] in (("phía",), ("khu",), ("gần",), ("vùng",)) else begin


def _behind_sides(page: Page, begin: int) -> int:
    """Return the word behind *in*: before *the*, a side, and whose a town is: *in the southern Finnish town of*."""
    while begin > 1 and page.words.gap(begin) in (" ", "-"):
        before = page.covered.get(begin - 1)
        whose = before is not None and before.kind == "countries" and before.written in before.entry.more.get("adjectives", ())
        if page.words.keys[begin - 1] not in SIDES and not whose:
            break
        begin = before.first if whose and before else begin - 1
    return begin


def _cut(page: Page, at: int) -> bool:
    """Say whether a comma before word `at` ends a place; not before the number or the street of a house."""
    return "," in page.words.gap(at) and page.words.keys[at] not in STREETS


def _kind_of_place(page: Page, at: int) -> int:
    """Return where the word for a kind of place begins that ends before word `at`; `at` where none does."""
    words, types = page.words, TYPES[page.language]
    if words.keys[at - 1] not in LAST[page.language] or words.gap(at) not in (" ", ". "):
        return at
    width = next((width for width in (4, 3, 2, 1) if at - width >= 0 and " ".join(words.keys[at - width : at]) in types), 0)
    begin = at - width
    no_island = words.keys[begin] == "đảo" and words.keys[begin - 1] in ("lừa", "bán")  # lừa đảo
    no_village = words.keys[begin] == "bản" and words.keys[begin - 1] not in IN[page.language]  # bản Thỏa thuận, Nhật Bản
    no_zone = words.keys[begin] == "khu" and words.keys[begin - 1] in ("tiểu", "quân", "phân", "chiến")  # Tiểu khu Quân sự
    return at if width and (no_island or no_village or no_zone) else begin


def _moves(page: Page, begin: int, *, typed: bool) -> bool:
    """Say whether somebody is set for a place, passes it, or is brought to it: *flew to*, *qua cửa khẩu*, *trục xuất về*."""
    words, before = page.words, page.words.keys[begin - 1]
    if begin > 1 and before in ("for", "to") and words.keys[begin - 2] in SET_FOR:
        return True
    if before == "về":
        return bool(BROUGHT & set(words.keys[max(0, begin - _BACK) : begin - 1]))
    return typed and before == "qua"


def _in_building(page: Page, at: int, name: int) -> bool:
    """Say whether a town ends the name of a building behind *tại*: *tại Nhà hát Lớn Hà Nội*; not what is of it, or goes on."""
    words, hit = page.words, page.names.get(name)
    if page.language != "vi" or hit is None or hit.kind not in ("provinces", "places"):
        return False
    for back in range(at - 1, max(0, at - _BUILDING), -1):
        if words.keys[back] == "trên" and words.keys[back + 1 : back + 3] in (("vùng", "biển"), ("vùng", "nước"), ("đoạn", "biên")):
            return True  # trên vùng biển lân cận đường phân định Vịnh Bắc Bộ
        if words.keys[back] in ("tại", "ở") and words.gap(back + 1) == " ":
            return words.capital(back + 1) or words.keys[back + 1] in ("trụ", "khách", "trung", "bảo", "nhà")
        if words.gap(back) != " " or words.keys[back] in NO_BUILDING:
            return False
    return False


def _typed(page: Page, at: int) -> bool:
    """Say whether words for a kind of place begin at word `at`: the name stands behind them."""
    return any(" ".join(page.words.keys[at : at + width]) in TYPES[page.language] for width in (1, 2, 3, 4))


def _run(page: Page, at: int, end: int, persons: frozenset[int], *, typed: bool) -> int:
    """Return the word after a run of capitals that is no name of the gazetteers."""
    words = page.words
    now = at
    stops = class_of(page.language, "title-stop")
    small = typed and page.words.keys[at - 1] in SMALL
    while (
        now < end
        and (words.capital(now) or (now > at and words.gap(now) == "-"))  # Vác-sa-va
        and now not in persons
        and (now == at or words.gap(now) in (" ", "-"))
        and (
            now not in page.names
            or (small and at <= now < at + _SYLLABLES and page.names[now].after == now + 1)
            or (typed and now == at + 1 and page.names[now].kind == "places" and words.gap(now) == " ")  # thành phố Kuala Terengganu
        )
        and not words.words[now][0].isdigit()
    ):
        if stops.at(words, now) and now == at:
            break
        now += 1
        joined = next((width for width in (2, 1) if words.keys[now : now + width] in PARTICLES), 0)
        if typed and joined and now + joined < end and words.capital(now + joined) and words.gap(now) == " ":
            now += joined  # Neusiedl am See
    if now < end and now - at == 1 and now in page.names and words.gap(now) == " " and is_syllable(words.words[at]):
        return at  # Phủ Chủ tịch
    if (
        now < end
        and now > at
        and words.gap(now) == " "
        and not words.capital(now)
        and page.language == "vi"
        and now - at == 1
        and len(words.words[at]) > 1
        and is_syllable(words.words[at])
        and not typed
    ):
        return at  # Hội nghị, Trung tâm: the first word of a name of something else
    return now


def places_of(page: Page, spots: list[Spot]) -> list[Place]:
    """Return each place once, with all places where it is named."""
    by_name: dict[tuple[str, ...], list[Spot]] = {}
    for spot in spots:
        by_name.setdefault(page.words.keys[spot.first : spot.after], []).append(spot)
    found = []
    for held in by_name.values():
        spans = tuple(Span(page.words.starts[one.first], page.words.ends[one.after - 1]) for one in held)
        best = held[0]
        confidence = Confidence.HIGH if best.rule == "gazetteer" else Confidence.MEDIUM
        found.append(Place(best.name, best.country, best.code, best.now, Ground(best.rule, confidence, spans)))
    return sorted(found, key=lambda place: place.ground.spans[0])
