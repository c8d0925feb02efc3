"""A request that a row of the register began: its number is kept when it leaves, and its complete answer is offered as evidence."""

from tests.desk.test_sharing import promise

from comity.desk.bonds import seen_cases
from comity.records.models import CaseBond, EvidenceOffer, Message, Request
from comity.register.offering.actions import begin_bond, take_offer
from comity.register.offering.queries import offers_of
from comity.terms.digests import Digest


def test_the_answer_is_offered_once_it_is_complete(world):
    """Not by a question or a consultation on the way; under the act that answers, and nothing moves before an officer takes it."""
    one = promise(world, obligor="XR", beneficiary="VN")
    draft = world.draft()
    for _ in range(2):
        begin_bond(str(draft.pk), commitment=one.number, by=world.drafter, at=world.at)
    request = world.approve(world.submit(draft))
    assert CaseBond.objects.get().case == request.reference
    asked = world.message(request)
    puppet = world.puppet
    world.deliver(puppet.received(world.outbox(request)))
    question = puppet.act("question", "ADM-MOREINFO", {"missing": ["MC-OFFENCE"]}, case=request.reference)
    world.deliver(puppet.say(question))
    assert not EvidenceOffer.objects.exists()
    granted = {"decision": "D-GRANT", "start": str(world.at), "end": str(world.later(days=70))}
    answer = puppet.act("answer", "REQ-PRESERVE", granted, case=request.reference, original=asked.env_id)
    world.deliver(puppet.say(answer))
    assert Request.objects.get(pk=request.pk).state == "answered"
    (offer,) = offers_of(one, by=world.actor(world.drafter))
    came = Message.objects.get(act="answer")
    assert (offer.reference, offer.digest) == (f"{request.reference} {came.env_id}", str(Digest.of(bytes(came.body))))
    made = take_offer(offer.pk, by=world.drafter, at=world.at, token=world.token())
    assert (made.sort, made.supplied_by) == ("request", request.peer)


def test_who_may_not_know_of_a_request_is_not_told_of_it(world):
    """The register has the number; the desk says who sees it."""
    request = world.send()
    assert [one.pk for one in seen_cases([request.reference], by=world.actor(world.approver))] == [request.pk]
    request.wall = "named"
    request.save()
    assert not seen_cases([request.reference], by=world.actor(world.approver))
