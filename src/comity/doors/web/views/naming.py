"""Names as this page's reader reads them: authorities, countries, officers, kinds of act, languages."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.translation import gettext

from comity.desk.rules import rulebook
from comity.directory.book import book
from comity.directory.home import home
from comity.terms.identifiers import Country, NodeId, OfficerId
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

NODE_FACTS: Final = frozenset({"peer", "caller"})
"""What a node is called among the facts of a sentence where pages say the name of its authority."""


def in_words(names: Mapping[str, str], language: str) -> str:
    """Return the name in `language`, else in English, else in any."""
    return names.get(language) or names.get("en") or next(iter(names.values()), "")


def authority_of(node: str, language: str) -> str:
    """Return the name of the authority that runs `node`; the node's own name where the directory does not know it."""
    try:
        return in_words(book().authority_of(NodeId(node)).names, language)
    except Refused:
        return node


def country_of(node: str, language: str) -> str:
    """Return the name of the country of `node`."""
    try:
        country = book().authority_of(NodeId(node)).id.country
        return in_words(book().country_names(country), language)
    except Refused:
        return node


def own_authority(language: str) -> str:
    """Return the name of this node's authority."""
    return authority_of(str(home().node), language)


def officer_name(officer: str) -> str:
    """Return the name of an officer of any node that the directory knows; else the sign-in name."""
    try:
        person = book().officer(OfficerId(officer))
    except Refused:
        return officer
    return person.name if person else officer


def actor_name(actor: str) -> str:
    """Return who acted: an officer, the operator, or a node."""
    if "@" in actor:
        return officer_name(actor)
    return gettext("the operator") if actor == "operator" else actor


def one_of(names: Sequence[str]) -> str:
    """Say `A`, `A or B`, `A, B or C`."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(names)s or %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def money_words(amount: Decimal, currency: str) -> str:
    """Return an amount of money as the reader writes it: `120.50 EUR`, in Vietnamese `120,50 EUR`."""
    return f"{number_format(amount)} {currency}"


def kind_name(kind: str, language: str) -> str:
    """Return what a kind of act is called; its code where a newer node sent one that this rulebook does not have."""
    try:
        return rulebook().kind(kind).labels[language]
    except Refused:
        return kind


def permitted(kind: str, country: str, language: str) -> str:
    """Return what a permission is for: the kind, and the State or, without one, every State."""
    facts = {"kind": kind_name(kind, language), "country": country_name(country, language) if country else ""}
    return gettext("%(kind)s, with %(country)s") % facts if country else gettext("%(kind)s, switched on") % facts


def code_name(code: str, language: str) -> str:
    """Return what a clock of this code is called, whatever its urgency; the code where the rulebook does not know it."""
    return next((row.labels[language] for row in rulebook().clocks if row.id == code), code)


def retention_name(rule: str, language: str) -> str:
    """Return what a rule of retention is called; its code where this rulebook does not have it."""
    return next((row.labels[language] for row in rulebook().retention if row.id == rule), rule)


def language_name(tag: str, language: str) -> str:
    """Return the name of a language; its tag where no vocabulary knows it."""
    try:
        return vocabulary("language").label(tag, language)
    except Refused:
        return tag


def short(digest: str) -> str:
    """Return the first sixteen digits in groups of four, to be read out by telephone."""
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


def country_name(code: str, language: str) -> str:
    """Return the name of a State as the directory has it; the code where it has none, or where it is no code of a State."""
    try:
        section = book().sections.get(Country(code))
    except Refused:
        return code
    return in_words(section.names, language) if section else code
