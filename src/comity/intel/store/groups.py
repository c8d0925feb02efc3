"""Sharing groups that this node keeps: who is in one, until when, who answers for that. The operator's deeds, and what the policy asks.

A label names a group by its name here or by its UUID in MISP; a place in it counts for both. A group that is not kept here has no members
by this list, so what is limited to it stays with its owner, and with whom the operator has put into it by name as a client.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.noting import note
from comity.intel.policy import GroupId, Membership
from comity.intel.store.clock import begin_epoch
from comity.intel.store.refusals import BadGroup, GroupTaken, NoClient, NoGroup, NotInGroup, NotOfGroups
from comity.records.models import IntelClient, IntelGroup, IntelGroupPlace
from comity.records.statements import run
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant

_SUBJECT: Final = re.compile(r"(client|authority):([a-z0-9-]{1,64})")
_PLACES: Final = (
    "SELECT p.subject, g.name, g.uuid, g.until, p.until FROM records_intelgroupplace p JOIN records_intelgroup g ON g.id = p.group_id"
    " WHERE p.ended_at IS NULL AND g.ended_at IS NULL"
)
_ENDED: Final = "SELECT name, uuid FROM records_intelgroup WHERE ended_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Places:
    """Every place in every group that is kept here and counts, by subject; and the names of groups that ended, which nobody is in."""

    by_subject: Mapping[str, frozenset[Membership]] = field(default_factory=dict)
    ended: frozenset[GroupId] = frozenset()

    def of(self, authority: AuthorityId | None, *, client: str = "") -> frozenset[Membership]:
        """Return the places of a reader: an authority's, and those that were given to the program alone."""
        named = (f"authority:{authority}" if authority else "", f"client:{client}" if client else "")
        return frozenset[Membership]().union(*(self.by_subject.get(one, frozenset()) for one in named))

    def counting(self, claimed: Iterable[Membership]) -> frozenset[Membership]:
        """Return of places that stand beside a client those whose group did not end here."""
        return frozenset(one for one in claimed if one.group not in self.ended)


@dataclass(frozen=True, slots=True)
class Standing:
    """A group and who is in it now."""

    group: IntelGroup
    places: tuple[IntelGroupPlace, ...]


def places() -> Places:
    """Return who is in which group, as last committed; two questions, whatever their number."""
    found: dict[str, set[Membership]] = {}
    for subject, name, uuid, group_until, own_until in run(_PLACES).fetchall():
        ends = [Instant(one) for one in (group_until, own_until) if one is not None]
        until = min(ends, default=None)
        found.setdefault(subject, set()).update(Membership(GroupId(one), until) for one in (name, uuid))
    ended = frozenset(GroupId(one) for row in run(_ENDED).fetchall() for one in row)
    return Places({subject: frozenset(held) for subject, held in found.items()}, ended)


@transaction.atomic
def add_group(
    name: str,
    title: str,
    *,
    at: Instant,
    uuid: str = "",
    released_by: str = "",
    releasable: str = "",
    until: Instant | None = None,
    by: str = "operator",
) -> IntelGroup:
    """Keep a group; nobody is in it by that. Without `uuid` one is drawn.

    Raises `Malformed`, `BadGroup`, `GroupTaken`, `NotInDirectory`.
    """
    known = GroupId(name).text
    called = _uuid(uuid) if uuid else str(uuid4())
    if not title.strip() or not title.isprintable():
        raise BadGroup(where="a title of one line is expected")
    if until is not None and until <= at:
        raise BadGroup(where=f"it would have ended at {until}")
    if released_by:
        book(home()).authority(AuthorityId(released_by))
    taken = IntelGroup.objects.filter(name__in=(known, called)) | IntelGroup.objects.filter(uuid__in=(known, called))
    if taken.exists():
        raise GroupTaken(name=known)
    made = IntelGroup.objects.create(
        name=known, uuid=called, title=title[:200], released_by=released_by, releasable=releasable[:500], until=until, made_at=at
    )
    begin_epoch()
    facts = {"group": known, "uuid": called, "title": made.title, "released_by": released_by, "until": str(until or "")}
    note("intel.group-made", by=by, at=at, facts=facts)
    return made


@transaction.atomic
def put_in_group(name: str, subject: str, *, at: Instant, until: Instant | None = None, by: str = "operator") -> None:
    """Give `subject` a place in a group, in the stead of the one that it has.

    Raises `NoGroup`, `BadGroup`, `NotOfGroups`, `NotInDirectory`, `NoClient`.
    """
    found = group_named(name)
    require_member(subject)
    if until is not None and until <= at:
        raise BadGroup(where=f"the place would have ended at {until}")
    IntelGroupPlace.objects.filter(group=found, subject=subject, ended_at__isnull=True).update(ended_at=at)
    IntelGroupPlace.objects.create(group=found, subject=subject, until=until, given_at=at)
    begin_epoch()
    note("intel.group-joined", by=by, at=at, facts={"group": found.name, "subject": subject, "until": str(until or "")})


@transaction.atomic
def take_from_group(name: str, subject: str, *, at: Instant, by: str = "operator") -> None:
    """End a place; from the commit on no worker counts it. Raises `NoGroup`, `NotInGroup`."""
    found = group_named(name)
    if not IntelGroupPlace.objects.filter(group=found, subject=subject, ended_at__isnull=True).update(ended_at=at):
        raise NotInGroup(subject=subject[:80], name=found.name)
    begin_epoch()
    note("intel.group-left", by=by, at=at, facts={"group": found.name, "subject": subject})


@transaction.atomic
def end_group(name: str, *, at: Instant, by: str = "operator") -> None:
    """End a group: nobody is in it any more, and its name is not given again. Raises `NoGroup`."""
    found = group_named(name)
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    begin_epoch()
    note("intel.group-ended", by=by, at=at, facts={"group": found.name, "uuid": found.uuid})


def group_named(name: str) -> IntelGroup:
    """Return the group of that name or UUID that goes on; raises `NoGroup`."""
    key = name.strip().lower()
    found = IntelGroup.objects.filter(ended_at__isnull=True)
    group = found.filter(name=key).first() or found.filter(uuid=key).first()
    if group is None:
        raise NoGroup(name=name[:64] or "-")
    return group


def groups(*, ended: bool = False) -> tuple[Standing, ...]:
    """Return the groups that go on, or with `ended` all there were, by name, each with who is in it."""
    rows = IntelGroup.objects.order_by("name")
    return _standings(list(rows if ended else rows.filter(ended_at__isnull=True)))


def groups_called(names: Iterable[GroupId]) -> tuple[Standing, ...]:
    """Return those of these groups that are kept here and go on, by name; each once, however it was called."""
    called = [str(one) for one in names]
    rows = IntelGroup.objects.filter(ended_at__isnull=True)
    return _standings(sorted({*rows.filter(name__in=called), *rows.filter(uuid__in=called)}, key=lambda one: one.name))


def titles() -> dict[GroupId, str]:
    """Return what groups are called, those that ended too, by name and by UUID."""
    rows = IntelGroup.objects.values_list("name", "uuid", "title")
    return {GroupId(key): title for name, uuid, title in rows for key in (name, uuid)}


def require_member(subject: str) -> None:
    """Raise unless `subject` is an authority of the directory or a client: `NotOfGroups`, `NotInDirectory`, `NoClient`."""
    said = _SUBJECT.fullmatch(subject)
    if said is None:
        raise NotOfGroups(subject=subject[:80])
    kind, name = said.groups()
    if kind == "authority":
        book(home()).authority(AuthorityId(name))
    elif not IntelClient.objects.filter(name=name, revoked_at__isnull=True).exists():
        raise NoClient(name=name)


def _standings(rows: Sequence[IntelGroup]) -> tuple[Standing, ...]:
    held: dict[int, list[IntelGroupPlace]] = {}
    for place in IntelGroupPlace.objects.filter(group__in=rows, ended_at__isnull=True).order_by("subject"):
        held.setdefault(place.group_id, []).append(place)
    return tuple(Standing(one, tuple(held.get(one.pk, ()))) for one in rows)


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise BadGroup(where=f"{text[:60]!a} is no UUID") from None
