"""A node whose door for programs is asked by several of them."""

import pytest


@pytest.fixture(autouse=True)
def _quick_secrets(monkeypatch):
    """Stretch secrets by less: what stretching costs is not what is tested here."""
    from comity.intel.store import clients

    monkeypatch.setattr(clients._Hasher, "time_cost", 1)
    monkeypatch.setattr(clients._Hasher, "memory_cost", 8)
    monkeypatch.setattr(clients, "_NOBODY", [])


@pytest.fixture(autouse=True)
def _often_settled(monkeypatch):
    """Have the latest places be few, so that each story has some among them and some behind them, and moves them now and then."""
    from comity.intel.store import naming

    monkeypatch.setattr(naming, "LATEST", 5)


@pytest.fixture
def here(world):
    """A collection that everybody may use, and programs of this authority, of Ruritania's, of Thailand's and of nobody's."""
    from programs import collection, program  # needs the settings

    world.all = collection("all", at=world.at)
    world.own = program("own", at=world.at)
    world.theirs = program("theirs", authority="xr-cert", at=world.at)
    world.third = program("third", authority="th-poc", at=world.at)
    world.outside = program("outside", programme="A programme", at=world.at)
    return world


@pytest.fixture
def nobody():
    """Somebody without a secret."""
    from programs import Program

    return Program()
