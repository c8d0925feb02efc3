"""Which deed sounds each event that the clocks of the rulebook listen for. A test holds this table, and `meaning`, against the rules.

A clock that nothing starts never warns, and one that nothing stops warns for ever: an event without a line here fails the build.
"""

from collections.abc import Mapping
from typing import Final

from comity.terms.speech import gettext_noop

# Events that an act, a receipt or a paper sounds beside those of `meaning`: by the module that says so.
BY_DEEDS: Final[Mapping[str, str]] = {
    "request.sent": "sending/leaving.py",
    "request.received": "receiving/actions.py",
    "request.acknowledged": "holding/actions.py",
    "emergency.sent": "happenings.py",
    "emergency.received": "happenings.py",
    "emergency.reviewed": "safeguarding/actions.py",
    "oral.recorded": "outside/passing.py",
    "oral.confirmed": "outside/passing.py",
    "opinion.asked": "homing/actions.py",
    "opinion.given": "homing/actions.py",
    "transfer.asked": "homing/actions.py",
    "transfer.accepted": "homing/actions.py",
    "transfer.declined": "homing/actions.py",
    "transfer.made": "homing/actions.py",
    "disposal.owed": "happenings.py",
    "disposal.done": "happenings.py",
}
# The desk's target for the second officer has no row of its own: it is read off the draft, from its submission to its next state.
BY_DRAFTS: Final = frozenset({"draft.submitted", "draft.approved", "draft.returned"})
# What happens in a case and is no act of either node: an officer records it, with its moment.
RECORDED: Final[Mapping[str, str]] = {
    "mla.filed": gettext_noop("The request for mutual legal assistance was filed"),
    "mla.decided": gettext_noop("The request for mutual legal assistance was decided"),
    "order.made": gettext_noop("The order was made"),
    "order.renewed": gettext_noop("The order was renewed"),
    "order.ended": gettext_noop("The order ended"),
    "presence.ended": gettext_noop("The person's presence is no longer required"),
    "presence.left": gettext_noop("The person left the territory"),
}
# Of an order to a provider nothing travels between nodes, so that what became of it is recorded as well.
OF_PROVIDERS: Final[Mapping[str, str]] = {
    "question.received": gettext_noop("The provider or its authority asked a question"),
    "information.sent": gettext_noop("The question was answered"),
    "information.received": gettext_noop("The provider said what it did"),
    "views.received": gettext_noop("The enforcing authority gave its views"),
    "refusal.received": gettext_noop("The provider or the enforcing authority refused"),
    "preservation.effected": gettext_noop("The data are preserved"),
}
