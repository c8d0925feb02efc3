"""What commands say of where a node's keys are kept: aloud where they lie in the clear, or where their secret lies on the same disk."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from comity.directory.home import Home
from comity.doors.cli.voice import say
from comity.terms.speech import gettext_noop

AWAY: Final = 3
"""How `comity key where --check` ends where secret or token cannot be used now: what a node waits for. Any other refusal is 1."""

if TYPE_CHECKING:
    from comity.directory.endingkeys import Ending
    from comity.terms.instants import Instant

IN_THE_CLEAR: Final = gettext_noop(
    "The keys of this node lie in the clear: whoever copies its folder, or a backup, can sign and read in its name."
)
WRAP: Final = gettext_noop("Stop the node, then: comity key lock --secret /etc/comity/keys.secret (docs/operators/keys.md)")
SAME_DISK: Final = gettext_noop(
    "The secret lies on the node's own disk: a copied folder or backup opens nothing, but who takes the disk has both."
)


ENDS: Final = {
    "signing": gettext_noop("The directory names this node's signing key until %(until)s. Renew it before: comity key signing --renew"),
    "sealing": gettext_noop("The directory names this node's sealing key until %(until)s. Renew it before: comity key sealing --renew"),
    "tls": gettext_noop("The directory names this node's TLS key until %(until)s. Renew it before: comity key tls --renew"),
}

SECTION_ENDS: Final = gettext_noop(
    "The directory file of this country is good until %(until)s. Bring its key, and sign it again before: comity directory renew"
)


def clear_lines(home: Home) -> Iterator[str]:
    """Say that the keys lie in the clear, and what to do; nothing for a node whose settings name what keeps them."""
    if home.keys_in_the_clear:
        yield say(IN_THE_CLEAR)
        yield f"  {say(WRAP)}"


def ending_lines(ending: "Iterable[Ending]") -> Iterator[str]:
    """Say which keys must be renewed now, and by which command."""
    for one in ending:
        yield say(ENDS[one.use], until=one.until)


def section_lines(until: "Instant | None") -> Iterator[str]:
    """Say that this country's directory file must be signed again now; nothing where it is good for longer."""
    if until is not None:
        yield say(SECTION_ENDS, until=until)


def kept_lines(home: Home) -> Iterator[str]:
    """Say by what the keys are kept, and what its operator owes to it."""
    yield from clear_lines(home)
    if home.key_use.in_the_clear:
        return
    from comity.directory.keyplaces import lies_beside

    if home.key_use.secret:
        yield say(gettext_noop("Its keys are wrapped by the secret in %(place)s."), place=home.key_use.secret)
        yield say(gettext_noop("Keep a copy on paper, or on a medium that is locked away."))
        yield say(gettext_noop("Without it nothing that it wraps opens again, from a backup neither."))
    else:
        yield say(gettext_noop("Its keys are kept by the token “%(token)s”."), token=home.key_use.token.label if home.key_use.token else "")
    if lies_beside(home):
        yield say(SAME_DISK)
