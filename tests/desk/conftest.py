"""Lends the tests of this folder the seeded world."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from worlds.fixtures import puppet, world, world_folder

__all__ = ["puppet", "world", "world_folder"]
