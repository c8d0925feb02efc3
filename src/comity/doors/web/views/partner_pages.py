"""The pages of partners without a node, and what is typed on them."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from comity.desk.joining.queries import candidates, joinings
from comity.desk.partnering.actions import Entry
from comity.desk.partnering.policy import LANGUAGES, ROLES, WAYS, PartnerIncomplete, require_second
from comity.desk.partnering.queries import Entered
from comity.desk.permissions import Verb, may
from comity.desk.policy import ReasonMissing
from comity.directory.partners import PROVIDER_ROLES, stale, ways_of
from comity.directory.ways import Way
from comity.doors.web.moments import print_date
from comity.doors.web.pages.fields import Choice, DateParts, FieldWrite
from comity.doors.web.pages.fields import Entry as Line
from comity.doors.web.pages.outside import PaperPage, PartnerRow, PartnersPage
from comity.doors.web.pages.parts import Act, Fault, Form, Link
from comity.doors.web.views.addresses import crumbs
from comity.doors.web.views.naming import in_words
from comity.doors.web.views.passages import method_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.doors.web.views.written import marked
from comity.terms.identifiers import AuthorityId, OfficerId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary
from comity.treaty.rulebook import country_words

CAP: Final = 400
YEAR: Final = 365  # days after which an entry is shown as old: a hint to the reader, and no rule
_ROWS: Final = 8
_NOT_WHOLE: Final = gettext_noop("country and short name have to be given")
_NO_DAY: Final = gettext_noop("the day of verification has to be a day of the calendar")
# The field at which each thing that an entry lacks is given.
_FIELDS: Final = {
    _NOT_WHOLE: "country",
    _NO_DAY: "verified",
    "it cannot have been verified on a day to come": "verified",
    "it has no role": "roles",
    "it reads no language": "languages",
    "there is no way to reach it": "ways",
    "a way to reach it has no address": "ways",
    "nobody is named on whose word it stands": "source",
    "there is no such time zone": "zone",
}


def list_page(found: Sequence[Entered], at_work: Work, *, words: str) -> PartnersPage:
    """Return the list; with `words`, of those whose name, country or data are called so."""
    joined = joinings()
    rows = [_row(one, joined.get(one.authority), at_work) for one in found if _is_meant(one, words)]
    drafts = may(at_work.actor, Verb.PROPOSE_PARTNER)
    acts = (
        Act(gettext("Enter a partner"), reverse("partner-new")),
        Act(gettext("Record a request that came outside the wire"), reverse("record-start")),
    )
    return PartnersPage(
        heading=gettext("Partners without a node"),
        deck=gettext("Authorities reached by letter, e-mail, INTERPOL or telephone, and providers: where data sits."),
        crumbs=crumbs(gettext("Partners")),
        rows=tuple(rows),
        acts=acts if drafts else (),
        words=words,
    )


def _is_meant(one: Entered, words: str) -> bool:
    row = one.counts or one.waiting
    if row is None or not words:
        return row is not None
    names = country_words(AuthorityId(one.authority).country)
    told = " ".join([one.authority, *row.names.values(), *names.values(), row.holds, row.legal_address])
    return _plain(words) in _plain(told)


def _plain(text: str) -> str:
    """Return `text` as people type it in haste: small letters, no diacritics."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _row(one: Entered, joining: Row | None, at_work: Work) -> PartnerRow:
    counts, waiting = one.counts, one.waiting
    shown = counts or waiting
    country = country_words(AuthorityId(one.authority).country)
    old = counts is not None and stale(counts, on=at_work.at.datetime().date(), most_days=YEAR)
    name = in_words(shown.names, at_work.language) if shown else one.authority
    closed = counts is not None and counts.closed
    return PartnerRow(
        name=gettext("%(name)s (no longer used)") % {"name": name} if closed else name,
        country=in_words(country, at_work.language),
        code=one.authority,
        lines=_lines(counts, at_work) if counts else (),
        provider=bool(shown and PROVIDER_ROLES & set(shown.roles)),
        stale=gettext("Verified more than a year ago: call before you rely on it.") if old else "",
        change=_change(one) if may(at_work.actor, Verb.PROPOSE_PARTNER) else None,
        waiting=_waiting(waiting) if waiting else "",
        waiting_lines=_lines(waiting, at_work) if waiting else (),
        approve=_approval(waiting, at_work) if waiting else None,
        join=_join(one) if joining is None and counts is not None and may(at_work.actor, Verb.PROPOSE_PARTNER) else None,
        joining=_joining(joining, at_work) if joining else "",
        approve_joining=_joining_approval(joining, at_work) if joining and joining.approved_at is None else None,
    )


def _change(one: Entered) -> Link:
    return Link(gettext("Propose a change"), reverse("partner-change", args=[one.authority]))


def _waiting(entry: Row) -> str:
    facts = {"version": entry.version, "officer": entry.proposed_by.name, "reason": entry.reason}
    if entry.closed:
        return gettext("Version %(version)s takes it out of use and waits for a second officer. %(officer)s: %(reason)s") % facts
    return gettext("Version %(version)s waits for a second officer. %(officer)s: %(reason)s") % facts


def _join(one: Entered) -> Link | None:
    """Return the way to say which node it is, where the directory has one that it could be."""
    counts = one.counts
    if counts is None or not candidates(AuthorityId(one.authority), roles=counts.roles):
        return None
    return Link(gettext("It has a node now"), reverse("partner-join", args=[one.authority]))


def _joining(joining: Row, at_work: Work) -> str:
    facts = {"node": joining.node, "officer": joining.proposed_by.name, "reason": joining.reason}
    if joining.approved_at is None:
        return gettext("That it is the node %(node)s waits for a second officer. %(officer)s: %(reason)s") % facts
    facts |= {"second": joining.approved_by.name, "time": at_work.when(joining.approved_at)}
    return gettext("It is the node %(node)s since %(time)s: %(officer)s and %(second)s. Its open cases can go on on the wire.") % facts


def _joining_approval(joining: Row, at_work: Work) -> Form | None:
    """Return the form of approval for those who may give it."""
    with suppress(Refused):
        require_second(at_work.actor, proposed_by=OfficerId(joining.proposed_by.officer_id))
        return Form(reverse("joining-approve", args=[joining.pk]), fresh_token())
    return None


def _approval(entry: Row, at_work: Work) -> Form | None:
    """Return the form of approval for those who may give it."""
    with suppress(Refused):
        require_second(at_work.actor, proposed_by=OfficerId(entry.proposed_by.officer_id))
        return Form(reverse("partner-approve", args=[entry.pk]), fresh_token())
    return None


def _lines(entry: Row, at_work: Work) -> tuple[tuple[str, str], ...]:
    language = at_work.language
    found = [
        (gettext("Roles"), ", ".join(_label(ROLES, code, language) for code in entry.roles)),
        (gettext("Reads"), ", ".join(_label(LANGUAGES, code, language) for code in entry.languages)),
        *((method_words(way.method, language), way.address) for way in ways_of(entry)),
        (gettext("Established at"), entry.legal_address),
        (gettext("Data it holds"), entry.holds),
        (gettext("Verified"), f"{print_date(datetime.fromisoformat(entry.verified_on))}, {entry.source}"),
    ]
    return tuple((label, value) for label, value in found if value)


def _label(name: str, code: str, language: str) -> str:
    try:
        return vocabulary(name).label(code, language)
    except Refused:
        return code


def entry_page(request: HttpRequest, known: Row | None, at_work: Work, *, faults: tuple[Fault, ...]) -> PaperPage:
    """Return the form of an entry, with what is known of it or was just typed."""
    return PaperPage(
        heading=gettext("Change a partner") if known else gettext("Enter a partner"),
        deck=known.authority if known else gettext("An authority without a node, or a provider"),
        crumbs=crumbs(gettext("Partners")),
        form=Form(request.path, fresh_token()),
        fields=tuple(marked(_fields(request, known, at_work), faults)),
        sentence=gettext("A second officer approves it before anybody can be addressed by it. Older versions are kept."),
        act_label=gettext("Submit for approval"),
        back_href=reverse("partners"),
        faults=faults,
    )


def _fields(request: HttpRequest, known: Row | None, at_work: Work) -> tuple[FieldWrite, ...]:
    post, language = request.POST, at_work.language

    def typed(key: str, held: str) -> str:
        return str(post.get(key, "")) if post else held

    def codes(key: str, held: Sequence[str]) -> list[str]:
        return post.getlist(key) if post else list(held)

    names = known.names if known else {}
    ways = _posted_ways(request) if post else list(ways_of(known)) if known else []
    roles, reads = codes("roles", known.roles if known else ()), codes("languages", known.languages if known else ())
    new = (
        FieldWrite("country", "name", gettext("Country, as a code of two letters"), value=typed("country", ""), cap=2),
        FieldWrite(
            "short",
            "name",
            gettext("Short name"),
            value=typed("short", ""),
            cap=40,
            hint=gettext("Small letters and hyphens, such as moj: it becomes part of its identifier."),
        ),
    )
    return (
        *(() if known else new),
        FieldWrite("name_en", "name", gettext("Name in English"), value=typed("name_en", names.get("en", "")), cap=200),
        FieldWrite("name_vi", "name", gettext("Name in Vietnamese"), value=typed("name_vi", names.get("vi", "")), cap=200, optional=True),
        FieldWrite("roles", "codes", gettext("What is it?"), choices=_choices(ROLES, roles, language)),
        FieldWrite("languages", "codes", gettext("Which languages does it read?"), choices=_choices(LANGUAGES, reads, language)),
        FieldWrite(
            "zone",
            "name",
            gettext("Time zone"),
            value=typed("zone", known.zone if known else ""),
            hint=gettext("By the name of its largest city, such as Asia/Phnom_Penh"),
            cap=64,
        ),
        FieldWrite(
            "ways",
            "outsides",
            gettext("How is it reached? The usual way first"),
            kinds=_choices(WAYS, (), language),
            entries=(*(Line(way.method, way.address) for way in ways), Line(), Line()),
        ),
        FieldWrite(
            "legal_address",
            "name",
            gettext("Established at (of a provider)"),
            cap=CAP,
            optional=True,
            value=typed("legal_address", known.legal_address if known else ""),
        ),
        FieldWrite(
            "holds",
            "name",
            gettext("Which data it holds (of a provider)"),
            cap=CAP,
            optional=True,
            value=typed("holds", known.holds if known else ""),
        ),
        FieldWrite("source", "name", gettext("On whose word?"), value=typed("source", known.source if known else ""), cap=CAP),
        FieldWrite("verified", "date", gettext("Verified on"), date=_day(request, known)),
        *(() if known is None else (FieldWrite("closed", "yesno", gettext("No longer used"), value=typed("closed", "no")),)),
        FieldWrite("reason", "name", gettext("Why is it entered or changed?"), value=typed("reason", ""), cap=CAP),
    )


def _choices(name: str, chosen: Sequence[str], language: str) -> tuple[Choice, ...]:
    return tuple(Choice(item.code, item.labels[language], chosen=item.code in chosen) for item in vocabulary(name).items)


def _day(request: HttpRequest, known: Row | None) -> DateParts:
    post = request.POST
    if post:
        return DateParts(post.get("verified-day", ""), post.get("verified-month", ""), post.get("verified-year", ""))
    year, month, day = known.verified_on.split("-") if known else ("", "", "")
    return DateParts(day, month, year)


def _posted_ways(request: HttpRequest) -> list[Way]:
    lines = ((request.POST.get(f"ways.{at}.type", ""), request.POST.get(f"ways.{at}.value", "").strip()) for at in range(_ROWS))
    return [Way(method, address[:CAP]) for method, address in lines if method or address]


def field_of(refusal: Refused) -> str:
    """Return the key of the field that a refused entry is about: that of its name, where nothing else is said."""
    return "reason" if isinstance(refusal, ReasonMissing) else _FIELDS.get(refusal.facts.get("where", ""), "name_en")


def posted_entry(request: HttpRequest, authority: str) -> Entry:
    """Return what was typed; `authority` names the partner that is changed. Raises `PartnerIncomplete` for what no entry could be."""
    post = request.POST
    name = authority or f"{post.get('country', '').strip().lower()}-{post.get('short', '').strip().lower()}"
    parts = [post.get(f"verified-{part}", "").strip() for part in ("year", "month", "day")]
    try:
        identifier = AuthorityId(name)
    except Refused as fault:
        raise PartnerIncomplete(authority=name[:64], where=_NOT_WHOLE) from fault
    try:
        verified = date(*(int(part) for part in parts))
    except (ValueError, TypeError) as fault:
        raise PartnerIncomplete(authority=name[:64], where=_NO_DAY) from fault
    return Entry(
        authority=identifier,
        names={"en": post.get("name_en", "")[:CAP], "vi": post.get("name_vi", "")[:CAP]},
        roles=post.getlist("roles"),
        languages=post.getlist("languages"),
        zone=post.get("zone", "").strip()[:64],
        ways=_posted_ways(request),
        source=post.get("source", "")[:CAP],
        verified_on=verified,
        legal_address=post.get("legal_address", "")[:CAP],
        holds=post.get("holds", "")[:CAP],
        closed=post.get("closed") == "yes",
    )
