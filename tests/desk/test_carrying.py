"""A case that began by letter goes on on the wire once its partner has a node: proposed, compared, accepted or refused; never doubled."""

import itertools
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds.places import HERE, SECOND_THERE, THERE, THIRD
from tests.worlds.puppet import verified
from worlds.second import verify_by_both

from comity.courier.fsck import check_node
from comity.courier.publishing import publish_log
from comity.desk.carried.history import OPEN, Paper, read_history, replay
from comity.desk.carried.returning import arrived_after_all
from comity.desk.carried.waiting import CarryWaits
from comity.desk.carrying.actions import ACCEPT, REFUSE, answer_carry, propose_carry, take_back
from comity.desk.carrying.gathering import fields_of
from comity.desk.carrying.queries import compare, held_documents, history_carried, own_cases
from comity.desk.carrying.refusals import AlreadyThere, CannotCarry, DuplicateProposal
from comity.desk.drafting.actions import open_draft, save_draft, set_aside
from comity.desk.joining.actions import approve_joining, propose_joining
from comity.desk.joining.policy import CannotJoin
from comity.desk.joining.queries import candidates, node_of
from comity.desk.meaning import CARRYING, NotUnderstood
from comity.desk.outside import papers
from comity.desk.outside.papers import Upload
from comity.desk.outside.passing import record_step
from comity.desk.outside.recording import Passing, record_act
from comity.desk.outside.states import Step
from comity.desk.partnering.actions import Entry, approve_partner, propose_partner
from comity.desk.partnering.policy import OwnEntry
from comity.desk.policy import ReasonMissing, SelfApproval
from comity.desk.proving.exporting import proof_of
from comity.desk.receiving.receipts import undelivered
from comity.desk.states import Happening, State, after
from comity.directory.book import book
from comity.directory.policy import NotAllowed
from comity.directory.ways import Way, stand_in
from comity.records.models import Carry, Clock, Draft, Joining, JournalAct, Message, Outbox, Request
from comity.seal.headers import parse_inner
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, EnvelopeId, NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.treaty.faults import FieldFaults

MINISTRY = AuthorityId("xr-moj")
PAPER = stand_in(MINISTRY)
SCAN = Upload("Letter 17.pdf", b"%PDF-1.7 a letter of another State")
OTHER_SCAN = Upload("Letter 18.pdf", b"%PDF-1.7 another letter")
THEIR_CASE = "XR-2026-000044"


@pytest.fixture(autouse=True)
def _papers(world, tmp_path, monkeypatch):
    """Each test keeps its papers in a folder of its own."""

    class Moved:
        papers, papers_mib = tmp_path / "papers", world.home.papers_mib

    monkeypatch.setattr(papers, "home", Moved)


@pytest.fixture
def partner(world):
    """Ruritania's ministry, entered by two officers while it had no node."""
    given = Entry(
        authority=MINISTRY,
        names={"en": "Ministry of Justice"},
        roles=("CA", "POC"),
        languages=("en",),
        zone="Europe/Vienna",
        ways=(Way("DEL-POST", "1 Castle Street, Strelsau"),),
        source="Note verbale 12/2026",
        verified_on=world.at.datetime().date(),
    )
    made = propose_partner(given, reason="first contact", by=world.drafter, at=world.at, token=world.token())
    return approve_partner(made.pk, by=world.approver, at=world.at, token=world.token())


@pytest.fixture
def joined(world, partner):
    """Two officers say that the node of the directory is that ministry."""
    made = join(world)
    return approve_joining(made.pk, by=world.approver, at=world.at, token=world.token())


def join(world, node=THERE, *, reason="Note verbale 40/2026", by=None):
    """Propose that a node is the partner."""
    return propose_joining(MINISTRY, node=node, reason=reason, by=by or world.drafter, at=world.at, token=world.token())


def passing(world, *, hours=-50, **changes):
    """Return how a paper passed."""
    usual = {"method": "DEL-POST", "on": world.later(hours=hours), "who": "Registry", "theirs": "MOJ/17", "upload": SCAN}
    return Passing(**(usual | changes))


def came(world, act="request", kind="REQ-PRESERVE", values=None, *, request=None, replies_to=None, **how):
    """Record what came by letter."""
    draft = open_draft(
        act=act,
        kind=kind,
        peer=PAPER,
        by=world.drafter,
        at=world.at,
        request=request,
        direction="in",
        replies_to=replies_to,
        token=world.token(),
    )
    values = world.fields(authority="xr-moj") if values is None else values
    draft = save_draft(draft.pk, fields=values, based_on=draft.version, by=world.drafter, at=world.at)
    return record_act(draft.pk, version=draft.version, passing=passing(world, **how), by=world.drafter, at=world.at, token=world.token())


def went(world, act="request", kind="REQ-PRESERVE", values=None, *, request=None, replies_to=None, dispatched=True, hours=-40):
    """Issue an act by letter, and record that it was dispatched."""
    draft = open_draft(
        act=act, kind=kind, peer=PAPER, by=world.drafter, at=world.at, request=request, replies_to=replies_to, token=world.token()
    )
    draft = save_draft(draft.pk, fields=world.fields() if values is None else values, based_on=draft.version, by=world.drafter, at=world.at)
    done = world.approve(world.submit(draft))
    if dispatched:
        envelope = EnvelopeId(Message.objects.filter(request=done, direction="out").last().env_id)
        step(world, done, envelope, Step.DISPATCHED, hours=hours)
    return Request.objects.get(pk=done.pk)


def step(world, request, envelope, which, *, hours, upload=None):
    """Record a step of a letter."""
    how = passing(world, hours=hours, upload=upload)
    record_step(request, envelope, step=which, passing=how, by=world.drafter, at=world.at, token=world.token())


def propose(world, request):
    """Propose to go on, and let the second officer send it."""
    return world.approve(propose_carry(request, by=world.drafter, at=world.at, token=world.token()))


def answer(world, request, say=ACCEPT, **more):
    """Answer their proposal, and let the second officer send it."""
    return world.approve(answer_carry(request, answer=say, by=world.drafter, at=world.at, token=world.token(), **more))


def proposal(world, **changes):
    """Return the fields of a proposal of theirs: they asked on paper, and the letter came here fifty hours ago."""
    paper = {
        "act": "request",
        "by": "asking",
        "document": str(Digest.of(SCAN.data)),
        "envelope": "0" * 31 + "1",
        "fields": world.fields(authority="xr-moj"),
        "kind": "REQ-PRESERVE",
        "method": "DEL-POST",
        "number": "VN-2026-000001",
        "on": str(world.later(hours=-60)),
    }
    usual = {
        "side": "CARRY-ASKING",
        "about_kind": "REQ-PRESERVE",
        "about_instrument": "UNCC",
        "about_article": "42",
        "about_urgency": "urgent",
        "state": "opened",
        "papers": [paper],
    }
    return usual | changes


def their_proposal(world, *, case=THEIR_CASE, **changes):
    """Take a proposal of the puppet's; return the kind of receipt."""
    body = world.puppet.act("question", CARRYING, proposal(world, **changes), case=case)
    (receipt,) = world.deliver(world.puppet.say(body, requires=("opened", "received"))).items
    return type(verified(receipt)).__name__


def their_answer(world, request, say=ACCEPT, **fields):
    """Let the puppet answer our proposal."""
    ours = Message.objects.filter(request=request, kind=CARRYING, direction="out").last()
    body = world.puppet.act("information", CARRYING, {"carry": say, **fields}, case=request.reference, original=EnvelopeId(ours.env_id))
    (receipt,) = world.deliver(world.puppet.say(body, requires=("opened", "received"))).items
    return type(verified(receipt)).__name__


def say(world, act, kind, values, *, case, original=None):
    """Let the puppet say something in a case; return the kind of receipt."""
    body = world.puppet.act(act, kind, values, case=case, original=original)
    (receipt,) = world.deliver(world.puppet.say(body, requires=("opened", "received"))).items
    return type(verified(receipt)).__name__


# ---------------------------------------------------------------- joining


def test_a_node_is_a_partner_when_two_officers_say_so(world, partner):
    """One proposes with a reason, another approves; both stand in the journal."""
    made = join(world, by=world.both)
    assert node_of(MINISTRY) is None
    with pytest.raises(OwnEntry):
        approve_joining(made.pk, by=world.both, at=world.at, token=world.token())
    with pytest.raises(NotAllowed):
        approve_joining(made.pk, by=world.drafter, at=world.at, token=world.token())
    approve_joining(made.pk, by=world.approver, at=world.at, token=world.token())
    assert node_of(MINISTRY) == THERE
    assert list(JournalAct.objects.filter(name__startswith="partner.join").values_list("name", flat=True)) == [
        "partner.join-proposed",
        "partner.joined",
    ]


@pytest.mark.parametrize("node", [THIRD, HERE, NodeId("poc.zz.example"), PAPER])
def test_a_node_that_cannot_be_the_partner_is_refused(world, partner, node):
    """Another country's, our own, one that nobody knows, and a name that is no node; nothing is written."""
    with pytest.raises(CannotJoin):
        join(world, node)
    assert not Joining.objects.exists()


def test_a_partner_joins_once_and_with_a_reason(world, joined):
    """A second node for the same partner is refused, also where it was proposed before the first was approved."""
    with pytest.raises(CannotJoin):
        join(world, SECOND_THERE)
    with pytest.raises(ReasonMissing):
        join(world, reason=" ")


def test_of_two_proposals_one_is_approved(world, partner):
    """The other is refused when its turn comes."""
    first, second = join(world), join(world, SECOND_THERE)
    approve_joining(second.pk, by=world.approver, at=world.at, token=world.token())
    with pytest.raises(CannotJoin):
        approve_joining(first.pk, by=world.approver, at=world.at, token=world.token())
    assert node_of(MINISTRY) == SECOND_THERE


def test_only_nodes_of_that_country_with_a_role_of_it_are_offered(partner):
    """A partner with a role that no authority there has could be none of them."""
    assert {node.id for node in candidates(MINISTRY, roles=("POC",))} == {THERE, SECOND_THERE}
    assert candidates(MINISTRY, roles=("REG",)) == ()


# ---------------------------------------------------------------- we propose


def test_their_request_on_paper_goes_on_on_the_wire(world, joined):
    """They asked by letter; we propose, they accept, and our answer goes on the wire, to the letter that they sent."""
    request = came(world)
    started = {clock.code: clock.starts_at for clock in Clock.objects.filter(request=request)}
    propose(world, request)
    assert Outbox.objects.get(case=request.reference).peer == str(THERE)
    assert their_answer(world, request, own_case="XR-2026-000009") == "ReceivedBody"
    request.refresh_from_db()
    assert (request.peer, request.state) == (str(THERE), "opened")
    assert {clock.code: clock.starts_at for clock in Clock.objects.filter(request=request).exclude(code="CARRY")} == started
    carry = Carry.objects.get(request=request)
    assert (carry.side, carry.state, carry.own_case) == ("ours", "accepted", "XR-2026-000009")
    values = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    asked = Message.objects.get(request=request, act="request")
    done = world.send("answer", "REQ-PRESERVE", values, request=request, replies_to=asked.env_id)
    assert (done.state, Message.objects.filter(request=request).last().road) == ("answered", "wire")
    assert say(world, "closure", "REQ-PRESERVE", {"outcome": "OUT-FULFILLED"}, case=request.reference) == "ReceivedBody"
    request.refresh_from_db()
    assert request.state == "closed"


def test_our_request_on_paper_goes_on_on_the_wire(world, joined):
    """We asked by letter that nobody acknowledged; their acceptance says that they hold it, and they answer on the wire."""
    request = went(world)
    propose(world, request)
    their_answer(world, request)
    request.refresh_from_db()
    assert (request.peer, request.state, request.direction) == (str(THERE), "opened", "out")
    asked = Message.objects.get(request=request, act="request")
    values = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    assert say(world, "answer", "REQ-PRESERVE", values, case=request.reference, original=EnvelopeId(asked.env_id)) == "ReceivedBody"
    request.refresh_from_db()
    assert request.state == "answered"


def test_a_proposal_says_what_was_on_paper(world, joined):
    """Each paper with side, day, way, number and digest; what runs, from its own day; nothing of the hour of the proposal."""
    request = came(world)
    asked = EnvelopeId(Message.objects.get(request=request).env_id)
    went(world, "question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request)
    fields = fields_of(request)
    rows = fields["papers"]
    assert [(row["act"], row["by"], row["method"]) for row in rows] == [
        ("request", "asking", "DEL-POST"),
        ("question", "asked", "DEL-POST"),
    ]
    assert (rows[0]["on"], rows[0]["number"], rows[0]["document"]) == (str(world.later(hours=-50)), "MOJ/17", str(Digest.of(SCAN.data)))
    assert (rows[0]["envelope"], fields["state"], fields["side"]) == (str(asked), "questioned", "CARRY-ASKED")
    assert f"DECIDE {world.later(hours=-50)}" in fields["clocks"]
    assert read_history(fields, at=world.at).state is State.QUESTIONED


def test_a_proposal_needs_two_officers(world, joined):
    """Who proposed cannot approve."""
    draft = propose_carry(came(world), by=world.both, at=world.at, token=world.token())
    with pytest.raises(SelfApproval):
        world.approve(draft, by=world.both)
    assert not Carry.objects.exists()


def test_a_refusal_leaves_the_case_on_paper(world, joined):
    """With its reason shown; then it goes on on paper as before."""
    request = came(world)
    propose(world, request)
    their_answer(world, request, REFUSE, carry_reasons=["CARRY-DIFFERS"])
    request.refresh_from_db()
    assert (request.peer, request.state, request.attention) == (str(PAPER), "opened", "carry-refused")
    assert Carry.objects.get().state == "refused"
    assert went(world, "question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request).state == "questioned"


def test_what_cannot_be_proposed(world, partner):
    """Before the partner joined, once the case is over, while a draft of it waits, and with a letter that nobody dispatched."""
    request = came(world)
    with pytest.raises(CannotCarry, match="no node"):
        propose(world, request)
    approve_joining(join(world).pk, by=world.approver, at=world.at, token=world.token())
    draft = open_draft(act="question", kind="ADM-MOREINFO", peer=PAPER, by=world.drafter, at=world.at, request=request, token=world.token())
    with pytest.raises(CannotCarry, match="draft"):
        propose(world, request)
    set_aside(draft.pk, reason="later", by=world.drafter, at=world.at, token=world.token())
    lying = went(world, dispatched=False)
    with pytest.raises(CannotCarry, match="dispatched"):
        propose(world, lying)
    came(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    with pytest.raises(CannotCarry, match="over"):
        propose(world, Request.objects.get(pk=request.pk))
    assert not Outbox.objects.exists()


def test_nothing_else_is_begun_while_it_waits(world, joined):
    """No draft, no record and no second proposal: what was listed stays what it is."""
    request = came(world)
    propose(world, request)
    with pytest.raises(CarryWaits):
        went(world, "question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request)
    with pytest.raises(CarryWaits):
        came(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request)
    with pytest.raises(CarryWaits):
        propose(world, request)


def test_what_changed_before_the_second_officer_looked_is_not_sent(world, joined):
    """A paper that was recorded after the proposal was written is not in it."""
    request = came(world)
    draft = propose_carry(request, by=world.drafter, at=world.at, token=world.token())
    came(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, request=request, upload=OTHER_SCAN)
    with pytest.raises(CannotCarry):
        world.approve(draft)
    assert not Outbox.objects.exists()


def test_nobody_types_a_history(world, joined):
    """The kind has no form that an officer opens, and comes by no letter."""
    request = came(world)
    for direction in ("in", "out"):
        with pytest.raises(NotUnderstood):
            open_draft(
                act="question",
                kind=CARRYING,
                peer=PAPER,
                by=world.drafter,
                at=world.at,
                request=request,
                direction=direction,
                token=world.token(),
            )


# ---------------------------------------------------------------- they propose


def test_their_proposal_is_accepted(world, joined):
    """Nothing runs until two officers accepted; then state, papers and clocks are those of the history, from its own days."""
    assert their_proposal(world) == "ReceivedBody"
    request = Request.objects.get(reference=THEIR_CASE)
    assert (request.direction, request.attention, request.peer) == ("in", "carry-waits", str(THERE))
    assert not Clock.objects.filter(request=request).exists()
    with pytest.raises(CarryWaits):
        world.draft("question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request)
    answer(world, request)
    request.refresh_from_db()
    assert (request.state, request.attention) == ("opened", "")
    clocks = {clock.code: clock for clock in Clock.objects.filter(request=request)}
    assert clocks["DECIDE"].starts_at == world.later(hours=-60)
    assert clocks["ACK"].stopped_at is not None
    paper = Message.objects.get(request=request, road="carried")
    assert (paper.env_id, bytes(paper.signatures), paper.signers, paper.at) == ("0" * 31 + "1", b"", [], world.later(hours=-60))
    values = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    assert world.answer(request, values).state == "answered"


@pytest.mark.both_databases
def test_the_day_is_that_on_which_the_paper_came_here(world, joined):
    """Where we hold the same document, our own record of its receipt counts; our case on paper ends, and says where it goes on."""
    own = came(world, hours=-50)
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    carry = Carry.objects.get(request=request)
    assert [row.reference for row in own_cases(carry, by=world.actor(world.drafter))] == [own.reference]
    seen = compare(history_carried(carry), held_documents(own))
    assert (len(seen.same), len(seen.theirs), len(seen.ours)) == (1, 0, 0)
    answer(world, request, own_case=own.reference)
    own.refresh_from_db()
    assert own.state == "closed"
    assert Clock.objects.get(request=request, code="DECIDE").starts_at == world.later(hours=-50)
    assert not Clock.objects.filter(request=own, stopped_at__isnull=True).exclude(code="EMERGENCY").exists()
    assert JournalAct.objects.filter(name="case.moved-on", about=own.reference).exists()


def test_a_case_that_is_held_here_is_not_accepted_a_second_time(world, joined):
    """Who accepts names the case on paper that shares a document with it; one that is not open with that State is refused."""
    own = came(world)
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    with pytest.raises(CannotCarry, match="name that case"):
        answer(world, request)
    with pytest.raises(CannotCarry, match="not open"):
        answer(world, request, own_case="VN-2026-000099")
    answer(world, request, own_case=own.reference)


def test_documents_that_differ_are_shown_and_refused_with_a_reason(world, joined):
    """Same, only theirs, only ours; a refusal without a reason is none."""
    own = came(world, upload=OTHER_SCAN)
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    seen = compare(history_carried(Carry.objects.get(request=request)), held_documents(own))
    assert (seen.same, seen.theirs, seen.ours) == (frozenset(), {Digest.of(SCAN.data)}, {Digest.of(OTHER_SCAN.data)})
    with pytest.raises(FieldFaults):
        answer(world, request, REFUSE)
    answer(world, request, REFUSE, reasons=["CARRY-DIFFERS"])
    request.refresh_from_db()
    assert (request.state, Carry.objects.get().state) == ("closed", "refused")
    own.refresh_from_db()
    assert own.state == "opened"


FORGED = {
    "no papers": {"papers": []},
    "a state that does not follow": {"state": "answered"},
    "a case that is over": {"state": "closed"},
    "no such side": {"side": "CARRY-NOBODY"},
    "another kind": {"about_kind": "REQ-STORED"},
    "papers that are no list": {"papers": "none"},
}
ROWS = {
    "a paper ahead of now": {"on": "2027-01-01T00:00:00.000000Z"},
    "no request": {"act": "question", "kind": "ADM-MOREINFO", "by": "asked"},
    "a request of the requested": {"by": "asked"},
    "a digest that is none": {"document": "abc"},
    "a road that is none": {"method": "DEL-PIGEON"},
    "more than a paper has": {"extra": "x"},
    "an answer to nothing": {"original": "f" * 32},
}


@pytest.mark.parametrize("how", [*FORGED, *ROWS])
def test_a_forged_history_is_refused_and_leaves_nothing(world, joined, how):
    """Refused before anything is written, with the class `policy`."""
    changes = FORGED.get(how)
    if changes is None:
        (paper,) = proposal(world)["papers"]
        changes = {"papers": [paper | ROWS[how]]}
    assert their_proposal(world, **changes) == "RefusedBody"
    assert not Request.objects.exists()
    assert not Carry.objects.exists()


@pytest.mark.parametrize("case", ["VN-2026-000044", "TH-2026-000001"])
def test_a_proposal_under_a_number_of_another_country_is_refused(world, joined, case):
    """Each side numbers its own cases."""
    assert their_proposal(world, case=case) == "RefusedBody"
    assert not Request.objects.exists()


def test_a_case_that_is_known_is_not_proposed_again(world, joined):
    """A number that has a request here has its history here."""
    known = world.receive()
    assert their_proposal(world, case=known.reference) == "RefusedBody"


def test_nobody_else_answers_our_proposal(world, joined):
    """An answer to nothing that was proposed is refused; so is an act in a case on paper that no proposal carries."""
    request = came(world)
    refused = say(world, "information", CARRYING, {"carry": ACCEPT}, case=request.reference, original=EnvelopeId("a" * 32))
    assert refused == "RefusedBody"
    request.refresh_from_db()
    assert request.peer == str(PAPER)


def test_an_act_before_the_answer_moves_nothing(world, joined):
    """In a case that waits here, the proposer can say nothing more; and what follows a refusal of ours moves no case on paper."""
    their_proposal(world)
    assert say(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, case=THEIR_CASE) == "RefusedBody"
    request = came(world, upload=OTHER_SCAN)
    propose(world, request)
    their_answer(world, request, REFUSE, carry_reasons=["CARRY-PAPER"])
    assert say(world, "withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"}, case=request.reference) == "RefusedBody"
    request.refresh_from_db()
    assert request.state == "opened"


# ---------------------------------------------------------------- both at once


def test_where_both_propose_the_requesting_state_goes_before(world, joined):
    """We asked, and our own proposal waits: theirs cannot be accepted, and is refused as a duplicate."""
    own = went(world)
    step(world, own, EnvelopeId(Message.objects.get(request=own).env_id), Step.ACKNOWLEDGED, hours=-30, upload=SCAN)
    propose(world, own)
    their_proposal(world, side="CARRY-ASKED")
    theirs = Request.objects.get(reference=THEIR_CASE)
    assert theirs.direction == "out"
    for own_case in ("", own.reference):
        with pytest.raises(DuplicateProposal):
            answer(world, theirs, own_case=own_case)
    answer(world, theirs, REFUSE, reasons=["CARRY-DUPLICATE"])
    their_answer(world, own)
    own.refresh_from_db()
    assert (own.peer, own.state) == (str(THERE), "opened")


def test_where_both_propose_the_requested_state_gives_way(world, joined):
    """They asked, and our proposal waits too: theirs is accepted, ours is overtaken, and their refusal of it changes nothing."""
    own = came(world)
    propose(world, own)
    their_proposal(world)
    theirs = Request.objects.get(reference=THEIR_CASE)
    answer(world, theirs, own_case=own.reference)
    own.refresh_from_db()
    assert (own.state, Carry.objects.get(request=own).state) == ("closed", "overtaken")
    assert their_answer(world, own, REFUSE, carry_reasons=["CARRY-DUPLICATE"]) == "ReceivedBody"
    assert list(Request.objects.exclude(state="closed").values_list("reference", flat=True)) == [THEIR_CASE]


def test_a_repeated_click_carries_once(world, joined):
    """The same token gives the same draft."""
    request, token = came(world), world.token()
    first = propose_carry(request, by=world.drafter, at=world.at, token=token)
    assert propose_carry(request, by=world.drafter, at=world.at, token=token).pk == first.pk
    assert Draft.objects.filter(kind=CARRYING).count() == 1


# ---------------------------------------------------------------- what did not arrive


def ends(world, request, *, state="expired", why="policy"):
    """Let the envelope of our newest proposal end without a receipt, as the courier writes it."""
    row = world.outbox(request)
    Outbox.objects.filter(pk=row.pk).update(state=state, outcome_at=world.at, wire_class=why if state == "refused" else "")
    with transaction.atomic():
        undelivered(request.reference, envelope=row.env_id, why=why if state == "refused" else "expired", at=world.at)


def back(world, request):
    """Take our proposal back."""
    return take_back(request, by=world.drafter, at=world.at, token=world.token())


def proposals(request):
    """Return the states of all proposals of a case, in order."""
    return list(Carry.objects.filter(request=request).order_by("id").values_list("state", flat=True))


def places(world, request):
    """Return for each proposal that is owed to them its number and whether it names one before it."""
    inners = (parse_inner(bytes(one.inner)) for one in Message.objects.filter(request=request, kind=CARRYING, direction="out"))
    return [(inner.seq, inner.previous is not None) for inner in inners]


@pytest.mark.parametrize("state", ["expired", "refused"])
def test_a_proposal_that_never_arrived_leaves_the_case_on_paper(world, joined, state):
    """It comes back with a leaf and a word to the officers; state and clocks stay; paper goes on, and a new proposal has its place."""
    request = went(world)
    running = list(Clock.objects.filter(request=request, stopped_at__isnull=True).values_list("code", flat=True))
    propose(world, request)
    ends(world, request, state=state)
    request.refresh_from_db()
    assert (request.peer, request.state, request.attention) == (str(PAPER), "sent", "carry-returned")
    assert list(Clock.objects.filter(request=request, stopped_at__isnull=True).values_list("code", flat=True)) == running
    assert JournalAct.objects.filter(name="carry.returned", about=request.reference).exists()
    came(world, "question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request, upload=OTHER_SCAN)
    propose(world, request)
    assert (proposals(request), places(world, request)) == (["returned", "waiting"], [(1, False), (1, False)])
    assert their_answer(world, request) == "ReceivedBody"
    request.refresh_from_db()
    assert (request.peer, request.state, request.attention) == (str(THERE), "questioned", "")
    assert proposals(request) == ["returned", "accepted"]


def test_what_is_refused_a_second_time_is_told_once(world, joined):
    """The courier may say the same twice, as where it would have sealed afresh; one leaf, one end."""
    request = came(world)
    propose(world, request)
    ends(world, request, state="refused", why="stale")
    ends(world, request, state="refused", why="stale")
    assert JournalAct.objects.filter(name="carry.returned").count() == 1
    assert proposals(request) == ["returned"]


def test_one_officer_takes_back_what_has_not_arrived(world, joined):
    """Whoever may draft; nothing is owed any more, and the same click again changes nothing."""
    request, token = came(world), world.token()
    propose(world, request)
    with pytest.raises(NotAllowed):
        take_back(request, by=world.approver, at=world.at, token=world.token())
    for _ in range(2):
        take_back(request, by=world.drafter, at=world.at, token=token)
    request.refresh_from_db()
    assert (proposals(request), request.attention, world.outbox(request).state) == (["returned"], "", "expired")
    assert went(world, "question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request).state == "questioned"
    with pytest.raises(CannotCarry):
        back(world, request)


def test_what_arrived_is_not_taken_back(world, joined):
    """It is answered, or it waits."""
    request = came(world)
    propose(world, request)
    Outbox.objects.filter(case=request.reference).update(state="receipted")
    with pytest.raises(AlreadyThere):
        back(world, request)
    assert proposals(request) == ["waiting"]


@pytest.mark.parametrize("anew", [False, True])
def test_an_answer_to_what_was_taken_back_counts(world, joined, anew):
    """They had it all the same: the case goes on once, from the list that they accepted; a newer proposal of ours is overtaken."""
    request = came(world)
    propose(world, request)
    first = Message.objects.get(request=request, kind=CARRYING)
    back(world, request)
    if anew:
        propose(world, request)
    body = world.puppet.act("information", CARRYING, {"carry": ACCEPT}, case=request.reference, original=EnvelopeId(first.env_id))
    world.deliver(world.puppet.say(body, requires=("opened", "received")))
    request.refresh_from_db()
    assert (request.peer, request.attention) == (str(THERE), "")
    assert proposals(request) == ["accepted", *(["overtaken"] if anew else [])]
    asked = Message.objects.get(request=request, act="request")
    values = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    world.send("answer", "REQ-PRESERVE", values, request=request, replies_to=asked.env_id)
    inner = parse_inner(bytes(Message.objects.filter(request=request, road="wire").last().inner))
    assert (inner.seq, inner.previous) == (2, Digest.of(bytes(first.inner)))
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []


@pytest.mark.both_databases
def test_an_acceptance_of_a_list_that_is_old_is_shown(world, joined):
    """Papers that were recorded meanwhile are not in what they accepted: the case stands where the list leaves it, and people are told."""
    request = came(world)
    propose(world, request)
    ends(world, request)
    went(world, "question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request)
    their_answer(world, request)
    request.refresh_from_db()
    assert (request.peer, request.state, request.attention) == (str(THERE), "opened", "carry-changed")


@pytest.mark.both_databases
def test_a_receipt_after_the_end_lets_it_wait_again(world, joined):
    """What the other side signed that it has is there; one receipt of two is believed, and none for a case that ended."""
    request = came(world)
    propose(world, request)
    first = world.outbox(request).env_id
    ends(world, request)
    assert transaction.atomic(arrived_after_all)(first, at=world.at) is not None
    request.refresh_from_db()
    assert (proposals(request), request.attention) == (["waiting"], "carry-arrived")
    ends(world, request)
    propose(world, request)
    Outbox.objects.filter(env_id=world.outbox(request).env_id).update(state="receipted")
    assert transaction.atomic(arrived_after_all)(first, at=world.at) is None
    assert proposals(request) == ["returned", "waiting"]


@pytest.mark.parametrize("end", ["returned", "refused"])
def test_a_node_in_which_a_proposal_ended_is_whole(world, joined, end):
    """The repair tool finds nothing wrong in a case that stayed on paper."""
    request = came(world)
    propose(world, request)
    if end == "returned":
        back(world, request)
        propose(world, request)
    else:
        their_answer(world, request, REFUSE, carry_reasons=["CARRY-PAPER"])
        propose(world, request)
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []


def test_that_they_opened_the_proposal_is_no_strange_receipt(world, joined):
    """It went to the node, though its case has the name of the stand-in until it is accepted."""
    request = came(world)
    propose(world, request)
    assert world.deliver(world.puppet.opened(Message.objects.get(request=request, kind=CARRYING))).items == (None,)


# ---------------------------------------------------------------- proposed anew after a refusal


def test_what_they_refused_is_proposed_anew(world, joined):
    """A new act, in its order after the first, with what was recorded since; their second answer counts."""
    request = came(world)
    propose(world, request)
    their_answer(world, request, REFUSE, carry_reasons=["CARRY-DIFFERS"])
    went(world, "question", "ADM-MOREINFO", {"about": ["MC-DATA"]}, request=request)
    propose(world, request)
    request.refresh_from_db()
    assert (proposals(request), places(world, request), request.attention) == (["refused", "waiting"], [(1, False), (2, True)], "")
    newest = Message.objects.filter(request=request, kind=CARRYING, direction="out").last()
    body = world.puppet.act("information", CARRYING, {"carry": ACCEPT}, case=request.reference, original=EnvelopeId(newest.env_id))
    world.deliver(world.puppet.say(body, requires=("opened", "received")))
    request.refresh_from_db()
    assert (request.peer, request.state) == (str(THERE), "questioned")


def test_what_we_refused_may_come_anew(world, joined):
    """In the request that their first proposal had, with its new list; it is accepted as any other."""
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    answer(world, request, REFUSE, reasons=["CARRY-DIFFERS"])
    assert their_proposal(world, about_urgency="routine") == "ReceivedBody"
    request.refresh_from_db()
    assert (request.state, request.attention, request.urgency) == ("delivered", "carry-waits", "routine")
    answer(world, request)
    request.refresh_from_db()
    assert (request.state, proposals(request)) == ("opened", ["refused", "accepted"])
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []


def test_a_second_proposal_is_refused_where_the_first_is_not(world, joined):
    """Bad input: before the first is answered, after it was accepted, and for the other side of the case; nothing is written."""
    their_proposal(world)
    request = Request.objects.get(reference=THEIR_CASE)
    head = Digest.of(bytes(Message.objects.get(request=request).inner))

    def again(seq=2, **changes):
        body = world.puppet.act("question", CARRYING, proposal(world, **changes), case=THEIR_CASE)
        place = {"seq": seq, "previous": None if seq == 1 else head, "requires": ("opened", "received")}
        (receipt,) = world.deliver(world.puppet.seal(body, **place)).items
        return type(verified(receipt)).__name__

    assert again() == "RefusedBody"
    answer(world, request, REFUSE, reasons=["CARRY-DIFFERS"])
    assert [again(seq=1), again(side="CARRY-ASKED"), again(state="closed")] == ["RefusedBody"] * 3
    request.refresh_from_db()
    assert (request.state, proposals(request)) == ("closed", ["refused"])
    assert again() == "ReceivedBody"
    answer(world, request)
    assert again(seq=3) == "RefusedBody"
    assert proposals(request) == ["refused", "accepted"]


# ---------------------------------------------------------------- proof, repair


def test_the_proof_begins_with_the_proposal_and_says_what_was_outside(world, joined):
    """The papers are in no proof as acts; the acts that replied to them hold, and the verdict says what went before."""
    request = came(world)
    propose(world, request)
    their_answer(world, request)
    request.refresh_from_db()
    asked = Message.objects.get(request=request, act="request")
    values = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    world.send("answer", "REQ-PRESERVE", values, request=request, replies_to=asked.env_id)
    for row in world.envelopes():
        world.deliver(world.puppet.received(row))
    publish_log(world.home)
    trusted = {country: key.key_id for country, key in book().trusted.items()}
    verdict = verify_by_both(proof_of(request.reference, at=world.at), trusted=trusted)
    assert [act.body.kind for act in verdict.acts] == [CARRYING, CARRYING, "REQ-PRESERVE"]
    lines = [str(line) for one in verdict.answers for line in one.lines]
    assert any("outside the wire" in line and str(Digest.of(SCAN.data)) in line for line in lines)


@pytest.mark.parametrize("side", ["ours", "theirs"])
def test_a_node_with_a_carried_case_is_whole(world, joined, side):
    """The repair tool finds nothing wrong in it."""
    if side == "ours":
        request = came(world)
        propose(world, request)
        their_answer(world, request)
    else:
        their_proposal(world)
        answer(world, Request.objects.get(reference=THEIR_CASE))
    publish_log(world.home)
    assert check_node(world.home, at=world.at) == []


# ---------------------------------------------------------------- algebra

STEPS = (
    ("question", "ADM-MOREINFO", True, {}),
    ("information", "ADM-MOREINFO", False, {}),
    ("consultation", "ADM-CONSULT", True, {}),
    ("views", "ADM-CONSULT", False, {"views": "VIEWS-MAINTAIN"}),
    ("answer", "REQ-PRESERVE", True, {"decision": "D-GRANT"}),
    ("request", "REQ-PRESERVE-EXT", False, {}),
    ("question", "ADM-STATUS", False, {}),
    ("withdrawal", "ADM-WITHDRAW", False, {}),
)
START = Instant.parse("2026-11-20T03:07:00.000000Z")


def paper(number, act, kind, of_requested, fields):
    """Return one paper, an hour after the one before."""
    return Paper(EnvelopeId(f"{number:032x}"), of_requested, act, kind, START + timedelta(hours=number), "DEL-POST", fields)


@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_a_history_says_exactly_what_the_table_says(steps):
    """What was printed of a case reads back as it was, and leads to the state that the table leads to; any other state is refused."""
    rows = [paper(1, "request", "REQ-PRESERVE", False, {}), *(paper(number, *one) for number, one in enumerate(steps, 2))]
    state = replay(rows)
    fields = {
        "side": "CARRY-ASKING",
        "about_kind": "REQ-PRESERVE",
        "about_instrument": "UNCC",
        "about_article": "42",
        "about_urgency": "routine",
        "papers": [one.row() for one in rows],
    }
    for claimed in State:
        if claimed is state and claimed in OPEN:
            assert read_history(fields | {"state": claimed.value}, at=START + timedelta(days=1)).papers == tuple(rows)
        else:
            with pytest.raises(Malformed):
                read_history(fields | {"state": claimed.value}, at=START + timedelta(days=1))


@pytest.mark.parametrize(
    ("state", "happening"), list(itertools.product(State, (Happening.CARRYING, Happening.CARRIED, Happening.NOT_CARRIED)))
)
def test_carrying_moves_no_state(state, happening):
    """What is asked and answered about the road is nothing that was asked or answered in the case."""
    assert after(state, happening) in (None, state)
