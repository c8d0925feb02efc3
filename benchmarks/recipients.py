"""One act for ten nodes beside the same for one: signed twice, sealed once, wrapped for each; and GnuPG with as many keys beside it."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks import content, peer
from benchmarks.arithmetic import p50
from benchmarks.figures import Figure, Report
from benchmarks.machine import load
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Recipient, close_envelope, draft_envelope
from comity.seal.headers import InnerDraft
from comity.seal.keys import SealingKey, SigningKey
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant

MANY: Final = 10
_LIFE: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Effort:
    """How many rounds of each of the four in turn, and how often each seals in a round."""

    rounds: int
    ours: int
    peers: int


FULL: Final = Effort(rounds=7, ours=100, peers=10)
QUICK: Final = Effort(rounds=2, ours=20, peers=3)


def measure(*, effort: Effort, report: Report) -> None:
    """Alternate rounds for one and for ten, ours and the peer's; quote the median of the rounds' medians."""
    payload, at = secrets.token_bytes(content.SIZE), Instant.of(datetime.now(UTC))
    recipients = tuple(Recipient(NodeId(f"poc.x{place}.example"), SealingKey.generate().public) for place in range(MANY))
    signers = (SigningKey.generate(), SigningKey.generate())  # the node's and the officer's
    names = [f"poc@x{place}.example" for place in range(MANY)]
    sizes: dict[int, int] = {}

    def seal(count: int) -> None:
        sizes[count] = len(_sealed(payload, to=recipients[:count], signers=signers, at=at))

    with peer.writer(names) as written:
        sealing: dict[str, tuple[Callable[[], object], int]] = {
            "one": (lambda: seal(1), effort.ours),
            "ten": (lambda: seal(MANY), effort.ours),
            "peer, one": (lambda: written(payload, names[:1]), effort.peers),
            "peer, ten": (lambda: written(payload, names), effort.peers),
        }
        taken: dict[str, list[float]] = {name: [] for name in sealing}
        for _ in range(effort.rounds):
            for name, (once, often) in sealing.items():
                taken[name].append(p50([_timed(once) for _ in range(often)]))
            report.rounds.append({"part": "recipients", "load": load(), **{name: round(ms[-1], 3) for name, ms in taken.items()}})
    quoted = {name: p50(ms) for name, ms in taken.items()}
    report.circumstances["recipients"] = {"peer": peer.version(), "bytes": content.SIZE}
    report.figures += [
        Figure("an act of 10 KiB for one node, signed twice and sealed", round(quoted["one"], 2), "ms"),
        Figure(f"the same for {MANY} nodes", round(quoted["ten"], 2), "ms"),
        Figure("ten nodes by one", round(quoted["ten"] / quoted["one"], 2), "times", most=2),
        Figure("GnuPG signs and encrypts it for one", round(quoted["peer, one"], 2), "ms"),
        Figure("GnuPG, ten by one", round(quoted["peer, ten"] / quoted["peer, one"], 2), "times"),
        Figure("the envelope for ten nodes", sizes[MANY], "B"),
        Figure("… more than the one for one", sizes[MANY] - sizes[1], "B"),
    ]


def _sealed(payload: bytes, *, to: tuple[Recipient, ...], signers: tuple[SigningKey, ...], at: Instant) -> bytes:
    header = InnerDraft(
        world="real",
        sender=NodeId("poc.vn.example"),
        to=tuple(one.node for one in to),
        case=Reference("VN-2026-000001"),
        seq=1,
        previous=None,
        kind="request",
        created=at,
        directory=1,
        requires=("received",),
        reply_to=None,
    )
    drawn = draft_envelope(payload, header=header)
    signatures = [key.sign(PAYLOAD_TYPE, drawn.inner_bytes) for key in signers]
    return close_envelope(drawn, signatures=signatures, recipients=to, expires=at + _LIFE).data


def _timed(once: Callable[[], object]) -> float:
    begun = time.perf_counter()
    once()
    return (time.perf_counter() - begun) * 1000
