"""The law as pages: every text and kind, one kind, one article with its rules, offences beside their articles and incident classes."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from comity.desk.rules import rulebook
from comity.doors.web.citing import article as cited
from comity.doors.web.citing import verified as checked
from comity.doors.web.moments import print_date
from comity.doors.web.pages.parts import Crumbs, Link
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, SheetPage, Table, cell, sourced
from comity.doors.web.views.words import act_words
from comity.doors.web.views.working import Work
from comity.terms.vocabulary import Verified, vocabulary
from comity.treaty.describing import grounds_in_order, kinds_by_family, lengths_of, verified_counts
from comity.treaty.linting import OFFENCE_LISTS
from comity.treaty.pack import Article, BaseRow, DatedValue, Instrument, KindRow, Rule

_NATURES: Final = {
    "treaty": gettext_lazy("treaty"),
    "resolution": gettext_lazy("resolution of the Security Council"),
    "practice": gettext_lazy("practice of a network"),
    "bilateral": gettext_lazy("treaty of two States"),
    "arrangement": gettext_lazy("arrangement at home"),
    "tracked": gettext_lazy("orders are only tracked here"),
    "safeguard": gettext_lazy("safeguards of this project"),
}
_OUTCOMES: Final = {"stop": gettext_lazy("Stop:"), "warn": gettext_lazy("Note:"), "pass": gettext_lazy("Pass:")}
_UNITS: Final = {
    "minutes": gettext_lazy("minutes"),
    "hours": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "working-days": gettext_lazy("working days"),
    "months": gettext_lazy("months"),
    "years": gettext_lazy("years"),
}


def law_href(instrument: str, article: str) -> str:
    """Return where an article is read, at its paragraph; nothing where the rulebook does not hold it."""
    number = article.partition("(")[0]
    if (instrument, number) not in rulebook().articles:
        return ""
    return reverse("law-article", args=[instrument, number]) + (f"#{_anchor(article)}" if "(" in article else "")


def citation(instrument: str, article: str, language: str) -> Bit:
    """Return `Hanoi Convention, Art. 42(8)` leading to the article."""
    row = rulebook().instruments.get(instrument)
    short = row.short[language] if row else instrument
    return Bit(f"{short}, {cited(article)}" if article else short, law_href(instrument, article))


def cited_in_full(text: str, language: str) -> str:
    """Return the citation of a vocabulary (`UNCC Art. 36`) in words; what cites no text of the rulebook stays as it is."""
    code, found, number = text.partition(" Art. ")
    return citation(code, number, language).text if found and code in rulebook().instruments else text


def law_page(at_work: Work) -> SheetPage:
    """Return the list of texts and of kinds."""
    book, language = rulebook(), at_work.language
    return SheetPage(
        heading=gettext("The law that requests are checked by"),
        deck=gettext(
            "Every text, every kind of request, and how well each was checked. Gists in our own words; never the text of a treaty."
        ),
        crumbs=Crumbs(),
        sheets=(
            Sheet("texts", gettext("Texts"), count=str(len(book.instruments)), table=_texts(at_work)),
            Sheet("kinds", gettext("Kinds of request"), count=str(len(book.kinds)), table=_kinds(language)),
        ),
        links=(Link(gettext("Offences, articles, incident classes"), reverse("law-offences")),),
        notice=gettext("Rulebook %(version)s, digest %(digest)s.") % {"version": book.version, "digest": str(book.digest)[:16]},
    )


def _texts(at_work: Work) -> Table:
    book, language = rulebook(), at_work.language
    rows = []
    for row in book.instruments.values():
        held = sum(code == row.code for code, _ in book.articles)
        name = Cell((Bit(row.short[language], reverse("law-text", args=[row.code])), Bit(row.title[language], soft=True)))
        now = book.in_force(row.code, on=at_work.at.datetime().date())
        force = gettext("in force") if now.in_force else gettext("not in force")
        rows.append(Row((name, cell(str(_NATURES[row.nature]), force), cell(str(held), str(checked(_of(row.verified)))))))
    return Table((gettext("Text"), gettext("What it is"), gettext("Articles held here")), tuple(rows))


def text_page(code: str, at_work: Work) -> SheetPage:
    """Return one text: its articles with how many rules stand on each, and whether it is in force since when."""
    book, language = rulebook(), at_work.language
    text = book.instruments[code]
    rows = []
    for row in sorted((row for key, row in book.articles.items() if key[0] == code), key=_in_order):
        mine = sum((rule.instrument, rule.article.partition("(")[0]) == (code, row.number) for rule in book.rules.values())
        name = Cell((Bit(cited(row.number), law_href(code, row.number)),))
        rows.append(Row((name, cell(row.title[language]), cell(str(mine)), cell(str(checked(_of(row.verified)))))))
    heads = (gettext("Article"), gettext("Title"), gettext("Rules"), gettext("How well it was checked"))
    return SheetPage(
        heading=text.short[language],
        deck=text.title[language],
        crumbs=Crumbs((Link(gettext("Law"), reverse("law")),), code),
        sheets=(
            Sheet("force", gettext("In force"), table=_force(text)),
            Sheet("articles", gettext("Articles held here"), count=str(len(rows)), table=Table(heads, tuple(rows))),
        ),
        notice=f"{capfirst(str(_NATURES[text.nature]))}.",
        source=". ".join(dict.fromkeys((text.edition, text.source))),
    )


def _in_order(row: Article) -> tuple[int, str]:
    """Return where an article stands in its text: 7 before 40, and 40 before 40 bis."""
    digits = re.match(r"\d*", row.number)
    return int(digits.group() or 0) if digits else 0, row.number


def _force(text: Instrument) -> Table:
    words = {True: gettext("in force"), False: gettext("not in force")}
    rows = tuple(
        Row((cell(print_day(one.since)), cell(words[one.in_force]), sourced(one.source, checked(_of(one.verified)))))
        for one in text.in_force
    )
    return Table((gettext("Since"), gettext("State"), gettext("Source")), rows)


def _kinds(language: str) -> Table:
    book = rulebook()
    rows, family = [], ""
    for row in kinds_by_family(book):
        group = book.families[row.family].labels[language] if row.family != family else ""
        family = row.family
        name = Cell((Bit(row.labels[language], reverse("law-kind", args=[row.code])), Bit(row.code, soft=True)))
        where = Cell(tuple(citation(base.instrument, base.article, language) for base in row.bases))
        rows.append(Row((name, cell(row.purpose[language]), where), group))
    return Table((gettext("Kind"), gettext("What it is for"), gettext("Stands on")), tuple(rows))


def kind_page(kind: KindRow, at_work: Work) -> SheetPage:
    """Return all about one kind: texts, fields by part, grounds, clocks, and how well it was checked."""
    book, language = rulebook(), at_work.language
    parts = tuple(
        Sheet(f"part-{part}", gettext("Fields: %(part)s") % {"part": act_words(part)}, table=_fields(kind.code, part, language))
        for part in kind.parts
    )
    return SheetPage(
        heading=kind.labels[language],
        deck=kind.purpose[language],
        crumbs=Crumbs((Link(gettext("Law"), reverse("law")),), kind.code),
        sheets=(
            Sheet("texts", gettext("Stands on"), table=_bases(kind.bases, language)),
            Sheet(
                "grounds", gettext("Grounds of refusal"), gettext("Those that protect persons first"), table=_grounds(kind.code, language)
            ),
            Sheet("clocks", gettext("Clocks"), table=_clocks(kind.code, at_work)),
            *parts,
            Sheet("checked", gettext("How well it was checked"), text=(_counted(kind.code),)),
        ),
        notice=gettext("A complete answer: %(words)s") % {"words": kind.complete[language]},
        links=(Link(gettext("All kinds"), reverse("law") + "#kinds"),) if book.kinds else (),
    )


def _bases(bases: Iterable[BaseRow], language: str) -> Table:
    rows = tuple(
        Row((Cell((citation(one.instrument, one.article, language),)), sourced(one.source, str(checked(_of(one.verified))))))
        for one in bases
    )
    return Table((gettext("Text and article"), gettext("Source")), rows)


def _fields(kind: str, part: str, language: str) -> Table:
    rows = []
    for item in rulebook().form(kind, part).items:
        names = tuple(Bit(one.labels[language]) for one in item.fields)
        where = Cell((citation(item.instrument, item.article, language), Bit(str(checked(item.verified.value)), soft=True)))
        rows.append(Row((cell(f"{item.number}. {item.labels[language]}"), Cell(names), where)))
    return Table((gettext("Item"), gettext("Fields"), gettext("Article")), tuple(rows))


def _grounds(kind: str, language: str) -> Table:
    rows = []
    for row in grounds_in_order(kind, rulebook()):
        note = row.why_not[language] if row.why_not and not row.offered else ""
        if row.consult.owed:
            note = gettext("consultation first, %(article)s") % {"article": cited(row.consult.article)}
        law = gettext("home law") if row.law == "home" else ""
        where = Cell((citation(row.instrument, row.article, language), Bit(str(checked(_of(row.verified))), soft=True)))
        rows.append(Row((cell(row.labels[language], note), cell(law), where)))
    empty = gettext("This kind is not refused: it asks for nothing.")
    return Table((gettext("Ground"), gettext("Whose law"), gettext("Article")), tuple(rows), empty)


def _clocks(kind: str, at_work: Work) -> Table:
    language, today, rows = at_work.language, at_work.at.datetime().date(), []
    for row in rulebook().clocks:
        if kind in row.kinds:
            desk = gettext("desk target, no law")
            where = Cell((citation(row.instrument, row.article, language),)) if row.article else cell(desk)
            days = {str(one["value"]) for one in lengths_of(row, rulebook(), today) if one["unit"] in ("days", "working-days")}
            rule = row.rule[language].replace("%(days)s", days.pop()) if len(days) == 1 else row.rule[language]
            rows.append(Row((cell(row.labels[language], row.id), cell(_no_places(rule)), where)))
    return Table((gettext("Clock"), gettext("What it counts"), gettext("Article")), tuple(rows), gettext("No clock runs for this kind."))


def _no_places(sentence: str) -> str:
    """Return the sentence with a sign where it says something of a case: there is none here."""
    return re.sub(r"%\(\w+\)s", "…", sentence).replace("%%", "%")


def _counted(kind: str) -> str:
    counts = verified_counts(kind, rulebook())
    said = [f"{checked(word.value)} ({count})" for word, count in counts.items() if count]
    return gettext("Rules, grounds, answers and items by how well their text was checked. %(counts)s.") % {"counts": "; ".join(said)}


def article_page(row: Article, at_work: Work) -> SheetPage:
    """Return an article: each paragraph, the rules on it, what each can say, its dated values and its source."""
    book, language = rulebook(), at_work.language
    text = book.instruments[row.instrument]
    rules = [rule for rule in book.rules.values() if (rule.instrument, rule.article.partition("(")[0]) == (row.instrument, row.number)]
    return SheetPage(
        heading=f"{text.short[language]}, {cited(row.number)}",
        deck=row.title[language],
        crumbs=Crumbs((Link(gettext("Law"), reverse("law")),), f"{row.instrument} {row.number}"),
        sheets=tuple(_sheets(row, rules, language)),
        notice=gettext("Gists in our own words; not the text of the treaty; %(checked)s.") % {"checked": checked(_of(row.verified))},
        source=row.source,
    )


def _sheets(row: Article, rules: list[Rule], language: str) -> Iterator[Sheet]:
    placed: set[str] = set()
    for paragraph in row.paragraphs:
        first, bracket, rest = paragraph.mark.partition("(")
        full = f"{row.number}({first}){bracket}{rest}"
        mine = [rule for rule in rules if rule.article == full]
        placed |= {rule.id for rule in mine}
        yield Sheet(_anchor(full), str(cited(full)), text=(paragraph.gist[language],), table=_rules(mine, language) if mine else None)
    if left := [rule for rule in rules if rule.id not in placed]:
        yield Sheet("whole", gettext("On the article as a whole, or on more of it"), table=_rules(left, language))


def _rules(rules: list[Rule], language: str) -> Table:
    rows = []
    for rule in rules:
        said = tuple(Bit(f"{_OUTCOMES[case.outcome]} {_no_places(case.claim[language])}") for case in rule.cases.values())
        values = tuple(Bit(_value(one), soft=True) for held in rule.values.values() for one in held)
        duty = Bit(gettext("A duty that people keep; the machine computes nothing."))
        where = Cell(
            (Bit(str(cited(rule.article))), Bit(rule.source, soft=True, language="en"), Bit(str(checked(_of(rule.verified))), soft=True))
        )
        rows.append(Row((cell(rule.title[language], rule.id), Cell((*(said or (duty,)), *values)), where)))
    return Table((gettext("Rule"), gettext("What it can say"), gettext("Where it is written")), tuple(rows))


def _value(one: DatedValue) -> str:
    facts = {"value": one.value, "unit": str(_UNITS.get(one.unit, one.unit)), "day": print_day(one.since)}
    return gettext("%(value)s %(unit)s, since %(day)s") % facts


def offences_page(at_work: Work) -> SheetPage:
    """Return every offence with its article in each text, and its classes of the incident taxonomy."""
    language, rows = at_work.language, []
    for name in OFFENCE_LISTS:
        for item in vocabulary(name).offered:
            held = rulebook().offences.get(item.code)
            where = tuple(citation(code, number, language) for code, number in held.articles.items()) if held else ()
            classes = tuple(Bit(one, code=True) for one in held.rsit) if held else ()
            named = cell(item.label(language), item.code)
            rows.append(Row((named, Cell(where or (Bit(gettext("no article makes it an offence")),)), Cell(classes))))
    return SheetPage(
        heading=gettext("Offences, articles, incident classes"),
        deck=gettext("A class is a hint for sorting, no legal judgment: an incident is what happened, an offence is what a court finds."),
        crumbs=Crumbs((Link(gettext("Law"), reverse("law")),), gettext("Offences")),
        sheets=(
            Sheet(
                "offences",
                gettext("Offences"),
                count=str(len(rows)),
                table=Table((gettext("Offence"), gettext("Articles"), "RSIT"), tuple(rows)),
            ),
        ),
    )


def print_day(day: date) -> str:
    """Print a day of the calendar."""
    return print_date(datetime(day.year, day.month, day.day))  # noqa: DTZ001 -- a day has no zone


def _of(word: Verified | None) -> str:
    return (word or Verified.MEMORY).value


def _anchor(article: str) -> str:
    return "p-" + re.sub(r"[^0-9A-Za-z]+", "-", article).strip("-")
