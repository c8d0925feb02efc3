"""What another State gave goes to a third one only with its written yes: by digest, by what officers name, and with its conditions."""

import pytest
from tests.treaty.samples import every_act
from worlds.paper import bytes_of, listed, pieces
from worlds.places import THIRD

from comity.desk.attaching.actions import attach_file
from comity.desk.drafting.actions import open_draft, save_draft, submit_draft
from comity.desk.filelists import rows_of
from comity.desk.onward.gate import links_of
from comity.desk.onward.materials import bringers_of, materials_in, sources_for
from comity.desk.onward.refusals import (
    AuthorizationOwed,
    AuthorizationPending,
    ConditionsLacking,
    ConsentUnfit,
    NoRoomForConditions,
    NoSuchSource,
    QuestionOwed,
    UseConsentOwed,
)
from comity.desk.reusing.actions import ask_originator, carry_conditions, drop_source, link_consent, name_none, name_source
from comity.records.models import DraftContent, JournalAct, Message, Outbox, Request, Reuse
from comity.terms.digests import Digest

DATA = bytes_of(3000)
SAMPLES = {place: dict(values) for place, values in every_act().items()}
KNOWN = {"authority": "vn-poc", "authority_name": "Contact point"}
_TERMS = ("conditions", "answer_by", "retain_until", "tlp")
SPONT = {key: value for key, value in SAMPLES["MSG-SPONT", "request"].items() if key not in _TERMS} | {"binding": "CND-NONE"}


@pytest.fixture(autouse=True)
def _own_store(world, tmp_path, monkeypatch):
    """Give each test a folder of files of its own."""
    monkeypatch.setattr(type(world.home), "files", property(lambda _: tmp_path / "files"))


@pytest.fixture
def given(world):
    """A case in which Ruritania gave information with a file, under conditions."""
    values = SPONT | {"binding": "CND-BOUND", "conditions": ["C-USE", "C-RETENTION"], "retain_until": "2027-03-01"}
    return world.receive(kind="MSG-SPONT", values=values, files=(listed(DATA),))


def to_third(world, *, kind="MSG-SPONT", values=None, files=()):
    """Write information for the contact point of a third State."""
    by = {"by": world.drafter, "at": world.at}
    values = SPONT | {"authority": "vn-poc"} if values is None else values
    draft = open_draft(act="request", kind=kind, peer=THIRD, fields=values, token=world.token(), **by)
    draft = save_draft(draft.pk, fields=values, based_on=draft.version, **by)
    if files:  # as if it had been attached before the other State's copy came
        DraftContent.objects.filter(pk=draft.pk).update(files=rows_of(files))
        draft.refresh_from_db()
    return draft


def submit(world, draft):
    """Ask for a second officer, with the draft as it stands."""
    draft.refresh_from_db()
    return submit_draft(draft.pk, version=draft.version, by=world.drafter, at=world.at, token=world.token())


def name(world, draft, source, purpose="same"):
    """Name a source."""
    return name_source(draft.pk, source=source.reference, purpose=purpose, by=world.drafter, at=world.at, token=world.token())


def ask(world, draft, source):
    """Ask the originator and send the question; return the request."""
    by = {"by": world.drafter, "at": world.at}
    asking = ask_originator(draft.pk, source=source.reference, known=KNOWN, token=world.token(), **by)
    sample = SAMPLES[asking.kind, "request"]
    fields = {key: value for key, value in sample.items() if key not in asking.fields} | asking.fields
    asking = save_draft(asking.pk, fields=fields, based_on=asking.version, **by)
    return world.approve(submit(world, asking))


def say(world, asked, **answer):
    """Let Ruritania answer."""
    body = world.puppet.act("answer", asked.kind, answer, case=asked.reference, original=world.message(asked).env_id)
    world.deliver(world.puppet.say(body))


# ---------------------------------------------------------------- what came


def test_what_came_says_whose_it_is(world, given):
    """Originator, conditions, purpose, onward rule, day of deletion."""
    (kept,) = materials_in(given)
    assert (kept.originator, kept.conditions, kept.onward, kept.retain_until) == (
        "XR",
        ["C-USE", "C-RETENTION"],
        "authorization",
        "2027-03-01",
    )
    assert kept.purpose == SPONT.get("case_number", "")
    assert list(sources_for("TH", by=world.actor(world.drafter))) == [given]
    assert list(sources_for("XR", by=world.actor(world.drafter))) == []


def test_a_request_hands_nothing_over(world):
    """Nor does an answer."""
    assert materials_in(world.receive()) == []


# ---------------------------------------------------------------- by digest, no honesty needed


def test_a_file_of_theirs_is_not_attached_for_a_third_state(world, given):
    """The same bytes under another name are the same bytes; for their originator they are no matter."""

    def attach(draft, name="innocent.csv"):
        more = {"name": name, "media_type": "text/csv", "kind": "FILE-DATA", "by": world.drafter, "at": world.at, "token": world.token()}
        return attach_file(draft.pk, pieces=pieces(DATA), **more)

    draft = to_third(world)
    with pytest.raises(AuthorizationOwed) as refused:
        attach(draft)
    assert refused.value.facts | {"draft": ""} == {"draft": "", "source": given.reference, "originator": "XR", "recipient": "TH"}
    draft.refresh_from_db()
    assert not draft.files
    attach(world.draft())


def test_bytes_that_were_ours_first_stay_ours(world):
    """What we sent and got back is no material of another State."""
    draft = world.draft()
    DraftContent.objects.filter(pk=draft.pk).update(files=rows_of((listed(DATA),)))
    draft.refresh_from_db()
    world.home.files.mkdir(parents=True, exist_ok=True)
    from comity.desk.filelists import store

    store().keep(pieces(DATA), cap=10**6)
    world.approve(world.submit(draft))
    world.receive(kind="MSG-SPONT", values=SPONT, files=(listed(DATA),))
    assert bringers_of(str(Digest.of(DATA)), recipient="TH") == []


@pytest.mark.both_databases
def test_the_gate_looks_again_when_it_is_submitted_and_when_it_is_approved(world, given):
    """A copy that came after the file was attached stops the act all the same, and nothing leaves."""
    draft = to_third(world, files=(listed(DATA),))
    name_none(draft.pk, by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(AuthorizationOwed):
        submit(world, draft)
    other = to_third(world)
    name_none(other.pk, by=world.drafter, at=world.at, token=world.token())
    other = submit(world, other)
    Reuse.objects.filter(draft=other).delete()
    with pytest.raises(QuestionOwed):
        world.approve(other)
    assert not Outbox.objects.filter(peer=str(THIRD)).exists()


# ---------------------------------------------------------------- what officers say


def test_who_sends_personal_data_must_say_what_of_it_came(world, given):
    """Either that nothing is used, or which case; to the State itself nobody asks."""
    draft = to_third(world)
    with pytest.raises(QuestionOwed):
        submit(world, draft)
    name_none(draft.pk, by=world.drafter, at=world.at, token=world.token())
    assert world.approve(submit(world, draft)).peer == str(THIRD)


def test_nobody_is_asked_where_nothing_of_others_is_here(world):
    """The first act of a new node needs no answer to anything."""
    assert world.approve(submit(world, to_third(world)))


def test_no_written_yes_no_transfer(world, given):
    """Not asked, asked, refused: each stops; a yes that is linked lets it go."""
    draft = to_third(world)
    name(world, draft, given)
    with pytest.raises(AuthorizationOwed):
        submit(world, draft)
    asked = ask(world, draft, given)
    assert (asked.kind, asked.peer) == ("ADM-ONWARD", given.peer)
    with pytest.raises(AuthorizationPending) as waits:
        submit(world, draft)
    assert waits.value.facts["asked"] == asked.reference
    say(world, asked, decision="D-GRANT")
    assert world.approve(submit(world, draft)).peer == str(THIRD)


def test_a_refusal_is_no_yes(world, given):
    """And stays none."""
    draft = to_third(world)
    name(world, draft, given)
    asked = ask(world, draft, given)
    say(world, asked, decision="D-REFUSE", grounds=["DATA_PROTECTION"])
    with pytest.raises(AuthorizationPending):
        submit(world, draft)


def test_a_yes_for_one_recipient_is_none_for_another(world, given):
    """It names case and country; what asked about something else cannot be linked."""
    first = to_third(world)
    name(world, first, given)
    asked = ask(world, first, given)
    say(world, asked, decision="D-GRANT")
    later = to_third(world)
    name(world, later, given)
    by = {"by": world.drafter, "at": world.at}
    for wrong in (given.reference, "VN-2026-999999"):
        with pytest.raises(ConsentUnfit):
            link_consent(later.pk, source=given.reference, consent=wrong, token=world.token(), **by)
    link_consent(later.pk, source=given.reference, consent=asked.reference, token=world.token(), **by)
    assert world.approve(submit(world, later))
    other = world.receive(case="XR-2026-000077", kind="MSG-SPONT", values=SPONT)
    third = to_third(world)
    name(world, third, other)
    with pytest.raises(ConsentUnfit):
        link_consent(third.pk, source=other.reference, consent=asked.reference, token=world.token(), **by)


@pytest.mark.both_databases
def test_the_conditions_of_the_yes_go_along(world, given):
    """An act that does not name them is stopped; one click puts them in; an act without a place for them does not go at all."""
    draft = to_third(world)
    name(world, draft, given)
    asked = ask(world, draft, given)
    say(world, asked, decision="D-COND", conditions=["C-CONF", "C-INTEL"])
    with pytest.raises(ConditionsLacking) as lacking:
        submit(world, draft)
    assert lacking.value.facts["conditions"] == "C-CONF, C-INTEL"
    carry_conditions(draft.pk, by=world.drafter, at=world.at, token=world.token())
    sent = world.approve(submit(world, draft))
    from comity.wire.act import parse_act

    fields = parse_act(bytes(Message.objects.get(request=sent).body)).fields
    assert (fields["binding"], fields["conditions"]) == ("CND-BOUND", ["C-CONF", "C-INTEL"])
    preserve = to_third(world, kind="REQ-PRESERVE", values=world.fields())
    name(world, preserve, given)
    link_consent(preserve.pk, source=given.reference, consent=asked.reference, by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(NoRoomForConditions):
        submit(world, preserve)


def test_another_purpose_asks_the_originator_even_when_it_goes_back(world, given):
    """Change of purpose by its own kind."""
    draft = world.draft("request", "MSG-SPONT", SPONT | {"authority": "vn-poc"})
    name(world, draft, given, "another")
    with pytest.raises(UseConsentOwed):
        submit(world, draft)
    asked = ask(world, draft, given)
    assert asked.kind == "ADM-USE-CHANGE"
    say(world, asked, decision="D-GRANT")
    assert world.approve(submit(world, draft))


@pytest.mark.both_databases
def test_links_are_ended_and_journalled(world, given):
    """Naming twice is once, dropping is kept, a case in which nothing came is none."""
    draft = to_third(world)
    name(world, draft, given)
    name(world, draft, given)
    assert len(links_of(draft)) == 1
    drop_source(draft.pk, source=given.reference, by=world.drafter, at=world.at, token=world.token())
    assert links_of(draft) == []
    assert Reuse.objects.filter(draft=draft).count() == 1
    empty = world.receive(case="XR-2026-000088")
    for source in (empty.reference, "XR-2026-424242"):
        with pytest.raises(NoSuchSource):
            name_source(draft.pk, source=source, purpose="same", by=world.drafter, at=world.at, token=world.token())
    told = JournalAct.objects.filter(name__startswith="source.").values_list("name", flat=True)
    assert list(told) == ["source.named", "source.dropped"]
    assert Request.objects.filter(peer=str(THIRD)).count() == 0
