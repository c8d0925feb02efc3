"""A proposal to go on on the wire that arrived and that nobody answers: two officers withdraw it, and the case goes on on paper at once."""

import itertools
from datetime import timedelta

import pytest
from django.db import transaction
from tests.desk.test_carrying import (
    PAPER,
    THEIR_CASE,
    answer,
    back,
    came,
    ends,
    proposal,
    proposals,
    propose,
    their_proposal,
    went,
)
from tests.desk.test_carrying import _papers as _papers  # noqa: PLC0414 -- a fixture is taken by its name
from tests.desk.test_carrying import joined as joined  # noqa: PLC0414 -- a fixture is taken by its name
from tests.desk.test_carrying import partner as partner  # noqa: PLC0414 -- a fixture is taken by its name
from tests.worlds.places import THERE
from tests.worlds.puppet import verified
from worlds.second import verify_by_both
from worlds.square import TRUSTS, cell, rows, stand

from comity.courier.fsck import check_node
from comity.courier.publishing import publish_log
from comity.desk.carried.history import OPEN
from comity.desk.carried.returning import arrived_after_all
from comity.desk.carried.states import CarryState
from comity.desk.carried.waiting import CarryWaits
from comity.desk.carrying.actions import ACCEPT, REFUSE, answer_carry, withdraw_carry
from comity.desk.carrying.queries import withdrawable
from comity.desk.carrying.refusals import AlreadyThere, CannotCarry, DuplicateProposal
from comity.desk.clockwork.schedule import keep_clocks
from comity.desk.lettering.collecting import letter_of
from comity.desk.meaning import CARRYING
from comity.desk.permissions import Verb
from comity.desk.policy import RequestNotOpen, SelfApproval
from comity.desk.proving.exporting import proof_of
from comity.desk.states import State
from comity.directory.book import book
from comity.directory.policy import NotAllowed
from comity.letters.parts import lay_out
from comity.records.models import Carry, Clock, Draft, JournalAct, Message, Notice, Outbox, Request
from comity.seal.headers import parse_inner
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.terms.json import parse_json
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFaults

SILENT = "CARRY-SILENT"
QUESTION = ("question", "ADM-MOREINFO", {"about": ["MC-DATA"]})


def arrives(request):
    """Let everything of ours that is due in a case be received by the node of the other side."""
    Outbox.objects.filter(case=request.reference, item="envelope", state="due").update(state="receipted")


def withdraw(world, request, *, reason=SILENT, **more):
    """Withdraw our proposal, and let the second officer send it."""
    return world.approve(withdraw_carry(request, reason=reason, by=world.drafter, at=world.at, token=world.token(), **more))


def proposed(world, request):
    """Propose it, and let that arrive; return the request."""
    propose(world, request)
    arrives(request)
    return Request.objects.get(pk=request.pk)


def withdrawn(world, request):
    """Propose and withdraw; return the request as it then is."""
    withdraw(world, proposed(world, request))
    return Request.objects.get(pk=request.pk)


def of_ours(request, number=0):
    """Return the identifier of one of our proposals."""
    return EnvelopeId(Carry.objects.filter(request=request).order_by("id")[number].env_id)


def they_answer(world, request, say=ACCEPT, *, to=None, then=(), **fields):
    """Let the puppet answer one of our proposals, and say more in the same post; return the kinds of receipts."""
    to = to or of_ours(request)
    body = world.puppet.act("information", CARRYING, {"carry": say, **fields}, case=request.reference, original=to)
    items = [world.puppet.say(body, requires=("opened", "received"))]
    for act, kind, values in then:
        items.append(world.puppet.say(world.puppet.act(act, kind, values, case=request.reference), requires=("opened", "received")))
    return [type(verified(receipt)).__name__ for receipt in world.deliver(*items).items]


def they_withdraw(world, case=THEIR_CASE, *, original=None):
    """Let the puppet withdraw its proposal; return the kind of receipt."""
    named = original or EnvelopeId(Carry.objects.filter(request__reference=case, side="theirs").last().env_id)
    body = world.puppet.act("withdrawal", CARRYING, {"reason": SILENT}, case=case, original=named)
    (receipt,) = world.deliver(world.puppet.say(body, requires=("opened", "received"))).items
    return type(verified(receipt)).__name__


def they_propose_again(world, seq, **changes):
    """Let the puppet propose anew, as act `seq` of its stream."""
    head = Digest.of(bytes(Message.objects.filter(request__reference=THEIR_CASE, direction="in", road="wire").last().inner))
    body = world.puppet.act("question", CARRYING, proposal(world, **changes), case=THEIR_CASE)
    (receipt,) = world.deliver(world.puppet.seal(body, seq=seq, previous=head, requires=("opened", "received"))).items
    return type(verified(receipt)).__name__


def running(request):
    """Return the names of the clocks that run."""
    return set(Clock.objects.filter(request=request, stopped_at__isnull=True).values_list("code", flat=True))


def require_whole(world):
    """The repair tool finds nothing wrong."""
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []


# ---------------------------------------------------------------- at the proposer


def test_two_officers_withdraw_what_nobody_answers(world, joined):
    """Then the case is worked on paper at once, as it stood; and is proposed anew as the next act of the stream once they have that."""
    request = came(world)
    before = running(request)
    request = withdrawn(world, request)
    assert (request.peer, request.state, request.attention) == (str(PAPER), "opened", "")
    assert (proposals(request), running(request)) == (["withdrawn"], before)
    assert went(world, *QUESTION, request=request).state == "questioned"
    with pytest.raises(CannotCarry, match="not confirmed"):
        propose(world, request)
    arrives(request)
    propose(world, request)
    inners = [parse_inner(bytes(one.inner)) for one in Message.objects.filter(request=request, kind=CARRYING).order_by("id")]
    assert [(inner.seq, inner.previous is not None) for inner in inners] == [(1, False), (2, True), (3, True)]
    assert inners[1].reply_to == inners[0].env_id
    assert they_answer(world, request, to=of_ours(request, 1)) == ["ReceivedBody"]
    request.refresh_from_db()
    assert (request.peer, request.state, proposals(request)) == (str(THERE), "questioned", ["withdrawn", "accepted"])
    require_whole(world)


def test_a_withdrawal_needs_two_officers_and_a_reason(world, joined):
    """Who wrote it cannot approve it; without a reason of the form it is none; whoever may not draft writes none."""
    request = proposed(world, came(world))
    with pytest.raises(NotAllowed):
        withdraw_carry(request, reason=SILENT, by=world.approver, at=world.at, token=world.token())
    for reason in ("", "CARRY-DIFFERS"):
        with pytest.raises(FieldFaults):
            withdraw_carry(request, reason=reason, by=world.drafter, at=world.at, token=world.token())
    draft = withdraw_carry(request, reason=SILENT, by=world.both, at=world.at, token=world.token())
    with pytest.raises(SelfApproval):
        world.approve(draft, by=world.both)
    with pytest.raises(CannotCarry, match="draft"):
        withdraw_carry(request, reason=SILENT, by=world.drafter, at=world.at, token=world.token())
    assert proposals(request) == ["waiting"]


def test_a_repeated_click_withdraws_once(world, joined):
    """The same token gives the same draft."""
    request, token = proposed(world, came(world)), world.token()
    first = withdraw_carry(request, reason=SILENT, by=world.drafter, at=world.at, token=token)
    assert withdraw_carry(request, reason=SILENT, by=world.drafter, at=world.at, token=token).pk == first.pk
    assert Draft.objects.filter(kind=CARRYING, act="withdrawal").count() == 1


def test_what_cannot_be_withdrawn(world, joined):
    """Nothing was proposed; it has not arrived, and one officer takes it back; it was answered; it was withdrawn; theirs."""
    request = came(world)
    with pytest.raises(CannotCarry):
        withdraw(world, request)
    propose(world, request)
    with pytest.raises(CannotCarry):
        withdraw(world, request)
    back(world, request)
    with pytest.raises(CannotCarry):
        withdraw(world, request)
    request = withdrawn(world, request)
    with pytest.raises(CannotCarry):
        withdraw(world, request)
    their_proposal(world)
    with pytest.raises(CannotCarry):
        withdraw(world, Request.objects.get(reference=THEIR_CASE))


def test_one_officer_does_not_take_back_what_arrived(world, joined):
    """The refusal says what two can do."""
    request = proposed(world, came(world))
    with pytest.raises(AlreadyThere) as refused:
        back(world, request)
    assert "second officer" in refused.value.next_step


def test_an_answer_before_the_second_officer_looked_counts(world, joined):
    """What was written withdraws nothing any more; the bytes do not leave."""
    request = proposed(world, came(world))
    draft = withdraw_carry(request, reason=SILENT, by=world.drafter, at=world.at, token=world.token())
    they_answer(world, request)
    with pytest.raises(CannotCarry, match="does not wait"):
        world.approve(draft)
    assert proposals(request) == ["accepted"]


# ---------------------------------------------------------------- what crosses it


def test_an_acceptance_that_was_signed_before_it_came_stands(world, joined):
    """The case goes on on the wire, with what follows the acceptance in the same post; its officers are told, and the node is whole."""
    request = withdrawn(world, went(world))
    grant = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    asked = EnvelopeId(Message.objects.get(request=request, act="request").env_id)
    body = world.puppet.act("information", CARRYING, {"carry": ACCEPT}, case=request.reference, original=of_ours(request))
    follows = world.puppet.act("answer", "REQ-PRESERVE", grant, case=request.reference, original=asked)
    said = [world.puppet.say(one, requires=("opened", "received")) for one in (body, follows)]
    assert [type(verified(one)).__name__ for one in world.deliver(*said).items] == ["ReceivedBody"] * 2
    request.refresh_from_db()
    assert (request.peer, request.state, request.attention) == (str(THERE), "answered", "carry-stands")
    assert proposals(request) == ["accepted"]
    assert not Message.objects.filter(crossed=True).exists()
    require_whole(world)


def test_papers_since_are_not_in_what_they_accepted(world, joined):
    """State and clocks are those of the list, as at the other node; the papers stay, marked; what counts is said again on the wire."""
    request = came(world)
    started = {clock.code: clock.starts_at for clock in Clock.objects.filter(request=request)}
    request = withdrawn(world, request)
    asked = Message.objects.get(request=request, act="request")
    grant = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    assert went(world, "answer", "REQ-PRESERVE", grant, request=request, replies_to=asked.env_id).state == "answered"
    they_answer(world, request)
    request.refresh_from_db()
    assert (request.state, request.attention) == ("opened", "carry-changed")
    assert {clock.code: clock.starts_at for clock in Clock.objects.filter(request=request, code__in=started)} == started
    assert "DECIDE" in running(request)
    assert [(one.act, one.road) for one in Message.objects.filter(request=request, crossed=True)] == [("answer", "outside")]
    (noted,) = JournalAct.objects.filter(name="case.rewound", about=request.reference)
    facts = parse_json(bytes(noted.facts), 65536)["facts"]
    assert (facts["was"], facts["stands"], facts["papers"]) == ("answered", "opened", 1)
    assert world.send("answer", "REQ-PRESERVE", grant, request=request, replies_to=asked.env_id).state == "answered"
    require_whole(world)


def test_a_case_that_ended_on_paper_meanwhile_lives_again(world, joined):
    """They hold it, and work it: it cannot be over here alone. It is ended on the wire, where both hear of it."""
    request = withdrawn(world, came(world))
    came(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    they_answer(world, request)
    request.refresh_from_db()
    assert (request.state, request.attention, request.peer) == ("opened", "carry-changed", str(THERE))
    assert "DECIDE" in running(request)
    assert not Message.objects.get(request=request, kind=CARRYING, act="information").crossed
    body = world.puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, case=request.reference)
    world.deliver(world.puppet.say(body, requires=("opened", "received")))
    request.refresh_from_db()
    assert request.state == "withdrawn"


@pytest.mark.parametrize("first", ["acceptance", "refusal of the newer"])
def test_a_newer_proposal_gives_way_to_what_they_accepted(world, joined, first):
    """They refuse it, since they hold the case already; whichever is heard first, the next act has the place after the withdrawal."""
    request = withdrawn(world, came(world))
    arrives(request)
    propose(world, request)
    if first == "acceptance":
        they_answer(world, request)
        assert world.outbox(request).state == "expired"
    else:
        ends(world, request, state="refused")
        they_answer(world, request)
    request.refresh_from_db()
    assert (request.peer, request.state, request.attention) == (str(THERE), "opened", "carry-stands")
    assert proposals(request) == ["accepted", "overtaken" if first == "acceptance" else "returned"]
    world.send(*QUESTION, request=request)
    inner = parse_inner(bytes(Message.objects.filter(request=request, road="wire").last().inner))
    assert inner.seq == 3
    require_whole(world)


def test_a_refusal_that_was_signed_before_it_came_is_shown(world, joined):
    """The case is on paper already; a newer proposal goes on waiting, with its clock."""
    request = withdrawn(world, came(world))
    they_answer(world, request, REFUSE, carry_reasons=["CARRY-DIFFERS"])
    request.refresh_from_db()
    assert (proposals(request), request.attention, request.peer) == (["refused"], "carry-refused", str(PAPER))
    arrives(request)
    propose(world, request)
    arrives(request)
    withdraw(world, request)
    arrives(request)
    propose(world, request)
    they_answer(world, request, REFUSE, to=of_ours(request, 1), carry_reasons=["CARRY-DIFFERS"])
    request.refresh_from_db()
    assert (proposals(request), request.attention) == (["refused", "refused", "waiting"], "")
    assert "CARRY" in running(request)


@pytest.mark.parametrize("ours", ["asking", "asked"])
def test_of_two_acceptances_that_cross_that_of_the_requesting_state_counts(world, joined, ours):
    """Each withdrew its own and accepted the other's: the case goes on once, under the number of the State that asked."""
    own = withdrawn(world, went(world) if ours == "asking" else came(world))
    their_proposal(world, side="CARRY-ASKED" if ours == "asking" else "CARRY-ASKING")
    theirs = Request.objects.get(reference=THEIR_CASE)
    answer(world, theirs, own_case=own.reference)
    assert they_answer(world, own, own_case=THEIR_CASE) == ["ReceivedBody"]
    own.refresh_from_db()
    theirs.refresh_from_db()
    assert (own.state, theirs.state) == (("opened", "closed") if ours == "asking" else ("closed", "opened"))
    assert own.attention == ("carry-stands" if ours == "asking" else "crossed")
    assert list(Carry.objects.order_by("id").values_list("side", "state")) == [
        ("ours", "accepted" if ours == "asking" else "withdrawn"),
        ("theirs", "overtaken" if ours == "asking" else "accepted"),
    ]
    require_whole(world)


def test_what_goes_on_already_is_not_accepted_under_another_number(world, joined):
    """Their own proposal of the same matter, which waited meanwhile, is a duplicate."""
    own = went(world)
    their_proposal(world, side="CARRY-ASKED", their_number=own.reference)
    proposed(world, own)
    they_answer(world, own, own_case=THEIR_CASE)
    with pytest.raises(DuplicateProposal):
        answer(world, Request.objects.get(reference=THEIR_CASE))


# ---------------------------------------------------------------- a withdrawal that did not arrive


def test_a_withdrawal_that_did_not_arrive_is_signed_anew(world, joined):
    """The case stays on paper, its officers are told, and a new proposal waits for the new withdrawal, which has the place of the first."""
    request = withdrawn(world, came(world))
    ends(world, request)
    request.refresh_from_db()
    assert (request.state, request.attention, proposals(request)) == ("opened", "carry-not-withdrawn", ["withdrawn"])
    assert JournalAct.objects.filter(name="carry.withdrawal-returned", about=request.reference).count() == 1
    ends(world, request)
    assert JournalAct.objects.filter(name="carry.withdrawal-returned").count() == 1
    with pytest.raises(CannotCarry, match="withdraw it anew"):
        propose(world, request)
    withdraw(world, request)
    request.refresh_from_db()
    assert request.attention == ""
    arrives(request)
    propose(world, request)
    inners = [parse_inner(bytes(one.inner)) for one in Message.objects.filter(request=request, road="wire").order_by("id")]
    assert [inner.seq for inner in inners] == [1, 2, 3]
    require_whole(world)


@pytest.mark.both_databases
@pytest.mark.parametrize("anew", [False, True])
def test_a_withdrawal_that_arrived_after_all_has_its_place(world, joined, anew):
    """A late receipt for it; one that was signed anew meanwhile comes back in its turn."""
    request = withdrawn(world, came(world))
    first = world.outbox(request).env_id
    ends(world, request)
    if anew:
        withdraw(world, request)
    Outbox.objects.filter(env_id=first).update(state="receipted")
    assert transaction.atomic(arrived_after_all)(first, at=world.at) is None
    request.refresh_from_db()
    assert request.attention == ""
    assert withdrawable(request) is None
    propose(world, request)
    inners = [parse_inner(bytes(one.inner)) for one in Message.objects.filter(request=request, road="wire").order_by("id")]
    assert [(str(inner.env_id) == first, inner.seq) for inner in inners] == [(False, 1), (True, 2), (False, 3)]
    require_whole(world)


# ---------------------------------------------------------------- at the receiver


def test_the_empty_row_ends_as_withdrawn(world, joined):
    """Nothing is answered any more, its officers are told, and nothing is begun in it; the case on paper here is untouched."""
    own = came(world)
    their_proposal(world)
    assert they_withdraw(world) == "ReceivedBody"
    request = Request.objects.get(reference=THEIR_CASE)
    assert (request.state, request.attention, proposals(request)) == ("withdrawn", "carry-withdrawn", ["withdrawn"])
    assert not Clock.objects.filter(request=request).exists()
    assert JournalAct.objects.filter(name="carry.withdrawn", about=THEIR_CASE).exists()
    with pytest.raises(CannotCarry):
        answer(world, request)
    own.refresh_from_db()
    assert own.state == "opened"
    assert went(world, *QUESTION, request=own).state == "questioned"
    require_whole(world)


def test_what_they_withdrew_may_come_anew(world, joined):
    """In the same row, as the next act of their stream; an answer that was written to the first is not sent to the second."""
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    late = answer_carry(request, answer=ACCEPT, by=world.drafter, at=world.at, token=world.token())
    they_withdraw(world)
    with pytest.raises((CannotCarry, RequestNotOpen)):
        world.approve(late)
    assert they_propose_again(world, 3, about_urgency="routine") == "ReceivedBody"
    request.refresh_from_db()
    assert (request.state, request.attention, request.urgency, proposals(request)) == (
        "delivered",
        "carry-waits",
        "routine",
        ["withdrawn", "waiting"],
    )
    with pytest.raises(CannotCarry, match="does not wait"):
        world.approve(late)
    answer(world, request)
    request.refresh_from_db()
    assert (request.state, proposals(request)) == ("opened", ["withdrawn", "accepted"])
    require_whole(world)


def test_a_withdrawal_after_we_accepted_is_overtaken(world, joined):
    """It is kept, shown and told, and moves nothing: the case goes on on the wire; a further proposal of it is refused."""
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    answer(world, request)
    assert they_withdraw(world) == "ReceivedBody"
    request.refresh_from_db()
    assert (request.state, request.attention, proposals(request)) == ("opened", "carry-overtaken", ["accepted"])
    assert Message.objects.get(request=request, act="withdrawal").crossed
    assert they_propose_again(world, 3) == "RefusedBody"
    values = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    assert world.answer(request, values).state == "answered"
    require_whole(world)


@pytest.mark.both_databases
def test_a_withdrawal_after_we_refused_says_nothing_new(world, joined):
    """The row is closed, and nobody is called for it."""
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    answer(world, request, REFUSE, reasons=["CARRY-DIFFERS"])
    they_withdraw(world)
    request.refresh_from_db()
    assert (request.state, request.attention, proposals(request)) == ("closed", "", ["refused"])
    assert they_propose_again(world, 3) == "ReceivedBody"


@pytest.mark.parametrize("what", ["nothing", "ours", "another"])
def test_a_withdrawal_of_nothing_is_refused(world, joined, what):
    """Bad input: of no proposal, of one that this node made, of one of another case; nothing is written."""
    request = proposed(world, came(world))
    their_proposal(world)
    named = {"nothing": EnvelopeId("a" * 32), "ours": of_ours(request)}.get(what)
    named = named or EnvelopeId(Carry.objects.get(side="theirs").env_id)
    case = THEIR_CASE if what == "nothing" else request.reference
    assert they_withdraw(world, case, original=named) == "RefusedBody"
    assert list(Carry.objects.order_by("id").values_list("state", flat=True)) == ["waiting", "waiting"]


# ---------------------------------------------------------------- its clock, its proof


@pytest.mark.parametrize("end", ["answered", "withdrawn", "returned"])
def test_the_desk_that_proposed_is_warned_that_nobody_answered(world, joined, end):
    """A target of the desk, from the hour of the proposal; it is told until somebody acknowledges it, and ends with the proposal."""
    request = came(world)
    propose(world, request)
    clock = Clock.objects.get(request=request, code="CARRY")
    assert (clock.starts_at, clock.due_at) == (world.at, world.at + timedelta(days=1))
    keep_clocks(at=clock.due_at)
    assert Notice.objects.filter(clock=clock).exists()
    if end == "returned":
        ends(world, request)
    else:
        arrives(request)
        withdraw(world, request) if end == "withdrawn" else they_answer(world, request, REFUSE, carry_reasons=["CARRY-PAPER"])
    clock.refresh_from_db()
    assert clock.stopped_at is not None
    assert "CARRY" not in running(request)


def test_with_the_other_side_no_clock_runs(world, joined):
    """The clock is of who proposed."""
    their_proposal(world)
    assert not Clock.objects.exists()


def test_nothing_else_is_begun_until_it_is_sent(world, joined):
    """A withdrawal that waits for its second officer frees nothing yet."""
    request = proposed(world, came(world))
    withdraw_carry(request, reason=SILENT, by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(CarryWaits):
        went(world, *QUESTION, request=request)


def test_the_proof_of_a_case_that_was_accepted_all_the_same_holds(world, joined):
    """Proposal, withdrawal and acceptance stand in it, each in its stream."""
    request = withdrawn(world, came(world))
    they_answer(world, request)
    for row in world.envelopes():
        world.deliver(world.puppet.received(row))
    publish_log(world.home)
    trusted = {country: key.key_id for country, key in book().trusted.items()}
    verdict = verify_by_both(proof_of(request.reference, at=world.at), trusted=trusted)
    assert [(act.body.act, act.body.kind) for act in verdict.acts] == [
        ("question", CARRYING),
        ("withdrawal", CARRYING),
        ("information", CARRYING),
    ]


def test_its_letter_says_what_is_withdrawn(world, joined):
    """The proposal, and not the request: that goes on."""
    request = withdrawn(world, came(world))
    letter = letter_of(request, Message.objects.get(request=request, act="withdrawal"))
    for part in lay_out(letter):
        assert part.title in ("WITHDRAWAL OF A PROPOSAL", "RÚT ĐỀ XUẤT")
        assert ("proposal" if part.language == "en" else "đề xuất") in part.opening
    assert [field.lines["en"][0].text for field in letter.fields] == ["Nobody answered [CARRY-SILENT]"]


# ---------------------------------------------------------------- the square


@pytest.mark.parametrize("trust", TRUSTS, ids=[trust.name for trust in TRUSTS])
def test_who_may_withdraw(world, joined, trust):
    """Whoever the table lets draft, by a mandate in force, inside the wall; for everybody else nothing is written."""
    request = proposed(world, came(world))
    officer = stand(world, trust, world.both)
    if trust.allows(Verb.DRAFT):
        assert withdraw_carry(request, reason=SILENT, by=officer, at=world.at, token=world.token()).state == "submitted"
        return
    before = rows(world)
    with pytest.raises(Refused):
        withdraw_carry(request, reason=SILENT, by=officer, at=world.at, token=world.token())
    assert rows(world) == before


@pytest.mark.parametrize("there", [True, False], ids=["arrived", "on its way"])
def test_states_by_states_of_the_proposal(world, joined, there):
    """Only an open case, with a proposal of ours that they have and that waits, or whose withdrawal is nowhere; all else is refused."""
    request = came(world)
    propose(world, request)
    if there:
        arrives(request)
    for state, standing in itertools.product(State, CarryState):
        with cell():
            Request.objects.filter(pk=request.pk).update(state=state.value)
            Carry.objects.filter(request=request).update(state=standing.value)
            possible = state in OPEN and (standing is CarryState.WITHDRAWN or (standing is CarryState.WAITING and there))
            before = rows(world)
            try:
                withdraw_carry(request, reason=SILENT, by=world.drafter, at=world.at, token=world.token())
            except Refused:
                assert not possible, (state, standing)
                assert rows(world) == before, (state, standing)
            else:
                assert possible, (state, standing)
