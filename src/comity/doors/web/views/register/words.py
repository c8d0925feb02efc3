"""The register in the reader's words: dates as finely as they are known, codes by their labels, who is who, where pages are."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext

from comity.directory.book import book
from comity.doors.web.moments import print_date, print_day
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Crumbs, Fact, Link, Quote
from comity.doors.web.pages.register import COUNTED, Ladder
from comity.doors.web.pages.sheets import Bit
from comity.doors.web.views.naming import in_words, language_name
from comity.doors.web.views.working import Row, Work
from comity.terms.folding import fold
from comity.terms.identifiers import AuthorityId
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

NOTHING: Final = "–"  # noqa: RUF001 -- the sign for nothing, as on every page
_LEAP: Final = 2000
_UNSURE: Final = frozenset({"no-year", "no-date"})
_TABS: Final = (
    ("register", gettext_lazy("Overview")),
    ("register-documents", gettext_lazy("Documents")),
    ("register-meetings", gettext_lazy("Meetings")),
    ("register-commitments", gettext_lazy("Commitments")),
    ("register-statements", gettext_lazy("Statements")),
    ("register-calendar", gettext_lazy("Calendar")),
    ("register-mechanisms", gettext_lazy("Mechanisms")),
    ("register-assistance", gettext_lazy("Offers and asks")),
    ("register-actors", gettext_lazy("People and bodies")),
    ("register-programme", gettext_lazy("Programme")),
)
HEADINGS: Final = {
    "actor": gettext_lazy("People and bodies"),
    "event": gettext_lazy("Meetings and events"),
    "statement": gettext_lazy("Statements"),
    "commitment": gettext_lazy("Commitments"),
    "figure": gettext_lazy("Figures"),
}
SURE: Final = {
    "high": gettext_lazy("high confidence"),
    "medium": gettext_lazy("medium confidence"),
    "low": gettext_lazy("low confidence"),
}


def tabs(here: str) -> tuple[Place, ...]:
    """Return the parts of the register, and which of them this page belongs to."""
    return tuple(Place(str(label), reverse(name), current=name == here) for name, label in _TABS)


def crumbs(here: str, *links: Link) -> Crumbs:
    """Return the way back to the register's home."""
    return Crumbs((Link(pgettext("of meetings and commitments", "Register"), reverse("register")), *links), here)


def label(name: str, code: str, language: str) -> str:
    """Return the label of a code; the code itself where the vocabulary does not have it."""
    try:
        return vocabulary(name).label(code, language)
    except Refused:
        return code


def labels(name: str, language: str) -> tuple[tuple[str, str], ...]:
    """Return code and label of each code that is offered, countries by their names."""
    found = ((item.code, item.label(language)) for item in vocabulary(name).offered)
    return tuple(sorted(found, key=lambda one: by_name(one[1])) if name == "country" else found)


def by_name(name: str) -> tuple[str, str]:
    """Return what names are sorted by: their letters without marks, so that Áo and Ấn Độ stand under A."""
    return fold(name), name


def print_said(said: str) -> str:
    """Print an ISO date as finely as it is known: day, month, year, a day without a year, a range."""
    return " – ".join(_point(one) for one in said.split("/")) if said else gettext("no date")  # noqa: RUF001 -- between two days


def _point(one: str) -> str:
    yearless = one.startswith("--")
    parts = [int(part) for part in one.removeprefix("--").split("-")]
    if yearless:
        return print_day(datetime(_LEAP, parts[0], parts[1])) if len(parts) > 1 else gettext("month %(month)s") % {"month": parts[0]}  # noqa: DTZ001 -- a day of no year has no zone
    if len(parts) == 3:
        return print_date(date(*parts))
    return f"{parts[1]:02d}/{parts[0]}" if len(parts) == 2 else str(parts[0])


def dated(said: str, basis: str, language: str) -> tuple[Bit, ...]:
    """Return a date, and softly on what it rests; of no date that there is none, once."""
    if not said:
        return (Bit(label("date-basis", basis, language)),)
    return (Bit(print_said(said)), Bit(label("date-basis", basis, language), soft=True))


def unsure(basis: str) -> str:
    """Return what to say of a date that is not whole."""
    return gettext("The year is not in the document, and is not filled in.") if basis == "no-year" else ""


def country(code: str, language: str) -> str:
    """Return the name of a country; nothing for none."""
    return label("country", code, language) if code else ""


def side(row: Row, name: str, at_work: Work) -> tuple[Bit, ...]:
    """Return a party of a row (`speaker`, `obligor`, …): the actor with a link, the words as written, the State."""
    who, words, code = getattr(row, name, None), getattr(row, f"{name}_words", ""), getattr(row, f"{name}_country", "")
    bits = []
    if who is not None:
        bits.append(Bit(who.name, reverse("register-actor", args=[who.pk]), language="und"))
    elif words:
        bits.append(Bit(words, language="und"))
    state = country(code, at_work.language)
    if state and state not in [bit.text for bit in bits]:
        bits.append(Bit(state, soft=bool(bits)))
    return tuple(bits) or (Bit(NOTHING),)


def side_fact(row: Row, name: str, at_work: Work, *, note: str = "") -> Fact:
    """Return a party of a row as a fact: its name, and under it `note`, or the State."""
    (first, *rest) = side(row, name, at_work)
    return Fact(first.text, note or (rest[0].text if rest else ""), language=first.language)


def sides(row: Row, name: str, other: str, at_work: Work, *, between: tuple[Bit, ...] = ()) -> tuple[Bit, ...]:
    """Return two parties of a row, one to the other; the second only where there is one."""
    (first, *rest) = side(row, other, at_work)
    whom = (replace(first, text=f"→ {first.text}"), *rest) if first.text != NOTHING else ()
    return (*side(row, name, at_work), *between, *whom)


def party(value: Mapping[str, Any] | None, at_work: Work) -> tuple[Bit, ...]:
    """Return a party of a suggestion: the words as written, and its State."""
    if not value:
        return (Bit(NOTHING),)
    bits = [Bit(str(value["words"]), language="und")] if value.get("words") else []
    state = country(str(value.get("country") or ""), at_work.language)
    if state and state not in [bit.text for bit in bits]:
        bits.append(Bit(state, soft=bool(bits)))
    return tuple(bits) or (Bit(NOTHING),)


def ladder(strength: str, language: str, *, promoted: bool = False) -> Ladder:
    """Return the ladder of strength with the step of `strength`."""
    codes = [item.code for item in vocabulary("promise-strength").offered]
    step = codes.index(strength) if strength in codes else len(codes) - 1
    note = "" if step < COUNTED else gettext("Not counted: to be ready and to wish are no commitments.")
    if promoted and step >= COUNTED:
        note = gettext("Counted, because its owner said so.")
    return Ladder(step, label("promise-strength", strength, language), note)


def owner(row: Row, language: str) -> str:
    """Return who owns a commitment: an authority of the directory by its name in the reader's language, or the words that were written."""
    if not row.owner_authority:
        return str(row.owner)
    try:
        return in_words(book().authority(AuthorityId(row.owner_authority)).names, language)
    except Refused:  # it is in the directory no more
        return str(row.owner)


def quote(words: str, language: str, reader: str) -> Quote:
    """Return words of a document in its own language."""
    return Quote(words, language, language_name(language, reader))


def meeting_bits(row: Row) -> tuple[Bit, ...]:
    """Return the number and the title of a meeting, with a link."""
    return (Bit(row.number, reverse("register-meeting", args=[row.number])), Bit(row.title, language="und"))
