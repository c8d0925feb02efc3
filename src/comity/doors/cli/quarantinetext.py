"""What `comity quarantine` and `comity link` say of a node that came up from a copy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from comity.directory.quarantined import Standing
from comity.doors.cli.voice import say
from comity.terms.speech import gettext_noop
from comity.wire.discontinuity import Discontinuity

if TYPE_CHECKING:
    from comity.courier.restoring.marks import Shown  # which has tables behind it

REASONS: Final = {
    "restored": gettext_noop("It was restored from a backup."),
    "log-ahead": gettext_noop("The files of its log are ahead of its rows: an older database was put in place."),
    "peers-ahead": gettext_noop("A peer holds more of its log than it has itself: an older copy of it was put in place."),
}


def quarantine_json(found: "Shown | None") -> dict[str, Any]:
    """Return it for programs."""
    if found is None:
        return {"quarantined": False}
    peers = [
        {
            "peer": one.peer,
            "told_at": None if one.told_at is None else str(one.told_at),
            "fault": one.fault or None,
            "size": one.size,
            "ours": one.went,
            "theirs": one.came,
        }
        for one in found.peers
    ]
    made = None if found.made_at is None else str(found.made_at)
    return {
        "quarantined": True,
        "why": found.why,
        "since": str(found.since),
        "copy_of": made,
        "leaves": found.leaves,
        "peers": peers,
    }


def lines_of_quarantine(found: "Shown | None") -> Iterator[str]:
    """Yield it in words."""
    if found is None:
        yield say(gettext_noop("This node is not quarantined: it signs as ever."))
        return
    yield say(gettext_noop("This node is quarantined since %(since)s: it signs and sends nothing."), since=found.since)
    yield f"  {say(REASONS[found.why])}"
    if found.made_at is not None:
        yield "  " + say(gettext_noop("The copy is of %(made)s."), made=found.made_at)
    yield "  " + say(gettext_noop("Its log has %(leaves)s leaves."), leaves=found.leaves)
    for one in found.peers:
        if one.told_at is None:
            yield "  " + say(gettext_noop("%(peer)s has not told yet (%(fault)s)"), peer=one.peer, fault=one.fault or "-")
            continue
        facts = {"peer": one.peer, "size": one.size, "ours": one.went, "theirs": one.came}
        words = gettext_noop("%(peer)s saw %(size)s leaves, and gave back %(ours)s acts of this node and %(theirs)s of its own")
        yield f"  {say(words, facts)}"
    if not found.peers:
        yield "  " + say(gettext_noop("No peer was asked yet: run the node."))
    yield say(gettext_noop("It goes on by itself once every peer has told and the log can go on as it was signed."))
    yield say(gettext_noop("Otherwise two officers say where it breaks: comity quarantine lift"))


def told_standing(standing: Standing) -> str:
    """Return one sentence for `comity link`."""
    if standing.breaks:
        return say(gettext_noop("QUARANTINED: two officers must say where the log breaks (comity quarantine lift)."))
    waiting = ", ".join(standing.waiting) or "-"
    return say(gettext_noop("QUARANTINED: this node signs and sends nothing. Waited for: %(waiting)s."), waiting=waiting)


def told_plan(said: Discontinuity) -> Iterator[str]:
    """Yield what two officers are about to sign."""
    yield say(gettext_noop("This will be signed, and shown to every peer:"))
    yield "  " + say(gettext_noop("The log goes on after %(index)s leaves."), index=said.index)
    if said.known is not None:
        facts = {"shared": said.shared.size, "known": said.known.size}
        yield "  " + say(gettext_noop("What was signed beyond %(shared)s leaves, up to %(known)s as far as is known, is lost."), facts)
    for one in said.peers:
        yield "  " + say(gettext_noop("%(peer)s holds %(count)s receipts over it."), peer=one.node, count=one.receipts)
    for node in said.silent:
        yield "  " + say(gettext_noop("%(peer)s was not heard: what it holds is not known."), peer=node)
    yield "  " + say(gettext_noop("Why: %(why)s"), why=said.why)
