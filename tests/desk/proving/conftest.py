"""Lends the tests of proofs a request played in memory, and a maker who signs whatever it is given."""

from collections.abc import Callable
from dataclasses import replace

import pytest
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
