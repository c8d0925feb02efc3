"""How the figures of threat information are made of what was measured: what is compared is measured in turn."""

from contextlib import contextmanager

from benchmarks import taxii
from benchmarks.figures import Figure


def test_each_figure_with_a_gate_is_compared_with_the_other_database():
    """Rates one way round, times the other; what only one of them has, and what says how large something is, are not."""
    figures = [
        Figure("ingest", 20_000, "objects/CPU-s", least=10),
        Figure("a million", 40, "s", most=60),
        Figure("a page", 5, "ms"),
        Figure("a node", 200, "MB", most=250),
        Figure("ends", 1.1, "times", most=1.2),
        Figure("scan", 3, "objects/CPU-s", least=1),
    ]
    others = {"ingest": 8_000, "a million": 70, "a page": 9, "a node": 300, "ends": 1.1}
    figures += [Figure(name + taxii.ON_SERVER, value, "") for name, value in others.items()]
    found = {one.name.partition(":")[0]: (one.value, one.holds) for one in taxii._compared(figures)}
    assert found == {"ingest": (2.5, False), "a million": (1.75, True)}


def test_both_ends_of_a_collection_meet_the_same_machine(monkeypatch):
    """While the machine grows slower with each page, one end is not told to be slower than the other; one that is, is."""
    now = [0.0]
    monkeypatch.setattr(taxii.time, "perf_counter", lambda: now[0])
    slow = {"asked": 0, "last": 1.0}

    def ask(_method, path):
        slow["asked"] += 1
        now[0] += 0.005 * (1 + slow["asked"] / 20) * (slow["last"] if path.startswith("last") else 1)
        return 200, {}, b""

    @contextmanager
    def line(_self):
        yield ask

    monkeypatch.setattr(taxii.Server, "line", line)
    server = taxii.Server((), 0, "/", "a:b")
    for times in (1.0, 1.5):
        slow |= {"asked": 0, "last": times}
        first, last = server.in_turn([f"first {n}" for n in range(10)], [f"last {n}" for n in range(10)], rounds=4)
        assert abs(last / first - times) < 0.05
