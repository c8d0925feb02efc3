"""Collections, and who may read and write them: the operator's deeds, and what one reader may do where."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import transaction

from comity.directory.home import home
from comity.directory.noting import note
from comity.intel.policy import Label, Principal, print_label
from comity.intel.store.clock import begin_epoch
from comity.intel.store.ingesting import Target
from comity.intel.store.labelling import Giver, giver_into
from comity.intel.store.refusals import BadName, BadSubject, CollectionTaken, MayNotRead, MayNotWrite, NoCollection
from comity.intel.store.sight import BLIND, Reader
from comity.records.models import IntelCollection, IntelGrant
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Tlp
from comity.terms.vocabulary import vocabulary

READ: Final = "read"
WRITE: Final = "write"
ANYONE: Final = "anyone"
_NAME: Final = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_SUBJECT: Final = re.compile(
    r"anyone|client:[a-z0-9-]{1,64}|authority:[a-z]{2}-[a-z0-9-]{1,60}|country:[A-Z]{2}|(?:role|field):[A-Z][A-Z0-9-]{0,63}"
)


@dataclass(frozen=True, slots=True)
class Holding:
    """A collection as one reader may use it."""

    pk: int
    uuid: str
    alias: str
    title: str
    description: str
    row: IntelCollection
    can_read: bool
    can_write: bool

    @property
    def target(self) -> Target:
        """Where objects go."""
        return Target(self.pk, self.uuid, self.row.checks)

    def giver(self, owner: AuthorityId, *, word: str = "") -> Giver:
        """On whose behalf `owner` puts objects here; `word` as `Giver` has it."""
        return giver_into(self.row, owner=owner, home=home().authority, word=word)

    def eyes(self, reader: Reader) -> Reader:
        """Return whose sight decides what a sender is told of what is here already: the reader's, or nobody's where they may not read."""
        return reader if self.can_read else BLIND

    def require_reading(self) -> None:
        """Raise `MayNotRead` unless the reader may."""
        if not self.can_read:
            raise MayNotRead

    def require_writing(self) -> None:
        """Raise `MayNotWrite` unless the reader may."""
        if not self.can_write:
            raise MayNotWrite


def require_name(name: str) -> str:
    """Return a name that fits into an address, a header and the log; raises `BadName`."""
    if not _NAME.fullmatch(name):
        raise BadName(name=name[:80])
    return name


def require_codes(codes: Sequence[str], *, of: str) -> list[str]:
    """Return codes of a vocabulary, each once; raises `UnknownCode`."""
    return list(dict.fromkeys(vocabulary(of).item(code).code for code in codes))


@transaction.atomic
def add_collection(
    title: str,
    *,
    at: Instant,
    alias: str = "",
    description: str = "",
    fields: Sequence[str] = (),
    checks: str = "head",
    unmarked: Tlp | None = None,
    readers: Sequence[str] = (),
    writers: Sequence[str] = (),
    by: str = "operator",
) -> IntelCollection:
    """Make a collection, for those who are named. Objects without a marking stay at home, or are `unmarked`.

    Raises `BadName`, `BadSubject`, `UnknownCode`, `CollectionTaken`.
    """
    if alias:
        require_name(alias)
        if IntelCollection.objects.filter(alias=alias, closed_at__isnull=True).exists() or _is_uuid(alias):
            raise CollectionTaken(name=alias)
    made = IntelCollection.objects.create(
        uuid=str(UUID(bytes=secrets.token_bytes(16), version=4)),
        alias=alias,
        title=title[:200],
        description=description[:2000],
        fields=require_codes(fields, of="exchange-field"),
        label="" if unmarked is None else print_label(_of_level(unmarked, fields)),
        checks=checks,
        made_at=at,
    )
    begin_epoch()
    note("intel.collection-made", by=by, at=at, facts={"collection": made.uuid, "alias": alias, "title": title, "fields": made.fields})
    for right, subjects in ((READ, readers), (WRITE, writers)):
        for subject in subjects:
            grant(made.uuid, subject=subject, right=right, at=at, by=by)
    return made


@transaction.atomic
def close_collection(name: str, *, at: Instant, by: str = "operator") -> None:
    """End a collection: it is there for nobody any more, and nothing of it is lost. Raises `NoCollection`."""
    found = collection_named(name)
    found.closed_at = at
    found.save(update_fields=["closed_at"])
    begin_epoch()
    note("intel.collection-closed", by=by, at=at, facts={"collection": found.uuid})


@transaction.atomic
def grant(name: str, *, subject: str, right: str, at: Instant, by: str = "operator") -> None:
    """Let `subject` read or write a collection; once is enough. Raises `NoCollection`, `BadSubject`, `UnknownCode`."""
    found = collection_named(name)
    require_subject(subject)
    _, new = IntelGrant.objects.get_or_create(collection=found, subject=subject, right=right, ended_at=None, defaults={"given_at": at})
    if new:
        begin_epoch()
        note("intel.granted", by=by, at=at, facts={"collection": found.uuid, "subject": subject, "right": right})


@transaction.atomic
def withdraw(name: str, *, subject: str, right: str, at: Instant, by: str = "operator") -> None:
    """End what `grant` gave; where nobody had it, nothing happens. Raises `NoCollection`."""
    found = collection_named(name)
    if IntelGrant.objects.filter(collection=found, subject=subject, right=right, ended_at=None).update(ended_at=at):
        begin_epoch()
        note("intel.withdrawn", by=by, at=at, facts={"collection": found.uuid, "subject": subject, "right": right})


def collection_named(name: str) -> IntelCollection:
    """Return the open collection of that identifier or alias, for the operator; raises `NoCollection`."""
    found = IntelCollection.objects.filter(closed_at__isnull=True, **{"uuid" if _is_uuid(name) else "alias": name.lower()}).first()
    if found is None or not name:
        raise NoCollection(name=name[:80])
    return found


def grants_of(collection: IntelCollection) -> list[IntelGrant]:
    """Return who may read or write it now, for the operator."""
    return list(IntelGrant.objects.filter(collection=collection, ended_at__isnull=True).order_by("right", "subject"))


def opened_to(collection: IntelCollection, right: str) -> frozenset[str]:
    """Return the subjects that may read or write it now; who is meant by them, `subjects_of` says of each reader."""
    return frozenset(one.subject for one in grants_of(collection) if one.right == right)


def open_collections() -> list[IntelCollection]:
    """Return every collection that is not closed, for the operator."""
    return list(IntelCollection.objects.filter(closed_at__isnull=True).order_by("uuid"))


def require_subject(subject: str) -> None:
    """Raise `BadSubject` or `UnknownCode` unless `subject` names somebody who could be."""
    if not _SUBJECT.fullmatch(subject):
        raise BadSubject(subject=subject[:80])
    kind, _, code = subject.partition(":")
    if kind in ("role", "field"):
        require_codes([code], of="authority-role" if kind == "role" else "exchange-field")


def holdings_of(principal: Principal, *, client: str = "") -> dict[str, Holding]:
    """Return the collections that a reader may know of, by identifier and by alias, in the order of their identifiers."""
    subjects = subjects_of(principal, client=client)
    rights: dict[int, set[str]] = {}
    for pk, right in IntelGrant.objects.filter(ended_at__isnull=True, subject__in=subjects).values_list("collection_id", "right"):
        rights.setdefault(pk, set()).add(right)
    rows = IntelCollection.objects.filter(pk__in=rights, closed_at__isnull=True).order_by("uuid")
    found = [_holding(row, rights[row.pk]) for row in rows]
    return {one.uuid: one for one in found} | {one.alias: one for one in found if one.alias}


def _holding(row: IntelCollection, rights: set[str]) -> Holding:
    return Holding(
        pk=row.pk,
        uuid=row.uuid,
        alias=row.alias,
        title=row.title,
        description=row.description,
        row=row,
        can_read=READ in rights,
        can_write=WRITE in rights,
    )


def subjects_of(principal: Principal, *, client: str = "") -> list[str]:
    """Return every name under which a collection may be opened to this reader."""
    named = [("client", client), ("authority", principal.authority), ("country", principal.country)]
    held = [("role", one) for one in principal.roles] + [("field", one) for one in principal.fields]
    return [ANYONE, *(f"{kind}:{name}" for kind, name in (*named, *held) if name)]


def _of_level(tlp: Tlp, fields: Sequence[str]) -> Label:
    """Return what a level alone says: it names nobody, so who was given the object is this node."""
    open_ = tlp in (Tlp.CLEAR, Tlp.GREEN)
    recipients = frozenset() if open_ else frozenset({home().authority})
    return Label(tlp=tlp, owner=None, recipients=recipients, fields=frozenset(fields) or None)


def _is_uuid(name: str) -> bool:
    try:
        return str(UUID(name)) == name.lower()
    except ValueError:
        return False
