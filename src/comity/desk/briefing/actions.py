"""Makes the brief of a State and writes into the journal who took it: a paper leaves the node's protection."""

from django.db import transaction

from comity.desk.briefing.collecting import brief_of
from comity.desk.briefing.wording import LANGUAGES
from comity.desk.journalling import note
from comity.directory.fonts import added_fonts
from comity.directory.home import home
from comity.directory.officers import actor
from comity.letters.brief import print_brief
from comity.letters.printed import TYPES, Printed
from comity.records.models import Officer
from comity.register.policy import operator, require_read
from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import UnknownLanguage


class OwnCountry(Refused):
    """A brief is of another State."""

    sentence = gettext_noop("There is no brief of %(country)s: it is this node's own country.")
    next_step = gettext_noop("Name the State that you are going to meet.")


def print_country_brief(country: Country, *, language: str, at: Instant, by: Officer | None) -> Printed:
    """Return the brief of a State as PDF/UA-1, one page; the journal keeps its digest and who made it.

    `by` is None for the operator at the machine, who reads the register and no request: the brief says that they are left out.
    Raises `NotAllowed`, `UnknownLanguage`, `OwnCountry`, and what the printers of `letters` refuse; then nothing is written.
    """
    node = home()
    if language not in LANGUAGES:
        raise UnknownLanguage(language=ascii(language[:40]))
    who = operator(node.node) if by is None else actor(by, at=at)
    require_read(who)
    if country == node.country:
        raise OwnCountry(country=country)
    brief = brief_of(country, language=language, by=who, at=at, requests_too=by is not None)
    data = print_brief(brief, extra=added_fonts(node))
    facts = {"digest": str(Digest.of(data)), "size": len(data), "form": "PDF", "language": language, "country": country.text}
    with transaction.atomic():
        note("brief.printed", by=by if by is not None else "operator", about="", at=at, facts=facts)
    return Printed(f"{country}.{language}.pdf", TYPES["pdf"], data)
