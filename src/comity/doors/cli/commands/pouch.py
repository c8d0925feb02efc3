"""`comity pouch`: what is due to a node to which no line leads, in a file that is carried; and what comes that way."""

from pathlib import Path

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.identifiers import NodeId
from comity.terms.speech import gettext_noop

_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW = click.Path(dir_okay=False, path_type=Path)


@click.group
def pouch() -> None:
    """Acts and receipts in a file that somebody carries, where no line leads or the line is down."""


@pouch.command
@click.argument("to", metavar="NODE")
@click.argument("file", type=_NEW)
@click.option(
    "--most", metavar="MIB", type=click.IntRange(16, 1_000_000), default=4000, show_default=True, help="The most MiB that FILE may have."
)
@of_node
@for_programs
@spoken
def pack(to: str, file: Path, *, most: int, home_path: Path, as_json: bool) -> None:
    """Pack what is due to NODE into FILE: sealed acts with their files, and receipts. Whoever carries it can read none of it.

    Nothing counts as sent by it: what has no receipt yet is packed again next time, and also goes over the line if there is one. What is
    more than MIB goes on in the next FILE, on another stick.
    """
    home = boot(home_path)
    from comity.courier.handing import MIB, pack_pouch

    with patience(gettext_noop("packing")):
        packed = pack_pouch(home, to=NodeId(to), file=file, at=now(), most=most * MIB)
    if as_json:
        told = {"file": str(file), "sha256": str(packed.digest), "envelopes": packed.envelopes, "receipts": packed.receipts}
        told |= {"deliveries": packed.deliveries, "left": packed.left, "parcels": packed.parcels, "left_parcels": packed.left_parcels}
        tell_json(told)
        return
    facts = {"file": file, "envelopes": packed.envelopes, "receipts": packed.receipts, "node": to}
    tell(say(gettext_noop("%(file)s holds %(envelopes)s envelopes and %(receipts)s receipts for %(node)s."), facts))
    if packed.parcels:
        tell(say(gettext_noop("Beside them: %(parcels)s parcels of files, of 4 MiB each at most."), parcels=packed.parcels))
    tell(say(gettext_noop("SHA-256 of the file: %(digest)s"), digest=packed.digest))
    if packed.left:
        tell(say(gettext_noop("%(left)s more did not fit: pack another one when this one was answered."), left=packed.left))
    if packed.left_parcels:
        more = gettext_noop("%(left)s parcels of files are left: pack again, onto the next stick. They are taken in the order of packing.")
        tell(say(more, left=packed.left_parcels))
    tell(say(gettext_noop("There: comity pouch take %(file)s --answer ANSWER, and bring ANSWER back to be taken here."), file=file.name))


@pouch.command
@click.argument("file", type=_THERE)
@click.option("--answer", type=_NEW, required=True, help="The file to write: the receipts that go back. Not written where none is owed.")
@of_node
@for_programs
@spoken
def take(file: Path, *, answer: Path, home_path: Path, as_json: bool) -> None:
    """Take the pouch FILE into this node, which must be running, and write what answers it.

    FILE is read through before anything is taken; taken twice, it changes nothing and is answered with the same receipts.
    """
    home = boot(home_path)
    from comity.courier.handing import take_pouch

    with patience(gettext_noop("taking in")):
        taken = take_pouch(home, file=file, answer=answer, at=now())
    if as_json:
        told = {"sender": str(taken.sender), "packed": str(taken.packed), "envelopes": taken.envelopes, "receipts": taken.receipts}
        told |= {"sha256": str(taken.digest), "wanted": taken.wanted, "parcels": taken.parcels, "unread": taken.unread}
        tell_json({**told, "answer": str(answer) if answer.exists() else None})
        return
    facts = {"node": taken.sender, "packed": taken.packed, "envelopes": taken.envelopes, "receipts": taken.receipts}
    tell(say(gettext_noop("From %(node)s, packed %(packed)s: %(envelopes)s envelopes and %(receipts)s receipts."), facts))
    if taken.parcels:
        tell(say(gettext_noop("Beside them: %(parcels)s parcels of files, of 4 MiB each at most."), parcels=taken.parcels))
    if taken.unread:
        unread = gettext_noop("%(unread)s of them did not open: bring the answer back, and ask that node to pack again.")
        tell(say(unread, unread=taken.unread))
    if taken.wanted:
        tell(say(gettext_noop("In %(cases)s cases an earlier act is missing: ask that node to pack again."), cases=taken.wanted))
    if taken.answers:
        tell(
            say(
                gettext_noop("%(answers)s receipts are in %(file)s: bring it back to %(node)s."),
                {**facts, "answers": taken.answers, "file": answer},
            )
        )
    else:
        tell(say(gettext_noop("Nothing goes back.")))
