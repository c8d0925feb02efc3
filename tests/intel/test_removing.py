"""What is taken out: every deed in every state, and that two officers are held in the table as well."""

import pytest
from django.db import IntegrityError, transaction
from threats import OURS, Threats, indicator, named

from comity.directory.officers import actor
from comity.intel.giving.removing import RemovalState, agree_to_removal, ask_removal, refuse_removal, take_back_removal
from comity.intel.reading.onlooking import onlooker
from comity.intel.reading.refusals import RemovalMoved
from comity.records.models import IntelRemoval, StixPlace


def eye_of(world, officer):
    """An officer before a page."""
    return onlooker(officer, by=actor(officer, at=world.at), at=world.at)


@pytest.mark.parametrize("state", RemovalState)
@pytest.mark.parametrize("deed", ["agree", "refuse", "take-back"])
def test_the_whole_square(world, state, deed):
    """Only what waits is agreed to, refused or taken back; whatever else is tried changes nothing."""
    threats = Threats(world)
    crime = threats.collection("Crime", alias="crime")
    threats.put(crime, indicator(20, "[domain-name:value = 'ours.example']"), by=OURS)
    first, second = eye_of(world, world.drafter), eye_of(world, world.approver)
    made = ask_removal("crime", named("indicator", 20), reason="Nhầm.", eye=first, by=world.drafter, token=world.token())
    IntelRemoval.objects.update(state=state)
    deeds = {
        "agree": lambda: agree_to_removal(made.pk, eye=second, by=world.approver),
        "refuse": lambda: refuse_removal(made.pk, reason="", eye=second, by=world.approver),
        "take-back": lambda: take_back_removal(made.pk, eye=first, by=world.drafter),
    }
    ends = {"agree": RemovalState.REMOVED, "refuse": RemovalState.REFUSED, "take-back": RemovalState.TAKEN_BACK}
    if state is RemovalState.WAITING:
        assert deeds[deed]().state == ends[deed]
    else:
        with pytest.raises(RemovalMoved):
            deeds[deed]()
        assert IntelRemoval.objects.get().state == state
    assert StixPlace.objects.exists() != (state is RemovalState.WAITING and deed == "agree")


def test_the_table_knows_two_officers_and_one_request_at_a_time(world):
    """Nobody decides about what they asked for, and an object is asked for once, whatever a program tries."""
    threats = Threats(world)
    crime = threats.collection("Crime", alias="crime")
    row = {"collection_id": crime.pk, "authority": "vn-poc", "stix_id": "x", "reason": "r", "asked_by": "a", "asked_at": world.at}
    IntelRemoval.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntelRemoval.objects.create(**row)
    for state in ("removed", "refused"):
        with pytest.raises(IntegrityError), transaction.atomic():
            IntelRemoval.objects.create(**row, state=state, decided_by="a", decided_at=world.at)
