"""Words for the codes of work in shifts: reasons, outcomes, phases, what an officer is told."""

from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from comity.desk.rules import rulebook
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_OUTCOMES: Final = {
    "open": gettext_lazy("not stamped yet"),
    "done": gettext_lazy("done"),
    "not-needed": gettext_lazy("not needed"),
    "blocked": gettext_lazy("blocked"),
}
_PHASES: Final = {
    "identity": gettext_lazy("Identity"),
    "form": gettext_lazy("Form"),
    "offence": gettext_lazy("Offence"),
    "grounds": gettext_lazy("Grounds"),
    "feasibility": gettext_lazy("Feasibility"),
    "decision": gettext_lazy("Decision"),
    "notice": gettext_lazy("Notice"),
}
_TOLD: Final = {
    "taken-over": gettext_lazy("%(by)s took %(reference)s over from you: %(reason)s."),
    "offered": gettext_lazy("%(by)s offered you %(reference)s."),
    "accepted": gettext_lazy("%(by)s accepted %(reference)s from you."),
    "declined": gettext_lazy("%(by)s did not accept %(reference)s. You still hold it."),
    "recalled": gettext_lazy("%(by)s took the offer of %(reference)s back."),
    "mentioned": gettext_lazy("%(by)s mentioned you in an internal note on %(reference)s."),
    "given": gettext_lazy("%(by)s gave you %(reference)s to hold."),
    "taken-away": gettext_lazy("%(by)s gave %(reference)s, which you held, to another officer."),
    "advised": gettext_lazy("%(by)s gave a legal opinion. %(reference)s"),
    "forwarded": gettext_lazy("%(by)s forwarded something on %(reference)s from a mission."),
    "brief-offered": gettext_lazy("%(by)s handed the desk over to you."),
    "draft-waits": gettext_lazy("A draft still waits for a second officer; nobody has acted on it. It stands in the queue."),
    "brief-accepted": gettext_lazy("%(by)s accepted your handover."),
}


def outcome_words(outcome: str) -> str:
    """Say what an item of a checklist came to."""
    return str(_OUTCOMES.get(outcome, outcome))


def phase_words(phase: str) -> str:
    """Name the phase that an item belongs to."""
    return str(_PHASES.get(phase, phase))


def reason_words(code: str, language: str) -> str:
    """Return the label of a coded reason for taking over or putting off; the code where a newer list had it."""
    for name in ("take-over-reason", "snooze-reason"):
        if code in vocabulary(name):
            return vocabulary(name).label(code, language)
    return code


def item_words(checklist: str, item: str, language: str) -> str:
    """Return what an item of a checklist says; its key where the list has changed since."""
    rows = [one for row in rulebook().checklists if row.id == checklist for one in row.items if one.key == item]
    return rows[0].labels[language] if rows else item


def told_words(name: str, facts: dict[str, Any]) -> str:
    """Say what an officer is told."""
    template = _TOLD.get(name)
    return str(template) % facts if template else gettext("Something happened to %(reference)s.") % facts


def checklist_name(checklist: str, language: str) -> str:
    """Return what a list is called; its identifier where the rulebook does not know it."""
    try:
        return next(row.labels[language] for row in rulebook().checklists if row.id == checklist)
    except (StopIteration, Refused):
        return checklist
