"""Documents: the list, what is in review, import by paste or file, the original and the labels as files."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Form, Link
from comity.doors.web.pages.register import FormPage, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.listing import Asked, asked
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.confirming.queries import labels_from, original_of
from comity.register.importing.actions import CAP, import_report
from comity.register.importing.heads import Head
from comity.register.importing.queries import documents, find_document, review_queue
from comity.register.policy import may_keep
from comity.terms.refusals import Refused


@saying_no
@require_safe
def all_documents(request: HttpRequest) -> HttpResponse:
    """Show what is in review, and all documents, the newest first."""
    at_work = work(request)
    listed = asked(request, label=gettext("Title, publisher, author, or any word of a document; marks and capitals do not matter"))
    found = listed.rows(lambda after: documents(by=at_work.actor, q=listed.words, after=after))
    return render_page(request, _list(found, at_work))


def _list(found: Asked, at_work: Work) -> RegisterPage:
    waiting = () if found.narrowed or found.after else review_queue(by=at_work.actor).rows
    sheets = [_sheet("review", gettext("In review"), waiting, at_work)] if waiting else []
    return RegisterPage(
        heading=gettext("Documents"),
        deck=gettext("Press reports and official documents, kept byte for byte, with what was made of each."),
        crumbs=words.crumbs(gettext("Documents")),
        tabs=words.tabs("register-documents"),
        act=Act(gettext("Import a report"), reverse("register-import")) if may_keep(at_work.actor) else None,
        search=found.search(),
        sheets=(*sheets, _sheet("all", gettext("All documents"), found.page, at_work)),
        older_href=found.older_href,
    )


def _sheet(key: str, heading: str, rows: Any, at_work: Work) -> Sheet:  # noqa: ANN401 -- rows of a room below
    heads = (gettext("Document"), gettext("Published"), gettext("Standing"), gettext("Left to review"))
    empty = gettext("No document is here. Import a report, and what it suggests is listed for you to confirm.")
    return Sheet(key, heading, table=Table(heads, tuple(_row(one, at_work) for one in rows), empty))


def _row(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    left = ngettext("%(count)s suggestion", "%(count)s suggestions", one.open_count) % {"count": one.open_count}
    better = gettext("replaced by %(number)s") % {"number": one.replaced_by.number} if one.replaced_by_id else ""
    standing = Bit(words.label("row-source", one.standing, at_work.language))
    return Row(
        (
            Cell((Bit(one.number, reverse("register-review", args=[one.number])), Bit(one.title, language=one.language))),
            Cell((Bit(words.print_said(one.published)), *((Bit(one.publisher, soft=True, language="und"),) if one.publisher else ()))),
            Cell((standing, *((Bit(better, soft=True),) if better else ()))),
            Cell((Bit(left if one.open_count else gettext("none"), soft=not one.open_count),)),
        )
    )


@saying_no
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for a report; keep it, and go to its review. The same bytes lead to the document that is there."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, _import_page(request, at_work))
    try:
        data, name = _given(request)
        standing = "official" if request.POST.get("standing") == "official" else "press"
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "import")}
        kept = import_report(data, standing=standing, told=_head(request), file=name, **how)
    except Refused as refusal:
        return render_page(request, _import_page(request, at_work, refusal=refusal), status=422)
    return onward(reverse("register-review", args=[kept.number]))


def _given(request: HttpRequest) -> tuple[bytes, str]:
    """Return the bytes of the file, or of the words that were pasted, as the browser sent them."""
    file = request.FILES.get("file")
    if file is not None:
        return file.read(CAP + 1), file.name or ""
    return request.POST.get("text.text", "").replace("\r\n", "\n").encode(), ""


def _head(request: HttpRequest) -> Head:
    return Head(**{name: request.POST.get(name, "").strip()[:cap] for name, _, cap, _ in _heads()})


def _heads() -> tuple[tuple[str, str, int, str], ...]:
    return (
        ("title", gettext("Its title"), 300, ""),
        ("publisher", gettext("Publisher"), 200, ""),
        ("address", gettext("Address on the web"), 500, ""),
        ("author", gettext("Author"), 200, ""),
        ("published", gettext("Published on"), 10, day_hint()),
    )


def _import_page(request: HttpRequest, at_work: Work, *, refusal: Refused | None = None) -> FormPage:
    page = FormPage(
        heading=gettext("Import a report"),
        deck=gettext("It is read here, by rules, in a second. What it suggests waits for you; nothing enters the register by itself."),
        crumbs=words.crumbs(gettext("Import"), Link(gettext("Documents"), reverse("register-documents"))),
        form=Form(reverse("register-import"), fresh_token()),
        label=gettext("Import it, and review"),
        fields=tuple(_import_fields(request, at_work)),
        tabs=words.tabs("register-documents"),
        back_href=reverse("register-documents"),
        upload=True,
    )
    return form_with(page, refusal)


def _import_fields(request: HttpRequest, at_work: Work) -> Iterator[FieldWrite]:
    post, standing = request.POST, request.POST.get("standing", "press")
    hint = gettext("As it stands on the page or in the paper: title, text, source. Vietnamese or English.")
    yield FieldWrite("text", "text", gettext("The text, pasted"), hint=hint, value=post.get("text.text", ""), optional=True)
    file = gettext("A text file; for an official document any file, also a scan. If there is one, the words above are not read.")
    yield FieldWrite("file", "file", gettext("Or a file"), hint=file, optional=True)
    known = [Choice(code, words.label("row-source", code, at_work.language), chosen=code == standing) for code in ("press", "official")]
    yield FieldWrite("standing", "code", gettext("What it is"), choices=tuple(known), coded=False)
    for name, label, cap, more in _heads():
        hint = more or gettext("Empty: as the text itself says.")
        yield FieldWrite(name, "name", label, hint=hint, value=post.get(name, "")[:cap], cap=cap, optional=True)


@saying_no
@require_safe
def original(request: HttpRequest, number: str) -> HttpResponse:
    """Give a document away as it came; it is never shown."""
    at_work = work(request)
    find_document(number, by=at_work.actor)
    return _file(original_of(number, by=at_work.actor), f"{number}.bin", "application/octet-stream")


@saying_no
@require_safe
def labels(request: HttpRequest, number: str) -> HttpResponse:
    """Give away what was confirmed and rejected, in the format in which reports are labelled."""
    found = labels_from(number, by=work(request).actor)
    return _file(json.dumps(found, ensure_ascii=False, indent=1).encode(), f"{number}.labels.json", "application/json")


def _file(data: bytes, name: str, type_: str) -> HttpResponse:
    how = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=type_, headers=how)
