"""Lends the tests of this folder the seeded world, and a line to its puppet."""

import pytest


@pytest.fixture
def line(world):
    """The carrier to the puppet, with a function for a network."""
    from worlds.line import Line

    return Line(world)
