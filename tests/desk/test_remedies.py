"""What persons ask: read by two roles alone, decided by two who did not work the case, silent where secrecy holds and only until a day."""

from datetime import timedelta

import pytest

from comity.desk.permitting.policy import ReviewNotAhead
from comity.desk.policy import ReasonMissing
from comity.desk.remedies.actions import (
    agree_to_remedy,
    answer_remedy,
    decide_remedy,
    hand_on_remedy,
    register_remedy,
    reopen_remedy,
    return_remedy,
)
from comity.desk.remedies.answering import letter_of_answer, print_answer
from comity.desk.remedies.policy import MOVES, Stage, Step, require_step
from comity.desk.remedies.queries import find_remedy, kept_secret, remedies, stage_of, workers_of
from comity.desk.remedies.refusals import (
    NoSuchRemedy,
    NotHandedOn,
    NotItsTurn,
    OwnDecision,
    QuestionIncomplete,
    ReceivedAhead,
    SecrecyHolds,
    WorkedTheCase,
)
from comity.directory.policy import NotAllowed, Role
from comity.directory.posts import give_roles
from comity.doors.cli.demo import fields
from comity.records.models import JournalAct, Remedy

PERSON = "Phạm Thị Lan"
TYPED = {
    "way": "RW-LETTER",
    "asker": "AK-LAWYER",
    "person": PERSON,
    "reach": "Văn phòng luật sư Hồng, Hà Nội",
    "words": "Asks whether her account was handed to another State.",
    "received_on": "2026-11-20",
}


def known(world):
    """Return a request about which everybody may be told."""
    asked = fields.request("hospital", at=world.at) | {"secrecy": "SEC-NONE"}
    return world.receive(values={key: value for key, value in asked.items() if key not in ("secrecy_until", "secrecy_reviewer")})


def hidden(world):
    """Return a request of which nobody may be told."""
    values = fields.request("hospital", at=world.at) | {"secrecy": "SEC-FACT", "secrecy_until": "2027-01-22", "secrecy_reviewer": "Judge"}
    return world.receive(values=values)


@pytest.fixture
def advisers(world):
    """A legal adviser and a supervisor, who worked no case."""
    for officer, role in ((world.both, Role.LEGAL_ADVISER), (world.chief, Role.SUPERVISOR)):
        give_roles(officer, roles=[role], by="operator", at=world.at)
        officer.refresh_from_db()
    return world.both, world.chief


def register(world, by, *, references=(), asked=("RA-ACCESS",), **changes):
    """Register a question."""
    return register_remedy(typed=TYPED | changes, asked=list(asked), references=references, by=by, at=world.at, token=world.token())


def decide(world, number, by, *, decision="RD-GRANTED", reasons="The record was looked at.", until=""):
    """Decide."""
    return decide_remedy(number, decision=decision, reasons=reasons, until=until, by=by, at=world.at, token=world.token())


def settled(world, advisers, **how):
    """Return a question that two decided."""
    number = register(world, advisers[0], references=how.pop("references", ())).number
    decide(world, number, advisers[0], **how)
    return agree_to_remedy(number, by=advisers[1], at=world.at, token=world.token())


def test_two_decide_and_then_it_is_answered(world, advisers):
    """The time runs from the day on which it came; each step stands in the journal, without the person, the words or a case."""
    request = known(world)
    number = register(world, advisers[0], references=[request.reference.lower()]).number
    kept = find_remedy(number, by=world.actor(advisers[1]))
    assert (number, stage_of(kept), kept.references) == ("RM-2026-000001", Stage.REGISTERED, [request.reference])
    assert str(kept.due_at) == "2026-12-20T00:00:00.000000Z"
    decide(world, number, advisers[0])
    with pytest.raises(OwnDecision):
        agree_to_remedy(number, by=advisers[0], at=world.at, token=world.token())
    with pytest.raises(NotItsTurn):
        answer_remedy(number, by=advisers[0], at=world.at, token=world.token())
    agree_to_remedy(number, by=advisers[1], at=world.at, token=world.token())
    assert print_answer(number, shape="pdf", by=advisers[0], at=world.at).data.startswith(b"%PDF")
    answer_remedy(number, by=advisers[0], at=world.at, token=world.token())
    assert stage_of(find_remedy(number, by=world.actor(advisers[0]))) is Stage.ANSWERED
    lines = list(JournalAct.objects.filter(name__startswith="remedy."))
    names = ["remedy.registered", "remedy.decided", "remedy.agreed", "remedy.letter-made", "remedy.answered"]
    assert [line.name for line in lines] == names
    assert {line.about for line in lines} == {""}
    said = b"".join(bytes(line.facts) for line in lines)
    assert not [word for word in (PERSON, request.reference, "account", "GRANTED") if word.encode() in said]


def test_whoever_worked_the_case_decides_nothing(world, advisers):
    """Not the one who drafted, sent or noted in it; who only read it may."""
    request = known(world)
    give_roles(world.drafter, roles=[Role.DRAFTER, Role.LEGAL_ADVISER], by="operator", at=world.at)
    world.drafter.refresh_from_db()
    env_id = world.message(request, direction="in").env_id
    world.draft("answer", request=request, replies_to=env_id, values={"decision": "D-GRANT"})
    assert world.drafter.officer_id in workers_of([request.reference])[request.reference]
    number = register(world, advisers[0], references=[request.reference]).number
    with pytest.raises(WorkedTheCase):
        decide(world, number, world.drafter)
    decide(world, number, advisers[0])
    with pytest.raises(WorkedTheCase):
        agree_to_remedy(number, by=world.drafter, at=world.at, token=world.token())


def test_nobody_else_reads_the_register(world, advisers):
    """Neither the list nor one question nor a step of it."""
    number = register(world, advisers[0]).number
    for officer in (world.drafter, world.approver):
        for deed in (
            lambda officer=officer: remedies(by=world.actor(officer)),
            lambda officer=officer: find_remedy(number, by=world.actor(officer)),
            lambda officer=officer: register(world, officer),
            lambda officer=officer: decide(world, number, officer),
        ):
            with pytest.raises(NotAllowed):
                deed()
    with pytest.raises(NoSuchRemedy):
        find_remedy("RM-2026-999999", by=world.actor(advisers[0]))


@pytest.mark.both_databases
def test_secrecy_keeps_the_answer_silent_and_silence_has_an_end(world, advisers):
    """While a case concerned is secret only an answer that tells nothing may be decided, and only until a day that is not too far."""
    secret = hidden(world)
    assert kept_secret([secret.reference], at=world.at) == secret.reference
    assert kept_secret([secret.reference], at=world.at + timedelta(days=90)) == ""
    number = register(world, advisers[0], references=[secret.reference]).number
    for decision in ("RD-GRANTED", "RD-PARTLY", "RD-REFUSED", "RD-NONE", "RD-ELSEWHERE"):
        with pytest.raises(SecrecyHolds):
            decide(world, number, advisers[0], decision=decision)
    today = world.at.datetime().date()
    for until in ("", "2020-01-01", (today + timedelta(days=91)).isoformat()):
        with pytest.raises(ReviewNotAhead):
            decide(world, number, advisers[0], decision="RD-NEITHER", until=until)
    until = (today + timedelta(days=60)).isoformat()
    decide(world, number, advisers[0], decision="RD-NEITHER", reasons="The suspect is not to know.", until=until)
    agree_to_remedy(number, by=advisers[1], at=world.at, token=world.token())
    answer_remedy(number, by=advisers[0], at=world.at, token=world.token())
    again = reopen_remedy(number, by=advisers[0], at=world.at, token=world.token())
    assert (stage_of(again), again.decision, again.until) == (Stage.REGISTERED, "", "")


def test_a_silent_letter_reads_the_same_whether_there_is_a_case_or_none(world, advisers):
    """Nothing in it, in either language, tells of one; its reasons stay here."""
    secret = hidden(world)
    until = (world.at.datetime().date() + timedelta(days=60)).isoformat()
    how = {"decision": "RD-NEITHER", "reasons": "The suspect is not to know.", "until": until}
    held = settled(world, advisers, references=[secret.reference], **how)
    free = settled(world, advisers, **how)
    letters = [letter_of_answer(one, at=world.at) for one in (held, free)]
    assert letters[0].fields == letters[1].fields
    assert letters[0].basis == letters[1].basis
    assert "suspect" not in repr(letters[0])
    assert secret.reference not in repr(letters[0])


def test_an_open_letter_has_the_reasons_in_both_languages(world, advisers):
    """And what the person may do next."""
    letter = letter_of_answer(settled(world, advisers), at=world.at)
    for language in letter.languages:
        text = [line.text for field in letter.fields for line in field.lines[language]]
        assert "The record was looked at." in text
        assert len(text) == len(set(text))


def test_a_question_lacks_nothing_and_is_of_the_lists(world, advisers):
    """Each thing in turn; nothing is kept of what is refused."""
    for key in ("way", "asker", "person", "reach", "words"):
        with pytest.raises(QuestionIncomplete):
            register(world, advisers[0], **{key: " "})
    for asked in ((), ("RA-WAR",)):
        with pytest.raises(QuestionIncomplete):
            register(world, advisers[0], asked=asked)
    with pytest.raises(QuestionIncomplete):
        register(world, advisers[0], references=["not a number"])
    for day in ("", "2026-13-01", "2099-01-01"):
        with pytest.raises(ReceivedAhead):
            register(world, advisers[0], received_on=day)
    assert not Remedy.objects.exists()
    number = register(world, advisers[0]).number
    with pytest.raises(ReasonMissing):
        decide(world, number, advisers[0], reasons=" ")
    with pytest.raises(QuestionIncomplete):
        decide(world, number, advisers[0], decision="RD-PERHAPS")


def test_what_is_not_agreed_to_is_decided_anew(world, advisers):
    """The first decision stays in the journal by its digest."""
    number = register(world, advisers[0]).number
    decide(world, number, advisers[0])
    given = return_remedy(number, by=advisers[1], at=world.at, token=world.token())
    assert (stage_of(given), given.decision) == (Stage.REGISTERED, "")


@pytest.mark.both_databases
def test_a_question_is_handed_on_as_an_act(world, advisers):
    """The number must be one of ours, of that kind, and visible to who notes it."""
    number = register(world, advisers[0]).number
    other = world.send()
    for wrong in (other.reference, "VN-2026-999999", ""):
        with pytest.raises(NotHandedOn):
            hand_on_remedy(number, reference=wrong, by=advisers[0], at=world.at, token=world.token())
    sent = world.send(
        "request",
        "ADM-REMEDY",
        {
            "authority": "vn-poc",
            "authority_name": "24/7 Contact Point",
            "asked": ["RA-ACCESS"],
            "asked_on": "2026-11-20",
            "asked_by": "AK-LAWYER",
            "person_name": PERSON,
            "reach": "By letter to her lawyer",
            "consents": "CST-WRITTEN",
            "urgency": "routine",
        },
    )
    kept = hand_on_remedy(number, reference=sent.reference, by=advisers[0], at=world.at, token=world.token())
    assert kept.handed_on == sent.reference


def test_the_square_of_stages_and_steps():
    """Every pair moves as the table says or is refused."""
    for stage in Stage:
        for step in Step:
            if (stage, step) in MOVES:
                assert require_step(stage, step) is MOVES[stage, step]
            else:
                with pytest.raises(NotItsTurn):
                    require_step(stage, step)
    assert set(MOVES.values()) == set(Stage)
