"""Proposes and approves versions of a partner's entry; the newest approved one counts, none is ever changed or removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.partnering.policy import HasNode, require_second, require_whole
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.directory.book import NotInDirectory, book
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.ways import Way
from comity.records.models import Officer, Partner
from comity.terms.identifiers import AuthorityId, OfficerId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_PROPOSE: Final = "partner.propose"
_APPROVE: Final = "partner.approve"


class NoSuchEntry(Refused):
    """There is no such entry, or it stands otherwise by now."""

    sentence = gettext_noop("This entry cannot be approved now.")
    next_step = gettext_noop("Open the list of partners again: a colleague may have been faster.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an officer writes of a partner. `closed` takes it out of use; its cases stay readable."""

    authority: AuthorityId
    names: Mapping[str, str]
    roles: Sequence[str]
    languages: Sequence[str]
    zone: str
    ways: Sequence[Way]
    source: str
    verified_on: date
    legal_address: str = ""
    holds: str = ""
    closed: bool = False


@transaction.atomic
def propose_partner(entry: Entry, *, reason: str, by: Officer, at: Instant, token: str) -> Partner:
    """Write a version of a partner's entry; it counts once another officer approves it.

    Raises `PartnerIncomplete`, and `HasNode` for an authority that the signed directory knows.
    """
    require(actor(by, at=at), Verb.PROPOSE_PARTNER)
    require_reason(reason)
    _require_without_node(entry.authority)
    require_whole(
        entry.authority.text,
        names=entry.names,
        roles=entry.roles,
        languages=entry.languages,
        zone=entry.zone,
        ways=entry.ways,
        source=entry.source,
        verified_on=entry.verified_on,
        today=at.datetime().date(),
    )

    def propose() -> str:
        last = Partner.objects.select_for_update().filter(authority=entry.authority.text).order_by("-version").first()
        made = Partner.objects.create(
            authority=entry.authority.text,
            version=last.version + 1 if last else 1,
            names={tag: name.strip() for tag, name in entry.names.items() if name.strip()},
            roles=list(entry.roles),
            languages=list(entry.languages),
            zone=entry.zone,
            ways=[{"method": way.method, "address": way.address.strip()} for way in entry.ways],
            legal_address=entry.legal_address.strip(),
            holds=entry.holds.strip(),
            source=entry.source.strip(),
            verified_on=entry.verified_on.isoformat(),
            closed=entry.closed,
            reason=reason.strip(),
            proposed_by=by,
            proposed_at=at,
        )
        note("partner.proposed", by=by, about="", at=at, facts=_facts(made))
        return str(made.pk)

    return Partner.objects.get(pk=once(token, propose, officer=by, verb=_PROPOSE, at=at))


@transaction.atomic
def approve_partner(entry_id: int, *, by: Officer, at: Instant, token: str) -> Partner:
    """Let a version count from now on, as the second officer; an older one cannot be approved after a newer. Raises `OwnEntry`."""

    def approve() -> str:
        found = Partner.objects.select_for_update().select_related("proposed_by").filter(pk=entry_id).first()
        if found is None or found.approved_at is not None or _overtaken(found):
            raise NoSuchEntry
        require_second(actor(by, at=at), proposed_by=OfficerId(found.proposed_by.officer_id))
        found.approved_by, found.approved_at = by, at
        found.save(update_fields=["approved_by", "approved_at"])
        note("partner.approved", by=by, about="", at=at, facts=_facts(found))
        return str(found.pk)

    return Partner.objects.get(pk=once(token, approve, officer=by, verb=_APPROVE, at=at))


def _overtaken(entry: Partner) -> bool:
    return Partner.objects.filter(authority=entry.authority, version__gt=entry.version, approved_at__isnull=False).exists()


def _require_without_node(authority: AuthorityId) -> None:
    try:
        book().authority(authority)
    except NotInDirectory:
        return
    raise HasNode(authority=authority)


def _facts(entry: Partner) -> dict[str, JsonValue]:
    return {
        "partner": entry.authority,
        "version": entry.version,
        "names": dict(entry.names),
        "ways": [dict(way) for way in entry.ways],
        "source": entry.source,
        "verified_on": entry.verified_on,
        "closed": entry.closed,
        "reason": entry.reason,
    }
