"""Test calls, witnesses and seen alarms as the journal tells them in sentences."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy

from comity.doors.web.pages.parts import MarkCode

CALLED: Final[Mapping[str, tuple[MarkCode, Any]]] = {
    "call.made": ("internal", gettext_lazy("Test call to %(country)s, of no case")),
    "call.answered": ("message", gettext_lazy("The node of %(country)s answered a test call")),
    "call.confirmed": ("message", gettext_lazy("A person at %(country)s confirmed a test call")),
    "call.unanswered": ("clock", gettext_lazy("The node of %(country)s did not answer a test call")),
    "call.unconfirmed": ("clock", gettext_lazy("No person at %(country)s confirmed a test call in time")),
    "call.refused": ("message", gettext_lazy("The node of %(country)s takes no test calls, or no more in this hour")),
    "call.received": ("message", gettext_lazy("Test call of %(country)s, of no case; this node answered it")),
    "call.attended": ("internal", gettext_lazy("Confirmed for a test call of %(country)s that a person is awake here")),
    "call.missed": ("clock", gettext_lazy("Nobody here confirmed a test call of %(country)s in time")),
    "alarm.seen": ("internal", gettext_lazy("Saw what is wrong on the line to %(country)s")),
    "witness.went-on": ("act", gettext_lazy("As a witness this node goes on with the log of %(country)s, which broke openly")),
}
