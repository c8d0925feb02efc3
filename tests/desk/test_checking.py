"""Checklists: by kind, from data, with a general list for any other; each stamp is a row, the newest counts."""

import pytest

from comity.desk.checking.actions import Outcome, stamp_item
from comity.desk.checking.queries import checklist_on, list_of
from comity.desk.checking.refusals import NoSuchItem, WhyMissing
from comity.desk.reading.timeline import timeline
from comity.directory.policy import NotAllowed
from comity.records.models import Request, Stamp
from comity.terms.text import TextTooLong


def stamp(world, request, item, outcome=Outcome.DONE, words="", *, by=None, token=None):
    """Stamp one item."""
    by, token = by or world.drafter, token or world.token()
    return stamp_item(request, item=item, outcome=outcome, words=words, by=by, at=world.at, token=token)


def test_each_side_has_its_list(world):
    """What was asked of us, what we asked; and a kind that nobody named yet has the general one."""
    asked, ours = world.receive(), world.send()
    assert (list_of(asked).id, list_of(ours).id) == ("CL-PRESERVE", "CL-PRESERVE-OUT")
    for request, general in ((asked, "CL-GENERAL"), (ours, "CL-GENERAL-OUT")):
        Request.objects.filter(pk=request.pk).update(kind="REQ-OF-TOMORROW")
        assert list_of(Request.objects.get(pk=request.pk)).id == general
        assert checklist_on(Request.objects.get(pk=request.pk)).items


@pytest.mark.both_databases("order")
def test_the_order_is_that_of_the_work(world):
    """Identity first, notice last; those that protect persons before the others are in the words of the list."""
    phases = [item.phase for item in list_of(world.receive()).items]
    assert phases == ["identity", "form", "offence", "grounds", "feasibility", "decision", "notice"]


def test_a_stamp_says_who_and_when(world):
    """Done settles, blocked does not; the journal has each; a second click is none."""
    request, token = world.receive(), world.token()
    for _ in range(2):
        kept = stamp(world, request, "identity", token=token)
    assert (kept.officer, kept.at, kept.checklist, kept.version) == (world.drafter, world.at, "CL-PRESERVE", 1)
    stamp(world, request, "feasible", Outcome.BLOCKED, "The provider does not answer.")
    standing = checklist_on(request)
    assert standing.settled == 1
    assert {item.row.key: item.stamp.outcome for item in standing.items if item.stamp} == {"identity": "done", "feasible": "blocked"}
    assert [entry.name for entry in timeline(request)].count("checklist.stamped") == 2


@pytest.mark.both_databases
def test_a_correction_is_another_row(world):
    """The newest counts, whoever made it; the older one stays."""
    request = world.receive()
    stamp(world, request, "offence", Outcome.BLOCKED, "Unclear.")
    stamp(world, request, "offence", Outcome.NOT_NEEDED, "Preservation alone.", by=world.both)
    item = next(one for one in checklist_on(request).items if one.row.key == "offence")
    assert (item.stamp.outcome, item.stamp.officer, item.stamps) == ("not-needed", world.both, 2)
    assert Stamp.objects.count() == 2


def test_what_is_no_stamp_is_refused(world):
    """An item of no list, a reason that is missing or endless, an officer who may not; nothing is kept."""
    request = world.receive()
    before = world.everything()
    for refusal, how in (
        (NoSuchItem, {"item": "assistance"}),
        (WhyMissing, {"item": "form", "outcome": Outcome.NOT_NEEDED, "words": " "}),
        (WhyMissing, {"item": "form", "outcome": Outcome.BLOCKED}),
        (TextTooLong, {"item": "form", "outcome": Outcome.BLOCKED, "words": "x" * 1001}),
        (NotAllowed, {"item": "form", "by": world.approver}),
    ):
        with pytest.raises(refusal):
            stamp(world, request, **how)
    assert world.everything() == before
