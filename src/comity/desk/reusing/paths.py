"""Follows a path that was disclosed: a provider in another State took part, so that State is the next to be asked.

What is disclosed under Article 43 of the Convention, or Article 30 of the Budapest Convention, is there to find that provider; the
request that it leads to is a draft like any other, and two officers send it or nobody does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from comity.desk.drafting.actions import open_draft
from comity.desk.journalling import note
from comity.desk.meaning import PATH_NOTICE
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.desk.visibility import require_visible
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.directory.partners import outside_nodes
from comity.directory.sections import Node
from comity.directory.ways import is_outside
from comity.records.models import Draft, Message, Officer, Request, Reuse
from comity.records.rows import find_all
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import parse_act

PRESERVE: Final = "REQ-PRESERVE"
LOCATE: Final = "REQ-PROVIDER-LOC"
_LOCATING: Final = "NXT-LOCATE"
_TRAFFIC: Final = "DAT-TRF"
_MOST: Final = 20  # identifiers of one request
# What was true of the first request alone: where its data lie, of which identifiers, from when.
_OF_THE_FIRST: Final = frozenset({"identifiers", "custodian", "location", "custodian_unknown", "period", "data_categories", "note"})


class NobodyKnown(Refused):
    """No node and no partner of that State is known here."""

    sentence = gettext_noop("The path leads to %(country)s; this node knows no authority there that receives such a request.")
    next_step = gettext_noop(
        "Enter the contact point as a partner without a node, or ask the State that disclosed the path whom to turn to."
    )


class NoPath(Refused):
    """No path was disclosed in this case."""

    sentence = gettext_noop("No path was disclosed to us in request %(reference)s.")
    next_step = gettext_noop("Open the request and read its acts.")


@dataclass(frozen=True, slots=True)
class Leads:
    """Where a disclosed path leads: the State, the kind to ask with, and who is known there, the one proposed first."""

    message: Message
    fields: Mapping[str, JsonValue]
    state: str
    kind: str
    nodes: Sequence[Node]


def leads_of(request: Request) -> tuple[Leads, ...]:
    """Return where the paths lead that were disclosed to us in a case, oldest first."""
    return tuple(map(_leads, find_all(Message, request_id=request.pk, direction="in", act="notice", kind=PATH_NOTICE)))


def _leads(message: Message) -> Leads:
    fields = parse_act(bytes(message.body)).fields
    state = str(fields.get("next_state") or fields.get("provider_state") or "")
    kind = LOCATE if fields.get("next_kind") == _LOCATING else PRESERVE
    return Leads(message, fields, state, kind, _nodes(state, kind=kind, proposed=str(fields.get("next_authority") or "")))


def _nodes(state: str, *, kind: str, proposed: str) -> tuple[Node, ...]:
    """Return who may receive the kind in that State: the authority that was proposed first, nodes before partners without one."""
    known, roles = book(), set(rulebook().kind(kind).receiver)
    there = [one for one in (*known.peers(home().node), *outside_nodes()) if one.authority.country.text == state]
    found = [one for one in there if roles & set(known.authority_of(one.id).roles)]
    return tuple(sorted(found, key=lambda one: (str(one.authority) != proposed, is_outside(one.id))))


@transaction.atomic
def follow_path(request: Request, *, number: int, known: Mapping[str, JsonValue], by: Officer, at: Instant, token: str) -> Draft:
    """Begin the request to the State where the path that `number` names leads, filled in from the disclosure and from our first request.

    `known` is what the door fills in of its own. Followed twice, it goes on with the same draft. Raises `NoPath`, `NobodyKnown`.
    """
    require_visible(request, by=actor(by, at=at))
    lead = next((one for one in leads_of(request) if one.message.pk == number), None)
    if lead is None:
        raise NoPath(reference=request.reference)
    if not lead.nodes:
        raise NobodyKnown(country=lead.state)

    def follow() -> str:
        peer = lead.nodes[0].id
        before = Reuse.objects.select_related("draft").filter(what="path", source=request, draft__peer=str(peer), ended_at__isnull=True)
        begun = next((one.draft for one in before if one.draft.state in (DraftState.OPEN, DraftState.SUBMITTED)), None)
        if begun is not None:
            return str(begun.pk)
        fields = {**_first(request, kind=lead.kind), **known, **_disclosed(lead)}
        draft = open_draft(act="request", kind=lead.kind, peer=peer, by=by, at=at, fields=fields, token=f"{token}:draft"[:64])
        Reuse.objects.create(draft=draft, what="path", source=request, officer=by, at=at)
        facts = {"draft": str(draft.pk), "envelope": lead.message.env_id, "to": str(peer), "country": lead.state}
        note("path.followed", by=by, about=request.reference, at=at, facts=facts)
        return str(draft.pk)

    return Draft.objects.get(pk=once(token, follow, officer=by, verb="path.follow", at=at))


def _first(request: Request, *, kind: str) -> dict[str, JsonValue]:
    """Return what our first request said that the form of the next one asks as well."""
    asked = Message.objects.filter(request=request, direction="out", act="request").order_by("id").first()
    fields = parse_act(bytes(asked.body)).fields if asked else {}
    keys = set(rulebook().form(kind, "request").by_key) - _OF_THE_FIRST
    return {key: value for key, value in fields.items() if key in keys}


def _disclosed(lead: Leads) -> dict[str, JsonValue]:
    """Return what the disclosure fills in: the points of the path, the provider, that traffic data are meant, the day."""
    keys = set(rulebook().form(lead.kind, "request").by_key)
    points = [one for key in ("path_points", "provider_identifiers") for one in _list(lead.fields.get(key))]
    filled: dict[str, JsonValue] = {
        "identifiers": points[:_MOST],
        "custodian": lead.fields.get("provider"),
        "data_categories": [_TRAFFIC],
    }
    seen = str(lead.fields.get("path_seen") or "")[:10]
    if seen:
        filled["period"] = {"from": seen, "to": seen}
    return {key: value for key, value in filled.items() if key in keys and value}


def _list(value: JsonValue) -> list[JsonValue]:
    return list(value) if isinstance(value, list) else []
