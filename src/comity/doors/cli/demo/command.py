"""The command `comity demo`, and the hidden one that plays a node's officers."""

import json
import signal
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from comity.doors.cli.demo.nodes import Stage, found, running
from comity.doors.cli.demo.people import PASSPHRASE
from comity.doors.cli.demo.proving import verify_proof_file
from comity.doors.cli.demo.story import Story
from comity.doors.cli.demo.ways import LONGEST_WAIT, WEEK, Hand, Way, clock_in, relaying, set_clock
from comity.doors.cli.roof import Roof


@click.command("demo")
@click.option("--once", is_flag=True, help="Play, verify, stop, and end with one line of JSON.")
@click.option("--outage", is_flag=True, help="Stop one node for part of the story: what is due waits, and arrives once.")
@click.option(
    "--over",
    type=click.Choice([way.value for way in Way]),
    default=Way.LINE.value,
    show_default=True,
    help="How acts and receipts go: over the line; by hand, in pouches; over a relay, with no address of either node; or over the line to a"
    " node that is down for a week. The week is simulated: the clock of both nodes begins seven days back, and is moved on day by day, each"
    " two seconds long, while one of them is stopped and the other goes on trying.",
)
@click.option("--folder", type=click.Path(path_type=Path), help="Make the two nodes in this empty folder.  [default: a new one]")
@click.option("--port", default=8401, show_default=True, help="Web port of the first node; the second takes the next one.")
@click.pass_obj
def demo(roof: Roof, *, once: bool, outage: bool, over: str, folder: Path | None, port: int) -> None:
    """Make two nodes on this machine, play a request across the border, and stay for you to go on by hand."""
    begun = time.monotonic()
    tell = _teller()
    folder = folder or Path(tempfile.mkdtemp(prefix="comity-demo-"))
    tell(f"Two nodes in {folder}: keys (in the clear, for this is a demonstration), tables, officers.")
    way = Way(over)
    if outage and way is not Way.LINE:
        raise click.UsageError("--outage is of the line: leave out --over")
    stages = found(folder, port=port, program=roof.program, over=way)
    viet_nam, ruritania = stages
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with relaying(folder, program=roof.program), running(stages):
        tell(f"Both nodes are up after {time.monotonic() - begun:.1f} s.")
        hand = Hand(folder / "carried") if way is Way.POUCH else None
        week = _week(folder) if way is Way.WEEK else None
        story = Story(viet_nam, ruritania, tell, outage=outage, now=clock_in(folder), hand=hand, let_pass=week)
        reference = story.play()
        outcome = verify_story(stages, reference, tell, hand=hand)
        outcome.seconds = round(time.monotonic() - begun, 1)
        if not once:
            _stay(stages, outcome, tell)
    if once:
        click.echo(json.dumps(outcome.line()))
        raise SystemExit(0 if outcome.holds else 1)


@click.command("demo-player", hidden=True)
@click.option("--home", type=click.Path(path_type=Path), required=True)
@click.pass_obj
def demo_player(roof: Roof, *, home: Path) -> None:
    """Play the officers of one node of the demonstration."""
    roof.boot(home)
    from comity.doors.cli.demo.player import serve

    serve()


@dataclass
class Outcome:
    """What the story came to, as the last line says it."""

    request: str
    state: str
    envelopes: int
    receipts: list[dict[str, Any]]
    owed: int
    logs_consistent: bool
    proof: str
    proof_verified: bool
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether all of it held."""
        return (
            self.state == "answered" and self.owed > 0 and len(self.receipts) == self.owed and self.logs_consistent and self.proof_verified
        )

    def line(self) -> dict[str, Any]:
        """Return the line of JSON."""
        return {
            "request": self.request,
            "state": self.state,
            "envelopes": self.envelopes,
            "receipts_verified": len(self.receipts),
            "receipts_owed": self.owed,
            "logs_consistent": self.logs_consistent,
            "proof": self.proof,
            "proof_verified": self.proof_verified,
            "seconds": self.seconds,
            "receipts": self.receipts,
        }


def _week(folder: Path) -> Callable[[timedelta], None]:
    """Return what moves the clock in `folder` on, at last to that of the machine."""
    behind = WEEK + LONGEST_WAIT

    def let_pass(span: timedelta) -> None:
        nonlocal behind
        behind -= span
        set_clock(folder, behind=behind)

    return let_pass


def verify_story(stages: tuple[Stage, Stage], reference: str, tell: Callable[[str], None], *, hand: Hand | None = None) -> Outcome:
    """Verify every receipt that the envelopes owe, both logs against each other, and the proof file, away from the nodes."""
    viet_nam, ruritania = stages
    tell("Verifying: receipts, logs, proof.")
    owed = _await_receipts(stages, hand)
    consistent = True
    for stage, other in (stages, (ruritania, viet_nam)):
        # The peer's receipts name positions in this node's log: each must be a beginning of what the log is now.
        found = stage.play("consistent", positions=owed[other.side.code]["positions"])
        consistent = consistent and not found["faults"]
        for fault in found["faults"]:
            tell(f"  {stage.side.node}: {fault}")
    officer = ruritania.side.sign_in(ruritania.side.drafter)
    state = ruritania.play("state", officer=officer, reference=reference)["state"]
    path = ruritania.play("proof", officer=officer, reference=reference)["path"]
    verified = verify_proof_file(Path(path), trust=ruritania.home.trust, program=ruritania.program, tell=tell)
    receipts = [one for found in owed.values() for one in found["receipts"]]
    return Outcome(
        request=reference,
        state=state,
        envelopes=sum(found["envelopes"] for found in owed.values()),
        receipts=[{name: one[name] for name in ("id", "kind", "digest")} for one in receipts if one["verified"]],
        owed=len(receipts),
        logs_consistent=consistent,
        proof=path,
        proof_verified=verified,
    )


def _await_receipts(stages: tuple[Stage, Stage], hand: Hand | None, patience: float = 20.0) -> dict[str, dict[str, Any]]:
    """Return what each node is owed, once all of it has come; the last receipts may still be on their way."""
    until = time.monotonic() + patience
    while True:
        if hand is not None:
            hand.bring(*stages)
            hand.bring(*stages[::-1])
        owed = {stage.side.code: stage.play("owed") for stage in stages}
        if all(one["verified"] for found in owed.values() for one in found["receipts"]) or time.monotonic() > until:
            return owed
        time.sleep(0.05)


def _stay(stages: tuple[Stage, Stage], outcome: Outcome, tell: Callable[[str], None]) -> None:
    tell("")
    tell(f"{outcome.request} is {outcome.state}; {len(outcome.receipts)} of {outcome.owed} receipts verified.")
    tell("All of it held: receipts, logs, proof." if outcome.holds else "Not all of it held; the lines above say what did not.")
    tell(f"Proof file: {outcome.proof}")
    for stage in stages:
        tell("")
        tell(f"{stage.side.country_names['en']}: {stage.address}/demo/")
        for player in stage.side.players:
            tell(f"  {player.shown}: sign-in name {stage.side.sign_in(player)} ({', '.join(player.roles)})")
    tell("")
    tell("The page above lets you in as any of them, because the demonstration made these nodes; no other node has it.")
    tell(f"To approve, each officer's passphrase is: {PASSPHRASE}")
    tell("Ctrl-C stops both nodes.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        tell("Stopping.")


def _teller() -> Callable[[str], None]:
    """Return what prints a step with the seconds since the start, to standard error: the last line of output stays alone."""
    begun = time.monotonic()

    def tell(sentence: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.1f}  {sentence}", err=True)

    return tell
