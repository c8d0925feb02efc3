"""A draft read for approval: what comes with it in one statement is what each question asked alone would find."""

import uuid

import pytest
from django.core.exceptions import ValidationError
from tests.desk.test_sharing import promise

from comity.desk.drafting.actions import save_draft
from comity.desk.reusing.actions import name_none
from comity.desk.safeguarding.actions import set_flag
from comity.desk.states import DraftState
from comity.records import drafts
from comity.records.drafts import is_reused, may_be_bonded, may_be_flagged, read_whole, savers_of, take_draft
from comity.records.models import Draft
from comity.register.offering.actions import begin_bond
from comity.terms.identifiers import EnvelopeId

pytestmark = pytest.mark.both_databases("one statement of several tables")

_ENVELOPE = EnvelopeId("0" * 32)


def test_what_is_asked_of_a_draft_comes_with_it(world, monkeypatch):
    """Who saved it, its body, whether anything was said of it or stands here; before and after each of them is so."""
    draft = world.draft()
    read = read_whole(str(draft.pk))
    assert (read.draft, read.wall, read.level, read.draft.state) == (draft, None, None, "open")
    assert (may_be_flagged(read.draft), is_reused(read.draft), may_be_bonded(read.draft)) == (False, False, False)
    assert savers_of(read.draft) == (world.drafter.officer_id,)
    save_draft(draft.pk, fields={**draft.fields, "case_number": "2"}, based_on=draft.version, by=world.both, at=world.at)
    begin_bond(str(draft.pk), commitment=promise(world, obligor="XR", beneficiary="VN").number, by=world.drafter, at=world.at)
    name_none(draft.pk, by=world.drafter, at=world.at, token=world.token())
    other = world.send()
    set_flag(other, code="RF-JOURNALIST", person="", origin="", words="Writes.", by=world.drafter, at=world.at, token=world.token())
    now = read_whole(draft.pk).draft
    with monkeypatch.context() as patched:
        patched.setattr(drafts, "run", None)  # nobody asks the database again
        patched.setattr(drafts, "is_there", None)
        assert (may_be_flagged(now), is_reused(now), may_be_bonded(now)) == (True, True, True)
        assert sorted(savers_of(now)) == sorted((world.drafter.officer_id, world.both.officer_id))
    plain = Draft.objects.get(pk=draft.pk)
    assert sorted(savers_of(plain)) == sorted(savers_of(now))
    assert (may_be_flagged(plain), is_reused(plain), may_be_bonded(plain)) == (True, True, True)


def test_what_hides_the_case_of_a_draft_comes_with_it(world):
    """Nothing, as long as the case has no row; then what its row says."""
    draft = world.submit(world.draft())
    read = read_whole(draft.pk)
    assert (read.wall, read.level, read.draft.body) == (None, None, Draft.objects.get(pk=draft.pk).body)
    request = world.approve(draft)
    request.wall, request.level = "named", "restricted"
    request.save()
    read = read_whole(draft.pk)
    assert (read.wall, read.level) == ("named", "restricted")


def test_a_draft_that_is_none_is_not_found(world):
    """And what is no key is refused as Django refuses it."""
    assert read_whole(uuid.UUID(int=1)) is None
    with pytest.raises(ValidationError):
        read_whole("no key")


@pytest.mark.parametrize("changed", ["state", "body", ""])
def test_a_draft_is_taken_as_it_was_read_or_not_at_all(world, changed):
    """Once; neither one that went back meanwhile, nor one whose bytes are others."""
    draft = read_whole(world.submit(world.draft()).pk).draft
    other = Draft.objects.get(pk=draft.pk)
    if changed == "state":
        other.state = DraftState.OPEN
    elif changed == "body":
        other.body = b"{}"
    other.save()
    taken = [take_draft(draft, waiting=DraftState.SUBMITTED, taken=DraftState.SENT, env_id=_ENVELOPE) for _ in range(2)]
    assert taken == [not changed, False]
    assert Draft.objects.get(pk=draft.pk).env_id == ("" if changed else _ENVELOPE.text)
