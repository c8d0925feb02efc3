"""The journal: one leaf an act, in the transaction of the act, or none."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds.places import signing

from comity.ledger.leaf import commit
from comity.records import journal
from comity.records.models import JournalAct, LogHead
from comity.terms.digests import tree_root
from comity.terms.json import parse_json
from comity.terms.refusals import Malformed

pytestmark = pytest.mark.both_databases("what is rolled back")


def entry(**changes):
    """Return something to append."""
    return journal.Entry(**({"name": "test.noted", "actor": "ha.n@poc.vn.example", "about": "", "facts": {}} | changes))


def append(world, *entries):
    """Append in a transaction of its own."""
    with transaction.atomic():
        return journal.append(*entries, at=world.at, key=signing(world.node).public.key_id)


def hashes():
    """Return every leaf hash in order."""
    return [bytes(found) for found in JournalAct.objects.order_by("index").values_list("leaf_hash", flat=True)]


def test_an_empty_log(world):
    """Its root is the hash of nothing."""
    assert (journal.head().size, journal.head().root.raw) == (0, tree_root([]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(batches=st.lists(st.integers(0, 5), max_size=8))
def test_the_frontier_is_the_tree_over_the_rows(world, batches):
    """However many are appended at once: as many leaves as acts, each placed where its receipt will say, one root."""
    for count in batches:
        before = JournalAct.objects.count()
        placed = append(world, *(entry(facts={"n": number}) for number in range(count)))
        assert [place.index for place in placed] == list(range(before, before + count))
        for place in placed:
            assert place.size == place.index + 1
            assert place.root.raw == tree_root(hashes()[: place.size])
    assert journal.head().size == JournalAct.objects.count() == len(hashes())
    assert journal.head().root.raw == tree_root(hashes())


def test_every_deed_of_a_case_leaves_its_leaves_under_one_root(world, puppet):
    """After drafting, sending, receiving, opening, a refusal and an alarm, the head is the tree over all rows."""
    from comity.desk.holding.actions import open_request, take_request

    world.send()
    request = world.receive()
    open_request(request, by=world.drafter, at=world.at)
    take_request(request, by=world.both, at=world.at, token=world.token())
    world.deliver(puppet.seal(puppet.act()))
    names = list(JournalAct.objects.order_by("index").values_list("name", flat=True))
    assert names == [
        "draft.opened",
        "draft.submitted",
        "act.sent",
        "act.received",
        "act.opened",
        "request.taken",
        "alarm.raised",
    ]
    assert journal.head().root.raw == tree_root(hashes())
    assert list(JournalAct.objects.order_by("index").values_list("index", flat=True)) == list(range(len(names)))


def test_a_rollback_leaves_no_leaf(world):
    """Neither the row nor the head; the next act takes the place."""
    append(world, entry())
    head = bytes(LogHead.objects.get().frontier)
    with transaction.atomic():
        append(world, entry(), entry())
        transaction.set_rollback(True)
    assert (JournalAct.objects.count(), bytes(LogHead.objects.get().frontier)) == (1, head)
    (placed,) = append(world, entry())
    assert (placed.index, placed.size) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_appended(world):
    """A leaf without its act, or an act without its leaf, cannot be written by accident."""
    with pytest.raises(transaction.TransactionManagementError):
        journal.append(entry(), at=world.at, key=signing(world.node).public.key_id)
    assert not JournalAct.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rollback_of_a_real_transaction_leaves_no_leaf(world):
    """The same on the database's own transaction, not a savepoint in one."""
    with transaction.atomic():
        append(world, entry())
        transaction.set_rollback(True)
    assert not JournalAct.objects.exists()
    assert journal.head().size == 0


def test_what_has_no_form_is_not_appended(world):
    """Facts are canonical JSON; a float is refused before anything is written."""
    with pytest.raises(Malformed):
        append(world, entry(facts={"n": 0.5}))
    assert not JournalAct.objects.exists()


def test_equal_acts_have_different_leaves(world):
    """Salt: nobody learns from two leaves that two acts were alike."""
    append(world, entry(), entry())
    one, two = JournalAct.objects.all()
    assert bytes(one.leaf_hash) != bytes(two.leaf_hash)
    assert bytes(one.record) != bytes(two.record)


def test_the_record_names_nobody_and_the_row_opens_it(world):
    """Who and what stand inside the commitment, which facts and salt open."""
    append(world, entry(about="VN-2026-000001", facts={"reason": "a secret"}))
    row = JournalAct.objects.get()
    for word in (b"ha.n", b"VN-2026-000001", b"a secret"):
        assert word not in bytes(row.record)
    payload = bytes(row.facts)
    assert parse_json(payload, 4096) == {"actor": row.actor, "about": row.about, "facts": {"reason": "a secret"}}
    assert commit(payload, salt=bytes(row.salt)).raw.hex().encode() in bytes(row.record)


def test_erased_content_leaves_the_log_as_it_was(world):
    """Without facts and salt the leaf stands, and the root with it."""
    append(world, entry(facts={"reason": "a secret"}), entry())
    root = journal.head().root
    JournalAct.objects.filter(index=0).update(facts=None, salt=None)
    assert journal.head().root == root
    assert root.raw == tree_root(hashes())


def test_where_leaves_go_is_foreseen_until_somebody_else_appends(world):
    """From an empty log, and from one with leaves; a log to which nothing may be added has no next place."""
    leaves = [journal.print_entry(entry(facts={"n": number}), at=world.at, key=signing(world.node).public.key_id) for number in range(2)]
    for _ in range(2):
        foreseen = journal.foresee(leaves)
        with transaction.atomic():
            assert journal.append_leaves(leaves) == foreseen
        leaves = leaves[:1]
        assert journal.foresee(leaves) != foreseen[:1]
    with transaction.atomic():
        journal.stop(stopped=True)
    with pytest.raises(journal.LogStopped):
        journal.foresee(leaves)
    assert journal.head().size == 3
