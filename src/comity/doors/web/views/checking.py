"""The checklist of a request: beside it as it stands, and as a page of its own where each item is stamped."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.checking.actions import Outcome, stamp_item
from comity.desk.checking.queries import Item, checklist_on
from comity.desk.checking.refusals import WhyMissing
from comity.desk.permissions import Verb, may
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.shifts import CheckItem, Checklist, ChecklistPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.shift_words import phase_words
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.refusals import Malformed
from comity.terms.text import TextTooLong

CAP = 1000


@saying_no
@require_http_methods(["GET", "POST"])
def checklist(request: HttpRequest, reference: str) -> HttpResponse:
    """Go through the list; each button stamps one item, and a later stamp corrects an earlier one."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    if request.method == "GET":
        return render_page(request, _page(found, at_work))
    item, outcome, words = (request.POST.get(name, "") for name in ("item", "act", "why"))
    outcome = outcome if outcome in tuple(Outcome) else Outcome.DONE
    token = verb_token(request, "stamp")
    try:
        stamp_item(found, item=item, outcome=Outcome(outcome), words=words, by=at_work.officer, at=at_work.at, token=token)
    except (WhyMissing, TextTooLong, Malformed) as refusal:
        return render_page(request, _page(found, at_work, item=item, words=words, refusal=refusal), status=422)
    return redirect(f"{request.path}#i-{item}")


def _page(
    request: Row, at_work: Work, *, item: str = "", words: str = "", refusal: WhyMissing | TextTooLong | Malformed | None = None
) -> ChecklistPage:
    fault = f"{sentence_of(refusal)} {next_step_of(refusal)}" if refusal else ""
    return ChecklistPage(
        heading=gettext("Checklist of %(reference)s") % {"reference": request.reference},
        deck=gettext("Each stamp is kept with its officer and its time. A later stamp corrects an earlier one; nothing is taken away."),
        crumbs=crumbs(gettext("Checklist"), reference=request.reference),
        checklist=checklist_panel(request, at_work, forms=True, item=item, words=words, fault=fault),
        back_href=reverse("request", args=[request.reference]),
    )


def checklist_panel(request: Row, at_work: Work, *, forms: bool = False, item: str = "", words: str = "", fault: str = "") -> Checklist:
    """Return the list as it stands; with `forms` and for who may stamp, each item with its own."""
    standing = checklist_on(request)
    stamps = forms and may(at_work.actor, Verb.STAMP)
    href = reverse("checklist", args=[request.reference])
    items = []
    for one in standing.items:
        wrong = one.row.key == item
        form = Form(href, fresh_token(), hidden=(("item", one.row.key),)) if stamps else None
        items.append(_item(one, at_work, form=form, typed=words if wrong else "", fault=fault if wrong else ""))
    return Checklist(standing.row.labels[at_work.language], tuple(items), standing.settled, href)


def _item(one: Item, at_work: Work, *, form: Form | None, typed: str, fault: str) -> CheckItem:
    by = ""
    if one.stamp is not None:
        by = gettext("%(officer)s, %(time)s") % {"officer": one.stamp.officer.name, "time": at_work.when(one.stamp.at)}
    return CheckItem(
        key=one.row.key,
        phase=phase_words(one.row.phase),
        label=one.row.labels[at_work.language],
        hint=one.row.hint[at_work.language] if one.row.hint else "",
        article=one.row.article,
        state=one.stamp.outcome if one.stamp else "open",
        words=one.stamp.words if one.stamp else "",
        by=by,
        stamps=one.stamps,
        form=form,
        fault=fault,
        typed=typed,
    )
