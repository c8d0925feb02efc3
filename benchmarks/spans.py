"""Where the time of one act goes: a clock around named phases, and a count of the statements that each sends to the database."""

import functools
import importlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Final, Self

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from comity.records import statements

SENDER: Final = (
    ("approve", "benchmarks.driver:approve_draft"),
    ("  read the draft", "comity.desk.sending.actions:read_draft"),
    ("  who wrote it", "comity.desk.sending.actions:drafters"),
    ("  may it be approved", "comity.desk.sending.actions:_require_approvable"),
    ("  no safeguard stands against it", "comity.desk.sending.actions:require_safe"),
    ("  nothing given is passed on", "comity.desk.sending.actions:require_free"),
    ("  counsel", "comity.desk.sending.actions:require_counsel"),
    ("  what do the rules say", "comity.desk.sending.actions:require_unstopped"),
    ("  seal and sign", "comity.desk.sending.actions:seal_act"),
    ("    lay out", "comity.desk.sending.leaving:draft_envelope"),
    ("    the node signs, in a thread of its own", "comity.desk.sending.gathering:Gathering._sign"),
    ("    the officer's is there: wait for it", "comity.desk.sending.gathering:Asked.signature"),
    ("    close and wrap", "comity.desk.sending.leaving:close_envelope"),
    ("  transaction 1", "comity.desk.sending.actions:_commit"),
    ("    files, index, journal of it", "comity.desk.sending.leaving:_move"),
    ("    owe it", "comity.desk.sending.leaving:_owe"),
    ("carry: read what is due", "comity.courier.carrying:Carrier._entries"),
    ("carry: post and wait for the reply", "comity.courier.carrying:Carrier._post"),
    ("  verify the receipt", "comity.courier.carrying:Carrier._read"),
    ("carry: transaction 3", "comity.courier.carrying:Carrier._commit"),
    ("commits of both, to the disk", "comity.records.sqlite.base:DatabaseWrapper._commit"),
)
RECEIVER: Final = (
    ("accept", "comity.courier.listening:accept_delivery"),
    ("  open and verify", "comity.courier.accepting:open_envelope"),
    ("  admit: read the act", "comity.courier.accepting:admit"),
    ("  transaction 2", "comity.courier.accepting:_keep_acts"),
    ("    what is known of the case", "comity.courier.accepting:shelf_for"),
    ("    take the act", "comity.courier.accepting:take_act"),
    ("  begin to sign what is foreseen", "comity.courier.accepting:foresee"),
    ("    leaf", "comity.courier.accepting:journal.append_leaves"),
    ("    sign the receipt", "comity.courier.foreseeing:sign_receipts"),
    ("  commit, to the disk", "comity.records.sqlite.base:DatabaseWrapper._commit"),
)
DRIVER: Final = "benchmarks.driver"
SIDES: Final = {"sender": SENDER, "receiver": RECEIVER}

_OPEN: Final = threading.local()
_SECONDS: Final[dict[str, float]] = defaultdict(float)
_PROCESSOR: Final[dict[str, float]] = defaultdict(float)
_ORDER: Final[list[str]] = []
_STATEMENTS: Final[dict[str, int]] = defaultdict(int)


class _Span(AbstractContextManager["_Span"]):
    def __init__(self, label: str) -> None:
        self._label = label

    def __enter__(self) -> Self:
        _OPEN.labels = (*getattr(_OPEN, "labels", ()), self._label)
        self._begun, self._worked = time.perf_counter(), time.thread_time()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        _SECONDS[self._label] += time.perf_counter() - self._begun
        _PROCESSOR[self._label] += time.thread_time() - self._worked
        _OPEN.labels = _OPEN.labels[:-1]


def install(side: str) -> None:
    """Put a clock around every phase of `side` in this process; statements are counted where they are sent."""
    for label, place in SIDES[side]:
        _ORDER.append(label)
        holder, name = holder_of(place)
        setattr(holder, name, _timed(getattr(holder, name), label))
    statements._native = _counted(statements._native)  # noqa: SLF001 what runs with every act
    SQLiteCursorWrapper.convert_query = _counted(SQLiteCursorWrapper.convert_query)  # and what Django's own road sends


def holder_of(place: str) -> tuple[Any, str]:
    """Return what holds the phase at `place`, and its name there. Raises AttributeError or ImportError for one that is gone."""
    module, path = place.split(":")
    # The driver is its process's main module; its own import under another name would be a second one.
    holder: Any = importlib.import_module("__main__" if module == DRIVER else module)
    *owners, name = path.split(".")
    for owner in owners:
        holder = getattr(holder, owner)
    getattr(holder, name)
    return holder, name


def take() -> dict[str, Any]:
    """Return seconds, processor seconds and statements by phase since the last time, and begin anew."""
    counts: dict[str, dict[str, Any]] = {"seconds": _SECONDS, "processor": _PROCESSOR, "statements": _STATEMENTS}
    found: dict[str, Any] = {name: dict(count) for name, count in counts.items()}
    found["order"] = list(_ORDER)
    for count in counts.values():
        count.clear()
    return found


def _timed(call: Callable[..., Any], label: str) -> Callable[..., Any]:
    @functools.wraps(call)
    def timed(*args: object, **kwargs: object) -> object:
        with _Span(label):
            return call(*args, **kwargs)

    return timed


def _counted(prepares: Callable[..., Any]) -> Callable[..., Any]:
    """Count a statement where it is made ready; SQLite's own trace would print each with its values, envelopes and all."""

    @functools.wraps(prepares)
    def counted(*args: object, **kwargs: object) -> object:
        for label in getattr(_OPEN, "labels", ()):
            _STATEMENTS[label] += 1
        return prepares(*args, **kwargs)

    return counted
