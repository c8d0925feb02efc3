"""A draft read for approval: what comes with it in one statement is what each question asked alone would find."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.desk.test_sharing import promise

from comity.desk.drafting.actions import save_draft, submit_draft, take_back
from comity.desk.reusing.actions import name_none
from comity.desk.safeguarding.actions import set_flag
from comity.desk.states import DraftState
from comity.records import drafts, streams
from comity.records.drafts import is_reused, may_be_bonded, may_be_flagged, place_of, read_whole, savers_of, take_draft
from comity.records.models import Draft, Life
from comity.records.streams import next_place, take_place
from comity.register.offering.actions import begin_bond
from comity.terms.identifiers import EnvelopeId
from comity.terms.lives import first_of

pytestmark = pytest.mark.both_databases("one statement of several tables")

HERE = "poc.xr.example"
_ENVELOPE = EnvelopeId("0" * 32)


def test_what_is_asked_of_a_draft_comes_with_it(world, monkeypatch):
    """Who saved it, its body, whether anything was said of it or stands here; before and after each of them is so."""
    draft = world.draft()
    read = read_whole(str(draft.pk), node=HERE)
    assert (read.draft, read.wall, read.level, read.draft.state) == (draft, None, None, "open")
    assert (may_be_flagged(read.draft), is_reused(read.draft), may_be_bonded(read.draft)) == (False, False, False)
    assert savers_of(read.draft) == (world.drafter.officer_id,)
    save_draft(draft.pk, fields={**draft.fields, "case_number": "2"}, based_on=draft.version, by=world.both, at=world.at)
    begin_bond(str(draft.pk), commitment=promise(world, obligor="XR", beneficiary="VN").number, by=world.drafter, at=world.at)
    name_none(draft.pk, by=world.drafter, at=world.at, token=world.token())
    other = world.send()
    set_flag(other, code="RF-JOURNALIST", person="", origin="", words="Writes.", by=world.drafter, at=world.at, token=world.token())
    now = read_whole(draft.pk, node=HERE).draft
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
    read = read_whole(draft.pk, node=HERE)
    assert (read.wall, read.level, read.draft.body) == (None, None, Draft.objects.get(pk=draft.pk).body)
    request = world.approve(draft)
    request.wall, request.level = "named", "restricted"
    request.save()
    read = read_whole(draft.pk, node=HERE)
    assert (read.wall, read.level) == ("named", "restricted")


def test_where_its_act_goes_comes_with_it(world, monkeypatch):
    """The first place of its case in the life of this node; once another act has it, the one behind that."""
    draft = world.submit(world.draft())
    case = {"peer": draft.peer, "case": draft.reference}
    for node, life in ((HERE, 3), (draft.peer, 5)):
        Life.objects.create(node=node, life=life, birth="0" * 32, at=world.at, since=0)
    assert take_place(peer=draft.peer, case="XR-2026-999999", seq=7, inner=b"o" * 32)
    first = next_place(node=HERE, **case)
    before = read_whole(draft.pk, node=HERE).draft
    assert take_place(**case, seq=first[0], inner=b"i" * 32)
    after = read_whole(draft.pk, node=HERE).draft
    assert place_of(Draft.objects.get(pk=draft.pk), node=HERE) == next_place(node=HERE, **case) == (first[0] + 1, b"i" * 32)
    with monkeypatch.context() as patched:
        patched.setattr(streams, "run", None)  # nobody asks the database again
        assert place_of(before, node=HERE) == first == (first_of(3), None)
        assert place_of(after, node=HERE) == (first[0] + 1, b"i" * 32)


def test_a_draft_that_is_none_is_not_found(world):
    """And what is no key is refused as Django refuses it."""
    assert read_whole(uuid.UUID(int=1), node=HERE) is None
    with pytest.raises(ValidationError):
        read_whole("no key", node=HERE)


@pytest.mark.parametrize("changed", ["state", "bytes", ""])
def test_a_draft_is_taken_as_it_was_read_or_not_at_all(world, changed):
    """Once; neither one that went back meanwhile, nor one whose bytes are others."""
    draft = read_whole(world.submit(world.draft()).pk, node=HERE).draft
    other = Draft.objects.get(pk=draft.pk)
    if changed == "state":
        other.state = DraftState.OPEN
        other.save()
    elif changed == "bytes":
        take_back(other.pk, by=world.drafter, at=world.at, token=world.token())
        world.at += timedelta(seconds=1)
        again = submit_draft(other.pk, version=other.version, by=world.drafter, at=world.at, token=world.token())
        assert (again.version, again.state) == (draft.version, draft.state)
        assert again.body != draft.body
    taken = [take_draft(draft, waiting=DraftState.SUBMITTED, taken=DraftState.SENT, env_id=_ENVELOPE) for _ in range(2)]
    assert taken == [not changed, False]
    assert Draft.objects.get(pk=draft.pk).env_id == ("" if changed else _ENVELOPE.text)
