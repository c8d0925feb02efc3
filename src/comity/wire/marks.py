"""What two nodes tell each other once a day about what they hold of each other's streams; question and answer have one form.

Both travel as signed statements (docs/specs/protocol.md, section 12); here is what stands inside.
"""

from dataclasses import dataclass
from typing import Final

from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId, Reference
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, parse_json, print_json
from comity.terms.refusals import Malformed

SPEC: Final = "docs/specs/protocol.md, section 12"

QUESTION_TYPE: Final = "application/vnd.comity.marks-question.v1+json"
ANSWER_TYPE: Final = "application/vnd.comity.marks.v1+json"
MAX_WORD: Final = 512 * 1024
BUCKETS: Final = 256
MOST_MARKS: Final = 1000

_WHAT: Final = "marks"
_MEMBERS: Final = {"v", "node", "to", "at", "since", "root", "digests", "buckets", "marks", "strange"}
_MARK: Final = {"case", "inner", "ours", "seq"}


@dataclass(frozen=True, slots=True)
class MarkSaid:
    """A place in a stream: `ours` is one of the node that speaks."""

    ours: bool
    case: Reference
    seq: int
    inner: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksWord:
    """What `node` tells `to` of acts since `since`: the digest of all, of each bucket, its marks in some, which of the other's are strange.

    Raises `Malformed` for another number of digests, buckets that are none or stand twice, and too many marks.
    """

    node: NodeId
    to: NodeId
    at: Instant
    since: Instant
    root: Digest
    digests: tuple[Digest, ...] = ()
    buckets: tuple[int, ...] = ()
    marks: tuple[MarkSaid, ...] = ()
    strange: tuple[MarkSaid, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is out of bounds."""
        if len(self.digests) not in (0, BUCKETS) or max(len(self.marks), len(self.strange)) > MOST_MARKS:
            raise Malformed(_WHAT, "more or fewer than there may be")
        if list(self.buckets) != sorted(set(self.buckets)) or not all(0 <= one < BUCKETS for one in self.buckets):
            raise Malformed(_WHAT, "buckets that are none, or out of order")


def print_marks(word: MarksWord) -> bytes:
    """Return the canonical bytes of `word`."""
    return print_json(
        {
            "v": 1,
            "node": str(word.node),
            "to": str(word.to),
            "at": str(word.at),
            "since": str(word.since),
            "root": str(word.root),
            "digests": [str(one) for one in word.digests],
            "buckets": list(word.buckets),
            "marks": [_value(one) for one in word.marks],
            "strange": [_value(one) for one in word.strange],
        },
        what=_WHAT,
    )


def parse_marks(data: bytes) -> MarksWord:
    """Read what `print_marks` writes and nothing else; raises `TooLarge` over 512 KiB, otherwise `Malformed`."""
    value = parse_json(data, MAX_WORD, what=_WHAT)
    if not isinstance(value, dict) or set(value) != _MEMBERS or value["v"] != 1:
        raise Malformed(_WHAT, "other members")
    found = MarksWord(
        node=NodeId(_text(value["node"])),
        to=NodeId(_text(value["to"])),
        at=Instant.parse(_text(value["at"])),
        since=Instant.parse(_text(value["since"])),
        root=Digest.parse(_text(value["root"])),
        digests=tuple(Digest.parse(_text(one)) for one in _list(value["digests"])),
        buckets=tuple(_count(one) for one in _list(value["buckets"])),
        marks=tuple(_mark(one) for one in _list(value["marks"])),
        strange=tuple(_mark(one) for one in _list(value["strange"])),
    )
    if print_marks(found) != data:
        raise Malformed(_WHAT, "not as this program writes it")
    return found


def _value(mark: MarkSaid) -> JsonValue:
    return {"case": str(mark.case), "inner": str(mark.inner), "ours": mark.ours, "seq": mark.seq}


def _mark(value: JsonValue) -> MarkSaid:
    if not isinstance(value, dict) or set(value) != _MARK or type(value["ours"]) is not bool:
        raise Malformed(_WHAT, "a mark with other members")
    seq = _count(value["seq"])
    if not seq:
        raise Malformed(_WHAT, "acts of a case are numbered from 1")
    return MarkSaid(value["ours"], Reference(_text(value["case"])), seq, Digest.parse(_text(value["inner"])))


def _list(value: JsonValue) -> list[JsonValue]:
    if not isinstance(value, list):
        raise Malformed(_WHAT, "a member that is no list")
    return value


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise Malformed(_WHAT, "a member that is no text")
    return value


def _count(value: JsonValue) -> int:
    if type(value) is not int or not 0 <= value <= 2**53:
        raise Malformed(_WHAT, "a member that is no count")
    return value
