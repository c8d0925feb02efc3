"""The forms of a mechanism: opened, amended, ended, what belongs to it; and what was typed in them."""

from collections.abc import Iterator
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.rules import rulebook
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import FormPage
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.register import words
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.working import Work, fresh_token, verb_token
from comity.register.mechanisms.actions import add_row, amend_mechanism, end_mechanism, leave_mechanism, take_row_out
from comity.register.mechanisms.queries import MechanismFile, mechanism_codes
from comity.terms.refusals import Refused
from comity.terms.written_days import print_written

_CAP: Final = 1000
_TYPED: Final = ("sort", "title", "gazetteer", "instrument", "basis", "cadence", "rounds", "next_said")
_FUNDS: Final = ("funding", "funding_amount", "funding_currency")


def typed_of(post: QueryDict) -> dict[str, Any]:
    """Return what was typed of a mechanism."""
    typed: dict[str, Any] = {name: post[name].strip()[:_CAP] for name in (*_TYPED, *_FUNDS) if name in post}
    titles = {code: post.get(f"title.{code}", "").strip()[:300] for code in ("vi", "en")}
    return {**typed, "titles": {code: text for code, text in titles.items() if text}}


def parties_of(post: QueryDict) -> list[dict[str, str]]:
    """Return the sides that were typed: up to two States, a group, somebody in words; each is one."""
    named = [
        ("country", post.get("party_country", "")),
        ("country", post.get("party_country2", "")),
        ("group", post.get("party_group", "")),
    ]
    found = [{name: value} for name, value in named if value]
    said = post.get("party_words", "").strip()[:200]
    return [*found, {"words": said}] if said else found


def step(request: HttpRequest, number: str, at_work: Work) -> None:
    """Do the step that a posted form names."""
    post, name = request.POST, request.POST.get("step", "")
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, f"mk-{name[:10]}")}
    if name == "end":
        end_mechanism(number, reason=post.get("reason.text", "")[: 2 * _CAP], **how)
    elif name == "add":
        add_row(number, kind=_kind(post), row=post.get("row", "")[:20], **how)
    elif name == "out":
        take_row_out(number, kind=_kind(post), row=post.get("out", "")[:20], **how)
    elif name == "leave":
        key = post.get("party", "")
        leave_mechanism(number, party=int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0, **how)
    else:
        amend_mechanism(number, typed=typed_of(post), parties=parties_of(post), instruments=rulebook().instruments, **how)


def open_page(request: HttpRequest, at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    """Return the form of a new mechanism, with the names that the reader of reports knows where the address says which."""
    held = request.POST if request.method == "POST" else request.GET
    names = mechanism_codes().get(held.get("gazetteer", ""), {})
    known = {f"title.{code}": next(iter(names.get(code, ())), "") for code in ("vi", "en")}
    page = FormPage(
        heading=gettext("Open a mechanism"),
        deck=gettext("A treaty, a dialogue, a committee, a network: what meets or answers again and again."),
        crumbs=words.crumbs(gettext("Open"), Link(gettext("Mechanisms"), reverse("register-mechanisms"))),
        form=Form(reverse("register-mechanism-new"), fresh_token(), hidden=_hidden(held)),
        label=gettext("Open its file"),
        fields=tuple(_fields({**known, "title": known["title.vi"] or known["title.en"], **held.dict()}, at_work)),
        tabs=words.tabs("register-mechanisms"),
        back_href=reverse("register-mechanisms"),
    )
    return form_with(page, refusal)


def _hidden(held: QueryDict) -> tuple[tuple[str, str], ...]:
    return tuple((name, held.get(name, "")[:40]) for name in ("gazetteer", "document") if held.get(name))


def _fields(held: dict[str, Any], at_work: Work, *, sides: bool = True) -> Iterator[FieldWrite]:
    def typed(name: str, cap: int) -> str:
        return str(held.get(name) or "")[:cap]

    yield FieldWrite("title", "name", gettext("Its title"), value=typed("title", 300), cap=300)
    for code, label in (("vi", gettext("Title in Vietnamese")), ("en", gettext("Title in English"))):
        yield FieldWrite(f"title.{code}", "name", label, value=typed(f"title.{code}", 300), cap=300, optional=True)
    yield codes("sort", gettext("Sort"), "mechanism-sort", typed("sort", 20) or "dialogue", at_work)
    none = gettext("none")
    if sides:
        yield codes("party_country", gettext("Side: country"), "country", typed("party_country", 2), at_work, nothing=none)
        yield codes("party_country2", gettext("Another side: country"), "country", typed("party_country2", 2), at_work, nothing=none)
        yield codes("party_group", gettext("Side: group of States"), "group", typed("party_group", 10), at_work, nothing=none)
        yield FieldWrite("party_words", "name", gettext("Side: in words"), value=typed("party_words", 200), cap=200, optional=True)
    yield _texts(typed("instrument", 40), at_work)
    yield FieldWrite("basis", "name", gettext("On what it stands, in words"), value=typed("basis", 500), cap=500, optional=True)
    yield codes("cadence", gettext("How often it meets"), "cadence", typed("cadence", 12) or "irregular", at_work)
    yield FieldWrite("rounds", "number", gettext("How many rounds there are to be"), value=typed("rounds", 6), optional=True)
    yield FieldWrite(
        "next_said", "name", gettext("Next meeting"), hint=day_hint(), value=print_written(typed("next_said", 24)), cap=24, optional=True
    )
    hint = gettext("Who pays in what, for what. The amount may be left out; it stands in no figure.")
    yield FieldWrite("funding", "name", gettext("Pooled funds"), hint=hint, value=typed("funding", 500), cap=500, optional=True)
    yield FieldWrite("funding_amount", "name", gettext("Amount"), value=typed("funding_amount", 20), cap=20, optional=True)
    yield codes("funding_currency", gettext("Currency"), "currency", typed("funding_currency", 3), at_work, nothing=none)


def _texts(chosen: str, at_work: Work) -> FieldWrite:
    """Return the texts of the rulebook as a list."""
    known = [(code, row.short[at_work.language]) for code, row in rulebook().instruments.items()]
    choices = (("", gettext("none of these")), *known)
    return FieldWrite(
        "instrument",
        "list",
        gettext("Text of the law that it stands on"),
        choices=tuple(Choice(code, text, chosen=code == chosen) for code, text in choices),
    )


def asks_of(request: HttpRequest, found: MechanismFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be done with a mechanism that meets still."""
    post, one = request.POST, found.mechanism
    here = reverse("register-mechanism", args=[one.number])

    def form(name: str, *hidden: tuple[str, str]) -> Form:
        return Form(here, fresh_token(), hidden=(("step", name), *hidden))

    for meeting in found.offered:
        label = gettext("%(number)s is one of its meetings") % {"number": meeting.number}
        yield Ask(label, form("add", ("row", meeting.number)), gettext("It belongs to it"), effect=meeting.title)
    yield Ask(gettext("What belongs to it"), form("add"), gettext("It belongs to it"), (_number("row", post),))
    yield Ask(gettext("What does not belong to it after all"), form("out"), gettext("Take it out"), (_number("out", post),))
    kept = {name: getattr(one, name) for name in (*_TYPED, *_FUNDS)} | {f"title.{code}": text for code, text in one.titles.items()}
    yield Ask(
        gettext("Correct it, set its next meeting"),
        form("amend"),
        gettext("Keep the correction"),
        tuple(_fields(kept, at_work, sides=False)),
    )
    yield Ask(gettext("Another side"), form("amend"), gettext("It belongs to it"), tuple(_sides(at_work)))
    if len(found.parties) > 1:
        yield Ask(gettext("A side that left"), form("leave"), gettext("Take it out"), (_leaving(found, at_work),))
    why = FieldWrite("reason", "text", gettext("Why"), value=post.get("reason.text", "")[:_CAP], cap=_CAP)
    yield Ask(gettext("It meets no more"), form("end"), gettext("End it, with the reason"), (why,))


def _number(key: str, post: QueryDict) -> FieldWrite:
    hint = gettext("M-000001 is a meeting, C-000001 a commitment; of a statement the number in its address.")
    return FieldWrite(key, "reference", gettext("Its number"), hint=hint, value=post.get(key, "")[:20], cap=20)


def _kind(post: QueryDict) -> str:
    """Return what a typed number is of: its letter says it, a statement has none."""
    typed = (post.get("row") or post.get("out") or "").strip().upper()
    return {"M": "meeting", "C": "commitment"}.get(typed[:1], "statement")


def _sides(at_work: Work) -> Iterator[FieldWrite]:
    none = gettext("none")
    yield codes("party_country", gettext("Side: country"), "country", "", at_work, nothing=none)
    yield codes("party_group", gettext("Side: group of States"), "group", "", at_work, nothing=none)
    yield FieldWrite("party_words", "name", gettext("Side: in words"), cap=200, optional=True)


def _leaving(found: MechanismFile, at_work: Work) -> FieldWrite:
    def called(side: Any) -> str:  # noqa: ANN401 -- a row of a room below
        state = words.country(side.country, at_work.language)
        return state or (words.label("group", side.group, at_work.language) if side.group else str(side.words))

    choices = tuple(Choice(str(side.pk), called(side)) for side in found.parties)
    return FieldWrite("party", "list", gettext("Side"), choices=choices)
