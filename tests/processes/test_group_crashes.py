"""A process dies inside a group: acts approved at once, acts of one POST, receipts of one reply. Each stands whole, or not at all.

The points of an act that is alone are those of test_crash_points.py. Here a process dies at one of them the n-th time that it is there, is
started again, dies at the next one of the same group, and so on: what it leaves is looked at each time, and once more when all has arrived.
That a server rolls back what a process left open is held there; tests/desk/test_together.py: that a group is one transaction there, too.
"""

import contextlib
import http.client
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from forked_couriers import armed
from outside_checker import Outside
from random_story import CONSULT, Case
from real_nodes import GoneError, Pair, RealNode, request_of
from row_evidence import require_log, require_once

from comity.desk.crashing import STATUS

Drafted = list[dict[str, Any]]


def drafted_requests(sender: RealNode, receiver: RealNode, count: int) -> Drafted:
    """Return so many requests that wait for their second officers, who are two."""
    return sender.draft_several(receiver, *[("request", "REQ-PRESERVE", request_of(sender.side), {})] * count)


def standing(node: RealNode, drafted: Drafted) -> set[str]:
    """Return the envelopes of the drafts that left, each of which stands whole: draft, form, act, leaf, and what is owed to the peer."""
    found = set()
    for one in drafted:
        row = node.rows.one("SELECT state, env_id FROM records_draft WHERE id = ?", one["draft"].replace("-", ""))
        forms = node.rows.select("SELECT result FROM records_submission WHERE token = ?", one["token"])
        if row["state"] == "submitted":
            assert (row["env_id"], forms) == ("", [])
            continue
        assert (row["state"], forms) == ("sent", [{"result": one["reference"]}])
        node.rows.one("SELECT * FROM records_message WHERE env_id = ? AND direction = 'out'", row["env_id"])
        node.rows.outbox(row["env_id"])
        assert node.rows.leaves("act.sent", row["env_id"]) == 1
        found.add(row["env_id"])
    sent = node.rows.one("SELECT count(*) AS n FROM records_draft WHERE state = 'sent'")["n"]
    assert sent == node.rows.one("SELECT count(*) AS n FROM records_message WHERE direction = 'out'")["n"], "nothing of those that did not"
    return found


def envelopes(answers: Sequence[dict[str, Any]]) -> list[str]:
    """Return the envelopes of approvals, none of which was refused."""
    return [one["ok"]["env_id"] for one in answers]


def die_at(node: RealNode, point: str, drafted: Drafted, *, meet: bool = True) -> set[str]:
    """Let the officers' process end at a point while all are approved at once; return what left."""
    node.stop_officers()
    node.start_officers(crash_at=point)
    with pytest.raises(GoneError) as gone:
        node.approve_at_once(drafted, meet=meet)
    assert node.stop_officers() == STATUS, str(gone.value)
    left = standing(node, drafted)
    node.start_officers()
    return left


def courier_dies_at(pair: Pair, node: RealNode, point: str) -> None:
    """Let the courier end at a point, while it does what comes by itself; the peer hears from it now and then, which ends its waiting."""
    if node.courier is not None:
        node.kill_courier()
    node.start_courier(crash_at=point)
    courier = node.courier
    while courier.poll() is None:
        time.sleep(0.2)
        with contextlib.suppress(OSError, http.client.HTTPException):
            pair.post(node, [("receipt", b"rubbish")])
    assert node.courier_ends() == STATUS, point


def require_sound(pair: Pair, sent: dict[str, list[str]], *, proven: RealNode | None = None) -> None:
    """Fail unless all that Ruritania sent arrived once, in the order of its case, under receipts that verify; logs and files are right.

    One proof verifies, of a node that is named: each is most of a second of a processor. All of them: the last test.
    """
    pair.start_missing()
    pair.settle()
    outside = Outside(pair)
    for number, names in sent.items():
        case = Case(pair.xr, pair.vn, number)
        case.sent[pair.xr.side.code] = names
        outside.require_case(case)
    if proven is not None:
        outside._require_proof(proven, case)
    require_log(pair.xr.rows, pair.vn.rows)
    require_log(pair.vn.rows, pair.xr.rows)
    for node in pair.nodes:
        require_fsck(node)


def require_fsck(node: RealNode) -> None:
    """Fail unless `comity fsck` finds nothing."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "in").touch()
        status = node._loaded().ask("type", [folder, "fsck"])
        assert status == 0, (Path(folder) / "out").read_text() + (Path(folder) / "err").read_text()


def test_a_point_is_armed_for_the_time_that_is_named() -> None:
    """It is looked at as the program looks; passing another point counts for nothing."""
    third = armed("approve.sealed@3")
    passed = ("approve.sealed", "approve.commit", "approve.sealed", "approve.sealed", "approve.sealed")
    assert [bool(third) and name == third for name in passed] == [False, False, False, True, False]
    assert armed("approve.sealed") == "approve.sealed"


def test_approvals_at_once_leave_all_or_nothing_of_each(pair: Pair) -> None:
    """Dead when one of four is sealed, or one or all are written in the common transaction: nothing left. Dead on its commit: all did.

    The clicks are repeated, of the same forms: what left is answered with what it was, and nothing is sent twice.
    """
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    drafted = drafted_requests(xr, vn, 4)
    for point in ("approve.sealed@2", "approve.before-commit@2"):
        assert die_at(xr, point, drafted) == set(), point
    xr.groups.clear()
    left = die_at(xr, "approve.commit", drafted)
    assert [(group.acts, group.parted) for group in xr.groups] == [(4, None)], "on the disk, and nobody was told"
    assert len(left) == 4
    repeated = envelopes(xr.approve_at_once(drafted))
    assert set(repeated) == left == standing(xr, drafted)
    require_sound(pair, {one["reference"]: [name] for one, name in zip(drafted, repeated, strict=True)}, proven=xr)


def test_a_group_that_falls_apart_leaves_all_or_nothing_of_each(pair: Pair) -> None:
    """Two of three were sealed for one place of a case, so each is written by itself; the process dies when the first is on the disk.

    The common transaction left nothing, what is on the disk stands whole, and the same forms send what is not: in the order of the case.
    """
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    case, asked = xr.request(vn)
    other = xr.request(vn)
    pair.settle()
    places = [{"reference": number, "replies_to": name} for number, name in ((case, asked), (case, asked), other)]
    acts = [(*consulting(), place) for place in places]
    drafted = vn.draft_several(xr, *acts)
    vn.groups.clear()
    left = die_at(vn, "approve.commit", drafted)
    assert [(group.acts, group.parted) for group in vn.groups] == [(3, "OvertakenError")], "written by themselves"
    assert 0 < len(left) < 3
    repeated = envelopes(vn.approve_at_once(drafted))
    assert left <= set(repeated) == standing(vn, drafted)
    pair.settle()
    for number, count in ((case, 2), (other[0], 1)):
        sent = vn.rows.select("SELECT env_id, seq FROM records_outbox WHERE \"case\" = ? AND item = 'envelope' ORDER BY seq", number)
        assert [row["seq"] for row in sent] == list(range(1, count + 1))
        for row in sent:
            require_once(vn.rows, xr.rows, row["env_id"])
    require_log(vn.rows, xr.rows)


def consulting() -> tuple[str, str, dict[str, Any]]:
    """Return what is drafted of a consultation."""
    act, kind, filled = CONSULT
    return act, kind, filled("")


def group_due(pair: Pair) -> dict[str, list[str]]:
    """Have Ruritania owe a group of five acts, approved while no courier carried them: four requests, and the withdrawal of the first."""
    xr, vn = pair.xr, pair.vn
    pair.settle()
    xr.kill_courier()
    drafted = drafted_requests(xr, vn, 4)
    sent = {one["reference"]: [name] for one, name in zip(drafted, envelopes(xr.approve_at_once(drafted, meet=True)), strict=True)}
    assert (xr.groups[-1].acts, xr.groups[-1].parted) == (4, "")
    first = drafted[0]["reference"]
    sent[first].append(xr.withdraw(vn, first))
    return sent


def taken(node: RealNode, sent: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return the inbox's rows of a group; where there is none, nothing else of it is there."""
    marks = ", ".join("?" * len(sent))
    rows = node.rows.select(f'SELECT * FROM records_inbox WHERE "case" IN ({marks}) ORDER BY id', *sent)
    if not rows:
        assert node.rows.select(f"SELECT * FROM records_request WHERE reference IN ({marks})", *sent) == []
        assert node.rows.select(f'SELECT * FROM records_stream WHERE "case" IN ({marks})', *sent) == []
        assert [node.rows.leaves("act.received", name) for names in sent.values() for name in names] == [0] * 5
    return rows


def test_acts_of_one_post_are_taken_together_or_not_at_all(pair: Pair) -> None:
    """The receiver dies at some act of five, again and again, until it dies on the commit: all are there, and the sender knows of none."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    sent = group_due(pair)
    xr.start_courier()
    for point in ("inbox-row@3", "apply@5", "sign-receipt@4", "before-commit"):
        courier_dies_at(pair, vn, f"receive.{point}")
        assert taken(vn, sent) == [], point
    courier_dies_at(pair, vn, "receive.commit")
    kept = taken(vn, sent)
    assert len(kept) == 5
    assert len({row["received_at"] for row in kept}) == 1, "one POST"
    assert [xr.rows.outbox(row["env_id"])["state"] for row in kept] == ["due"] * 5
    require_sound(pair, sent)
    assert taken(vn, sent) == kept, "what was repeated changed nothing"


def kept_receipts(node: RealNode, sent: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return the receipts of a group that its sender keeps; where there is none, nothing else says that it arrived."""
    names = [name for of_case in sent.values() for name in of_case]
    marks = ", ".join("?" * len(names))
    rows = node.rows.select(f"SELECT * FROM records_receipt WHERE env_id IN ({marks}) AND direction = 'in' ORDER BY env_id", *names)
    if not rows:
        assert [node.rows.outbox(name)["state"] for name in names] == ["due"] * 5
        assert [node.rows.leaves("receipt.received", name) for name in names] == [0] * 5
    return rows


def test_receipts_of_one_reply_are_kept_together_or_not_at_all(pair: Pair) -> None:
    """The sender dies at some receipt of five, then before the commit, then on it: the peer gave each once, and repeats the same bytes."""
    pair.start_missing()
    xr, vn = pair.xr, pair.vn
    sent = group_due(pair)
    for point in ("outcome@4", "before-commit"):
        courier_dies_at(pair, xr, f"send.{point}")
        assert kept_receipts(xr, sent) == [], point
    given = taken(vn, sent)
    assert len(given) == 5
    courier_dies_at(pair, xr, "send.commit")
    kept = kept_receipts(xr, sent)
    assert {row["env_id"]: row["sealed"] for row in kept} == {row["env_id"]: row["receipt"] for row in given}
    assert len({row["at"] for row in kept}) == 1, "one reply"
    require_sound(pair, sent, proven=vn)
    assert taken(vn, sent) == given
    assert kept_receipts(xr, sent) == kept


@pytest.mark.long
def test_the_proof_of_every_act_of_a_group_verifies(pair: Pair) -> None:
    """Of whatever stands here after the deaths above, or of one more group, at both ends."""
    pair.start_missing()
    group_due(pair)
    pair.start_missing()
    pair.settle()
    outside, references = Outside(pair), pair.xr.rows.select("SELECT reference FROM records_request")
    for row in references:
        for node in pair.nodes:
            outside._require_proof(node, Case(pair.xr, pair.vn, row["reference"]))
    assert outside.proofs == 2 * len(references) >= 8
