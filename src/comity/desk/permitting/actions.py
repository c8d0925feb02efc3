"""Proposes, approves and ends permissions. Two officers give one; any of them alone may end it, for that direction harms nobody."""

from datetime import date

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.permitting.policy import require_permittable, require_review, require_second, require_whole
from comity.desk.policy import require_reason
from comity.desk.rules import rulebook
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Officer, Permission
from comity.terms.identifiers import Country, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

RULE = "comity.11.peer"


class NoSuchPermission(Refused):
    """There is no such permission, or it stands otherwise by now."""

    sentence = gettext_noop("This permission cannot be approved or ended now.")
    next_step = gettext_noop("Open the list again: a colleague may have been faster.")


@transaction.atomic
def propose_permission(
    *,
    kind: str,
    country: Country | None,
    basis: str,
    independent: str,
    reason: str,
    review_on: date,
    by: Officer,
    at: Instant,
    token: str,
) -> Permission:
    """Propose that a kind be switched on (`country` None), or be allowed with one State; nothing is allowed yet.

    Raises `NoRule` for an unknown kind, and what `permitting.policy` refuses.
    """
    require(actor(by, at=at), Verb.PROPOSE_PERMISSION)
    row = rulebook().kind(kind)
    require_permittable(row, country=country.text if country else "")
    require_whole(basis=basis, independent=independent, reason=reason, off=country is None)
    today = at.datetime().date()
    require_review(review_on, today=today, most_days=rulebook().value(RULE, "most_days", on=today).value)

    def propose() -> str:
        made = Permission.objects.create(
            kind=kind,
            country=country.text if country else "",
            basis=basis.strip(),
            independent=independent.strip(),
            reason=reason.strip(),
            review_on=review_on.isoformat(),
            proposed_by=by,
            proposed_at=at,
        )
        _note("permission.proposed", made, by=by, at=at)
        return str(made.pk)

    return Permission.objects.get(pk=once(token, propose, officer=by, verb="permission.propose", at=at))


@transaction.atomic
def approve_permission(permission_id: int, *, by: Officer, at: Instant, token: str) -> Permission:
    """Let a permission count from now on, as the second officer; raises `OwnProposal`, `NoSuchPermission`."""

    def approve() -> str:
        found = _live(permission_id)
        require_second(actor(by, at=at), proposed_by=OfficerId(found.proposed_by.officer_id))
        if found.approved_at is not None:
            raise NoSuchPermission
        found.approved_by, found.approved_at = by, at
        found.save(update_fields=["approved_by", "approved_at"])
        _note("permission.approved", found, by=by, at=at)
        return str(found.pk)

    return Permission.objects.get(pk=once(token, approve, officer=by, verb="permission.approve", at=at))


@transaction.atomic
def end_permission(permission_id: int, *, reason: str, by: Officer, at: Instant, token: str) -> Permission:
    """End a permission, or a proposal, at once and with a reason; one officer is enough. What was sent under it stays sent."""
    require(actor(by, at=at), Verb.END_PERMISSION)
    require_reason(reason)

    def end() -> str:
        found = _live(permission_id)
        found.ended_by, found.ended_at, found.ended_for = by, at, reason.strip()
        found.save(update_fields=["ended_by", "ended_at", "ended_for"])
        _note("permission.ended", found, by=by, at=at)
        return str(found.pk)

    return Permission.objects.get(pk=once(token, end, officer=by, verb="permission.end", at=at))


def _live(permission_id: int) -> Permission:
    found = Permission.objects.select_for_update().filter(pk=permission_id, ended_at__isnull=True).first()
    if found is None:
        raise NoSuchPermission
    return found


def _note(name: str, made: Permission, *, by: Officer, at: Instant) -> None:
    facts = {"permission": made.pk, "kind": made.kind, "country": made.country, "review_on": made.review_on}
    if name == "permission.ended":
        facts["reason"] = made.ended_for
    else:
        facts |= {"basis": made.basis, "independent": made.independent, "reason": made.reason}
    note(name, by=by, about="", at=at, facts=facts)
