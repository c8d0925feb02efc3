"""Reads what an originator said when it was asked."""

from collections.abc import Sequence
from typing import Final

from comity.desk.onward.materials import country_of
from comity.desk.onward.policy import CONSENTS, Asked, codes_of, covers
from comity.desk.states import State
from comity.desk.visibility import visible_to
from comity.directory.policy import Actor
from comity.records.models import Message, Passage, Request, Reuse
from comity.wire.act import parse_act

# Codes of `delivery-method` and of the steps of a paper; the room that records papers stands above this one.
_ORAL: Final = "DEL-ORAL"
_RECEIVED, _CONFIRMED = "received", "confirmed"


def asked_in(request: Request) -> Asked:
    """Return a request that asked an originator, with its newest answer; no decision where there is none."""
    messages = list(Message.objects.filter(request=request).exclude(body=b"").order_by("id"))  # destroyed, it allows nothing
    question = next((one for one in messages if one.direction == "out" and one.act == "request"), None)
    answer = next((one for one in reversed(messages) if one.direction == "in" and one.act == "answer"), None)
    said = parse_act(bytes(answer.body)).fields if answer else {}
    return Asked(
        kind=request.kind,
        to=country_of(request.peer),
        fields=parse_act(bytes(question.body)).fields if question else {},
        decision=str(said.get("decision", "")),
        conditions=codes_of(said.get("conditions")),
        written=answer is not None and _is_written(answer),
        withdrawn=request.state == State.WITHDRAWN,
    )


def _is_written(answer: Message) -> bool:
    """Say whether an answer is in writing: a signed act, or a paper; what was said counts once it is confirmed."""
    if answer.road == "wire":
        return True
    steps = Passage.objects.filter(message=answer).values_list("step", "method")
    return any((step == _RECEIVED and method != _ORAL) or step == _CONFIRMED for step, method in steps)


def consent_of(reuse: Reuse) -> Request | None:
    """Return the request that asked about a use: the one that was linked, else what came of the draft that was opened for it."""
    if reuse.consent is not None or reuse.asked is None or not reuse.asked.reference:
        return reuse.consent
    return Request.objects.filter(reference=reuse.asked.reference, direction="out").first()


def is_covered(asked: Asked, *, kind: str, source: Request, recipient: str) -> bool:
    """Say whether the originator of `source` said yes in writing to this."""
    return covers(asked, kind=kind, originator=country_of(source.peer), source=source.reference, recipient=recipient)


def fitting_consents(source: Request, *, kind: str, recipient: str, by: Actor) -> Sequence[Request]:
    """Return the requests visible to `by` in which the originator said yes to this use of what came in `source`."""
    asked = visible_to(by).filter(direction="out", kind=kind, peer=source.peer, kind__in=CONSENTS).order_by("-id")[:50]
    return [one for one in asked if is_covered(asked_in(one), kind=kind, source=source, recipient=recipient)]
