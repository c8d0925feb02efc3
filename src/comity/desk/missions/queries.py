"""Reports of missions: one's own, and those that wait at the desk."""

from comity.records.models import MissionReport, Officer


def own_report(number: int, *, by: Officer) -> MissionReport | None:
    """Return a report of this officer; None where it is nobody's or another's."""
    return MissionReport.objects.filter(pk=number, by=by).first()


def waiting_reports() -> tuple[MissionReport, ...]:
    """Return what was filed and nobody took up, the oldest first."""
    return tuple(MissionReport.objects.filter(filed_at__isnull=False, taken_at__isnull=True).select_related("by").order_by("filed_at"))


def taken_report(number: int, *, by: Officer) -> MissionReport | None:
    """Return a report that this officer took up, from which a request is begun; None where there is none."""
    return MissionReport.objects.filter(pk=number, taken_by=by).first()
