"""Threat information in the reader's words: who is who, what a label says, why somebody sees an object, lists of objects."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from comity.directory.book import book
from comity.directory.sections import Authority
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.pages.sheets import Bit, Cell, Row, Table
from comity.doors.web.views.naming import country_name, in_words, officer_name
from comity.doors.web.views.threats import kinds, sections
from comity.doors.web.views.working import Work
from comity.intel.policy import Decision, GroupId, Label
from comity.intel.policy import in_words as reason_in_words
from comity.intel.reading.onlooking import Onlooker, onlooker
from comity.intel.reading.policy import may_keep
from comity.intel.reading.shelves import COUNTED, Card
from comity.intel.store.granting import Holding
from comity.intel.store.groups import titles
from comity.terms.identifiers import AuthorityId, OfficerId
from comity.terms.markings import Pap
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

NOTHING: Final = "–"  # noqa: RUF001 -- the sign for nothing, as on every page
NAMED: Final = "und"  # the language of names and of what somebody wrote without saying in which

tabs: Final = sections.tabs


def eye_of(at_work: Work) -> Onlooker:
    """Return the officer before the page as one who looks at threat information."""
    return onlooker(at_work.officer, by=at_work.actor, at=at_work.at)


def crumbs(here: str, *links: Link) -> Crumbs:
    """Return the way back to the collections."""
    return Crumbs((Link(gettext("Threat information"), reverse("threats")), *links), here)


def shelf_link(holding: Holding) -> Link:
    """Return the way to a collection."""
    return Link(holding.title, reverse("threat-collection", args=[holding.uuid]))


def object_href(holding: Holding, stix_id: str) -> str:
    """Return the address of an object's page."""
    return reverse("threat-object", args=[holding.uuid, stix_id])


def counted(number: int) -> str:
    """Say how many; beyond what is counted, that there are more."""
    return gettext("more than %(count)s") % {"count": COUNTED} if number > COUNTED else str(number)


def label(name: str, code: str, language: str) -> str:
    """Return the label of a code; the code itself where a newer node sent one that no list here has."""
    words = vocabulary(name)
    return words.label(code, language) if code in words else code


def fields(codes: Iterable[str], language: str) -> str:
    """Return fields of exchange in words; that it is for every field where none is named."""
    return "; ".join(label("exchange-field", code, language) for code in codes) or gettext("every field")


def why(decision: Decision, at_work: Work, known: Mapping[GroupId, str] | None = None) -> tuple[str, ...]:
    """Return the reasons of a decision, each as one sentence; `known` are the titles of groups where the CALLER has many decisions."""
    named = lambda one: named_as(one, at_work.language, known)  # noqa: E731 -- a name for one call
    return tuple(reason_in_words(one, language=at_work.language, translate=gettext, named=named) for one in decision.reasons)


def named_as(one: object, language: str, known: Mapping[GroupId, str] | None = None) -> str:
    """Return an authority, an officer or a sharing group by name."""
    if isinstance(one, AuthorityId):
        return authority_name(str(one), language)
    if isinstance(one, GroupId):
        return group_name(one, titles() if known is None else known)
    return officer_name(str(one)) if isinstance(one, OfficerId) else str(one)


def group_name(group: GroupId, known: Mapping[GroupId, str]) -> str:
    """Return a sharing group by its title and its name; that nobody is in it by this node's list where it is not kept here."""
    title = known.get(group)
    return f"{title} ({group})" if title else gettext("%(group)s (not kept here)") % {"group": group}


def authority_name(name: str, language: str) -> str:
    """Return the name of an authority with its State; what stands there where the directory does not know it."""
    try:
        found = book().authority(AuthorityId(name))
    except Refused:
        return name
    return f"{in_words(found.names, language)} ({found.id.country})"


def authority_cell(authority: Authority, language: str) -> Cell:
    """Return an authority and, softly, its State and its roles."""
    roles = ", ".join(label("authority-role", role, language) for role in authority.roles)
    state = country_name(str(authority.id.country), language)
    return Cell((Bit(in_words(authority.names, language)), Bit(state, soft=True), *((Bit(roles, soft=True),) if roles else ())))


def label_rows(found: Label, language: str) -> Iterator[tuple[str, str]]:
    """Yield what a label says, axis by axis; an axis that limits nothing is left out."""
    yield gettext("Marking"), label("tlp", found.tlp.value, language)
    if found.owner is not None:
        yield pgettext("of information", "Given by"), named_as(found.owner, language)
    if found.recipients:
        yield gettext("Given by name to"), "; ".join(sorted(named_as(one, language) for one in found.recipients))
    if found.pap is not Pap.CLEAR:
        yield gettext("What may be done with it"), label("pap", found.pap.value, language)
    for heading, words, codes in (
        (gettext("Only in the field"), "exchange-field", found.fields),
        (gettext("Only for authorities of this kind"), "authority-role", found.kinds),
        (gettext("Only for the purpose"), "purpose", found.purposes),
        (gettext("Only for authorities of"), "country", found.countries),
        (gettext("Not for authorities of"), "country", found.barred or None),
    ):
        if codes is not None:
            yield heading, _listed(words, codes, language)
    if found.groups is not None:
        known = titles()
        said = sorted(group_name(one, known) for one in found.groups)
        yield gettext("Only for the sharing group"), "; ".join(said) or pgettext("of a label", "nobody")
    if found.consent:
        yield gettext("May be passed on by"), "; ".join(sorted(named_as(one, language) for one in found.consent))


def _listed(words: str, codes: Iterable[Any], language: str) -> str:
    said = [label(words, str(one), language) for one in codes]
    return "; ".join(sorted(said)) or pgettext("of a label", "nobody")


def card_rows(cards: Iterable[Card], at_work: Work, *, shelves: bool = False) -> tuple[Row, ...]:
    """Return objects as rows: what it is, its value, its marks, when it came; with `shelves`, in which collection."""
    return tuple(_card_row(one, at_work, shelves=shelves) for one in cards)


def card_heads() -> tuple[str, ...]:
    """Return the heads of such rows."""
    return gettext("Object"), gettext("Type"), gettext("Marking"), gettext("Came")


def card_table(cards: Iterable[Card], at_work: Work, *, empty: str, shelves: bool = False) -> Table:
    """Return objects as a table."""
    return Table(card_heads(), card_rows(cards, at_work, shelves=shelves), empty)


def _card_row(one: Card, at_work: Work, *, shelves: bool) -> Row:
    value = (Bit(one.said.value, code=True),) if one.said and one.said.value not in ("", one.said.title) else ()
    where = (Bit(one.holding.title, soft=True, language=NAMED),) if shelves else ()
    gone = (Bit(gettext("revoked by who gave it")),) if one.revoked else ()
    stands = (Bit(kinds.standing(one.standing)),) if one.standing and not one.revoked else ()
    listed = (Bit(gettext("on a warning list: %(name)s") % {"name": one.listed[0].name}),) if one.listed else ()
    marks = tuple(Bit(mark) for mark in one.said.marks) if one.said else ()
    return Row(
        (
            Cell((Bit(title(one), object_href(one.holding, one.stix_id), language=NAMED), *value, *gone, *stands, *listed, *where)),
            Cell((Bit(kinds.kind(one.sort)),)),
            Cell(marks or (Bit(NOTHING),)),
            Cell((Bit(at_work.when(one.came)),)),
        )
    )


def title(card: Card | None, stix_id: str = "") -> str:
    """Return what an object is called; a relationship by its word."""
    if card is None or card.said is None:
        return card.stix_id if card is not None else stix_id
    return kinds.relation(card.said.title) if card.sort == "relationship" else card.said.title


def giving(eye: Onlooker, *, into: str = "") -> tuple[Link, ...]:
    """Return the ways to put something in, for whoever may; `into` is the collection that is chosen then."""
    if not may_keep(eye.actor) or not eye.writable:
        return ()
    query = f"?{urlencode({'into': into})}" if into else ""
    return (
        Link(gettext("Import a file or text"), reverse("threat-import") + query),
        Link(gettext("Compose an indicator"), reverse("threat-compose") + query),
    )


def saying(eye: Onlooker, holding: Holding, stix_id: str) -> tuple[Link, ...]:
    """Return the way to say something of an object, for whoever may put objects beside it."""
    if not may_keep(eye.actor) or not holding.can_write:
        return ()
    return (Link(gettext("Say that you saw it, or what you think of it"), reverse("threat-say", args=[holding.uuid, stix_id])),)
