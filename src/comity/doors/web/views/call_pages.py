"""What the page of the lines shows of test calls: those that wait for a person here, the newest, their figures by year and by month."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.permissions import Verb, may
from comity.desk.testcalls.outgoing import CONTACT_POINT
from comity.desk.testcalls.queries import CallFigure, by_month, figures, last_calls
from comity.desk.testcalls.states import CallState
from comity.directory.book import book
from comity.directory.home import home
from comity.doors.web.moments import print_span
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.posts import Ask, Cell, Table
from comity.doors.web.views.naming import authority_of
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.terms.identifiers import NodeId

_NONE: Final = "–"  # noqa: RUF001 -- the sign for nothing, as on every page
_STATES: Final[Mapping[str, Any]] = {
    CallState.ASKED: gettext_lazy("goes out in seconds"),
    CallState.CALLING: gettext_lazy("called, not answered yet"),
    CallState.WAITING: gettext_lazy("its node answered; a person there has until %(until)s"),
    CallState.DONE: gettext_lazy("answered"),
    CallState.SILENT: gettext_lazy("WARNING: its node did not answer"),
    CallState.UNCONFIRMED: gettext_lazy("WARNING: its node answered, and no person there confirmed in time"),
    CallState.REFUSED: gettext_lazy("its node takes no test calls, or no more in this hour"),
}
_THEIRS: Final[Mapping[str, Any]] = {
    CallState.WAITING: gettext_lazy("this node answered; a person here has until %(until)s"),
    CallState.DONE: gettext_lazy("this node answered"),
    CallState.UNCONFIRMED: gettext_lazy("WARNING: this node answered, and nobody here confirmed in time"),
}


def call_words(row: Row, at_work: Work) -> str:
    """Return how a test call stands, in words."""
    if row.awake_at is not None:
        return gettext("answered by the node, and by a person after %(span)s") % {"span": print_span(_after(row))}
    said = _STATES if row.direction == "out" else _THEIRS
    return str(said[row.state]) % {"until": at_work.fully(row.until) if row.until is not None else ""}


def _after(row: Row) -> timedelta:
    """Return how long a person took, by the clock of the node that was called."""
    return max(timedelta(0), row.awake_at - row.alive_at)  # type: ignore[no-any-return]  # as the columns give it


def newest(at_work: Work) -> Table:
    """Return the newest calls, in both directions."""
    columns = (gettext("When"), gettext("Partner"), gettext("Direction"), gettext("Outcome"), gettext("Officer"))
    return Table(
        gettext("Newest test calls"), columns, tuple(_one(row, at_work) for row in last_calls()), gettext("No test call was made yet.")
    )


def _one(row: Row, at_work: Work) -> tuple[Cell, ...]:
    ours = row.direction == "out"
    who = row.officer.name if row.officer is not None else gettext("by the schedule") if ours else _NONE
    return (
        Cell(at_work.when(row.asked_at)),
        Cell(authority_of(row.peer, at_work.language)),
        Cell(gettext("we called") if ours else gettext("it called")),
        Cell(call_words(row, at_work)),
        Cell(who),
    )


def figures_of(year: int, at_work: Work) -> Iterator[Table]:
    """Yield the figures of a year, by partner and by month."""
    columns = (
        gettext("Partner"),
        gettext("Its node answered"),
        gettext("Half within"),
        gettext("A person there confirmed"),
        gettext("Half within"),
        gettext("It called us"),
        gettext("A person here confirmed"),
    )
    rows = tuple(tuple(_figure(one, at_work)) for one in figures(year))
    yield Table(gettext("Test calls of %(year)s, by partner") % {"year": year}, columns, rows, gettext("None."))
    months = tuple((Cell(f"{month:02}/{year}"), *_figure(one, at_work)) for month, found in by_month(year).items() for one in found)
    yield Table(gettext("Test calls of %(year)s, by month") % {"year": year}, (gettext("Month"), *columns), months, gettext("None."))


def _figure(one: CallFigure, at_work: Work) -> Iterator[Cell]:
    yield Cell(authority_of(one.peer, at_work.language))
    yield Cell(_of(one.answered, one.made))
    yield Cell(_seconds(one.half_answered))
    yield Cell(_of(one.confirmed, one.persons_asked))
    yield Cell(_NONE if one.half_confirmed is None else print_span(one.half_confirmed))
    yield Cell(str(one.received))
    yield Cell(_of(one.attended, one.persons_wanted))


def _of(count: int, among: int) -> str:
    return gettext("%(count)s of %(among)s") % {"count": count, "among": among} if among else _NONE


def _seconds(span: timedelta | None) -> str:
    return _NONE if span is None else gettext("%(seconds)s s") % {"seconds": f"{span.total_seconds():.1f}"}


def confirms(waiting: list[Row], at_work: Work) -> Iterator[Ask]:
    """Yield a button for each call for which a person here still has time."""
    if not may(at_work.actor, Verb.ANSWER_CLOCK):
        return
    for row in waiting:
        facts = {"partner": authority_of(row.peer, at_work.language), "time": at_work.fully(row.until)}
        yield Ask(
            gettext("%(partner)s asks whether a person is awake here") % facts,
            Form(reverse("call-confirm", args=[row.pk]), fresh_token()),
            gettext("I am awake"),
            effect=gettext("This is a test call, of no case. There is time until %(time)s. The node signs it, and names nobody.") % facts,
        )


def call(at_work: Work) -> Iterator[Ask]:
    """Yield the form by which a partner is called."""
    if not may(at_work.actor, Verb.ANSWER_CLOCK):
        return
    peers = [node for node in book().peers(home().node) if node.endpoint]
    if peers:
        partners = tuple(Choice(str(node.id), authority_of(str(node.id), at_work.language), _what(node.id)) for node in peers)
        persons = (
            Choice("no", gettext("No: only whether the node is alive")),
            Choice("yes", gettext("Yes: the duty officer there is asked to confirm by hand")),
        )
        yield Ask(
            gettext("Make a test call"),
            Form(reverse("call-make"), fresh_token()),
            gettext("Call"),
            (
                FieldWrite("peer", "code", gettext("Which partner?"), choices=partners),
                FieldWrite("person", "code", gettext("Is a person asked for?"), choices=persons),
            ),
            effect=gettext("It goes out in seconds. Six in an hour to one partner, two of them for a person."),
        )


def _what(node: NodeId) -> str:
    return gettext("24/7 contact point") if CONTACT_POINT in book().authority_of(node).roles else node.text
