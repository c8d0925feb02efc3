"""Lends the tests of this folder the seeded world, and a line to its puppet."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from worlds.fixtures import puppet, world, world_folder

__all__ = ["line", "puppet", "world", "world_folder"]


@pytest.fixture
def line(world):
    """The carrier to the puppet, with a function for a network."""
    from worlds.line import Line

    return Line(world)
