"""Threat sets from one node to another: what goes in, by whose decision, what came of each object, and what is called back."""

import json

import pytest
from django.db import transaction
from programs import CLEAR, GREEN, RED, indicator
from worlds.byhand import OURS, THEIRS, held
from worlds.puppet import verified
from worlds.sets import Giver, Line, message_of, their_sets

from comity.courier.crashing import SET_POINTS
from comity.courier.shelving import accept_parcel
from comity.desk.giving import drawing
from comity.desk.giving.actions import drop_set, propose_recall, propose_set
from comity.desk.meaning import GIVING
from comity.desk.receiving.receipts import delivered, undelivered
from comity.desk.sending.actions import ChangedSinceShown
from comity.desk.unpacking.taking import take_sets
from comity.directory.policy import NotAllowed
from comity.intel.carrying.refusals import NotForThem
from comity.intel.policy import Label, marking_of
from comity.intel.sets import arriving
from comity.intel.sets.keeping import ledger_of
from comity.intel.sets.refusals import NoSet, NothingToGive, NothingToRecall, OwnSet, SetMoved, SetOutdated
from comity.intel.sets.withholding import unpack_withheld
from comity.intel.warnings.refusals import RecallReasonMissing
from comity.records.models import (
    ActFile,
    Draft,
    IntelOpened,
    IntelSet,
    IntelSetWord,
    IntelTombstone,
    JournalAct,
    Message,
    Outbox,
    Request,
    StixObject,
)
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country, NodeId
from comity.terms.markings import Tlp
from comity.wire.act import parse_act
from comity.wire.threatset import ThreatSet, print_digests, print_objects, print_set

NUMBER, UUID = "S-000009", "8d2b1f0e-3c4d-4e5f-8a6b-7c8d9e0f1a2b"


@pytest.fixture
def giver(world):
    """The node that gives."""
    return Giver(world)


@pytest.fixture
def line(world, giver, tmp_path, monkeypatch):
    """The line to the node that gets."""
    return Line(world, tmp_path / "there", monkeypatch)


def stands(row):
    """Return where the objects stand with the authority of a set, in the order in which they came here."""
    return [(entry.stand.value, entry.code) for _, entry in sorted(ledger_of(row.collection, row.authority).items())]


def anew(row):
    """Return a set as it stands now."""
    return IntelSet.objects.select_related("collection").get(pk=row.pk)


def stix_ids(raws):
    """Return the identifiers of objects."""
    return [json.loads(raw)["id"] for raw in raws]


# ---------------------------------------------------------------- from one node to another


def test_what_is_given_arrives_byte_for_byte_and_each_object_is_answered(giver, line):
    """Small sets stand in the act; the ledger follows from sent to received, by the word that the other node signed."""
    odd = json.dumps(indicator(9, name="Đ"), indent=1).encode()
    first = giver.put(indicator(1), indicator(2, marking=CLEAR), odd)
    row = giver.give()
    assert stands(row) == [("sent", "")] * 3
    with line.there():
        (theirs,) = their_sets()
        assert (theirs.state, theirs.number, theirs.objects_count) == ("settled", row.number, 3)
        assert held(line.world.at, collection=theirs.collection.uuid) == first
    line.answer()
    assert stands(row) == [("received", "SET-RECEIVED")] * 3
    assert (anew(row).state, anew(row).settled_at) == ("settled", giver.world.at)
    assert Message.objects.get(env_id=row.env_id).request.kind == GIVING


def test_a_second_set_goes_on_in_the_same_case_with_what_is_new(giver, line):
    """What they have is not given again; what becomes visible later goes with the next set, however old it is."""
    giver.put(indicator(1), indicator(2, marking=RED))
    one = giver.give()
    with pytest.raises(NothingToGive):
        giver.propose_set()
    giver.put(indicator(3))
    two = giver.give()
    assert (one.case, one.objects_count, two.case, two.objects_count) == (one.case, 1, one.case, 1)
    line.answer()
    with line.there():
        assert [row.number for row in their_sets()] == [one.number, two.number]
        assert len({row.collection_id for row in their_sets()}) == 1
    assert stands(two) == [("received", "SET-RECEIVED")] * 2


def test_a_large_set_is_the_file_beside_its_act(giver, line, monkeypatch):
    """What does not fit into the act goes in chunks behind it; until all of it is there nothing is kept, and later sets wait."""
    monkeypatch.setattr(drawing, "MAX_INLINE", 2000)
    raws = giver.put(*(indicator(number) for number in range(12)))
    row = giver.give()
    (file,) = ActFile.objects.filter(message=message_of(row))
    assert (file.digest, file.state, file.kind) == (row.content, "due", "FILE-DATA")
    assert "inline" not in parse_act(bytes(message_of(row).body)).fields
    giver.put(indicator(13))
    small = giver.give()
    line.pack()
    whole = [(env_id, sealed, parcels) for env_id, sealed, parcels in line.packed]
    line.packed = [(env_id, sealed, []) for env_id, sealed, _ in whole]
    with line.there():
        assert [one.state for one in their_sets()] == ["coming", "coming"], "the second waits for the first"
        assert not line.said()
        for parcel in whole[0][2]:
            accept_parcel(parcel, sender=line.world.node, at=line.world.at)
        assert take_sets(at=line.world.at) == 2
        assert held(line.world.at, collection=their_sets()[0].collection.uuid)[:12] == raws
    line.packed = whole
    line.answer()
    assert stands(small) == [("received", "SET-RECEIVED")] * 13


@pytest.mark.parametrize("point", SET_POINTS)
def test_pieces_are_resumed_where_they_were(giver, line, monkeypatch, point):
    """A set is kept piece by piece; a process that dies at a point goes on, and nothing is kept or answered twice."""
    monkeypatch.setattr(arriving, "PIECE", 2)
    monkeypatch.setattr("comity.desk.unpacking.taking.PIECE", 2)
    raws = giver.put(*(indicator(number) for number in range(5)))
    giver.give()
    kept = {"set.before-commit": 2, "set.commit": 4, "set.settled-before-commit": 5}[point]
    passed = []

    def dies(name):
        passed.append(name)
        # At the second piece; at the end, where there is but one.
        if name == point and passed.count(name) == (1 if name == SET_POINTS[2] else 2):
            raise RuntimeError

    with line.there(settle=False):
        monkeypatch.setattr("comity.desk.unpacking.taking.crash_point", dies)
        with pytest.raises(RuntimeError):
            take_sets(at=line.world.at)
        assert [(one.state, len(one.outcomes)) for one in their_sets()] == [("coming", kept)]
        passed += [point] * 9  # the process that starts again
        assert take_sets(at=line.world.at) == 1
        assert take_sets(at=line.world.at) == 0
        assert held(line.world.at, collection=their_sets()[0].collection.uuid) == raws
        assert len(line.said()) == 1


# ---------------------------------------------------------------- what is withheld, and that nobody is told


def test_what_is_withheld_is_known_here_by_its_rule_and_told_to_nobody(giver, line):
    """The ledger says which rule; the act, the other node's rows and its answers are the same as if the hidden objects were none."""
    label = Label(tlp=Tlp.GREEN, owner=OURS, countries=frozenset({Country("VN")}))
    home_only = marking_of(label, id_="marking-definition--00000001-0000-4000-8000-00000000abcd", created="2026-01-01T00:00:00.000Z")
    giver.put(indicator(1), indicator(2))
    plain = giver.propose_set()
    with_nothing_hidden = parse_act(bytes(plain.body))
    drop_set(plain.number, by=giver.world.drafter, at=giver.world.at, token=giver.world.token())
    giver.put(indicator(3, marking=RED), home_only, indicator(4, marking=home_only["id"]))
    giver.put(indicator(5, marking=GREEN), by=AuthorityId("th-poc"))
    row = giver.propose_set()
    said = parse_act(bytes(row.body))
    assert {**said.fields, "number": ""} == {**with_nothing_hidden.fields, "number": ""}
    assert (said.tlp, said.text["en"][1:]) == (with_nothing_hidden.tlp, with_nothing_hidden.text["en"][1:])
    why = [tuple(code for code, _ in row.rules[place]) for _, place in unpack_withheld(bytes(row.withheld))]
    assert why == [("tlp-red-no",), ("countries-no",), ("countries-no",), ("consent-no",)]
    sent = giver.approve_set(row)
    with line.there():
        (theirs,) = their_sets()
        assert (theirs.objects_count, bytes(theirs.withheld), theirs.rules) == (2, b"", [])
        assert StixObject.objects.count() == 2
    assert len(line.answer()) == 1
    assert stands(sent) == [("received", "SET-RECEIVED")] * 2


# ---------------------------------------------------------------- by whose decision


def test_two_officers_decide_about_these_bytes(giver):
    """Whoever proposed it does not approve it; another digest, another key and a lost mandate stop it; a repeated click sends nothing."""
    world = giver.world
    giver.put(indicator(1))
    row = propose_set(giver.alias, to=THEIRS, by=world.both, at=world.at, token=world.token())
    with pytest.raises(OwnSet):
        giver.approve_set(row, by=world.both)
    with pytest.raises(NotAllowed):
        giver.approve_set(row, by=world.drafter)
    with pytest.raises(NotAllowed):
        propose_set(giver.alias, to=THEIRS, by=world.approver, at=world.at, token=world.token())
    with pytest.raises(ChangedSinceShown):
        giver.approve_set(row, digest=Digest.of(b"something else"))
    assert not Outbox.objects.exists()
    assert not Draft.objects.exists()
    sent = giver.approve_set(row)
    with pytest.raises(SetMoved):
        giver.approve_set(row)
    assert Outbox.objects.count() == 1
    assert (sent.proposed_by, sent.approved_by) == (world.both.officer_id, world.approver.officer_id)
    acts = JournalAct.objects.filter(name__startswith="set.").order_by("index").values_list("name", flat=True)
    assert list(acts) == ["set.proposed", "set.sent"]


def test_a_newer_proposal_drops_the_one_that_waits(giver):
    """There is one at a time for an authority; what was dropped is neither approved nor counted as given."""
    giver.put(indicator(1))
    old = giver.propose_set()
    giver.put(indicator(2))
    new = giver.propose_set()
    assert [anew(old).state, new.objects_count] == ["dropped", 2]
    with pytest.raises(SetMoved):
        giver.approve_set(old)
    with pytest.raises(NoSet):
        drop_set("S-999999", by=giver.world.drafter, at=giver.world.at, token=giver.world.token())


def test_what_was_taken_out_or_hidden_in_between_stops_it(giver):
    """Nothing is sent of a set of which one object may not go any more."""
    giver.put(indicator(1), indicator(2))
    row = giver.propose_set()
    giver.take_out(indicator(2)["id"])
    with pytest.raises(SetOutdated) as refused:
        giver.approve_set(row)
    assert refused.value.facts["count"] == "1"
    assert not Outbox.objects.exists()


def test_who_may_not_read_the_collection_is_given_nothing(giver, world):
    """A set is no way around the rights to a collection."""
    giver.put(indicator(1))
    with pytest.raises(NotForThem):
        giver.propose_set(to=AuthorityId("th-poc"))


# ---------------------------------------------------------------- called back


def test_recalled_objects_are_taken_out_there_and_said_to_have_been_read_or_passed_on(giver, line):
    """The other node takes out what is recalled, over TAXII too, and says of each what it had been; here it is not given again."""
    giver.put(indicator(1), indicator(2), indicator(3), indicator(4))
    row = giver.give()
    line.answer()
    keys = sorted(ledger_of(row.collection, row.authority))
    recall = giver.recall(row, keys=keys[:3])
    assert stands(row) == [("recalled", "")] * 3 + [("received", "SET-RECEIVED")]
    line.pack()
    last = line.packed.pop()
    with line.there():
        (theirs,) = their_sets()
        opened, passed, *_ = _keys(theirs)
        IntelOpened.objects.create(object=opened, at=line.world.at)
        IntelSet.objects.create(
            side="ours",
            sort="SET-GIVE",
            number="S-000001",
            authority="th-poc",
            node="x",
            state="sent",
            objects_count=1,
            content="",
            given=passed.to_bytes(8, "little"),
            at=line.world.at,
        )
        line.deliver(last)
        assert stix_ids(held(line.world.at, collection=theirs.collection.uuid)) == [indicator(4)["id"]]
        assert IntelTombstone.objects.count() == 3
        said = line.said()
    for one in said[1:]:
        giver.world.deliver(one)
    told = {entry.code for entry in ledger_of(row.collection, row.authority).values()}
    assert told == {"SET-GONE-OPENED", "SET-GONE-PASSED", "SET-GONE", "SET-RECEIVED"}
    assert (anew(recall).state, anew(recall).reason) == ("settled", "RECALL-WRONG")
    with pytest.raises(NothingToGive):
        giver.propose_set()


def _keys(row):
    data = bytes(row.given)
    return [int.from_bytes(data[at : at + 8], "little") for at in range(0, len(data), 8)]


def test_a_recall_is_two_officers_too_and_says_why(giver, line):
    """Only what is there, or may be, is recalled; a reason is one of the list."""
    world = giver.world
    giver.put(indicator(1), indicator(2))
    row = giver.give()
    how = {"by": world.drafter, "at": world.at}
    with pytest.raises(RecallReasonMissing):
        propose_recall(row.number, reason="BECAUSE", token=world.token(), **how)
    recall = propose_recall(row.number, reason="RECALL-OVER", token=world.token(), **how)
    with pytest.raises(NotAllowed):
        giver.approve_set(recall, by=world.drafter)
    giver.approve_set(recall)
    with pytest.raises(NothingToRecall):
        propose_recall(row.number, reason="RECALL-OVER", token=world.token(), **how)
    line.answer()
    assert stands(row) == [("acknowledged", "SET-GONE")] * 2


@pytest.mark.both_databases
def test_a_withdrawn_case_recalls_everything_that_was_given_in_it(giver, line):
    """The withdrawal that every case has takes all of it out there; its receipt acknowledges that."""
    world = giver.world
    giver.put(indicator(1), indicator(2))
    row = giver.give()
    request = Request.objects.get(reference=row.case)
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, request=request)
    with line.there():
        assert held(line.world.at, collection=their_sets()[0].collection.uuid) == []
    withdrawal = Message.objects.filter(request=request, act="withdrawal").get()
    with transaction.atomic():
        delivered({row.case: [withdrawal.env_id]}, peer=NodeId(request.peer), at=world.at)
    assert stands(row) == [("acknowledged", "SET-GONE")] * 2


# ---------------------------------------------------------------- what does not arrive


@pytest.mark.both_databases
def test_what_did_not_arrive_is_given_again(giver):
    """An act that expired, or that the other node refused, gave nothing; a receipt that comes late proves that it did."""
    world = giver.world
    giver.put(indicator(1))
    row = giver.give()
    with transaction.atomic():
        undelivered(row.case, envelope=row.env_id, why="expired", at=world.at)
    assert (anew(row).state, stands(row)) == ("expired", [("lost", "expired")])
    again = giver.propose_set()
    assert (again.objects_count, again.case == row.case) == (1, False)
    with transaction.atomic():
        delivered({row.case: [row.env_id]}, peer=NodeId(Request.objects.get(reference=row.case).peer), at=world.at)
    assert anew(row).state == "sent"
    with pytest.raises(SetOutdated):
        giver.approve_set(again)


def test_a_refused_act_is_in_the_ledger_with_its_class(giver):
    """The class that the other node signed stands in the ledger."""
    giver.put(indicator(1))
    row = giver.give()
    with transaction.atomic():
        undelivered(row.case, envelope=row.env_id, why="policy", at=giver.world.at)
    assert (anew(row).state, anew(row).wire_class, stands(row)) == ("refused", "policy", [("lost", "refused")])


# ---------------------------------------------------------------- what came from another node, honest or not


def said_set(raws, *, number=NUMBER, **changes):
    """Return what a giver says of objects, or of digests where it has a reason."""
    content = print_digests(raws) if changes.get("reason") else print_objects(raws)
    told = {"title": "" if changes.get("reason") else "Shelf", "inline": content, "collection": UUID}
    return ThreatSet(number=number, objects=len(raws), content=Digest.of(content), **(told | changes))


def receives(world, said, *, act="request", case="XR-2026-000007", taken=True, fields=None, files=()):
    """Let the other node give something, which is taken and settled, or refused and leaves nothing."""
    values = fields or print_set(said)
    body = world.puppet.act(act, GIVING, values, case=case, article="47(1)(d)", urgency="routine", tlp="TLP:GREEN", files=files)
    before = (IntelSet.objects.count(), Message.objects.count())
    (receipt,) = world.deliver(world.puppet.say(body) if taken else world.puppet.attempt(body)).items
    assert type(verified(receipt)).__name__ == ("ReceivedBody" if taken else "RefusedBody"), values
    assert taken or (IntelSet.objects.count(), Message.objects.count()) == before
    if taken:
        take_sets(at=world.at)
    return IntelSet.objects.filter(number=values["number"]).first()


def codes(row):
    """Return the code of each object of a set."""
    from comity.intel.sets.outcomes import read_outcomes

    return list(read_outcomes(bytes(row.outcomes), count=row.objects_count))


def raw(*objects):
    """Return objects as bytes."""
    return [json.dumps(one).encode() for one in objects]


def test_one_bad_object_is_refused_with_its_reason_and_the_rest_stand(world):
    """Not STIX, against its rules, another content of the same version: each has its code; the receipt says so by places."""
    good = raw(indicator(1), indicator(2))
    clash = raw(indicator(2, name="other"))
    bad_id = raw({**indicator(3), "id": "indicator--none"})
    row = receives(world, said_set([good[0], b"{", good[1], *clash, *bad_id]))
    assert codes(row) == ["SET-RECEIVED", "SET-UNREADABLE", "SET-RECEIVED", "SET-CLASH", "SET-AGAINST-RULES"]
    assert held(world.at, by=OURS, collection=row.collection.uuid) == good
    word = verified(bytes(Outbox.objects.get(item="settled").sealed))
    assert (word.objects, word.first, [count for count, _ in word.runs]) == (5, 0, [1] * 5)
    assert IntelSetWord.objects.get(set=row).first == 0


def test_the_same_objects_again_are_received_and_change_nothing(world):
    """A second set with what is here already is answered as received; there is one copy."""
    first = receives(world, said_set(raw(indicator(1))))
    again = receives(world, said_set(raw(indicator(1), indicator(2)), number="S-000010"), act="report")
    assert (codes(again), again.collection_id, StixObject.objects.count()) == (["SET-RECEIVED"] * 2, first.collection_id, 2)


@pytest.mark.both_databases
def test_a_recall_takes_out_what_its_giver_gave_and_nothing_else(world):
    """What was never there is said to be absent; an object of ours with the same bytes stays."""
    import hashlib

    giver = Giver(world)
    ours = giver.put(indicator(1))
    row = receives(world, said_set(raw(indicator(1), indicator(2))))
    digests = [hashlib.sha256(one).digest() for one in raw(indicator(1), indicator(7))]
    recall = receives(world, said_set(digests, number="S-000010", reason="RECALL-OVER"), act="report")
    assert sorted(codes(recall)) == ["SET-ABSENT", "SET-GONE"]
    assert held(world.at, by=OURS, collection=row.collection.uuid) == raw(indicator(2))
    assert held(world.at, by=OURS, collection=giver.alias) == ours


def test_what_no_giver_may_say_is_refused_and_leaves_nothing(world):
    """Numbers twice, recalls of nothing, another collection in the case, a field unknown here, a content that is not what it says."""
    good = said_set(raw(indicator(1)))
    receives(world, said_set([b"\1" * 32], reason="RECALL-OVER"), taken=False)
    receives(world, good, fields={**print_set(good), "objects": 2}, taken=False)
    receives(world, good, fields={**print_set(good), "content": "0" * 64}, taken=False)
    receives(world, good, fields={name: value for name, value in print_set(good).items() if name != "inline"}, taken=False)
    receives(world, said_set(raw(indicator(1)), fields=("EF-NONE",)), taken=False)
    receives(world, good)
    receives(world, good, act="report", taken=False)
    receives(world, said_set(raw(indicator(2)), number="S-000010", collection=UUID.replace("8d", "9d")), act="report", taken=False)
    receives(
        world,
        said_set([b"\1" * 32], number="S-000010", reason="RECALL-OVER", collection=UUID.replace("8d", "9d")),
        act="report",
        taken=False,
    )


@pytest.mark.both_databases
def test_a_word_that_is_strange_changes_nothing(giver, line):
    """A receipt twice, or for a set that went elsewhere, leaves the ledger as it was."""
    giver.put(indicator(1))
    row = giver.give()
    (word,) = line.answer()
    before = anew(row).outcomes
    assert giver.world.deliver(word).items == (None,)
    assert IntelSetWord.objects.count() == 1
    IntelSet.objects.filter(pk=row.pk).update(objects_count=2)
    IntelSetWord.objects.all().delete()
    (refused,) = giver.world.deliver(word).items
    assert type(verified(refused)).__name__ == "RefusedBody"
    assert anew(row).outcomes == before
