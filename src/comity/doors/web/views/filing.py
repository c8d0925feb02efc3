"""Views of files: put to a draft and taken off; opened, by those who may read the act, with a leaf in the journal for each reading."""

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.desk.attaching.actions import attach_file, take_file_off
from comity.desk.attaching.opening import OpenedFile, open_act_file, open_draft_file
from comity.desk.attaching.refusals import AttachedAlready, EmptyFile, NoSuchFile
from comity.desk.permissions import may, verb_of
from comity.desk.reading.drafts import see_draft
from comity.desk.reading.requests import find_request
from comity.desk.states import DraftState
from comity.directory.filecaps import TooManyFiles
from comity.directory.home import home
from comity.directory.ways import is_outside
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice
from comity.doors.web.pages.files import DraftFilesPage
from comity.doors.web.pages.parts import Form
from comity.doors.web.views.addresses import address_of, crumbs, onward
from comity.doors.web.views.compose_pages import has_request
from comity.doors.web.views.file_lists import draft_list
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.terms.vocabulary import vocabulary

_REFUSED = (TooLarge, TooManyFiles, AttachedAlready, EmptyFile)


@saying_no
@require_http_methods(["GET", "POST"])
def draft_files(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What goes with a draft; a post puts one file more to it."""
    at_work = work(request)
    draft = see_draft(draft_id, by=at_work.actor)
    if draft.state != DraftState.OPEN or not may(at_work.actor, verb_of(draft.act)) or (request.method == "GET" and is_outside(draft.peer)):
        return onward(address_of(draft))
    if request.method == "GET":
        return render_page(request, _page(draft, at_work))
    fault = _attach(request, draft, at_work)
    if fault:
        return render_page(request, _page(draft, at_work, fault=fault, request=request), status=422)
    return onward(request.path)


def _attach(request: HttpRequest, draft: Row, at_work: Work) -> str:
    """Put the posted file to the draft; return what was wrong with it, nothing where it is attached."""
    upload, kind, language = request.FILES.get("file"), request.POST.get("kind", ""), request.POST.get("language", "")
    if upload is None:
        return gettext("Choose a file.")
    if kind not in _codes("file-kind") or (language and language not in _codes("language")):
        return gettext("Say what the file is.")
    try:
        attach_file(
            draft.pk,
            pieces=upload.chunks(),
            name=upload.name or "",
            media_type=upload.content_type or "",
            kind=kind,
            language=language,
            by=at_work.officer,
            at=at_work.at,
            token=verb_token(request, "attach"),
        )
    except _REFUSED as refusal:
        return _fault_of(refusal)
    return ""


def _fault_of(refusal: Refused) -> str:
    if isinstance(refusal, TooManyFiles | AttachedAlready | EmptyFile):
        return f"{sentence_of(refusal)} {next_step_of(refusal)}"
    return gettext("The file has more than 100 MiB, and was not kept. Larger evidence goes another way; ask the operator.")


def _codes(name: str) -> tuple[str, ...]:
    return tuple(item.code for item in vocabulary(name).items)


def _page(draft: Row, at_work: Work, *, fault: str = "", request: HttpRequest | None = None) -> DraftFilesPage:
    posted = request.POST if request else {}
    caps = home().file_caps
    return DraftFilesPage(
        heading=gettext("Files that go with it"),
        deck=gettext("They are sealed with the act for its recipient alone. The second officer sees each name and digest."),
        crumbs=crumbs(gettext("Files"), reference=draft.reference if has_request(draft) else ""),
        files=draft_list(draft, at_work, forms=True),
        form=Form(reverse("draft-files", args=[draft.pk]), fresh_token()),
        limits=gettext("Up to 100 MiB a file; up to %(most)s files and %(total)s MiB with one act.")
        % {"most": caps.most, "total": caps.total_mib},
        kinds=_choices("file-kind", str(posted.get("kind", "FILE-DOCUMENT")), at_work),
        languages=(Choice("", gettext("none, or several")), *_choices("language", str(posted.get("language", "")), at_work)),
        back_href=address_of(draft),
        fault=fault,
    )


def _choices(name: str, chosen: str, at_work: Work) -> tuple[Choice, ...]:
    return tuple(Choice(item.code, item.labels[at_work.language], chosen=item.code == chosen) for item in vocabulary(name).items)


@saying_no
@require_POST
def draft_file_off(request: HttpRequest, draft_id: UUID, digest: str) -> HttpResponse:
    """Let a file no longer go with the draft; its bytes stay."""
    at_work = work(request)
    take_file_off(draft_id, digest=_digest(digest), by=at_work.officer, at=at_work.at, token=verb_token(request, "take-off"))
    return onward(reverse("draft-files", args=[draft_id]))


@saying_no
@require_safe
def draft_file(request: HttpRequest, draft_id: UUID, digest: str) -> HttpResponse:
    """Give a file of a draft to one who reads it; the journal keeps who did."""
    at_work = work(request)
    return _given(open_draft_file(draft_id, digest=_digest(digest), by=at_work.officer, at=at_work.at))


@saying_no
@require_safe
def act_file(request: HttpRequest, reference: str, env_id: str, digest: str) -> HttpResponse:
    """Give a file of an act to one who may read the request; the journal keeps who did."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    return _given(open_act_file(found, env_id=env_id, digest=_digest(digest), by=at_work.officer, at=at_work.at))


def _given(opened: OpenedFile) -> FileResponse:
    """Return the bytes as a download: never shown, run or guessed at by the browser, whatever its sender calls them."""
    response = FileResponse(opened.path.open("rb"), as_attachment=True, filename=opened.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def _digest(text: str) -> Digest:
    try:
        return Digest.parse(text)
    except Malformed as fault:
        raise NoSuchFile from fault
