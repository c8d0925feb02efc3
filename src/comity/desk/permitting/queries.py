"""What is permitted on a day, and every permission there ever was."""

from datetime import date

from django.db.models import QuerySet

from comity.records.models import Permission
from comity.terms.identifiers import Country


def switched_on(kind: str, *, on: date) -> bool:
    """Say whether a kind that is off was switched on by two officers, and not for longer than its review."""
    return _standing(kind, "", on=on).exists()


def allowed_with(kind: str, country: Country, *, on: date) -> bool:
    """Say whether a kind of high risk is allowed with a State."""
    return _standing(kind, country.text, on=on).exists()


def permissions() -> tuple[Permission, ...]:
    """Return every permission, the newest first."""
    return tuple(Permission.objects.select_related("proposed_by", "approved_by", "ended_by").order_by("-id"))


def _standing(kind: str, country: str, *, on: date) -> QuerySet[Permission]:
    return Permission.objects.filter(
        kind=kind, country=country, ended_at__isnull=True, approved_at__isnull=False, review_on__gte=on.isoformat()
    )
