"""Is an act about passing threat information on one that this node takes? docs/specs/resharing.md, section 4."""

from comity.desk.resharing.asking import asked_in, case_of
from comity.directory.book import book
from comity.intel.store.permissions import HELD, permission_in
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody
from comity.wire.resharing import parse_answered, parse_asked


def unpermitted(body: ActBody, *, sender: NodeId) -> str:
    """Return in English why an act of that kind cannot be taken; empty where it can. Asked before anything is written."""
    try:
        if body.act == "request":
            return _asked(body, sender=sender)
        if body.act == "answer":
            return _answered(body)
    except Refused as refusal:
        return str(refusal)
    if body.act == "notice":
        held = permission_in(str(body.reference))
        return "" if held is not None and held.side == HELD else gettext_noop("no permission was given in that case")
    return ""


def _asked(body: ActBody, *, sender: NodeId) -> str:
    asked = parse_asked(body.fields)
    return gettext_noop("it asks to pass on to itself") if asked.recipient == book().authority_of(sender).id else ""


def _answered(body: ActBody) -> str:
    permitted = parse_answered(body.fields)
    case = case_of(str(body.reference))
    asked = asked_in(case) if case is not None else None
    if permitted is None or asked is None:
        return ""
    return "" if (permitted.objects or frozenset()) <= asked.objects else gettext_noop("it permits what was not asked")
