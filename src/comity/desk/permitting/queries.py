"""What is permitted on a day, and every permission there ever was."""

from datetime import date
from typing import Literal

from django.db.models import QuerySet

from comity.records.models import Permission
from comity.terms.identifiers import Country

Standing = Literal["proposed", "counts", "lapsed", "ended"]


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


def standing_of(permission: Permission, *, on: date) -> Standing:
    """Say how a permission stands on a day."""
    if permission.ended_at is not None:
        return "ended"
    if permission.approved_at is None:
        return "proposed"
    return "counts" if permission.review_on >= on.isoformat() else "lapsed"


def to_be_reviewed(*, until: date) -> tuple[Permission, ...]:
    """Return the permissions whose last day comes by `until` or is past, and that nobody ended yet, nearest first."""
    rows = Permission.objects.filter(ended_at__isnull=True, approved_at__isnull=False, review_on__lte=until.isoformat())
    return tuple(rows.order_by("review_on", "id"))


def proposed() -> tuple[Permission, ...]:
    """Return the proposals that wait for a second officer, oldest first."""
    rows = Permission.objects.select_related("proposed_by").filter(ended_at__isnull=True, approved_at__isnull=True)
    return tuple(rows.order_by("id"))
