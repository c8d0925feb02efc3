"""Takes in what sets of other authorities hold, when it is here: a piece at a time, in the order in which they were sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import islice
from typing import BinaryIO, Final

from django.db import transaction

from comity.desk.crashing import crash_point
from comity.desk.filelists import store
from comity.desk.unpacking.words import owe_settled
from comity.intel.sets.arriving import PIECE, give_up, given_in, keep_piece, next_coming, settle, shelve, take_out_piece
from comity.records.models import ActFile, IntelSet, Message
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.wire.act import parse_act
from comity.wire.threatset import RECALL, ThreatSet, parse_set

BROKEN: Final = "broken"
COMING: Final = "coming"
_NOTHING: Final = "its content is not what it says"


def take_sets(*, at: Instant) -> int:
    """Settle every set whose content is here and whose turn it is; return how many. Killed at any point, it goes on where it was."""
    settled = 0
    while rows := [row for row in next_coming() if _take(row, at=at)]:
        settled += len(rows)
    return settled


def _take(row: IntelSet, *, at: Instant) -> bool:
    """Settle one set; say whether it was its time."""
    if row.sort == RECALL and not row.content:
        _take_withdrawn(row, at=at)
        return True
    body = parse_act(bytes(Message.objects.get(env_id=row.env_id, direction="in", request__reference=row.case).body))
    said = parse_set(body.fields, files=body.files)
    state = _state_of_file(row) if said.inline is None else ""
    if state == COMING:
        return False
    why = ""
    if state == BROKEN:
        why = "its file broke"
    else:
        try:
            with _content(said) as content:
                _take_pieces(row, said, said.parts(content), at=at)
        except (Malformed, OSError) as fault:
            why = str(fault)
    _finish(row, said, why=why, at=at)
    return True


def _take_pieces(row: IntelSet, said: ThreatSet, parts: Iterator[bytes], *, at: Instant) -> None:
    left = islice(parts, len(row.outcomes), said.objects)
    given = given_in(row) if said.recalls else None
    fault: Malformed | None = None
    while fault is None:
        piece, fault = _read_piece(left)
        if not piece:
            break
        with transaction.atomic():
            if given is not None:
                take_out_piece(row, piece, given=given, at=at)
            else:
                shelve(row, said, at=at)
                keep_piece(row, piece, at=at)
            crash_point("set.before-commit")
        crash_point("set.commit")
    if fault is not None:
        raise fault


def _read_piece(left: Iterator[bytes]) -> tuple[list[bytes], Malformed | None]:
    """Return the parts that follow, as far as they can be read, and what is wrong with the next one."""
    piece: list[bytes] = []
    try:
        for part in left:
            piece.append(part)
            if len(piece) == PIECE:
                break
    except Malformed as fault:
        return piece, fault
    return piece, None


@transaction.atomic
def _finish(row: IntelSet, said: ThreatSet, *, why: str, at: Instant) -> None:
    if len(row.outcomes) < said.objects:
        give_up(row, at=at, why=why or _NOTHING)
    owe_settled(row, settle(row, at=at), at=at)
    crash_point("set.settled-before-commit")


@transaction.atomic
def _take_withdrawn(row: IntelSet, *, at: Instant) -> None:
    given = given_in(row)
    row.objects_count = len(given.keys)
    row.save(update_fields=["objects_count"])
    take_out_piece(row, list(given.keys), given=given, at=at)
    settle(row, at=at)


def _state_of_file(row: IntelSet) -> str:
    listed = ActFile.objects.filter(message__env_id=row.env_id, message__direction="in", peer=row.node)
    return str(listed.values_list("state", flat=True)[0])


@contextmanager
def _content(said: ThreatSet) -> Iterator[BinaryIO]:
    if said.inline is not None:
        yield BytesIO(said.inline)
        return
    with store().path(Digest.parse(str(said.content))).open("rb") as file:
        yield file
