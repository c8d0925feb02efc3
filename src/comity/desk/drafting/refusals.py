"""Why a draft was not saved, or not submitted."""

from collections.abc import Mapping
from typing import Any

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.treaty.findings import Finding


class NoSuchDraft(Refused):
    """No draft of that number is visible to this officer."""

    sentence = gettext_noop("There is no such draft at this desk.")
    next_step = gettext_noop("Go back to the watch queue; it lists every draft.")


class ChangedElsewhere(Refused):
    """Somebody saved another version in the meantime; both are kept."""

    wire_class = "conflict"
    sentence = gettext_noop("%(name)s saved version %(version)s while you were writing on version %(based_on)s.")
    next_step = gettext_noop("Both versions are kept. Choose which one goes on; the other stays in the history.")

    def __init__(self, *, name: str, version: int, based_on: int, fields: Mapping[str, Any], base: Mapping[str, Any]) -> None:
        """`fields` are the newest version's, `base` those that both started from."""
        super().__init__(name=name, version=version, based_on=based_on)
        self.theirs = dict(fields)
        self.base = dict(base)


class Stopped(Refused):
    """A rule stops this act from being submitted."""

    wire_class = "policy"
    sentence = gettext_noop("Not submitted: %(count)s rules stop it.")
    next_step = gettext_noop("Each of them says what would mend it. The draft is kept.")

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Keep all findings, the stops among them first."""
        super().__init__(count=sum(finding.outcome == "stop" for finding in findings))
        self.findings = findings
