"""The legal adviser's opinion is its own thing: told to the drafter, waited for where home law wants it, part of no act."""

import pytest

from comity.desk.counselling import gate
from comity.desk.counselling.actions import advise_on_draft, advise_on_request
from comity.desk.counselling.gate import counsel_rule
from comity.desk.counselling.queries import counsel_on_draft, counsel_on_request
from comity.desk.counselling.refusals import CounselNotCoded, CounselOwed, OwnCounsel
from comity.desk.drafting.actions import save_draft
from comity.desk.lettering.actions import print_letter
from comity.desk.policy import DraftNotOpen, ReasonMissing
from comity.desk.rules import rulebook
from comity.directory.policy import NotAllowed
from comity.records.models import Counsel, JournalAct, Message, Outbox, Tiding

WORDS = "QUAY-LANTERN: the warrant names the account, the period is bounded."


@pytest.fixture
def adviser(world):
    """A legal adviser who is nothing else."""
    world.both.roles = ["legal-adviser"]
    world.both.save()
    return world.both


def advise(world, draft, adviser, code="CSL-SOUND", words=WORDS):
    """Give an opinion on the draft as it stands."""
    draft.refresh_from_db()
    return advise_on_draft(draft.pk, version=draft.version, code=code, words=words, by=adviser, at=world.at, token=world.token())


def test_an_opinion_is_told_and_kept(world, adviser):
    """On a draft to its drafter, on a request to its holder; the journal has the digest and the code alone."""
    draft = world.draft()
    advise(world, draft, adviser, "CSL-MEND")
    advise(world, draft, adviser)
    assert [one.code for one in counsel_on_draft(draft)] == ["CSL-SOUND", "CSL-MEND"]
    request = world.approve(world.submit(draft))
    advise_on_request(request, code="CSL-AGAINST", words=WORDS, by=adviser, at=world.at, token=world.token())
    assert [one.code for one in counsel_on_request(request)] == ["CSL-AGAINST", "CSL-SOUND", "CSL-MEND"]
    assert Tiding.objects.filter(officer=world.drafter, name="advised").count() == 3
    for act in JournalAct.objects.filter(name="counsel.given"):
        assert "QUAY-LANTERN" not in str(act.payload if hasattr(act, "payload") else act.__dict__)


def test_it_never_leaves(world, adviser):
    """Neither act nor envelope nor letter has a word of it."""
    draft = world.draft()
    advise(world, draft, adviser)
    request = world.approve(world.submit(draft))
    message, posted = Message.objects.get(request=request), Outbox.objects.get(case=request.reference)
    letter = print_letter(request, place=1, shape="docx", by=world.drafter, at=world.at)
    for data in (bytes(message.body), bytes(message.inner), bytes(posted.sealed), letter.data):
        assert b"QUAY-LANTERN" not in data
        assert b"CSL-" not in data


@pytest.mark.parametrize(("code", "words", "refusal"), [("CSL-FINE", WORDS, CounselNotCoded), ("CSL-SOUND", " ", ReasonMissing)])
def test_an_opinion_has_a_code_and_words(world, adviser, code, words, refusal):
    """Or is none."""
    with pytest.raises(refusal):
        advise(world, world.draft(), adviser, code, words)
    assert not Counsel.objects.exists()


def test_nobody_else_gives_one(world):
    """Not the approver, not who wrote a version, not on a version that is old."""
    draft = world.draft()
    with pytest.raises(NotAllowed):
        advise(world, draft, world.approver)
    world.chief.roles = ["drafter", "legal-adviser"]
    world.chief.save()
    draft = save_draft(draft.pk, fields=world.fields(case_number="other"), based_on=draft.version, by=world.chief, at=world.at)
    with pytest.raises(OwnCounsel):
        advise(world, draft, world.chief)
    world.both.roles = ["legal-adviser"]
    world.both.save()
    with pytest.raises(DraftNotOpen):
        advise_on_draft(draft.pk, version=1, code="CSL-SOUND", words=WORDS, by=world.both, at=world.at, token=world.token())


@pytest.mark.both_databases
def test_where_home_law_wants_an_opinion_the_approval_waits(world, adviser, monkeypatch):
    """None, or one that asks for a change: each waits. Advice against does not bind whoever approves.

    The kinds that the rule names do not pass between contact points, so that it is laid on another one here.
    """
    monkeypatch.setattr(gate, "counsel_rule", lambda *_, **__: rulebook().rule("home-vn.6.counsel"))
    draft = world.submit(world.draft())
    with pytest.raises(CounselOwed) as owed:
        world.approve(draft)
    assert owed.value.facts["article"] == "6"
    assert not Outbox.objects.exists()
    advise(world, draft, adviser, "CSL-MEND")
    with pytest.raises(CounselOwed):
        world.approve(draft)
    advise(world, draft, adviser, "CSL-AGAINST")
    assert world.approve(draft)


def test_the_rule_is_data(world):
    """It names parts of kinds that the rulebook has, from its day on, for the State that is party."""
    on = world.at.datetime().date()
    for rule in rulebook().rules.values():
        for act in rule.uses.get("counsel", ()):
            kind, part = act.split("/")
            assert part in rulebook().kind(kind).parts
            assert counsel_rule(kind, part, on=on) is rule
            assert counsel_rule(kind, part, on=on.replace(year=2025)) is None
    assert counsel_rule("REQ-PRESERVE", "request", on=on) is None
