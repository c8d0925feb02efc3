"""What carries evidence to its store is a process of its own: started where something is due, one at a time, less often after a fault."""

import subprocess
from dataclasses import replace

import pytest

from comity.courier import bringing
from comity.courier.bringing import AGAIN, EVERY, LATEST, Bringer
from comity.directory.storeuse import StoreUse


class Child:
    """A process that ends when it is told how."""

    def __init__(self, words):
        """It was started with these words."""
        self.words, self.status, self.told = words, None, []

    def poll(self):
        """As a process answers."""
        return self.status

    def terminate(self):
        """As a process is told."""
        self.told.append("terminate")

    def kill(self):
        """As a process is made to."""
        self.told.append("kill")

    def wait(self, timeout=None):
        """It does not end by itself."""
        if timeout is not None and "kill" not in self.told:
            raise subprocess.TimeoutExpired(self.words, timeout)


@pytest.fixture
def started(monkeypatch):
    """The processes that were started, and a clock: `started.at`."""

    class Started(list):
        at = 1000.0

    made = Started()
    monkeypatch.setattr(bringing.subprocess, "Popen", lambda words, **_: made.append(Child(words)) or made[-1])
    monkeypatch.setattr(bringing.time, "monotonic", lambda: made.at)
    return made


def test_one_process_where_something_is_due(started, founded_folder, tmp_path):
    """None before; after one that left something, the next one later."""
    from comity.directory.home import read_home

    home = replace(read_home(founded_folder), path=tmp_path, store=StoreUse("https://store.example", "evidence"))
    bringer = Bringer(home)
    bringer.look()
    assert started == []
    (home.vault / "objects" / "ab").mkdir(parents=True)
    (home.vault / "objects" / "ab" / "ab12").write_bytes(b"")
    bringer.look()
    bringer.look()
    assert [child.words[3:] for child in started] == [["comity.site.entry", "evidence", "carry", "--home", str(tmp_path)]]
    # Ended well, and something is due still, as bytes that no item has: as a fault. Then longer, an hour at most; all done: each minute.
    for status, due, pause in (
        (0, True, AGAIN),
        (1, True, 2 * AGAIN),
        (1, True, 4 * AGAIN),
        (1, True, 8 * AGAIN),
        (1, True, LATEST),
        (1, True, LATEST),
        (0, False, EVERY),
        (1, False, AGAIN),
    ):
        started[-1].status, before = status, len(started)
        (home.vault / "objects" / "ab" / "ab12").unlink(missing_ok=True)
        if due:
            (home.vault / "objects" / "ab" / "ab12").write_bytes(b"")
        bringer.look()
        (home.vault / "objects" / "ab" / "ab12").write_bytes(b"")
        started.at += pause - 1
        bringer.look()
        assert len(started) == before
        started.at += 2
        bringer.look()
        assert len(started) == before + 1
    bringer.stop()
    assert started[-1].told == ["terminate", "kill"]


def test_the_courier_looks_where_a_store_is_named(started, founded_folder, tmp_path):
    """And a node without one makes nothing for it."""
    from comity.courier.running import Courier
    from comity.directory.home import read_home

    courier = Courier.__new__(Courier)
    courier._home, courier._bringer = replace(read_home(founded_folder), path=tmp_path), None
    courier._bring_evidence()
    assert courier._bringer is None
    (tmp_path / "vault" / "elsewhere" / "due").mkdir(parents=True)
    (tmp_path / "vault" / "elsewhere" / "due" / "A.E1").write_bytes(b"")
    courier._home = replace(courier._home, store=StoreUse("https://store.example", "evidence"))
    courier._bring_evidence()
    assert len(started) == 1
