"""Lends the tests of proofs a request played in memory, and a maker who signs whatever it is given."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from worlds.guarded import Guarded
from worlds.played import Played


@pytest.fixture(scope="session")
def played() -> Played:
    """The request as it went; tests change copies."""
    return Played()


@pytest.fixture(scope="session")
def proof(played: Played) -> bytes:
    """Its proof file."""
    return played.make()


@pytest.fixture
def forge(played: Played) -> Callable[..., bytes]:
    """Make a proof of changed contents under the exporter's own, real signature."""

    def make(**changes: object) -> bytes:
        return played.make(replace(played.contents(), **changes))

    return make


@pytest.fixture
def given_back(played: Played) -> Iterator[None]:
    """The request is lent to others too: its log and its hour are theirs again afterwards."""
    kept = played.xr.log, played.at, played.made_at
    yield
    played.xr.log, played.at, played.made_at = kept


@pytest.fixture
def guarded(played: Played) -> Guarded:
    """A request with two items in custody; for who is `given_back`."""
    return Guarded.make(played)
