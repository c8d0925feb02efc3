"""Pages of one row with steps below it, and forms of a new one: what they do alike, and what was typed when a step was refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import FormPage, RegisterPage
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.register import words
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.refusals import NotOfItsList
from comity.terms.refusals import Refused

CAP: Final = 1000
LONG: Final = 4000
_VERB: Final = 16  # characters of a step's name in a token
_LANGUAGES: Final = (("vi", "Tiếng Việt"), ("en", "English"))

How = dict[str, Any]
Step = Callable[[QueryDict, How], object]


def stepped(request: HttpRequest, steps: Mapping[str, Step], show: Callable[[Work, str], RegisterPage]) -> HttpResponse:
    """Show a row; a post does the step of `steps` that it names, and a refusal is said above the page with what was typed in it."""
    return tried(request, lambda at_work: do(request, at_work, steps), show)


def do(request: HttpRequest, at_work: Work, steps: Mapping[str, Step]) -> None:
    """Do the step that a posted form names; raises `NotOfItsList` for one that the page does not have, and what the step refuses."""
    name = request.POST.get("step", "")
    if name not in steps:
        raise NotOfItsList(what="step", said=name[:20] or "-")
    steps[name](request.POST, {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, name[:_VERB])})


def formed(request: HttpRequest, make: Callable[[QueryDict, How], str], show: Callable[[Work, Refused | None], FormPage]) -> HttpResponse:
    """Show the form of a new row; a post makes it and leads to its page."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, show(at_work, None))
    try:
        href = make(request.POST, {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "new")})
    except Refused as refusal:
        return render_page(request, show(at_work, refusal), status=422)
    return onward(href)


def form_page(
    heading: str, deck: str, *, href: str, back: Link, tabs: tuple[Place, ...], fields: tuple[FieldWrite, ...], refusal: Refused | None
) -> FormPage:
    """Return the page of a form."""
    page = FormPage(
        heading=heading,
        deck=deck,
        crumbs=words.crumbs(heading, back),
        form=Form(href, fresh_token()),
        label=gettext("Write it down"),
        fields=fields,
        tabs=tabs,
        back_href=back.href,
    )
    return form_with(page, refusal)


@dataclass(frozen=True, slots=True)
class Asking:
    """The forms below a row: where they post to, and what was typed in the one that was refused."""

    post: QueryDict
    href: str

    def held(self, step: str, key: str, default: str = "") -> str:
        """Return what was typed in a field of `step`, or what stands there."""
        return self.post.get(key, default)[:LONG] if self.post.get("step") == step else default

    def ask(
        self, step: str, heading: str, label: str, *fields: FieldWrite, effect: str = "", hidden: tuple[tuple[str, str], ...] = ()
    ) -> Ask:
        """Return one thing to do; it stands open where it was refused."""
        form = Form(self.href, fresh_token(), hidden=(("step", step), *hidden))
        return Ask(heading, form, label, tuple(fields), effect, open=self.post.get("step") == step)

    def line(
        self, step: str, key: str, label: str, value: str = "", *, hint: str = "", cap: int = 300, optional: bool = False
    ) -> FieldWrite:
        """Return a field of one line."""
        return FieldWrite(key, "name", label, hint=hint, value=self.held(step, key, value), cap=cap, optional=optional)

    def text(
        self, step: str, key: str, label: str, *, optional: bool = False, cap: int = CAP, value: str = "", hint: str = ""
    ) -> FieldWrite:
        """Return a field of words, whose language stands in another."""
        return FieldWrite(key, "text", label, hint=hint, value=self.held(step, f"{key}.text", value), cap=cap, optional=optional)

    def report(self, step: str, key: str, label: str, language: str) -> FieldWrite:
        """Return a field of long words with the language that they are in."""
        chosen = self.held(step, f"{key}.language", language)
        languages = tuple(Choice(code, name, chosen=code == chosen) for code, name in _LANGUAGES)
        return FieldWrite(key, "text", label, value=self.held(step, f"{key}.text"), cap=LONG, languages=languages)

    def pick(
        self, step: str, key: str, label: str, options: tuple[tuple[str, str], ...], value: str = "", *, language: str = ""
    ) -> FieldWrite:
        """Return a list to choose from."""
        chosen = self.held(step, key, value)
        shown = tuple(Choice(code, text, chosen=code == chosen, language=language) for code, text in options)
        return FieldWrite(key, "list", label, choices=shown)


def titles_typed(post: QueryDict) -> dict[str, str]:
    """Return the titles that were typed, by language."""
    return {code: post.get(f"title.{code}", "").strip()[:CAP] for code, _ in _LANGUAGES}


def title_fields(post: QueryDict, titles: Mapping[str, str] | None = None) -> tuple[FieldWrite, ...]:
    """Return the fields of a title in both languages."""
    kept = titles or {}
    labels = {"vi": gettext("Title in Vietnamese"), "en": gettext("Title in English")}
    return tuple(
        FieldWrite(f"title.{code}", "name", label, value=post.get(f"title.{code}", kept.get(code, ""))[:500], cap=500, optional=True)
        for code, label in labels.items()
    )


def plain(post: QueryDict, *keys: str) -> dict[str, str]:
    """Return what was typed in fields of one line."""
    return {key: post.get(key, "").strip()[:CAP] for key in keys if key in post}


def key_typed(post: QueryDict, name: str) -> int:
    """Return the key of a row that was chosen, 0 for none."""
    text = post.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def own_title(titles: Mapping[str, str], language: str) -> tuple[str, str]:
    """Return the title that a reader is shown, and its language: theirs if there is one in it."""
    code = language if language in titles else next(iter(titles), "")
    return titles.get(code, ""), code
