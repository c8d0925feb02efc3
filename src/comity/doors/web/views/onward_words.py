"""What other States gave, in words: why a draft waits, what to do about it, under which conditions a material stands."""

from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.filelists import files_of
from comity.desk.onward.gate import standing_against
from comity.desk.onward.policy import Carried
from comity.desk.onward.refusals import (
    AuthorizationOwed,
    AuthorizationPending,
    ConditionsLacking,
    OnwardRefused,
    QuestionOwed,
    UseConsentOwed,
)
from comity.desk.reading.drafts import DraftView
from comity.desk.sounding import OF_PROVIDERS, RECORDED
from comity.doors.web.moments import print_date
from comity.doors.web.pages.parts import Act
from comity.doors.web.views.naming import country_name
from comity.doors.web.views.working import Row, fresh_token
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_CAUSES: Final = {
    "retention": gettext_lazy("The State that gave it lets it be kept until a day"),
    "closure": gettext_lazy("The case has ended, and a condition says return or destroy after use"),
    "withdrawal": gettext_lazy("The request was withdrawn"),
    "refusal": gettext_lazy("Another use was refused"),
}


def against(view: DraftView) -> OnwardRefused | None:
    """Return what would keep the draft from leaving for what another State gave; an act that came on paper leaves by no road."""
    draft, meant = view.draft, view.meant
    if draft.direction == "in":
        return None
    act, kind, fields = (meant.act, meant.kind, meant.fields) if meant else (draft.act, draft.kind, view.fields)
    return standing_against(draft, body=Carried(act, kind, draft.instrument, fields, files_of(draft)))


def next_act(refusal: OnwardRefused, language: str) -> Act:
    """Return the one click that leads on from a refusal; its facts name the draft and the case."""
    draft, source = refusal.facts["draft"], refusal.facts.get("source", "")
    if isinstance(refusal, AuthorizationOwed | UseConsentOwed):
        label = gettext("Ask %(country)s for its yes") % {"country": country_name(refusal.facts["originator"], language)}
        return Act(label, reverse("source-deed", args=[draft, source, "ask"]), post=True, token=fresh_token())
    if isinstance(refusal, AuthorizationPending):
        return Act(gettext("Open %(reference)s") % {"reference": refusal.facts["asked"]}, reverse("request", args=[refusal.facts["asked"]]))
    if isinstance(refusal, ConditionsLacking):
        return Act(gettext("Put the conditions into the act"), reverse("conditions-carry", args=[draft]), post=True, token=fresh_token())
    label = gettext("Say what it uses") if isinstance(refusal, QuestionOwed) else gettext("Look at the sources")
    return Act(label, reverse("draft-sources", args=[draft]))


def terms_of(material: Row, language: str) -> tuple[str, ...]:
    """Say under which terms a material stands, a line each."""
    codes = ", ".join(label("condition", code, language) for code in material.conditions)
    said = [gettext("Conditions: %(conditions)s") % {"conditions": codes or gettext("none named")}]
    if material.purpose:
        said.append(gettext("Given for case %(case)s") % {"case": material.purpose})
    if material.onward == "authorization":
        country = country_name(material.originator, language)
        said.append(gettext("To anybody else only with the written authorization of %(country)s") % {"country": country})
    if material.retain_until:
        said.append(gettext("Kept until %(day)s at most") % {"day": print_date(date.fromisoformat(material.retain_until))})
    return tuple(said)


def cause_words(cause: str) -> str:
    """Say why something must be destroyed or returned."""
    return str(_CAUSES.get(cause, cause))


def event_words(event: str) -> str:
    """Say what was recorded of a case; its code where an older release named it."""
    said = {**RECORDED, **OF_PROVIDERS}.get(event)
    return gettext(said) if said else event


def label(name: str, code: str, language: str) -> str:
    """Return the label of a code; the code where a newer node sent one that this one does not know."""
    try:
        return str(vocabulary(name).label(code, language))
    except Refused:
        return code
