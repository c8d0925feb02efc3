"""Tables: what goes out as CSV or JSON-LD, and a table that comes in, tried first and then taken whole."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, get_args

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.directory.home import home
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Act, Form, Link
from comity.doors.web.pages.register import FormPage, RegisterPage
from comity.doors.web.pages.sheets import Cell, Row, Sheet, Table, cell
from comity.doors.web.views.placing import form_with
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.register import words
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.policy import may_keep
from comity.register.tables.actions import Tried, take_table, try_table
from comity.register.tables.checking import Fault
from comity.register.tables.columns import COLUMNS, NEEDED, Incoming, known_columns
from comity.register.tables.columns import Table as Name
from comity.register.tables.csvs import PAGE, print_csv
from comity.register.tables.linked import print_linked
from comity.register.tables.queries import rows_of
from comity.terms.refusals import Refused

_SHOWN: Final = 100  # faults, and rows, that a page shows
_TYPES: Final = {"csv": "text/csv; charset=utf-8", "jsonld": "application/ld+json"}


@saying_no
@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """Show what may be taken along, and as what."""
    at_work = work(request)
    heads = (gettext("What"), gettext("CSV"), gettext("CSV for spreadsheets that ask for a byte order mark"), gettext("JSON-LD"))
    page = RegisterPage(
        heading=gettext("Take along, bring in"),
        deck=gettext("Everything that counts, as tables for other programs. In a table no cell is a formula."),
        crumbs=words.crumbs(gettext("Tables")),
        tabs=words.tabs("register"),
        act=Act(gettext("Bring a table in"), reverse("register-table-in")) if may_keep(at_work.actor) else None,
        sheets=(Sheet("out", gettext("To take along"), table=Table(heads, tuple(_row(name) for name in get_args(Name)))),),
    )
    return render_page(request, page)


def _row(name: Name) -> Row:
    def to(form: str, query: str = "") -> Cell:
        return cell(f"{name}.{form}", href=reverse("register-table", args=[name, form]) + query)

    return Row((cell(_called(name)), to("csv"), to("csv", "?bom=yes"), to("jsonld")))


def _called(name: str) -> str:
    return {
        "meetings": gettext("Meetings"),
        "statements": gettext("Statements"),
        "commitments": gettext("Commitments"),
        "actors": gettext("People and bodies"),
    }[name]


@saying_no
@require_safe
def table(request: HttpRequest, name: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """Give a table away, a row at a time."""
    if name not in get_args(Name) or form not in _TYPES:
        raise Http404
    kind: Any = name
    rows = rows_of(kind, by=work(request).actor)
    bom = request.GET.get("bom") == "yes"
    text = print_csv(rows, columns=COLUMNS[kind], bom=bom) if form == "csv" else print_linked(kind, rows, node=str(home().node))
    file = f'attachment; filename="comity-{name}.{form}"'
    how = {"Content-Disposition": file, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(text, content_type=_TYPES[form], headers=how)


@saying_no
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for a table; try it and show what would come of it; take it when that is asked for and nothing is wrong."""
    at_work = work(request)
    if request.method != "POST":
        return render_page(request, _ask_page(request, at_work))
    data, kind = _given(request), _kind(request)
    try:
        if request.POST.get("act") == "take":
            how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "table")}
            return render_page(request, _taken(kind, take_table(data, kind=kind, cap=PAGE, **how), at_work))
        return render_page(request, _tried(request, data, kind, try_table(data, kind=kind, cap=PAGE, by=at_work.actor)))
    except Refused as refusal:
        return render_page(request, _ask_page(request, at_work, data=data, refusal=refusal), status=422)


def _given(request: HttpRequest) -> bytes:
    """Return the table: the file if there is one, else what was pasted; one byte more than a page takes says that there was more."""
    file = request.FILES.get("file")
    return bytes(file.read(PAGE + 1)) if file is not None else request.POST.get("text.text", "").encode("utf-8", "replace")


def _kind(request: HttpRequest) -> Incoming:
    return "commitments" if request.POST.get("kind") == "commitments" else "meetings"


def _ask_page(request: HttpRequest, at_work: Work, *, data: bytes = b"", refusal: Refused | None = None) -> FormPage:
    del at_work
    page = FormPage(
        heading=gettext("Bring a table in"),
        deck=gettext("It is tried first, and changes nothing. Then everything of it comes in, or nothing."),
        crumbs=words.crumbs(gettext("Bring in"), Link(gettext("Tables"), reverse("register-tables"))),
        form=Form(reverse("register-table-in"), fresh_token()),
        label=gettext("Try it"),
        fields=tuple(_fields(request, data)),
        tabs=words.tabs("register"),
        back_href=reverse("register-tables"),
        upload=True,
        act="try",
    )
    return form_with(page, refusal)


def _fields(request: HttpRequest, data: bytes) -> Iterator[FieldWrite]:
    kind = _kind(request)
    known = (("meetings", gettext("Meetings")), ("commitments", gettext("Commitments")))
    yield FieldWrite(
        "kind", "list", gettext("What it has"), choices=tuple(Choice(code, label, chosen=code == kind) for code, label in known)
    )
    hint = gettext(
        "CSV in UTF-8, at most 1 MiB; the first line names the columns. Needed: %(meetings)s; of commitments: %(commitments)s."
    ) % {name: ", ".join(NEEDED[name]) for name in ("meetings", "commitments")}
    yield FieldWrite("file", "file", gettext("The table, as a file"), hint=hint, optional=True)
    pasted = gettext("Its columns may be: %(columns)s.") % {"columns": ", ".join(known_columns(kind))}
    shown = data.decode("utf-8-sig", "replace") if len(data) <= PAGE else ""
    yield FieldWrite("text", "text", gettext("Or pasted"), hint=pasted, value=shown, cap=PAGE, optional=True)


def _tried(request: HttpRequest, data: bytes, kind: Incoming, tried: Tried) -> FormPage:
    """Show what would come of a table: its faults beside the table to mend, or the button that takes it."""
    page = _ask_page(request, work(request), data=data)
    if tried.faults:
        return _faulty(page, tried)
    facts = {"new": len(tried.new), "there": len(tried.there)}
    said = gettext("New rows: %(new)s; in the register already, and left as they are: %(there)s. Nothing was kept yet.") % facts
    keep = (("take", gettext("Take it in")),) if tried.new else ()
    form = replace(page.form, hidden=(("kind", kind),))
    return replace(page, deck=said, form=form, fields=tuple(one for one in page.fields if one.key != "kind"), acts=keep)


def _faulty(page: FormPage, tried: Tried) -> FormPage:
    """Return the form with each fault by row and column above it."""
    rows = tuple(_fault(one) for one in tried.faults[:_SHOWN])
    heads = (gettext("Row, column"), gettext("What is wrong"), gettext("What to do"))
    return replace(
        page,
        fault=gettext("Faults: %(count)s; nothing of it was taken.") % {"count": len(tried.faults)},
        fault_next=gettext("Each stands below with its row and its column. Mend them there, or in the file, and try again."),
        sheets=(Sheet("faults", gettext("Faults"), count=str(len(tried.faults)), table=Table(heads, rows)),),
    )


def _fault(one: Fault) -> Row:
    named = gettext("row %(row)s, column %(column)s") if one.column else gettext("row %(row)s")
    where = named % {"row": one.row, "column": one.column}
    return Row((cell(where), cell(sentence_of(one.refusal)), cell(next_step_of(one.refusal))))


def _taken(kind: Incoming, tried: Tried, at_work: Work) -> RegisterPage:
    del at_work
    lead = "register-meetings" if kind == "meetings" else "register-commitments"
    rows = tuple(Row((cell(str(one.row)), cell(one.there or gettext("new")))) for one in (*tried.there, *tried.new)[:_SHOWN])
    return RegisterPage(
        heading=gettext("The table came in"),
        deck=gettext("New rows: %(new)s; in the register already: %(there)s.") % {"new": len(tried.new), "there": len(tried.there)},
        crumbs=words.crumbs(gettext("Bring in"), Link(gettext("Tables"), reverse("register-tables"))),
        tabs=words.tabs("register"),
        act=Act(_called(kind), reverse(lead)),
        sheets=(Sheet("rows", gettext("What became of each"), table=Table((gettext("Row"), gettext("In the register")), rows)),),
    )
