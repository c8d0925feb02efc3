"""Import: a bundle, an envelope or objects, pasted or as a file, into a collection; the page of the lot shows what would become of it."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.threats import ThreatForm
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.threats import words
from comity.doors.web.views.working import fresh_token, verb_token, work
from comity.intel.giving.actions import bring_lot
from comity.intel.giving.cutting import CAP
from comity.intel.reading.onlooking import Onlooker
from comity.terms.refusals import Refused


@saying_no
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for objects; keep them as a lot, and go to what storing it would do."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    if request.method != "POST":
        return render_page(request, _page(request, eye))
    try:
        data, file = _given(request)
        into = request.POST.get("into", "")[:36]
        lot = bring_lot(data, into=into, eye=eye, by=at_work.officer, token=verb_token(request, "lot"), file=file)
    except Refused as refusal:
        return render_page(request, _page(request, eye, refusal=refusal), status=422)
    return onward(reverse("threat-lot", args=[lot.pk]))


def _given(request: HttpRequest) -> tuple[bytes, str]:
    """Return the bytes of the file, or of the words that were pasted, as the browser sent them."""
    file = request.FILES.get("file")
    if file is not None:
        return file.read(CAP + 1), file.name or ""
    return request.POST.get("text.text", "").replace("\r\n", "\n").encode(), ""


def _page(request: HttpRequest, eye: Onlooker, *, refusal: Refused | None = None) -> ThreatForm:
    return ThreatForm(
        heading=gettext("Import threat information"),
        deck=gettext("STIX 2.1 as JSON. One object that is wrong costs the others nothing: each fault is told with its place."),
        crumbs=words.crumbs(gettext("Import"), Link(gettext("Put in by officers"), reverse("threat-lots"))),
        tabs=words.tabs("threat-lots"),
        form=Form(reverse("threat-import"), fresh_token()),
        label=gettext("Look at it"),
        fields=tuple(_fields(request, eye)),
        back_href=reverse("threat-lots"),
        upload=True,
        fault=sentence_of(refusal) if refusal else "",
        fault_next=next_step_of(refusal) if refusal else "",
    )


def _fields(request: HttpRequest, eye: Onlooker) -> Iterator[FieldWrite]:
    yield into_field(request, eye)
    hint = gettext("A bundle, an envelope with “objects”, a list of objects, or one object.")
    yield FieldWrite("text", "text", gettext("The text, pasted"), hint=hint, value=request.POST.get("text.text", ""), optional=True)
    file = gettext("At most %(most)s MiB. If there is a file, the text above is not read.") % {"most": CAP // 2**20}
    yield FieldWrite("file", "file", gettext("Or a file"), hint=file, optional=True)


def into_field(request: HttpRequest, eye: Onlooker, *, fault: str = "") -> FieldWrite:
    """Return the choice of a collection, of those that the authority may write."""
    asked = request.POST.get("into", "") or request.GET.get("into", "")
    holdings = eye.writable
    chosen = asked if asked in {one.uuid for one in holdings} else holdings[0].uuid if len(holdings) == 1 else ""
    language = (get_language() or "en")[:2]
    choices = tuple(
        Choice(one.uuid, one.title, words.fields(one.row.fields, language), chosen=one.uuid == chosen, language=words.NAMED)
        for one in holdings
    )
    return FieldWrite("into", "code", gettext("Into which collection"), choices=choices, coded=False, fault=fault)
