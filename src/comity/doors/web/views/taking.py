"""Taking a request in hand; from a colleague with a coded reason and words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.holding.actions import take_request
from comity.desk.holding.moves import TAKE_OVER
from comity.desk.holding.queries import held_since
from comity.desk.holding.refusals import HeldByAnother, ReasonNotCoded
from comity.desk.permissions import Verb as Permitted
from comity.desk.permissions import require
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.vocabulary import vocabulary

CAP = 1000


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a request in hand; who was slower by a moment sees who was faster, and may take it over with a reason."""
    at_work = work(request)
    require(at_work.actor, Permitted.TAKE)
    found = find_request(reference, by=at_work.actor)
    words, code = request.POST.get("reason", "").strip()[:CAP], request.POST.get("code", "")
    held = found.holder is not None and found.holder_id != at_work.officer.pk
    if request.method == "POST":
        try:
            take_request(found, by=at_work.officer, at=at_work.at, reason=words, code=code, token=verb_token(request, "take"))
        except (HeldByAnother, ReasonNotCoded):
            now = find_request(reference, by=at_work.actor)
            page = reason_page(now, at_work, words=words, code=code, asked="reason" in request.POST)
            return render_page(request, page, status=422 if "reason" in request.POST else 409)
    elif held:
        return render_page(request, reason_page(found, at_work))
    return redirect("request", reference)


def reason_page(request: Row, at_work: Work, *, words: str = "", code: str = "", asked: bool | None = None) -> ReasonPage:
    """Return the page for a request that a colleague holds. `asked` is None where nothing was posted, false where no reason was."""
    facts = {"officer": request.holder.name, "reference": request.reference}
    since = held_since(request)
    facts["time"] = at_work.when(since) if since else "–"  # noqa: RUF001 -- the sign for nothing, as on every page
    coded = code in vocabulary(TAKE_OVER)
    return ReasonPage(
        heading=gettext("Take over %(reference)s") % facts,
        deck=gettext("%(officer)s was faster: %(officer)s has held it since %(time)s.") % facts
        if asked is False
        else gettext("%(officer)s has held it since %(time)s.") % facts,
        crumbs=crumbs(gettext("Take over"), reference=request.reference),
        effects=(
            gettext("%(officer)s no longer holds it; you do, and %(officer)s is told.") % facts,
            gettext("Clocks go on. Drafts stay where they are."),
            gettext("The reason stands in the journal; the other side does not see it."),
        ),
        form=Form(reverse("take", args=[request.reference]), fresh_token()),
        act_label=gettext("Take it over from %(officer)s") % facts,
        back_href=reverse("request", args=[request.reference]),
        reason=words,
        words_label=gettext("The reason in words"),
        words_needed=True,
        fault=gettext("Say why you take it over. The journal keeps it.") if asked and not words else "",
        choices=(
            coded_reasons(
                TAKE_OVER,
                gettext("Why"),
                at_work.language,
                chosen=code,
                fault=gettext("Choose a reason from the list.") if asked and not coded else "",
            ),
        ),
    )


def coded_reasons(name: str, label: str, language: str, *, chosen: str = "", fault: str = "") -> FieldWrite:
    """Return the choice of a reason that a vocabulary offers."""
    offered = vocabulary(name).offered
    choices = tuple(
        Choice(item.code, item.label(language), item.definition.get(language, ""), chosen=item.code == chosen) for item in offered
    )
    return FieldWrite("code", "code", label, fault=fault, choices=choices)
