"""ATT&CK as a matrix of what this officer may see, and the way from a cell to the technique's own page."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.frame import Place
from comity.doors.web.pages.matrix import MatrixPage, Tactic, Technique
from comity.doors.web.pages.register import Search
from comity.doors.web.pages.watch import Choice, Option
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.working import Work, work
from comity.intel.reading.matrix import Asked, Cell, Column, Matrix, matrix, technique_named
from comity.intel.reading.onlooking import Onlooker
from comity.terms.vocabulary import vocabulary
from comity.wire.stix.summaries import one_line

DOMAINS: Final = {
    "mitre-attack": gettext_lazy("Networks of enterprises"),
    "mitre-mobile-attack": gettext_lazy("Mobile devices"),
    "mitre-ics-attack": gettext_lazy("Industrial control systems"),
}
_LONGEST: Final = 60
_ENGLISH: Final = "en"  # MITRE writes the names of ATT&CK in English


@saying_no
@require_safe
def one_matrix(request: HttpRequest, chain: str = "") -> HttpResponse:
    """Show the matrix of one domain; without a domain the first one that there is."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    get = request.GET
    asked = Asked(get.get("field", "")[:40], get.get("in", "")[:80], get.get("beside", "")[:300])
    found = matrix(eye, chain, asked)
    if found.chain and not chain:
        query = f"?{get.urlencode()}" if get else ""
        return HttpResponseRedirect(reverse("threat-matrix-of", args=[found.chain]) + query)
    return render_page(request, _page(eye, found, asked, at_work, alone=bool(found.beside) and get.get("show") == "beside"))


@saying_no
@require_safe
def technique(request: HttpRequest, chain: str, key: str) -> HttpResponse:
    """Lead from a cell to the page of the technique, at what uses it."""
    card = technique_named(words.eye_of(work(request)), chain, key[:64])
    return HttpResponseRedirect(f"{words.object_href(card.holding, card.stix_id)}#used")


def _page(eye: Onlooker, found: Matrix, asked: Asked, at_work: Work, *, alone: bool) -> MatrixPage:
    return MatrixPage(
        heading=gettext("ATT&CK as a matrix"),
        deck=gettext("Techniques under the tactics that they serve, and how many objects that you may see use each."),
        crumbs=words.crumbs(gettext("ATT&CK")),
        tabs=words.tabs("threat-matrix"),
        domains=tuple(
            Place(str(DOMAINS[one]), reverse("threat-matrix-of", args=[one]) + _query(asked), current=one == found.chain)
            for one in found.chains
        ),
        columns=tuple(column for one in found.columns if (column := _column(one, alone=alone)).cells),
        search=Search(gettext("Narrow"), "", tuple(_choices(eye, found, asked, at_work, alone=alone)), asked != Asked(), typed=False)
        if found.chain
        else None,
        said=tuple(_said(found, asked)),
        beside=_name_of(found, found.beside),
        empty="" if found.chain else _nothing(),
    )


def _nothing() -> str:
    return gettext(
        "No technique of ATT&CK is in any collection that you may read. The operator puts the STIX files of MITRE ATT&CK into one,"
        " or an officer imports them; an attack pattern that names a phase of ATT&CK stands here too."
    )


def _query(asked: Asked) -> str:
    told = {"field": asked.field, "in": asked.collection}
    return f"?{urlencode(kept)}" if (kept := {name: value for name, value in told.items() if value}) else ""


def _said(found: Matrix, asked: Asked) -> Iterator[str]:
    """Yield in sentences what the matrix shows."""
    if not found.chain:
        return
    many = ngettext("%(count)s technique", "%(count)s techniques", found.techniques) % {"count": found.techniques}
    facts: dict[str, object] = {"techniques": many, "used": found.used}
    yield gettext("%(techniques)s; used by something that you may see: %(used)s.") % facts
    yield gettext("The number in a cell says how many: groups, malware, tools and campaigns that use it, indicators that point to it.")
    yield gettext("“+3” opens three techniques that stand under one.")
    if asked.collection or asked.field:
        yield gettext("Counted are relationships in the chosen collections alone; techniques are those of all.")
    if found.beside:
        facts = {"name": _name_of(found, found.beside), "used": found.used_beside}
        yield gettext("Marked with ◆ is what %(name)s uses: %(used)s techniques.") % facts
    if found.over:
        yield gettext("Left out because they were revoked or are no longer kept up: %(count)s.") % {"count": found.over}
    if found.more:
        yield gettext("There is more than could be read: numbers may be too small.")


def _column(one: Column, *, alone: bool) -> Tactic:
    name = one.tactic.name if one.tactic else one.phase.replace("-", " ").capitalize()
    cells = tuple(cell for each in one.cells if (cell := _cell(each, alone=alone)) is not None)
    many = sum(1 + len(each.under) for each in cells)
    note = ngettext("%(count)s technique", "%(count)s techniques", many) % {"count": many}
    return Tactic(f"t-{one.phase}", name, _ENGLISH, note, cells)


def _cell(one: Cell, *, alone: bool, below: bool = False) -> Technique | None:
    under = tuple(cell for each in one.under if (cell := _cell(each, alone=alone, below=True)) is not None)
    if alone and not one.beside and not under:
        return None
    code = one.technique.code if one.key == one.technique.code else ""
    _, dot, part = code.partition(".")
    shown = any(each.beside for each in under)
    return Technique(
        f"{one.key}/", one.technique.name, f".{part}" if below and dot else code, one.count, one.beside, open=shown, under=under
    )


def _choices(eye: Onlooker, found: Matrix, asked: Asked, at_work: Work, *, alone: bool) -> Iterator[Choice]:
    shelves = eye.readable
    codes = sorted({code for one in shelves for code in one.row.fields if code in vocabulary("exchange-field")})
    fields = [(code, words.label("exchange-field", code, at_work.language)) for code in codes]
    yield _choice("field", gettext("uses in every field"), fields, asked.field)
    yield _choice("in", gettext("uses in every collection"), [(one.uuid, one.title) for one in shelves], asked.collection)
    others = [(key, _label(key, name)) for key, name in found.others]
    yield _choice("beside", gettext("nobody beside"), others, found.beside)
    if found.beside:
        yield _choice(
            "show", gettext("all techniques"), [("beside", gettext("only those of whoever is beside"))], "beside" if alone else ""
        )


def _choice(name: str, every: str, known: list[tuple[str, str]], chosen: str) -> Choice:
    options = (Option(code, label, chosen=code == chosen) for code, label in known)
    return Choice(name, every, (Option("", every, chosen=chosen not in dict(known)), *options))


def _name_of(found: Matrix, key: str) -> str:
    return one_line(dict(found.others).get(key, ""))


def _label(key: str, name: str) -> str:
    shown = one_line(name)
    return f"{shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + '…'} ({kinds.kind(key.partition('--')[0])})"
