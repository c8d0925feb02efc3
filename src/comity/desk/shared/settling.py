"""What an act about a shared commitment does in the register, once it is sent or taken: in its transaction."""

from comity.desk.meaning import SHARING
from comity.records.models import Message, Officer, Share
from comity.register.sharing.actions import end_share, keep_ours, keep_standing, keep_theirs, recognise_ours, recognise_theirs
from comity.register.sharing.states import OURS, THEIRS, ShareState
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.wire.act import ActBody
from comity.wire.commitment import parse_recognised, parse_shared, parse_standing

_STANDS = (ShareState.OFFERED, ShareState.SHARED)


def settle_share_sent(message: Message, body: ActBody, *, peer: str, by: Officer, at: Instant) -> None:
    """Do what our act does here; `guards` were asked before."""
    case = str(body.reference)
    if body.act == "withdrawal":
        _withdrawn(case, by=by.officer_id, at=at)
    if body.kind != SHARING:
        return
    if body.act == "request":
        keep_ours(parse_shared(body.fields), case=case, peer=peer, by=by, at=at)
    elif body.act == "answer":
        recognise_ours(case, parse_recognised(body.fields), by=by, at=at)
    elif body.act in ("report", "notice"):
        said = parse_standing(body.fields)
        keep_standing(case, said, side=OURS, env_id=message.env_id, digest=Digest.of(bytes(message.body)), by=by, at=at)


def settle_share_received(message: Message, body: ActBody, *, sender: str, at: Instant) -> None:
    """Do what the other side's act does here; `admitting` was asked before. What crossed does nothing."""
    case = str(body.reference)
    if message.crossed:
        return
    if body.act == "withdrawal":
        _withdrawn(case, by=sender, at=at)
    if body.kind != SHARING:
        return
    if body.act == "request":
        keep_theirs(parse_shared(body.fields), case=case, peer=sender, at=at)
    elif body.act == "answer":
        recognise_theirs(case, parse_recognised(body.fields), at=at)
    elif body.act in ("report", "notice"):
        said = parse_standing(body.fields)
        keep_standing(case, said, side=THEIRS, env_id=message.env_id, digest=Digest.of(bytes(message.body)), by=sender, at=at)


def _withdrawn(case: str, *, by: str, at: Instant) -> None:
    if Share.objects.filter(case=case, state__in=_STANDS).exists():
        end_share(case, by=by, at=at)
