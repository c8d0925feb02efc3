"""Is an act about a warning one that this node takes? docs/specs/warning.md, section 6."""

from comity.intel.warnings.states import THEIRS, DeliveryState, WarningState
from comity.records.models import ThreatWarning, WarningDelivery
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody
from comity.wire.warning import parse_acknowledged, parse_done_since, parse_followed, parse_published

# An answer may overtake the receipt of what it answers, also where that was given up on the way.
_ANSWERABLE = (DeliveryState.SENT, DeliveryState.RECEIVED, DeliveryState.EXPIRED, DeliveryState.RECALLED)
_SPOKEN_OF = (DeliveryState.ACKNOWLEDGED, DeliveryState.RECALLED)


def unwarranted(body: ActBody, *, sender: NodeId) -> str:
    """Return in English why an act of that kind cannot be taken; empty where it can. Asked before anything is written."""
    try:
        if body.act == "request":
            return _published(body, sender=sender)
        if body.act == "report":
            return _followed(body, sender=sender)
        if body.act == "answer":
            return _answered(parse_acknowledged(body.fields).version, body, states=_ANSWERABLE)
        if body.act == "notice":
            return _answered(parse_done_since(body.fields).version, body, states=_SPOKEN_OF)
    except Refused as refusal:
        return str(refusal)
    return ""


def _published(body: ActBody, *, sender: NodeId) -> str:
    published = parse_published(body.fields)
    if body.tlp != published.told.tlp:
        return gettext_noop("the act is not marked as the warning in it says")
    known = ThreatWarning.objects.filter(side=THEIRS, peer=str(sender), number=published.number).values_list("case", flat=True).first()
    return f"that warning is known already, in {known}" if known else ""


def _followed(body: ActBody, *, sender: NodeId) -> str:
    followed = parse_followed(body.fields)
    known = ThreatWarning.objects.filter(side=THEIRS, peer=str(sender), case=str(body.reference)).first()
    if known is None or known.number != followed.number:
        return gettext_noop("no warning of that number came in that case")
    if known.state == WarningState.RECALLED:
        return gettext_noop("that warning is recalled")
    if followed.version != known.version + 1:
        return f"version {known.version} is the newest here"
    if followed.told is not None and body.tlp != followed.told.tlp:
        return gettext_noop("the act is not marked as the warning in it says")
    return ""


def _answered(version: int, body: ActBody, *, states: tuple[DeliveryState, ...]) -> str:
    delivery = WarningDelivery.objects.filter(case=str(body.reference)).first()
    if delivery is None or delivery.state not in states:
        return gettext_noop("no warning of this node waits for that word")
    return "" if version <= delivery.version else f"version {delivery.version} is the newest that was sent there"
