"""One collection: its objects, the newest first, narrowed by type and by words."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.picture import Section
from comity.doors.web.pages.register import Search
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.pages.watch import Choice, Option
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats import kinds, standings, words
from comity.doors.web.views.working import Work, work
from comity.intel.reading.shelves import Cards, cards
from comity.intel.store.granting import Holding
from comity.terms.instants import Instant


@saying_no
@require_safe
def shelf(request: HttpRequest, name: str) -> HttpResponse:
    """Show a page of a collection; the address says where it begins and what it is narrowed to."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    holding = eye.holding(name)
    asked = _Asked(request.GET.get("q", "").strip()[:500], _sort(request), _stands(request))
    before, stands = number(request.GET.get("before", "")), standings.CHOICES.get(asked.stands, frozenset())
    found = cards(eye, holding, words=asked.words, sort=asked.sort, standing=stands, before=before)
    giving = words.giving(eye, into=holding.uuid) if holding.can_write else ()
    return render_page(request, _page(holding, found, asked, at_work, giving=giving))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the list is narrowed to: words, a type, how an indicator stands."""

    words: str
    sort: str
    stands: str

    @property
    def any(self) -> bool:
        """Whether it is narrowed at all."""
        return bool(self.words or self.sort or self.stands)


def _page(holding: Holding, found: Cards, asked: _Asked, at_work: Work, *, giving: tuple[Link, ...]) -> ThreatPage:
    choices = (_types(asked.sort), _standings(asked.stands))
    return ThreatPage(
        heading=holding.title,
        heading_language=words.NAMED,
        deck=gettext("The newest first, each object in its newest version that you may see."),
        crumbs=words.crumbs(holding.alias or holding.title),
        tabs=words.tabs("threats"),
        links=giving,
        facts=tuple(_facts(holding, at_work)),
        search=Search(gettext("A word of the title, or a value"), asked.words, choices, asked=asked.any),
        sections=(_section(found, at_work, asked=asked.any),),
        older_href=_older(asked, found.before),
    )


def number(text: str) -> int:
    """Return a place in a collection as an address has it, 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _facts(holding: Holding, at_work: Work) -> list[tuple[str, Fact]]:
    yours = gettext("read and put objects in") if holding.can_write else gettext("read")
    looked = gettext("every rule of STIX 2.1") if holding.row.checks == "full" else gettext("what a store needs to know")
    return [
        (pgettext("of exchange", "Field"), Fact(words.fields(holding.row.fields, at_work.language))),
        (gettext("Your authority may"), Fact(yours)),
        (gettext("What programs send is checked for"), Fact(looked)),
        (gettext("Its identifier"), Fact(holding.uuid, holding.alias, language=words.NAMED)),
    ]


def _section(found: Cards, at_work: Work, *, asked: bool) -> Section:
    note = ""
    if found.looked:
        facts = {"count": found.looked}
        note = gettext("%(count)s objects were looked through for what is asked.") % facts
        if found.before:
            since = at_work.when(Instant(found.before))
            note += " " + gettext("They came since %(when)s; “More of them” goes on with older ones.") % {"when": since}
    empty = gettext("Nothing is here that fits.") if asked else gettext("Nothing is in this collection that you may see.")
    table = words.card_table(found.rows, at_work, empty=empty)
    return Section("objects", gettext("Objects"), note, table=table)


def _sort(request: HttpRequest) -> str:
    asked = request.GET.get("type", "")
    return asked if asked in kinds.TYPES else ""


def _types(sort: str) -> Choice:
    every = gettext("every type")
    known = sorted(((code, kinds.kind(code)) for code in kinds.TYPES), key=lambda one: one[1].casefold())
    return Choice("type", every, (Option("", every, chosen=not sort), *(Option(code, text, chosen=code == sort) for code, text in known)))


def _stands(request: HttpRequest) -> str:
    asked = request.GET.get("stands", "")
    return asked if asked in standings.CHOICES else ""


def _standings(chosen: str) -> Choice:
    every = gettext("however it stands")
    options = (Option(code, standings.choice(code), chosen=code == chosen) for code in standings.CHOICES)
    return Choice("stands", every, (Option("", every, chosen=not chosen), *options))


def _older(asked: _Asked, before: int) -> str:
    told = {"q": asked.words, "type": asked.sort, "stands": asked.stands, "before": str(before) if before else ""}
    return f"?{urlencode({name: value for name, value in told.items() if value})}" if before else ""
