"""Persons and accounts of a case: whatever the order, the same graph; disagreement is symmetrical; nothing is merged or made up."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.treaty.samples import every_act

from comity.desk.claims.actions import add_claim, states_of, take_back_claim
from comity.desk.claims.collecting import graph_of_case, home_claims
from comity.desk.claims.graph import CASE, DENIES, MUTUAL, PERSON, PROVIDER, SAYS, Claim, Entity, disagree, graph_of, straight
from comity.desk.claims.layout import BOX, WIDTH, lay_out
from comity.desk.claims.refusals import ClaimWrong, NoSuchClaim
from comity.desk.policy import ReasonMissing
from comity.desk.visibility import NoSuchRequest
from comity.desk.walls.actions import set_wall
from comity.desk.walls.policy import Wall
from comity.directory.policy import NotAllowed, Role
from comity.directory.posts import give_roles
from comity.records.models import JournalAct

ENTITIES = st.builds(Entity, st.sampled_from([PERSON, PROVIDER, CASE, "account", "ip"]), st.sampled_from(["a", "b", "c", "d"]))
RELATIONS = st.sampled_from(["CR-USES", "CR-SAME", "CR-KNOWS", "PR-SUSPECT", "PR-VICTIM", "PR-OWNER", "REL-SUSPECT", "REL-VICTIM"])
CLAIMS = st.builds(
    Claim,
    ENTITIES,
    RELATIONS,
    ENTITIES,
    st.sampled_from([SAYS, DENIES]),
    st.sampled_from(["VN", "XR"]),
    st.sampled_from(["2026-11-23T01:02:03.000000Z", "2026-11-24T01:02:03.000000Z"]),
    st.sampled_from(["1 request REQ-STORED", "a report"]),
)
ACCOUNT = "mail.example nguyen.a"
TYPED = {
    "one_type": "person",
    "one": "Nguyễn Văn A",
    "relation": "CR-USES",
    "other_type": "account",
    "other": ACCOUNT,
    "stand": DENIES,
    "confidence": "CC-PROBABLE",
    "state": "VN",
    "source": "Interview of 20 November, file 12/2026.",
}


@given(st.lists(CLAIMS, max_size=12), st.randoms())
def test_the_graph_depends_on_no_order(claims, shuffled):
    """Nor does its picture; what is given twice counts once."""
    again = [*claims, *claims]
    shuffled.shuffle(again)
    assert graph_of(again) == graph_of(claims)
    assert lay_out(graph_of(again)) == lay_out(graph_of(claims))


@given(CLAIMS, CLAIMS)
def test_disagreement_is_symmetrical_and_never_with_itself(one, other):
    """And reads the same from either end where the relation does."""
    assert disagree(one, other) == disagree(other, one)
    assert not disagree(one, one)
    if one.relation in MUTUAL:
        assert disagree(replace(one, one=one.other, other=one.one), other) == disagree(one, other)
    assert disagree(one, replace(one, stand=DENIES if one.stand == SAYS else SAYS, state="XR"))


@given(st.lists(CLAIMS, max_size=12))
def test_no_claim_is_lost_and_a_disputed_edge_has_somebody_who_disagrees(claims):
    """Every claim stands once, beside those of the same edge; disputed edges are those with a pair that disagrees."""
    graph = graph_of(claims)
    held = [claim for edge in graph.edges for claim in edge.claims]
    assert sorted(held) == sorted({straight(claim) for claim in claims})
    for edge in graph.edges:
        assert edge.disputed == any(disagree(mine, theirs) for mine in edge.claims for theirs in held)


@given(st.lists(CLAIMS, max_size=12))
def test_no_two_boxes_touch_and_all_stand_on_the_sheet(claims):
    """Each entity once; each edge has a line with its number on the sheet."""
    graph = graph_of(claims)
    sheet = lay_out(graph)
    assert [place.entity for place in sheet.places] == list(graph.entities)
    for one, other in combinations(sheet.places, 2):
        assert abs(one.x - other.x) > BOX[0] or abs(one.y - other.y) > BOX[1]
    assert all(0 <= place.x <= WIDTH - BOX[0] and 0 <= place.y <= sheet.height - BOX[1] for place in sheet.places)
    assert [stroke.number for stroke in sheet.strokes] == list(range(1, len(graph.edges) + 1))
    assert all(0 <= stroke.x <= WIDTH for stroke in sheet.strokes)


def test_two_states_that_disagree_stand_side_by_side(world):
    """What their act says of a person's account, and what we know at home, on one edge, marked; another State's word is not changed."""
    values = dict(every_act()["REQ-LOCATE", "request"])
    request = world.receive(kind="REQ-LOCATE", values=values)
    before = graph_of_case(request)
    uses = [edge for edge in before.edges if edge.relation == "CR-USES"]
    roles = [edge for edge in before.edges if edge.other.type == CASE]
    assert roles
    assert not any(edge.disputed for edge in before.edges)
    person = roles[0].one
    other = uses[0].other if uses else Entity("account", ACCOUNT)
    ours = TYPED | {"one": person.value, "other_type": other.type, "other": other.value}
    add_claim(request, typed=ours, by=world.drafter, at=world.at, token=world.token())
    add_claim(request, typed=ours | {"stand": SAYS, "state": "XR"}, by=world.drafter, at=world.at, token=world.token())
    (edge,) = [edge for edge in graph_of_case(request).edges if edge.relation == "CR-USES" and edge.other == other]
    assert edge.disputed
    assert {claim.state for claim in edge.claims} == {"VN", "XR"}
    assert {claim.stand for claim in edge.claims} == {SAYS, DENIES}


def test_several_persons_and_accounts_are_named_and_nothing_is_made_up(world):
    """A form that takes many persons does not say whose an account is."""
    values = {**every_act()["REQ-RECORDS", "request"], "identifiers": [{"type": "account", "value": ACCOUNT}]}
    graph = graph_of_case(world.receive(kind="REQ-RECORDS", values=values))
    assert not [edge for edge in graph.edges if edge.relation == "CR-USES"]
    held = [edge for edge in graph.edges if edge.relation == "CR-HELD"]
    assert [edge.other for edge in held] == [Entity(PROVIDER, "mail.example")]


def test_a_suspect_of_one_is_a_victim_of_the_other():
    """Roles that cannot both hold disagree; others go beside each other."""
    person, case = Entity(PERSON, "a"), Entity(CASE, "XR-2026-000001")
    suspect = Claim(person, "PR-SUSPECT", case, SAYS, "XR", "2026", "s")
    victim = Claim(person, "PR-VICTIM", case, SAYS, "VN", "2026", "s")
    assert disagree(suspect, victim)
    assert not disagree(suspect, replace(victim, relation="PR-OWNER"))
    assert not disagree(suspect, replace(victim, stand=DENIES))
    assert all(edge.disputed for edge in graph_of([suspect, victim]).edges)


def test_equal_accounts_of_two_cases_are_never_joined(world):
    """A claim of one case is in no other."""
    one, other = (world.receive(case=f"XR-2026-00000{number}") for number in (1, 2))
    add_claim(one, typed=TYPED, by=world.drafter, at=world.at, token=world.token())
    assert home_claims(one)
    assert not home_claims(other)
    assert Entity(PERSON, TYPED["one"]) not in graph_of_case(other).entities


def test_a_claim_is_whole_and_has_a_source(world):
    """Each thing in turn; one account in two spellings is one; the journal has a digest and no word."""
    request = world.receive()
    wrong = (
        ({"relation": "CR-LOVES"}, ClaimWrong),
        ({"stand": ""}, ClaimWrong),
        ({"confidence": "CC-SURE"}, ClaimWrong),
        ({"state": "FR"}, ClaimWrong),
        ({"one_type": "ghost"}, ClaimWrong),
        ({"one": " "}, ClaimWrong),
        ({"other_type": "ip", "other": "not an address"}, ClaimWrong),
        ({"other_type": "person", "other": TYPED["one"]}, ClaimWrong),
        ({"source": " "}, ReasonMissing),
    )
    for change, refusal in wrong:
        with pytest.raises(refusal):
            add_claim(request, typed=TYPED | change, by=world.drafter, at=world.at, token=world.token())
    assert not home_claims(request)
    spelt = [{"other_type": "domain", "other": name} for name in ("Mail.Example", "mail.example")]
    for other in spelt:
        add_claim(request, typed=TYPED | other, by=world.drafter, at=world.at, token=world.token())
    assert len({row.other for row in home_claims(request)}) == 1
    said = b"".join(bytes(act.facts) for act in JournalAct.objects.filter(name="claim.added"))
    assert b"mail.example" not in said
    assert "Nguyễn".encode() not in said
    assert states_of(request) == ("VN", "XR")


@pytest.mark.both_databases
def test_a_claim_is_taken_back_once_and_its_row_stays(world):
    """Only one of this case."""
    request, other = (world.receive(case=f"XR-2026-00000{number}") for number in (1, 2))
    kept = add_claim(request, typed=TYPED, by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(NoSuchClaim):
        take_back_claim(other, kept.pk, by=world.drafter, at=world.at, token=world.token())
    taken = take_back_claim(request, kept.pk, by=world.drafter, at=world.at, token=world.token())
    assert (taken.one, taken.ended_by) == (TYPED["one"], world.drafter)
    assert not home_claims(request)
    with pytest.raises(NoSuchClaim):
        take_back_claim(request, kept.pk, by=world.drafter, at=world.at, token=world.token())


def test_who_is_outside_the_case_adds_nothing(world):
    """A wall holds here too, and the role."""
    request = world.receive()
    give_roles(world.chief, roles=[Role.SUPERVISOR], by="operator", at=world.at)
    world.chief.refresh_from_db()
    with pytest.raises(NotAllowed):
        add_claim(request, typed=TYPED, by=world.chief, at=world.at, token=world.token())
    names = [world.approver.officer_id, world.both.officer_id]
    set_wall(request.reference, wall=Wall.of(names=names), reason="need to know", by=world.chief, at=world.at, token=world.token())
    with pytest.raises(NoSuchRequest):
        add_claim(request, typed=TYPED, by=world.drafter, at=world.at, token=world.token())


def test_rows_of_a_column_are_evenly_apart():
    """The picture is as high as its longest column."""
    people = [Entity(PERSON, name) for name in "abc"]
    sheet = lay_out(graph_of([], alone=people))
    steps = {below.y - above.y for above, below in pairwise(sheet.places)}
    assert len(steps) == 1
    assert lay_out(graph_of([])).height < sheet.height
