"""A page with deeds on it: a post does one and comes back to the page, and a refusal is said on it beside what was typed."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from comity.doors.web.framing import Page, render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.posts import Ask
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.placing import NONE, Known, page_with
from comity.doors.web.views.working import Work, work
from comity.terms.refusals import Refused

_LONG = 4000  # characters of a field without a cap that are shown again


def tried(request: HttpRequest, deed: Callable[[Work], object], show: Callable[[Work, str], Page], known: Known = NONE) -> HttpResponse:
    """Do `deed` where the page was posted, and lead to the page again, or where the deed says; else show it.

    Where the deed was refused, the page gets the sentence of that ("" where nothing was), and its form stands open as it was typed, with
    the field marked that it is about. `known` says of which field a refusal is that neither names it nor quotes what stands there.
    """
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, show(at_work, ""))
    try:
        done = deed(at_work)
    except Refused as refusal:
        page = page_with(lambda fault: _as_typed(show(at_work, fault), request.POST), refusal, known)
        return render_page(request, page, status=422)
    return done if isinstance(done, HttpResponse) else onward(request.path)


def _as_typed(page: Any, post: QueryDict) -> Any:  # noqa: ANN401 -- a page of any kind that may have forms
    """Return the page with the first of its forms that `post` came from open, and with what was typed in its fields."""
    if not any(one.name == "asks" for one in fields(page)):
        return page
    asks = list(page.asks)
    at = next((number for number, ask in enumerate(asks) if _is_sent(ask, post)), -1)
    return page if at < 0 else replace(page, asks=(*asks[:at], _refilled(asks[at], post), *asks[at + 1 :]))


def _is_sent(ask: Ask, post: QueryDict) -> bool:
    if any(post.get(name) != value for name, value in ask.form.hidden):
        return False
    return not ask.fields or any(name in post for field in ask.fields for name in (field.key, f"{field.key}.text", f"{field.key}-day"))


def _refilled(ask: Ask, post: QueryDict) -> Ask:
    """Return the form open, with what `post` says in its fields; dates stay as the page has them."""
    return replace(ask, open=True, fields=tuple(_typed(field, post) for field in ask.fields))


def _typed(field: FieldWrite, post: QueryDict) -> FieldWrite:
    key, cap = field.key, 2 * field.cap or _LONG
    if field.type in ("code", "codes", "list"):
        return replace(field, choices=_chosen(field.choices, post.getlist(key)))
    if field.type == "text":
        spoken = _chosen(field.languages, post.getlist(f"{key}.language"))
        return replace(field, value=post.get(f"{key}.text", field.value)[:cap], languages=spoken)
    return replace(field, value=post.get(key, field.value)[:cap])


def _chosen(choices: Iterable[Choice], codes: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(replace(choice, chosen=choice.code in codes) for choice in choices)
