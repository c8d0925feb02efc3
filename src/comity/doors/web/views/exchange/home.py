"""The threat exchange: what waits, what came and what went out, field by field."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from comity.desk.permissions import Verb, may
from comity.desk.warning.reading import seen_by_field, seen_counts, seen_unanswered, seen_warnings
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Act, Crumbs
from comity.doors.web.pages.register import Kpi, RegisterPage, Search
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.pages.watch import Choice, Option
from comity.doors.web.views.exchange import words
from comity.doors.web.views.naming import country_of
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats.sections import tabs
from comity.doors.web.views.working import Work, work
from comity.intel.warnings.keeping import CODED
from comity.intel.warnings.queries import Narrowed, unsent
from comity.intel.warnings.queries import Row as Listed
from comity.terms.vocabulary import vocabulary

_BETWEEN: Final = "~"  # a vocabulary and one of its codes, in an address


@saying_no
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for somebody, then all warnings, newest first, narrowed as the address says."""
    return render_page(request, _page(request, work(request)))


def _page(request: HttpRequest, at_work: Work) -> RegisterPage:
    narrowed, choices = _asked(request, at_work)
    found = seen_warnings(narrowed, by=at_work.actor, at=at_work.at, after=request.GET.get("after", "")[:40])
    asked = any((narrowed.side, narrowed.field, narrowed.state, narrowed.code))
    return RegisterPage(
        heading=gettext("Threat exchange"),
        deck=gettext("Warnings and notes on methods, to those who work in their field and to nobody else."),
        crumbs=Crumbs(),
        tabs=tabs("exchange"),
        tabs_label=gettext("Parts of the threat exchange"),
        kpis=_kpis(at_work),
        search=Search(gettext("Narrow"), "", choices, asked, typed=False),
        sheets=(*_waiting(at_work, asked=asked), _list(found.rows, at_work, asked=asked), *_by_field(at_work, asked=asked)),
        act=Act(gettext("New warning"), reverse("warning-new")) if may(at_work.actor, Verb.WARN) else None,
        older_href=_older(request, found.after),
    )


def _kpis(at_work: Work) -> tuple[Kpi, ...]:
    waits = seen_counts(by=at_work.actor)
    return (
        Kpi(gettext("Came, not acknowledged"), waits["unanswered"], tone="warn" if waits["unanswered"] else ""),
        Kpi(gettext("For a second officer"), waits["submitted"], tone="warn" if waits["submitted"] else ""),
        Kpi(gettext("Being written"), waits["open"]),
        Kpi(gettext("Sent, not acknowledged there"), waits["waiting"]),
        Kpi(gettext("Not delivered"), waits["refused"], tone="stop" if waits["refused"] else ""),
    )


def _waiting(at_work: Work, *, asked: bool) -> tuple[Sheet, ...]:
    if asked:
        return ()
    came = seen_unanswered(by=at_work.actor)
    unready = unsent(by=at_work.actor)
    sheets = []
    if came:
        heads = (gettext("Warning"), pgettext("from whom a warning came", "From"), gettext("Good until"))
        rows = tuple(Row((_name(one, at_work), Cell((Bit(country_of(one.peer, at_work.language)),)), Cell(_until(one)))) for one in came)
        sheets.append(Sheet("waits", gettext("Waits for our word"), count=str(len(came)), table=Table(heads, rows)))
    if unready:
        heads = (gettext("Warning"), gettext("How it stands"), gettext("Last saved"))
        rows = tuple(_unsent(one, at_work) for one in unready)
        sheets.append(Sheet("unsent", gettext("Not sent yet"), count=str(len(unready)), table=Table(heads, rows)))
    return tuple(sheets)


def _unsent(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- a row of a room below
    submitted = one.state == "submitted"
    href = reverse("warning-approve" if submitted else "warning-check", args=[one.warning.number])
    what = words.label("warning-follow", one.follow, at_work.language) if one.follow else gettext("Warning")
    field = words.label("exchange-field", str(one.typed.get("field", "") or one.warning.field), at_work.language)
    state = gettext("waits for a second officer") if submitted else gettext("being written")
    back = (Bit(gettext("It was returned with this reason: %(reason)s") % {"reason": one.returned_for}, soft=True),)
    cells = (
        Cell((Bit(one.warning.number, href), Bit(f"{what}: {field}", soft=True))),
        Cell((Bit(state), *(back if one.returned_for else ()))),
        Cell((Bit(at_work.when(one.saved_at)), Bit(one.drafter.name if one.drafter else "", soft=True, language="und"))),
    )
    return Row(cells)


def _by_field(at_work: Work, *, asked: bool) -> tuple[Sheet, ...]:
    found = {} if asked else seen_by_field(by=at_work.actor)
    if not found:
        return ()
    here = reverse("exchange")

    def count(number: int, **narrowed: str) -> Cell:
        return Cell((Bit(str(number), f"{here}?{urlencode(narrowed)}" if number else ""),))

    rows = tuple(
        Row(
            (
                Cell((Bit(words.label("exchange-field", field, at_work.language), f"{here}?{urlencode({'field': field})}"),)),
                count(came, field=field, side="theirs"),
                count(went, field=field, side="ours"),
            )
        )
        for field, (came, went) in found.items()
    )
    return (
        Sheet("fields", gettext("Field by field"), table=Table((gettext("Field of exchange"), gettext("Came"), gettext("Went out")), rows)),
    )


def _list(rows: Any, at_work: Work, *, asked: bool) -> Sheet:  # noqa: ANN401 -- as above
    heads = (gettext("Warning"), gettext("From or to"), gettext("How it stands"), gettext("Marking and end"))
    empty = gettext("Nothing is here that fits.") if asked else gettext("No warning has come or gone out yet.")
    table = Table(heads, tuple(_row(one, at_work) for one in rows), empty)
    return Sheet("warnings", gettext("Warnings, the newest first"), table=table)


def _row(one: Listed, at_work: Work) -> Row:
    warning = one.warning
    theirs = warning.side == "theirs"
    who = country_of(warning.peer, at_work.language) if theirs else gettext("ours")
    state = Bit(str(words.STATES.get(warning.state, warning.state)))
    facts = {"got": one.got, "acknowledged": one.acknowledged, "withheld": one.withheld}
    reached = gettext("%(acknowledged)s of %(got)s acknowledged; withheld from %(withheld)s") % facts
    said = Bit(words.label("warning-done", warning.done, at_work.language) if warning.done else "", soft=True)
    below = (Bit(reached, soft=True),) if not theirs else ((said,) if warning.done else ())
    over = (Bit(gettext("over"), soft=True),) if one.over else ()
    return Row((_name(warning, at_work), Cell((Bit(who),)), Cell((state, *below)), Cell((Bit(warning.tlp), *_until(warning), *over))))


def _name(warning: Any, at_work: Work) -> Cell:  # noqa: ANN401 -- as above
    href = reverse("warning", args=[warning.case or warning.number])
    codes = _labels(warning, at_work)[:3]
    urgent = (Bit(words.label("urgency", warning.urgency, at_work.language)),) if warning.urgency != "routine" else ()
    return Cell((Bit(warning.number, href), Bit(words.title(warning, at_work.language)), *urgent, Bit("; ".join(codes), soft=True)))


def _labels(warning: Any, at_work: Work) -> list[str]:  # noqa: ANN401 -- as above
    return [words.label(of, str(code), at_work.language) for name, of in CODED.items() for code in warning.told.get(name, ())]


def _until(warning: Any) -> tuple[Bit, ...]:  # noqa: ANN401 -- as above
    return (Bit(gettext("until %(day)s") % {"day": words.day(warning.good_until)}, soft=True),)


def _asked(request: HttpRequest, at_work: Work) -> tuple[Narrowed, tuple[Choice, ...]]:
    """Read what the list is narrowed to, and the lists that narrow it; a code that is none narrows nothing."""
    get, language = request.GET, at_work.language
    sides = [("theirs", gettext("what came")), ("ours", gettext("what went out"))]
    fields = [(item.code, item.label(language)) for item in vocabulary("exchange-field").offered]
    states = [(code, str(label)) for code, label in words.STATES.items() if code not in ("draft", "set-aside")]
    codes = [
        (f"{of}{_BETWEEN}{item.code}", f"{vocabulary(of).title[language]}: {item.label(language)}")
        for of in ("support-type", "ict-use", "technology", "technique", "sector")
        for item in vocabulary(of).offered
    ]
    lists = (
        _choice("side", gettext("in and out"), sides, get.get("side", "")),
        _choice("field", gettext("every field"), fields, get.get("field", "")),
        _choice("state", gettext("every state"), states, get.get("state", "")),
        _choice("code", gettext("every code"), codes, get.get("code", "")),
    )
    side, field, state, code = (next((one.value for one in each.options if one.chosen), "") for each in lists)
    of, _, what = code.partition(_BETWEEN)
    return Narrowed(side=side, field=field, state=state, of=of, code=what), lists


def _choice(name: str, every: str, known: list[tuple[str, str]], chosen: str) -> Choice:
    picked = chosen if chosen in {code for code, _ in known} else ""
    options = (Option("", every, chosen=not picked), *(Option(code, label, chosen=code == picked) for code, label in known))
    return Choice(name, every, options)


def _older(request: HttpRequest, after: str) -> str:
    kept = {name: value for name in ("side", "field", "state", "code") if (value := request.GET.get(name, ""))}
    return f"?{urlencode({**kept, 'after': after})}" if after else ""
