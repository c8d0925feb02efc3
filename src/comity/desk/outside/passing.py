"""Records what became of a paper: dispatched, acknowledged, confirmed in writing. Each step once, with who, when and how."""

from typing import Final

from django.db import transaction

from comity.desk import policy
from comity.desk.happenings import happen, sound
from comity.desk.journalling import note
from comity.desk.onward.gate import links_of, require_digests_free
from comity.desk.outside.papers import Paper, keep_paper
from comity.desk.outside.queries import paper_of, tracked
from comity.desk.outside.recording import Passing, facts_of_passing, keep_passage, require_passing
from comity.desk.outside.refusals import NotOutside, PassageIncomplete, StepNotNow
from comity.desk.outside.states import ORAL, Step, may_follow
from comity.desk.states import Happening
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Draft, Message, Officer, Passage, Request
from comity.terms.identifiers import EnvelopeId
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop

_VERB: Final = "passage.record"
_NAMES: Final = {
    Step.DISPATCHED: "passage.dispatched",
    Step.ACKNOWLEDGED: "passage.acknowledged",
    Step.CONFIRMED: "passage.confirmed",
    Step.RESULT: "passage.result",
}


def record_step(request: Request, envelope: EnvelopeId, *, step: Step, passing: Passing, by: Officer, at: Instant, token: str) -> Request:
    """Record `step` of the act `envelope` of a case, which an officer saw happen; what it says about a paper is in `passing`.

    A confirmation is a document. Raises `StepNotNow`, `NotOutside`, `PassageIncomplete`, and what keeping the document refuses.
    """
    who = actor(by, at=at)
    policy.require_drafting(who)
    require_visible(request, by=who)
    require_passing(passing, at=at, paper=step is Step.CONFIRMED)
    if step is Step.CONFIRMED and passing.method == ORAL:
        raise PassageIncomplete(where=gettext_noop("a confirmation is in writing"))
    paper = keep_paper(passing.upload) if passing.upload else None
    return _record(request, envelope, step=step, passing=passing, paper=paper, by=by, at=at, token=token)


@transaction.atomic
def _record(
    request: Request, envelope: EnvelopeId, *, step: Step, passing: Passing, paper: Paper | None, by: Officer, at: Instant, token: str
) -> Request:
    def record() -> str:
        locked = Request.objects.select_for_update().get(pk=request.pk)
        message = Message.objects.filter(request=locked, env_id=str(envelope), road="outside").first()
        if message is None:
            raise NotOutside
        if not may_follow(step, direction=message.direction, done=steps_of(message), tracked=tracked(message.kind)):
            raise StepNotNow(paper_step=step.value)
        if step is Step.DISPATCHED and paper is not None:
            _require_free(message, paper)
        keep_passage(message, step, passing, paper=paper, by=by, at=at)
        facts = {"envelope": message.env_id, "act": message.act, "kind": message.kind} | facts_of_passing(passing, paper)
        note(_NAMES[step], by=by, about=locked.reference, at=at, facts=facts)
        _tell(locked, message, step, passing, at=at)
        return locked.reference

    return Request.objects.get(reference=once(token, record, officer=by, verb=_VERB, at=at))


def _require_free(message: Message, paper: Paper) -> None:
    """Raise `OnwardRefused` where the document that is to go out is one that another State gave."""
    draft = Draft.objects.filter(env_id=message.env_id).first()
    if draft is not None:
        require_digests_free(draft, [str(paper.digest)], links=links_of(draft))


def _tell(request: Request, message: Message, step: Step, passing: Passing, *, at: Instant) -> None:
    """Let the request and its clocks hear of the step."""
    by = _NAMES[step]
    if step is Step.DISPATCHED and passing.method == ORAL:
        sound(request, "oral.recorded", kind=message.kind, fields={}, by=by, at=passing.on)
    if step is Step.CONFIRMED:
        sound(request, "oral.confirmed", kind=message.kind, fields={}, by=by, at=passing.on)
    if step is Step.ACKNOWLEDGED and message.act == "request":
        if message.direction == "out":
            happen(request, Happening.DELIVERY, direction="in", kind=message.kind, fields={}, by=by, at=at)
            if tracked(message.kind):  # a provider's time runs from its receipt
                sound(request, "request.received", kind=message.kind, fields={}, by=by, at=passing.on)
        else:
            sound(request, "request.acknowledged", kind=message.kind, fields={}, by=by, at=passing.on)

    if step is Step.RESULT:
        happen(request, Happening.RESULT, direction="in", kind=message.kind, fields={}, by=by, at=passing.on)


def steps_of(message: Message) -> tuple[tuple[Step, str], ...]:
    """Return what was recorded of an act, each step with its method."""
    rows = Passage.objects.filter(message=message).order_by("id").values_list("step", "method")
    return tuple((Step(step), method) for step, method in rows)


@transaction.atomic
def take_paper(request: Request, digest: str, *, by: Officer, at: Instant) -> tuple[Passage, bytes]:
    """Give a document of the case away, word for word, and write down who took it; raises `NoSuchPaper`, `PaperMissing`."""
    require_visible(request, by=actor(by, at=at))
    found, data = paper_of(request, digest)
    note("paper.taken", by=by, about=request.reference, at=at, facts={"document": found.digest, "name": found.name})
    return found, data
