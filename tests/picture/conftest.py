"""Lends the tests of the risk picture an officer's hands. Django is loaded only when they are asked for."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from assessing import Assessor
    from worlds.world import World


@pytest.fixture
def assessor(world: "World") -> "Assessor":
    """The drafter of the world."""
    from assessing import Assessor

    return Assessor(world)
