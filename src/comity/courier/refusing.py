"""Remembers what this node refused of what its peers sent, with the reason, for people: the wire carries the class alone.

In memory, and every few seconds in a file beside the bell: a flood of what is refused fills no table and is no flood of writes. The
reason may name a case: whoever shows it asks first who may know of that case.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import structlog

from comity.courier.replacing import write_file
from comity.directory.home import Home
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

KEPT: Final = 50
"""The newest of each peer; what one peer sends pushes out nothing that is remembered of another."""
LONGEST: Final = 300
"""Characters of a fact, which may come from the peer."""

_LOG: Final = structlog.get_logger("comity.courier")


@dataclass(frozen=True, slots=True)
class RefusedHere:
    """One thing of a peer that was refused, how often it came, and why: `sentence` and `step` are message identifiers, `facts` fill them.

    `env_id` and `case` are empty where they could not be read; moments as `Instant` prints them.
    """

    peer: str
    env_id: str
    case: str
    wire_class: str
    sentence: str
    step: str
    facts: Mapping[str, str]
    first: str
    last: str
    times: int = 1

    @property
    def at(self) -> Instant:
        """When it came last."""
        return Instant.parse(self.last)


@dataclass
class Refusals:
    """What was refused of each peer, the newest `KEPT`. May be told from any thread."""

    home: Home
    now: Callable[[], Instant]
    _known: dict[NodeId, dict[tuple[str, str, str], RefusedHere]] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _fresh: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Go on from what was written before."""
        for one in refused_here(self.home):
            self._known.setdefault(NodeId(one.peer), {})[one.env_id, one.wire_class, one.sentence] = one

    def remember(self, refusal: Refused, *, peer: NodeId, env_id: EnvelopeId | None = None, case: Reference | None = None) -> None:
        """Remember one. The same of the same thing is one, and is counted."""
        at, name = str(self.now()), str(env_id or "")
        facts = {fact: text[:LONGEST] for fact, text in refusal.facts.items()}
        key = (name, refusal.wire_class, refusal.sentence)
        with self._lock:
            of_peer = self._known.setdefault(peer, {})
            before = of_peer.pop(key, None)
            first, times = (before.first, before.times + 1) if before else (at, 1)
            of_peer[key] = RefusedHere(
                *(peer.text, name, str(case or ""), refusal.wire_class, refusal.sentence, refusal.next_step, facts, first, at, times)
            )
            while len(of_peer) > KEPT:
                del of_peer[next(iter(of_peer))]
            self._fresh = True

    @contextmanager
    def noting(self, peer: NodeId) -> Iterator[None]:
        """Remember what is refused as a whole, and let it go on its way."""
        try:
            yield
        except Refused as refusal:
            self.remember(refusal, peer=peer)
            raise

    def tell(self) -> None:
        """Write it, if there is something new; asked every few seconds."""
        with self._lock:
            rows, fresh = [asdict(one) for of_peer in self._known.values() for one in of_peer.values()], self._fresh
            self._fresh = False
        if fresh:
            try:
                write_file(_file(self.home), json.dumps(rows).encode("ascii"))
            except OSError:
                _LOG.exception("refusals")


def refused_here(home: Home) -> tuple[RefusedHere, ...]:
    """Return what was refused of peers, of each the newest last; a file that is not there, or not whole, says nothing."""
    try:
        return tuple(_row(row) for row in json.loads(_file(home).read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, Refused):
        return ()


def _row(row: Mapping[str, Any]) -> RefusedHere:
    facts = {str(name): str(text) for name, text in row["facts"].items()}
    one = RefusedHere(**{**row, "facts": facts, "times": int(row["times"])})
    NodeId(one.peer), Instant.parse(one.first), Instant.parse(one.last)
    return one


def _file(home: Home) -> Path:
    return home.path / "run" / "refused.json"
