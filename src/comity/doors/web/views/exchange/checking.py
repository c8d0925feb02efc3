"""The page of the answers: everything that a warning says, who would get it now, who would not, and what is in the way."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.drafting.refusals import Stopped
from comity.desk.warning.viewing import IssueView
from comity.doors.web.pages.exchange import WarningCheckPage
from comity.doors.web.pages.parts import Fault, Form, Saved
from comity.doors.web.views import written
from comity.doors.web.views.compose_pages import submit_label
from comity.doors.web.views.exchange import words
from comity.doors.web.views.leaves import Leaf
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Work, fresh_token
from comity.terms.refusals import Refused
from comity.wire.warning import RECALL, UPDATE

_NUMBER: Final = "number"
_MEND: Final = "?mend=1"


def check_page(view: IssueView, pages: tuple[Leaf, ...], saved: Saved, at_work: Work) -> WarningCheckPage:
    """Return the page; where something is in the way it says what, and offers no way to submit."""
    number, language = view.issue.warning.number, at_work.language
    hrefs = {leaf.key: f"{reverse('warning-item', args=[number, leaf.key])}{_MEND}" for leaf in pages}
    shown = () if view.recalls else written.read_fields(view.form, view.fields, language, faults=view.faults, hrefs=hrefs)
    names = [officer.name for officer in view.approvers]
    return WarningCheckPage(
        heading=heading(view),
        deck=deck(view, language),
        crumbs=words.crumbs(number),
        form=Form(reverse("warning-check", args=[number]), fresh_token(), view.issue.saved),
        fields=shown,
        reach=words.reach(view.planned, at_work) if view.planned else (),
        saved=saved,
        submit_label=submit_label(names),
        faults=tuple(Fault(str(max(fault.number, 1)), written.said(fault, language)) for fault in view.faults),
        stops=_stops(view, names, language),
        returned=gettext("It was returned with this reason: %(reason)s") % {"reason": view.issue.returned_for}
        if view.issue.returned_for
        else "",
        aside=Form(reverse("warning", args=[number]), fresh_token(), hidden=(("step", "aside"),)),
        aside_label=gettext("Set it aside"),
    )


def heading(view: IssueView) -> str:
    """Say what is checked or approved: a warning, its new text, its recall."""
    if view.issue.follow == RECALL:
        return gettext("Recall of a warning")
    return gettext("New text of a warning") if view.issue.follow == UPDATE else gettext("Check the warning")


def deck(view: IssueView, language: str) -> str:
    """Say which warning, and of a recall why."""
    facts = {"number": view.issue.warning.number, "version": view.issue.version}
    if view.issue.follow == RECALL:
        return gettext("Warning %(number)s: %(reason)s") % {**facts, "reason": words.label("recall-reason", view.issue.reason, language)}
    return gettext("Warning %(number)s, version %(version)s") % facts


def _stops(view: IssueView, approvers: list[str], language: str) -> str:
    count = len(view.faults)
    if count:
        return ngettext("It cannot be submitted: %(count)s thing to mend.", "It cannot be submitted: %(count)s things to mend.", count) % {
            "count": count
        }
    if view.against is not None:
        return _said(view.against, language)
    if not any(one.gets for one in view.planned):
        return gettext("It cannot be submitted: nobody would get it.")
    return "" if approvers else gettext("It cannot be submitted: nobody else at this node may approve it. The administrator gives roles.")


def _said(refusal: Refused, language: str) -> str:
    if isinstance(refusal, Stopped):
        stops = written.stops(refusal.findings)
        return " ".join(f"{one.title[language]}. {one.reason[language]}" for one in stops)
    return f"{sentence_of(refusal)} {next_step_of(refusal)}"
