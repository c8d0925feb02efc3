"""Until when the content of an ended case is kept: the rule of its kind, counted from its last act."""

from dataclasses import dataclass
from datetime import timedelta

from comity.desk.rules import rulebook
from comity.desk.states import State
from comity.records.models import Request
from comity.terms.instants import Instant
from comity.treaty.desk_rows import RetentionRow
from comity.treaty.rulebook import NoRule

ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.UNDELIVERED, State.CLOSED})


@dataclass(frozen=True, slots=True)
class Term:
    """The rule, and the moment from which it lets the content go."""

    rule: RetentionRow
    due_at: Instant


def term_of(request: Request, *, at: Instant) -> Term | None:
    """Return the term of a case by the rules of the day of `at`; None while it goes on, and where no rule names its kind."""
    if State(request.state) not in ENDED:
        return None
    try:
        rule = rulebook().retention_of(request.kind, on=at.datetime().date())
    except NoRule:
        return None
    return Term(rule, request.last_act_at + timedelta(days=rule.days))


def kept_until(request: Request, *, at: Instant) -> Instant | None:
    """Return what `Request.retain_until` is to be after an act at `at`."""
    term = term_of(request, at=at)
    return term.due_at if term is not None else None
