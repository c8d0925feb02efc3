"""Collects what a brief says of a State: from register, desk, directory and treaties, as far as its reader may know of it."""

from comity.desk.briefing.registered import Told, met, people, promises, said, sources
from comity.desk.briefing.standing import contacts, decisions, next_day, requests, treaties, unread_requests
from comity.desk.briefing.wording import BriefTongue, tongue_of
from comity.desk.permissions import Verb, may
from comity.desk.reading.countries import Between, between
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.letters.brief import Brief, Number, Part
from comity.register.dossiers import dossier
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.levels import level_of
from comity.terms.markings import Tlp, strictest


def brief_of(country: Country, *, language: str, by: Actor, at: Instant, requests_too: bool = True) -> Brief:
    """Return the brief of a State. Without `requests_too`, or for who reads no requests, it says that they are not shown.

    Raises `NotAllowed` for who may not look into the register.
    """
    node = home()
    tongue = tongue_of(language, node.zone)
    say = tongue.say
    open_ = between(country, by=by) if requests_too and may(by, Verb.READ) else None
    today = at.datetime().astimezone(tongue.zone).date()
    where = say("where-page", country=tongue.country(country.text))
    told = Told(dossier(country.text, by=by, at=at), tongue, today.isoformat(), tongue.country(country.text))
    author = tongue.one_of(book().authority(node.authority).names)
    found = told.found
    theirs, ours = _requests(tongue, open_, told.where("requests"))
    documents = list(found.documents.values())
    return Brief(
        language=language,
        kind=say("kind"),
        title=tongue.country(country.text),
        code=country.text,
        author=f"{author}, {tongue.country(node.country.text)}",
        stated=(say("as-of", when=tongue.when(at)), say("made-by", who=by.name), say("inside")),
        marking=_marking(open_, tongue),
        numbers=_numbers(told, open_),
        decisions=decisions(told, open_, say("decisions"), where=told.where("decisions")),
        sides=(
            (promises(told, say("theirs"), found.theirs), promises(told, say("ours"), found.ours)),
            (said(told, say("they-say"), found.they_say), said(told, say("we-say"), found.we_say)),
            (theirs, ours),
        ),
        free=(
            met(told, say("meetings")),
            people(told, say("people")),
            treaties(tongue, say("treaties"), country, on=today, where=where),
            contacts(tongue, say("contacts"), country, on=today, where=where),
        ),
        sources=sources(told, say("sources"), documents),
        notes=(say("note-press") if any(one.standing == "press" for one in documents) else say("note"),),
        footer=say("footer", country=tongue.country(country.text), when=tongue.when(at)),
        day=today.isoformat(),
    )


def _requests(tongue: BriefTongue, open_: Between | None, where: str) -> tuple[Part, Part]:
    say = tongue.say
    if open_ is None:
        return unread_requests(tongue, say("they-request")), unread_requests(tongue, say("we-request"))
    return (
        requests(tongue, say("they-request"), open_.asking, open_.asking_total, where=where),
        requests(tongue, say("we-request"), open_.asked, open_.asked_total, where=where),
    )


def _numbers(told: Told, open_: Between | None) -> tuple[Number, ...]:
    found, say = told.found, told.tongue.say
    figures = found.figures
    asked = Number(say("n-requests"), say("nothing"), say("n-hidden"))
    if open_ is not None:
        facts = {"theirs": told.tongue.count(open_.asking_total), "ours": told.tongue.count(open_.asked_total)}
        asked = Number(say("n-requests"), told.tongue.count(open_.asking_total + open_.asked_total), say("n-both", **facts))
    return (
        Number(say("n-registered"), told.tongue.count(figures.registered), say("n-registered-note")),
        Number(say("n-overdue"), told.tongue.count(figures.overdue), say("n-overdue-note"), late=figures.overdue > 0),
        Number(
            say("n-fulfilled"),
            told.tongue.count(figures.fulfilled),
            say("n-confirmed", count=told.tongue.count(figures.confirmed)),
        ),
        asked,
        Number(say("n-next"), next_day(told), say("n-next-note") if found.planned else say("n-no-next")),
    )


def _marking(open_: Between | None, tongue: BriefTongue) -> str:
    """Return the strictest marking of what is shown of requests; what is said of the register was said in public."""
    rows = (*open_.asking, *open_.asked) if open_ is not None else ()
    marked = [Tlp.parse(one.tlp) for one in rows if one.tlp]
    secret = [one.classification for one in rows if one.classification]
    words = [tongue.label("classification", max(secret, key=lambda one: len(level_of(one).covered)))] if secret else []
    if marked:
        words.append(strictest(marked).value)
    return " · ".join(words)
