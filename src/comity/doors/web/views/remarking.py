"""Internal notes on a request: a page of their own, with a form of their own; no page of a message shows this box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.permissions import Verb, may
from comity.desk.reading.requests import find_request
from comity.desk.remarks.actions import write_remark
from comity.desk.remarks.queries import CAP, Note, remarks_on
from comity.desk.remarks.refusals import MentionsNobody
from comity.directory.people import officers_here
from comity.doors.web.framing import render_page
from comity.doors.web.moments import moment
from comity.doors.web.pages.parts import Form
from comity.doors.web.pages.shifts import NoteRead, NotesPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.refusals import Malformed
from comity.terms.text import TextTooLong


@saying_no
@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, reference: str) -> HttpResponse:
    """Read the internal notes; write one, or correct one of one's own by another."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    if request.method == "GET":
        return render_page(request, _page(found, at_work, correcting=_number(request.GET.get("correct", ""))))
    words, correcting = request.POST.get("note", ""), _number(request.POST.get("corrects", ""))
    token = verb_token(request, "note")
    try:
        write_remark(found, words=words, corrects=correcting or None, by=at_work.officer, at=at_work.at, token=token)
    except (MentionsNobody, TextTooLong, Malformed) as refusal:
        fault = f"{sentence_of(refusal)} {next_step_of(refusal)}" if words.strip() else gettext("Nothing is written yet.")
        return render_page(request, _page(found, at_work, correcting=correcting, words=words, fault=fault), status=422)
    return redirect("notes", reference)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _page(request: Row, at_work: Work, *, correcting: int = 0, words: str = "", fault: str = "") -> NotesPage:
    kept = remarks_on(request)
    older = next((note for note in kept if note.number == correcting and note.officer_id == at_work.officer.officer_id), None)
    writes = may(at_work.actor, Verb.NOTE)
    hidden = (("corrects", str(older.number)),) if older else ()
    return NotesPage(
        heading=gettext("Internal notes on %(reference)s") % {"reference": request.reference},
        deck=gettext("For this desk only. Nothing written here is ever sent."),
        crumbs=crumbs(gettext("Internal notes"), reference=request.reference),
        notes=tuple(_read(note, request, at_work) for note in kept),
        people=tuple((f"@{one.officer_id.partition('@')[0]}", one.name) for one in officers_here() if one.pk != at_work.officer.pk),
        back_href=reverse("request", args=[request.reference]),
        form=Form(reverse("notes", args=[request.reference]), fresh_token(), hidden=hidden) if writes else None,
        correcting=older.number if older else 0,
        words=words or (older.words if older else ""),
        fault=fault,
        cap=CAP,
    )


def _read(note: Note, request: Row, at_work: Work) -> NoteRead:
    mine = note.officer_id == at_work.officer.officer_id and not note.corrected_by
    return NoteRead(
        number=note.number,
        name=note.name,
        at=moment(note.at, zone=at_work.zone, now=at_work.at),
        words=note.words,
        corrects=note.corrects,
        corrected_by=note.corrected_by,
        correct_href=f"{reverse('notes', args=[request.reference])}?correct={note.number}#write" if mine else "",
    )
