"""How an act and its case are marked: the strictest marking of any act is that of the case, and no channel carries more than it may."""

from typing import Final

from comity.directory.home import home
from comity.records.models import Request
from comity.terms.levels import Level, level_of
from comity.terms.markings import Tlp, strictest
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop

_NOT_MARKED: Final = ""


class AboveTheChannel(Refused):
    """What is classified higher than the channel may carry is not sent through it."""

    wire_class = "policy"
    sentence = gettext_noop(
        "This is classified %(classification)s, level %(level)s; the channel to %(peer)s may carry at most the level %(most)s."
    )
    next_step = gettext_noop(
        "Send it by courier or the diplomatic channel, and note here that you did; or have its classification reviewed."
    )


def require_channel(classification: str, *, peer: str) -> None:
    """Raise `AboveTheChannel` where the channel to `peer` is not accredited for what is classified so."""
    level, most = level_of(classification), home().accreditation.for_peer(peer)
    if not most.covers(level):
        raise AboveTheChannel(classification=classification, level=level.value, peer=peer, most=most.value)


def mark(request: Request, *, tlp: str, classification: str) -> bool:
    """Let the case carry the stricter of its own marking and an act's; the caller saves it. Return whether anything changed."""
    before = (request.tlp, request.classification, request.level)
    request.tlp = _stricter(request.tlp, tlp)
    if not Level(request.level).covers(level_of(classification)):
        request.classification, request.level = classification, level_of(classification).value
    return before != (request.tlp, request.classification, request.level)


def _stricter(one: str, other: str) -> str:
    """Return the stricter of two markings; one that this node does not know counts as the strictest."""
    marks = [_known(text) for text in (one, other) if text != _NOT_MARKED]
    return strictest(marks).value if marks else _NOT_MARKED


def _known(text: str) -> Tlp:
    try:
        return Tlp.parse(text)
    except Malformed:
        return Tlp.RED
