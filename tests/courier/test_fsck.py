"""The file check finds each thing that can go wrong with a node's rows, files, keys and clock, and nothing at a sound one."""

import shutil
from datetime import timedelta

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def node(sound):
    """A node of its own, with a request from abroad, its answer, a request of ours, every receipt, and a published log."""
    return sound


def found(world, *, at=None) -> list:
    """Check the node."""
    from comity.courier.fsck import check_node

    return check_node(world.home, at=at or world.later(minutes=10))


def sentences(world, **more) -> set[str]:
    """Return the kinds of faults that are found."""
    return {fault.sentence for fault in found(world, **more)}


@pytest.mark.both_databases("how each kind of value is stored")
def test_a_sound_node_has_no_faults(node):
    """Nothing is said of a node on which everything agrees, also when more was logged than is published."""
    assert found(node) == []
    node.receive(case="XR-2026-000008", at=node.later(minutes=1))
    assert found(node) == []


def test_progress_is_told_check_by_check(node):
    """Whoever waits sees which check runs."""
    from comity.courier.fsck import CHECKS, check_node

    seen = []
    check_node(node.home, at=node.later(minutes=10), progress=lambda check, *_: seen.append(check))
    assert seen == list(CHECKS)


def _journal(index, **changes):
    from comity.records.models import JournalAct

    JournalAct.objects.filter(index=index).update(**changes)


def _all(model, **changes):
    from comity.records import models

    assert getattr(models, model).objects.update(**changes)


def _newest(model):
    from comity.records import models

    return getattr(models, model).objects.latest("pk")


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


ROWS = {
    "a leaf's hash": ("LEAF_CHANGED", lambda: _journal(1, leaf_hash=bytes(32))),
    "a leaf's name": ("LEAF_CHANGED", lambda: _journal(1, name="act.forged")),
    "a leaf's actor": ("LEAF_CHANGED", lambda: _journal(1, actor="nobody")),
    "a leaf's content": ("LEAF_CHANGED", lambda: _journal(1, facts=b'{"about":"","actor":"x","facts":{}}')),
    "a leaf's salt": ("LEAF_CHANGED", lambda: _journal(1, salt=bytes(32))),
    "half an erasure": ("LEAF_CHANGED", lambda: _journal(1, salt=None)),
    "a leaf's record": ("HEAD_DIFFERS", lambda: _forge_record(1)),
    "a leaf taken out": ("LEAF_MISSING", lambda: _delete("JournalAct", index=1)),
    "the newest leaf taken out": ("CHECKPOINT_AHEAD", lambda: _delete("JournalAct", pk=_newest("JournalAct").pk)),
    "the head": ("HEAD_DIFFERS", lambda: _all("LogHead", frontier=bytes(8))),
    "a head that cannot be read": ("HEAD_DIFFERS", lambda: _all("LogHead", frontier=b"x")),
    "an act's body": ("ACT_BROKEN", lambda: _all("Message", body=b"{}")),
    "an act's salt": ("ACT_BROKEN", lambda: _all("Message", salt=bytes(32))),
    "an act's signatures": ("ACT_BROKEN", lambda: _all("Message", signatures=b"")),
    "an act's number": ("ACT_BROKEN", lambda: _change("Message", seq=7)),
    "an act's direction": ("ACT_NOT_LOGGED", lambda: _change("Message", direction="in")),
    "a stream's head": ("STREAM_BROKEN", lambda: _all("Stream", head=bytes(32))),
    "a stream's number": ("STREAM_BROKEN", lambda: _all("Stream", next_seq=9)),
    "a stream lost": ("STREAM_BROKEN", lambda: _delete("Stream")),
    "an envelope in the outbox": ("OUTBOX_BROKEN", lambda: _all("OutboxBytes", sealed=b"COMITY1E")),
    "an envelope's digest": ("OUTBOX_BROKEN", lambda: _all("Outbox", outer_digest=bytes(32))),
    "an envelope to another": ("OUTBOX_BROKEN", lambda: _change("Outbox", peer="poc.th.example")),
    "an envelope lost": ("OUTBOX_BROKEN", lambda: (_delete("OutboxBytes", entry__item="envelope"), _delete("Outbox", item="envelope"))),
    "an envelope's bytes lost": ("OUTBOX_BROKEN", lambda: _delete("OutboxBytes", entry__item="envelope")),
    "an outcome without its receipt": ("OUTBOX_BROKEN", lambda: _delete("Receipt", direction="in")),
    "an envelope in the inbox": ("INBOX_BROKEN", lambda: _all("Inbox", sealed=b"COMITY1E")),
    "a receipt in the inbox": ("INBOX_BROKEN", lambda: _all("Inbox", receipt=b"COMITY1R")),
    "an inbox row lost": ("INBOX_BROKEN", lambda: _delete("Inbox")),
    "a receipt": ("RECEIPT_BROKEN", lambda: _change("Receipt", sealed=_flip(bytes(_newest("Receipt").sealed)))),
    "a receipt's kind": ("RECEIPT_BROKEN", lambda: _change("Receipt", kind="refused")),
    "a receipt's envelope": ("RECEIPT_BROKEN", lambda: _change("Receipt", env_id="0" * 32)),
    "a deadline": ("DEADLINE_DIFFERS", lambda: _all("Request", due_at=None)),
    "a draft's act": ("DRAFT_WITHOUT_ACT", lambda: _all("Draft", env_id="0" * 32)),
}


def _change(model, **changes):
    from comity.records import models

    getattr(models, model).objects.filter(pk=_newest(model).pk).update(**changes)


def _delete(model, **which):
    from comity.records import models

    rows = getattr(models, model).objects.filter(**which)
    assert rows._raw_delete(rows.db)


def _forge_record(index):
    """Exchange a record and its hash, as somebody would who knows how a row is made."""
    from dataclasses import replace

    from comity.ledger.leaf import parse_leaf, print_leaf
    from comity.records.models import JournalAct
    from comity.terms.digests import Digest, leaf_hash

    row = JournalAct.objects.get(index=index)
    record = print_leaf(replace(parse_leaf(bytes(row.record)), commitment=Digest.of(b"other")))
    _journal(index, record=record, leaf_hash=leaf_hash(record))


@pytest.mark.parametrize("what", ROWS)
def test_a_changed_row_is_found(node, what):
    """Each change is named by its own sentence, which says where, and what to do."""
    from comity.courier.fsck import faults

    expected, change = ROWS[what]
    change()
    seen = found(node)
    assert getattr(faults, expected) in {fault.sentence for fault in seen}
    assert all(str(fault) and fault.mend for fault in seen)


def test_erased_content_is_not_a_fault(node):
    """Destroying facts and salt erases an act at law; log and files stay sound."""
    from comity.records.models import JournalAct

    JournalAct.objects.update(facts=None, salt=None)
    assert found(node) == []


@pytest.mark.both_databases("search")
def test_a_search_index_that_lags_is_found(node):
    """A request without its words, with too few of them, under the wrong tags; and what mends it mends it."""
    from comity.courier.fsck import faults
    from comity.desk.indexing import forget, index_all
    from comity.records.models import Request, SearchText

    request = Request.objects.first()
    forget(request)
    assert sentences(node) == {faults.NOT_INDEXED}
    SearchText.objects.create(request=request, words="xr 2026")
    assert sentences(node) == {faults.SEARCHED_OTHERWISE}
    assert list(index_all())
    assert found(node) == []
    SearchText.objects.filter(pk=request.pk).update(tags="s:lost")
    assert found(node) == []  # the index says what the row says; only the request could contradict it
    Request.objects.filter(pk=request.pk).update(urgency="routine")
    assert "u:routine" in SearchText.objects.get(pk=request.pk).tags


@pytest.mark.own_index
def test_an_index_that_lost_a_word_or_kept_one_too_many_is_found(node):
    """SQLite's index lies beside its rows: it is read from end to end, and what it says too much counts as what it lacks."""
    from django.db import connection

    from comity.courier.fsck import faults
    from comity.desk.indexing import pay_all
    from comity.records.models import SearchText

    pay_all()
    kept = SearchText.objects.first()
    assert kept is not None
    write = "INSERT INTO records_searchindex(records_searchindex, rowid, words, tags) VALUES ('delete', %s, %s, %s)"
    add = "INSERT INTO records_searchindex(rowid, words, tags) VALUES (%s, %s, %s)"
    word = kept.words.split(" ")[-1]
    with connection.cursor() as cursor:
        cursor.execute(write, [kept.pk, word, ""])
        assert sentences(node) == {faults.SEARCHED_OTHERWISE}
        cursor.execute(add, [kept.pk, word, ""])
        assert found(node) == []
        cursor.execute(add, [kept.pk, "chinook", ""])
        assert sentences(node) == {faults.SEARCHED_OTHERWISE}


def test_a_register_that_was_written_into_is_found(node):
    """Bytes of a document that are not its digest's, and a figure that counts what does not count."""
    from hands import Hands

    from comity.courier.fsck import faults
    from comity.records.models import Commitment, Document

    hands = Hands(node)
    hands.accept_all(hands.bring())
    assert found(node) == []
    Document.objects.update(original=b"other")
    Commitment.objects.filter(number="C-000002").update(counted=True)
    assert sentences(node) == {faults.WRONG_BYTES, faults.ROW_LAGS}


def test_a_threat_object_whose_bytes_were_changed_is_found(node):
    """Each is hashed as it is kept."""
    from comity.courier.fsck import faults
    from comity.records.models import IntelType, StixObject
    from comity.terms.digests import Digest

    kind, _ = IntelType.objects.get_or_create(name="indicator")
    body = b'{"type":"indicator"}'
    one = StixObject.objects.create(
        id=1, digest=Digest.of(body).raw, body=body, stix_id="indicator--1", key=0, kind=kind, spec=21, version="", name="", created_by=""
    )
    assert found(node) == []
    StixObject.objects.filter(pk=one.pk).update(body=b'{"type":"indicatoR"}')
    assert sentences(node) == {faults.OBJECT_CHANGED}


@pytest.mark.both_databases
def test_a_place_under_another_number_or_taken_twice_is_found(node):
    """No constraint says that; the same version from another giver, or in another collection, is none."""
    from comity.courier.fsck import faults
    from comity.intel.store.granting import add_collection
    from comity.intel.store.postings import name_key
    from comity.intel.store.sources import Source, number_of
    from comity.records.models import IntelCollection, IntelType, StixObject, StixPlace
    from comity.terms.digests import Digest

    kind, _ = IntelType.objects.get_or_create(name="indicator")
    named, body = {"stix_id": "indicator--1", "key": name_key("indicator--1"), "kind": kind, "spec": 21}, b"{}"
    one = StixObject.objects.create(id=1, digest=Digest.of(body).raw, body=body, version="", name="", created_by="", **named)
    shelves = [IntelCollection.objects.get(uuid=add_collection("One", alias=alias, at=node.at).uuid) for alias in ("one", "two")]
    givers = [number_of(Source("client", name, "xr-cert")) for name in ("one", "two")]

    def place(added, *, shelf=0, giver=0, settled=1):
        held = {"collection": shelves[shelf], "source_id": givers[giver], "settled": settled}
        return StixPlace.objects.create(added=added, object=one, label=0, version_at=5, newest=2, **held, **named)

    for added, shelf, giver in ((1, 0, 0), (2, 1, 0), (3, 0, 1)):
        place(added, shelf=shelf, giver=giver, settled=added % 2)
    assert found(node) == []
    twice = place(4, giver=1, settled=0)
    assert sentences(node) == {faults.PLACE_WRONG}
    twice.delete()
    StixPlace.objects.filter(added=1).update(key=7)
    assert sentences(node) == {faults.PLACE_WRONG}


@pytest.mark.both_databases("what a server promises")
def test_a_server_that_promises_less_is_found(node, monkeypatch):
    """On PostgreSQL each setting that a commit rests on is looked at; a file has none."""
    from django.db import connection

    from comity.courier.fsck import database, faults

    monkeypatch.setattr(database, "_setting", lambda name: "off" if name == "fsync" else "on")
    assert sentences(node) == (set() if connection.vendor == "sqlite" else {faults.UNSAFE_SERVER})


def _tile(world):
    return next(path for path in (world.home.log / "tile" / "0").rglob("*") if path.is_file())


FILES = {
    "a tile lost": lambda world: _tile(world).unlink(),
    "a tile changed": lambda world: _tile(world).write_bytes(_flip(_tile(world).read_bytes())),
    "a bundle lost": lambda world: shutil.rmtree(world.home.log / "tile" / "entries"),
    "a strange file": lambda world: (world.home.log / "tile" / "0" / "notes.txt").write_text("x"),
    "a wider tile": lambda world: (_tile(world).parent / "200").write_bytes(bytes(32 * 200)),
    "the checkpoint lost": lambda world: (world.home.log / "checkpoint").unlink(),
    "the checkpoint changed": lambda world: (world.home.log / "checkpoint").write_bytes(
        _flip((world.home.log / "checkpoint").read_bytes())
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_a_changed_file_is_found(node, what):
    """Files that are missing, other than the rows make them, or foreign."""
    FILES[what](node)
    (fault, *_) = found(node)
    assert fault.mend


def test_files_ahead_of_the_checkpoint_are_not_a_fault(node):
    """Tiles are written before the checkpoint that names them; whoever looks in between sees a sound log."""
    from comity.courier.publishing import publish_log

    before = (node.home.log / "checkpoint").read_bytes()
    node.receive(case="XR-2026-000009", at=node.later(minutes=1))
    publish_log(node.home)
    (node.home.log / "checkpoint").write_bytes(before)
    assert found(node) == []


def test_a_half_written_file_is_not_a_fault(node):
    """What a crash left beside the files, under its temporary name, is written anew and says nothing."""
    (node.home.log / "tile" / "0" / "001.p").mkdir()
    (node.home.log / "tile" / "0" / "001.p" / "3.new").write_bytes(b"half")
    assert found(node) == []


def test_a_clock_that_was_set_back_is_found(node):
    """The clock may not stand before the newest leaf, and no leaf long before those in front of it."""
    from comity.courier.fsck import faults
    from comity.directory.keyfiles import node_keys
    from comity.records import journal

    assert faults.CLOCK_BEHIND in sentences(node, at=node.at + timedelta(seconds=-1))
    key = node_keys(node.home).signing.public.key_id
    entry = journal.Entry(name="draft.opened", actor="x", about="", facts={})
    journal.append(entry, at=node.at + timedelta(seconds=-59), key=key)
    assert found(node) == []  # acts side by side: the one that began earlier may commit later
    journal.append(entry, at=node.at + timedelta(seconds=-61), key=key)
    assert faults.LEAF_BACKWARDS in sentences(node)


def test_keys_and_sections_are_looked_at(node, monkeypatch):
    """An expired section, a key that the directory does not name, key files that are gone, trust that cannot be read."""
    from worlds.places import UNTIL

    from comity.courier.fsck import faults
    from comity.directory import keyfiles

    assert sentences(node, at=UNTIL) >= {faults.SECTION_EXPIRED, faults.KEY_NOT_LISTED}
    over = {fault.facts["country"]: fault.mend for fault in found(node, at=UNTIL) if fault.sentence == faults.SECTION_EXPIRED}
    assert over.pop(str(node.home.country)) == faults.RENEW_SECTION
    assert set(over.values()) == {faults.RENEW}
    monkeypatch.setattr(keyfiles, "_KEPT", {})
    shutil.move(node.home.keys / "sealing-1.key", node.home.keys / "elsewhere")
    assert any("sealing" in str(fault) for fault in found(node))
    node.home.trust.write_text("{}")
    (fault,) = found(node)
    assert fault.mend


def test_the_key_of_the_line_is_looked_at(node):
    """One whose time is over, and one whose file is gone; a node that has none and needs none is whole."""
    from worlds.places import UNTIL

    from comity.courier.fsck import faults
    from comity.directory.linekeys import shown_at
    from comity.directory.linenaming import name_line_key

    name_line_key(node.home, renew=False, at_once=False, at=node.at)
    assert faults.LINE_KEY_OVER not in sentences(node)
    assert faults.LINE_KEY_OVER in sentences(node, at=UNTIL + timedelta(days=366))
    shown_at(node.home, at=node.at)[0].unlink()
    assert any("tls-" in str(fault) for fault in found(node))


def test_positions_that_peers_were_told_of_are_beginnings_of_the_log(node):
    """What a receipt promised is proven against the published log, and a fork is refused."""
    from comity.courier.fsck import prove_positions
    from comity.courier.publishing import leaf_hashes
    from comity.ledger.proofs import NotConsistent
    from comity.terms.digests import Digest, tree_root

    roots = [(size, Digest(tree_root(leaf_hashes(0, size)))) for size in range(1, 8)]
    prove_positions(roots)
    with pytest.raises(NotConsistent):
        prove_positions([*roots, (3, Digest.of(b"fork"))])
