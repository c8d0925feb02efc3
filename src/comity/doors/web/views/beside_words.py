"""What the journal says of what stays in the house beside a case and of what other States gave, in words, for the timeline."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy

from comity.doors.web.moments import print_dated
from comity.doors.web.pages.parts import MarkCode
from comity.doors.web.views.evidence_words import STEPS
from comity.doors.web.views.naming import permitted
from comity.doors.web.views.onward_words import cause_words, event_words, label
from comity.doors.web.views.working import Work
from comity.evidence.states import Kind
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_OF_ITEM: Final[Mapping[Kind, Any]] = {
    Kind.RECEIVED: gettext_lazy("Evidence %(item)s received"),
    Kind.REGISTERED: gettext_lazy("Evidence %(item)s registered: it is in custody"),
    Kind.VERIFIED: gettext_lazy("Evidence %(item)s verified: every byte is the one that was registered"),
    Kind.OPENED: gettext_lazy("Evidence %(item)s opened"),
    Kind.COPIED: gettext_lazy("Evidence %(item)s: working copy made"),
    Kind.EXPORTED: gettext_lazy("Evidence %(item)s: copy exported"),
    Kind.EXAMINED: gettext_lazy("Evidence %(item)s examined"),
    Kind.SEALED: gettext_lazy("Evidence %(item)s sealed"),
    Kind.HANDED_OVER: gettext_lazy("Evidence %(item)s handed over to a colleague, by two persons"),
    Kind.RELEASED: gettext_lazy("Evidence %(item)s handed over outside the house, by two persons"),
    Kind.RETURNED: gettext_lazy("Evidence %(item)s given back for good, by two persons"),
    Kind.HOLD_PLACED: gettext_lazy("Hold placed on the evidence %(item)s"),
    Kind.HOLD_LIFTED: gettext_lazy("Hold on the evidence %(item)s lifted"),
    Kind.LOCKED: gettext_lazy("Evidence %(item)s locked: its bytes are not those that were registered"),
    Kind.DESTROYED: gettext_lazy("Evidence %(item)s destroyed, by a rule and by two persons"),
}
# Names are never renamed, so these tables only grow.
BESIDE: Final[Mapping[str, tuple[MarkCode, Any]]] = {
    "request.reassigned": ("internal", gettext_lazy("Given to %(to)s by a supervisor: %(reason)s")),
    "request.forwarded": ("internal", gettext_lazy("A mission forwarded something about it")),
    "counsel.given": ("internal", gettext_lazy("Legal opinion given: %(code)s")),
    "event.recorded": ("clock", gettext_lazy("Recorded: %(event)s. %(words)s")),
    "source.named": ("internal", gettext_lazy("Said of a draft which sources it uses: %(source)s")),
    "source.dropped": ("internal", gettext_lazy("A source of a draft taken back: %(source)s")),
    "consent.begun": ("internal", gettext_lazy("The question to the State that gave what came in %(source)s begun")),
    "consent.linked": ("internal", gettext_lazy("The yes in %(consent)s linked for what came in %(source)s")),
    "conditions.carried": ("internal", gettext_lazy("Conditions of a yes put into a draft")),
    "path.followed": ("internal", gettext_lazy("A request begun where the disclosed path leads: %(country)s")),
    "disposal.owed": ("clock", gettext_lazy("What was given must be destroyed or returned by %(due)s. %(cause)s")),
    "disposal.recorded": ("act", gettext_lazy("Destroyed or returned, %(method)s, by %(who)s on %(on)s: %(what)s")),
    "disposal.certified": ("act", gettext_lazy("A second officer certified that it was destroyed or returned")),
    "erasure.proposed": ("internal", gettext_lazy("Proposed to destroy what the case says, under the rule %(rule)s: %(reason)s")),
    "erasure.dropped": ("internal", gettext_lazy("That what the case says is destroyed was taken back or declined")),
    "erasure.destroyed": ("act", gettext_lazy("What the case said was destroyed by two officers, under the rule %(rule)s: %(reason)s")),
    "hold.placed": ("internal", gettext_lazy("A hold placed: what the case says is still needed. %(words)s")),
    "hold.lifted": ("internal", gettext_lazy("A hold lifted. %(words)s")),
    **{f"evidence.{kind}": (mark, _OF_ITEM[kind]) for kind, (_, _, mark) in STEPS.items()},
    "evidence.proposed": ("internal", gettext_lazy("Evidence %(item)s: a step proposed to a second person")),
    "evidence.dropped": ("internal", gettext_lazy("Evidence %(item)s: a proposed step taken back or declined")),
    "flag.set": ("internal", gettext_lazy("A flag for review set")),
    "flag.ended": ("internal", gettext_lazy("A flag for review ended")),
    "safeguard.reviewed": ("internal", gettext_lazy("A safeguard reviewed")),
    "secrecy.continued": ("internal", gettext_lazy("A second officer agreed: secrecy goes on until %(until)s")),
    "pouch.packed": ("message", gettext_lazy("What is due to %(peer)s packed into a file that is carried")),
    "pouch.taken": ("message", gettext_lazy("A file that was carried here taken in")),
    "draft.waited": ("clock", gettext_lazy("A submitted draft waited beyond the desk's own target; told to the %(to)s")),
    "notices.chosen": ("internal", gettext_lazy("Chosen what an officer is told by mail")),
    "notices.address-given": ("act", gettext_lazy("Mail address of an officer given")),
    "incident.declared": ("clock", gettext_lazy("An incident declared: something came to the wrong desk, or data were breached")),
    "incident.told": ("internal", gettext_lazy("The notice of an incident to the other side noted")),
    "incident.said": ("internal", gettext_lazy("What became of an incident said")),
    "incident.ended": ("act", gettext_lazy("A second officer confirmed what became of an incident")),
    "remedy.registered": ("internal", gettext_lazy("The question of a person kept")),
    "remedy.decided": ("internal", gettext_lazy("The question of a person decided; a second officer looks")),
    "remedy.agreed": ("act", gettext_lazy("A second officer agreed to the answer to a person")),
    "remedy.returned": ("internal", gettext_lazy("A second officer did not agree to the answer to a person")),
    "remedy.handed-on": ("internal", gettext_lazy("Noted in which case the question of a person went to another State")),
    "remedy.letter-made": ("act", gettext_lazy("The answer to a person made as a letter, digest %(digest)s")),
    "remedy.answered": ("act", gettext_lazy("The letter went to the person")),
    "remedy.reopened": ("internal", gettext_lazy("The question of a person taken up again")),
    "claim.added": ("internal", gettext_lazy("A claim about persons or accounts of a case added at home")),
    "claim.taken-back": ("internal", gettext_lazy("A claim that was added at home taken back")),
    "cost.kept": ("internal", gettext_lazy("What something in a case cost kept")),
}
GROUPS_BESIDE: Final[Mapping[str, str]] = {
    "request.reassigned": "hands",
    "event.recorded": "clocks",
    "disposal.owed": "clocks",
    "source.named": "drafts",
    "source.dropped": "drafts",
    "consent.begun": "drafts",
    "consent.linked": "drafts",
    "conditions.carried": "drafts",
}
INTERNAL_BESIDE: Final = ("counsel.given", "request.forwarded", "request.reassigned")


def beside_facts(told: Mapping[str, str], at_work: Work) -> dict[str, str]:
    """Return the facts of what stays in the house in words: what was recorded, why and how something was destroyed."""
    shown = {}
    if told.get("event"):
        shown["event"] = event_words(told["event"])
    if told.get("cause"):
        shown["cause"], shown["due"] = cause_words(told["cause"]), _due(told.get("due", ""), at_work)
    if told.get("method", "").startswith("DSP-"):
        shown["method"] = label("disposal-method", told["method"], at_work.language)
    if told.get("code", "").startswith("CSL-"):
        shown["code"] = label("counsel", told["code"], at_work.language)
    if told.get("code", "").startswith("OPN-"):
        shown["code"] = label("opinion", told["code"], at_work.language)
    if "permission" in told:
        shown["kind"] = permitted(told.get("kind", ""), told.get("country", ""), at_work.language)
        shown["review_on"] = print_dated(told.get("review_on", ""))
    return shown


def _due(printed: str, at_work: Work) -> str:
    try:
        return at_work.fully(Instant.parse(printed))
    except Refused:
        return printed
