"""Museum: what must not happen to evidence. Each is refused with its reason, and leaves the chain as it was, or locked."""

import pytest
from eachof import each_of
from keepers import DATA, given

from comity.courier.fsck import check_node
from comity.courier.publishing import publish_log
from comity.evidence.actions import Terms, register_file
from comity.evidence.checking import MISSING, check_vault
from comity.evidence.limits import Limits
from comity.evidence.refusals import (
    Altered,
    ChainBroken,
    DigestOwed,
    GoneFromVault,
    HeldBack,
    ItemLocked,
    OutOfOrder,
    StepIncomplete,
    TwoPersonsOwed,
)
from comity.evidence.states import Kind
from comity.evidence.steps import Step, print_step
from comity.records.models import ActFile, CustodyOffer, CustodyStep, EvidenceItem
from comity.terms.digests import Digest
from comity.terms.text import TextTooLong, UnsafeText


def object_of(keeper, item):
    """Return where the vault has the bytes."""
    return keeper.vault.folder / "objects" / item.sha256[:2] / item.sha256


def test_an_altered_byte_in_the_vault_opens_nothing_and_locks_the_item(world):
    """Both digests are told and kept; nothing but a verification follows; with its own bytes again it is unlocked."""
    keeper = given(world)
    item = keeper.file()
    other = bytes([DATA[0] ^ 1]) + DATA[1:]
    object_of(keeper, item).write_bytes(other)
    with pytest.raises(Altered) as refused:
        keeper.step(item, Kind.OPENED)
    assert refused.value.facts == {"item": "XR-2026-000061.E1", "wanted": str(Digest.of(DATA)), "found": str(Digest.of(other))}
    last = keeper.held(item).steps[-1]
    assert (last.kind, last.before.sha256, last.after.sha256) == (Kind.LOCKED, Digest.of(DATA), Digest.of(other))
    publish_log(world.home)
    (fault,) = check_node(world.home, at=world.later(minutes=1))
    assert fault.facts == {"digest": item.sha256, "found": str(Digest.of(other))}
    with pytest.raises(Altered):
        keeper.step(item, Kind.COPIED)
    assert keeper.kinds(item) == ["received", "registered", "locked"]  # locked once
    object_of(keeper, item).write_bytes(DATA)
    with pytest.raises(ItemLocked):
        keeper.step(item, Kind.OPENED)
    keeper.step(item, Kind.VERIFIED)
    keeper.step(item, Kind.OPENED)[1].close()
    assert check_vault() == []


def test_a_missing_file_opens_nothing_and_locks_the_item(world):
    """There is no digest to show but the one that was registered."""
    keeper = given(world)
    item = keeper.file()
    object_of(keeper, item).unlink()
    with pytest.raises(GoneFromVault):
        keeper.propose(item, Kind.RELEASED)
    last = keeper.held(item).steps[-1]
    assert (last.kind, last.after, CustodyOffer.objects.count()) == (Kind.LOCKED, None, 0)
    (found,) = check_vault()
    assert (found.sentence, found.facts) == (MISSING, {"digest": item.sha256})


def test_bytes_that_are_altered_between_two_persons_are_not_handed_out(world):
    """The second one measures again."""
    keeper = given(world)
    item = keeper.file()
    keeper.propose(item, Kind.RELEASED)
    object_of(keeper, item).write_bytes(b"x")
    with pytest.raises(Altered):
        keeper.confirm(item, by=world.approver)
    assert keeper.kinds(item)[-1] == "locked"
    object_of(keeper, item).write_bytes(DATA)
    with pytest.raises(ItemLocked):
        keeper.confirm(item, by=world.approver)


def test_a_carrier_measured_otherwise_is_locked(world):
    """By the digest that was typed."""
    keeper = given(world)
    thing = keeper.carrier()
    with pytest.raises(Altered):
        keeper.step(thing, Kind.VERIFIED, sha256="cd" * 32)
    assert keeper.held(thing).now.locked


def test_a_step_out_of_order_is_none(world):
    """Received while it is here; registered, or locked, by hand."""
    keeper = given(world)
    item = keeper.file()
    for kind in (Kind.RECEIVED, Kind.REGISTERED, Kind.LOCKED):
        with pytest.raises(OutOfOrder):
            keeper.step(item, kind)
    assert keeper.kinds(item) == ["received", "registered"]


def test_one_person_where_two_are_demanded(world):
    """Alone at once, alone in two goes, and what takes one is no matter for two."""
    keeper = given(world)
    item = keeper.file()
    for kind in (Kind.DESTROYED, Kind.RELEASED, Kind.RETURNED, Kind.HANDED_OVER):
        with pytest.raises(TwoPersonsOwed):
            keeper.step(item, kind)
    with pytest.raises(TwoPersonsOwed):
        keeper.propose(item, Kind.OPENED)
    keeper.propose(item, Kind.DESTROYED, by=world.both)
    with pytest.raises(TwoPersonsOwed):
        keeper.confirm(item, by=world.both)  # who may certify, and proposed it
    assert keeper.held(item).now.state == "kept"


def test_destroyed_while_a_hold_stands(world):
    """Also one that was placed while it waited for its second person."""
    keeper = given(world)
    item = keeper.file()
    keeper.propose(item, Kind.DESTROYED)
    keeper.step(item, Kind.HOLD_PLACED)
    with pytest.raises(HeldBack):
        keeper.confirm(item, by=world.approver)
    assert object_of(keeper, item).exists()
    assert keeper.kinds(item)[-1] == "hold-placed"


UNSAFE = [("NUL", "a\x00b"), ("bidi", "gpj.\u202eexe"), ("isolate", "a\u2066b"), ("byte order mark", "a\ufeffb"), ("tag", "a\U000e0041b")]


@pytest.fixture
def keeper(world):
    """A case with a file in custody."""
    keeper = given(world)
    keeper.item = keeper.file()
    return keeper


@each_of("what, text", UNSAFE)
def test_text_that_hides_or_reorders_is_not_kept(keeper, what, text):
    """In every part that is typed."""
    for part in ("what", "place", "tool", "version", "reason"):
        with pytest.raises(UnsafeText):
            keeper.carrier(**{part: text})
    for part in ("reason", "place", "tool", "version", "present"):
        with pytest.raises(UnsafeText):
            keeper.step(keeper.item, Kind.EXAMINED, **{part: text})
    with pytest.raises(UnsafeText):
        keeper.propose(keeper.item, Kind.RELEASED, to=text)
    assert keeper.kinds(keeper.item) == ["received", "registered"], what


@each_of(
    "changes",
    [
        {"reason": " "},
        {"place": ""},
        {"tool": ""},
        {"version": ""},
        {"purpose": "idle"},
        {"place": "one\ntwo"},
        {"reason": "x" * 1001},
        {"place": "x" * 121},
    ],
)
def test_a_step_that_says_too_little_or_too_much(keeper, changes):
    """Nothing is recorded of it."""
    with pytest.raises((StepIncomplete, TextTooLong)):
        keeper.step(keeper.item, Kind.EXAMINED, **changes)
    assert len(keeper.kinds(keeper.item)) == 2


@each_of(
    "changes",
    [{"sha256": "ab"}, {"sha256": "xy" * 32}, {"sha512": "ab"}, {"sort": "CS-GHOST"}, {"what": ""}, {"tool": ""}, {"place": ""}],
)
def test_a_carrier_that_is_registered_wrongly(keeper, changes):
    """No item is made of it."""
    with pytest.raises(StepIncomplete):
        keeper.carrier(**changes)
    assert EvidenceItem.objects.count() == 1


def test_an_empty_file_and_another_one_than_the_act_lists(world):
    """Neither is kept."""
    keeper = given(world)
    with pytest.raises(StepIncomplete):
        keeper.carrier(b"")
    row = ActFile.objects.select_related("message__request").get()
    typed = {"what": "w", "place": "p", "reason": "r"}
    terms = Terms(limits=Limits(), on="2026-11-20")
    with pytest.raises(DigestOwed):
        register_file(row, pieces=[b"other"], typed=typed, terms=terms, by=world.drafter, at=world.at, token=world.token())
    assert list(keeper.vault.listed()) == []


@pytest.mark.both_databases
def test_a_row_that_somebody_wrote_to_breaks_the_chain(world):
    """A record changed, its digest too, or left out: nothing is put behind it, and the checks name it."""
    keeper = given(world)
    item = keeper.file()
    rows = CustodyStep.objects.filter(item=item)
    second = rows.get(number=2)
    forged = print_step(Step.parse(bytes(second.record))).replace("Chứng cứ".encode(), b"Chung cu")
    for changes in ({"record": forged}, {"record": forged, "digest": str(Digest.of(forged))}):
        rows.filter(number=2).update(**changes)
        assert len(check_vault()) >= 1
    rows.filter(number=1).update(number=9)
    with pytest.raises(ChainBroken):
        keeper.step(item, Kind.SEALED)
    assert keeper.held(item).broken is not None
