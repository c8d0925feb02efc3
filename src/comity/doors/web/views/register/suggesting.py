"""What a suggestion says, in lines: names, dates, sides, as the reader reads them; the document's own words stay in their language."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext

from comity.doors.web.pages.register import Ladder
from comity.doors.web.pages.sheets import Bit
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work

Value = Mapping[str, Any]
Lines = Iterator[tuple[str, tuple[Bit, ...]]]
_LONG: Final = 160


def title_of(kind: str, value: Value, at_work: Work) -> tuple[str, bool]:
    """Return the title of a suggestion, and whether it is in the document's language."""
    if kind == "actor":
        return str(value["name"]), True
    if kind == "event":
        return str(value["title"])[:_LONG], True
    if kind == "statement":
        return words.label("speech-act", value["act"], at_work.language), False
    if kind == "commitment":
        return _short(str(value["words"])), True
    return f"{_BOUNDS.get(value['bound'], '')}{value['value']} {value['unit']}", True


def quote_of(kind: str, value: Value) -> str:
    """Return the document's words that are shown with a suggestion."""
    if kind in ("statement", "figure"):
        return str(value["words"])
    return str(value["words"]) if kind == "commitment" and len(str(value["words"])) > _LONG else ""


def ladder_of(kind: str, value: Value, at_work: Work) -> Ladder | None:
    """Return how strong a promise is."""
    return words.ladder(value["strength"], at_work.language) if kind == "commitment" else None


def warning_of(kind: str, value: Value) -> str:
    """Return what is to be looked at twice: a date without its year."""
    basis = {"event": value.get("basis"), "commitment": value.get("due_basis")}.get(kind)
    return words.unsure(str(basis or ""))


def lines_of(kind: str, value: Value, at_work: Work) -> tuple[tuple[str, tuple[Bit, ...]], ...]:
    """Return label and words of each thing that a suggestion says."""
    return tuple(_LINES[kind](value, at_work))


def _actor(value: Value, at_work: Work) -> Lines:
    if value.get("country"):
        yield gettext("Country"), (Bit(words.country(value["country"], at_work.language)),)
    posts = tuple(Bit(" ".join(one for one in (post["words"], post.get("organ", "")) if one), language="und") for post in value["posts"])
    if posts:
        yield gettext("Posts, as written"), posts
    others = [form for form in value.get("forms", ()) if form != value["name"]]
    if others:
        yield gettext("Also written"), (Bit("; ".join(others), language="und"),)


def _event(value: Value, at_work: Work) -> Lines:
    yield gettext("Type"), (Bit(words.label("meeting-type", value["type"], at_work.language)),)
    yield gettext("When"), words.dated(value["said"], value["basis"], at_work.language)
    where = value["place"]
    if where or value.get("country"):
        code = words.country(value.get("country") or "", at_work.language)
        yield gettext("Where"), tuple(one for one in (Bit(where, language="und"), Bit(code, soft=bool(where))) if one.text)
    yield gettext("Stands as"), (Bit(words.label("meeting-standing", value["standing"], at_work.language)),)
    seats = tuple(Bit(_seat(one, at_work), language="und") for one in value["participants"])
    if seats:
        yield gettext("Who"), seats


def _seat(one: Value, at_work: Work) -> str:
    role = words.label("participation-role", one["role"], at_work.language)
    unnamed = gettext("%(who)s (%(role)s, not named)") if one["unnamed"] else gettext("%(who)s (%(role)s)")
    return unnamed % {"who": one["words"] or words.country(one["country"], at_work.language), "role": role}


def _statement(value: Value, at_work: Work) -> Lines:
    yield gettext("Speaker"), words.party(value["speaker"], at_work)
    if value.get("addressee"):
        yield gettext("Said to"), words.party(value["addressee"], at_work)
    if value.get("behalf"):
        yield gettext("For"), words.party(value["behalf"], at_work)


def _commitment(value: Value, at_work: Work) -> Lines:
    yield gettext("Who promises"), words.party(value["obligor"], at_work)
    yield gettext("Beneficiary"), words.party(value["beneficiary"], at_work)
    yield gettext("Due"), words.dated(value["due"], value["due_basis"], at_work.language)


def _figure(value: Value, at_work: Work) -> Lines:
    del at_work
    for name, told in ((gettext("Period"), value["period"]), (gettext("Issued by"), value["issuer"])):
        if told:
            yield name, (Bit(told, language="und"),)


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rsplit(' ', 1)[0]} …"


_LINES: Final[Mapping[str, Callable[[Value, Work], Lines]]] = {
    "actor": _actor,
    "event": _event,
    "statement": _statement,
    "commitment": _commitment,
    "figure": _figure,
}
_BOUNDS: Final = {">": "> ", "<": "< ", "~": "≈ "}
