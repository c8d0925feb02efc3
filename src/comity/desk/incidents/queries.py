"""Incidents as officers see them: what, about which number, who is told and by when; never content."""

from collections.abc import Sequence

from comity.desk.incidents.policy import NOTICES, Standing
from comity.desk.incidents.refusals import NoSuchIncident
from comity.desk.permissions import Verb, require
from comity.desk.rules import rulebook
from comity.directory.policy import Actor
from comity.records.models import Incident
from comity.treaty.forms import Option

_SHOWN = 200


def incidents(*, by: Actor) -> Sequence[Incident]:
    """Return the incidents, those that are not ended first, the newest first in each."""
    require(by, Verb.TEND_INCIDENT)
    rows = Incident.objects.select_related("declared_by", "first", "second").order_by("-id")[:_SHOWN]
    return sorted(rows, key=lambda row: row.second_at is not None)


def find_incident(incident_id: int, *, by: Actor) -> Incident:
    """Return one incident; raises `NoSuchIncident`."""
    require(by, Verb.TEND_INCIDENT)
    found = Incident.objects.select_related("declared_by", "first", "second").filter(pk=incident_id).first()
    if found is None:
        raise NoSuchIncident
    return found


def standing_of(incident: Incident) -> Standing:
    """Return where an incident stands."""
    first, second = (officer.officer_id if officer else "" for officer in (incident.first, incident.second))
    return Standing(bool(incident.told_as), first, second)


def ends_of(sort: str) -> Sequence[Option]:
    """Return the codes by which an incident of a sort ends, as the closure of its notice has them; raises `NoRule`."""
    form = rulebook().form(NOTICES[sort], "closure")
    return form.by_key["ended" if "ended" in form.by_key else "outcome"].options
