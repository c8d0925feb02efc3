"""Drafts: kept in every version, never deleted, never lost to a second editor or a second click."""

import pytest

from comity.desk.drafting.actions import (
    drafters,
    open_draft,
    return_draft,
    save_draft,
    set_aside,
    submit_draft,
    take_back,
    take_up,
)
from comity.desk.drafting.refusals import ChangedElsewhere
from comity.desk.policy import DraftNotOpen
from comity.directory.once import TokenOfAnother
from comity.directory.policy import NotAllowed
from comity.records.models import Draft, DraftVersion, JournalAct, Numbering, Submission
from comity.terms.digests import Digest
from comity.treaty.faults import FieldFaults


def begin(world, **more):
    """Open a draft of a request."""
    usual = {"act": "request", "kind": "REQ-PRESERVE", "peer": world.puppet.node, "by": world.drafter, "at": world.at}
    return open_draft(**(usual | {"token": world.token()} | more))


# -- saving ---------------------------------------------------------------------------------------


def test_a_draft_survives(world):
    """What was typed is in the database, half finished, wrong or empty; whoever comes next finds it."""
    draft = begin(world)
    for typed in (
        {"authority": "nonsense <b>"},
        {"facts": {"text": "half a sen", "language": ""}},
        {},
        {"unheard-of": [1, None, {"a": []}]},
    ):
        draft = save_draft(draft.pk, fields=typed, based_on=draft.version, by=world.drafter, at=world.at)
        assert Draft.objects.get(pk=draft.pk).fields == typed
    assert [version.fields for version in DraftVersion.objects.order_by("version")][1:] == [
        {"authority": "nonsense <b>"},
        {"facts": {"text": "half a sen", "language": ""}},
        {},
        {"unheard-of": [1, None, {"a": []}]},
    ]


def test_saving_the_same_again_makes_no_version(world):
    """Also under an old number: nothing was changed, so nothing can be lost."""
    draft = world.draft()
    before = world.everything()
    assert save_draft(draft.pk, fields=draft.fields, based_on=1, by=world.both, at=world.later(hours=1)).version == draft.version
    assert world.everything() == before


@pytest.mark.both_databases
def test_saving_over_a_newer_version_shows_all_three(world):
    """Mine is refused and not lost to the caller; theirs and what both began from come with the refusal; both stay."""
    draft = world.draft(values={"authority": "vn-poc"})
    save_draft(draft.pk, fields={"authority": "vn-theirs"}, based_on=draft.version, by=world.both, at=world.at)
    before = world.everything()
    with pytest.raises(ChangedElsewhere) as caught:
        save_draft(draft.pk, fields={"authority": "vn-mine"}, based_on=draft.version, by=world.drafter, at=world.at)
    assert caught.value.theirs == {"authority": "vn-theirs"}
    assert caught.value.base == {"authority": "vn-poc"}
    assert caught.value.facts == {"name": "minh.d", "version": "3", "based_on": "2"}
    assert world.everything() == before


def test_saving_over_a_version_that_never_was(world):
    """A number out of nowhere: refused, with nothing to begin from."""
    draft = world.draft()
    with pytest.raises(ChangedElsewhere) as caught:
        save_draft(draft.pk, fields={}, based_on=99, by=world.drafter, at=world.at)
    assert caught.value.base == {}


def test_a_submitted_draft_is_not_written_over(world):
    """It waits for the second officer; the drafter takes it back first."""
    draft = world.submit(world.draft())
    with pytest.raises(DraftNotOpen):
        save_draft(draft.pk, fields={}, based_on=draft.version, by=world.drafter, at=world.at)
    assert take_back(draft.pk, by=world.drafter, at=world.at, token=world.token()).body is None
    assert save_draft(draft.pk, fields={}, based_on=draft.version, by=world.drafter, at=world.at).version == draft.version + 1


def test_everyone_who_saved_is_a_drafter(world):
    """All of them, each once."""
    draft = world.draft()
    draft = save_draft(draft.pk, fields={}, based_on=draft.version, by=world.both, at=world.at)
    save_draft(draft.pk, fields={"authority": "vn-poc"}, based_on=draft.version, by=world.drafter, at=world.at)
    assert {str(name) for name in drafters(draft)} == {world.drafter.officer_id, world.both.officer_id}


# -- a second click -------------------------------------------------------------------------------


@pytest.mark.both_databases("constraints")
def test_a_second_click_does_nothing(world):
    """Each verb with the same token: the first result again, and not one row more."""
    token = {name: world.token() for name in ("open", "submit", "back", "aside", "up", "return")}

    def twice(deed):
        first = deed()
        before = world.everything()
        again = deed()
        assert (again.pk, again.state) == (first.pk, first.state)
        assert world.everything() == before
        return first

    draft = twice(lambda: begin(world, token=token["open"]))
    save_draft(draft.pk, fields=world.fields(), based_on=1, by=world.drafter, at=world.at)
    twice(lambda: submit_draft(draft.pk, version=2, by=world.drafter, at=world.at, token=token["submit"]))
    twice(lambda: return_draft(draft.pk, reason="no", by=world.approver, at=world.at, token=token["return"]))
    twice(lambda: set_aside(draft.pk, reason="not now", by=world.drafter, at=world.at, token=token["aside"]))
    twice(lambda: take_up(draft.pk, by=world.drafter, at=world.at, token=token["up"]))
    submit_draft(draft.pk, version=2, by=world.drafter, at=world.at, token=world.token())
    twice(lambda: take_back(draft.pk, by=world.drafter, at=world.at, token=token["back"]))
    assert Draft.objects.count() == 1


@pytest.mark.both_databases("constraints")
def test_approving_twice_sends_once(world):
    """The same token: the same request, one envelope, one leaf; also when the draft is long gone from the page."""
    draft = world.submit(world.draft())
    token, digest = world.token(), Digest.of(bytes(draft.body))
    request = world.approve(draft, token=token)
    before = world.everything()
    for _ in range(3):
        assert world.approve(draft, token=token, digest=digest) == request
    assert world.everything() == before


def test_the_token_of_another_is_refused(world):
    """Another officer, or another verb, cannot pass for a repetition."""
    token = world.token()
    begin(world, token=token)
    with pytest.raises(TokenOfAnother):
        begin(world, token=token, by=world.both)
    with pytest.raises(TokenOfAnother):
        set_aside(Draft.objects.get().pk, reason="x", by=world.drafter, at=world.at, token=token)


@pytest.mark.both_databases("what is rolled back")
def test_a_refused_deed_uses_no_token(world):
    """The same form may be sent again when it is mended."""
    draft, token = world.draft(values={}), world.token()
    with pytest.raises(FieldFaults):
        world.submit(draft, token=token)
    draft = save_draft(draft.pk, fields=world.fields(), based_on=draft.version, by=world.drafter, at=world.at)
    assert world.submit(draft, token=token).state == "submitted"
    assert Submission.objects.filter(pk=token).count() == 1


# -- aside, back, up ------------------------------------------------------------------------------


def test_set_aside_and_taken_up(world):
    """With a reason in the journal, and every version as it was; there is no other way to be rid of a draft."""
    draft = world.draft()
    set_aside(draft.pk, reason="The hospital found its backup.", by=world.drafter, at=world.at, token=world.token())
    assert Draft.objects.get(pk=draft.pk).state == "set-aside"
    with pytest.raises(DraftNotOpen):
        world.submit(Draft.objects.get(pk=draft.pk))
    taken = take_up(draft.pk, by=world.both, at=world.later(days=3), token=world.token())
    assert (taken.state, taken.fields) == ("open", draft.fields)
    assert list(JournalAct.objects.values_list("name", flat=True)) == ["draft.opened", "draft.set-aside", "draft.taken-up"]
    assert b"found its backup" in bytes(JournalAct.objects.get(name="draft.set-aside").facts)
    assert world.submit(taken, by=world.both).state == "submitted"


def test_only_what_was_set_aside_is_taken_up(world):
    """An open, submitted or sent draft is not."""
    draft = world.draft()
    for step in (lambda: None, lambda: world.submit(draft), lambda: world.approve(Draft.objects.get(pk=draft.pk))):
        step()
        with pytest.raises(DraftNotOpen):
            take_up(draft.pk, by=world.drafter, at=world.at, token=world.token())


def test_what_was_sent_cannot_be_set_aside(world):
    """It left."""
    draft = world.submit(world.draft())
    world.approve(draft)
    with pytest.raises(DraftNotOpen):
        set_aside(draft.pk, reason="oh no", by=world.drafter, at=world.at, token=world.token())


def test_returned_with_a_reason(world):
    """By the second officer; the drafter sees why, mends it and submits it under the same number."""
    draft = world.submit(world.draft())
    number = draft.reference
    returned = return_draft(draft.pk, reason="Which mailbox?", by=world.approver, at=world.at, token=world.token())
    assert (returned.state, returned.returned_for, returned.body) == ("open", "Which mailbox?", None)
    again = world.submit(save_draft(draft.pk, fields=world.fields(max_penalty_months=70), based_on=2, by=world.drafter, at=world.at))
    assert (again.reference, again.returned_for) == (number, "")
    assert world.approve(again).reference == number


def test_only_an_approver_returns(world):
    """A colleague who only drafts takes it back instead."""
    draft = world.submit(world.draft(by=world.both), by=world.both)
    with pytest.raises(NotAllowed):
        return_draft(draft.pk, reason="", by=world.drafter, at=world.at, token=world.token())


# -- numbers and bytes ----------------------------------------------------------------------------


@pytest.mark.both_databases("what is rolled back")
def test_numbers_run_by_country_and_year_without_a_gap_for_what_was_refused(world):
    """A draft that is stopped takes no number; the year is that of the desk's clock in UTC."""
    assert world.send().reference == "VN-2026-000001"
    for _ in range(3):
        with pytest.raises(FieldFaults):
            world.submit(world.draft(values={}))
    assert world.send().reference == "VN-2026-000002"
    assert world.send(at=world.later(days=40)).reference == "VN-2027-000001"
    assert dict(Numbering.objects.values_list("year", "last")) == {2026: 2, 2027: 1}


def test_the_same_draft_gives_the_same_bytes(world):
    """Submitted again at the same moment: digest for digest, so that two officers can compare by telephone."""
    draft = world.draft()
    first = bytes(world.submit(draft).body)
    take_back(draft.pk, by=world.drafter, at=world.at, token=world.token())
    assert bytes(world.submit(draft).body) == first


def test_the_leaf_of_a_submission_names_the_digest(world):
    """What was put before the second officer can be proved later."""
    draft = world.submit(world.draft())
    leaf = JournalAct.objects.get(name="draft.submitted")
    assert str(Digest.of(bytes(draft.body))).encode() in bytes(leaf.facts)
