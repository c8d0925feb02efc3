"""Among authorities at home: an opinion by a named day, a handover that is accepted or not; clocks stop, nothing goes abroad."""

from datetime import timedelta

import pytest

from comity.desk.homing.actions import ask_at_home, decline_over, give_opinion, take_over
from comity.desk.homing.policy import AskedAlready, DayNotAhead, NotAsked, NotAtHome
from comity.desk.homing.queries import asked_at_home
from comity.desk.policy import ReasonMissing
from comity.desk.reading.openings import Wish, opening
from comity.desk.reading.requests import acts_of
from comity.directory.policy import NotAllowed
from comity.records.models import Clock, HomeQuestion, JournalAct, Message, Officer, Outbox, Request
from comity.terms.refusals import Refused


@pytest.fixture
def diplomat(world):
    """An officer of the foreign ministry, at the same node."""
    officer = Officer.objects.get(pk=world.both.pk)
    officer.authority = "vn-mfa"
    officer.save(update_fields=["authority"])
    return officer


def ask(world, request, want="opinion", **changes):
    """Ask the ministry."""
    given = {
        "of": "vn-mfa",
        "words": "Reciprocity alone: does the ministry object?",
        "by_day": world.at.datetime().date() + timedelta(days=5),
        "by": world.drafter,
        "at": world.at,
        "token": world.token(),
    }
    return ask_at_home(request, want=want, **(given | changes))


def clock(request, code):
    """Return the newest clock of that name."""
    return Clock.objects.filter(request=request, code=code).latest("id")


def test_the_ministry_is_consulted_and_its_opinion_stops_the_clock(world, diplomat):
    """The clock runs to the end of the named day where this node works; the opinion has a code and words; abroad nothing is heard of it."""
    request = world.receive()
    before = Outbox.objects.count(), Message.objects.count()
    question = ask(world, request)
    running = clock(request, "OPINION")
    assert (running.due_at, running.stopped_at) == (question.due_at, None)
    assert question.due_at.datetime().hour == 17  # midnight in Ha Noi
    give_opinion(question.pk, code="OPN-CONDITIONS", words="Only for this case.", by=diplomat, at=world.later(hours=1), token=world.token())
    running.refresh_from_db()
    assert running.stopped_at == world.later(hours=1)
    (told,) = asked_at_home(request)
    assert (told.code, told.answer, told.answered_by) == ("OPN-CONDITIONS", "Only for this case.", diplomat)
    told = JournalAct.objects.filter(name__startswith="opinion").order_by("index")
    assert [row.name for row in told] == ["opinion.asked", "opinion.given"]
    assert (Outbox.objects.count(), Message.objects.count()) == before
    assert Request.objects.get(pk=request.pk).state == request.state


def test_only_the_authority_that_was_asked_answers_once(world, diplomat):
    """Not the one that asks, not twice, never without words, never with a code that is none."""
    question = ask(world, world.receive())
    with pytest.raises(NotAsked):
        give_opinion(question.pk, code="OPN-NO-OBJECTION", words="fine", by=world.chief, at=world.at, token=world.token())
    with pytest.raises(ReasonMissing):
        give_opinion(question.pk, code="OPN-NO-OBJECTION", words=" ", by=diplomat, at=world.at, token=world.token())
    with pytest.raises(Refused):
        give_opinion(question.pk, code="OPN-MAYBE", words="fine", by=diplomat, at=world.at, token=world.token())
    give_opinion(question.pk, code="OPN-NO-OBJECTION", words="fine", by=diplomat, at=world.at, token=world.token())
    with pytest.raises(NotAsked):
        give_opinion(question.pk, code="OPN-OBJECTION", words="no", by=diplomat, at=world.at, token=world.token())


def test_whom_one_can_ask_and_until_when(world, diplomat):
    """Another authority of this State, a day ahead, one question at a time, by an officer who drafts; a repeated click asks once."""
    request, token = world.receive(), world.token()
    for of in ("vn-poc", "xr-cert"):
        with pytest.raises(NotAtHome):
            ask(world, request, of=of)
    with pytest.raises(DayNotAhead):
        ask(world, request, by_day=world.at.datetime().date() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        ask(world, request, by=world.approver)
    assert ask(world, request, token=token) == ask(world, request, token=token)
    with pytest.raises(AskedAlready):
        ask(world, request)
    assert HomeQuestion.objects.count() == 1


@pytest.mark.both_databases
def test_a_request_is_handed_over_at_home_and_the_other_side_is_to_be_told(world, diplomat):
    """The receiving authority's officer accepts and holds it; the status that is proposed says that it was transferred."""
    request = world.receive()
    question = ask(world, request, "transfer", words="For the central authority")
    assert clock(request, "HANDOVER").due_at == question.due_at
    take_over(question.pk, words="", by=diplomat, at=world.later(hours=2), token=world.token())
    request.refresh_from_db()
    assert request.holder == diplomat
    assert clock(request, "HANDOVER").stopped_at == world.later(hours=2)
    assert opening(request, Wish.GIVE_STATUS, acts=acts_of(request)).fields == {"stage": "STG-TRANSFERRED"}


def test_a_handover_may_be_declined_with_a_reason(world, diplomat):
    """Then the authority that asked still has it, and may ask again."""
    request = world.receive()
    question = ask(world, request, "transfer", words="Yours?")
    with pytest.raises(ReasonMissing):
        decline_over(question.pk, words="", by=diplomat, at=world.at, token=world.token())
    decline_over(question.pk, words="Not a matter for us", by=diplomat, at=world.at, token=world.token())
    request.refresh_from_db()
    assert request.holder is None
    assert opening(request, Wish.GIVE_STATUS, acts=acts_of(request)).fields == {}
    assert ask(world, request, "transfer", words="Please look again").pk != question.pk
