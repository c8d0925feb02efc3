"""Two desks that carry one matter to the wire, as the tables say: no database, no keys, and a post that delivers each way in order."""

from collections import deque
from dataclasses import dataclass, field
from typing import Any, Final

from comity.desk.carried.states import CarryState, Turn, may_follow, turned

DEEDS: Final = ("propose", "withdraw", "accept", "refuse", "work", "take")


@dataclass(slots=True)
class Proposal:
    """One proposal as a desk has it. `there` says that the other side has it, `unsaid` that it has our withdrawal."""

    number: int
    side: str
    papers: int
    state: CarryState = CarryState.WAITING
    there: bool = False
    unsaid: bool = False

    def turn(self, turn: Turn) -> bool:
        """Take a turn where the table has one."""
        to = turned(self.state, turn, side=self.side)
        self.state = to or self.state
        return to is not None


@dataclass(slots=True)
class Desk:
    """A node with its own case on paper of one matter, and the other side's row of it once that was proposed.

    `own` is `paper`, `wire` or `moved` (it goes on under the other side's number); `row` is empty, `waits`, `wire` or `over`. `papers`
    counts those of the own case, `carried` those with which a case goes on on the wire.
    """

    asks: bool
    own: str = "paper"
    row: str = ""
    papers: int = 1
    carried: int = 0
    proposals: list[Proposal] = field(default_factory=list)
    post: deque[tuple[str, int]] = field(default_factory=deque)
    peer: Any = field(default=None, repr=False)

    def of(self, side: str) -> list[Proposal]:
        """Return the proposals of one side, oldest first."""
        return [one for one in self.proposals if one.side == side]

    def waiting(self, side: str) -> Proposal | None:
        """Return the one that waits."""
        return next((one for one in self.of(side) if one.state is CarryState.WAITING), None)

    def ours(self, number: int) -> Proposal:
        """Return our proposal of this number."""
        return self.of("ours")[number]

    # -- what officers may do; each says whether it was possible

    def propose(self) -> bool:
        """List the papers; not while one waits, nor before they have the withdrawal of the one before."""
        before = self.of("ours")[-1:]
        unknown = before and before[0].state is CarryState.WITHDRAWN and not before[0].unsaid
        if self.own != "paper" or self.waiting("ours") or unknown:
            return False
        self.post.append(("proposal", len(self.of("ours"))))
        self.proposals.append(Proposal(len(self.of("ours")), "ours", self.papers))
        return True

    def withdraw(self) -> bool:
        """Withdraw what arrived and waits."""
        ours = self.waiting("ours")
        if ours is None or not ours.there:
            return False
        self.post.append(("withdrawal", ours.number))
        return ours.turn(Turn.WITHDRAWAL)

    def work(self) -> bool:
        """Record a paper; not while a proposal waits."""
        if self.own != "paper" or self.waiting("ours"):
            return False
        self.papers += 1
        return True

    def accept(self) -> bool:
        """Accept theirs; not where ours goes before it. Our own case ends under the number of theirs."""
        theirs, ours = self.waiting("theirs"), self.waiting("ours")
        if theirs is None or self.own == "wire" or (ours is not None and self.asks):
            return False
        if ours is not None:
            ours.turn(Turn.OVERTAKING)
        self.own, self.row, self.carried = "moved", "wire", theirs.papers
        self.post.append(("acceptance", theirs.number))
        return theirs.turn(Turn.ACCEPTANCE)

    def refuse(self) -> bool:
        """Refuse theirs."""
        theirs = self.waiting("theirs")
        if theirs is None:
            return False
        self.row = "over"
        self.post.append(("refusal", theirs.number))
        return theirs.turn(Turn.REFUSAL)

    def take(self) -> bool:
        """Take the oldest act of the other side; its node is told at once that this one has it, or refused it."""
        if not self.peer.post:
            return False
        what, number = self.peer.post.popleft()
        getattr(self, f"_{what}")(number)
        return True

    # -- what comes

    def _proposal(self, number: int) -> None:
        said = self.peer.ours(number)
        if not may_follow(one.state for one in self.of("theirs")):
            said.turn(Turn.LOSS)
            return
        self.proposals.append(Proposal(number, "theirs", said.papers))
        self.row, said.there = "waits", True

    def _withdrawal(self, number: int) -> None:
        theirs = next(one for one in self.of("theirs") if one.number == number)
        self.row = "over" if theirs.turn(Turn.WITHDRAWAL) else self.row
        self.peer.ours(number).unsaid = True

    def _acceptance(self, number: int) -> None:
        ours = self.ours(number)
        given_up = ours.state is not CarryState.WAITING
        if turned(ours.state, Turn.ACCEPTANCE, side="ours") is None or (given_up and not self._makes_room(ours)):
            return
        ours.turn(Turn.ACCEPTANCE)
        self.own, self.carried = "wire", ours.papers

    def _refusal(self, number: int) -> None:
        self.ours(number).turn(Turn.REFUSAL)

    def _makes_room(self, ours: Proposal) -> bool:
        newer = next((one for one in self.of("ours") if one is not ours and one.state in (CarryState.WAITING, CarryState.ACCEPTED)), None)
        theirs = next((one for one in self.of("theirs") if one.state is CarryState.ACCEPTED), None)
        if (newer is not None and (newer.there or newer.state is CarryState.ACCEPTED)) or (theirs is not None and not self.asks):
            return False
        if newer is not None:
            newer.turn(Turn.OVERTAKING)
            self.post = deque(one for one in self.post if one != ("proposal", newer.number))
        if theirs is not None:
            theirs.turn(Turn.OVERTAKING)
            self.row = "over"
        return True


def pair() -> tuple[Desk, Desk]:
    """Return the desk of the State that asked, and that of the State that was asked."""
    asking, asked = Desk(asks=True), Desk(asks=False)
    asking.peer, asked.peer = asked, asking
    return asking, asked
