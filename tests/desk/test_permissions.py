"""The table of what each role may do, written down a second time, and the whole square of states, moves and roles against the deeds."""

from typing import Final

import pytest
from eachof import each_of

from comity.desk.drafting.actions import mark_draft, open_draft, return_draft, save_draft, set_aside, submit_draft, take_back, take_up
from comity.desk.drafting.refusals import NoSuchDraft
from comity.desk.holding.actions import take_request
from comity.desk.lettering.actions import print_letter
from comity.desk.permissions import TABLE, Verb, holders, may, require, verb_of
from comity.desk.permitting.actions import propose_permission
from comity.desk.policy import DraftNotOpen, SelfApproval
from comity.desk.proving.exporting import export_proof
from comity.desk.reading.auditing import audited_cases
from comity.desk.reading.openings import Wish, verb_for, wishes
from comity.desk.reading.requests import acts_of
from comity.desk.states import DRAFT_MOVES, MOVES, DraftState, State, after
from comity.desk.visibility import NoSuchRequest
from comity.desk.walls.actions import set_wall
from comity.desk.walls.policy import Wall
from comity.directory.policy import Actor, NotAllowed, Role
from comity.records.models import Draft, JournalAct, Message, Outbox, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Refused

D, A, L, E, S, U, M, O = Role  # drafter, approver, legal, evidence, supervisor, auditor, mission, operator  # noqa: E741 -- the table's heads

# The table, from the issue and not from the code: who may do what at all.
SQUARE: Final = {
    Verb.READ: {D, A, L, E, S, M},
    Verb.READ_DRAFT: {D, A, L, E, S},
    Verb.READ_LOG: {D, A, L, E, S},
    Verb.READ_METADATA: {U},
    Verb.DRAFT: {D},
    Verb.DECIDE: {D},
    Verb.HAND_OVER_RESULT: {D, E},
    Verb.APPROVE: {A},
    Verb.RETURN: {A},
    Verb.TAKE: {D},
    Verb.REASSIGN: {S},
    Verb.HAND_ON: {D, S},
    Verb.NOTE: {D, A, L, E, S, M},
    Verb.OPINE: {L},
    Verb.DISPOSE: {D, E},
    Verb.CERTIFY_DISPOSAL: {A, S},
    Verb.KEEP_EVIDENCE: {D, E},
    Verb.RECORD_EVENT: {D},
    Verb.STAMP: {D, E},
    Verb.TEND_CLOCK: {D},
    Verb.ANSWER_CLOCK: {D, A, S},
    Verb.EXPORT_PROOF: {D, A, E},
    Verb.EXPORT_CASEFILE: {A, L, S},
    Verb.RELEASE_CASEFILE: {A},
    Verb.PRINT_LETTER: {D, A},
    Verb.PROPOSE_PERMISSION: {D},
    Verb.APPROVE_PERMISSION: {A},
    Verb.END_PERMISSION: {D, A, S},
    Verb.PROPOSE_PARTNER: {D},
    Verb.APPROVE_PARTNER: {A},
    Verb.ASK_AT_HOME: {D},
    Verb.ANSWER_AT_HOME: {D, A, L},
    Verb.FLAG: {D, A, L, E, S, M},
    Verb.REVIEW_SAFEGUARD: {A},
    Verb.TEND_INCIDENT: {D, A, L, E, S},
    Verb.TEND_REMEDY: {L, S},
    Verb.CLAIM: {D, A, L, E},
    Verb.KEEP_COST: {D, E},
    Verb.READ_REGISTER: {D, A, L, E, S, U, M},
    Verb.KEEP_REGISTER: {D},
    Verb.AGREE_LINE: {A},
    Verb.READ_PICTURE: {D, A, L, E, S, U, M},
    Verb.ASSESS: {D, S},
    Verb.READ_WARNINGS: {D, A, L, E, S},
    Verb.WARN: {D},
    Verb.READ_THREATS: {D, A, L, E, S},
    Verb.KEEP_THREATS: {D},
    Verb.FILE_REPORT: {M},
    Verb.FORWARD: {M},
    Verb.SET_WALL: {S},
    Verb.SEE_POSTS: {S, O},
    Verb.GIVE_POSTS: {O},
}
ACTS: Final = (
    "request",
    "answer",
    "result",
    "report",
    "closure",
    "consultation",
    "views",
    "notice",
    "question",
    "information",
    "withdrawal",
)


def actor(*roles: Role, active: bool = True) -> Actor:
    """Return an officer with these roles and no other trust."""
    return Actor(OfficerId("ha.n@poc.vn.example"), "ha.n", frozenset(roles), active=active)


@each_of("verb", Verb)
@each_of("role", Role)
def test_a_role_allows_a_verb_or_not(role, verb):
    """Every pair, both ways; and nobody who left may anything."""
    allowed = role in SQUARE[verb]
    assert may(actor(role), verb) is allowed
    assert not may(actor(role, active=False), verb)
    assert (role in holders(verb)) is allowed
    if allowed:
        require(actor(role), verb)
    else:
        with pytest.raises(NotAllowed):
            require(actor(role), verb)


def test_the_table_is_whole():
    """Every role and every verb stands in it, so that what is added later is decided first."""
    assert set(TABLE) == set(Role)
    assert set(SQUARE) == set(Verb)


def test_each_part_of_an_act_has_one_verb():
    """Answers are decisions, results are handed over, everything else is drafting; who hands over decides nothing."""
    assert {act: verb_of(act) for act in ACTS} == dict.fromkeys(ACTS, Verb.DRAFT) | {
        "answer": Verb.DECIDE,
        "result": Verb.HAND_OVER_RESULT,
    }
    assert {wish: verb_for(wish) for wish in Wish} == dict.fromkeys(Wish, Verb.DRAFT) | {
        Wish.DECIDE: Verb.DECIDE,
        Wish.RESULT: Verb.HAND_OVER_RESULT,
    }


# -- the square against the deeds ------------------------------------------------------------------


def in_role(world, role):
    """Return an officer who drafted nothing, with this role alone."""
    world.both.roles, world.both.country = [role.value], "XR"
    world.both.save()
    return world.both


def counted():
    """Return how many rows there are of what a deed could make."""
    return [model.objects.count() for model in (Request, Message, Draft, Outbox, JournalAct)]


def refused(deed):
    """Do it, and see that it was refused and left no row behind."""
    before = counted()
    with pytest.raises((NotAllowed, NoSuchDraft, NoSuchRequest)):
        deed()
    assert counted() == before


@pytest.mark.parametrize("state", [one for one in DraftState if one is not DraftState.SENT])
@pytest.mark.parametrize("role", Role)
def test_drafts_states_by_moves_by_roles(world, role, state):
    """Every move on a draft in every state: it happens where the role and the table of moves allow both, and nowhere else."""
    officer = in_role(world, role)
    ways = {
        "save": (
            Verb.DRAFT,
            {DraftState.OPEN},
            lambda draft: save_draft(draft.pk, fields={"case_number": "1"}, based_on=draft.version, **by),
        ),
        "mark": (
            Verb.DRAFT,
            {DraftState.OPEN},
            lambda draft: mark_draft(draft.pk, tlp="TLP:RED", classification="", token=world.token(), **by),
        ),
        "submit": (Verb.DRAFT, {DraftState.OPEN}, lambda draft: submit_draft(draft.pk, version=draft.version, token=world.token(), **by)),
        "set-aside": (Verb.DRAFT, {DraftState.OPEN}, lambda draft: set_aside(draft.pk, reason="r", token=world.token(), **by)),
        "take-back": (Verb.DRAFT, {DraftState.SUBMITTED}, lambda draft: take_back(draft.pk, token=world.token(), **by)),
        "take-up": (Verb.DRAFT, {DraftState.SET_ASIDE}, lambda draft: take_up(draft.pk, token=world.token(), **by)),
        "return": (Verb.RETURN, {DraftState.SUBMITTED}, lambda draft: return_draft(draft.pk, reason="r", token=world.token(), **by)),
        "approve": (Verb.APPROVE, {DraftState.SUBMITTED}, lambda draft: world.approve(draft, by=officer)),
    }
    by = {"by": officer, "at": world.at}
    for name, (verb, states, deed) in ways.items():
        draft = world.draft()
        if state is DraftState.SUBMITTED:
            draft = world.submit(draft)
        elif state is DraftState.SET_ASIDE:
            draft = set_aside(draft.pk, reason="r", by=world.drafter, at=world.at, token=world.token())
        if role not in SQUARE[verb]:
            refused(lambda draft=draft, deed=deed: deed(draft))
        elif state in states:
            assert deed(draft) is not None, name
        elif name != "take-back":
            with pytest.raises(DraftNotOpen):
                deed(draft)


def test_the_moves_of_drafts_are_those_that_were_walked():
    """What the test above walks is the whole table."""
    assert {state: set(to) for state, to in DRAFT_MOVES.items()} == {
        DraftState.OPEN: {DraftState.SUBMITTED, DraftState.SET_ASIDE},
        DraftState.SUBMITTED: {DraftState.OPEN, DraftState.SENT},
        DraftState.SENT: set(),
        DraftState.SET_ASIDE: {DraftState.OPEN},
    }


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("direction", ["in", "out"])
def test_requests_states_by_wishes_by_roles(world, direction, state):
    """In every state, of either side: what may be begun is begun by whoever the table names, and refused to all others."""
    request = world.receive() if direction == "in" else world.send()
    Request.objects.filter(pk=request.pk).update(state=state.value)
    request.refresh_from_db()
    acts = acts_of(request)
    for wish in wishes(request, acts=acts):
        for role in Role:
            assert may(actor(role), verb_for(wish)) is (role in SQUARE[verb_for(wish)])
    moved = {happening for (at, happening) in MOVES if at is state}
    assert all(after(state, happening) for happening in moved)


@pytest.mark.parametrize("role", Role)
def test_every_other_deed_by_every_role(world, role):
    """Opening drafts of each part, taking, walling, letters, proofs, permissions, audit: done by who may, refused to who may not."""
    request, officer = world.receive(), in_role(world, role)
    asked = Message.objects.get(request=request).env_id
    by = {"by": officer, "at": world.at}
    deeds = {
        Verb.DECIDE: lambda: world.draft("answer", values={}, request=request, replies_to=asked, by=officer),
        Verb.DRAFT: lambda: world.draft(by=officer),
        Verb.TAKE: lambda: take_request(request, token=world.token(), **by),
        Verb.SET_WALL: lambda: set_wall(request.reference, wall=Wall(), reason="r", token=world.token(), **by),
        Verb.PRINT_LETTER: lambda: print_letter(request, place=1, shape="docx", **by),
        Verb.READ_METADATA: lambda: audited_cases(by=world.actor(officer)),
    }
    for verb, deed in deeds.items():
        if role in SQUARE[verb]:
            deed()
        else:
            refused(deed)
    if role not in SQUARE[Verb.EXPORT_PROOF]:
        refused(lambda: export_proof(request.reference, **by))
    if role not in SQUARE[Verb.PROPOSE_PERMISSION]:
        day = world.at.datetime().date()
        refused(
            lambda: propose_permission(
                kind="REQ-REALTIME", country=None, basis="b", independent="i", reason="r", review_on=day, token=world.token(), **by
            )
        )


@pytest.mark.parametrize("roles", [(D, A), (D, A, O), (D, A, S), (D, A, S, O, L, E)])
def test_nobody_approves_their_own_whatever_they_are(world, roles):
    """All roles together, operator and supervisor included, make no second person."""
    world.chief.roles = [role.value for role in roles]
    world.chief.save()
    draft = world.submit(world.draft(by=world.chief), by=world.chief)
    before = counted()
    with pytest.raises(SelfApproval):
        world.approve(draft, by=world.chief, key=world.key(world.chief), digest=Digest.of(bytes(draft.body)))
    assert counted() == before


def test_an_evidence_clerk_writes_results_and_no_answer(world):
    """The clerk hands over; another decides, and a third approves."""
    clerk, request = in_role(world, E), world.receive()
    asked = Message.objects.get(request=request).env_id
    refused(
        lambda: open_draft(
            act="answer", kind=request.kind, peer=world.puppet.node, by=clerk, at=world.at, request=request, replies_to=asked, token="t"
        )
    )
    draft = world.draft("answer", values={}, request=request, replies_to=asked)
    refused(lambda: save_draft(draft.pk, fields={"decision": "declined"}, based_on=draft.version, by=clerk, at=world.at))
    assert issubclass(NotAllowed, Refused)
