"""Which keys of this node are over soon in the directory: no command renews them by itself, for the country's key must sign."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Literal, TypeAlias

from comity.directory.book import book
from comity.directory.home import Home
from comity.directory.sections import Dated
from comity.terms.instants import Instant

SOON: Final = timedelta(days=30)

KeyUsed: TypeAlias = Literal["signing", "sealing", "tls"]


@dataclass(frozen=True, slots=True)
class Ending:
    """The key that is good longest of those of one use, and until when."""

    use: KeyUsed
    until: Instant


def ending_keys(home: Home, *, at: Instant) -> tuple[Ending, ...]:
    """Return for each use whose newest key is over within thirty days, or is over already, until when it is good. Raises `Refused`."""
    own = book(home).node(home.node)
    named: dict[KeyUsed, tuple[Dated[Any], ...]] = {"signing": own.signing, "sealing": own.sealing, "tls": own.tls}
    last = {use: max(dated.until for dated in keys) for use, keys in named.items() if keys}
    return tuple(Ending(use, until) for use, until in last.items() if until + -SOON <= at)
