"""A mission's note of a meeting: one small page, kept at each save, filed once into the capital's register."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.missions.policy import require_report
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.missions import NoteLine, NotePage
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.register.days import typed_day
from comity.register.refusals import DateUnclear
from comity.register.reporting.actions import KEYS, begin_note, file_note, save_note
from comity.register.reporting.making import OURS, STATEMENTS, THEIRS
from comity.register.reporting.queries import open_note, own_note
from comity.register.reporting.refusals import NoteIncomplete
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary


@saying_no
@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Show what this officer has begun, or an empty page; a post keeps what was typed, and files it where that is asked."""
    at_work = work(request)
    require_report(at_work.actor)
    found = own_note(number, by=at_work.officer) if number else open_note(by=at_work.officer)
    if number and found is None:
        raise Http404
    if request.method == "POST":
        return _save(request, number, at_work)
    return render_page(request, _page(found, at_work))


def _save(request: HttpRequest, number: int, at_work: Work) -> HttpResponse:
    """Keep first, whatever it is: what is wrong with it is said afterwards."""
    found = number or begin_note(by=at_work.officer, at=at_work.at).pk
    typed = {key: request.POST.get(key, "") for key in KEYS}
    saved = save_note(found, typed=typed, by=at_work.officer, at=at_work.at)
    if request.POST.get("act") == "file":
        try:
            file_note(found, by=at_work.officer, at=at_work.at, token=verb_token(request, "file-note"))
        except Refused as refusal:
            fault = f"{sentence_of(refusal)} {next_step_of(refusal)}"
            return render_page(request, _page(saved, at_work, fault=fault, wrong=_wrong(typed, refusal)), status=422)
    return onward(reverse("mission-note-own", args=[found]))


def _wrong(typed: dict[str, str], refusal: Refused) -> str:
    """Return the field that a refusal is about: the first day that is missing or cannot be kept; "" for none."""
    for key in ("day", "due") if isinstance(refusal, NoteIncomplete) else ():
        try:
            said = typed_day(typed[key]).said
        except DateUnclear:
            return key
        if key == "day" and not said:
            return key
    return ""


def _page(found: Row | None, at_work: Work, *, fault: str = "", wrong: str = "") -> NotePage:
    typed = dict(found.typed) if found else {}
    country = typed.get("country", "") or at_work.actor.country
    href = reverse("mission-note-own", args=[found.pk]) if found else reverse("mission-note")
    filed = found is not None and found.filed_at is not None
    facts = {"number": found.document.number, "time": at_work.when(found.filed_at)} if found is not None and filed else {}
    countries = sorted(_choices("country", country, at_work), key=lambda one: one.label)
    return NotePage(
        heading=gettext("Note of a meeting, to the capital"),
        form=Form(href, fresh_token()),
        values=typed,
        types=_choices("meeting-type", typed.get("type", "meeting"), at_work),
        countries=(Choice("", gettext("Choose"), chosen=not country), *countries),
        statements=tuple(_line(number, typed, at_work) for number in range(1, STATEMENTS + 1)),
        sides=_sides(typed.get("promise_side", "")),
        strengths=_choices("promise-strength", typed.get("strength", "unilateral-public"), at_work),
        key=str(found.pk) if found else "new",
        saved_at=str(found.saved_at) if found else "",
        saved=gettext("Kept at %(time)s.") % {"time": at_work.when(found.saved_at)} if found and typed else "",
        fault=fault,
        wrong=wrong,
        done=gettext("Filed at %(time)s. The register in the capital has it as %(number)s.") % facts if facts else "",
        again_href=reverse("mission-note"),
    )


def _line(number: int, typed: dict[str, str], at_work: Work) -> NoteLine:
    acts = _choices("speech-act", typed.get(f"act_{number}", ""), at_work)
    choose = Choice("", gettext("Choose"), chosen=not typed.get(f"act_{number}"))
    return NoteLine(number, _sides(typed.get(f"side_{number}", "")), (choose, *acts), typed.get(f"said_{number}", ""))


def _sides(chosen: str) -> tuple[Choice, ...]:
    return (Choice(THEIRS, gettext("They"), chosen=chosen != OURS), Choice(OURS, gettext("We"), chosen=chosen == OURS))


def _choices(name: str, chosen: str, at_work: Work) -> tuple[Choice, ...]:
    return tuple(Choice(one.code, one.label(at_work.language), chosen=one.code == chosen) for one in vocabulary(name).offered)
