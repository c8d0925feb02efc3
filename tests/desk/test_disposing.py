"""What was given until a day, or for a case that has ended, is destroyed or returned; by two officers where a condition wants it."""

from datetime import timedelta

import pytest
from tests.treaty.samples import every_act

from comity.desk.clockwork.schedule import keep_clocks
from comity.desk.disposing.actions import Record, certify_disposal, record_disposal
from comity.desk.disposing.queries import disposals_due, disposals_of
from comity.desk.disposing.refusals import DisposalIncomplete, NoSuchDisposal, OwnDisposal
from comity.desk.happenings import happen
from comity.desk.states import Happening
from comity.directory.policy import NotAllowed
from comity.records.models import Clock, Disposal, JournalAct, Notice, Request

_TERMS = ("conditions", "answer_by", "retain_until", "tlp")
SPONT = {key: value for key, value in every_act()["MSG-SPONT", "request"].items() if key not in _TERMS} | {"binding": "CND-NONE"}
DONE = {"method": "DSP-ERASED", "what": "Both files and the print", "who": "Records office", "on": "2026-11-20"}


def given(world, *, conditions=("C-RETENTION",), until="2027-03-01", case="XR-2026-000061"):
    """Take information with terms."""
    terms = {"binding": "CND-BOUND", "conditions": list(conditions)} if conditions else {}
    values = SPONT | terms | ({"retain_until": until} if until else {})
    return world.receive(case=case, kind="MSG-SPONT", values=values)


def record(world, request, *, by=None, **changes):
    """Record that it was done."""
    (task,) = disposals_of(request)
    return record_disposal(
        request,
        task.pk,
        Record(**(DONE | {"on": world.at.datetime().date().isoformat()} | changes)),
        by=by or world.drafter,
        at=world.at,
        token=world.token(),
    )


def certify(world, request, *, by):
    """Be the second officer."""
    (task,) = disposals_of(request)
    return certify_disposal(request, task.pk, by=by, at=world.at, token=world.token())


def clock(request):
    """Return the clock of the tasks of a case."""
    return Clock.objects.filter(request=request, code="DISPOSAL").order_by("-id").first()


@pytest.mark.both_databases
def test_a_day_of_deletion_starts_a_clock_that_outlives_the_case(world):
    """It is due at the end of that day where the node works, warns, and is not stopped by the end of the case."""
    request = given(world)
    (task,) = disposals_of(request)
    assert (task.cause, task.certificate) == ("retention", True)
    assert clock(request).due_at == task.due_at
    assert str(task.due_at).startswith("2027-03-01T17:00")  # midnight in Hanoi
    happen(request, Happening.WITHDRAWAL, direction="in", kind="ADM-WITHDRAW", fields={}, by="test", at=world.at)
    running = clock(request)
    assert running.stopped_at is None
    assert disposals_of(request)[0].cause == "withdrawal"  # the earlier of the two moments counts
    keep_clocks(at=running.due_at + timedelta(minutes=1))
    assert Notice.objects.filter(clock=running).exists()


@pytest.mark.both_databases
def test_two_officers_where_a_condition_wants_a_record(world):
    """The first records, another certifies; then the clock stops and the case owes nothing."""
    request = given(world)
    with pytest.raises(NotAllowed):
        record(world, request, by=world.approver)
    record(world, request, by=world.both)
    assert clock(request).stopped_at is None
    with pytest.raises(OwnDisposal):
        certify(world, request, by=world.both)
    with pytest.raises(NotAllowed):
        certify(world, request, by=world.drafter)
    done = certify(world, request, by=world.approver)
    assert (done.done_at, done.second) == (world.at, world.approver)
    assert clock(request).stopped_at == world.at
    with pytest.raises(NoSuchDisposal):
        certify(world, request, by=world.chief)
    assert list(JournalAct.objects.filter(name__startswith="disposal.").values_list("name", flat=True)) == [
        "disposal.owed",
        "disposal.recorded",
        "disposal.certified",
    ]


@pytest.mark.both_databases
def test_one_officer_where_no_condition_wants_more(world):
    """A day alone is kept by whoever keeps it."""
    request = given(world, conditions=())
    assert record(world, request).done_at == world.at
    assert clock(request).stopped_at == world.at


def test_nothing_is_certified_that_nobody_recorded(world):
    """A second officer needs a first."""
    with pytest.raises(NoSuchDisposal):
        certify(world, given(world), by=world.approver)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"method": "DSP-BURIED"}, "how"),
        ({"what": " "}, "what"),
        ({"who": ""}, "who"),
        ({"on": "2031-01-01"}, "ahead"),
        ({"on": "yesterday"}, "day"),
    ],
)
def test_an_incomplete_record_says_what_is_missing(world, changes, where):
    """And changes nothing."""
    request = given(world)
    with pytest.raises(DisposalIncomplete) as refused:
        record(world, request, **changes)
    assert where in refused.value.facts["where"]
    assert Disposal.objects.get().at is None


def test_return_after_use_is_owed_when_the_case_ends(world):
    """By the desk's target, for the condition names no day."""
    request = given(world, conditions=("C-RETURN",), until="")
    assert disposals_of(request) == []
    happen(request, Happening.FILING, direction="in", kind="MSG-SPONT", fields={}, by="test", at=world.at)
    (task,) = disposals_of(request)
    assert (task.cause, task.due_at - world.at) == ("closure", timedelta(days=30))
    assert clock(request).due_at == task.due_at


@pytest.mark.both_databases
def test_what_is_near_or_waits_for_a_second_officer_is_called_out(world):
    """At the head of the queue, for who may know of the case."""
    request, by = given(world), world.actor(world.approver)
    assert disposals_due(by=by, until=world.at) == []
    assert [one.pk for one in disposals_due(by=by, until=world.later(days=200))] == [disposals_of(request)[0].pk]
    record(world, request)
    assert disposals_due(by=by, until=world.at)
    Request.objects.filter(pk=request.pk).update(level="secret")
    assert disposals_due(by=by, until=world.at) == []
