"""One form for the ticked rows of the queue, and the page that tells row by row what became of them."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from comity.desk.holding.refusals import NothingChosen
from comity.desk.permissions import Verb as Permitted
from comity.desk.permissions import require
from comity.desk.shifts.batches import Verb, act_on_many, find_batch
from comity.directory.people import find_officer
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ReasonPage
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.shifts import ManyPage, Told
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.offering import receivers
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work

CAP: Final = 1000
_DONE: Final = {
    Verb.TAKE: gettext_lazy("taken: you hold it"),
    Verb.ACKNOWLEDGE: gettext_lazy("acknowledged: its sender gets the receipt that an officer has it"),
    Verb.OFFER: gettext_lazy("offered: yours until your colleague accepts"),
}
_HEADINGS: Final = {
    Verb.TAKE: gettext_lazy("Taking several"),
    Verb.ACKNOWLEDGE: gettext_lazy("Acknowledging several"),
    Verb.OFFER: gettext_lazy("Handing over several"),
}


@saying_no
@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Act on the ticked rows; handing over asks first to whom, and with which words."""
    at_work = work(request)
    require(at_work.actor, Permitted.TAKE)
    verb, chosen = _verb(request.POST.get("act", "")), tuple(request.POST.getlist("row"))
    to, words = request.POST.get("to", ""), request.POST.get("reason", "").strip()[:CAP]
    if not chosen:
        raise NothingChosen
    if verb is Verb.OFFER and not (to and words):
        asked = "reason" in request.POST
        return render_page(request, _asking(chosen, at_work, to=to, words=words, asked=asked), status=422 if asked else 200)
    receiver = find_officer(to) if verb is Verb.OFFER else None
    token = verb_token(request, f"many-{verb}")
    done = act_on_many(verb, chosen, to=receiver, words=words, by=at_work.officer, at=at_work.at, token=token)
    return redirect("many-told", done.pk)


def _verb(act: str) -> Verb:
    return Verb(act) if act in tuple(Verb) else Verb.ACKNOWLEDGE


def _asking(chosen: tuple[str, ...], at_work: Work, *, to: str, words: str, asked: bool) -> ReasonPage:
    count = len(chosen)
    fault = gettext("Choose who is to take it.") if asked and not to else ""
    return ReasonPage(
        heading=ngettext("Hand over %(count)s request", "Hand over %(count)s requests", count) % {"count": count},
        deck=", ".join(one[:20] for one in chosen),
        crumbs=crumbs(gettext("Hand over")),
        effects=(
            gettext("Each stays yours until your colleague accepts it; until then it shows as waiting."),
            gettext("What you do not hold is left as it is, and the next page says so."),
        ),
        form=Form(reverse("many"), fresh_token(), hidden=(("act", Verb.OFFER.value), *(("row", one[:20]) for one in chosen))),
        act_label=gettext("Offer them to the colleague"),
        back_href=reverse("watch"),
        reason=words,
        fault=gettext("Write what your colleague must know first.") if asked and not words else "",
        choices=(receivers(at_work, chosen=to, fault=fault),),
    )


@saying_no
@require_safe
def told(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Say what became of each row; opened again it says the same."""
    at_work = work(request)
    found = find_batch(batch_id, by=at_work.officer)
    verb = _verb(found.verb)
    rows = tuple(_told(row, verb) for row in found.told)
    done = sum(row.done for row in rows)
    page = ManyPage(
        heading=str(_HEADINGS[verb]),
        deck=gettext("%(done)s of %(all)s rows done at %(time)s.") % {"done": done, "all": len(rows), "time": at_work.when(found.at)},
        crumbs=crumbs(str(_HEADINGS[verb])),
        rows=rows,
    )
    return render_page(request, page)


def _told(row: Row, verb: Verb) -> Told:
    reference = row["reference"]
    href = reverse("request", args=[reference]) if row["known"] else ""
    if not row["sentence"]:
        return Told(reference, href, True, str(_DONE[verb]))  # noqa: FBT003 -- a value of the page
    return Told(reference, href, False, gettext(row["sentence"]) % row["facts"], gettext(row["next_step"]) % row["facts"])  # noqa: FBT003 -- as above
