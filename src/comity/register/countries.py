"""A State in the register: meetings with it, what each side owes the other, who asked and offered what; and all of it by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import Commitment, Meeting, Statement
from comity.register.codes import country_of
from comity.register.commitments.figures import Figures, figures
from comity.register.commitments.queries import commitments
from comity.register.meetings.queries import meetings, statements
from comity.terms.instants import Instant

ASKING: Final = ("request", "call")
OFFERING: Final = ("offer", "invite")
_NEWEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of a timeline: the day as the register knows it, and the meeting or the statement."""

    sorts: str
    meeting: Meeting | None = None
    statement: Statement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryFile:
    """The newest of each: `owed_by_them` and `owed_to_them` are commitments, asks and offers are statements by and to the State."""

    meetings: Sequence[Meeting]
    owed_by_them: Sequence[Commitment]
    owed_to_them: Sequence[Commitment]
    they_ask: Sequence[Statement]
    we_ask: Sequence[Statement]
    they_offer: Sequence[Statement]
    we_offer: Sequence[Statement]
    figures: Figures


def country_file(code: str, *, by: Actor, at: Instant) -> CountryFile:
    """Return what the register has of a State; raises `NotOfItsList` for what is no country's code."""
    country_of(code)
    return CountryFile(
        meetings=meetings(by=by, country=code).rows[:_NEWEST],
        owed_by_them=commitments(by=by, of=code).rows[:_NEWEST],
        owed_to_them=commitments(by=by, to=code).rows[:_NEWEST],
        they_ask=_said(by, of=code, acts=ASKING),
        we_ask=_said(by, to=code, acts=ASKING),
        they_offer=_said(by, of=code, acts=OFFERING),
        we_offer=_said(by, to=code, acts=OFFERING),
        figures=figures(by=by, at=at, partner=code),
    )


def timeline(code: str, *, by: Actor) -> Sequence[Moment]:
    """Return the latest meetings of a State and what was said by and to it, the latest day first, at most a page of each."""
    country_of(code)
    met = [Moment(sorts=one.sorts, meeting=one) for one in meetings(by=by, country=code).rows]
    told = {one.pk: one for page in (statements(by=by, of=code), statements(by=by, to=code)) for one in page.rows}
    heard = [Moment(sorts=one.sorts, statement=one) for one in told.values()]
    return sorted((*met, *heard), key=lambda one: (one.sorts, one.meeting is not None), reverse=True)


def _said(by: Actor, *, of: str = "", to: str = "", acts: Sequence[str]) -> list[Statement]:
    found = [one for act in acts for one in statements(by=by, of=of, to=to, act=act).rows]
    return sorted(found, key=lambda one: (one.sorts, one.pk), reverse=True)[:_NEWEST]
