"""Lends a relay in a folder of its own."""

import pytest


@pytest.fixture
def relay(tmp_path):
    """A relay that serves the three countries of the world."""
    from worlds.relay import RelayWorld

    return RelayWorld(tmp_path / "relay")
