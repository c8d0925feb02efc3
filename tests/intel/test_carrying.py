"""Bundles from one node to another by hand: what goes in, by whose decision, and what a reader refuses."""

import json
import shutil
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import AMBER, CLEAR, GREEN, RED, indicator
from worlds.byhand import OURS, THEIRS, THIRD, Giving, be, found_there, held, move_over_there
from worlds.places import THEIR_APPROVER, THERE, UNTIL, sections, signing

from comity.directory.book import NoSealingKey, NotInDirectory
from comity.directory.founding import write_section
from comity.directory.freshness import FOLDER, DirectoryOverdue, Seen, print_seen, seen_file
from comity.directory.home import home
from comity.directory.policy import NotAllowed
from comity.directory.sections import Dated
from comity.intel.carrying import choosing, refusals
from comity.intel.carrying.closing import closed, recipients_of
from comity.intel.carrying.giving import bundle_numbered, bundles, copy_bundle, items_of, propose_bundle, write_bundle
from comity.intel.carrying.reading import read_bundle_file
from comity.intel.policy import Label, marking_of
from comity.intel.store.granting import close_collection, grant, withdraw
from comity.intel.store.refusals import NoObject
from comity.records.models import IntelBundleRead, IntelCollection, IntelTombstone, JournalAct, StixObject
from comity.seal.refusals import KeyExpired, NotForUs, UnknownKey
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.markings import Tlp
from comity.terms.refusals import Refused
from comity.wire.bundle import HEADER_TYPE, parse_content, parse_header, print_bundle, print_content, print_header, split_bundle


@pytest.fixture
def giving(world):
    """The node that gives."""
    return Giving(world)


@pytest.fixture
def over_there(world, tmp_path, monkeypatch):
    """Move to the node that gets."""
    return lambda: move_over_there(world, tmp_path / "there", monkeypatch)


def opened(data):
    """Return header and content of a file, for a test that knows it is good."""
    statement, content = split_bundle(data)
    start = statement.index(b'{"after"')
    size = int.from_bytes(statement[start - 4 : start], "big")
    header = parse_header(statement[start : start + size])
    return header, parse_content(content, header=header)


def resigned(data, *keys, **changes):
    """Return the bundle with another header, signed by `keys`."""
    header, _ = opened(data)
    payload = print_header(replace(header, **changes))
    return print_bundle(sign_statement(payload, payload_type=HEADER_TYPE, keys=keys), bytes(split_bundle(data)[1]))


# ---------------------------------------------------------------- from one node to another


def test_what_goes_in_comes_out_byte_for_byte_and_follows(giving, over_there):
    """Three bundles: objects, then what is new and what was taken out, then only the rest; read in order at the other node."""
    odd = json.dumps(indicator(9, name="Đ"), indent=1).replace("00.000Z", "00.0000Z").encode()
    first = giving.put(indicator(1), indicator(2, marking=CLEAR), odd)
    one = giving.bundle()
    giving.put(indicator(3))
    giving.take_out(indicator(1)["id"])
    two = giving.bundle()
    giving.put(indicator(1))
    three = giving.bundle()
    at = giving.world.at
    over_there()
    assert (read_bundle_file(one, at=at).added, held(at)) == (3, first)
    done = read_bundle_file(two, at=at)
    assert (done.added, done.removed, done.missing) == (1, 1, ())
    assert [json.loads(raw)["id"] for raw in held(at)] == [json.loads(raw)["id"] for raw in (*first[1:], json.dumps(indicator(3)))]
    assert IntelTombstone.objects.count() == 1
    read_bundle_file(three, at=at)
    assert held(at)[-1] == first[0]
    assert JournalAct.objects.filter(name="intel.bundle-read").count() == 3
    made = IntelBundleRead.objects.first().collection
    assert (made.title, made.alias[:8]) == ("vn-poc: Shelf", "vn-poc-" + opened(one)[0].collection[0])
    assert {one.owner for one in _sources()} == {str(OURS)}


def _sources():
    from comity.records.models import IntelSource

    return IntelSource.objects.all()


def test_what_they_may_not_see_or_we_may_not_pass_on_stays(giving):
    """RED, AMBER to nobody, what is unmarked, and what a third State gave without its consent; TLP:CLEAR of theirs goes."""
    giving.put(indicator(1), indicator(2, marking=RED), indicator(3, marking=AMBER), indicator(4, marking=None))
    giving.put(indicator(5), indicator(6, marking=CLEAR), by=THIRD)
    header, content = opened(giving.bundle())
    assert [json.loads(raw)["name"] for raw in content.objects] == ["number 1", "number 6"]
    assert (header.objects, header.removed, header.to) == (2, 0, THEIRS)


def test_what_was_never_given_is_not_told_to_be_gone(giving):
    """A removal tells that something was there: only of what they had."""
    giving.put(indicator(1), indicator(2, marking=RED), indicator(3))
    giving.bundle()
    giving.put(indicator(4))
    for number in (2, 3, 4):
        giving.take_out(indicator(number)["id"])
    header, content = opened(giving.bundle())
    assert [one.stix_id for one in content.removed] == [indicator(3)["id"]]
    assert content.objects == ()
    assert (header.first, header.last) == (None, None)
    with pytest.raises(refusals.NothingToCarry):
        giving.propose()


def test_what_they_may_see_only_now_goes_with_the_next(giving, world):
    """However old it is: here an embargo ends after a bundle was written."""
    label = Label(tlp=Tlp.GREEN, owner=OURS, embargo=world.later(hours=1))
    id_ = "marking-definition--00000001-0000-4000-8000-00000000abcd"
    rule = marking_of(label, id_=id_, created="2026-01-01T00:00:00.000Z") | {"object_marking_refs": [GREEN]}
    giving.put(rule, indicator(1, marking=id_), indicator(2))
    header, content = opened(giving.bundle())
    assert b"number 2" in content.objects[-1]
    world.at = world.later(hours=2)
    later, content = opened(giving.bundle())
    assert [json.loads(raw)["name"] for raw in content.objects] == ["number 1"]
    assert later.first < header.last


def test_a_large_collection_takes_several(giving, monkeypatch):
    """Each as full as may be, and the reader is told that more follows."""
    monkeypatch.setattr(choosing, "MAX_OBJECTS", 2)
    monkeypatch.setattr(choosing, "_PAGE", 2)
    sent = giving.put(*(indicator(number) for number in range(5)))
    found = [opened(giving.bundle()) for _ in range(3)]
    assert [(header.objects, header.more, header.number) for header, _ in found] == [(2, True, 1), (2, True, 2), (1, False, 3)]
    assert [raw for _, content in found for raw in content.objects] == sent


# ---------------------------------------------------------------- two officers


def test_two_officers_decide(giving, world):
    """Nobody approves their own; an administrator neither proposes nor approves; a program cannot."""
    giving.put(indicator(1))
    proposed = propose_bundle("shelf", to=THEIRS, by=world.both, at=world.at)
    with pytest.raises(refusals.OwnBundle):
        write_bundle(proposed.pk, by=world.both, key=world.key(world.both), at=world.at)
    for nobody in (world.administrator, world.drafter, world.gone):
        with pytest.raises(NotAllowed):
            write_bundle(proposed.pk, by=nobody, key=world.key(nobody), at=world.at)
    with pytest.raises(NotAllowed):
        propose_bundle("shelf", to=THEIRS, by=world.administrator, at=world.at)
    with pytest.raises(refusals.BundleStands):
        copy_bundle(proposed.pk, at=world.at)
    assert [(one.stix_id, one.name) for one in items_of(proposed)] == [(indicator(1)["id"], "number 1")]
    data = giving.write(proposed)
    row = bundle_numbered(proposed.pk)
    assert (row.state, row.proposed_by, row.approved_by) == ("written", world.both.officer_id, world.approver.officer_id)
    assert copy_bundle(proposed.pk, at=world.at) == data
    names = list(JournalAct.objects.filter(name__startswith="intel.bundle").order_by("index").values_list("name", flat=True))
    assert names == ["intel.bundle-proposed", "intel.bundle-written", "intel.bundle-copied"]
    with pytest.raises(refusals.BundleStands):
        giving.write(proposed)


def test_no_bundle_leaves_by_an_old_directory(giving, world):
    """More than 30 days after the authorities' last word nothing new is approved, by hand neither; with a newer one it is."""
    giving.put(indicator(1))
    proposed, folder = giving.propose(), world.home.path / FOLDER
    folder.mkdir()
    none = Digest.of(b"")
    told = {"root": 1, "timestamp": 1, "snapshot": none, "changes": 1, "changes_root": none, "countries": {}}
    seen = Seen(none, issued=world.later(days=-31), taken=world.at, **told)
    try:
        seen_file(folder).write_text(print_seen(seen), encoding="ascii")
        with pytest.raises(DirectoryOverdue):
            giving.write(proposed)
        seen_file(folder).write_text(print_seen(replace(seen, issued=world.later(days=-29))), encoding="ascii")
        assert giving.write(proposed)
    finally:
        shutil.rmtree(folder)


def test_the_approver_signs_what_was_proposed_or_nothing(giving, world):
    """What was taken out or withdrawn meanwhile is not given; a newer proposal drops the older; a stranger's key signs nothing."""
    giving.put(indicator(1), indicator(2))
    old, proposed = giving.propose(), giving.propose()
    assert [one.pk for one in bundles()] == [proposed.pk]
    with pytest.raises(refusals.BundleStands):
        giving.write(old)
    with pytest.raises(refusals.WrongSigners):
        write_bundle(proposed.pk, by=world.approver, key=signing(THEIR_APPROVER), at=world.at)
    giving.take_out(indicator(1)["id"])
    with pytest.raises(refusals.BundleOutdated):
        giving.write(proposed)
    withdraw("shelf", subject=f"authority:{THEIRS}", right="read", at=world.at)
    for deed in (giving.propose, lambda: giving.write(proposed)):
        with pytest.raises(refusals.NotForThem):
            deed()
    assert bundle_numbered(proposed.pk).state == "proposed"
    grant("shelf", subject=f"authority:{THEIRS}", right="read", at=world.at)
    assert opened(giving.bundle())[0].number == 1


def test_who_cannot_be_given_anything(giving, world):
    """An authority that nobody knows, one that may not read, a bundle that was never written, a number that there is not."""
    giving.put(indicator(1))
    with pytest.raises(NotInDirectory):
        giving.propose(to=AuthorityId("xr-nobody"))
    with pytest.raises(refusals.NotForThem):
        giving.propose(to=THIRD)
    with pytest.raises(refusals.NoSuchBundleBefore):
        giving.propose(after=1)
    with pytest.raises(refusals.NoBundle):
        copy_bundle(4711, at=world.at)
    proposed = giving.propose()
    close_collection("shelf", at=world.at)
    with pytest.raises(refusals.NotForThem):
        giving.write(proposed)


# ---------------------------------------------------------------- gaps, again, late


def test_a_gap_is_told_and_mended(giving, over_there):
    """Number 2 is lost. 3 is refused with what to ask for; one after number 1 brings everything, what was taken out too."""
    giving.put(indicator(1))
    one = giving.bundle()
    giving.put(indicator(2))
    giving.take_out(indicator(1)["id"])
    two = giving.bundle()
    giving.put(indicator(3))
    three = giving.bundle()
    giving.take_out(indicator(3)["id"])
    giving.put(indicator(4))
    four = giving.bundle(after=1)
    giving.put(indicator(5))
    five = giving.bundle()
    at = giving.world.at
    over_there()
    read_bundle_file(one, at=at)
    with pytest.raises(refusals.Gap) as told:
        read_bundle_file(three, at=at)
    assert told.value.facts == {"number": "3", "giver": str(OURS), "missing": "2", "whole": "1"}
    assert len(held(at)) == 1
    assert read_bundle_file(three, at=at, with_gap=True).missing == (2,)
    with pytest.raises(refusals.BundleLate) as late:
        read_bundle_file(two, at=at)
    assert late.value.facts["whole"] == "1"
    assert read_bundle_file(four, at=at).missing == ()
    assert [json.loads(raw)["name"] for raw in held(at)] == ["number 2", "number 4"]
    assert read_bundle_file(five, at=at).missing == ()


MARKS = (GREEN, CLEAR, RED)  # of the objects of the story, by their number: what is RED is never given
STEPS = st.one_of(
    st.tuples(st.just("put"), st.sampled_from([0, 0, 1, 2]), st.integers(1, 2)),
    st.tuples(st.just("take out"), st.sampled_from([0, 0, 1, 2]), st.just(0)),
    st.tuples(st.sampled_from(["bring", "bring", "lose"]), st.just(0), st.just(0)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(STEPS, min_size=6, max_size=16))
def test_whatever_is_lost_what_arrives_whole_is_what_they_may_see(giving, tmp_path, monkeypatch, story):
    """Objects come, go and come again, bundles are brought and lost; when one was brought both have the same, in the same versions."""
    here, there = giving.world.home.path, tmp_path / "there"
    if not there.exists():
        found_there(giving.world, there)
    giving.begin(f"story-{IntelCollection.objects.count()}")
    shown: dict[tuple[int, int], bytes] = {}
    ours, told = "", {}
    for step, number, version in [*story, ("bring", 0, 0)]:
        if step == "put":
            (raw,) = giving.put(indicator(number, version=version, marking=MARKS[number]))
            shown |= {} if MARKS[number] == RED else {(number, version): raw}
        elif step == "take out":
            with suppress(NoObject):
                giving.take_out(indicator(number)["id"])
            shown = {key: raw for key, raw in shown.items() if key[0] != number}
        else:
            with suppress(refusals.NothingToCarry):
                data = giving.bundle()
                if step == "bring":
                    ours, told = _bring(giving, data, here, there, monkeypatch), dict(shown)
    assert not ours or sorted(held(giving.world.at, collection=ours)) == sorted(told.values())


def _bring(giving, data, here, there, monkeypatch):
    """Read a bundle at the other node; where it tells of a gap, ask for what it says and read that. Return the collection there."""
    be(there, monkeypatch)
    try:
        return read_bundle_file(data, at=giving.world.at).collection
    except refusals.Gap as gap:
        be(here, monkeypatch)
        mended = giving.bundle(after=int(gap.facts["whole"]))
        be(there, monkeypatch)
        return read_bundle_file(mended, at=giving.world.at).collection
    finally:
        be(here, monkeypatch)


@pytest.mark.both_databases
def test_where_the_operator_closed_the_collection_it_begins_anew(giving, over_there):
    """In another collection, from a bundle that holds everything."""
    giving.put(indicator(1))
    one = giving.bundle()
    giving.put(indicator(2))
    two, whole = giving.bundle(), giving.bundle(after=0)
    at = giving.world.at
    over_there()
    first = read_bundle_file(one, at=at).collection
    close_collection(first, at=at)
    with pytest.raises(refusals.Gap):
        read_bundle_file(two, at=at)
    again = read_bundle_file(whole, at=at)
    assert again.collection != first
    assert len(held(at, collection=again.collection)) == 2


def test_reading_twice_changes_nothing(giving, over_there):
    """Not a row but that nothing is added; the log says nothing new."""
    giving.put(indicator(1))
    data, at = giving.bundle(), giving.world.at
    over_there()
    assert read_bundle_file(data, at=at).fresh
    before = giving.world.everything()
    again = read_bundle_file(data, at=at)
    assert (again.fresh, again.added) == (False, 0)
    assert giving.world.everything() == before


def test_one_number_twice_and_another_chain(giving, over_there):
    """A giver that signs two of one number, or a chain that is another one, is told to have contradicted itself."""
    giving.put(indicator(1))
    one = giving.bundle()
    giving.put(indicator(2))
    two = giving.bundle()
    keys = (signing(giving.world.home.node), giving.world.key(giving.world.approver))
    at = giving.world.at
    over_there()
    read_bundle_file(one, at=at)
    for other in (resigned(one, *keys, title="Another"), resigned(two, *keys, previous=opened(one)[0].content)):
        with pytest.raises(refusals.BundleContradicts):
            read_bundle_file(other, at=at)
    assert len(held(at)) == 1


# ---------------------------------------------------------------- whose it is


def test_whose_word_counts(giving, over_there, world):
    """For others; by the node alone, by officers alone, by another node; in the name of another authority; by a stranger."""
    giving.put(indicator(1))
    data, at = giving.bundle(), giving.world.at
    node, officer = signing(world.home.node), world.key(world.approver)
    there, theirs = signing(THERE), signing(THEIR_APPROVER)
    over_there()
    for wrong, refusal in (
        (resigned(data, node, officer, to=THIRD), refusals.ForOthers),
        (resigned(data, node), refusals.WrongSigners),
        (resigned(data, officer), refusals.WrongSigners),
        (resigned(data, there, theirs), refusals.WrongSigners),
        (resigned(data, node, theirs), refusals.WrongSigners),
        (resigned(data, node, officer, there), refusals.WrongSigners),
        (resigned(data, node, officer, authority=THIRD), refusals.NotTheirNode),
        (resigned(data, signing("nobody.example"), officer), UnknownKey),
    ):
        with pytest.raises(refusal):
            read_bundle_file(wrong, at=at)
    assert not StixObject.objects.exists()
    assert not IntelBundleRead.objects.exists()


@pytest.mark.parametrize("whose", ["node", "officer"])
def test_a_key_that_was_taken_back_signs_nothing(giving, over_there, world, whose):
    """Whatever the bundle says about when it was made: nothing else bounds that."""
    giving.put(indicator(1))
    data, at = giving.bundle(), giving.world.at
    over_there()
    section = sections()[Country("VN")]

    def ended(rows):
        return tuple(Dated(one.key, one.since, at) for one in rows)

    nodes = tuple(replace(one, signing=ended(one.signing)) for one in section.nodes)
    officers = tuple(replace(one, signing=ended(one.signing)) for one in section.officers)
    changed = replace(section, version=4, **({"nodes": nodes} if whose == "node" else {"officers": officers}))
    write_section(home(), changed, country=signing("VN"))
    with pytest.raises(KeyExpired):
        read_bundle_file(data, at=at)
    assert not StixObject.objects.exists()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_broken_in_any_byte_it_is_refused(broken, data):
    """A byte that is another one, a byte more, an end that is missing: a refusal in words, and nothing is kept."""
    good, at = broken
    place = data.draw(st.integers(0, len(good) - 1))
    bad = data.draw(
        st.sampled_from(
            [
                good[:place] + bytes([good[place] ^ data.draw(st.integers(1, 255))]) + good[place + 1 :],
                good[:place],
                good[:place] + b"\0" + good[place:],
                good + good[place:],
            ]
        )
    )
    with pytest.raises(Refused):
        read_bundle_file(bad, at=at)
    assert not StixObject.objects.exists()


@pytest.fixture
def broken(giving, over_there):
    """A good bundle at the node for which it is, where nothing was read."""
    giving.put(indicator(1), indicator(2))
    data, at = giving.bundle(), giving.world.at
    over_there()
    return data, at


def test_one_bad_object_is_told_and_the_others_stand(giving, over_there, world):
    """Its giver signed it, so it is not the file that is broken: which object and why is told, as for every other way in."""
    giving.put(indicator(1), indicator(2))
    header, content = opened(giving.bundle())
    printed = print_content([content.objects[0], b'{"type":"indicator"}'], [])
    from comity.terms.digests import Digest

    payload = print_header(replace(header, content=Digest.of(printed)))
    keys = (signing(world.home.node), world.key(world.approver))
    data = print_bundle(sign_statement(payload, payload_type=HEADER_TYPE, keys=keys), printed)
    over_there()
    done = read_bundle_file(data, at=world.at)
    assert (done.added, len(done.refused)) == (1, 1)
    assert done.refused[0].why


def test_sealed_it_is_read_as_unsealed_and_what_is_missing_is_told(giving, over_there):
    """The seal is around what was signed: gaps, repeats and whose it is are what they were."""
    giving.put(indicator(1))
    one, at = giving.bundle(), giving.world.at
    giving.put(indicator(2))
    two = giving.bundle()
    (row, _) = bundles()
    sealed_one, sealed_two = (closed(each, recipients=recipients_of(row, at=at)) for each in (one, two))
    with pytest.raises(NotForUs):
        read_bundle_file(sealed_one, at=at)
    over_there()
    with pytest.raises(refusals.Gap):
        read_bundle_file(sealed_two, at=at)
    assert read_bundle_file(sealed_one, at=at).added == 1
    assert not read_bundle_file(one, at=at).fresh
    assert read_bundle_file(sealed_two, at=at).missing == ()


@pytest.mark.both_databases
def test_for_an_authority_without_a_key_nothing_is_sealed(giving):
    """A file that nobody could open is not made."""
    giving.put(indicator(1))
    giving.bundle()
    (row,) = bundles()
    with pytest.raises(NoSealingKey):
        recipients_of(row, at=UNTIL)
