"""The forms of offers and asks: written down, joined, parted, closed; and what was typed in them."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import FormPage
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.register import words
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token
from comity.register.assistance.actions import OFFER, close_assistance, match_assistance, part_assistance
from comity.register.assistance.queries import AssistanceFile
from comity.register.meetings.queries import find_statement
from comity.terms.refusals import Refused

_CAP: Final = 1000
_TYPED: Final = ("topic", "region", "resources", "side", "country", "party", "to_country", "to_party")


def side_words(side: str) -> str:
    """Say whether it is an offer or an ask."""
    return pgettext("of assistance", "Offer") if side == OFFER else pgettext("of assistance", "Ask")


def typed_of(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of an offer or an ask; `statement` is the key of the one that it is coded from, 0 for none."""
    typed: dict[str, Any] = {name: post.get(name, "").strip()[:500] for name in _TYPED}
    return {
        **typed,
        "words": post.get("words.text", "")[: 3 * _CAP],
        "language": post.get("words.language", ""),
        "statement": _key(post.get("statement", "")),
    }


def _key(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def step(request: HttpRequest, number: str, at_work: Work) -> None:
    """Do the step that a posted form names."""
    post, name = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"as-{name[:6]}")}
    if name == "close":
        close_assistance(number, reason=post.get("closed.text", "")[:_CAP], **how)
        return
    other, offers = post.get("other", "").strip().upper()[:12], post.get("side") == OFFER
    offer, ask = (number, other) if offers else (other, number)
    if name == "part":
        part_assistance(offer, ask=ask, reason=post.get("parted.text", "")[:_CAP], **how)
    else:
        match_assistance(offer, ask=ask, reason=post.get("reason.text", "")[:_CAP], **how)


def write_page(request: HttpRequest, at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    """Return the form of an offer or an ask; from a statement it asks for what the statement does not say."""
    held = request.POST if request.method == "POST" else request.GET
    key = _key(held.get("statement", ""))
    said = find_statement(key, by=at_work.actor) if key else None
    page = FormPage(
        heading=gettext("Write down an offer or an ask"),
        deck=gettext("What it is about, for whom, and what is given. The words stay those that were said."),
        crumbs=words.crumbs(gettext("Write down"), Link(gettext("Offers and asks"), reverse("register-assistance"))),
        form=Form(reverse("register-assistance-new"), fresh_token(), hidden=(("statement", str(key)),) if said else ()),
        label=gettext("Write it down"),
        fields=tuple(_fields(held, said, at_work)),
        tabs=words.tabs("register-assistance"),
        quote=words.quote(said.words, said.language, at_work.language) if said else None,
        back_href=reverse("register-assistance"),
    )
    return form_with(page, refusal)


def _fields(held: QueryDict, said: Row | None, at_work: Work) -> Iterator[FieldWrite]:
    none = gettext("none")
    yield codes("topic", pgettext("offer or ask", "What it is about"), "assistance-topic", held.get("topic", ""), at_work)
    yield codes("region", gettext("For a group of States"), "group", held.get("region", ""), at_work, nothing=none)
    hint = gettext("People, money, courses, equipment: how much, for how long.")
    yield FieldWrite("resources", "name", gettext("Resources"), hint=hint, value=held.get("resources", "")[:500], cap=500, optional=True)
    if said is not None:
        return
    chosen = held.get("side", "offer")
    known = tuple((code, side_words(code)) for code in ("offer", "ask"))
    yield FieldWrite(
        "side", "list", gettext("Which it is"), choices=tuple(Choice(code, text, chosen=code == chosen) for code, text in known)
    )
    yield codes("country", gettext("Who offers or asks: country"), "country", held.get("country", ""), at_work, nothing=none)
    who = gettext("Who offers or asks: name or office")
    yield FieldWrite("party", "name", who, value=held.get("party", "")[:300], cap=300, optional=True)
    yield codes("to_country", gettext("To whom: country"), "country", held.get("to_country", ""), at_work, nothing=none)
    whom = gettext("To whom: name or office")
    yield FieldWrite("to_party", "name", whom, value=held.get("to_party", "")[:300], cap=300, optional=True)
    language = held.get("words.language", at_work.language)
    languages = tuple(Choice(code, name, chosen=code == language) for code, name in (("vi", "Tiếng Việt"), ("en", "English")))
    value = held.get("words.text", "")[: 2 * _CAP]
    yield FieldWrite("words", "text", gettext("In which words"), value=value, cap=2400, languages=languages)


def asks_of(request: HttpRequest, found: AssistanceFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with an offer or an ask that is open."""
    del at_work
    post, one = request.POST, found.one
    here = reverse("register-assistance-one", args=[one.number])

    def form(name: str) -> Form:
        return Form(here, fresh_token(), hidden=(("step", name), ("side", one.side)))

    def why(key: str) -> FieldWrite:
        return FieldWrite(key, "text", gettext("Why"), value=post.get(f"{key}.text", "")[:_CAP], cap=_CAP)

    hint = gettext("A-000001: the other side's number; the list above offers what fits.")
    other = FieldWrite("other", "reference", gettext("Belongs together with"), hint=hint, value=post.get("other", "")[:12], cap=12)
    yield Ask(gettext("Join it with another"), form("match"), gettext("They belong together"), (other, why("reason")))
    for match in found.joined:
        number = match.ask.number if match.offer_id == one.pk else match.offer.number
        parted = Form(here, fresh_token(), hidden=(("step", "part"), ("side", one.side), ("other", number)))
        label = gettext("It does not belong together with %(number)s after all") % {"number": number}
        if match == found.joined[0]:  # one such form a page, so that each field of it stands there once
            yield Ask(label, parted, gettext("Part them, with the reason"), (why("parted"),))
    yield Ask(gettext("It stands no more"), form("close"), gettext("Close it, with the reason"), (why("closed"),))
