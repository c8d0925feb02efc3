"""The second officer of a warning: what is said, to whom it goes and to whom not, and the digest of exactly that; or back with a reason."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk.warning.actions import approve_warning
from comity.desk.warning.viewing import IssueView, view_issue
from comity.doors.web.framing import render_page
from comity.doors.web.pages.exchange import WarningApprovePage
from comity.doors.web.pages.parts import Fault, Form, halves
from comity.doors.web.views import written
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.approving import LockedError, digest_seen, unlocked
from comity.doors.web.views.exchange import words
from comity.doors.web.views.exchange.checking import deck, heading
from comity.doors.web.views.naming import one_of
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.intel.warnings.actions import return_warning
from comity.intel.warnings.policy import may_approve, may_write
from comity.intel.warnings.states import IssueState
from comity.seal.refusals import WrongPassphrase

_CAP: Final = 1000


@sensitive_post_parameters("password")
@saying_no
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, key: str) -> HttpResponse:
    """Show what waits; a post approves exactly what was shown and sends it to everybody who gets it."""
    at_work = work(request)
    if request.method == "POST":
        return _approve(request, key, at_work)
    view = view_issue(key, by=at_work.actor, at=at_work.at)
    if view.issue.state != IssueState.SUBMITTED:
        return onward(reverse("warning-check", args=[key]))
    return render_page(request, _page(view, at_work))


def _approve(request: HttpRequest, key: str, at_work: Work) -> HttpResponse:
    """(1) the key, (2) exactly what was shown, (3) on to the warning. A wrong password loses nothing."""
    try:
        unlocked_key = unlocked(request, at_work)
        token = verb_token(request, "approve")
        approve_warning(key, digest_seen=digest_seen(request), by=at_work.officer, key=unlocked_key, at=at_work.at, token=token)
    except LockedError as locked:
        return _again(request, key, at_work, Fault("password", str(locked)))
    except WrongPassphrase:
        said = gettext("This is not your password. Nothing was approved and nothing was sent.")
        return _again(request, key, at_work, Fault("password", said))
    return onward(reverse("warning", args=[key]))


def _again(request: HttpRequest, key: str, at_work: Work, fault: Fault, *, reason: str = "") -> HttpResponse:
    view = view_issue(key, by=at_work.actor, at=at_work.at)
    return render_page(request, _page(view, at_work, faults=(fault,), reason=reason), status=422)


@saying_no
@require_POST
def send_back(request: HttpRequest, key: str) -> HttpResponse:
    """Do not approve: return it with a reason, which whoever wrote it reads."""
    at_work = work(request)
    reason = request.POST.get("reason", "").strip()[:_CAP]
    if not reason:
        fault = Fault("reason", gettext("Give a reason: the drafter needs it to mend the draft."))
        return _again(request, key, at_work, fault)
    return_warning(key, reason=reason, by=at_work.officer, at=at_work.at, token=verb_token(request, "return"))
    return onward(reverse("exchange"))


def _page(view: IssueView, at_work: Work, *, faults: tuple[Fault, ...] = (), reason: str = "") -> WarningApprovePage:
    issue, number = view.issue, view.issue.warning.number
    mine = at_work.officer.officer_id in issue.savers
    approves = may_approve(at_work.actor) and not mine
    against = (Fault("password", f"{sentence_of(view.against)} {next_step_of(view.against)}"),) if view.against and not faults else ()
    reading = str(view.digest)
    said = {"officer": issue.drafter.name, "time": written.print_moment(issue.submitted_at, at_work)}
    back = Form(reverse("warning", args=[number]), fresh_token(), hidden=(("step", "take-back"),))
    return WarningApprovePage(
        heading=heading(view) if view.recalls else gettext("Approve a warning"),
        deck=deck(view, at_work.language),
        crumbs=words.crumbs(number),
        fields=words.reads(view.told, number, at_work.language) if view.told else (),
        reach=words.reach(view.planned, at_work) if view.planned else (),
        halves=halves(issue.digest, reading, ours_label=gettext("As it was submitted"), theirs_label=gettext("What you are reading")),
        drafted=gettext("%(officer)s submitted this at %(time)s.") % said,
        approve=Form(reverse("warning-approve", args=[number]), fresh_token()) if approves else None,
        approve_label=_label(view),
        send_back=Form(reverse("warning-return", args=[number]), fresh_token()) if approves else None,
        take_back=back if may_write(at_work.actor) and not approves else None,
        rule=_rule(view, mine=mine),
        reason=reason,
        faults=(*faults, *against),
    )


def _label(view: IssueView) -> str:
    count = sum(one.gets for one in view.planned)
    if view.recalls:
        said = ngettext("Approve, and recall it from %(count)s authority", "Approve, and recall it from %(count)s authorities", count)
    else:
        said = ngettext("Approve, and send it to %(count)s authority", "Approve, and send it to %(count)s authorities", count)
    return said % {"count": count}


def _rule(view: IssueView, *, mine: bool) -> str:
    names = one_of([officer.name for officer in view.approvers])
    if not names:
        return gettext("Nobody else at this node may approve it. The administrator gives roles.")
    waits = gettext("It waits for %(officers)s.") % {"officers": names}
    return " ".join((waits, gettext("You wrote this version, so you cannot approve it."))) if mine else waits
