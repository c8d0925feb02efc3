"""Countries as pages: who is there, which texts stand between us and what they make possible, what is open; and the brief of one page."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from comity.desk.reading.countries import Between, between
from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.freshness import read_seen
from comity.directory.home import home
from comity.directory.sections import Authority
from comity.doors.web.citing import article as cited
from comity.doors.web.citing import verified as checked
from comity.doors.web.moments import print_date
from comity.doors.web.pages.parts import Crumbs, Fact, Link
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, SheetPage, Table, cell, sourced
from comity.doors.web.views.lawful import citation, print_day
from comity.doors.web.views.naming import in_words, kind_name, language_name
from comity.doors.web.views.words import state_words
from comity.doors.web.views.working import Row as Request
from comity.doors.web.views.working import Work
from comity.terms.folding import fold
from comity.terms.identifiers import Country
from comity.terms.instants import PreciseDate
from comity.terms.refusals import Refused
from comity.terms.vocabulary import Verified, vocabulary
from comity.treaty.describing import kinds_by_family
from comity.treaty.legalbasis import Basis, legal_basis
from comity.treaty.pack import KindRow, OfState, StatusRow
from comity.treaty.rulebook import country_words

_ACTS = {
    "signed": gettext_lazy("signed"),
    "not-signed": gettext_lazy("not signed"),
    "ratification-reported": gettext_lazy("ratification reported, not confirmed by the depositary"),
    "party": gettext_lazy("Party"),
    "member": gettext_lazy("member"),
    "left": gettext_lazy("left"),
}
_CHANNELS = {
    "direct": gettext_lazy("direct"),
    "diplomatic": gettext_lazy("through the diplomatic channel"),
    "interpol": gettext_lazy("through INTERPOL"),
    "24-7": gettext_lazy("24/7 network"),
    "egmont": gettext_lazy("Egmont channel"),
}


def countries() -> tuple[Country, ...]:
    """Return the countries that have a page: those of the directory, and those of which the rulebook records something."""
    recorded = {row.country for rows in _recorded() for row in rows}
    known = {section.text for section in book().sections}
    return tuple(Country(code) for code in sorted(recorded | known))


def _recorded() -> tuple[Sequence[OfState], ...]:
    rules = rulebook()
    return rules.status, rules.languages, rules.reservations, rules.notified


def countries_page(at_work: Work) -> SheetPage:
    """Return the list of countries, those of the directory first."""
    known = set(book().sections)

    def by_name(one: Country) -> tuple[bool, str]:
        return one not in known, fold(name_of(one, at_work.language))

    rows = [_listed(one, at_work, known=one in known) for one in sorted(countries(), key=by_name)]
    heads = (gettext("Country"), gettext("In the directory"), gettext("Recorded of it"))
    return SheetPage(
        heading=gettext("Countries"),
        deck=gettext("Authorities, texts between us, what they make possible, and what is open."),
        crumbs=Crumbs(),
        sheets=(Sheet("countries", gettext("Countries"), count=str(len(rows)), table=Table(heads, tuple(rows))),),
    )


def _listed(country: Country, at_work: Work, *, known: bool) -> Row:
    name = Cell((Bit(name_of(country, at_work.language), reverse("country", args=[country.text])), Bit(country.text, soft=True)))
    if not known:
        there = gettext("no authority")
    else:
        count = len(book().sections[country].authorities)
        there = ngettext("%(count)s authority", "%(count)s authorities", count) % {"count": count}
    acts = sum(row.country == country.text for rows in _recorded() for row in rows)
    return Row((name, cell(there), cell(ngettext("%(count)s row", "%(count)s rows", acts) % {"count": acts})))


def country_page(country: Country, at_work: Work, *, more: Sequence[Sheet] = ()) -> SheetPage:
    """Return the page of one country; `more` is what other rooms have of it."""
    found = between(country, by=at_work.actor)
    own = country == home().country
    sheets = [_authorities(country, at_work), _texts(country, at_work)]
    if not own:
        sheets += [_possible(country, at_work), *_open(found, at_work), *more]
    sheets += [_notified(country, at_work), _declared(country, at_work)]
    paper, brief = reverse("country-paper", args=[country.text]), reverse("country-brief", args=[country.text])
    there = (Link(gettext("Commitments and meetings"), f"#{more[0].key}"),) if more else ()
    return SheetPage(
        heading=name_of(country, at_work.language),
        deck=gettext("This is our own country.") if own else gettext("What stands between us, and what is open."),
        crumbs=Crumbs((Link(gettext("Countries"), reverse("countries")),), country.text),
        facts=() if own else _facts(found, at_work),
        sheets=tuple(sheets),
        links=()
        if own
        else (
            *there,
            Link(gettext("Brief in Vietnamese (PDF)"), f"{paper}?in=vi"),
            Link(gettext("Brief in English (PDF)"), f"{paper}?in=en"),
            Link(gettext("Treaties and lines, to print"), brief),
        ),
    )


def brief_page(country: Country, at_work: Work) -> SheetPage:
    """Return the brief: what fits on one page, in the language of `at_work`."""
    found = between(country, by=at_work.actor)
    texts = _texts(country, at_work, most=6)
    by_family = _by_family(country, at_work)
    return SheetPage(
        heading=gettext("Brief: %(country)s") % {"country": name_of(country, at_work.language)},
        deck=gettext("As of %(day)s. What is not confirmed by a depositary says so.") % {"day": print_date(at_work.here(at_work.at))},
        crumbs=Crumbs((Link(name_of(country, at_work.language), reverse("country", args=[country.text])),), gettext("Brief")),
        facts=_facts(found, at_work),
        sheets=(_authorities(country, at_work, most=4), texts, by_family, *_open(found, at_work, most=3)),
    )


def name_of(country: Country, language: str) -> str:
    """Return the name of a country: as it calls itself in the directory, else as the vocabulary has it."""
    section = book().sections.get(country)
    return in_words(section.names, language) if section else country_words(country)[language]


def _facts(found: Between, at_work: Work) -> tuple[tuple[str, Fact], ...]:
    down = [link for link in found.links if link.down_since is not None]
    if not found.links:
        line = Fact(gettext("None"), gettext("no node of theirs is in the directory"))
    elif down:
        line = Fact(gettext("%(down)s of %(all)s down") % {"down": len(down), "all": len(found.links)})
    else:
        line = Fact(gettext("%(up)s of %(all)s up") % {"up": len(found.links), "all": len(found.links)})
    last = Fact(at_work.when(found.last_act)) if found.last_act else Fact(gettext("Never"), gettext("no act has gone out or come in"))
    return (
        (gettext("We asked, open"), Fact(str(found.asked_total))),
        (gettext("They asked, open"), Fact(str(found.asking_total))),
        (gettext("Last contact"), last),
        (gettext("Lines"), line),
    )


def _authorities(country: Country, at_work: Work, *, most: int = 100) -> Sheet:
    section = book().sections.get(country)
    rows = tuple(_authority(one, at_work) for one in (section.authorities if section else ())[:most])
    note = ""
    if section:
        note = gettext("Signed by the country's key on %(day)s, version %(version)s, good until %(until)s") % {
            "day": print_date(at_work.here(section.issued)),
            "version": section.version,
            "until": print_date(at_work.here(section.expires)),
        }
        note = f"{note}. {_whose_word(country, at_work)}"
    heads = (gettext("Authority"), gettext("Roles"), gettext("Languages"), gettext("Nodes and their keys"))
    empty = gettext("The directory has no file of this country. Ask for one, and compare its fingerprint by telephone.")
    return Sheet("authorities", gettext("Authorities"), note, str(len(rows)), table=Table(heads, rows, empty))


def _whose_word(country: Country, at_work: Work) -> str:
    """Say who stands for the country's key: several authorities in the repository, as of when, or a telephone call."""
    seen = read_seen(home())
    delegated = None if seen is None else seen.countries.get(country)
    if seen is None or delegated is None:
        return gettext("Its key is trusted by a fingerprint that was compared by telephone.")
    facts = {"need": delegated.need, "all": len(delegated.holders), "day": print_date(at_work.here(seen.issued))}
    if delegated.overdue:
        return gettext("In the repository as of %(day)s the time of its authorities is over; what was known before still counts.") % facts
    return gettext("In the repository as of %(day)s it is signed by %(need)s of %(all)s of its authorities.") % facts


def _authority(one: Authority, at_work: Work) -> Row:
    nodes: list[Bit] = []
    revoked = {taken.key: taken.since for taken in book().sections[one.id.country].revoked}
    for node in book().sections[one.id.country].nodes:
        if node.authority == one.id:
            nodes.append(Bit(str(node.id), code=True))
            for dated in node.signing:
                day = {"since": print_date(at_work.here(dated.since)), "until": print_date(at_work.here(dated.until))}
                words = (
                    gettext("key from %(since)s to %(until)s")
                    if dated.good(at_work.at)
                    else gettext("key of the past, %(since)s to %(until)s")
                )
                nodes.append(Bit(words % day, soft=True))
                if dated.key.key_id in revoked:
                    since = at_work.when(revoked[dated.key.key_id])
                    nodes.append(Bit(gettext("revoked from %(since)s on") % {"since": since}, soft=True))
    roles = tuple(Bit(_label("authority-role", role, at_work.language)) for role in one.roles)
    spoken = tuple(Bit(language_name(tag, at_work.language)) for tag in one.languages)
    return Row(
        (Cell((Bit(in_words(one.names, at_work.language)), Bit(str(one.id), code=True))), Cell(roles), Cell(spoken), Cell(tuple(nodes)))
    )


def _texts(country: Country, at_work: Work, *, most: int = 0) -> Sheet:
    """Return every text towards which either State did something, what each did and when, and how well that was checked.

    With `most` only so many, and of each State its last act alone.
    """
    rules, language, today = rulebook(), at_work.language, _today(at_work)
    rows = []
    for code, text in rules.instruments.items():
        theirs = rules.status_of(country, instrument=code, on=today)
        ours = rules.status_of(home().country, instrument=code, on=today)
        party = {country.text, home().country.text} <= set(text.parties)
        if not theirs and not party:
            continue
        force = gettext("in force") if rules.in_force(code, on=today).in_force else gettext("not in force")
        name = Cell((citation(code, "", language), Bit(force, soft=True)))
        rows.append(Row((name, _dated(theirs, language, brief=bool(most)), _dated(ours, language, brief=bool(most)))))
    heads = (gettext("Text"), name_of(country, language), gettext("We"))
    empty = gettext("Nothing is recorded of this State.")
    return Sheet("texts", gettext("Texts"), count=str(len(rows)), table=Table(heads, tuple(rows[: most or None]), empty))


def _dated(rows: Sequence[StatusRow], language: str, *, brief: bool) -> Cell:
    """Return each act with its day and how well it was checked; in a brief the last one, without its note."""
    bits = []
    for row in rows[-1:] if brief else rows:
        said = str(_ACTS[row.act])
        bits.append(Bit(f"{said}, {_when(row.on)}" if row.on else said))
        bits.append(Bit(f"{checked(_of(row.verified))}" + (f" · {row.note[language]}" if row.note and not brief else ""), soft=True))
    return Cell(tuple(bits) or (Bit(gettext("nothing recorded"), soft=True),))


def _when(on: str) -> str:
    """Print a day, a month or a year, no more precisely than it is known."""
    known = PreciseDate.parse(on)
    return print_day(known.first) if len(on) > len("2026-11") else on if len(on) == len("2026") else f"{on[5:]}/{on[:4]}"


def _possible(country: Country, at_work: Work) -> Sheet:
    """Return each kind with the first text that carries it between us, whether it binds, and how well that was checked."""
    rules, language, family, rows = rulebook(), at_work.language, "", []
    for kind, basis in _bases(country, at_work):
        group = rules.families[kind.family].labels[language] if kind.family != family else ""
        family = kind.family
        name = Cell((Bit(kind.labels[language], reverse("law-kind", args=[kind.code])),))
        if basis is None:
            rows.append(Row((name, cell(gettext("no text carries it between us")), cell("")), group))
            continue
        where = citation(basis.instrument, basis.article, language)
        rows.append(Row((name, cell(_binds(basis), str(checked(basis.verified.value))), Cell((where,))), group))
    heads = (gettext("Kind"), gettext("Between us"), gettext("By which article"))
    note = gettext("We ask them; computed for today")
    return Sheet("possible", gettext("What is possible"), note, table=Table(heads, tuple(rows)))


def _by_family(country: Country, at_work: Work) -> Sheet:
    """Return one line a family: how many of its kinds are binding, voluntary, or have no text, and on which texts."""
    rules, language = rulebook(), at_work.language
    counted: dict[str, list[Basis | None]] = {}
    for kind, basis in _bases(country, at_work):
        counted.setdefault(kind.family, []).append(basis)
    rows = []
    for family, found in counted.items():
        binding = sum(one is not None and one.binds for one in found)
        voluntary = sum(one is not None and not one.binds for one in found)
        facts = {"binding": binding, "voluntary": voluntary, "none": len(found) - binding - voluntary}
        texts = dict.fromkeys(one.instrument for one in found if one is not None)
        where = "; ".join(rules.instruments[code].short[language] for code in texts)
        said = gettext("%(binding)s binding, %(voluntary)s voluntary, %(none)s without a text") % facts
        rows.append(Row((cell(rules.families[family].labels[language]), cell(said), cell(where))))
    return Sheet("possible", gettext("What is possible"), table=Table((gettext("Family"), gettext("Kinds"), gettext("Texts")), tuple(rows)))


def _bases(country: Country, at_work: Work) -> Iterator[tuple[KindRow, Basis | None]]:
    for kind in kinds_by_family(rulebook()):
        if not kind.opens:
            continue
        try:
            found = legal_basis(kind.code, from_=home().country, to=country, on=_today(at_work), rulebook=rulebook())
        except Refused:
            yield kind, None
        else:
            yield kind, found.first


def _binds(basis: Basis) -> str:
    return gettext("binding") if basis.binds else gettext("voluntary, by reciprocity")


def _open(found: Between, at_work: Work, *, most: int = 25) -> tuple[Sheet, ...]:
    heads = (gettext("Request"), gettext("What"), gettext("Where it stands"), gettext("Next deadline"))
    empty = gettext("None is open.")
    return tuple(
        Sheet(key, heading, count=str(total), table=Table(heads, tuple(_request(row, at_work) for row in rows[:most]), empty))
        for key, heading, rows, total in (
            ("asked", gettext("We asked them"), found.asked, found.asked_total),
            ("asking", gettext("They asked us"), found.asking, found.asking_total),
        )
    )


def _request(row: Request, at_work: Work) -> Row:
    due = at_work.fully(row.due_at) if row.due_at else gettext("no clock runs")
    name = Cell((Bit(row.reference, reverse("request", args=[row.reference])),))
    law = cited(row.article) if row.article else ""
    return Row((name, cell(kind_name(row.kind, at_work.language), law), cell(state_words(row.state)), cell(due)))


def _notified(country: Country, at_work: Work) -> Sheet:
    rules, language = rulebook(), at_work.language
    rows = [
        Row(
            (
                cell(one.name[language], _label("authority-role", one.role, language)),
                cell(str(_CHANNELS[one.channel])),
                *_source(one, one.since),
            )
        )
        for one in rules.notified
        if one.country == country.text
    ]
    rows += [
        Row(
            (
                cell(", ".join(language_name(tag, language) for tag in one.languages)),
                cell(gettext("language of requests")),
                *_source(one, one.since),
            )
        )
        for one in rules.languages
        if one.country == country.text
    ]
    heads = (gettext("Notified"), gettext("Channel"), gettext("Text, since"), gettext("Source"))
    return Sheet(
        "notified",
        gettext("Notified authorities, channels, languages"),
        table=Table(heads, tuple(rows), gettext("No notification is recorded.")),
    )


def _declared(country: Country, at_work: Work) -> Sheet:
    rows = []
    for one in rulebook().reservations:
        if one.country == country.text:
            takes = gettext("takes the article away") if one.removes else gettext("shown; takes nothing away")
            where = Cell((citation(one.instrument, one.article, at_work.language), Bit(takes, soft=True)))
            rows.append(Row((cell(one.said[at_work.language]), where, *_source(one, one.since))))
    heads = (gettext("Declared"), gettext("Article"), gettext("Text, since"), gettext("Source"))
    return Sheet("declared", gettext("Reservations and declarations"), table=Table(heads, tuple(rows), gettext("None is recorded.")))


def _source(row: OfState, since: date) -> tuple[Cell, Cell]:
    return cell(row.instrument, print_day(since)), sourced(row.source, str(checked(_of(row.verified))))


def _label(name: str, code: str, language: str) -> str:
    try:
        return vocabulary(name).label(code, language)
    except Refused:
        return code


def _today(at_work: Work) -> date:
    return at_work.at.datetime().date()


def _of(word: Verified | None) -> str:
    return (word or Verified.MEMORY).value
