"""What stands beside a row of the register: at the other side, offered as evidence, requests and exercises that it began."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.bonds import seen_cases
from comity.doors.web.pages.parts import Fact
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.naming import country_of, kind_name
from comity.doors.web.views.register import words
from comity.doors.web.views.words import state_words
from comity.doors.web.views.working import Work
from comity.register.exercises.queries import exercises_of
from comity.register.meetings.queries import province_names
from comity.register.offering.actions import case_of
from comity.register.offering.queries import cases_of, offers_of
from comity.register.sharing.queries import shares_of


def sheets_of_commitment(one: Any, at_work: Work) -> Iterator[Sheet]:  # noqa: ANN401 -- a row of a room below
    """Yield what stands beside a commitment."""
    shared = shares_of(one, by=at_work.actor)
    if shared:
        yield shared_sheet(shared, at_work)
    offers = offers_seen(one, at_work)
    if offers:
        heads = (gettext("What came"), gettext("From whom"), gettext("When"))
        note = gettext("It counts once an officer takes it; until then nothing has moved.")
        yield Sheet("offers", gettext("Offered as evidence"), note, table=Table(heads, tuple(_offer(row, at_work) for row in offers)))
    yield from begun_sheets(cases_of(commitment=one, by=at_work.actor), exercises_of(commitment=one, by=at_work.actor), at_work)


def offers_seen(one: Any, at_work: Work) -> Sequence[Any]:  # noqa: ANN401 -- as above
    """Return what is offered as evidence of a commitment, but for answers to requests that the reader may not know of."""
    offers = offers_of(one, by=at_work.actor)
    seen = {row.reference for row in seen_cases([case_of(offer) for offer in offers], by=at_work.actor)}
    return [offer for offer in offers if case_of(offer) in seen]


def begun_sheets(cases: Sequence[str], exercises: Sequence[Any], at_work: Work) -> Iterator[Sheet]:
    """Yield the requests that the reader may know of, and the exercises, where there are any."""
    seen = seen_cases(cases, by=at_work.actor)
    if seen:
        yield cases_sheet(seen, at_work)
    if exercises:
        yield exercises_sheet(exercises, at_work)


def cases_sheet(seen: Sequence[Any], at_work: Work) -> Sheet:
    """Return requests as a sheet."""
    heads = (gettext("Request"), gettext("With"), gettext("Stands as"))
    rows = tuple(
        Row(
            (
                Cell((Bit(one.reference, reverse("request", args=[one.reference])), Bit(kind_name(one.kind, at_work.language), soft=True))),
                Cell((Bit(country_of(one.peer, at_work.language)),)),
                Cell((Bit(state_words(one.state)),)),
            )
        )
        for one in seen
    )
    return Sheet("cases", gettext("Requests"), table=Table(heads, rows))


def exercises_sheet(rows: Sequence[Any], at_work: Work, *, empty: str = "") -> Sheet:
    """Return proposed exercises as a sheet."""
    heads = (gettext("Exercise"), gettext("With"), gettext("Proposed days"), gettext("Stands as"))
    return Sheet("exercises", gettext("Proposed exercises"), table=Table(heads, tuple(_exercise(one, at_work) for one in rows), empty))


def _exercise(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    topic = words.label("exercise-topic", one.topic, at_work.language)
    number = Bit(one.number, reverse("register-exercise", args=[one.number]))
    parties = ", ".join(words.country(code, at_work.language) for code in one.parties)
    state = words.label("exercise-state", one.state, at_work.language)
    return Row((Cell((number, Bit(topic))), Cell((Bit(parties),)), Cell((Bit(words.print_said(one.days)),)), Cell((Bit(state),))))


def shared_sheet(shared: Sequence[tuple[Any, Sequence[Any]]], at_work: Work) -> Sheet:
    """Return with whom a commitment is shared: what was said last here and there, and every act that said it."""
    heads = (gettext("Side"), gettext("Said"), gettext("By which act"))
    rows = [row for share, standings in shared for row in _share(share, standings, at_work)]
    note = gettext("Two statuses, each said by its own side in an act that two officers signed.")
    return Sheet("sides", gettext("At both sides"), note, table=Table(heads, tuple(rows)))


def _share(share: Any, standings: Sequence[Any], at_work: Work) -> Iterator[Row]:  # noqa: ANN401 -- as above
    group = gettext("Shared with %(country)s: %(state)s") % {
        "country": country_of(share.peer, at_work.language),
        "state": share_state(share),
    }
    case = Bit(share.case, reverse("register-share", args=[share.case]))
    told = words.label("commitment-state", share.shown.get("state", ""), at_work.language)
    first = gettext("here") if share.side == "ours" else gettext("at the other side")
    yield Row((Cell((Bit(first),)), Cell((Bit(told), Bit(gettext("as it was shared"), soft=True))), Cell((case,))), group=group)
    for one in standings:
        side = gettext("here") if one.side == "ours" else gettext("at the other side")
        why = (Bit(one.why, language="und"),) if one.why else ()
        shown = (Bit(one.shown_by, language="und", soft=True),) if one.shown_by else ()
        state = Bit(words.label("commitment-state", one.state, at_work.language))
        act = (Bit(at_work.when(one.at)), Bit(one.env_id, code=True), Bit(one.digest, code=True))
        yield Row((Cell((Bit(side),)), Cell((state, *why, *shown)), Cell(act)))


def share_state(share: Any) -> str:  # noqa: ANN401 -- as above
    """Return in words where the sharing stands."""
    if share.state == "offered":
        return gettext("shown to us, not answered") if share.side == "theirs" else gettext("shown to them, not answered")
    if share.state == "shared":
        return gettext("known at both sides")
    return gettext("not known at the other side") if share.state == "unknown" else gettext("taken back")


def _offer(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    sort = words.label("evidence-sort", one.sort, at_work.language)
    said = (Bit(one.words, language="und"),) if one.words else ()
    what = Cell((Bit(sort), Bit(one.reference, code=True), Bit(one.digest, code=True), *said))
    return Row((what, Cell((Bit(country_of(one.supplied_by, at_work.language)),)), Cell((Bit(at_work.when(one.at)),))))


def place_fact(one: Any, at_work: Work) -> Fact:  # noqa: ANN401 -- as above
    """Return where something was: of a merged province both names, the old and the one of today."""
    state = words.country(one.country, at_work.language)
    names = province_names(one, language=at_work.language)
    note = gettext("%(old)s, today %(now)s") % {"old": names[0], "now": names[1]} if len(names) > 1 else "".join(names)
    parts = ", ".join(part for part in (note if note != one.place else "", state if state != one.place else "") if part)
    return Fact(one.place, parts, language="und") if one.place else Fact(parts or words.NOTHING)
