"""One suggestion: accepted, rejected, taken back by its form on the page of its document; corrected on a page of its own."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.register import FormPage, Option
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.fix_fields import fields_of, typed_of
from comity.doors.web.views.register.review_pages import key_of, review_page, seen_of
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.confirming.actions import accept_suggestion, accept_with_people, fix_suggestion, reject_suggestion
from comity.register.confirming.queries import Judged, Review, candidates
from comity.register.confirming.queries import review as find_review
from comity.register.confirming.refusals import NoSuchSuggestion
from comity.register.confirming.reopening import reopen_suggestion
from comity.terms.refusals import Refused

_REASON = 1000


@saying_no
@require_http_methods(["GET", "POST"])
def suggestion(request: HttpRequest, number: str, kind: str, suggestion: int) -> HttpResponse:
    """Show the form that corrects one suggestion; a post accepts, corrects, rejects it, or takes a verdict back."""
    at_work, act = work(request), request.POST.get("act", "")
    if request.method != "POST":
        return render_page(request, _page(request, number, kind, suggestion, at_work))
    try:
        _judge(request, number, kind, suggestion, at_work)
    except NoSuchSuggestion:
        raise
    except Refused as refusal:
        if act == "fix":
            return render_page(request, _page(request, number, kind, suggestion, at_work, refusal=refusal), status=422)
        page = review_page(number, at_work, refused=(key_of(kind, suggestion), refusal))
        return render_page(request, page, status=422)
    return onward(f"{reverse('register-review', args=[number])}#s-{key_of(kind, suggestion)}")


def _judge(request: HttpRequest, number: str, kind: str, suggestion: int, at_work: Work) -> None:
    post, act = request.POST, request.POST.get("act", "accept")
    who: dict[str, Any] = {"kind": kind, "number": suggestion, "by": at_work.officer, "at": at_work.at}
    who["token"] = verb_token(request, f"rg-{act[:6]}")
    same, seen = post.get("same", "")[:20], _number(post.get("seen", ""))
    if act == "fix":
        found = _judged(find_review(number, by=at_work.actor), kind, suggestion)
        fix_suggestion(number, typed=typed_of(post, kind, found.value), same=same, seen=seen, **who)
    elif act == "reject":
        reject_suggestion(number, reason=post.get("reason.text", "")[: 2 * _REASON], seen=seen, **who)
    elif act == "reopen":
        reopen_suggestion(number, seen=seen, **who)
    elif act == "with" and not same:
        accept_with_people(number, **who)
    else:
        accept_suggestion(number, same=same, seen=seen, **who)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _judged(found: Review, kind: str, suggestion: int) -> Judged:
    for one in found.judged:
        if (one.suggestion.kind, one.suggestion.number) == (kind, suggestion):
            return one
    raise NoSuchSuggestion(document=found.document.number, kind=kind[:20], number=suggestion)


def _page(request: HttpRequest, number: str, kind: str, suggestion: int, at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    """Return the form of a correction: what is suggested or was confirmed, or what was typed."""
    found = find_review(number, by=at_work.actor)
    judged = _judged(found, kind, suggestion)
    value: Mapping[str, Any] = {**judged.value, **typed_of(request.POST, kind, judged.value)} if request.method == "POST" else judged.value
    back = f"{reverse('register-review', args=[number])}#s-{key_of(kind, suggestion)}"
    start, end = judged.suggestion.spans[0]
    near = found.text[max(0, found.text.rfind("\n", 0, start)) : (found.text.find("\n", end) + 1 or len(found.text) + 1) - 1].strip()
    rows = candidates(number, kind=kind, suggestion=suggestion, by=at_work.actor)
    page = FormPage(
        heading=gettext("Correct a suggestion"),
        deck=gettext("What you write is confirmed; the suggestion stays beside it in the history."),
        crumbs=words.crumbs(gettext("Correct"), Link(number, reverse("register-review", args=[number]))),
        form=Form(reverse("register-suggestion", args=[number, kind, suggestion]), fresh_token(), hidden=seen_of(judged)),
        label=gettext("Confirm the corrected entry"),
        act="fix",
        acts=(("reject", gettext("Reject it")),),
        fields=fields_of(kind, value, found, at_work, reason=request.POST.get("reason.text", "")[:_REASON]),
        tabs=words.tabs("register-documents"),
        quote=words.quote(near, found.document.language, at_work.language),
        options=tuple(Option(str(one.row), f"{one.number} {one.label}".strip(), strong=one.strong) for one in rows),
        back_href=back,
    )
    return form_with(page, refusal)
