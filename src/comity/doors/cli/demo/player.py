"""Plays the officers of one node: reads a line of JSON, does what it says through the desk's actions, prints a line of JSON.

One process a node, because a node's settings and tables are those of a process. It calls exactly what the pages call.
"""

import json
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from comity.courier.clocks import clock_of
from comity.courier.handing import NothingDue, pack_pouch, take_pouch
from comity.courier.publishing import publish_log
from comity.desk.drafting.actions import open_draft, save_draft, submit_draft
from comity.desk.drafting.refusals import Stopped
from comity.desk.holding.actions import open_request, take_request
from comity.desk.reading.owed import owed_receipts
from comity.desk.reading.requests import acts_of, clocks_of, differences, find_request, findings_on, read_here
from comity.desk.sending.actions import approve_draft
from comity.directory.enrolment import Enrolment, enrol_officer
from comity.directory.home import home
from comity.directory.officers import actor, unlock
from comity.directory.people import find_officer
from comity.directory.policy import Role
from comity.directory.relaynaming import name_relay
from comity.directory.relays import parse_card
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, NodeId, OfficerId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

Words = dict[str, Any]


def now() -> Instant:
    """Return the moment by the clock of this node."""
    return clock_of(home())()


def enrol(ask: Words) -> Words:
    """Make the tables, and enrol the node's officers."""
    call_command("migrate", verbosity=0)
    for person in ask["officers"]:
        enrolment = Enrolment(
            officer=OfficerId(person["id"]),
            name=person["name"],
            roles=tuple(Role(role) for role in person["roles"]),
            language=person["language"],
            desk=person["desk"],
        )
        enrol_officer(enrolment, home=home(), passphrase=ask["passphrase"], at=now())
    return {}


def compose(ask: Words) -> Words:
    """Write an act from its first field to the request for a second officer."""
    by = find_officer(ask["officer"])
    request = find_request(ask["reference"], by=actor(by, at=now())) if ask.get("reference") else None
    draft = open_draft(
        act=ask["act"],
        kind=ask["kind"],
        peer=NodeId(ask["peer"]),
        by=by,
        at=now(),
        request=request,
        replies_to=EnvelopeId(ask["replies_to"]) if ask.get("replies_to") else None,
        instrument=ask.get("instrument", ""),
        token=secrets.token_urlsafe(),
    )
    draft = save_draft(draft.pk, fields=ask["fields"], based_on=draft.version, by=by, at=now())
    draft = submit_draft(draft.pk, version=draft.version, by=by, at=now(), token=secrets.token_urlsafe())
    return {"draft": str(draft.pk), "reference": draft.reference, "digest": str(Digest.of(bytes(draft.body)))}


def approve(ask: Words) -> Words:
    """Approve what a digest names, as the second officer."""
    by = find_officer(ask["officer"])
    key = unlock(by, passphrase=ask["passphrase"])
    request = approve_draft(ask["draft"], digest_seen=Digest.parse(ask["digest"]), by=by, key=key, at=now(), token=secrets.token_urlsafe())
    return {"reference": request.reference, "state": request.state}


def read(ask: Words) -> Words:
    """Open a request as an officer, and say how its newest act reads and what the rules say of it."""
    by = find_officer(ask["officer"])
    request = open_request(find_request(ask["reference"], by=actor(by, at=now())), by=by, at=now())
    if ask.get("take"):
        request = take_request(request, by=by, at=now(), token=secrets.token_urlsafe())
    newest = acts_of(request)[-1]
    language = by.language
    return {
        "state": request.state,
        "text": [[field.number, field.label, list(field.lines)] for field in read_here(newest.body, language=language)],
        "differs": len(differences(newest.body, language=language)),
        "findings": [
            [finding.outcome, finding.title[language], f"{finding.instrument} {finding.article}"]
            for finding in findings_on(newest, request=request, at=now())
        ],
        "env_id": str(newest.env_id),
        "clocks": [[clock.code, str(clock.due_at)] for clock in clocks_of(request) if clock.stopped_at is None],
    }


def state(ask: Words) -> Words:
    """Say where a request stands, or that it is not here yet."""
    by = find_officer(ask["officer"])
    try:
        request = find_request(ask["reference"], by=actor(by, at=now()))
    except Refused:
        return {"state": "", "acts": 0, "newest": ""}
    acts = acts_of(request)
    return {"state": request.state, "acts": len(acts), "newest": acts[-1].body.act, "direction": acts[-1].direction}


def owed(_: Words) -> Words:
    """List every receipt that this node's envelopes are owed, verified; and the log positions that they name."""
    found = owed_receipts()
    return {
        "envelopes": found.envelopes,
        "receipts": [
            {"id": str(one.env_id), "kind": one.kind, "digest": str(one.digest) if one.digest else "", "verified": one.verified}
            for one in found.receipts
        ],
        "positions": [[position.size, str(position.root)] for position in found.positions],
    }


def consistent(ask: Words) -> Words:
    """Prove that every log position which the peer was told of is a beginning of this node's log, and check the node's files."""
    from comity.courier.fsck import check_node, prove_positions

    publish_log(home())
    prove_positions([(size, Digest.parse(root)) for size, root in ask["positions"]])
    return {"faults": [str(fault) for fault in check_node(home(), at=now())]}


def proof(ask: Words) -> Words:
    """Export the proof file of a request, as an officer."""
    from comity.desk.proving.exporting import export_proof

    publish_log(home())
    return {"path": str(export_proof(ask["reference"], by=find_officer(ask["officer"]), at=now()))}


def alone(ask: Words) -> Words:
    """Name no address of this node, and the relay of a card where there is one: no line leads to it from now on."""
    card = parse_card(Path(ask["card"]).read_bytes()) if ask["card"] else None
    name_relay(card, alone=True, home=home(), at=now())
    return {}


def pack(ask: Words) -> Words:
    """Pack what is due to a node into a file, if anything is."""
    try:
        packed = pack_pouch(home(), to=NodeId(ask["to"]), file=Path(ask["file"]), at=now())
    except NothingDue:
        return {"things": 0}
    return {"things": packed.envelopes + packed.receipts + packed.parcels}


def take(ask: Words) -> Words:
    """Take a file that was carried here, and write what goes back."""
    taken = take_pouch(home(), file=Path(ask["file"]), answer=Path(ask["answer"]), at=now())
    return {"receipts": taken.answers}


OPS: dict[str, Callable[[Words], Words]] = {
    operation.__name__: operation for operation in (enrol, compose, approve, read, state, owed, consistent, proof, alone, pack, take)
}


def serve() -> None:
    """Answer until standard input ends. A refusal is an answer too; anything else ends the process."""
    for line in sys.stdin:
        ask: Words = json.loads(line)
        answer: Words
        try:
            answer = {"ok": OPS[ask["op"]](ask)}
        except Refused as refusal:
            stops = [one.rule_id for one in refusal.findings if one.outcome == "stop"] if isinstance(refusal, Stopped) else []
            answer = {"refused": type(refusal).__name__, "why": " ".join([str(refusal), *stops])}
        print(json.dumps(answer), flush=True)  # noqa: T201 the other end of the pipe reads this
