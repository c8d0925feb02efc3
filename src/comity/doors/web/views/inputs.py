"""Fields of treaty forms as inputs of a page: what was typed, what is wrong, and for free text what the other side reads."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext

from comity.directory.book import book
from comity.doors.web.filling import write_field
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.views.leaves import Leaf
from comity.doors.web.views.naming import authority_of, language_name
from comity.doors.web.views.working import Work
from comity.doors.web.views.written import said
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.faults import FieldFault
from comity.treaty.forms import Field
from comity.treaty.wording import print_instant


def leaf_fields(
    leaf: Leaf, fields: Mapping[str, object], at_work: Work, *, peer: str, faults: Iterable[FieldFault], more: str = ""
) -> tuple[FieldWrite, ...]:
    """Return the inputs of one page, holding what was typed; `more` names the list that gets three empty lines."""
    wrong = {fault.key: said(fault, at_work.language) for fault in faults}
    found = []
    for item in leaf.items:
        for field in item.fields:
            first = field is item.fields[0]
            one = write(
                field, fields.get(field.key), at_work, peer=peer, fault=wrong.get(field.key, ""), more=3 if field.key == more else 0
            )
            found.append(
                replace(one, number=str(item.number) if first and len(leaf.items) > 1 else "", article=one.article if first else "")
            )
    return tuple(found)


def write(field: Field, value: object, at_work: Work, *, peer: str, fault: str = "", more: int = 0) -> FieldWrite:
    """Return one input. Free text begins in a language that `peer` accepts, and says which those are."""
    found = write_field(
        field, value, language=at_work.language, zone=at_work.zone, zone_name=at_work.zone_words, fault=fault, more=more, numbered=False
    )
    if field.type == "instant":
        return replace(found, hint=f"{found.hint} {_in_utc(value, at_work)}".strip())
    if field.type != "text":
        return found
    read = _languages_of(peer)
    offered = [choice.code for choice in found.languages]
    language = found.language or next((tag for tag in (at_work.language, *read) if tag in read and tag in offered), at_work.language)
    facts = {
        "authority": authority_of(peer, at_work.language),
        "languages": ", ".join(language_name(tag, at_work.language) for tag in read),
    }
    reads = gettext("%(authority)s reads: %(languages)s.") % facts if read else ""
    return replace(
        found,
        hint=f"{found.hint} {reads}".strip(),
        languages=tuple(replace(choice, chosen=choice.code == language) for choice in found.languages),
    )


def _in_utc(value: object, at_work: Work) -> str:
    """Say beside a moment typed in the desk's time which one that is in UTC."""
    try:
        moment = Instant.parse(value) if isinstance(value, str) else None
    except Refused:
        return ""
    return gettext("In UTC: %(moment)s.") % {"moment": print_instant(moment, at_work.language)} if moment else ""


def _languages_of(peer: str) -> tuple[str, ...]:
    try:
        return book().authority_of(NodeId(peer)).languages
    except Refused:
        return ()
