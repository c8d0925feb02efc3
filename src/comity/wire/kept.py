"""What a node that came up from a copy asks its peers, and what they answer: all that they hold of its words, and of theirs to it.

Both travel as signed statements (docs/specs/restoring.md, section 2); here is what stands inside.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.lives import LAST_LIFE, Claim
from comity.terms.refusals import Malformed, TooLarge
from comity.wire.epoch import EpochKey, EpochShape, epoch_value, take_epoch_value
from comity.wire.shapes import take_shape

SPEC: Final = "docs/specs/restoring.md, section 2"

QUESTION_TYPE: Final = "application/vnd.comity.kept-question.v1+json"
ANSWER_TYPE: Final = "application/vnd.comity.kept.v1"
MAX_QUESTION: Final = 4096
MAX_HEAD: Final = 16 * 1024
MAX_ANSWER: Final = 8 * 1024 * 1024

Kind: TypeAlias = Literal["came", "went", "said", "told", "place"]
# How many parts an item of each kind has.
PARTS: Final[dict[Kind, int]] = {"came": 3, "went": 2, "said": 1, "told": 1, "place": 1}
_KINDS: Final[tuple[Kind, ...]] = ("came", "went", "said", "told", "place")
_QUESTION: Final = {"v", "node", "to", "at", "since", "came", "went", "fresh"}
_HEAD: Final = {"v", "node", "to", "at", "more", "came", "went", "note", "noted"}
_CLAIM: Final = {"life", "birth"}
_BIRTH: Final = re.compile(r"[0-9a-f]{32}")
_WHAT: Final = "kept"


@dataclass(frozen=True, slots=True)
class Question:
    """`node` asks `to` what it holds since `since`, after its rows `came` and `went`; without `since`, only the furthest place.

    `claim` is the life that the node takes: with `since`, and only then. `fresh` is the key to seal the answer's content to: what was
    sealed to others before may open no more.
    """

    node: NodeId
    to: NodeId
    at: Instant
    since: Instant | None = None
    came: int = 0
    went: int = 0
    claim: Claim | None = None
    fresh: EpochKey | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is held: its kind, and the bytes of its parts; a part that is not there is empty."""

    kind: Kind
    parts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What `node` holds for `to`; `note` is the newest checkpoint that it keeps of that log, looked at last at `noted`; empty where none.

    `claim` is the life of `to` as it now stands there: the one that was asked for, or a higher one that another copy has taken.

    `more`: ask on from the rows `came` and `went`.
    """

    node: NodeId
    to: NodeId
    at: Instant
    note: bytes
    noted: Instant
    more: bool
    came: int
    went: int
    items: tuple[Item, ...]
    claim: Claim | None = None


def print_question(question: Question) -> bytes:
    """Return the canonical bytes of a question."""
    return print_json(
        {
            "v": 1,
            "node": str(question.node),
            "to": str(question.to),
            "at": str(question.at),
            "since": None if question.since is None else str(question.since),
            "came": question.came,
            "went": question.went,
            "fresh": None if question.fresh is None else epoch_value(question.fresh),
            **_claim_value(question.claim),
        }
    )


def parse_question(data: bytes) -> Question:
    """Read what `print_question` writes and nothing else; raises `TooLarge`, `Malformed`. That it is for this node is the CALLER's."""
    value = parse_json(data, MAX_QUESTION, what=_WHAT)
    if not isinstance(value, dict) or set(value) - _CLAIM != _QUESTION or value["v"] != 1:
        raise Malformed(_WHAT, "a question with other members")
    since, fresh = value["since"], value["fresh"]
    if not (since is None or isinstance(since, str)):
        raise Malformed(_WHAT, "since when")
    found = Question(
        NodeId(_text(value["node"])),
        NodeId(_text(value["to"])),
        Instant.parse(_text(value["at"])),
        None if since is None else Instant.parse(since),
        _count(value["came"]),
        _count(value["went"]),
        _claim(value),
        None if fresh is None else take_epoch_value(take_shape(fresh, shape=EpochShape, what=_WHAT)),
    )
    if print_question(found) != data:
        raise Malformed(_WHAT, "a question that is not as this program writes it")
    return found


def print_answer(answer: Answer) -> bytes:
    """Return the bytes of an answer: the length of its head in 4 bytes, the head as JSON, the items one after another."""
    head = print_json(
        {
            "v": 1,
            "node": str(answer.node),
            "to": str(answer.to),
            "at": str(answer.at),
            "more": answer.more,
            "came": answer.came,
            "went": answer.went,
            "note": answer.note.decode("utf-8"),
            "noted": str(answer.noted),
            **_claim_value(answer.claim),
        }
    )
    printed = [len(head).to_bytes(4, "big"), head]
    for item in answer.items:
        printed.append(bytes([_KINDS.index(item.kind)]))
        printed += [part for one in item.parts for part in (len(one).to_bytes(4, "big"), one)]
    return b"".join(printed)


def parse_answer(data: bytes) -> Answer:
    """Read what `print_answer` writes and nothing else; raises `TooLarge`, `Malformed`.

    Every part of every item is bytes that somebody signed: verifying them is the CALLER's.
    """
    if len(data) > MAX_ANSWER:
        raise TooLarge(_WHAT, size=len(data), cap=MAX_ANSWER)
    printed, at = _part(data, 0)
    value = parse_json(printed, MAX_HEAD, what=_WHAT)
    if not isinstance(value, dict) or set(value) - _CLAIM != _HEAD or value["v"] != 1 or type(value["more"]) is not bool:
        raise Malformed(_WHAT, "a head with other members")
    items = []
    while at < len(data):
        if data[at] >= len(_KINDS):
            raise Malformed(_WHAT, "an item of no known kind")
        kind, parts = _KINDS[data[at]], []
        at += 1
        for _ in range(PARTS[kind]):
            part, at = _part(data, at)
            parts.append(part)
        items.append(Item(kind, tuple(parts)))
    found = Answer(
        NodeId(_text(value["node"])),
        NodeId(_text(value["to"])),
        Instant.parse(_text(value["at"])),
        _text(value["note"]).encode(),
        Instant.parse(_text(value["noted"])),
        value["more"],
        _count(value["came"]),
        _count(value["went"]),
        tuple(items),
        _claim(value),
    )
    if print_answer(found) != data:
        raise Malformed(_WHAT, "an answer that is not as this program writes it")
    return found


def _claim_value(claim: Claim | None) -> dict[str, JsonValue]:
    return {} if claim is None else {"life": claim.life, "birth": claim.birth}


def _claim(value: Mapping[str, JsonValue]) -> Claim | None:
    if not _CLAIM & value.keys():
        return None
    claim = Claim(_count(value.get("life")), _text(value.get("birth")))
    if not 1 <= claim.life <= LAST_LIFE or not _BIRTH.fullmatch(claim.birth):
        raise Malformed(_WHAT, "a life that cannot be taken")
    return claim


def _part(data: bytes, at: int) -> tuple[bytes, int]:
    start = at + 4
    end = start + int.from_bytes(data[at:start], "big")
    if start > len(data) or end > len(data):
        raise Malformed(_WHAT, "ends inside a part")
    return data[start:end], end


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed(_WHAT, "a member that is no text")
    return value


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise Malformed(_WHAT, "a member that is no count")
    return value
