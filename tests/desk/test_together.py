"""Acts that are approved in the same moment are written in one transaction, and each is sent, refused or overtaken as if it were alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections

from comity.desk.policy import DraftNotOpen
from comity.desk.sending import actions
from comity.desk.sending.gathering import Gathering
from comity.doors.cli.demo import fields
from comity.ledger.reference import tree_root
from comity.records import bell, journal
from comity.records.models import Draft, JournalAct, Stream
from comity.seal.dsse import PAYLOAD_TYPE
from comity.terms.refusals import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases("one transaction for several threads")]

_LONG = 30.0  # seconds: nobody waits so long where the gathering is right


class _Broken(Refused):
    """What a test has one act refused with."""


@pytest.fixture
def commits(monkeypatch):
    """Note, for each commit that was tried from now on, how many threads had their answer; a test may have some of them fail."""

    class Commits(list):
        answered = 0
        fail = frozenset()  # which of them, by their number

    kept, commit = Commits(), type(connections[DEFAULT_DB_ALIAS]).commit

    def noted(own):
        kept.append(kept.answered)
        if len(kept) in kept.fail:
            raise OperationalError("disk full")
        commit(own)

    monkeypatch.setattr(type(connections[DEFAULT_DB_ALIAS]), "commit", noted)
    return kept


@pytest.fixture
def approve(world, monkeypatch, commits):
    """Return what has drafts approved by as many threads, which all come before one of them asks: what each gave or raised."""
    monkeypatch.setattr(actions, "_GATHERING", Gathering(PAYLOAD_TYPE, patience=_LONG))

    def approve(*approvals):
        came, first, drafters = threading.Barrier(len(approvals)), threading.local(), actions.drafters

        def come(draft):
            if not hasattr(first, "time"):
                first.time = came.wait(_LONG)
            return drafters(draft)

        def play(approval):
            try:
                return world.approve(**approval)
            except (Refused, OperationalError) as fault:
                return fault
            finally:
                commits.answered += 1
                connection.close()

        monkeypatch.setattr(actions, "drafters", come)
        for approval in approvals:
            world.key(approval.get("by", world.approver))  # unlocked once, before
        with ThreadPoolExecutor(len(approvals)) as threads:
            return [one.result(_LONG) for one in [threads.submit(play, approval) for approval in approvals]]

    return approve


def _submitted(world, count):
    return [world.submit(world.draft()) for _ in range(count)]


def _in_one_case(world, count):
    """Return as many drafts of one case."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    values = fields.consultation("ESSENTIAL_INTEREST", at=world.at)
    return [world.submit(world.draft("consultation", "ADM-CONSULT", values, request=request, replies_to=asked)) for _ in range(count)]


def _require_sent(world, puppet, drafts):
    """Fail unless exactly these are sent, once each, and the log is one chain."""
    assert {draft.pk for draft in Draft.objects.filter(state="sent")} == {draft.pk for draft in drafts}
    opened = [puppet.open(bytes(row.sealed)).payload for row in world.envelopes()]
    assert sorted(opened) == sorted(bytes(draft.body) for draft in drafts)
    leaves = list(JournalAct.objects.order_by("index"))
    assert [leaf.index for leaf in leaves] == list(range(len(leaves)))
    assert journal.head().root.raw == tree_root([bytes(leaf.leaf_hash) for leaf in leaves])
    assert sum(leaf.name == "act.sent" for leaf in leaves) == len(drafts)


def test_four_at_once_are_one_transaction(world, puppet, approve, commits, monkeypatch):
    """One commit, before anybody has an answer; each has its own request; the courier is woken after it.

    The points at which a process may end are met by each act, before the commit or after it: it leaves all of them, or none.
    """
    rung, met = [], []
    monkeypatch.setattr(bell, "_ring", lambda: rung.append(len(commits)))
    monkeypatch.setattr(actions, "crash_point", lambda name: met.append((name, len(commits))))
    drafts = _submitted(world, 4)
    commits.clear()
    requests = approve(*({"draft": draft} for draft in drafts))
    assert commits == [0]
    assert set(rung) == {1}
    assert met == [("approve.sealed", 0)] * 4 + [("approve.before-commit", 0)] * 4 + [("approve.commit", 1)] * 4
    assert [request.reference for request in requests] == [draft.reference for draft in drafts]
    _require_sent(world, puppet, drafts)


def test_one_that_is_refused_takes_no_other_with_it(world, puppet, approve, commits, monkeypatch):
    """Its own officer is told; the others' acts leave as they would have without it."""
    (refused, *others), let_leave = _submitted(world, 3), actions.let_leave

    def leave(draft, **more):
        if draft.pk == refused.pk:
            let_leave(draft, **more)
            raise _Broken
        return let_leave(draft, **more)

    monkeypatch.setattr(actions, "let_leave", leave)
    commits.clear()
    came = approve(*({"draft": draft} for draft in (refused, *others)))
    assert isinstance(came[0], _Broken)
    assert [request.reference for request in came[1:]] == [draft.reference for draft in others]
    _require_sent(world, puppet, others)
    assert len(commits) == 2, "each of the others by itself"


def test_two_acts_of_one_case_follow_each_other(world, puppet, approve):
    """Both were sealed for one place: one takes it, the other is sealed again for the next."""
    one, other = _in_one_case(world, 2)
    before = len(world.envelopes())
    requests = approve({"draft": one}, {"draft": other})
    assert requests[0].reference == requests[1].reference == one.reference
    ours = sorted((puppet.open(bytes(row.sealed)) for row in world.envelopes()), key=lambda opened: opened.inner.seq)
    assert [opened.inner.seq for opened in ours[before:]] == [1, 2]
    assert ours[-1].inner.previous == ours[-2].inner_digest
    assert Stream.objects.get(direction="out").next_seq == 3


def test_one_draft_is_approved_by_one_of_two(world, puppet, approve):
    """The other is told that it was sent, and the act beside them leaves too."""
    draft, beside = _submitted(world, 2)
    came = approve({"draft": draft}, {"draft": draft, "by": world.both}, {"draft": beside})
    assert sum(isinstance(one, DraftNotOpen) for one in came) == 1
    assert came[2].reference == beside.reference
    _require_sent(world, puppet, [draft, beside])


def test_a_form_that_is_sent_twice_at_once_acts_once(world, puppet, approve, commits):
    """Both clicks are answered with the same request, after one transaction."""
    (draft,), token = _submitted(world, 1), world.token()
    commits.clear()
    one, other = approve({"draft": draft, "token": token}, {"draft": draft, "token": token})
    assert one.reference == other.reference == draft.reference
    assert commits == [0]
    _require_sent(world, puppet, [draft])


def test_a_commit_that_fails_is_told_to_each(world, puppet, approve, commits):
    """The disk is full: nothing is written, and nobody believes that it is. Once it is not, each act leaves."""
    drafts = _submitted(world, 2)
    before = world.everything()
    commits.clear()
    commits.fail = {1, 2, 3}
    came = approve(*({"draft": draft} for draft in drafts))
    assert [type(one) for one in came] == [OperationalError] * 2
    assert len(commits) == 3, "the common one, and each alone"
    assert world.everything() == before
    commits.clear()
    commits.fail = {1}
    approve(*({"draft": draft} for draft in drafts))
    assert len(commits) == 3
    _require_sent(world, puppet, drafts)
