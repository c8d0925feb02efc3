"""One node's officers at work, driven by lines of JSON: prepares acts and approves them through the desk's own actions.

`python -m benchmarks.driver HOME`. One process a node, because a node's settings and tables are those of a process.
"""

import json
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from comity.site.booting import boot, spare_the_collector

HOME: Final = boot(Path(sys.argv[1]))

from django.core.management import call_command
from django.db import transaction

from benchmarks import arriving, chronicle, content, crowd, multitude, outlook, spans
from benchmarks.arithmetic import p50
from comity.courier.running import Courier
from comity.desk.attaching.actions import attach_file
from comity.desk.drafting.actions import open_draft, submit_draft
from comity.desk.indexing import newest_owed
from comity.desk.sending import actions
from comity.desk.sending.actions import approve_draft
from comity.directory.enrolment import Enrolment, enrol_officer
from comity.directory.officers import unlock
from comity.directory.people import find_officer
from comity.directory.policy import Role
from comity.records.models import ActFile, Inbox, Outbox
from comity.register.importing.actions import import_report
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, OfficerId
from comity.terms.instants import Instant

Words = dict[str, Any]

_PATIENCE: Final = 120.0
_LOOK: Final = 0.0003
_CHUNK: Final = 100


def now() -> Instant:
    """Return the moment by this machine's clock."""
    return Instant.of(datetime.now(UTC))


@dataclass
class Desk:
    """What this process holds between two lines: officers, the key once unlocked, its look at receipts, the acts that wait for approval."""

    drafter: Any = None
    approver: Any = None
    key: Any = None
    receipts: arriving.Receipts | None = None
    ready: list[tuple[str, Digest, str]] = field(default_factory=list)


_DESK: Final = Desk()
_KEPT: Final = ExitStack()  # what stays open as long as the process


def enrol(ask: Words) -> Words:
    """Make the tables and enrol two officers: one writes, the other approves."""
    call_command("migrate", verbosity=0)
    for name in ("drafter", "approver"):
        officer = OfficerId(f"{name}@{HOME.node}")
        enrolment = Enrolment(officer=officer, name=name.title(), roles=(Role.DRAFTER, Role.APPROVER), language=HOME.language)
        enrol_officer(enrolment, home=HOME, passphrase=ask["passphrase"], at=now())
    return {}


def unlock_key(ask: Words) -> Words:
    """Unlock the second officer's key, once: what is measured begins after that."""
    _DESK.drafter = find_officer(f"drafter@{HOME.node}")
    _DESK.approver = find_officer(f"approver@{HOME.node}")
    _DESK.key = unlock(_DESK.approver, passphrase=ask["passphrase"])
    return {}


def prepare(ask: Words) -> Words:
    """Write and submit so many acts of exactly 10 KiB; they wait for approval."""
    filled = _filled(ask["peer"])
    for start in range(0, ask["count"], _CHUNK):
        with transaction.atomic():
            for _ in range(start, min(start + _CHUNK, ask["count"])):
                draft = _submitted(filled, peer=ask["peer"])
                data = bytes(draft.body)
                assert len(data) == content.SIZE, f"{len(data)} bytes instead of {content.SIZE}"
                _DESK.ready.append((str(draft.pk), Digest.of(data), draft.reference))
    return {"ready": len(_DESK.ready)}


def _filled(peer: str) -> Words:
    """Return the fields that make an act of exactly 10 KiB, found with two drafts that are never approved."""

    def size(facts: str) -> int:
        return len(bytes(_submitted(content.fields(facts, identifiers=content.IDENTIFIERS), peer=peer).body))

    return content.fields(content.fitting(size), identifiers=content.IDENTIFIERS)


def _submitted(fields: Words, *, peer: str) -> Any:  # noqa: ANN401 a row of a table whose class has no types
    at, by = now(), _DESK.drafter
    draft = open_draft(act=content.PART, kind=content.KIND, peer=NodeId(peer), by=by, at=at, fields=fields, token=secrets.token_urlsafe())
    return submit_draft(draft.pk, version=draft.version, by=by, at=at, token=secrets.token_urlsafe())


def _approve() -> str:
    draft, digest, reference = _DESK.ready.pop(0)
    approve_draft(draft, digest_seen=digest, by=_DESK.approver, key=_DESK.key, at=now(), token=secrets.token_urlsafe())
    return reference


def _approve_what_is_left(left: Iterator[int]) -> None:
    for _ in left:
        _approve()


def prepare_files(ask: Words) -> Words:
    """Write and submit one act for each list of files; they wait for approval."""
    by = _DESK.drafter
    filled = content.fields("The files are those that the court asked for.", identifiers=1)
    for files in ask["acts"]:
        at = now()
        draft = open_draft(
            act=content.PART, kind=content.KIND, peer=NodeId(ask["peer"]), by=by, at=at, fields=filled, token=secrets.token_urlsafe()
        )
        for path in map(Path, files):
            named = {"name": path.name, "media_type": "application/octet-stream", "kind": "FILE-DATA"}
            draft = attach_file(draft.pk, pieces=_pieces(path), by=by, at=at, token=secrets.token_urlsafe(), **named)
        draft = submit_draft(draft.pk, version=draft.version, by=by, at=at, token=secrets.token_urlsafe())
        _DESK.ready.append((str(draft.pk), Digest.of(bytes(draft.body)), draft.reference))
    return {"ready": len(_DESK.ready)}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(2**20):
            yield piece


def send_files(ask: Words) -> Words:
    """Approve what is ready, and wait until so many files more are receipted by the peer: seconds of all."""
    whole = ActFile.objects.filter(state="whole")
    until, asked, begun = whole.count() + ask["count"], time.monotonic(), time.perf_counter()
    while _DESK.ready:
        _approve()
    while whole.count() < until:
        assert time.monotonic() - asked < _PATIENCE, "a file was not receipted"
        time.sleep(5 * _LOOK)
    return {"seconds": time.perf_counter() - begun}


def approve_all(_: Words) -> Words:
    """Approve everything that is ready, one act after the other."""
    _receipts()
    while _DESK.ready:
        _approve()
    return {}


def drained(ask: Words) -> Words:
    """Wait for so many receipts since `approve_all`: seconds from the first one's commit to the last one's."""
    assert _DESK.receipts is not None, "approve_all comes first"
    first = _DESK.receipts.await_more(1, look=_LOOK, patience=_PATIENCE)
    begun = time.perf_counter()
    _DESK.receipts.await_more(ask["count"] - first, look=10 * _LOOK, patience=_PATIENCE)
    return {"seconds": time.perf_counter() - begun}


def _receipts() -> arriving.Receipts:
    """Return a look at the receipts that come from now on: each is kept in the transaction that ends its outbox row."""
    if _DESK.receipts is None:
        _DESK.receipts = _KEPT.enter_context(arriving.receipts(HOME.sqlite))
    _DESK.receipts.fresh()
    return _DESK.receipts


def one_at_a_time(ask: Words) -> Words:
    """Approve an act, wait for its receipt, take the next: milliseconds of each, whole and from its approved payload on."""
    whole, approved, receipts = [], [], _receipts()
    with _noting_approved() as moments:
        for _ in range(ask["count"]):
            begun = time.perf_counter()
            _approve()
            receipts.await_more(1, look=_LOOK, patience=_PATIENCE)
            ended = time.perf_counter()
            whole.append((ended - begun) * 1000)
            approved.append((ended - moments[-1]) * 1000)
    return {"whole_ms": whole, "ms": approved}


@contextmanager
def _noting_approved() -> Iterator[list[float]]:
    """Note when a payload stands approved: rights, rules and safeguards have said yes, and neither of its two signatures is begun."""
    moments: list[float] = []
    seal_act = actions.seal_act

    def noted(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 whatever it is given and returns
        moments.append(time.perf_counter())
        return seal_act(*args, **kwargs)

    actions.seal_act = noted
    try:
        yield moments
    finally:
        actions.seal_act = seal_act


def pipeline(ask: Words) -> Words:
    """Approve as fast as so many officers can in one web worker, and wait for the last receipt: seconds of all."""
    receipts, begun = _receipts(), time.perf_counter()
    with ThreadPoolExecutor(ask["officers"]) as officers:
        left = iter(range(ask["count"]))  # shared: each officer takes the next as soon as the one before is sent
        for officer in [officers.submit(_approve_what_is_left, left) for _ in range(ask["officers"])]:
            officer.result()
    approved = time.perf_counter() - begun
    receipts.await_more(ask["count"], look=10 * _LOOK, patience=_PATIENCE)
    return {"seconds": time.perf_counter() - begun, "approving": approved}


def paced(ask: Words) -> Words:
    """Have officers approve so many a second for so many seconds; return when each arrived, by case, as the monotonic clock counts.

    An act arrives when it was to arrive, not when an officer's thread found time for it: what waits here counts as waiting.
    """
    begun, moments, approved = time.monotonic(), [], []
    with ThreadPoolExecutor(ask["officers"]) as officers:
        for place in range(int(ask["rate"] * ask["seconds"])):
            moments.append(begun + place / ask["rate"])
            time.sleep(max(0.0, moments[-1] - time.monotonic()))
            approved.append(officers.submit(_approve))
    return {"arrived": {one.result(): due for one, due in zip(approved, moments, strict=True)}, "seconds": time.monotonic() - begun}


def quiet(_: Words) -> Words:
    """Wait until every act that this node has is found by its words: then the courier has nothing left to do."""
    until = time.monotonic() + _PATIENCE
    while newest_owed():
        assert time.monotonic() < until, "words are owed yet"
        time.sleep(10 * _LOOK)
    return {}


def census(_: Words) -> Words:
    """Count what was owed and what came, so that no figure rests on an act that was lost."""
    return {
        "sent": Outbox.objects.filter(item="envelope").count(),
        "receipted": Outbox.objects.filter(item="envelope", state="receipted").count(),
        "taken": Inbox.objects.count(),
    }


def wire_size(_: Words) -> Words:
    """Return the median length of the envelopes that this node sent."""
    return {"bytes": int(p50(list(Outbox.objects.filter(item="envelope").values_list("size", flat=True))))}


def fill(ask: Words) -> Words:
    """Put so many requests of former years into the tables."""
    crowd.fill(ask["count"], peer=ask["peer"], country=str(HOME.country), at=now())
    return {}


def multiply(ask: Words) -> Words:
    """Put a multitude of requests of former years into the tables, in bulk."""
    countries = (ask["country"], str(HOME.country))
    multitude.fill(multitude.Multitude(count=ask["count"], open=ask["open"], peer=ask["peer"], countries=countries, at=now()))
    return {}


def chronicle_of(ask: Words) -> Words:
    """Put the rows of many years into the register, after one report that is confirmed whole."""
    chronicle.fill(Path(ask["report"]).read_bytes(), meetings=ask["meetings"], by=_DESK.drafter, at=now())
    return {}


def outlook_of(_: Words) -> Words:
    """Put many years into the risk picture, over the meetings and requests that are there."""
    outlook.fill(by=_DESK.drafter, at=now())
    chronicle.tidy()
    return {}


def reports(ask: Words) -> Words:
    """Bring in every report of a folder that is not there yet: milliseconds of each, without the first, which loads the lists."""
    taken = []
    for file in sorted(Path(ask["folder"]).glob("*.txt")):
        data, begun = file.read_bytes(), time.perf_counter()
        import_report(data, standing="press", by=_DESK.drafter, at=now(), token=secrets.token_urlsafe())
        taken.append((time.perf_counter() - begun) * 1000)
    return {"ms": taken[1:]}


def courier(ask: Words) -> Words:
    """Run the courier inside this process, with spans around its phases: for the profile alone."""
    spans.install(ask["spans"])
    threading.Thread(target=Courier(HOME).run, name="courier", daemon=True).start()
    return {}


def spent(_: Words) -> Words:
    """Return what the spans counted since the last time."""
    return spans.take()


OPS: dict[str, Callable[[Words], Words]] = {
    operation.__name__: operation
    for operation in (
        *(enrol, unlock_key, prepare, one_at_a_time, pipeline, paced, quiet, census, wire_size),
        *(prepare_files, send_files, approve_all, drained),
        *(fill, multiply, chronicle_of, outlook_of, reports, courier, spent),
    )
}


def serve() -> None:
    """Answer until standard input ends."""
    spare_the_collector()  # as the web worker does
    for line in sys.stdin:
        ask: Words = json.loads(line)
        print(json.dumps(OPS[ask["op"]](ask)), flush=True)


if __name__ == "__main__":
    serve()
