"""A commitment is shared with the other node as an act: two statuses side by side, and what the counterpart confirms is signed evidence."""

import pytest
from tests.worlds.places import THERE, THIRD
from tests.worlds.puppet import verified
from worlds.second import verify_by_both

from comity.courier.publishing import publish_log
from comity.desk.drafting.actions import save_draft
from comity.desk.meaning import SHARING
from comity.desk.proving.exporting import proof_of
from comity.desk.sharing.actions import answer_share, share_commitment, tell_standing
from comity.directory.book import book
from comity.directory.policy import NotAllowed
from comity.records.models import Commitment, JournalAct, Message, Request, Share
from comity.register.commitments.actions import (
    accept_commitment,
    assign_commitment,
    give_evidence,
    move_commitment,
    propose_commitment,
    register_commitment,
)
from comity.register.offering.actions import take_offer
from comity.register.offering.queries import offers_of
from comity.register.sharing.queries import find_share, shares
from comity.register.sharing.refusals import NotAsRegistered, NotBetweenUs, NotShared, NotToBeSaid, SharedAlready
from comity.terms.digests import Digest

WORDS = "Ruritania sẽ hỗ trợ Việt Nam đào tạo 50 cán bộ."
THEIRS = {
    "number": "C-000031",
    "words": WORDS,
    "words_language": "vi",
    "strength": "unilateral-public",
    "obligor_country": "XR",
    "obligor": "Ruritania",
    "beneficiary_country": "VN",
    "source_standing": "press",
    "source_digest": "0" * 64,
    "state": "accepted",
}


def how(world, **more):
    """Who, when, and a form that was not used."""
    return {"by": world.drafter, "at": world.at, "token": world.token(), **more}


def promise(world, *, obligor="VN", beneficiary="XR", words=WORDS):
    """Write down a commitment between the two and take it into the register."""
    typed = {
        "obligor": {"country": obligor, "words": obligor},
        "beneficiary": {"country": beneficiary, "words": beneficiary},
        "words": words,
        "language": "vi",
        "strength": "unilateral-public",
        "due": "2027-06-30",
    }
    made = propose_commitment(typed=typed, **how(world))
    return register_commitment(made.number, **how(world))


def sent(world, draft):
    """Submit and approve a draft; its receipts come."""
    request = world.approve(world.submit(draft))
    world.deliver(world.puppet.received(world.outbox(request)))
    return Request.objects.get(pk=request.pk)


def act_of(world, act, values, *, case, original=None, kind=SHARING):
    """Return an act of the other node's."""
    return world.puppet.act(act, kind, values, case=case, original=original, article="47(1)", urgency="routine")


def says(world, act, values, **more):
    """Let the other node say something of a case, which is taken."""
    assert outcome(world.deliver(world.puppet.say(act_of(world, act, values, **more)))) == "ReceivedBody", values


def refuses(world, act, values, **more):
    """Let the other node try to say something of a case, which is refused and leaves nothing."""
    before = (Share.objects.count(), Message.objects.count())
    assert outcome(world.deliver(world.puppet.attempt(act_of(world, act, values, **more)))) == "RefusedBody", values
    assert (Share.objects.count(), Message.objects.count()) == before


def shared(world, one):
    """Share a commitment and let the other side find it the same as one of its own."""
    request = sent(world, share_commitment(one.number, peer=THERE, **how(world)))
    asked = world.message(request)
    answer = {"decision": "D-ACCEPT", "known_as": "KNOWN-SAME", "number": "C-000031"}
    says(world, "answer", answer, case=request.reference, original=asked.env_id)
    return request


def outcome(reply):
    """Return the name of the one receipt in a reply."""
    (receipt,) = reply.items
    return type(verified(receipt)).__name__


def test_ours_is_shown_known_and_confirmed_by_a_signed_act(world):
    """Two officers, two statuses; the counterpart's word is offered as evidence under its act, and its proof verifies offline."""
    one = promise(world)
    draft = share_commitment(one.number, peer=THERE, **how(world))
    assert share_commitment(one.number, peer=THERE, **how(world)).pk == draft.pk
    waiting = world.submit(draft)
    with pytest.raises(NotAllowed):
        world.approve(waiting, by=world.drafter, key=world.key(world.drafter))
    request = world.approve(waiting)
    world.deliver(world.puppet.received(world.outbox(request)))
    with pytest.raises(SharedAlready):
        share_commitment(one.number, peer=THERE, **how(world))
    with pytest.raises(NotShared):
        tell_standing(request.reference, **how(world))
    case, asked = request.reference, world.message(request)
    refuses(world, "notice", {"number": "C-000031", "state": "accepted"}, case=case)
    answer = {"decision": "D-ACCEPT", "known_as": "KNOWN-SAME", "number": "C-000031"}
    says(world, "answer", answer, case=case, original=asked.env_id)
    share = Share.objects.get(case=case)
    assert (share.state, share.number_there, share.state_told, share.state_there) == ("shared", "C-000031", "registered", "")
    # Ours moves at home; the other side hears of it when two officers say so, and once.
    assign_commitment(one.number, owner="Department A05", **how(world))
    accept_commitment(one.number, **how(world))
    typed = {"sort": "document", "reference": "Course list 12/2027", "digest": "", "words": "", "supplied_by": "A05"}
    give_evidence(one.number, typed=typed, **how(world))
    move_commitment(one.number, to="claimed", **how(world))
    told = tell_standing(case, **how(world))
    assert told.fields == {"number": one.number, "state": "claimed", "shown_by": "Course list 12/2027"}
    sent(world, told)
    with pytest.raises(NotToBeSaid):
        tell_standing(case, **how(world))
    # Theirs stands beside it, and is evidence that an officer takes with one button.
    confirmed = {"number": "C-000031", "state": "confirmed", "shown_by": "Our list of who attended"}
    says(world, "notice", confirmed, case=case)
    assert Commitment.objects.get(pk=one.pk).state == "claimed"
    (offer,) = offers_of(one, by=world.actor(world.drafter))
    evidence = take_offer(offer.pk, **how(world))
    move_commitment(one.number, to="confirmed", **how(world))
    act = Message.objects.get(env_id=evidence.reference.split()[1])
    assert (evidence.sort, evidence.digest) == ("counterpart", str(Digest.of(bytes(act.body))))
    publish_log(world.home)
    trusted = {country: key.key_id for country, key in book().trusted.items()}
    verdict = verify_by_both(proof_of(case, at=world.at), trusted=trusted)
    assert {str(one.inner.env_id): str(one.body_digest) for one in verdict.acts}[act.env_id] == evidence.digest
    file = find_share(case, by=world.actor(world.drafter))
    assert [(one.side, one.state) for one in file.standings] == [("ours", "claimed"), ("theirs", "confirmed")]
    names = set(JournalAct.objects.values_list("name", flat=True))
    assert {"share.offered", "share.answered", "share.standing", "evidence.offered"} <= names


@pytest.mark.both_databases
def test_theirs_is_the_same_new_or_not_known(world):
    """What another node shows stands beside the register until officers say what it is; a new one keeps its words and source."""
    for case, number in (("XR-2026-000041", "C-000031"), ("XR-2026-000042", "C-000032"), ("XR-2026-000043", "C-000033")):
        says(world, "request", {**THEIRS, "number": number}, case=case)
    who = world.actor(world.drafter)
    assert not Commitment.objects.exists()
    mine = promise(world, obligor="XR", beneficiary="VN")
    assert [row.number for row in find_share("XR-2026-000041", by=who).candidates] == [mine.number]
    assert len(shares(by=who, state="offered").rows) == 3
    sent(world, answer_share("XR-2026-000041", same=mine.number, **how(world)))
    sent(world, answer_share("XR-2026-000042", **how(world)))
    sent(world, answer_share("XR-2026-000043", grounds=("PROMISE-NOT-SAID",), **how(world)))
    same, new, unknown = Share.objects.order_by("case")
    assert (same.commitment.number, same.state, same.state_there) == (mine.number, "shared", "accepted")
    assert (new.commitment.words, new.commitment.source, new.commitment.state) == (WORDS, "press", "registered")
    assert (unknown.commitment, unknown.state, unknown.grounds) == (None, "unknown", ["PROMISE-NOT-SAID"])
    assert Request.objects.get(reference="XR-2026-000043").state == "refused"
    assert sent(world, tell_standing("XR-2026-000041", **how(world))).state == "fulfilled"
    # They take the second back; what was said of it stays.
    says(world, "withdrawal", {"reason": "WD-OTHER"}, case="XR-2026-000042", kind="ADM-WITHDRAW")
    assert Share.objects.get(case="XR-2026-000042").state == "withdrawn"


def test_an_act_says_what_the_register_has(world):
    """What an officer changed in the draft, or what moved meanwhile, does not leave; who is no party is not shown it."""
    one = promise(world)
    with pytest.raises(NotBetweenUs):
        share_commitment(one.number, peer=THIRD, **how(world))
    draft = share_commitment(one.number, peer=THERE, **how(world))
    changed = save_draft(draft.pk, fields={**draft.fields, "strength": "wish"}, based_on=draft.version, by=world.drafter, at=world.at)
    with pytest.raises(NotAsRegistered):
        world.submit(changed)
    restored = save_draft(draft.pk, fields=draft.fields, based_on=changed.version, by=world.drafter, at=world.at)
    waiting = world.submit(restored)
    move_commitment(one.number, to="lapsed", reason="Both sides agreed to drop it", **how(world))
    with pytest.raises(NotAsRegistered):
        world.approve(waiting)
    assert not Share.objects.exists()
