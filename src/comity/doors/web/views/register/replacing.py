"""A press report is replaced by an official document: what stands there too is official from then on."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.register import FormPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import suggesting, words
from comity.doors.web.views.register.review_pages import key_of
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.confirming.queries import Judged, review
from comity.register.importing.actions import replace_document
from comity.terms.refusals import Refused


@saying_no
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, number: str) -> HttpResponse:
    """Ask for the official document, and for what stands in it too."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, _page(request, number, at_work))
    try:
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "replace")}
        official = request.POST.get("official", "").strip().upper()[:12]
        replace_document(number, official=official, covers=_covers(request), **how)
    except Refused as refusal:
        return render_page(request, _page(request, number, at_work, refusal=refusal), status=422)
    return onward(reverse("register-review", args=[number]))


def _covers(request: HttpRequest) -> list[tuple[str, int]]:
    pairs = [one.rpartition("-") for one in request.POST.getlist("covers")]
    return [(kind, int(number)) for kind, _, number in pairs if number.isascii() and number.isdigit() and len(number) < 6]


def _choice(key: str, one: Judged, language: str, at_work: Work, *, chosen: bool) -> Choice:
    title, own_words = suggesting.title_of(one.suggestion.kind, one.value, at_work)
    return Choice(
        key,
        title,
        suggesting.quote_of(one.suggestion.kind, one.value),
        chosen=chosen,
        group=str(words.HEADINGS[one.suggestion.kind]),
        language=language if own_words else "",
        effect_language=language,
    )


def _page(request: HttpRequest, number: str, at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    found, chosen = review(number, by=at_work.actor), request.POST.getlist("covers")
    kept = [one for one in found.judged if one.verdict is not None and one.verdict.row]
    keys = [key_of(one.suggestion.kind, one.suggestion.number) for one in kept]
    choices = tuple(_choice(key, one, found.document.language, at_work, chosen=key in chosen) for key, one in zip(keys, kept, strict=True))
    page = FormPage(
        heading=gettext("Replace %(number)s") % {"number": number},
        deck=gettext("What stands in the official document too is official from then on; the rest stays marked as press."),
        crumbs=words.crumbs(gettext("Replace"), Link(number, reverse("register-review", args=[number]))),
        form=Form(reverse("register-replace", args=[number]), fresh_token()),
        label=gettext("Replace the press report"),
        fields=(
            FieldWrite(
                "official", "reference", gettext("Number of the official document"), value=request.POST.get("official", "")[:12], cap=12
            ),
            FieldWrite("covers", "codes", gettext("What stands in it too"), choices=choices, optional=True, coded=False),
        ),
        tabs=words.tabs("register-documents"),
        back_href=reverse("register-review", args=[number]),
    )
    return form_with(page, refusal)
