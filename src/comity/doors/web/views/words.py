"""Words for the codes of a case: where it stands, and what its acts are called. Codes are never shown to people as words."""

from typing import Final

from django.utils.translation import gettext, gettext_lazy

from comity.desk.meaning import CARRYING, EXTENSION, PATH_NOTICE, POSTPONING, REFUSING, STATUS
from comity.terms.refusals import CLASS_WORDS

_STATES: Final = {
    "sent": gettext_lazy("sent"),
    "delivered": gettext_lazy("delivered"),
    "opened": gettext_lazy("opened"),
    "consulting": gettext_lazy("in consultation"),
    "views-given": gettext_lazy("waiting for the decision after the views"),
    "risk-notified": gettext_lazy("waiting after a risk notice"),
    "questioned": gettext_lazy("waiting for more information"),
    "offered": gettext_lazy("waiting for the conditions to be accepted"),
    "postponed": gettext_lazy("postponed"),
    "accepted": gettext_lazy("being carried out"),
    "answered": gettext_lazy("answered"),
    "fulfilled": gettext_lazy("result handed over"),
    "extension-asked": gettext_lazy("waiting for the answer on its extension"),
    "refused": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("withdrawn"),
    "undelivered": gettext_lazy("not delivered in time"),
    "closed": gettext_lazy("closed"),
}
_ACTS: Final = {
    "request": gettext_lazy("Request"),
    "answer": gettext_lazy("Answer"),
    "consultation": gettext_lazy("Consultation"),
    "views": gettext_lazy("Views"),
    "notice": gettext_lazy("Risk notice"),
    "question": gettext_lazy("Question"),
    "information": gettext_lazy("Information"),
    "result": gettext_lazy("Result"),
    "report": gettext_lazy("Report on use"),
    "closure": gettext_lazy("Closing of the case"),
    "withdrawal": gettext_lazy("Withdrawal"),
}
_OF_KIND: Final = {
    ("notice", PATH_NOTICE): gettext_lazy("Path of the communication"),
    ("question", STATUS): gettext_lazy("Question about the status"),
    ("information", STATUS): gettext_lazy("Status"),
    ("question", CARRYING): gettext_lazy("Proposal to go on on the wire"),
    ("information", CARRYING): gettext_lazy("Answer to going on on the wire"),
    ("withdrawal", CARRYING): gettext_lazy("Withdrawal of the proposal to go on on the wire"),
    ("answer", REFUSING): gettext_lazy("Refusal"),
    ("answer", POSTPONING): gettext_lazy("Postponement"),
}
ROLE_WORDS: Final = {
    "drafter": gettext_lazy("drafter"),
    "approver": gettext_lazy("approver"),
    "legal-adviser": gettext_lazy("legal adviser"),
    "evidence-clerk": gettext_lazy("evidence clerk"),
    "supervisor": gettext_lazy("supervisor"),
    "auditor": gettext_lazy("auditor"),
    "mission": gettext_lazy("mission abroad"),
    "administrator": gettext_lazy("operator"),
}
_LEVELS: Final = {
    "open": gettext_lazy("not classified"),
    "restricted": gettext_lazy("restricted"),
    "confidential": gettext_lazy("confidential"),
    "secret": gettext_lazy("secret"),
    "top-secret": gettext_lazy("top secret"),
}
_WISHES: Final = {
    "decide": gettext_lazy("Decide"),
    "views": gettext_lazy("Give views"),
    "extend": gettext_lazy("Ask for an extension"),
    "withdraw": gettext_lazy("Withdraw the request"),
    "question": gettext_lazy("Ask for more information"),
    "inform": gettext_lazy("Give more information"),
    "consult": gettext_lazy("Consult before deciding"),
    "ask-status": gettext_lazy("Ask how far it is"),
    "give-status": gettext_lazy("Say how far it is"),
    "path": gettext_lazy("Disclose the path"),
    "result": gettext_lazy("Hand over the result"),
    "report": gettext_lazy("Report on the use"),
    "close": gettext_lazy("Close the case"),
}
_DUTIES: Final = {
    "": gettext_lazy("no duty"),
    "deputy": gettext_lazy("deputy"),
    "supervisor": gettext_lazy("supervisor"),
}
_RETURNS: Final = {
    "expired": gettext_lazy("it could not be delivered in time"),
    "taken-back": gettext_lazy("taken back before it arrived"),
}
_ATTENTION: Final = {
    "crossed": gettext_lazy("acts crossed on the way: read the timeline"),
    "undelivered": gettext_lazy("an act did not arrive: call the contact point"),
    "clocks": gettext_lazy(
        "an act has not arrived yet: their node says that its time is wrong. It goes again by itself; call the contact point about clocks"
    ),
    "recovered": gettext_lazy("it came back after the node was restored from a copy: read it, and whether all of it is there"),
    "carry-waits": gettext_lazy("the other side proposes that it goes on on the wire: compare its papers and answer"),
    "carry-refused": gettext_lazy("the other side did not accept that it goes on on the wire: read its reason; on paper it goes on"),
    "carry-returned": gettext_lazy(
        "the proposal to go on on the wire did not arrive, or their node refused it: on paper it goes on; call them, then propose anew"
    ),
    "carry-arrived": gettext_lazy("the proposal to go on on the wire had arrived after all: nothing else is begun until they answer"),
    "carry-changed": gettext_lazy(
        "they accepted a list that is older than this case: it stands as the list leaves it; say again on the wire what came since"
    ),
    "carry-stands": gettext_lazy("they had accepted before our withdrawal reached them: it goes on on the wire"),
    "carry-not-withdrawn": gettext_lazy(
        "the withdrawal of the proposal did not arrive: on paper it goes on; call them, then withdraw it anew"
    ),
    "carry-withdrawn": gettext_lazy("the other side withdrew its proposal to go on on the wire: nothing is to be answered"),
    "carry-overtaken": gettext_lazy(
        "the other side withdrew its proposal after we had accepted it: the acceptance stands, and it goes on on the wire; call them"
    ),
    "no-clock": gettext_lazy("a clock could not start: no calendar says when it is due; the timeline says which"),
}


def state_words(state: str) -> str:
    """Say where a request stands."""
    return str(_STATES.get(state, state))


def direction_words(direction: str) -> str:
    """Say which way a request went."""
    return gettext("from others to us") if direction == "in" else gettext("from us to others")


def role_words(role: str) -> str:
    """Name a role."""
    return str(ROLE_WORDS.get(role, role))


def level_words(level: str) -> str:
    """Name a level of secrecy."""
    return str(_LEVELS.get(level, level))


def class_words(wire_class: str) -> str:
    """Say why a node refused, by the class that it signed; the class where a newer node has one more."""
    return gettext(CLASS_WORDS[wire_class]) if wire_class in CLASS_WORDS else wire_class


def duty_words(duty: str) -> str:
    """Name a duty, or that there is none."""
    return str(_DUTIES.get(duty, _DUTIES[""]))


def return_words(ended: str) -> str:
    """Say how our proposal to go on on the wire ended without an answer: its own end, or else the class of their node's refusal."""
    return str(_RETURNS.get(ended, gettext("their node refused it (%(class)s)") % {"class": ended}))


def attention_words(attention: str) -> str:
    """Say what an officer must look at; nothing where nothing calls for it."""
    return str(_ATTENTION.get(attention, attention))


def act_words(act: str, kind: str = "") -> str:
    """Name an act of a case; an extension is asked for and answered under its own name."""
    if kind == EXTENSION and act == "request":
        return gettext("Extension asked for")
    if kind == EXTENSION and act == "answer":
        return gettext("Answer on the extension")
    return str(_OF_KIND.get((act, kind)) or _ACTS.get(act, act))


def wish_words(wish: str) -> str:
    """Say what is begun, as a button does."""
    return str(_WISHES[wish])
