"""What is made beside something else is what would have been made after it."""

import subprocess
import sys
import threading

import pytest

from comity.seal import abreast as module
from comity.seal.abreast import abreast, few_abreast, halves_abreast, has_spare_core


def test_something_is_made_beside(monkeypatch):
    """In another thread, while this one goes on; a fault is raised to whoever waits for it."""
    monkeypatch.setattr(module, "_is_busy", lambda: False)
    gone_on = threading.Event()
    waits = abreast(lambda: (gone_on.wait(5), threading.get_ident()))
    gone_on.set()
    in_time, thread = waits()
    assert in_time
    assert thread != threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        abreast(lambda: 1 // 0)()


def test_a_busy_machine_makes_it_when_it_is_waited_for(monkeypatch):
    """In this thread, and no earlier."""
    monkeypatch.setattr(module, "_is_busy", lambda: True)
    made = []
    waits = abreast(lambda: made.append(threading.get_ident()))
    assert not made
    waits()
    assert made == [threading.get_ident()]


@pytest.mark.parametrize(("running", "spare"), [(1, True), (3, True), (4, False), (9, False)])
def test_a_core_is_spare_while_fewer_threads_run_than_there_are(monkeypatch, tmp_path, running, spare):
    """At this moment, whatever the last minutes were like."""
    now = tmp_path / "loadavg"
    now.write_text(f"9.12 0.33 0.20 {running}/345 4711\n")
    monkeypatch.setattr(module, "_NOW", str(now))
    monkeypatch.setattr(module, "_CORES", 4)
    assert has_spare_core() is spare
    now.write_text("9.12 0.33 0.20 4/345 4711\n")
    assert not has_spare_core(), "what was read once is no longer so"


@pytest.mark.parametrize(("minute", "spare"), [(5.9, True), (6.1, False)])
def test_where_the_moment_is_not_shown_the_last_minute_says_it(monkeypatch, tmp_path, minute, spare):
    """A unit of systemd may see no more of `/proc` than its own processes."""
    monkeypatch.setattr(module, "_NOW", str(tmp_path / "gone"))
    monkeypatch.setattr(module, "_CORES", 4)
    monkeypatch.setattr(module.os, "getloadavg", lambda: (minute, 0.0, 0.0))
    assert has_spare_core() is spare


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 64])
def test_halves_are_in_their_order(count):
    """Of few all here, of many half in another thread."""
    threads = set()

    def square(number):
        threads.add(threading.get_ident())
        return number * number

    assert halves_abreast(square, range(count)) == [number * number for number in range(count)]
    assert len(threads) == (2 if count >= 4 else min(count, 1))


@pytest.mark.parametrize("wrong", [0, 63])
def test_a_fault_in_either_half_is_raised(wrong):
    """Whichever thread met it."""
    with pytest.raises(ZeroDivisionError):
        halves_abreast(lambda number: 1 // (number != wrong), range(64))


@pytest.mark.parametrize(("busy", "threads"), [(False, 2), (True, 1)])
def test_of_a_few_that_are_dear_half_are_made_beside(monkeypatch, busy, threads):
    """In their order; on a busy machine here."""
    monkeypatch.setattr(module, "_is_busy", lambda: busy)
    made = few_abreast(lambda number: (number, threading.get_ident()), [1, 2])
    assert [number for number, _ in made] == [1, 2]
    assert len({thread for _, thread in made}) == threads
    with pytest.raises(ZeroDivisionError):
        few_abreast(lambda number: 1 // number, [1, 0])


def test_either_half_begins_nothing_itself(monkeypatch):
    """All the threads that are kept might wait for each other, and for ever; and both cores have something to do."""
    monkeypatch.setattr(module, "_is_busy", lambda: False)

    def inner(_):
        return few_abreast(lambda _: threading.get_ident(), [1, 2]), threading.get_ident()

    for made, here in halves_abreast(inner, range(64)):
        assert made == [here, here]
    assert has_spare_core()  # once it is done


FORKED = """
import os
from comity.seal.abreast import halves_abreast
assert halves_abreast(abs, [-1, -2, -3, -4]) == [1, 2, 3, 4]
child = os.fork()
if not child:
    os._exit(0 if halves_abreast(abs, [-1, -2, -3, -4]) == [1, 2, 3, 4] else 1)
assert os.waitpid(child, 0)[1] == 0
"""


def test_a_process_that_was_forked_begins_threads_of_its_own():
    """A fork takes none along: what was given to those of its parent would be waited for without end."""
    subprocess.run([sys.executable, "-W", "ignore", "-c", FORKED], check=True, timeout=60, process_group=0)
