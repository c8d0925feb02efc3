"""Words for the codes of a case: where it stands, and what its acts are called. Codes are never shown to people as words."""

from typing import Final

from django.utils.translation import gettext, gettext_lazy

from comity.desk.meaning import EXTENSION

_STATES: Final = {
    "sent": gettext_lazy("sent"),
    "delivered": gettext_lazy("delivered"),
    "opened": gettext_lazy("opened"),
    "consulting": gettext_lazy("in consultation"),
    "views-given": gettext_lazy("waiting for the decision after the views"),
    "risk-notified": gettext_lazy("waiting after a risk notice"),
    "answered": gettext_lazy("answered"),
    "extension-asked": gettext_lazy("waiting for the answer on its extension"),
    "refused": gettext_lazy("refused"),
    "withdrawn": gettext_lazy("withdrawn"),
    "undelivered": gettext_lazy("not delivered in time"),
}
_ACTS: Final = {
    "request": gettext_lazy("Request"),
    "answer": gettext_lazy("Answer"),
    "consultation": gettext_lazy("Consultation"),
    "views": gettext_lazy("Views"),
    "notice": gettext_lazy("Risk notice"),
    "withdrawal": gettext_lazy("Withdrawal"),
}
_ROLES: Final = {
    "drafter": gettext_lazy("drafter"),
    "approver": gettext_lazy("approver"),
    "administrator": gettext_lazy("administrator"),
}
_ATTENTION: Final = {
    "crossed": gettext_lazy("acts crossed on the way: read the timeline"),
    "undelivered": gettext_lazy("an act did not arrive: call the contact point"),
}


def state_words(state: str) -> str:
    """Say where a request stands."""
    return str(_STATES.get(state, state))


def direction_words(direction: str) -> str:
    """Say which way a request went."""
    return gettext("from others to us") if direction == "in" else gettext("from us to others")


def role_words(role: str) -> str:
    """Name a role."""
    return str(_ROLES.get(role, role))


def attention_words(attention: str) -> str:
    """Say what an officer must look at; nothing where nothing calls for it."""
    return str(_ATTENTION.get(attention, attention))


def act_words(act: str, kind: str = "") -> str:
    """Name an act of a case; an extension is asked for and answered under its own name."""
    if kind == EXTENSION and act == "request":
        return gettext("Extension asked for")
    if kind == EXTENSION and act == "answer":
        return gettext("Answer on the extension")
    return str(_ACTS.get(act, act))
