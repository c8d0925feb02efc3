"""The story: a preservation asked, granted and extended; a request refused after consultation; one refused at once.

Each step names who does what, on which node, through which act; and waits until the other side has it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from comity.courier.clocks import now
from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import Stage, StepRefused
from comity.doors.cli.demo.people import PASSPHRASE
from comity.doors.cli.demo.ways import LONGEST_WAIT, WEEK, Hand
from comity.terms.instants import Instant

DELIVERY_PATIENCE: Final = 60.0
OUTAGE_SECONDS: Final = 2.0
CONSULTED_GROUND: Final = "ESSENTIAL_INTEREST"
PLAIN_GROUND: Final = "DISCRIMINATION"


@dataclass
class Story:
    """Plays on two stages and tells each step as it happens."""

    viet_nam: Stage
    ruritania: Stage
    tell: Callable[[str], None]
    outage: bool = False
    now: Callable[[], Instant] = now
    hand: Hand | None = None
    let_pass: Callable[[timedelta], None] | None = None
    references: list[str] = field(default_factory=list)

    def play(self) -> str:
        """Play everything; return the number of the first request."""
        first = self._preservation()
        self._extension(first)
        self._refusal_after_consultation()
        self._refusal_at_once()
        return first

    # -- the chapters -----------------------------------------------------------------------------------

    def _preservation(self) -> str:
        xr, vn = self.ruritania, self.viet_nam
        self.tell("Ransomware at the hospital of Strelsau. Ruritania asks Viet Nam to preserve data, Article 42.")
        if self.outage or self.let_pass:
            vn.stop_server()
            self.tell("  Viet Nam's node is down.")
        reference = self._send(xr, vn, "request", "REQ-PRESERVE", fields.request("hospital", at=self.now()))
        if self.outage or self.let_pass:
            self._wait_outage()
            waiting = xr.play("state", officer=xr.side.sign_in(xr.side.drafter), reference=reference)
            self.tell(f"  {reference} is {waiting['state']} and waits; Ruritania's officers go on.")
            vn.start_server()
            vn.wait_until_up()
            self.tell("  Viet Nam's node is up again.")
            if self.let_pass:
                self.let_pass(LONGEST_WAIT)
                self.tell("  Fifteen minutes more, the longest that a line waits before it tries again.")
        seen = self._read(vn, reference, acts=1, take=True)
        self._tell_reading(seen)
        self._answer(vn, xr, reference, seen, "REQ-PRESERVE", fields.preserved(at=self.now()))
        seen = self._read(xr, reference, acts=2)
        self.tell(f"  Ruritania reads the answer in English; running clocks: {', '.join(code for code, _ in seen['clocks'])}.")
        return reference

    def _wait_outage(self) -> None:
        """Let the outage last: two seconds, or a week of days that are two seconds long."""
        time.sleep(OUTAGE_SECONDS)
        if self.let_pass is None:
            return
        for day in range(1, WEEK.days + 1):
            self.let_pass(timedelta(days=1))
            self.tell(f"  Day {day}: the clock of both nodes is moved on by a day; Ruritania's courier goes on trying.")
            time.sleep(OUTAGE_SECONDS)

    def _extension(self, reference: str) -> None:
        xr, vn = self.ruritania, self.viet_nam
        self.tell("The request for mutual legal assistance takes longer: Ruritania asks for an extension, Article 42(9).")
        self._send(xr, vn, "request", "REQ-PRESERVE-EXT", fields.extension(reference, at=self.now()), reference=reference)
        seen = self._read(vn, reference, acts=3)
        self._answer(vn, xr, reference, seen, "REQ-PRESERVE-EXT", fields.extended(at=self.now()))
        self._read(xr, reference, acts=4)

    def _refusal_after_consultation(self) -> None:
        xr, vn = self.ruritania, self.viet_nam
        self.tell("A second request. Viet Nam sees an essential interest, Article 40(21)(b), and consults first, Article 40(28).")
        reference = self._send(xr, vn, "request", "REQ-PRESERVE", fields.request("registry", at=self.now()))
        seen = self._read(vn, reference, acts=1, take=True)
        self._send(
            vn,
            xr,
            "consultation",
            "ADM-CONSULT",
            fields.consultation(CONSULTED_GROUND, at=self.now()),
            reference=reference,
            replies_to=seen["env_id"],
        )
        consulted = self._read(xr, reference, acts=2)
        self._send(xr, vn, "views", "ADM-CONSULT", fields.views(), reference=reference, replies_to=consulted["env_id"])
        self._read(vn, reference, acts=3)
        self._answer(vn, xr, reference, seen, "REQ-PRESERVE", fields.refused(CONSULTED_GROUND))
        self._read(xr, reference, acts=4)

    def _refusal_at_once(self) -> None:
        xr, vn = self.ruritania, self.viet_nam
        self.tell("A third request. Viet Nam refuses on Article 40(22), where no consultation is owed.")
        reference = self._send(xr, vn, "request", "REQ-PRESERVE", fields.request("forum", at=self.now()))
        seen = self._read(vn, reference, acts=1, take=True)
        self._answer(vn, xr, reference, seen, "REQ-PRESERVE", fields.refused(PLAIN_GROUND))
        self._read(xr, reference, acts=2)

    # -- the steps --------------------------------------------------------------------------------------

    def _send(self, here: Stage, there: Stage, act: str, kind: str, filled: dict[str, Any], **more: str) -> str:
        """One officer drafts and submits, another approves; the envelope is then owed to the other side."""
        side = here.side
        drafted = here.play(
            "compose",
            officer=side.sign_in(side.drafter),
            act=act,
            kind=kind,
            peer=there.side.node,
            fields=filled,
            **more,
        )
        self.tell(f"  {side.drafter.shown} submits {drafted['reference']}, {act}; digest {drafted['digest'][:16]}.")
        sent = here.play(
            "approve",
            officer=side.sign_in(side.approver),
            passphrase=PASSPHRASE,
            draft=drafted["draft"],
            digest=drafted["digest"],
        )
        self.tell(f"  {side.approver.shown} approves these bytes; sealed and sent to {there.side.country}.")
        reference = str(sent["reference"])
        if reference not in self.references:
            self.references.append(reference)
        return reference

    def _answer(self, here: Stage, there: Stage, reference: str, seen: dict[str, Any], kind: str, filled: dict[str, Any]) -> None:
        self._send(here, there, "answer", kind, filled, reference=reference, replies_to=seen["env_id"])

    def _read(self, stage: Stage, reference: str, *, acts: int, take: bool = False) -> dict[str, Any]:
        """Wait until the stage has so many acts of the request, then open it as an officer."""
        if self.hand:
            self.hand.bring(self.ruritania if stage is self.viet_nam else self.viet_nam, stage)
        officer = stage.side.sign_in(stage.side.drafter)
        until = time.monotonic() + DELIVERY_PATIENCE
        while stage.play("state", officer=officer, reference=reference)["acts"] < acts:
            if time.monotonic() > until:
                raise StepRefused(why=f"{reference} did not reach {stage.side.node} within {DELIVERY_PATIENCE:.0f} s")
            time.sleep(0.02)
        return stage.play("read", officer=officer, reference=reference, take=take)

    def _tell_reading(self, seen: dict[str, Any]) -> None:
        side = self.viet_nam.side
        self.tell(f"  {side.drafter.shown} reads it in Vietnamese; nothing was translated:")
        for number, label, lines in seen["text"]:
            self.tell(f"    {number}. {label}: {'; '.join(lines)}")
        self.tell("  The rules of the article, checked again where it arrived:")
        for outcome, title, article in seen["findings"]:
            self.tell(f"    {outcome}: {title} ({article})")
