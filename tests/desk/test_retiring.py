"""The content of an ended case is kept until a rule's day, held where it is needed, and destroyed by two officers; the log stays."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from worlds.puppet import verified
from worlds.second import verify_by_both
from worlds.square import ACTS

from comity.courier.fsck import check_node
from comity.courier.fsck.faults import STILL_THERE
from comity.courier.publishing import publish_log
from comity.desk.happenings import happen
from comity.desk.journalling import note
from comity.desk.proving.exporting import export_proof
from comity.desk.proving.package import parse_package
from comity.desk.proving.refusals import CannotProve
from comity.desk.proving.verifying import verify_proof
from comity.desk.reading.requests import find_any, find_request
from comity.desk.retiring.actions import destroy_content, drop_erasure, lift_hold, place_hold, propose_erasure
from comity.desk.retiring.content import CONTENT, OF_DRAFT
from comity.desk.retiring.queries import due_cases, standing_of
from comity.desk.retiring.refusals import (
    GroundNotCoded,
    NoRetentionRule,
    NoSuchErasure,
    NotDueYet,
    NotOver,
    OwnErasure,
    ProposedBefore,
    StillHeld,
)
from comity.desk.rules import rulebook
from comity.desk.states import Happening
from comity.desk.visibility import ContentErased
from comity.directory.book import book
from comity.directory.policy import NotAllowed
from comity.records.models import Draft, Erasure, Inbox, JournalAct, Message, Outbox, Request
from comity.terms.identifiers import EnvelopeId
from comity.wire.act import parse_act

REASON = "The judgment is final; nothing of it is used any more."


def end(world, request):
    """Close the case and return the moment at which its rule lets its content go."""
    request.refresh_from_db()
    over = Happening.CLOSURE if request.direction == "in" else Happening.WITHDRAWAL  # it has no answer
    happen(request, over, direction="out", kind=request.kind, fields={}, by="test", at=world.at)
    request.refresh_from_db()
    return request.retain_until


def propose(world, request, *, at, by=None):
    """Propose it as the drafter."""
    return propose_erasure(request.reference, reason=REASON, by=by or world.drafter, at=at, token=world.token())


def destroy(world, request, *, at, by=None):
    """Agree to it as the approver."""
    return destroy_content(request.reference, by=by or world.approver, at=at, token=world.token())


def destroyed(world, request, capture):
    """Let the case have ended a year ago, propose and destroy; return when."""
    end(world, request)
    at = world.later(minutes=5)
    Request.objects.filter(pk=request.pk).update(last_act_at=at + timedelta(days=-365))
    propose(world, request, at=at)
    with capture(execute=True):
        destroy(world, request, at=at)
    request.refresh_from_db()
    return at


def said(acts):
    """Return the longer lines of the text that was signed."""
    return {line for act in acts for field in parse_act(bytes(act.body)).text["en"] for line in field.lines if len(line) > 20}


@pytest.mark.both_databases("what is deleted")
def test_nothing_that_a_case_said_is_left_and_its_log_is_sound(sound, django_capture_on_commit_callbacks):
    """No line of its acts stands in any table any more, no envelope and no salt; log and tree stay, and the file check finds nothing."""
    request = sound.incoming
    hashes = [bytes(one) for one in JournalAct.objects.order_by("index").values_list("leaf_hash", flat=True)]
    acts = list(Message.objects.filter(request=request))
    came, went = Inbox.objects.get(case=request.reference), Outbox.objects.get(case=request.reference, item="envelope")
    lines = said(acts) - said(Message.objects.exclude(request=request))
    gone = [*(bytes(act.body) for act in acts), *(bytes(act.salt) for act in acts), bytes(came.sealed), bytes(went.sealed)]
    gone.append(bytes(went.keys))
    before = repr(sound.everything())
    assert len(acts) == 2
    assert len([line for line in lines if line in before]) > 2
    at = destroyed(sound, request, django_capture_on_commit_callbacks)
    assert request.erased_at == at
    there = repr(sound.everything())
    assert [one for one in gone if repr(one)[2:-1] in there] == []
    assert [line for line in lines if line in there] == []
    leaves = JournalAct.objects.order_by("index")
    assert [bytes(one) for one in leaves.values_list("leaf_hash", flat=True)][: len(hashes)] == hashes
    assert set(leaves.filter(about=request.reference, facts__isnull=False).values_list("name", flat=True)) == {
        "erasure.proposed",
        "erasure.destroyed",
    }
    publish_log(sound.home)
    assert check_node(sound.home, at=at + timedelta(minutes=1)) == []
    Message.objects.filter(pk=acts[0].pk).update(body=bytes(acts[0].body))
    assert {fault.sentence for fault in check_node(sound.home, at=at + timedelta(minutes=1))} == {STILL_THERE}


@pytest.mark.both_databases("what is deleted")
def test_what_was_said_of_a_draft_before_it_had_a_number_goes_too(sound, django_capture_on_commit_callbacks):
    """Why it was put aside, typed when the case was none yet; the entry of another draft of that hour stays."""
    request, other = sound.outgoing, sound.draft()
    Outbox.objects.filter(case=request.reference).update(state="receipted")
    own = Draft.objects.get(reference=request.reference)
    for draft in (own, other):
        note("draft.set-aside", by=sound.drafter, about="", at=own.opened_at, facts={"draft": str(draft.pk), "reason": "Ask first"})
    destroyed(sound, request, django_capture_on_commit_callbacks)
    left = [bytes(one) for one in JournalAct.objects.filter(name="draft.set-aside", facts__isnull=False).values_list("facts", flat=True)]
    assert [str(other.pk).encode() in one for one in left] == [True]
    assert Draft.objects.get(pk=own.pk).fields == {}


@pytest.mark.both_databases
def test_a_proof_made_before_still_verifies_and_one_made_after_shows_what_is_left(sound, tmp_path, django_capture_on_commit_callbacks):
    """What was handed out holds by itself, and the copy kept here goes. A file made now has nothing of what is gone, and both verify it."""
    request, kept = sound.incoming, tmp_path / "kept.zip"
    proof = export_proof(request.reference, at=sound.at, by=sound.drafter)
    kept.write_bytes(proof.read_bytes())
    redacted = proof.with_name(f"{request.reference}.withheld.comity.zip")
    redacted.write_bytes(b"less")
    acts = list(Message.objects.filter(request=request))
    gone = [*(bytes(act.body) for act in acts), *(bytes(act.salt) for act in acts)]
    at = destroyed(sound, request, django_capture_on_commit_callbacks)
    assert [proof.exists(), redacted.exists()] == [False, False]
    trusted = {country: key.key_id for country, key in book().trusted.items()}
    before = verify_proof(kept.read_bytes(), trusted=trusted)
    assert len(before.acts) == 2
    publish_log(sound.home)
    left = export_proof(request.reference, at=at, by=sound.drafter)
    assert left.name == f"{request.reference}.remains.comity.zip"
    verdict = verify_by_both(left.read_bytes(), trusted=trusted)
    known = [(act.env_id, act.part, act.index, act.approved_by, act.inner, act.receipts.keys()) for act in before.acts]
    assert [(act.env_id, act.part, act.index, act.approved_by, act.inner, act.receipts.keys()) for act in verdict.acts] == known
    assert [(act.body, act.closed) for act in verdict.acts] == [(None, True)] * 2
    assert (str(verdict.destroyed.proposed_by), str(verdict.destroyed.by)) == (sound.drafter.officer_id, sound.approver.officer_id)
    assert (verdict.destroyed.rule, verdict.destroyed.reason, verdict.destroyed.at) == ("RETAIN-PRESERVATION", REASON, at)
    whole = b"".join(parse_package(left.read_bytes()).values())
    assert [one for one in gone if one in whole or one.hex().encode() in whole] == []
    assert check_node(sound.home, at=at + timedelta(minutes=1)) == []
    Message.objects.filter(pk=acts[0].pk).update(body=bytes(acts[0].body))
    with pytest.raises(CannotProve, match="is there again"):
        export_proof(request.reference, at=at, by=sound.drafter)
    with pytest.raises(ContentErased):
        find_request(request.reference, by=sound.actor(sound.drafter))
    assert find_any(request.reference, by=sound.actor(sound.drafter)).state == "closed"


def test_a_peer_hears_the_same_receipt_again_and_that_no_act_is_taken_any_more(sound, django_capture_on_commit_callbacks):
    """What was answered is answered with the same bytes, though the envelope is gone; what is new would stand alone, and is refused."""
    request = sound.incoming
    sent = bytes(Inbox.objects.get(case=request.reference).sealed)
    (before,) = sound.deliver(sent).items
    destroyed(sound, request, django_capture_on_commit_callbacks)
    (again,) = sound.deliver(sent).items
    assert again == before
    told = ACTS[Happening.WITHDRAWAL]
    original = EnvelopeId(Message.objects.filter(request=request, direction="in").get().env_id)
    body = sound.puppet.act(told.act, told.kind, dict(told.fields), case=request.reference, original=original)
    (refused,) = sound.deliver(sound.puppet.attempt(body)).items
    assert verified(refused).wire_class == "policy"
    assert Message.objects.filter(request=request).exclude(body=b"").count() == 0


@pytest.mark.both_databases("what is deleted")
def test_two_officers_a_rule_and_its_day(sound, django_capture_on_commit_callbacks):
    """Who goes on, is early, holds no such role, or is alone destroys nothing; each is told why."""
    request, day = sound.incoming, sound.at
    with pytest.raises(NotOver):
        propose(sound, request, at=day)
    due = end(sound, request)
    assert due == day + timedelta(days=365)  # RETAIN-PRESERVATION
    assert list(due_cases(by=sound.actor(sound.drafter), at=due + timedelta(days=-31))) == []
    assert list(due_cases(by=sound.actor(sound.drafter), at=due + timedelta(days=-29))) == [request]
    early = due + timedelta(seconds=-1)
    with pytest.raises(NotDueYet):
        propose(sound, request, at=early)
    with pytest.raises(NoSuchErasure):
        destroy(sound, request, at=due)
    with pytest.raises(NotAllowed):
        propose(sound, request, at=due, by=sound.approver)
    propose(sound, request, at=due, by=sound.both)
    with pytest.raises(ProposedBefore):
        propose(sound, request, at=due)
    with pytest.raises(OwnErasure):
        destroy(sound, request, at=due, by=sound.both)
    with pytest.raises(NotAllowed):
        destroy(sound, request, at=due, by=sound.drafter)
    drop_erasure(request.reference, by=sound.approver, at=due, token=sound.token())
    assert Erasure.objects.get().outcome == "dropped"
    assert Message.objects.filter(request=request, body=b"").count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        propose(sound, request, at=due)
        done = destroy(sound, request, at=due)
    done.refresh_from_db()
    assert (done.officer, done.second, done.rule, done.owed) == (sound.drafter, sound.approver, "RETAIN-PRESERVATION", None)
    assert list(due_cases(by=sound.actor(sound.drafter), at=due)) == []


@pytest.mark.both_databases("what is deleted")
def test_what_is_still_needed_is_kept_and_says_why(sound):
    """A hold refuses it, also one that was placed while the proposal waited, until another officer lifts it with a reason."""
    request = sound.incoming
    due = end(sound, request)
    propose(sound, request, at=due)
    more = {"by": sound.drafter, "at": due}
    with pytest.raises(GroundNotCoded):
        place_hold(request.reference, ground="CH-NONE", words="Appeal 12/2027", token=sound.token(), **more)
    hold = place_hold(request.reference, ground="CH-APPEAL", words="Appeal 12/2027", token=sound.token(), **more)
    with pytest.raises(StillHeld, match="an officer holds it"):
        destroy(sound, request, at=due)
    assert Message.objects.filter(request=request, body=b"").count() == 0
    lift_hold(request.reference, hold.pk, words="Dismissed", by=sound.approver, at=due, token=sound.token())
    draft = sound.draft()
    type(draft).objects.filter(pk=draft.pk).update(reference=request.reference)
    assert standing_of(request.reference, by=sound.actor(sound.drafter), at=due).held == ("a draft of it is open",)
    with pytest.raises(StillHeld, match="a draft of it is open"):
        destroy(sound, request, at=due)


def test_no_rule_no_end(sound, monkeypatch):
    """A kind that no rule names is kept, and the list does not show it."""
    monkeypatch.setattr("comity.desk.retiring.terms.rulebook", lambda: replace(rulebook(), retention=()))
    assert end(sound, sound.incoming) is None
    with pytest.raises(NoRetentionRule):
        propose(sound, sound.incoming, at=sound.later(days=99999))


# Columns of text that lead to a case and stay, with the reason.
CODES = "a code, a number, a digest or a moment: who did what and when, never what was said"
STAYS = {
    "custody": ("EvidenceItem", "CustodyStep"),  # the chain by which two officers destroyed the evidence itself
    "rows of other rooms, by which a case is held": ("Share", "CaseBond", "IntelSet", "ThreatWarning", "WarningDelivery", "WarningCopy"),
    "how it was erased": ("Erasure",),
    "sent and signed for; codes alone": ("Receipt", "Notice", "Occasion", "Told", "Alarm", "Stream"),
}
CODED = {
    "Request": "*",
    "Message": "env_id direction act kind inner signatures signers road",
    "ActFile": "peer digest media_type kind language state",
    "Passage": "step method media digest",
    "Material": "originator conditions onward retain_until",
    "Disposal": "cause method on",
    "CustodyOffer": "kind taker outcome",
    "Claim": "one_type relation other_type stand confidence state",
    "Cost": "currency",
    "Counsel": "code",
    "Forwarding": "media digest",
    "HomeQuestion": "want from_authority to_authority code",
    "Occurrence": "event",
    "Offer": "state",
    "Flag": "code origin",
    "Review": "subject outcome until",
    "Snooze": "code woken_by",
    "Stamp": "checklist item outcome",
    "WallProposal": "wall unit names",
    "Tiding": "name",
    "CaseHold": "ground",
    "Withholding": "digest outcome",
    "Draft": "act kind peer direction reference instrument replies_to state env_id tlp classification level",
    "Clock": "*",
    "Carry": "*",
    "Reuse": "what purpose",
    "RequestCode": "ict_use sector support",
    "SearchText": "words tags",
    "DraftWait": "level",
    "Admitted": "",
    "Remark": "",
    "DraftVersion": "",
    "SearchOwed": "",
    "Unread": "",
    "Presence": "",
}


def test_every_column_that_leads_to_a_case_is_destroyed_or_stays_for_a_reason():
    """A new column of text about a case fails here until somebody says which of the two it is."""
    erased = {(table.__name__, column) for table, _, blank in (*CONTENT, *OF_DRAFT) for column in blank}
    named = {name for names in STAYS.values() for name in names}
    kinds = (models.CharField, models.TextField, models.BinaryField, models.JSONField)
    reach, tables = {"Request"}, {table.__name__: table for table in apps.get_app_config("records").get_models()}
    grown = True
    while grown:
        found = {
            name
            for name, table in tables.items()
            if any(field.is_relation and field.related_model.__name__ in {*reach, "Draft"} for field in table._meta.fields)
        }
        grown, reach = not found <= reach, reach | found
    unsaid = {
        f"{name}.{field.name}"
        for name in reach - named
        for field in tables[name]._meta.fields
        if isinstance(field, kinds)
        and (name, field.name) not in erased
        and CODED.get(name, "").split() != ["*"]
        and field.name not in CODED.get(name, "").split()
    }
    assert unsaid == set(), CODES
