"""A verdict taken back: the suggestion waits again, the verdict is kept, and the row goes only where nothing else holds it."""

import pytest
from tests.register.hands import SECOND, Hands

from comity.directory.policy import Role
from comity.directory.posts import give_roles
from comity.records.models import JournalAct, RegisterActor, Verdict
from comity.register.confirming.queries import review
from comity.register.confirming.refusals import JudgedMeanwhile, NoSuchSuggestion, StillNeeded
from comity.register.confirming.reopening import reopen_suggestion
from comity.register.people.queries import actors


@pytest.fixture
def hands(world):
    """An officer at the register."""
    return Hands(world)


def reopen(hands, document, kind, number=0, **given):
    """Take a verdict back."""
    return reopen_suggestion(document.number, kind=kind, number=number, **hands.more(**given))


@pytest.mark.both_databases
def test_the_suggestion_waits_again(hands):
    """The count, the list, the history, the journal; accepting it again makes a row again."""
    document = hands.bring()
    before = document.open_count
    hands.accept(document, "actor", 0)
    reopen(hands, document, "actor", 0)
    document.refresh_from_db()
    assert (document.open_count, document.in_review) == (before, True)
    assert not actors(by=hands.who).rows
    assert Verdict.objects.get().ended_at is not None
    assert JournalAct.objects.filter(name="register.reopened").count() == 1
    with pytest.raises(NoSuchSuggestion):
        reopen(hands, document, "actor", 0)
    hands.accept(document, "actor", 0)
    assert len(actors(by=hands.who).rows) == 1


def test_a_rejection_is_taken_back_too(hands):
    """Nothing was made of it; it is asked about again."""
    document = hands.bring()
    hands.reject(document, "event", 0)
    reopen(hands, document, "event", 0)
    assert all(one.verdict is None for one in review(document.number, by=hands.who).judged)


def test_what_others_stand_on_stays(hands):
    """A speaker whose words are in the register; a row that another document says too; a colleague's verdict that was not seen."""
    document = hands.bring()
    hands.accept_all(document)
    with pytest.raises(StillNeeded):
        reopen(hands, document, "actor", 0)
    again = hands.bring(SECOND)
    person = next(one for one in review(again.number, by=hands.who).judged if one.suggestion.kind == "actor")
    row = RegisterActor.objects.get(name__in=[person.value["name"], "Tanaka Kenji"])
    hands.accept(again, "actor", person.suggestion.number, same=str(row.pk))
    reopen(hands, again, "actor", person.suggestion.number)
    row.refresh_from_db()
    assert row.taken_out_at is None
    with pytest.raises(JudgedMeanwhile):
        reopen(hands, document, "figure", 0, by=colleague(hands))


def colleague(hands):
    """Return another officer who may keep the register."""
    give_roles(hands.world.both, roles=[Role.DRAFTER], by="operator", at=hands.world.at)
    hands.world.both.refresh_from_db()
    return hands.world.both
