"""A played request of which two officers destroyed the content: what is left of it, as an honest export holds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from worlds.guarded import Guarded
from worlds.played import CASE

from comity.desk.proving.destroyed import DESTROYED, PROPOSED, ClosedAct, Remains, print_remains
from comity.desk.proving.layout import Contents
from comity.desk.proving.leaves import RECEIPTED, RECEIVED, SENT
from comity.terms.identifiers import Reference

REASON = "Bản án đã có hiệu lực; không còn cần đến."
RULE = "RETAIN-PRESERVATION"


@dataclass
class Emptied:
    """`told` is what the second officer's leaf says beside the usual, `proposed` the first one's, `swapped`: in the other order."""

    guarded: Guarded
    acts: tuple[int, ...] = ()
    told: Mapping[str, object] = field(default_factory=dict)
    proposed: Mapping[str, object] = field(default_factory=dict)
    first: object = None
    second: object = None
    swapped: bool = False
    remains: Remains = field(init=False)
    leaves: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Let two officers destroy the content of these acts, by default of all."""
        played, maker = self.guarded.played, self.guarded.maker
        self.acts = self.acts or tuple(range(1, len(played.sent) + 1))
        first, second = self.first or maker.drafter, self.second or maker.approver
        due = played.later()
        facts = {"rule": RULE, "due": str(due), "reason": REASON}
        counts = {"acts": len(played.sent), "drafts": 2, "files": 0, "leaves": 30}
        done = facts | {"proposed_by": str(first)} | counts | self.told
        notes = [(PROPOSED, first, facts | self.proposed), (DESTROYED, second, done)]
        for kind, actor, said in reversed(notes) if self.swapped else notes:
            maker.note(kind, actor=actor, facts=said, at=played.later(), about=str(CASE))
        last = len(self.guarded.log) - 1
        self.leaves = (last, last - 1) if self.swapped else (last - 1, last)
        played.made_at = played.later()
        self.remains = Remains(Reference(str(CASE)), tuple(map(self._closed, self.acts)))

    def _closed(self, number: int) -> ClosedAct:
        played = self.guarded.played
        sent = played.sent[number - 1]
        kind = SENT if sent.sender is self.guarded.maker else RECEIVED
        return ClosedAct(number, sent.closed.env_id, sent.body.act, played.leaves[self.guarded.maker.code][kind, sent.closed.env_id])

    def contents(self, remains: Remains | None = None) -> Contents:
        """Return what is left."""
        remains = remains or self.remains
        whole = self.guarded.contents(*self.leaves)
        gone = {one.number for one in remains.acts}
        of_receipts = {
            leaf
            for (kind, env_id), leaf in self.guarded.played.leaves[self.guarded.maker.code].items()
            if kind == RECEIPTED and env_id in {one.envelope for one in self.remains.acts}
        }
        return replace(
            whole,
            destroyed=print_remains(remains),
            acts=tuple(replace(act, salt=None, body=None) if act.number in gone else act for act in whole.acts),
            leaves={
                index: replace(leaf, opening=None) if index in remains.leaves else leaf
                for index, leaf in whole.leaves.items()
                if index not in of_receipts
            },
        )
