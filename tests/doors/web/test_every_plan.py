"""Every page, filled: none of its questions reads a large table to its end. A desk has a million requests before it has a second server."""

from typing import Any, Final

import pytest
from every_page import FullWorld
from visitors import stop_clock
from worlds.plans import plans, read_to_the_end

WHOLE: Final = {"report": "a year is counted, once a year, by who publishes it"}


def test_no_page_reads_a_large_table_to_its_end(world: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any):
    """By an index, from its beginning or its end, or row by row of something small; on both databases."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    stop_clock(monkeypatch, world.at)
    for store in ("papers", "files"):
        monkeypatch.setattr(type(world.home), store, property(lambda _, store=store: tmp_path / store))
    full = FullWorld(world, "en")
    found: dict[str, set[str]] = {}
    for visit in full.visits():
        client = full.client(visit.officer)
        if visit.name in WHOLE:
            continue
        for sql, plan in plans(lambda client=client, visit=visit: client.get(visit.path)):
            for table in read_to_the_end(sql, plan):
                found.setdefault(f"{visit.name}: {table}", set()).add(sql)
    assert found == {}
