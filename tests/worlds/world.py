"""This node as tests see it: officers to act as, deeds in one call, and a look at every row."""

import functools
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from worlds.places import (
    ADMINISTRATOR,
    APPROVER,
    AT,
    BOTH,
    CHIEF,
    DRAFTER,
    GONE,
    HERE,
    PASSPHRASE,
    THERE,
    signing,
)
from worlds.puppet import Puppet, Sealed

from comity.courier.accepting import accept_delivery
from comity.desk.drafting.actions import open_draft, save_draft, submit_draft
from comity.desk.sending.actions import approve_draft
from comity.directory.home import Home
from comity.directory.officers import actor
from comity.directory.policy import Actor, Role
from comity.doors.cli.demo import fields
from comity.records.models import Draft, Message, Officer, Outbox, Request
from comity.seal.keys import SigningKey
from comity.seal.officerkey import seal_officer_key
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.wire.batch import Reply, parse_reply, print_delivery

TABLES = tuple(model._meta.db_table for model in apps.get_app_config("records").get_models())
FILLED = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT * FROM \"{table}\")" for table in TABLES)
_BOTH = (Role.DRAFTER, Role.APPROVER)
STAFF = {
    DRAFTER: (Role.DRAFTER,),
    APPROVER: (Role.APPROVER,),
    BOTH: _BOTH,
    CHIEF: (*_BOTH, Role.ADMINISTRATOR),
    ADMINISTRATOR: (Role.ADMINISTRATOR,),
    GONE: _BOTH,
}


@functools.cache
def sealed_key(officer: str) -> bytes:
    """Return the officer's key under the passphrase; stretched once a session, and for the approver only."""
    return seal_officer_key(signing(officer), passphrase=PASSPHRASE) if officer == APPROVER else b""


class World:
    """The node *Viet Nam (demo)* and everybody in it."""

    def __init__(self, home: Home) -> None:
        """Give every officer a row."""
        self.home, self.node, self.at = home, HERE, AT
        self.puppet = Puppet()
        self.heard: list[tuple[NodeId, Any]] = []
        rows = Officer.objects.bulk_create(self._officer(name, roles) for name, roles in STAFF.items())
        staff = {officer.officer_id: officer for officer in rows}
        self.drafter, self.approver, self.both = staff[DRAFTER], staff[APPROVER], staff[BOTH]
        self.chief, self.administrator, self.gone = staff[CHIEF], staff[ADMINISTRATOR], staff[GONE]

    def _officer(self, name: str, roles: tuple[Role, ...]) -> Officer:
        return Officer(
            officer_id=name,
            name=name.split("@", maxsplit=1)[0],
            authority="vn-poc",
            roles=[role.value for role in roles],
            password="!",
            is_active=name != GONE,
            sealed_key=sealed_key(name),
            key_id=str(signing(name).public.key_id),
        )

    def key(self, officer: Officer) -> SigningKey:
        """Return the officer's signing key, as if just unlocked."""
        return signing(officer.officer_id)

    def token(self) -> str:
        """Return a fresh token of a form."""
        return secrets.token_urlsafe()

    def later(self, **span: float) -> Instant:
        """Return the moment `span` after now."""
        return self.at + timedelta(**span)

    # -- deeds -----------------------------------------------------------------------------------------

    def fields(self, **changes: Any) -> dict[str, Any]:
        """Return the fields of a request of ours that is in order but for `changes`; None leaves one out."""
        filled = fields.request("hospital", at=self.at) | {"authority": "vn-poc"} | changes
        return {key: value for key, value in filled.items() if value is not None}

    def draft(
        self,
        act: str = "request",
        kind: str = "REQ-PRESERVE",
        values: Mapping[str, Any] | None = None,
        *,
        request: Request | None = None,
        replies_to: EnvelopeId | str | None = None,
        by: Officer | None = None,
        at: Instant | None = None,
    ) -> Draft:
        """Write a draft and save it."""
        by, at = by or self.drafter, at or self.at
        draft = open_draft(
            act=act,
            kind=kind,
            peer=THERE,
            by=by,
            at=at,
            request=request,
            replies_to=EnvelopeId(str(replies_to)) if replies_to else None,
            token=self.token(),
        )
        values = self.fields() if values is None else values
        return save_draft(draft.pk, fields=values, based_on=draft.version, by=by, at=at)

    def submit(self, draft: Draft, *, by: Officer | None = None, at: Instant | None = None, token: str = "") -> Draft:
        """Ask for a second officer."""
        return submit_draft(draft.pk, version=draft.version, by=by or self.drafter, at=at or self.at, token=token or self.token())

    def approve(
        self,
        draft: Draft,
        *,
        by: Officer | None = None,
        key: SigningKey | None = None,
        at: Instant | None = None,
        token: str = "",
        digest: Digest | None = None,
    ) -> Request:
        """Approve the bytes of a draft as the second officer."""
        by = by or self.approver
        return approve_draft(
            draft.pk,
            digest_seen=digest or Digest.of(bytes(draft.body or b"")),
            by=by,
            key=key or self.key(by),
            at=at or self.at,
            token=token or self.token(),
        )

    def send(self, act: str = "request", kind: str = "REQ-PRESERVE", values: Mapping[str, Any] | None = None, **more: Any) -> Request:
        """Draft, submit and approve."""
        at = more.get("at")
        return self.approve(self.submit(self.draft(act, kind, values, **more), at=at), at=at)

    def answer(self, request: Request, values: Mapping[str, Any], *, kind: str = "REQ-PRESERVE", at: Instant | None = None) -> Request:
        """Answer the newest question of a request that came to us."""
        asked = Message.objects.filter(request=request, direction="in", act="request").last()
        return self.send("answer", kind, values, request=request, replies_to=asked.env_id, at=at)

    # -- the line --------------------------------------------------------------------------------------

    def deliver(self, *items: Sealed | bytes, at: Instant | None = None, sender: NodeId | None = None) -> Reply:
        """Take one POST of the puppet's and return the reply; bytes that begin as a receipt travel as one."""
        data = [item.data if isinstance(item, Sealed) else item for item in items]
        body = print_delivery([("receipt" if one.startswith(b"COMITY1R") else "envelope", one) for one in data])
        return parse_reply(self.deliver_raw(body, at=at, sender=sender), items=len(items))

    def deliver_raw(self, body: bytes, *, at: Instant | None = None, sender: NodeId | None = None) -> bytes:
        """Take one POST with any body, and return the bytes of the reply."""
        return accept_delivery(body, sender=sender or self.puppet.node, at=at or self.at, answered=lambda *told: self.heard.append(told))

    def receive(self, *, case: str | None = None, at: Instant | None = None, **changes: Any) -> Request:
        """Take a request of the puppet's that is in order; return it as it stands here."""
        body = self.puppet.act(**({"case": case} if case else {}), **changes)
        self.deliver(self.puppet.say(body), at=at)
        return Request.objects.get(reference=str(body.reference))

    def receive_of(self, case: str) -> Request:
        """Return the request of that number."""
        return Request.objects.get(reference=case)

    def outbox(self, request: Request) -> Outbox:
        """Return the newest envelope that is owed for `request`."""
        return Outbox.objects.filter(case=request.reference, item="envelope").latest("id")

    def envelopes(self) -> list[Outbox]:
        """Return every envelope that was ever owed to the puppet, in order."""
        return list(Outbox.objects.filter(item="envelope", peer=str(self.puppet.node)).order_by("id"))

    def message(self, request: Request, *, direction: str = "out") -> Message:
        """Return the newest act of `request` in `direction`."""
        return Message.objects.select_related("request").filter(request=request, direction=direction).last()

    # -- looking ---------------------------------------------------------------------------------------

    def actor(self, officer: Officer, *, at: Instant | None = None) -> Actor:
        """Return the officer as policies look at one, now."""
        return actor(officer, at=at or self.at)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table, to see that nothing changed."""
        found: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        with connection.cursor() as cursor:
            cursor.execute(FILLED)  # most are empty: one question about all of them costs less than one to each
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(cursor.fetchall(), key=repr)
        return found
