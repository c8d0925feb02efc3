"""How attributes stand and which warning lists they are on, as MISP tells it: `decay_score` and `warnings` beside each attribute."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from comity.doors.api.misp.call import Call
from comity.intel.misp.judging import Judged, Placed, judge
from comity.intel.standing.decaying import Model, model_called
from comity.intel.standing.reckoning import Standing, Word
from comity.intel.vocabularies.noticing import Notices
from comity.wire.misp import answers
from comity.wire.misp.event import Attribute, Event, every_attribute
from comity.wire.misp.questions import Question
from comity.wire.misp.refusals import BadQuestion


def judging(call: Call, question: Question, attributes: Sequence[Placed]) -> Judged:
    """Return what the question wants to know of these attributes; raises `BadQuestion` for a model that is not known here."""
    models = [_model(name) for name in question.models]
    stands = question.standing or question.scores
    return judge(call.look, attributes, models=models, stands=stands, lists=question.unlisted or question.hits)


def _model(name: str) -> Model:
    found = model_called(name)
    if found is None:
        raise BadQuestion(name="decayingModel", why="no such model is known here; 1 is the one for network addresses")
    return found


def wanted_still(attribute: Attribute, question: Question, judged: Judged) -> bool:
    """Say whether an attribute is left in: it still stands, and is on no list, where that was asked."""
    if question.standing and judged.decayed(attribute):
        return False
    return not (question.unlisted and judged.listed.get(attribute.uuid))


def narrowed(made: Event, question: Question, judged: Judged) -> Event:
    """Return the event without the attributes that are left out; an object without any is left out too."""
    if not (question.standing or question.unlisted):
        return made
    kept = [(one, tuple(each for each in one.attributes if wanted_still(each, question, judged))) for one in made.composites]
    return replace(
        made,
        attributes=tuple(one for one in made.attributes if wanted_still(one, question, judged)),
        composites=tuple(replace(one, attributes=left) for one, left in kept if left or not one.attributes),
    )


def event_judged(made: Event, judged: Judged) -> dict[str, Any]:
    """Return an event, each attribute with what was asked of it."""
    told = answers.event_json(made)
    _beside(told["Attribute"], made.attributes, judged)
    for one, composite in zip(told["Object"], made.composites, strict=True):
        _beside(one["Attribute"], composite.attributes, judged)
    return told


def _beside(told: list[dict[str, Any]], attributes: Sequence[Attribute], judged: Judged) -> None:
    for one, attribute in zip(told, attributes, strict=True):
        one.update(judged_json(attribute, judged))


def judged_json(attribute: Attribute, judged: Judged) -> dict[str, Any]:
    """Return the members that MISP has for it; none where nothing was asked or is known."""
    scores = [_score(one) for one in judged.stood.get(attribute.uuid, ())]
    hits = [
        {
            "match": one.entry,
            "value": one.value,
            "warninglist_id": str(one.number),
            "warninglist_name": one.name,
            "warninglist_category": one.category,
        }
        for one in judged.listed.get(attribute.uuid, ())
    ]
    return ({"decay_score": scores} if scores else {}) | ({"warnings": hits} if hits else {})


def _score(one: Standing) -> dict[str, Any]:
    model = {"id": str(one.model.number), "name": one.model.name}
    return {"score": round(one.number, 2), "base_score": one.base, "decayed": one.word is Word.SPENT, "DecayingModel": model}


def warnings_json(event: Event, notices: Notices) -> list[dict[str, Any]]:
    """Return what to know of an event that was taken: values on warning lists, objects that lack what their template wants."""
    attributes = every_attribute(event)
    hits = [
        {"attribute": attributes[place].uuid, "value": hit.value, "warninglist": hit.name, "matched": hit.entry, "message": hit.why}
        for place, several in notices.listed.items()
        for hit in several
    ]
    lacks = [
        {"object": event.composites[place].uuid, "template": one.template, "message": one.sentence % one.parts}
        for place, several in notices.lacking.items()
        for one in several
    ]
    return [*hits, *lacks]
