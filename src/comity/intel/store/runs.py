"""Postings as they are kept: pages of sorted runs, which are merged as they grow older, so that nothing is ever written in the middle.

A key is random, and a tree of random keys is written at as many places as there are keys: a thousand objects touched as many leaves of it,
and each object cost more the more there were. Here each transaction writes one run; of `FAN` runs of one level one of the next is made, in
the same transaction, until a run is so long (`LONG`) that it stays as it is. A question looks at one page of each run, or two.

A posting is 16 bytes: a key of 8, the number of the object, its first byte the highest. Sorted bytes are sorted postings.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final

from comity.intel.store.postings import KEY
from comity.records.statements import run, run_all

FAN: Final = 8
LONG: Final = 65_536  # postings of a run that is merged no more: a megabyte, and a twentieth of a second
PAGE: Final = 512  # postings of a page: what one question reads of a run
_WIDTH: Final = 16
_RESTS: Final = 99  # the level of runs that are merged no more

_ADD: Final = "INSERT INTO records_intelposting (run, level, first, last, body) VALUES (%s, %s, %s, %s, %s)"
_RUNS: Final = "SELECT DISTINCT run FROM records_intelposting WHERE level = %s"
_BODIES: Final = "SELECT body FROM records_intelposting WHERE level = %s"
_DROP: Final = "DELETE FROM records_intelposting WHERE level = %s"
_FIND: Final = "SELECT k.key, p.body FROM (%s) k JOIN records_intelposting p ON p.first <= k.key AND p.last >= k.key"
TOGETHER: Final = 50  # keys of one statement, which takes a page of each run for each of them


def add(postings: Iterable[bytes], *, number: int) -> None:
    """Keep postings, as `posting` makes them, as run `number`, which is no other's; in the caller's transaction, under the lock."""
    rows = sorted(postings)
    if rows:
        _write(rows, number=number, level=0)
        _merge(number=number)


def posting(keys: Iterable[bytes], object_id: int) -> list[bytes]:
    """Return what is kept of an object that speaks of `keys`."""
    suffix = object_id.to_bytes(_WIDTH - KEY, "big")
    return [key + suffix for key in keys]


def numbers_of(keys: Iterable[bytes]) -> list[int]:
    """Return the objects with one of `keys`, each once, the latest first."""
    found: set[int] = set()
    wanted = iter(dict.fromkeys(keys))
    while chunk := list(islice(wanted, TOGETHER)):
        for key, body in run(statement_for(len(chunk)), chunk):
            found.update(_numbers_in(bytes(body), bytes(key)))
    return sorted(found, reverse=True)


def statement_for(count: int) -> str:
    """Return the statement that asks for so many keys: each with the pages in which it may stand."""
    return _FIND.replace("%s", " UNION ALL ".join(["SELECT %s AS key"] * count), 1)


def _numbers_in(body: bytes, key: bytes) -> Iterator[int]:
    place = bisect_left(range(len(body) // _WIDTH), key, key=lambda row: body[row * _WIDTH : row * _WIDTH + KEY])
    for start in range(place * _WIDTH, len(body), _WIDTH):
        if body[start : start + KEY] != key:
            return
        yield int.from_bytes(body[start + KEY : start + _WIDTH], "big")


def _merge(*, number: int) -> None:
    level = 0
    while len(run(_RUNS, [level]).fetchall()) >= FAN:
        bodies = [bytes(body) for (body,) in run(_BODIES, [level])]
        rows = sorted(chain.from_iterable(_rows(body) for body in bodies))
        run(_DROP, [level])
        level = level + 1 if len(rows) < LONG else _RESTS
        _write(rows, number=number, level=level)
        if level == _RESTS:
            return


def _rows(body: bytes) -> list[bytes]:
    return [body[start : start + _WIDTH] for start in range(0, len(body), _WIDTH)]


def _write(rows: Sequence[bytes], *, number: int, level: int) -> None:
    pages = (rows[start : start + PAGE] for start in range(0, len(rows), PAGE))
    run_all(_ADD, [(number, level, page[0][:KEY], page[-1][:KEY], b"".join(page)) for page in pages])
