"""Requests against their acts: each act holds word for word, none is missing, deadlines repeat the nearest clock."""

from collections.abc import Container, Iterator

from comity.courier.fsck.faults import (
    ACT_BROKEN,
    ACT_NOT_LOGGED,
    DEADLINE_DIFFERS,
    DRAFT_WITHOUT_ACT,
    ERASE_AGAIN,
    RESTORE,
    STILL_THERE,
    STREAM_BROKEN,
    TELL,
    Fault,
)
from comity.courier.fsck.reading import CHUNK, Reading
from comity.directory.ways import is_outside
from comity.records.models import Clock, Draft, Message, Request, Stream
from comity.seal.disclosed import Disclosed, verify_disclosed
from comity.seal.envelope import commit_plaintext
from comity.seal.frames import parse_frames
from comity.seal.headers import Inner, parse_inner
from comity.seal.keys import SIGNATURE_CAP, parse_signature
from comity.seal.refusals import CommitmentBroken
from comity.seal.signers import MAX_SIGNATURES
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.lives import begins_life, life_of
from comity.terms.refusals import Refused
from comity.wire.act import parse_act

LOGGED_AS = {
    ("wire", "out"): "act.sent",
    ("wire", "in"): "act.received",
    ("outside", "out"): "act.issued",
    ("outside", "in"): "act.recorded",
    ("carried", "out"): "act.carried",
    ("carried", "in"): "act.carried",
    ("returned", "out"): "act.sent",
}
_SIGNATURES_CAP = MAX_SIGNATURES * (4 + SIGNATURE_CAP)


def check_acts(reading: Reading) -> Iterator[Fault]:
    """Every act opens its commitment, its signatures verify, its row says what its header says, and it was logged."""
    rows = Message.objects.select_related("request").order_by("id")
    for row in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        place = {"envelope": row.env_id, "case": row.request.reference}
        if row.request.erased_at is not None:
            yield from _erased(row, place)
            continue
        try:
            inner = _inner(row, reading)
            body = parse_act(bytes(row.body))
        except Refused as refusal:
            yield Fault(ACT_BROKEN, RESTORE, place | {"why": str(refusal)}, refusal)
            continue
        sender = str(reading.home.node) if row.direction == "out" else row.request.peer
        papers = row.road == "outside" and is_outside(inner.sender)
        if row.direction == "in" and (papers or (row.road == "wire" and is_outside(row.request.peer))):
            # Papers keep the stand-in's name when a case goes on on the wire; so does a case in which only that was proposed.
            sender = str(inner.sender)
        said = (str(inner.env_id), inner.seq, str(inner.case), str(inner.sender), body.act, body.kind, inner.kind)
        if said != (row.env_id, row.seq, row.request.reference, sender, row.act, row.kind, row.kind):
            yield Fault(ACT_BROKEN, RESTORE, place | {"why": "its row says something else than its header."})
        kind = LOGGED_AS[row.road, row.direction]
        if reading.logged.lacks(kind, row.env_id, case=row.request.reference):
            yield Fault(ACT_NOT_LOGGED, RESTORE, place | {"kind": kind})


def _erased(row: Message, place: dict[str, str]) -> Iterator[Fault]:
    """Nothing of a destroyed act is there, and its header, which the stream goes by, still says what the row says."""
    if row.body or row.salt:
        yield Fault(STILL_THERE, ERASE_AGAIN, place)
    try:
        inner = parse_inner(bytes(row.inner))
    except Refused as refusal:
        yield Fault(ACT_BROKEN, RESTORE, place | {"why": str(refusal)}, refusal)
        return
    if (str(inner.env_id), inner.seq, str(inner.case), inner.kind) != (row.env_id, row.seq, row.request.reference, row.kind):
        yield Fault(ACT_BROKEN, RESTORE, place | {"why": "its row says something else than its header."})


def _inner(row: Message, reading: Reading) -> Inner:
    """Return the header of an act, verified. What came as a paper bears no signature: its header and content must belong together."""
    if row.road == "carried" or (row.road == "outside" and row.direction == "in"):
        inner = parse_inner(bytes(row.inner))
        if commit_plaintext(bytes(row.body), salt=bytes(row.salt)) != inner.plaintext_commit:
            raise CommitmentBroken(part="content")
        return inner
    return _disclose(row, reading).inner


def _disclose(row: Message, reading: Reading) -> Disclosed:
    printed = parse_frames(bytes(row.signatures), what="list of signatures", cap=_SIGNATURES_CAP, least=1, most=MAX_SIGNATURES)
    signatures = [parse_signature(one) for one in printed]
    return verify_disclosed(bytes(row.inner), signatures, salt=bytes(row.salt), payload=bytes(row.body), keyring=reading.book.lasting)


def check_streams(reading: Reading) -> Iterator[Fault]:
    """In each direction the acts of a case are numbered without gaps, each names the one before, and the stream ends with the last."""
    ends: dict[tuple[str, str, str], tuple[int, Digest]] = {}
    known: dict[tuple[str, str, str], set[Digest | None]] = {}
    rows = Message.objects.select_related("request").order_by("request_id", "direction", "seq")
    for row in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        if row.road in ("carried", "returned"):
            continue  # the other side's word for a paper, and what came back, stand in no stream of this node
        try:
            inner = parse_inner(bytes(row.inner))
        except Refused:
            inner = None  # reported with the act
        key = (_other(row, inner), row.request.reference, row.direction)
        last = ends.get(key)
        ends[key] = (row.seq, Digest.of(bytes(row.inner)))
        before = known.setdefault(key, {None})
        if inner is not None and not _follows(inner, last, before):
            yield _broken(key, f"act {row.seq} does not follow on {last[0] if last else 0}")
        before.add(ends[key][1])
    for stream in Stream.objects.order_by("pk").iterator(CHUNK):
        key = (stream.peer, stream.case, stream.direction)
        seq, head = ends.pop(key, (0, None))
        at = Digest(bytes(stream.head)) if stream.head else None
        # A life that has begun and has no act yet goes on from any act before it.
        fresh = begins_life(stream.next_seq) and life_of(stream.next_seq) > life_of(seq) and at in known.get(key, {None})
        if not fresh and (stream.next_seq, at) != (seq + 1, head):
            yield _broken(key, f"the next number is {stream.next_seq} and the last act has {seq}")
    for key in ends:
        yield _broken(key, "the stream has no head")


def _follows(inner: Inner, last: tuple[int, Digest] | None, before: Container[Digest | None]) -> bool:
    if begins_life(inner.seq):
        return inner.previous in before
    return (inner.seq, inner.previous) == ((1, None) if last is None else (last[0] + 1, last[1]))


def _other(row: Message, inner: Inner | None) -> str:
    """Return whose stream an act stands in: papers keep that of the stand-in when their case goes on on the wire."""
    if inner is None or (row.road == "wire" and not is_outside(row.request.peer)):
        return str(row.request.peer)
    return str(inner.sender if row.direction == "in" else inner.to[0])


def _broken(key: tuple[str, str, str], why: str) -> Fault:
    return Fault(STREAM_BROKEN, RESTORE, {"peer": key[0], "case": key[1], "direction": key[2], "why": why})


def check_deadlines(reading: Reading) -> Iterator[Fault]:
    """The deadline that the watch queue sorts by is that of the nearest running clock."""
    nearest: dict[int, Instant] = {}
    running = Clock.objects.filter(stopped_at__isnull=True, paused_at__isnull=True)
    for request_id, due in running.values_list("request_id", "due_at").iterator(CHUNK):
        nearest[request_id] = min(due, nearest.get(request_id, due))
    rows = Request.objects.order_by("id")
    for row in reading.counted(rows.iterator(CHUNK), total=rows.count()):
        due = nearest.get(row.pk)
        if row.due_at != due:
            yield Fault(DEADLINE_DIFFERS, TELL, {"case": row.reference, "shown": str(row.due_at or "-"), "due": str(due or "-")})


def check_drafts(reading: Reading) -> Iterator[Fault]:
    """What was sent is there."""
    for draft_id, env_id, direction in Draft.objects.filter(state="sent").values_list("pk", "env_id", "direction").iterator(CHUNK):
        if (direction, env_id) not in reading.kept():
            yield Fault(DRAFT_WITHOUT_ACT, RESTORE, {"draft": str(draft_id), "envelope": env_id})
