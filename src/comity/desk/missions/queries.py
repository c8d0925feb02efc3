"""Reports of missions: one's own, and those that wait at the desk."""

from comity.records.models import MissionReport, Officer
from comity.records.statements import finds

_WAITING = "SELECT 1 FROM records_missionreport WHERE filed_at IS NOT NULL AND taken_at IS NULL LIMIT 1"


def own_report(number: int, *, by: Officer) -> MissionReport | None:
    """Return a report of this officer; None where it is nobody's or another's."""
    return MissionReport.objects.filter(pk=number, by=by).first()


def waiting_reports() -> tuple[MissionReport, ...]:
    """Return what was filed and nobody took up, the oldest first."""
    return tuple(MissionReport.objects.filter(filed_at__isnull=False, taken_at__isnull=True).select_related("by").order_by("filed_at"))


def any_report_waits() -> bool:
    """Say whether `waiting_reports` returns any."""
    return finds(_WAITING)


def taken_report(number: int, *, by: Officer) -> MissionReport | None:
    """Return a report that this officer took up, from which a request is begun; None where there is none."""
    return MissionReport.objects.filter(pk=number, taken_by=by).first()
