"""The table `[store]`: read as it is printed, wrong ones refused by name; what opens the store has no place in it."""

from dataclasses import replace

import pytest
from worlds.places import found

from comity.directory.home import BadHome, print_home, read_home
from comity.directory.storeuse import Lock, StoreUse, parse_store_use

GOOD = {"url": "https://store.example:9000", "bucket": "evidence"}


def test_a_home_keeps_what_is_printed(tmp_path):
    """All of it, and nothing where there is no store."""
    folder = tmp_path / "home"
    folder.mkdir()
    home = read_home(found(folder))
    assert home.store is None
    assert "store" not in print_home(home)
    for store in (
        StoreUse("http://127.0.0.1:9000", "evidence"),
        StoreUse("https://store.example", "e-1.vn", region="vn-1", prefix="poc/a/", ca="ca.pem", lock=Lock.GOVERNANCE, lock_days=365),
        StoreUse("https://store.example/", "evidence", lock=Lock.HOLD),
    ):
        (folder / "node.toml").write_text(print_home(replace(home, store=store)), encoding="utf-8")
        assert read_home(folder).store == store
    (folder / "node.toml").write_text(print_home(home) + '\n[store]\nurl = "https://store.example"\n', encoding="utf-8")
    with pytest.raises(BadHome, match="bucket"):
        read_home(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"url": "http://store.example"},  # evidence does not go over a network without TLS
        {"url": "https://key:secret@store.example"},
        {"url": "https://store.example/path"},
        {"url": "https://store.example?x"},
        {"url": "ftp://store.example"},
        {"url": 1},
        {"secret": "x"},
        {"access_key": "x"},
        {"bucket": "A"},
        {"bucket": "../x"},
        {"prefix": "/a/"},
        {"prefix": "a"},
        {"prefix": "../"},
        {"region": "x y"},
        {"lock": "forever"},
        {"lock_days": 3},
        {"lock": "hold", "lock_days": 3},
        {"lock": "compliance"},
        {"lock": "governance", "lock_days": 0},
        {"lock": "governance", "lock_days": True},
        {"lock": 1},
    ],
)
def test_a_wrong_store_is_refused(change):
    """A misspelt lock would otherwise be none."""
    assert parse_store_use(GOOD).bucket == "evidence"
    with pytest.raises(ValueError, match="store"):
        parse_store_use(GOOD | change)
