"""An officer who looks: the principal of their authority, what it sees now, and the collections that are open to it.

All reading of this room begins with an `Onlooker`, which cannot be made without the permission to look; each question then goes through
`store.scanning`, as a program's does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor
from comity.intel.reading.policy import require_read
from comity.intel.store.clock import look
from comity.intel.store.granting import Holding, holdings_of
from comity.intel.store.principals import principal_of
from comity.intel.store.refusals import NoCollection
from comity.intel.store.sight import Reader, Sight
from comity.records.models import Officer
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant


@dataclass(frozen=True, slots=True)
class Onlooker:
    """One officer before one page: nothing newer than its `sight` is shown on it."""

    actor: Actor
    authority: AuthorityId
    reader: Reader
    sight: Sight
    holdings: dict[str, Holding]
    at: Instant

    @property
    def readable(self) -> tuple[Holding, ...]:
        """The collections that they may read, by title."""
        return tuple(sorted((one for one in self._each() if one.can_read), key=lambda one: (one.title.casefold(), one.uuid)))

    @property
    def writable(self) -> tuple[Holding, ...]:
        """The collections that they may put something into, by title."""
        return tuple(sorted((one for one in self._each() if one.can_write), key=lambda one: (one.title.casefold(), one.uuid)))

    def holding(self, name: str) -> Holding:
        """Return the collection of that identifier or alias, if they may read it; raises `NoCollection`, as where there is none."""
        found = self.holdings.get(name) or self.holdings.get(name.lower())
        if found is None or not found.can_read:
            raise NoCollection(name=name[:80])
        return found

    def _each(self) -> Iterator[Holding]:
        return (one for key, one in self.holdings.items() if key == one.uuid)


def onlooker(officer: Officer, *, by: Actor, at: Instant) -> Onlooker:
    """Return `officer` as one who looks now. Raises `NotAllowed`, `MandateLapsed`, and `NotInDirectory` for an authority unknown here."""
    require_read(by)
    clock = look()
    authority = book(home()).authority(AuthorityId(officer.authority))
    reader = Reader(principal_of(authority, officer=by.officer))
    return Onlooker(by, authority.id, reader, reader.sight(clock, at=at), holdings_of(reader.principal), at)
