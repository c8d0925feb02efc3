"""Who may report, and what a report needs. Pure."""

from comity.desk.permissions import Verb, require
from comity.directory.policy import Actor
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class ReportNotYours(Refused):
    """The report is another officer's, or was filed."""

    wire_class = "policy"
    sentence = gettext_noop("This report cannot be changed by %(name)s now.")
    next_step = gettext_noop("A report that was filed stays as it is; file another one that adds to it.")


class ReportIncomplete(Refused):
    """What the capital needs first is missing, or is no code."""

    wire_class = "policy"
    sentence = gettext_noop("The report was saved and not filed: %(where)s.")
    next_step = gettext_noop("Complete the step that is named, then file it.")


class ReportTaken(Refused):
    """A colleague was faster, or there is no such report."""

    wire_class = "policy"
    sentence = gettext_noop("This report was taken up already, or is not filed.")
    next_step = gettext_noop("Open the list of reports again.")


def require_report(actor: Actor) -> None:
    """Raise unless `actor` may report to the capital."""
    require(actor, Verb.FILE_REPORT)


def require_own(name: str, *, mine: bool, filed: bool) -> None:
    """Raise unless the report is still being written by this officer."""
    if not mine or filed:
        raise ReportNotYours(name=name)
