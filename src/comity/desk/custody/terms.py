"""Which limits hold for an item now: what the acts of its case say, and what the State that gave it said yes to in writing."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from comity.desk.onward.consents import fitting_consents
from comity.desk.onward.materials import country_of, materials_in
from comity.desk.onward.policy import ONWARD as ASK_ONWARD
from comity.desk.onward.policy import USE_CHANGE
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.evidence.actions import Terms
from comity.evidence.limits import ONWARD, USE, Limits, joined
from comity.records.models import Material, Request
from comity.terms.instants import Instant


def terms_of(request: Request, *, message: int | None, theirs: bool, typed: Mapping[str, str], by: Actor, at: Instant) -> Terms:
    """Return the limits of what one act brought, or, with `message` None, of whatever came in the case; our own has none.

    What was agreed to is looked for among the requests that `by` may know of, for the use and the recipient that are typed.
    """
    day = at.datetime().astimezone(ZoneInfo(home().zone)).date().isoformat()
    if not theirs:
        return Terms(limits=Limits(), on=day)
    found = [one for one in materials_in(request) if message is None or one.message_id == message]
    return Terms(limits=_limits(found, request), on=day, agreed=frozenset(_agreed(request, typed, by=by)))


def _limits(materials: Iterable[Material], request: Request) -> Limits:
    """Where no act wrote down whose it is, it is the other side's, and goes nowhere without its yes: absence refuses."""
    rows = [
        Limits(
            originator=one.originator,
            purpose=one.purpose,
            conditions=tuple(one.conditions),
            onward=one.onward == "authorization",
            retain_until=one.retain_until,
        )
        for one in materials
    ]
    return joined(rows or [Limits(originator=country_of(request.peer), onward=True)])


def _agreed(request: Request, typed: Mapping[str, str], *, by: Actor) -> Iterable[str]:
    if typed.get("purpose") == "another" and fitting_consents(request, kind=USE_CHANGE, recipient=home().country.text, by=by):
        yield USE
    if typed.get("state") and fitting_consents(request, kind=ASK_ONWARD, recipient=typed["state"], by=by):
        yield ONWARD
