"""The lists of a brief that come from the register: promises, what was asked and offered, meetings, people, sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from comity.desk.briefing.wording import BriefTongue
from comity.letters.brief import Entry, Part, Quote
from comity.records.models import Commitment, Document, Meeting, Statement
from comity.register.dossiers import Dossier, Person, Some
from comity.register.states import OPEN
from comity.register.titles import title_in

_OPEN: Final = frozenset(one.value for one in OPEN)
_UNKNOWN: Final = "und"  # the language of names, which are the same in every one


@dataclass(frozen=True, slots=True)
class Told:
    """What a list is told of: the dossier, in which words, the day it is, and what the State is called."""

    found: Dossier
    tongue: BriefTongue
    today: str
    state: str

    def where(self, name: str) -> str:
        """Return where a whole list stands."""
        return self.tongue.say(f"where-{name}", country=self.state)

    def source(self, row: Commitment | Statement) -> str:
        """Say on what a row rests: the press, an official document, an officer here; and the number of the document."""
        word = self.tongue.say(f"source-{row.source}")
        document = self.found.documents.get(row.document_id or 0)
        return f"{word} {document.number}" if document else word


def promises(told: Told, heading: str, some: Some[Commitment]) -> Part:
    """Return what one side promised the other: what counts, and apart from it readiness and wishes, which count in nothing."""
    say = told.tongue.say
    rest = tuple(promise(told, one) for one in some.rows if not one.counted)
    return Part(
        heading=heading,
        entries=tuple(promise(told, one) for one in some.rows if one.counted),
        where=told.where("commitments"),
        empty=say("none-promised"),
        more=some.more,
        apart=Part(heading=say("not-counted"), entries=rest, where=told.where("commitments"), empty="") if rest else None,
    )


def promise(told: Told, row: Commitment, *, ask: str = "", side: str = "") -> Entry:
    """Return one promise; `ask` says what is to be decided about it, `side` then whose it is."""
    tongue = told.tongue
    facts = (
        side,
        tongue.label("promise-strength", row.strength),
        due_words(told, row),
        tongue.label("commitment-state", row.state),
        tongue.say("owner", owner=row.owner) if row.owner else "",
        "" if ask else told.source(row),
    )
    return Entry(
        name=row.number,
        ask=ask,
        facts=tuple(one for one in facts if one),
        quote=Quote(row.words, row.language),
        late=is_late(row, told.today),
    )


def due_words(told: Told, row: Commitment) -> str:
    """Say until when a promise is due, or since when it is overdue."""
    if not row.due:
        return told.tongue.say("no-due")
    return told.tongue.say("overdue" if is_late(row, told.today) else "due", day=told.tongue.day(row.due))


def is_late(row: Commitment, today: str) -> bool:
    """Say whether a promise that counts is still owed after its last day."""
    return row.counted and row.state in _OPEN and bool(row.due_last) and row.due_last < today


def said(told: Told, heading: str, some: Some[Statement]) -> Part:
    """Return what one side asked, wished and offered, each in its own words."""
    return Part(
        heading=heading,
        entries=tuple(_statement(told, one) for one in some.rows),
        where=told.where("statements"),
        empty=told.tongue.say("none-said"),
        more=some.more,
    )


def _statement(told: Told, row: Statement) -> Entry:
    tongue = told.tongue
    who = row.speaker.name if row.speaker is not None else row.speaker_words
    facts = (tongue.say("said-by", who=who) if who else "", _day_of(told, row), told.source(row))
    return Entry(name=tongue.label("speech-act", row.act), facts=tuple(one for one in facts if one), quote=Quote(row.words, row.language))


def _day_of(told: Told, row: Statement) -> str:
    """Return the day of a statement: its meeting's as finely as that is known, else that of its document."""
    if row.meeting is not None and row.meeting.said:
        return told.tongue.day(row.meeting.said)
    document = told.found.documents.get(row.document_id)
    return told.tongue.say("published", day=told.tongue.day(document.published)) if document and document.published else ""


def met(told: Told, heading: str) -> Part:
    """Return the next meetings and the last ones; a title is quoted where it is in no language of the reader's."""
    planned = [_meeting(told, one) for one in told.found.planned]
    held = [_meeting(told, one) for one in told.found.held.rows]
    return Part(
        heading=heading,
        entries=(*planned[:2], *held, *planned[2:]),
        where=told.where("meetings"),
        empty=told.tongue.say("none-met"),
        more=told.found.held.more,
    )


def _meeting(told: Told, row: Meeting) -> Entry:
    tongue = told.tongue
    quote = quoted_title(told, row)
    place = ", ".join(dict.fromkeys(one for one in (row.place, tongue.country(row.country)) if one))
    facts = (
        tongue.label("meeting-type", row.type),
        tongue.label("meeting-standing", row.standing) if row.standing != "held" else "",
        place,
        "" if quote else row.titles.get(tongue.language, row.title),
        row.number,
        tongue.say(f"source-{row.source}"),
    )
    return Entry(name=tongue.day(row.said), facts=tuple(one for one in facts if one), quote=quote)


def quoted_title(told: Told, row: Meeting) -> Quote | None:
    """Return a title as a quotation; None where the reader's language has one, or where an officer wrote it, as the name that it is."""
    written_in = told.found.languages.get(row.pk, "")
    return Quote(row.title, written_in) if row.title and written_in and told.tongue.language not in row.titles else None


def people(told: Told, heading: str) -> Part:
    """Return who they are, each in the post of the time; a post that has no words of the reader's language is quoted."""
    return Part(
        heading=heading,
        entries=tuple(_person(told, one) for one in told.found.people.rows),
        where=told.where("people"),
        empty=told.tongue.say("none-people"),
        more=told.found.people.more,
    )


def _person(told: Told, one: Person) -> Entry:
    post, tongue = one.post, told.tongue
    if post is None:
        return Entry(name=one.actor.name, facts=(tongue.say("no-post"),))
    document = told.found.documents.get(post.document_id or 0)
    written_in = document.language if document else _UNKNOWN
    title = post.words if written_in == tongue.language else title_in(post.words, written_in=written_in, language=tongue.language)
    then = tongue.say("then", day=tongue.day(post.seen)) if post.seen else tongue.say("then-unknown")
    facts = (title, then, document.number if document else "")
    quote = None if title else Quote(post.words, written_in)
    return Entry(name=one.actor.name, facts=tuple(fact for fact in facts if fact), quote=quote)


def sources(told: Told, heading: str, rows: Iterable[Document]) -> Part:
    """Return the documents; press is marked as press, first what is official."""
    ranked = sorted(rows, key=lambda one: (one.standing == "press", one.number))
    return Part(
        heading=heading,
        entries=tuple(_document(told, one) for one in ranked),
        where=told.where("documents"),
        empty=told.tongue.say("none-documents"),
    )


def _document(told: Told, one: Document) -> Entry:
    published = told.tongue.say("published", day=told.tongue.day(one.published)) if one.published else ""
    facts = (told.tongue.label("row-source", one.standing), one.publisher, published)
    return Entry(
        name=one.number,
        facts=tuple(fact for fact in facts if fact),
        quote=Quote(one.title, one.language) if one.title else None,
    )
