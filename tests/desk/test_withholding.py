"""What is left out of a proof: chosen by one officer, approved by another, and the file says so to both verifiers."""

import pytest
from tests.evidence.keepers import Keeper, given
from worlds.second import verify_by_both

from comity.courier.publishing import publish_log
from comity.desk.proving.exporting import without_papers
from comity.desk.withholding.actions import approve_withholding, drop_withholding, export_withheld, propose_withholding
from comity.desk.withholding.queries import withholdings_of
from comity.desk.withholding.refusals import CaseWentOn, NoSuchWithholding, NothingChosen, NotWithheld, OwnChoice, WaitsAlready
from comity.directory.book import book
from comity.directory.policy import NotAllowed, Role
from comity.evidence.states import Kind
from comity.records.models import JournalAct

WHY = {"ground": "WH-PERSON", "words": "Bảo vệ người làm chứng."}


@pytest.fixture
def keeper(world) -> Keeper:
    """A case with a file in custody, opened once, and a disk."""
    keeper = given(world)
    item = keeper.file()
    keeper.step(item, Kind.OPENED)[1].close()
    keeper.carrier()
    return keeper


def choose(keeper: Keeper, *names: str, **changes: str):
    """Choose, as the drafter."""
    world = keeper.world
    return propose_withholding(keeper.request, names=names, by=world.drafter, at=world.at, token=world.token(), **(WHY | changes))


def settle(keeper: Keeper, deed, key: int, *, by):
    """Approve or drop."""
    return deed(keeper.request, key, by=by, at=keeper.world.later(minutes=1), token=keeper.world.token())


def verified(keeper: Keeper, file):
    """Verify by both."""
    trusted = {country: key.key_id for country, key in book().trusted.items()}
    return verify_by_both(file.read_bytes(), trusted=trusted)


@pytest.mark.both_databases
def test_two_officers_leave_out_a_step_and_an_item(keeper, tmp_path):
    """One chooses, the other approves, and the file without them verifies; the approval is one of its leaves."""
    world = keeper.world
    row = choose(keeper, "step-1-3", "item-2")
    with pytest.raises(WaitsAlready):
        choose(keeper, "item-2")
    with pytest.raises(NotAllowed):
        settle(keeper, approve_withholding, row.pk, by=world.drafter)
    approved = settle(keeper, approve_withholding, row.pk, by=world.approver)
    assert JournalAct.objects.get(index=approved.leaf).name == "proof.withholding-approved"
    publish_log(world.home)
    at = world.later(minutes=2)
    file = export_withheld(keeper.request, row.pk, by=world.drafter, at=at, to=tmp_path / "less.comity.zip", papers=without_papers)
    verdict = verified(keeper, file)
    (item,) = verdict.custody
    assert [step.step is None for step in item.steps] == [False, False, True]
    assert (item.named, str(verdict.withheld.approved_by)) == (1, world.approver.officer_id)
    assert [one.number for one in verdict.withheld.choice.items] == [2]
    assert [one.outcome for one in withholdings_of(keeper.request)] == ["approved"]
    with pytest.raises(NoSuchWithholding):
        settle(keeper, drop_withholding, row.pk, by=world.approver)


@pytest.mark.both_databases
def test_what_came_since_was_not_chosen(keeper):
    """A step more, and neither approval nor export goes on: nobody said whether that is left out."""
    world = keeper.world
    row = choose(keeper, "item-2")
    keeper.step(keeper.held_first(), Kind.VERIFIED)
    with pytest.raises(CaseWentOn):
        settle(keeper, approve_withholding, row.pk, by=world.approver)
    settle(keeper, drop_withholding, row.pk, by=world.drafter)
    row = choose(keeper, "item-2")
    settle(keeper, approve_withholding, row.pk, by=world.approver)
    keeper.step(keeper.held_first(), Kind.VERIFIED)
    with pytest.raises(CaseWentOn):
        export_withheld(keeper.request, row.pk, by=world.drafter, at=world.at, papers=without_papers)


def test_what_is_always_given_is_not_chosen(keeper):
    """The first act, a first step, a verification; and nothing without a ground and words."""
    keeper.step(keeper.held_first(), Kind.VERIFIED)
    for name in ("act-1", "step-1-1", "step-1-4", "step-9-1", "act-2", "-"):
        with pytest.raises(NotWithheld):
            choose(keeper, name)
    for changes in ({"ground": "WH-WHATEVER"}, {"words": "  "}):
        with pytest.raises(NothingChosen):
            choose(keeper, "item-2", **changes)
    with pytest.raises(NothingChosen):
        choose(keeper)
    assert not withholdings_of(keeper.request)


def test_nobody_approves_what_they_chose(keeper):
    """Also not one who may approve what others choose."""
    world = keeper.world
    row = propose_withholding(keeper.request, names=["item-2"], by=world.approver, at=world.at, token=world.token(), **WHY)
    with pytest.raises(OwnChoice):
        settle(keeper, approve_withholding, row.pk, by=world.approver)
    assert Role.APPROVER in world.actor(world.approver).roles
