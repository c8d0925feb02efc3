"""Notes of meetings: one's own."""

from comity.records.models import MissionNote, Officer


def own_note(number: int, *, by: Officer) -> MissionNote | None:
    """Return a note of this officer; None where it is nobody's or another's."""
    return MissionNote.objects.select_related("document").defer("document__original", "document__reading").filter(pk=number, by=by).first()


def open_note(*, by: Officer) -> MissionNote | None:
    """Return what this officer has begun and not filed."""
    return MissionNote.objects.filter(by=by, filed_at__isnull=True).order_by("id").last()
