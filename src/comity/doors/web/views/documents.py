"""The acts of a case as numbered forms: in my language, and beside it as they were signed, with every difference marked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.text import capfirst
from django.utils.translation import gettext

from comity.desk.reading.files import files_on
from comity.desk.reading.requests import Act, differences, open_question
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.doors.web.pages.parts import FieldRead, Line
from comity.doors.web.pages.request import ActLink, Document
from comity.doors.web.views.file_lists import act_list
from comity.doors.web.views.naming import country_of, language_name
from comity.doors.web.views.passages import passages
from comity.doors.web.views.printing import act_letters
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work
from comity.doors.web.views.written import read_fields
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.treaty.forms import Form
from comity.wire.act import ActBody, RenderedField


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which acts are laid open (by their place in the case, from 1), and whether beside what was signed."""

    places: tuple[int, ...]
    side_by_side: bool
    one: bool


def choose(acts: Sequence[Act], *, number: str, side: str) -> Chosen:
    """Return the act asked for; else the newest question, then the newest act that is none."""
    asked = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0
    if 1 <= asked <= len(acts):
        return Chosen((asked,), side == "1", one=True)
    question = open_question(acts)
    newest = acts[-1] if acts else None
    shown = [act for act in (question, newest) if act is not None]
    places = dict.fromkeys(acts.index(act) + 1 for act in shown)
    return Chosen(tuple(places), side == "1", one=False)


def act_links(acts: Sequence[Act], chosen: Chosen, *, request: Row, at_work: Work) -> tuple[ActLink, ...]:
    """Return every act of the case, by number, each with who sent it and when."""
    return tuple(
        ActLink(
            number=str(at),
            label=act_words(act.body.act, act.body.kind),
            note=_came(act, request, at_work),
            href=f"?act={at}",
            current=at in chosen.places,
        )
        for at, act in enumerate(acts, 1)
    )


def documents(acts: Sequence[Act], chosen: Chosen, *, request: Row, at_work: Work) -> tuple[Document, ...]:
    """Return the acts that are laid open."""
    return tuple(_document(acts[place - 1], place, chosen, request=request, at_work=at_work) for place in chosen.places)


def _document(act: Act, place: int, chosen: Chosen, *, request: Row, at_work: Work) -> Document:
    sent = _sent_language(act, request)
    side = "" if chosen.side_by_side else "&side=1"
    which = f"?act={place}{side}" if chosen.one else f"?{side.removeprefix('&')}"
    return Document(
        heading=gettext("%(number)s. %(act)s") % {"number": place, "act": act_words(act.body.act, act.body.kind)},
        reading=_came(act, request, at_work),
        fields=_fields(act, sent, at_work),
        side_href=f"{which}#act-{place}",
        side_by_side=chosen.side_by_side,
        mine_label=gettext("%(language)s, rendered here") % {"language": capfirst(language_name(at_work.language, at_work.language))},
        sent_label=gettext("As signed and sent (%(language)s)") % {"language": language_name(sent, at_work.language)},
        anchor=f"act-{place}",
        letters=() if act.road == "carried" or (act.road == "outside" and act.direction == "in") else act_letters(request.reference, place),
        passages=passages(act, request=request, at_work=at_work) if act.road == "outside" else None,
        files=act_list(files_on(request).get(str(act.env_id), ()), reference=request.reference, at_work=at_work),
    )


def _came(act: Act, request: Row, at_work: Work) -> str:
    facts = {"country": country_of(request.peer, at_work.language), "time": at_work.when(act.at)}
    if act.road == "carried":
        return gettext("%(time)s, outside the wire, as %(country)s lists it") % facts
    if act.road == "outside" and act.direction == "out":
        return gettext("to %(country)s, %(time)s, outside the wire") % facts
    if act.road == "outside":
        return gettext("from %(country)s, %(time)s, outside the wire") % facts
    if act.road == "returned":
        return gettext("to %(country)s, %(time)s; it did not arrive") % facts
    if act.direction == "out":
        return gettext("to %(country)s, %(time)s") % facts
    return gettext("from %(country)s, %(time)s") % facts


def _sent_language(act: Act, request: Row) -> str:
    """Return the language in which the other side reads: the first of its own that was signed, else English."""
    try:
        theirs = book().authority_of(NodeId(request.peer)).languages
    except Refused:
        theirs = ()
    own = book().authority(home().authority).languages
    wanted = [*theirs, "en", *own]
    return next((language for language in wanted if language in act.body.text), next(iter(act.body.text), "en"))


def _fields(act: Act, sent: str, at_work: Work) -> tuple[FieldRead, ...]:
    """Return every item with what was signed under the same number; items of a reply that stayed empty are left out."""
    signed = {field.number: field for field in act.body.text.get(sent, ())}
    differing = {one.number: one.signed for one in differences(act.body, language=at_work.language)}
    read = [_with_signed(field, signed.get(field.number), differing.get(field.number), sent) for field in _read(act.body, at_work.language)]
    return tuple(field for field in read if act.body.act == "request" or field.lines or field.quote or field.differs)


def _read(body: ActBody, language: str) -> tuple[FieldRead, ...]:
    form = _form(body)
    if form is not None:
        return read_fields(form, dict(body.fields), language)
    text = body.text.get(language) or next(iter(body.text.values()))
    return tuple(FieldRead(field.number, field.label, lines=tuple(Line(line) for line in field.lines)) for field in text)


def _form(body: ActBody) -> Form | None:
    """Return the form; None where a newer node sent one that this rulebook does not have."""
    try:
        return rulebook().form_under(body.kind, body.act, body.instrument)
    except Refused:
        return None


def _with_signed(field: FieldRead, signed: RenderedField | None, differs: tuple[str, ...] | None, language: str) -> FieldRead:
    return replace(
        field,
        sent_label=signed.label if signed else "",
        sent=tuple(signed.lines) if signed else (),
        sent_language=language,
        differs="" if differs is None else _difference(differs),
    )


def _difference(signed: tuple[str, ...]) -> str:
    if not signed:
        return gettext("What was signed has nothing here. The codes are what counts.")
    return gettext("Signed as: %(lines)s. The codes are what counts.") % {"lines": "; ".join(signed)}
