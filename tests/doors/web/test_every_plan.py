"""Every page, filled: none of its questions reads a large table to its end. A desk has a million requests before it has a second server."""

import functools
from typing import Any

import pytest
from every_page import FullWorld
from visitors import stop_clock
from worlds.plans import ReadingToTheEnd


@pytest.mark.twin("postgresql")
def test_no_page_reads_a_large_table_to_its_end(world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any):
    """By an index, from its beginning or its end, or row by row of something small. On SQLite tests/browser/test_every_page.py sees it."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    stop_clock(monkeypatch, world.at)
    for store in ("papers", "files"):
        monkeypatch.setattr(type(world.home), store, property(lambda _, store=store: tmp_path / store))
    full, reading = FullWorld(world, "en"), ReadingToTheEnd()
    for visit in full.visits():
        reading.draw(visit.name, functools.partial(full.client(visit.officer).get, visit.path))
    assert reading.found == {}
