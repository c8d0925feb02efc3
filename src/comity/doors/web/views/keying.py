"""The officer's own keys and sound, as a plain form; and how much calls, for the title of the tab."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.desk.shifts.calls import calls_for
from comity.directory.habits import LEAD, SEQUENCES, USUAL, Chosen, KeyNotPossible, habits_of, keep_habits
from comity.doors.web.entrance import CONFIRMED
from comity.doors.web.framing import render_page
from comity.doors.web.keyed import DEEDS
from comity.doors.web.pages.parts import Fault, Form
from comity.doors.web.pages.shifts import KeyField, KeysPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.refusing import next_step_of, sentence_of
from comity.doors.web.views.working import Work, fresh_token, work


@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show and choose keys and sound; a key that cannot be is told at its field, and nothing is kept."""
    at_work = work(request)
    if request.method == "GET":
        return render_page(request, _page(habits_of(at_work.officer), at_work, saved="saved" in request.GET))
    wanted = {deed: request.POST.get(f"key-{deed}", usual) for deed, usual in USUAL.items()}
    chosen = Chosen(keys_on="keys_on" in request.POST, keys=wanted, sound="sound" in request.POST)
    try:
        keep_habits(at_work.officer, keys_on=chosen.keys_on, keys=chosen.keys, sound=chosen.sound)
    except KeyNotPossible as refusal:
        return render_page(request, _page(chosen, at_work, refusal=refusal), status=422)
    return redirect(f"{reverse('keys')}?saved")


def _page(chosen: Chosen, at_work: Work, *, saved: bool = False, refusal: KeyNotPossible | None = None) -> KeysPage:
    wrong = refusal.facts["key"] if refusal else None
    fault = f"{sentence_of(refusal)} {next_step_of(refusal)}" if refusal else ""
    fields = tuple(_field(deed, chosen.keys[deed], fault=fault, wrong=wrong) for deed in USUAL)
    del at_work
    return KeysPage(
        heading=gettext("Keys and sound"),
        deck=gettext("Everything works without them. No single key sends anything, and none works while you type."),
        crumbs=crumbs(gettext("Keys and sound")),
        keys=fields,
        keys_on=chosen.keys_on,
        sound=chosen.sound,
        form=Form(reverse("keys"), fresh_token()),
        saved=saved,
        faults=tuple(Fault(f"key-{one.deed}", one.fault) for one in fields if one.fault),
    )


def _field(deed: str, key: str, *, fault: str, wrong: str | None) -> KeyField:
    hit = wrong is not None and key.strip().lower()[:8] == wrong.lower()
    return KeyField(deed, str(DEEDS[deed]), key[:8], lead=LEAD if deed in SEQUENCES else "", fault=fault if hit else "")


@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """Say how much calls this officer: numbers only. It keeps no session awake, so a desk left alone still locks."""
    if not request.session.get(CONFIRMED):
        return JsonResponse({"calls": 0})
    at_work = work(request)
    return JsonResponse({"calls": calls_for(at_work.officer, by=at_work.actor, at=at_work.at).total})
