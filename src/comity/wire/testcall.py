"""A test call between two nodes, and what answers it: that the node is alive, that a person there is awake. It is no act, and of no case.

Both travel as statements (docs/specs/test-call.md).
"""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Literal

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed
from comity.wire.shapes import VERSION, Shape, take_shape, take_word

SPEC: Final = "docs/specs/test-call.md"

CALL_TYPE: Final = "application/vnd.comity.test-call.v1+json"
ANSWER_TYPE: Final = "application/vnd.comity.test-answer.v1+json"
MAX_BYTES: Final = 4096
LEAST_WAIT: Final = timedelta(minutes=1)
MOST_WAIT: Final = timedelta(hours=24)

_NUMBER: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_CALL: Final = "test call"
_ANSWER: Final = "answer to a test call"


class Says(StrEnum):
    """What is answered."""

    ALIVE = "alive"  # the node itself, at once
    AWAKE = "awake"  # a person there, by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`node` calls `to` at `at`. With `until` it asks that a person confirms by then; without, the machine's answer is enough."""

    number: str
    node: NodeId
    to: NodeId
    at: Instant
    until: Instant | None = None

    def __post_init__(self) -> None:
        """Refuse what no call can be."""
        take_word(self.number, pattern=_NUMBER, what=_CALL)
        if self.node == self.to:
            raise Malformed(_CALL, "of a node to itself")
        if self.until is not None and not LEAST_WAIT <= self.until - self.at <= MOST_WAIT:
            raise Malformed(_CALL, "it waits less than a minute, or longer than a day")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswer:
    """`node` says something to `to` about the call `number`, whose signed bytes have the digest `call`, at `at` by its own clock."""

    number: str
    call: Digest
    node: NodeId
    to: NodeId
    at: Instant
    says: Says


def fresh_number() -> str:
    """Return a number for a call: 128 bits drawn at random, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


class _Call(Shape):
    v: Literal[1]
    number: str
    node: str
    to: str
    at: str
    until: str | None


class _Answer(Shape):
    v: Literal[1]
    number: str
    call: str
    node: str
    to: str
    at: str
    says: Literal["alive", "awake"]


def print_call(call: Call) -> bytes:
    """Return the canonical bytes that the calling node signs."""
    value: dict[str, JsonValue] = {"v": VERSION, "number": call.number, "node": str(call.node), "to": str(call.to), "at": str(call.at)}
    return print_json(value | {"until": None if call.until is None else str(call.until)}, what=_CALL)


def parse_call(data: bytes) -> Call:
    """Read what `print_call` writes and nothing else; raises `TooLarge`, `Malformed`. Who signed it is the CALLER's to verify."""
    shape = take_shape(parse_json(data, MAX_BYTES, what=_CALL), shape=_Call, what=_CALL)
    until = None if shape.until is None else Instant.parse(shape.until)
    return Call(number=shape.number, node=NodeId(shape.node), to=NodeId(shape.to), at=Instant.parse(shape.at), until=until)


def print_answer(answer: CallAnswer) -> bytes:
    """Return the canonical bytes that the called node signs."""
    value: dict[str, JsonValue] = {"v": VERSION, "number": answer.number, "call": str(answer.call), "node": str(answer.node)}
    return print_json(value | {"to": str(answer.to), "at": str(answer.at), "says": answer.says.value}, what=_ANSWER)


def parse_answer(data: bytes) -> CallAnswer:
    """Read what `print_answer` writes and nothing else; raises `TooLarge`, `Malformed`. Who signed it is the CALLER's to verify."""
    shape = take_shape(parse_json(data, MAX_BYTES, what=_ANSWER), shape=_Answer, what=_ANSWER)
    return CallAnswer(
        number=take_word(shape.number, pattern=_NUMBER, what=_ANSWER),
        call=Digest.parse(shape.call),
        node=NodeId(shape.node),
        to=NodeId(shape.to),
        at=Instant.parse(shape.at),
        says=Says(shape.says),
    )
