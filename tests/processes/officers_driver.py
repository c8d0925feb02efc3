"""Plays the officers of one node: the demonstration's player, but each officer's key is unlocked once, and tokens are given.

A process of its own, because a node's settings and tables are those of a process: started with the node's folder, or forked from one
that has loaded the node (forked_couriers.py). Reads lines of JSON, prints lines of JSON.
"""

import contextlib
import functools
import itertools
import json
import secrets
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from quick_tables import lend_tables

from comity.site.booting import boot, spare_the_collector

if __name__ == "__main__":
    lend_tables()
    boot(Path(sys.argv[-1]))

from comity.courier.publishing import publish_log
from comity.desk.attaching.actions import attach_file
from comity.desk.carrying.actions import answer_carry, propose_carry, withdraw_carry
from comity.desk.drafting.actions import open_draft, save_draft, submit_draft
from comity.desk.joining.actions import approve_joining, propose_joining
from comity.desk.outside.papers import Upload
from comity.desk.outside.recording import Passing, record_act
from comity.desk.partnering.actions import Entry, approve_partner, propose_partner
from comity.desk.permitting.actions import approve_permission, propose_permission
from comity.desk.proving.exporting import export_proof
from comity.desk.proving.papers import papers_of
from comity.desk.proving.telling import LANGUAGES, report_of
from comity.desk.proving.verdict import Verdict
from comity.desk.rules import rulebook
from comity.desk.sending import actions, gathering, writing
from comity.desk.sending.actions import approve_draft
from comity.directory.fonts import added_fonts
from comity.directory.home import home
from comity.directory.officers import unlock
from comity.directory.people import find_officer
from comity.directory.ways import Way, stand_in
from comity.doors.cli.demo import player
from comity.letters.report import spell
from comity.records.lending import lent_connection
from comity.records.models import Draft, Message, Request
from comity.records.store import pieces_of
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.keys import SigningKey
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country, NodeId, OfficerId
from comity.terms.refusals import Refused

_THREADS: Final = 4  # no more than a web worker has
_LONG: Final = 30.0  # seconds: nobody waits so long
_saying: Final = threading.Lock()
_groups: Final = itertools.count()


@functools.cache
def officer_key(officer: str, passphrase: str) -> SigningKey:
    """Return the officer's key, unlocked the first time only."""
    return unlock(find_officer(officer), passphrase=passphrase)


def approve(ask: player.Words) -> player.Words:
    """Approve what a digest names, `ahead` seconds later than it is, under the token of the form."""
    request = approve_draft(
        ask["draft"],
        digest_seen=Digest.parse(ask["digest"]),
        by=find_officer(ask["officer"]),
        key=officer_key(ask["officer"], ask["passphrase"]),
        at=player.now() + timedelta(seconds=ask.get("ahead", 0)),
        token=ask.get("token") or secrets.token_urlsafe(),
    )
    return {"reference": request.reference, "state": request.state, "env_id": Draft.objects.get(pk=ask["draft"]).env_id}


@functools.cache
def threads() -> ThreadPoolExecutor:
    """Return the threads of this process, which live as long as it does, as a web worker's."""
    return ThreadPoolExecutor(_THREADS)


def approve_at_once(ask: player.Words) -> player.Words:
    """Approve up to four, each in a thread, and return what came of each: its `ok`, that it was `refused`, or how it `failed`.

    Before that a line says of how many acts one transaction begins to be written, and another one that it is on the disk. With `meet`
    nobody asks for a signature before all have come, as it is where they come within a thousandth of a second.
    """
    approvals = [{"passphrase": ask["passphrase"], **one} for one in ask["approvals"]]
    assert len(approvals) <= _THREADS
    for one in approvals:
        officer_key(one["officer"], one["passphrase"])  # unlocked once, before
    together = threading.Barrier(len(approvals))

    def play(one: player.Words) -> player.Words:
        together.wait(_LONG)
        with lent_connection():
            try:
                return {"ok": approve(one)}
            except Refused as refusal:
                return {"refused": type(refusal).__name__, "why": str(refusal)}
            except Exception as fault:  # noqa: BLE001 to its officer a page says so, and the others' threads go on
                return {"failed": repr(fault)}

    with _meeting(len(approvals)) if ask.get("meet") else contextlib.nullcontext():
        return {"approvals": list(threads().map(play, approvals))}


@contextlib.contextmanager
def _meeting(count: int) -> Iterator[None]:
    """Let so many threads come, once each, before one of them asks; nobody is too slow for the others."""
    come, first, before = threading.Barrier(count), threading.local(), (actions.drafters, actions._GATHERING)

    def wait(draft: Draft) -> tuple[OfficerId, ...]:
        if not hasattr(first, "time"):
            first.time = come.wait(_LONG)
        return before[0](draft)

    actions.drafters, actions._GATHERING = wait, gathering.Gathering(PAYLOAD_TYPE, patience=_LONG)  # type: ignore[misc]  # while it lasts
    try:
        yield
    finally:
        actions.drafters, actions._GATHERING = before  # type: ignore[misc]  # as they were


def write_together(deeds: Sequence[writing.Deed]) -> None:
    """Write them as the node does, and tell the test before and after: of a process that ends in between only the first is heard."""
    number, why = next(_groups), list[str]()

    def noted(do: Callable[[], Any]) -> Any:
        try:
            return do()
        except Exception as fault:
            why.append(type(fault).__name__)
            raise

    for deed in deeds:
        deed.do = functools.partial(noted, deed.do)
    say(group=number, acts=len(deeds))
    writing.write_together(deeds)
    say(group=number, parted="" if all(deed.is_written for deed in deeds) else "".join(why) or "commit")


def say(**what: int | str) -> None:
    """Tell the test something before the answer; in one piece, whatever other threads say."""
    with _saying:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def written(verdict: Verdict) -> Mapping[str, bytes]:
    """Write the report beside a proof in every language and see that each of its characters has a font; lay out no page."""
    for language in LANGUAGES:
        report = report_of(verdict, language=language, rules=rulebook())
        assert spell(report, extra=added_fonts(home())) == report, (verdict.reference, language)
    return {}


def proof(ask: player.Words) -> player.Words:
    """Export the proof file of a request; with `printed`, with its report as the pages that a judge gets.

    To lay those out takes ten times what all the rest of a proof does, and nothing in it is of one case alone.
    """
    publish_log(home())
    papers = papers_of if ask.get("printed") else written
    return {"path": str(export_proof(ask["reference"], by=find_officer(ask["officer"]), at=player.now(), papers=papers))}


def permit(ask: player.Words) -> player.Words:
    """Let two officers permit a kind: switch it on (no country), or allow it with a State."""
    made = propose_permission(
        kind=ask["kind"],
        country=Country(ask["country"]) if ask.get("country") else None,
        basis="Act on cooperation, section 7",
        independent="Independent Commissioner",
        reason="For the case at hand",
        review_on=(player.now() + timedelta(days=30)).datetime().date(),
        by=find_officer(ask["proposer"]),
        at=player.now(),
        token=secrets.token_urlsafe(),
    )
    made = approve_permission(made.pk, by=find_officer(ask["approver"]), at=player.now(), token=secrets.token_urlsafe())
    return {"permission": made.pk}


def lack(ask: player.Words) -> player.Words:
    """Write one draft, ask for a second officer without each of the keys in turn, and return the refusals by key, up to one that passed."""
    by, at = find_officer(ask["officer"]), player.now()
    draft = open_draft(
        act="request", kind=ask["kind"], peer=NodeId(ask["peer"]), by=by, at=at, instrument=ask["instrument"], token=secrets.token_urlsafe()
    )
    refused = {}
    for key in ask["keys"]:
        lacking = {name: value for name, value in ask["fields"].items() if name != key}
        draft = save_draft(draft.pk, fields=lacking, based_on=draft.version, by=by, at=at)
        try:
            submit_draft(draft.pk, version=draft.version, by=by, at=at, token=secrets.token_urlsafe())
        except Refused as refusal:
            refused[key] = type(refusal).__name__
        else:
            break
    return refused


def draft_with_files(ask: player.Words) -> player.Words:
    """Draft an act with the files under `paths`, and submit it."""
    by, at = find_officer(ask["officer"]), player.now()
    draft = open_draft(
        act="request", kind=ask["kind"], peer=NodeId(ask["peer"]), by=by, at=at, fields=ask["fields"], token=secrets.token_urlsafe()
    )
    for path in map(Path, ask["paths"]):
        draft = attach_file(
            draft.pk,
            pieces=pieces_of(path),
            name=path.name,
            media_type="application/octet-stream",
            kind="FILE-DATA",
            by=by,
            at=at,
            token=secrets.token_urlsafe(),
        )
    draft = submit_draft(draft.pk, version=draft.version, by=by, at=at, token=secrets.token_urlsafe())
    return {"draft": str(draft.pk), "digest": str(Digest.of(bytes(draft.body))), "reference": draft.reference}


def enter_partner(ask: player.Words) -> player.Words:
    """Let two officers enter a partner without a node."""
    entry = Entry(
        authority=AuthorityId(ask["authority"]),
        names={"en": ask["name"]},
        roles=("CA", "POC"),
        languages=("en",),
        zone="UTC",
        ways=(Way("DEL-POST", "1 Castle Street"),),
        source="Note verbale 12",
        verified_on=player.now().datetime().date(),
    )
    made = propose_partner(entry, reason="first contact", by=find_officer(ask["proposer"]), at=player.now(), token=secrets.token_urlsafe())
    approve_partner(made.pk, by=find_officer(ask["approver"]), at=player.now(), token=secrets.token_urlsafe())
    return {"node": str(stand_in(entry.authority))}


def join_partner(ask: player.Words) -> player.Words:
    """Let two officers say that a node is a partner."""
    proposed = {"node": NodeId(ask["node"]), "reason": "Note verbale 40", "by": find_officer(ask["proposer"])}
    made = propose_joining(AuthorityId(ask["authority"]), **proposed, at=player.now(), token=secrets.token_urlsafe())
    approve_joining(made.pk, by=find_officer(ask["approver"]), at=player.now(), token=secrets.token_urlsafe())
    return {"joined": made.pk}


def record_letter(ask: player.Words) -> player.Words:
    """Record a request that came by letter some hours ago."""
    by, at = find_officer(ask["officer"]), player.now()
    draft = open_draft(
        act="request", kind=ask["kind"], peer=NodeId(ask["peer"]), by=by, at=at, direction="in", token=secrets.token_urlsafe()
    )
    draft = save_draft(draft.pk, fields=ask["fields"], based_on=draft.version, by=by, at=at)
    came = at + -timedelta(hours=ask["hours"])
    upload = Upload("letter.pdf", b"%PDF-1.7 " + ask["letter"].encode("ascii"))
    passing = Passing(method="DEL-POST", on=came, who="Registry", theirs=ask["theirs"], upload=upload)
    request = record_act(draft.pk, version=draft.version, passing=passing, by=by, at=at, token=secrets.token_urlsafe())
    return {"reference": request.reference, "came": str(came), "env_id": Message.objects.get(request=request).env_id}


def carry(ask: player.Words) -> player.Words:
    """Propose that a case goes on on the wire, with `answer` say whether it does, or with `reason` withdraw the proposal."""
    by, at = find_officer(ask["officer"]), player.now()
    request = Request.objects.get(reference=ask["reference"])
    if "answer" in ask:
        draft = answer_carry(request, answer=ask["answer"], by=by, at=at, token=secrets.token_urlsafe())
    elif "reason" in ask:
        draft = withdraw_carry(request, reason=ask["reason"], by=by, at=at, token=secrets.token_urlsafe())
    else:
        draft = propose_carry(request, by=by, at=at, token=secrets.token_urlsafe())
    return {"draft": str(draft.pk), "digest": str(Digest.of(bytes(draft.body))), "token": secrets.token_urlsafe()}


player.OPS["enter-partner"] = enter_partner
player.OPS["join-partner"] = join_partner
player.OPS["record-letter"] = record_letter
player.OPS["carry"] = carry
player.OPS["approve"] = approve
player.OPS["approve-at-once"] = approve_at_once
gathering.write_together = write_together
player.OPS["draft-with-files"] = draft_with_files
player.OPS["lack"] = lack
player.OPS["permit"] = permit
player.OPS["proof"] = proof

if __name__ == "__main__":
    spare_the_collector()
    player.serve()
