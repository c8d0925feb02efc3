"""How a collection of this node is sent to a foreign server, batch by batch, and what became of each object of a batch. Pure.

What is sent twice, because somebody was killed between an answer and its commit or because a server failed after it had kept the objects,
is a success at a server that keeps to the standard; where it counts as a failure there, the server's manifest says that the object is
there, and it is `known`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from comity.courier.taxii.exchange import MEDIA, Asked, ask_at
from comity.courier.taxii.meaning import order_of
from comity.courier.taxii.resources import Entry, Named, Status

WHOLE_BATCH: Final = frozenset({400, 413, 422})  # refused as a whole: halves find the object that it is about
ASKED_AT_ONCE: Final = 40  # identifiers in one address
_FRAME: Final = len(b'{"objects":[]}')
_TOLD: Final = 300


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one object: `taken`, `known`, `refused` or `pending`."""

    outcome: str
    words: str = ""


def fitting(bodies: Sequence[bytes], *, most: int) -> int:
    """Return how many of `bodies` go into one envelope of `most` bytes; one always does, and the server says what it makes of it."""
    size = _FRAME
    for count, body in enumerate(bodies):
        size += len(body) + 1
        if count and size > most:
            return count
    return len(bodies)


def print_envelope(bodies: Sequence[bytes]) -> bytes:
    """Return an envelope (TAXII 2.1, 3.7) around the very bytes of the objects."""
    return b'{"objects":[' + b",".join(bodies) + b"]}"


def ask_adding(collection: str, bodies: Sequence[bytes]) -> Asked:
    """Return the POST of a batch."""
    return Asked("POST", f"{collection}objects/", (("Accept", MEDIA), ("Content-Type", MEDIA)), print_envelope(bodies))


def ask_there(collection: str, names: Sequence[Named]) -> Asked:
    """Return the question which of these objects the server has."""
    ids = ",".join(dict.fromkeys(one.id for one in names))
    parameters: dict[str, str | int] = {"match[id]": ids, "match[version]": "all"}
    return Asked("GET", ask_at(f"{collection}manifest/", parameters))


def results_of(status: Status, sent: Sequence[Named]) -> dict[Named, Result]:
    """Return what became of each object that was sent. A server that counts failures and does not say which leaves them `pending`.

    A failure is found by identifier and version, by its identifier alone where it came in one version.
    """
    if status.status != "complete":
        return dict.fromkeys(sent, Result("pending"))
    told = {(one.id, order_of(one.version)): one.message for one in status.failures}
    by_id = {one.id: one.message for one in status.failures}
    alone = {one.id for one in sent if sum(other.id == one.id for other in sent) == 1}
    vague = status.failure_count > len(status.failures)
    found = {}
    for one in sent:
        message = told.get((one.id, order_of(one.version)), by_id.get(one.id) if one.id in alone else None)
        if message is not None:
            found[one] = Result("refused", _plain(message))
        else:
            found[one] = Result("pending") if vague else Result("taken")
    return found


def with_known(results: Mapping[Named, Result], there: Sequence[Entry]) -> dict[Named, Result]:
    """Return the results with what the server has after all as `known`; what it counted as a failure and has not is refused."""
    has = {(one.id, order_of(one.version)) for one in there}
    ids = {one.id for one in there}

    def judged(one: Named, result: Result) -> Result:
        if result.outcome not in ("refused", "pending"):
            return result
        if (one.id, order_of(one.version)) in has or (not one.version and one.id in ids):
            return Result("known", result.words)
        return Result("refused", result.words)

    return {one: judged(one, result) for one, result in results.items()}


def _plain(message: str) -> str:
    return "".join(letter for letter in message if letter.isprintable())[:_TOLD]
