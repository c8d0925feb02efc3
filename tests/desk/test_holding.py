"""Who has a request in hand: opening owes receipts, taking needs a role, taking over needs a reason."""

import pytest
from worlds.puppet import verified

from comity.desk.holding.actions import open_request, take_request
from comity.desk.holding.refusals import HeldByAnother
from comity.directory.policy import NotAllowed
from comity.doors.cli.demo import fields
from comity.records.models import JournalAct, Outbox, Presence, Receipt, Unread
from comity.wire.opened import OpenedBody


@pytest.mark.both_databases
def test_opening_owes_the_receipt_once(world):
    """However many officers open it: one receipt, one leaf, and the state moves."""
    request = world.receive()
    for officer in (world.drafter, world.both, world.drafter):
        open_request(request, by=officer, at=world.at)
    request.refresh_from_db()
    assert request.state == "opened"
    owed = Outbox.objects.get()
    body = verified(bytes(owed.sealed))
    assert isinstance(body, OpenedBody)
    assert str(body.env_id) == world.message(request, direction="in").env_id
    assert (owed.item, owed.seq, owed.state, owed.peer) == ("opened", 0, "due", request.peer)
    assert Receipt.objects.get().direction == "out"
    assert JournalAct.objects.filter(name="act.opened").count() == 1
    assert Presence.objects.count() == 2


def test_opening_a_request_of_ours_owes_nothing(world):
    """Nobody sent it to us."""
    request = world.send()
    open_request(request, by=world.drafter, at=world.at)
    assert not Outbox.objects.exclude(item="envelope").exists()
    assert not Receipt.objects.exists()


def test_opening_owes_for_each_act_that_came(world, puppet):
    """The request, then its withdrawal: a receipt each."""
    request = world.receive()
    world.deliver(puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})))
    open_request(request, by=world.drafter, at=world.at)
    assert Outbox.objects.filter(item="opened").count() == 2


def test_unread_until_read_by_each(world, puppet):
    """Everyone but who did it; reading clears one's own, the next act counts again."""
    request = world.receive()
    everyone = {world.drafter, world.approver, world.both, world.chief, world.administrator}
    assert {row.officer for row in Unread.objects.all()} == everyone
    open_request(request, by=world.drafter, at=world.at)
    assert {row.officer for row in Unread.objects.all()} == everyone - {world.drafter}
    world.deliver(puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})))
    assert dict(Unread.objects.values_list("officer__officer_id", "count")) == {
        officer.officer_id: 1 if officer == world.drafter else 2 for officer in everyone
    }


def test_what_an_officer_sends_is_unread_for_the_others(world):
    """Not for the one who sent it."""
    world.send()
    assert world.approver not in {row.officer for row in Unread.objects.all()}
    assert world.drafter in {row.officer for row in Unread.objects.all()}


def test_taking_and_taking_over(world):
    """Free: taken. Held: refused with the name, nothing changed. With a reason: taken over, the reason in the journal."""
    request = world.receive()
    assert take_request(request, by=world.drafter, at=world.at, token=world.token()).holder == world.drafter
    before = world.everything()
    with pytest.raises(HeldByAnother) as caught:
        take_request(request, by=world.both, at=world.at, token=world.token())
    assert caught.value.facts["name"] == world.drafter.name
    assert world.everything() == before
    taken = take_request(request, by=world.both, at=world.at, token=world.token(), reason="Her shift has ended.", code="TO-SHIFT")
    assert taken.holder == world.both
    leaf = JournalAct.objects.filter(name="request.taken").last()
    assert b"Her shift has ended." in bytes(leaf.facts)
    assert world.drafter.officer_id.encode() in bytes(leaf.facts)


def test_a_reason_of_spaces_is_none(world):
    """Somebody must be able to read why."""
    request = take_request(world.receive(), by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(HeldByAnother):
        take_request(request, by=world.both, at=world.at, token=world.token(), reason=" \t")


def test_taking_twice(world):
    """A second click, and taking what is one's own, ask for no reason."""
    request, token = world.receive(), world.token()
    take_request(request, by=world.drafter, at=world.at, token=token)
    before = world.everything()
    assert take_request(request, by=world.drafter, at=world.at, token=token).holder == world.drafter
    assert world.everything() == before
    assert take_request(request, by=world.drafter, at=world.at, token=world.token()).holder == world.drafter


@pytest.mark.parametrize("who", ["approver", "administrator", "gone"])
def test_who_may_not_draft_may_not_take(world, who):
    """Taking is for those who will write the answer."""
    request = world.receive()
    with pytest.raises(NotAllowed):
        take_request(request, by=getattr(world, who), at=world.at, token=world.token())


def test_the_drafter_holds_what_was_sent(world):
    """The other side's answer comes to somebody."""
    assert world.send().holder == world.drafter


def test_an_answer_owes_the_receipt_of_the_decision(world):
    """Signed in the same transaction, naming the answer's envelope."""
    request = world.receive()
    for values, decision in ((fields.preserved(at=world.at), "executed"),):
        world.answer(request, values)
        body = verified(bytes(Outbox.objects.get(item="decided").sealed))
        assert (body.decision, str(body.answer)) == (decision, world.message(request).env_id)
        assert str(body.env_id) == world.message(request, direction="in").env_id


@pytest.mark.parametrize(
    ("values", "decision"),
    [
        ({"decision": "D-REFUSE", "grounds": ["DISCRIMINATION"]}, "declined"),
        ({"decision": "D-PART", "granted_categories": ["DAT-SUB"], "grounds": ["DISCRIMINATION"]}, "partial"),
        ({"decision": "D-GRANT"}, "executed"),
    ],
    ids=["refused", "in-part", "granted"],
)
def test_every_decision_has_its_word(world, values, decision):
    """The wire's words are its own."""
    request = world.receive()
    period = {key: value for key, value in fields.preserved(at=world.at).items() if key in ("start", "end")}
    world.answer(request, values | (period if values["decision"] != "D-REFUSE" else {}))
    assert verified(bytes(Outbox.objects.get(item="decided").sealed)).decision == decision
