"""Museum: approvals that must not be. One person is never enough, and nobody approves what they did not see."""

import uuid

import pytest
from django.db import transaction
from worlds.faults import refused_at_the_desk
from worlds.places import GONE, HERE, signing

from comity.desk.drafting.actions import find_draft, open_draft, return_draft, save_draft, submit_draft, take_back
from comity.desk.drafting.refusals import ChangedElsewhere, NoSuchDraft, Stopped
from comity.desk.meaning import NotUnderstood
from comity.desk.policy import DraftNotOpen, RequestNotOpen, SelfApproval
from comity.desk.sending.actions import ChangedSinceShown, KeyOfAnother, approve_draft
from comity.directory.book import NoSealingKey, NotInDirectory
from comity.directory.once import TokenOfAnother
from comity.directory.policy import NotAllowed
from comity.doors.cli.demo import fields
from comity.records.models import Draft, DraftBody, JournalAct, Message, Outbox, Request
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused

# -- self-approval --------------------------------------------------------------------------------


def test_the_drafter_cannot_approve(world):
    """Though an approver, not of what they wrote."""
    draft = world.submit(world.draft(by=world.both), by=world.both)
    refused_at_the_desk(world, SelfApproval, lambda: world.approve(draft, by=world.both))


def test_an_administrator_cannot_approve_what_they_drafted(world):
    """Being an administrator adds nothing."""
    draft = world.submit(world.draft(by=world.chief), by=world.chief)
    refused_at_the_desk(world, SelfApproval, lambda: world.approve(draft, by=world.chief))


def test_an_administrator_without_the_role_cannot_approve_at_all(world):
    """Running the node is no right to send from it."""
    draft = world.submit(world.draft())
    refused_at_the_desk(world, NotAllowed, lambda: world.approve(draft, by=world.administrator))


def test_who_saved_one_version_cannot_approve(world):
    """Also when somebody else began it, rewrote it and submitted it."""
    draft = world.draft()
    draft = save_draft(draft.pk, fields=world.fields(max_penalty_months=60), based_on=draft.version, by=world.both, at=world.at)
    draft = save_draft(draft.pk, fields=world.fields(), based_on=draft.version, by=world.drafter, at=world.at)
    draft = world.submit(draft)
    refused_at_the_desk(world, SelfApproval, lambda: world.approve(draft, by=world.both))
    assert world.approve(draft).state == "sent"


def test_an_administrator_who_saved_one_version_cannot_approve(world):
    """The same for whoever runs the node."""
    draft = world.draft()
    save_draft(draft.pk, fields=world.fields(max_penalty_months=60), based_on=draft.version, by=world.chief, at=world.at)
    draft = world.submit(Draft.objects.get(pk=draft.pk))
    refused_at_the_desk(world, SelfApproval, lambda: world.approve(draft, by=world.chief))


def test_who_only_submitted_cannot_approve(world):
    """The act names its submitter as its drafter; the other side would refuse it."""
    draft = world.submit(world.draft(), by=world.both)
    refused_at_the_desk(world, SelfApproval, lambda: world.approve(draft, by=world.both))
    assert world.approve(draft).state == "sent"


def test_a_drafter_cannot_approve(world):
    """The role of approver is wanted, not just another person."""
    draft = world.submit(world.draft(by=world.both), by=world.both)
    refused_at_the_desk(world, NotAllowed, lambda: world.approve(draft, by=world.drafter))


def test_who_left_cannot_draft_submit_or_approve(world):
    """An inactive officer has no role, whatever the row says."""
    draft = world.draft()
    refused_at_the_desk(world, NotAllowed, lambda: world.draft(by=world.gone))
    refused_at_the_desk(world, NotAllowed, lambda: world.submit(draft, by=world.gone))
    draft = world.submit(draft)
    refused_at_the_desk(world, NotAllowed, lambda: world.approve(draft, by=world.gone, key=signing(GONE)))


def test_an_approver_alone_cannot_draft(world):
    """Roles do not imply each other."""
    refused_at_the_desk(world, NotAllowed, lambda: world.draft(by=world.approver))


def test_the_drafter_cannot_return_it_to_themselves_as_second_officer(world):
    """Returning is the second officer's; the drafter takes it back."""
    draft = world.submit(world.draft(by=world.both), by=world.both)
    with pytest.raises(SelfApproval):
        return_draft(draft.pk, reason="", by=world.both, at=world.at, token=world.token())
    assert take_back(draft.pk, by=world.both, at=world.at, token=world.token()).state == "open"


# -- not what was shown ---------------------------------------------------------------------------


def test_bytes_that_changed_after_they_were_shown(world):
    """Taken back, changed and submitted again while the second officer was reading: the old digest approves nothing."""
    draft = world.submit(world.draft())
    seen = Digest.of(bytes(draft.body))
    take_back(draft.pk, by=world.drafter, at=world.at, token=world.token())
    draft = save_draft(draft.pk, fields=world.fields(max_penalty_months=71), based_on=draft.version, by=world.drafter, at=world.at)
    draft = world.submit(draft)
    refused_at_the_desk(world, ChangedSinceShown, lambda: world.approve(draft, digest=seen))


def test_bytes_that_changed_in_the_database(world):
    """A single byte of the stored body, by whatever hand."""
    draft = world.submit(world.draft())
    seen = Digest.of(bytes(draft.body))
    DraftBody.objects.filter(pk=draft.pk).update(body=bytes(draft.body).replace(b'"max_penalty_months":72', b'"max_penalty_months":73'))
    refused_at_the_desk(world, ChangedSinceShown, lambda: world.approve(draft, digest=seen))


def test_a_digest_of_something_else(world):
    """Only the digest of these very bytes counts."""
    draft = world.submit(world.draft())
    refused_at_the_desk(world, ChangedSinceShown, lambda: world.approve(draft, digest=Digest.of(b"something else")))


def test_the_digest_of_nothing_before_it_was_submitted(world):
    """An open draft has no bytes to approve."""
    draft = world.draft()
    refused_at_the_desk(world, DraftNotOpen, lambda: world.approve(draft, digest=Digest.of(b"")))


def test_submitting_an_older_version_than_the_newest(world):
    """A colleague saved meanwhile: submitting the version on the screen is refused, with both versions."""
    draft = world.draft()
    save_draft(draft.pk, fields=world.fields(max_penalty_months=60), based_on=draft.version, by=world.both, at=world.at)
    refusal = refused_at_the_desk(world, ChangedElsewhere, lambda: world.submit(draft))
    assert refusal.theirs["max_penalty_months"] == 60
    assert refusal.base["max_penalty_months"] == 72


# -- with what is not one's own -------------------------------------------------------------------


def test_with_the_key_of_another_officer(world):
    """The unlocked key must be the officer's own."""
    draft = world.submit(world.draft())
    refused_at_the_desk(world, KeyOfAnother, lambda: world.approve(draft, key=world.key(world.both)))


def test_with_the_key_of_the_node(world):
    """The node's key is nobody's."""
    draft = world.submit(world.draft())
    refused_at_the_desk(world, KeyOfAnother, lambda: world.approve(draft, key=signing(HERE)))


def test_with_a_token_that_was_used_for_something_else(world):
    """A form acts once, for the officer and the verb that it was made for."""
    token = world.token()
    draft = world.submit(world.draft(), token=token)
    refused_at_the_desk(world, TokenOfAnother, lambda: world.approve(draft, token=token))
    other = world.submit(world.draft())
    world.approve(other, token=(used := world.token()))
    refused_at_the_desk(world, TokenOfAnother, lambda: world.approve(draft, by=world.both, token=used))


@pytest.mark.parametrize("draft_id", [uuid.UUID(int=1), "nonsense", ""])
def test_a_draft_that_does_not_exist(world, draft_id):
    """A number from an old page, or none at all."""
    deeds = (
        transaction.atomic(lambda: find_draft(draft_id, by=world.actor(world.drafter))),
        lambda: save_draft(draft_id, fields={}, based_on=1, by=world.drafter, at=world.at),
        lambda: submit_draft(draft_id, version=1, by=world.drafter, at=world.at, token=world.token()),
        lambda: approve_draft(
            draft_id, digest_seen=Digest.of(b""), by=world.approver, key=world.key(world.approver), at=world.at, token=world.token()
        ),
    )
    for deed in deeds:
        refused_at_the_desk(world, NoSuchDraft, deed)


# -- at the wrong moment --------------------------------------------------------------------------


@pytest.mark.both_databases("two who write at once")
def test_approved_twice(world):
    """With another token, after it was sent: refused, and nothing is sent again."""
    draft = world.submit(world.draft())
    world.approve(draft)
    refused_at_the_desk(world, DraftNotOpen, lambda: world.approve(draft))
    assert Outbox.objects.count() == 1


def test_a_rule_that_stops_it_on_the_day_of_approval(world):
    """Sixty days on the day it was submitted, fifty-nine on the day after: the rules are asked again when it is to leave."""
    until = world.later(days=60).datetime().date().isoformat()
    draft = world.submit(world.draft(values=world.fields(length_days=None, length_until=until)))
    refusal = refused_at_the_desk(world, Stopped, lambda: world.approve(draft, at=world.later(days=1)))
    assert [finding.rule_id for finding in refusal.findings if finding.outcome == "stop"] == ["uncc.42.8.asked"]
    assert world.approve(draft).state == "sent"


def test_an_answer_after_the_request_was_withdrawn(world, puppet):
    """The withdrawal came while the answer waited for its second officer: it is not sent, and stays submitted."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    draft = world.submit(world.draft("answer", values=fields.preserved(at=world.at), request=request, replies_to=asked))
    world.deliver(puppet.say(puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-CLOSED"})))
    refused_at_the_desk(world, RequestNotOpen, lambda: world.approve(draft))
    assert Draft.objects.get(pk=draft.pk).state == "submitted"


@pytest.mark.both_databases("two who write at once")
def test_two_answers_at_once(world):
    """Two drafts, both submitted: the first that is approved leaves, the second is refused."""
    request = world.receive()
    asked = world.message(request, direction="in").env_id
    one, two = (
        world.submit(world.draft("answer", values=values, request=request, replies_to=asked))
        for values in (fields.preserved(at=world.at), fields.refused("DISCRIMINATION"))
    )
    world.approve(one)
    refused_at_the_desk(world, RequestNotOpen, lambda: world.approve(two))
    request.refresh_from_db()
    assert request.state == "answered"


# -- to whom, and of which request ----------------------------------------------------------------


def opened(world, **more):
    """Return a deed that opens a draft."""
    usual = {"act": "request", "kind": "REQ-PRESERVE", "peer": world.puppet.node, "by": world.drafter, "at": world.at}
    return lambda: open_draft(**(usual | {"token": world.token()} | more))


def test_acts_that_are_not_ours_to_send(world):
    """Only the State that was asked answers; only the one that asks extends, gives views and withdraws."""
    ours, theirs = world.send(), world.receive()
    asked = world.message(theirs, direction="in").env_id
    for act, kind in (("answer", "REQ-PRESERVE"), ("consultation", "ADM-CONSULT"), ("notice", "MSG-PRESERVE-RISK")):
        refused_at_the_desk(world, NotUnderstood, opened(world, act=act, kind=kind, request=ours, replies_to=asked))
    for act, kind in (("request", "REQ-PRESERVE-EXT"), ("views", "ADM-CONSULT"), ("withdrawal", "ADM-WITHDRAW")):
        refused_at_the_desk(world, NotUnderstood, opened(world, act=act, kind=kind, request=theirs))


def test_acts_that_hang_in_the_air(world):
    """An answer without a request, a request inside another, an answer to nothing."""
    theirs = world.receive()
    for more in (
        {"act": "answer"},
        {"act": "request", "request": theirs},
        {"act": "answer", "request": theirs},
        {"act": "withdrawal", "kind": "ADM-WITHDRAW"},
        {"act": "request", "kind": "ADM-MOREINFO"},
    ):
        refused_at_the_desk(world, NotUnderstood, opened(world, **more))


def test_what_belongs_to_a_request_goes_to_its_other_side(world):
    """Whatever the form says: nobody learns of a case by a slip of the hand."""
    request = world.send()
    draft = opened(world, act="withdrawal", kind="ADM-WITHDRAW", request=request, peer=NodeId("poc.th.example"))()
    assert draft.peer == request.peer == str(world.puppet.node)


def test_to_a_node_that_the_directory_does_not_know(world):
    """No text can carry a request to a State that nobody knows: it is said before anything is typed."""
    refused_at_the_desk(world, NotInDirectory, opened(world, peer=NodeId("poc.zz.example")))


def test_when_no_sealing_key_of_the_peer_is_valid(world):
    """A year later, with the same directory: refused at the desk, before anything is signed."""
    draft = world.submit(world.draft())
    refused_at_the_desk(world, NoSealingKey, lambda: world.approve(draft, at=world.later(days=300)))


# -- nothing half done ----------------------------------------------------------------------------


@pytest.mark.both_databases("what is rolled back")
@pytest.mark.parametrize("where", ["leaving.mark_unread", "leaving._owe", "leaving.note", "actions.ring_on_commit"])
def test_a_failure_in_the_middle_leaves_nothing(world, monkeypatch, where):
    """Whatever fails inside the one transaction: no request, no message, no envelope, no leaf, and the draft still waits."""
    draft = world.submit(world.draft())
    before = world.everything()

    def fail(*_, **__):
        raise OSError(where)

    monkeypatch.setattr(f"comity.desk.sending.{where}", fail)
    with pytest.raises(OSError, match=where):
        world.approve(draft)
    assert world.everything() == before
    monkeypatch.undo()


def test_every_refusal_of_the_desk_keeps_the_draft(world):
    """After all of it, the draft is sent as it was typed."""
    draft = world.submit(world.draft())
    for deed in (
        lambda: world.approve(draft, by=world.administrator),
        lambda: world.approve(draft, digest=Digest.of(b"")),
        lambda: world.approve(draft, key=signing(HERE)),
    ):
        with pytest.raises(Refused):
            deed()
    world.approve(draft)
    assert (Request.objects.count(), Message.objects.count(), Outbox.objects.count()) == (1, 1, 1)
    assert JournalAct.objects.filter(name="act.sent").count() == 1
