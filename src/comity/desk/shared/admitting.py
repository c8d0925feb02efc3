"""Is an act about a shared commitment one that this node takes? docs/specs/commitment.md, section 5."""

from comity.directory.book import book
from comity.directory.home import home
from comity.records.models import Share
from comity.register.sharing.showing import require_sayable
from comity.register.sharing.states import ShareState
from comity.register.states import State
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.wire.act import ActBody
from comity.wire.commitment import parse_recognised, parse_shared, parse_standing


def strange(body: ActBody, *, sender: NodeId) -> str:
    """Return in English why an act of that kind cannot be taken; empty where it can. Asked before anything is written."""
    try:
        if body.act == "request":
            return _shown(body, sender=sender)
        if body.act == "answer":
            parse_recognised(body.fields)
            return "" if _waits(body) else gettext_noop("no commitment that was shown waits for that answer")
        if body.act in ("report", "notice"):
            return _standing(body, sender=sender)
    except Refused as refusal:
        return str(refusal)
    return ""


def _shown(body: ActBody, *, sender: NodeId) -> str:
    told = parse_shared(body.fields)
    if told.parties != {home().country.text, book().authority_of(sender).id.country.text}:
        return gettext_noop("its sender and this State are not the two parties of the commitment")
    if not _is_state(told.state):
        return gettext_noop("its state is not one that this node knows")
    stands = Share.objects.filter(peer=str(sender), number_there=told.number, state__in=(ShareState.OFFERED, ShareState.SHARED))
    held = stands.values_list("case", flat=True).first()
    return f"that commitment is shared already, in {held}" if held else ""


def _waits(body: ActBody) -> bool:
    return Share.objects.filter(case=str(body.reference), side="ours", state=ShareState.OFFERED).exists()


def _standing(body: ActBody, *, sender: NodeId) -> str:
    said = parse_standing(body.fields)
    share = Share.objects.select_related("commitment").filter(case=str(body.reference), peer=str(sender), state=ShareState.SHARED).first()
    if share is None or share.commitment is None:
        return gettext_noop("no commitment is known to both sides in that case")
    if share.number_there and share.number_there != said.number:
        return f"in that case the sender's number is {share.number_there}"
    if not _is_state(said.state):
        return gettext_noop("its state is not one that this node knows")
    require_sayable(share.commitment, State(said.state), was=share.state_there, country=book().authority_of(sender).id.country.text)
    return ""


def _is_state(code: str) -> bool:
    return code in list(State)
