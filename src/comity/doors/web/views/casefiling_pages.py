"""The page of case files: what was exported of a case, and one more; the page warns of what binds the use before it is made."""

from collections.abc import Mapping
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from comity.desk.casefile.exporting import GROUNDS, Past, export_casefile, exports_of
from comity.desk.casefile.gathering import Case, gather
from comity.desk.casefile.policy import COURT_CAP, NUMBER_CAP, PURPOSE_CAP, REFUSALS, WORD_CAP, Terms, terms_of
from comity.desk.casefile.refusals import GroundMissing, NeverWithheld, NothingWithheldFromCourt, TermsMissing, WordNeeded
from comity.desk.permissions import Verb, holders, may
from comity.desk.reading.requests import find_request
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Fault, Form
from comity.doors.web.pages.posts import Ask, Cell, Table, TablesPage
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import authority_of
from comity.doors.web.views.refusing import next_step_of, sentence_of, who_can
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Row, Work, fresh_token, work
from comity.doors.web.views.written import marked_page
from comity.terms.refusals import Malformed, Refused
from comity.terms.text import TextTooLong
from comity.terms.vocabulary import vocabulary

_MENDED: Final[tuple[type[Refused], ...]] = (*REFUSALS, Malformed, TextTooLong)
_NO_GROUND: Final = ""
_TONGUES: Final = ("vi", "en")
_MISSING: Final = {
    "reader": gettext_lazy("Say for whom it is: the court or the defence."),
    "court": gettext_lazy("Name the court or the authority to which it goes."),
    "number": gettext_lazy("Give the number of the case there."),
    "purpose": gettext_lazy("Say in words for what purpose."),
    "language": gettext_lazy("Choose the language of the book."),
}
# The field that a refusal is about, by its class, or by what it names.
_FIELDS: Final[dict[type[Refused], str]] = {
    NothingWithheldFromCourt: "withhold",
    NeverWithheld: "withhold",
    GroundMissing: "ground",
    WordNeeded: "word",
}
_NAMED: Final = {"court": "court", "case number": "number", "purpose": "purpose", "reason": "word"}
_READERS: Final = {"RD-COURT": "court", "RD-DEFENCE": "defence"}  # codes of the form: a code is shown beside its label


def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the page, or make the file that was asked for."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    case = gather(found, language=at_work.language, by=at_work.actor, at=at_work.at)
    if request.method == "GET":
        return render_page(request, _page(case, at_work, {}))
    try:
        return _made(found, _terms(request), at_work)
    except _MENDED as refusal:
        page = marked_page(_page(case, at_work, request.POST, request=request), _faults(request, refusal))
        return render_page(request, page, status=422)


def _faults(request: HttpRequest, refusal: Refused) -> tuple[Fault, ...]:
    """Return what was refused, at each field that it is about."""
    if isinstance(refusal, TermsMissing):
        typed = {key: request.POST.get(key, "").strip() for key in _MISSING} | {"purpose": request.POST.get("purpose.text", "").strip()}
        known = typed | {"reader": _READERS.get(typed["reader"], ""), "language": typed["language"] in _TONGUES}
        return tuple(Fault(key, str(said)) for key, said in _MISSING.items() if not known[key])
    key = _FIELDS.get(type(refusal), "") or _NAMED.get(refusal.facts.get("what", ""), "")
    return (Fault(key, f"{sentence_of(refusal)} {next_step_of(refusal)}"),)


def _terms(request: HttpRequest) -> Terms:
    numbers = request.POST.getlist("withhold")
    return terms_of(
        reader=_READERS.get(request.POST.get("reader", ""), ""),
        court=request.POST.get("court", ""),
        number=request.POST.get("number", ""),
        purpose=request.POST.get("purpose.text", ""),
        language=request.POST.get("language", ""),
        withhold=[int(one) if one.isascii() and one.isdigit() and len(one) < 6 else 0 for one in numbers],
        ground=request.POST.get("ground", _NO_GROUND),
        word=request.POST.get("word.text", ""),
    )


def _made(found: Row, terms: Terms, at_work: Work) -> HttpResponse:
    from comity.courier.publishing import publish_log
    from comity.directory.home import home

    publish_log(home())
    made = export_casefile(found, terms=terms, at=at_work.at, by=at_work.officer)
    response = FileResponse(made.file, as_attachment=True, filename=made.name, content_type="application/zip")
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(made.size)
    return response


def _page(case: Case, at_work: Work, typed: Mapping[str, str], *, request: HttpRequest | None = None) -> TablesPage:
    reference = case.request.reference
    past = exports_of(case.request)
    columns = (
        gettext("When"),
        gettext("Who"),
        gettext("For whom"),
        gettext("Purpose"),
        gettext("Withheld"),
        gettext("SHA-256 of the file"),
    )
    rows = tuple(_row(one, at_work) for one in past)
    exports = not case.binds or may(at_work.actor, Verb.RELEASE_CASEFILE)
    withheld = frozenset(request.POST.getlist("withhold")) if request else frozenset()
    return TablesPage(
        heading=gettext("Case file of %(reference)s") % {"reference": reference},
        deck=gettext("The whole case for a court or for the defence, in one file that is checked without this node."),
        crumbs=crumbs(gettext("Case file"), reference=reference),
        tables=(
            Table(
                gettext("What binds the use"), (gettext("Act"), gettext("Set by"), gettext("What it says")), _bound(case, at_work), _free()
            ),
            Table(gettext("Exported so far"), columns, rows, gettext("No case file of this case was exported.")),
            *(() if exports else (Table(gettext("Export a case file"), (), (), _not_by_you()),)),
        ),
        asks=(_ask(case, at_work, typed, withheld),) if exports else (),
    )


def _free() -> str:
    return gettext("No condition of the other side binds the use. What was given is still used for the stated purpose alone.")


def _bound(case: Case, at_work: Work) -> tuple[tuple[Cell, ...], ...]:
    rows = [
        (Cell(str(one.act)), Cell(authority_of(one.by, at_work.language)), Cell(f"{one.label}: {'; '.join(one.lines)}"))
        for one in case.conditions
        if one.binds
    ]
    marked = " · ".join(text for text in (case.request.tlp, case.request.classification) if text)
    if case.binds and marked:
        rows.append((Cell(""), Cell(gettext("its marking")), Cell(marked)))
    return tuple(rows)


def _row(one: Past, at_work: Work) -> tuple[Cell, ...]:
    whom = {"court": gettext("court"), "defence": gettext("defence")}[one.reader]
    facts = {"reader": whom, "court": one.court, "number": one.number}
    return (
        Cell(at_work.when(one.at)),
        Cell(one.by),
        Cell(gettext("%(reader)s: %(court)s, %(number)s") % facts),
        Cell(one.purpose),
        Cell(str(one.withheld)),
        Cell(one.digest, machine=True),
    )


def _ask(case: Case, at_work: Work, typed: Mapping[str, str], withheld: frozenset[str]) -> Ask:
    return Ask(
        gettext("Export a case file"),
        Form(reverse("casefile", args=[case.request.reference]), fresh_token()),
        gettext("Export it"),
        tuple(_fields(case, at_work, typed, withheld)),
        effect=_effect(case),
    )


def _effect(case: Case) -> str:
    said = gettext("It leaves the node's protection and stands in the journal with your name. The defence gets what the court gets.")
    bound = gettext("Conditions bind its use: say below why it is allowed.")
    return f"{said} {bound}" if case.binds else said


def _not_by_you() -> str:
    """Say why this officer gets no form, and who does."""
    bound = gettext("Conditions bind its use: only an approver can export it.")
    return f"{bound} {who_can(holders(Verb.RELEASE_CASEFILE))}"


def _fields(case: Case, at_work: Work, typed: Mapping[str, str], withheld: frozenset[str]) -> list[FieldWrite]:
    readers = (Choice("RD-COURT", gettext("The court")), Choice("RD-DEFENCE", gettext("The defence")))
    tongues = (Choice("vi", gettext("Vietnamese")), Choice("en", gettext("English")))
    tongue = typed.get("language", "") or at_work.language
    fields = [
        FieldWrite("reader", "code", gettext("For whom"), choices=_chosen(readers, typed.get("reader", ""))),
        FieldWrite("court", "name", gettext("Court or authority to which it goes"), value=typed.get("court", ""), cap=COURT_CAP),
        FieldWrite("number", "name", gettext("Number of the case there"), value=typed.get("number", ""), cap=NUMBER_CAP),
        FieldWrite("purpose", "text", gettext("Purpose"), value=typed.get("purpose.text", ""), cap=PURPOSE_CAP, hint=_purpose_hint()),
        FieldWrite("language", "code", gettext("Language of the book"), choices=_chosen(tongues, tongue)),
    ]
    if may(at_work.actor, Verb.RELEASE_CASEFILE):
        fields += _withholding(case, at_work, typed, withheld)
    return fields


def _purpose_hint() -> str:
    return gettext("It stands on the cover. The State that gave what is in it allowed a purpose; another one needs its consent first.")


def _withholding(case: Case, at_work: Work, typed: Mapping[str, str], withheld: frozenset[str]) -> list[FieldWrite]:
    acts = tuple(
        Choice(
            str(entry.number),
            f"{entry.number}. {act_words(entry.act.body.act, entry.act.body.kind)}",
            chosen=str(entry.number) in withheld,
            offered=entry.number not in case.exculpatory,
            why_not=gettext("It may clear a person, and is always given."),
        )
        for entry in case.entries
    )
    grounds = tuple(
        Choice(item.code, item.labels[at_work.language], article=(item.article or "").rpartition("Art. ")[2])
        for item in vocabulary(GROUNDS).offered
    )
    nothing = Choice(_NO_GROUND, gettext("Nothing is withheld"))
    hint = gettext("From the defence alone. Each is listed in its copy, with the ground, your words and your name.")
    return [
        FieldWrite("withhold", "codes", gettext("Acts that the defence does not get"), hint=hint, optional=True, choices=acts, coded=False),
        FieldWrite("ground", "code", gettext("Ground"), choices=_chosen((nothing, *grounds), typed.get("ground", _NO_GROUND))),
        FieldWrite(
            "word",
            "text",
            gettext("Why this is allowed"),
            hint=gettext("Needed where conditions bind the use, or something is withheld. It stands in the journal and in the file."),
            value=typed.get("word.text", ""),
            optional=not case.binds,
            cap=WORD_CAP,
        ),
    ]


def _chosen(choices: tuple[Choice, ...], code: str) -> tuple[Choice, ...]:
    return tuple(Choice(one.code, one.label, article=one.article, chosen=one.code == code) for one in choices)
