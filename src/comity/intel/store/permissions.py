"""Permissions of originators to pass objects on: kept with the act that gives one, asked by every door that sends, ended, taken back."""

from collections.abc import Collection
from typing import Final

from django.db import connection

from comity.directory.noting import note
from comity.intel.policy.resharing import Permission
from comity.intel.store.clock import begin_epoch
from comity.intel.store.naming import PLACE_KEY
from comity.intel.store.postings import name_keys
from comity.intel.store.scanning import as_list, within
from comity.records.models import IntelPermission, Officer
from comity.records.statements import run
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Pap, Tlp

HELD: Final = "held"
GIVEN: Final = "given"
_GIVEN: Final = "SELECT DISTINCT p.stix_id, s.owner FROM records_stixplace p JOIN records_intelsource s ON s.id = p.source_id WHERE "


def permitted_to(recipient: AuthorityId | None, *, at: Instant) -> tuple[Permission, ...]:
    """Return what this node may pass on to an authority, by the words of those who gave it; to nobody in particular nothing."""
    if recipient is None:
        return ()
    rows = IntelPermission.objects.filter(side=HELD, recipient=str(recipient), until__gt=at, ended_at__isnull=True).order_by("id")
    return tuple(map(permission_of, rows))


def all_permitted(*, at: Instant) -> tuple[Permission, ...]:
    """Return every permission that this node holds and that counts."""
    rows = IntelPermission.objects.filter(side=HELD, until__gt=at, ended_at__isnull=True).order_by("id")
    return tuple(map(permission_of, rows))


def permission_of(row: IntelPermission) -> Permission:
    """Return a row as the policy looks at it."""
    return Permission(
        owner=AuthorityId(row.owner),
        to=AuthorityId(row.recipient),
        objects=frozenset(row.objects_named),
        tlp=Tlp(row.tlp),
        pap=Pap(row.pap),
        until=row.until,
    )


def permissions_in(cases: Collection[str]) -> dict[str, IntelPermission]:
    """Return the permissions that were given in these cases, by case."""
    return {one.case: one for one in IntelPermission.objects.filter(case__in=cases)}


def permission_in(case: str) -> IntelPermission | None:
    """Return the permission that was given in a case."""
    return IntelPermission.objects.filter(case=case).first()


def keep_permission(given: Permission, *, side: str, asker: AuthorityId, case: str, by: Officer | str, at: Instant) -> None:
    """Keep what an answer permits, in the caller's transaction; from its commit on every door that sends knows of it."""
    values = {
        "side": side,
        "owner": str(given.owner),
        "asker": str(asker),
        "recipient": str(given.to),
        "objects_named": sorted(given.objects),
        "tlp": given.tlp.value,
        "pap": given.pap.value,
        "until": given.until,
        "given_at": at,
        "ended_at": None,
        "reason": "",
    }
    IntelPermission.objects.update_or_create(case=case, defaults=values)
    begin_epoch()
    facts = {"side": side, "owner": str(given.owner), "asker": str(asker), "recipient": str(given.to), "until": str(given.until)}
    note("intel.permitted", by=by, about=case, at=at, facts=facts | {"objects": sorted(given.objects)})


def end_permission(case: str, *, by: Officer | str, reason: str, at: Instant) -> None:
    """End a permission, in the caller's transaction; where there is none that counts, nothing happens."""
    if IntelPermission.objects.filter(case=case, ended_at__isnull=True).update(ended_at=at, reason=reason[:24]):
        begin_epoch()
        note("intel.permission-ended", by=by, about=case, at=at, facts={"reason": reason})


def given_by(owner: str, ids: Collection[str]) -> frozenset[str]:
    """Return those of these objects that `owner` gave to this node, in whatever collection; of an empty owner, that anybody gave."""
    wanted = frozenset(ids)
    rows = run(_GIVEN + within(PLACE_KEY, connection.vendor), [as_list(name_keys(sorted(wanted)))]).fetchall()
    return frozenset(stix_id for stix_id, gave in rows if stix_id in wanted and owner in ("", gave))
