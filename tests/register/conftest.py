"""Lends the tests of the register an officer's hands. Django is loaded only when they are asked for."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hands import Hands
    from worlds.world import World


@pytest.fixture
def hands(world: "World") -> "Hands":
    """The drafter of the world."""
    from hands import Hands

    return Hands(world)
