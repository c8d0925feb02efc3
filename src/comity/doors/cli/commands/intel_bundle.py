"""`comity intel bundle`: threat information for another authority in a signed and sealed file that is carried by hand, and what comes."""

from pathlib import Path
from typing import Any

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_passphrase
from comity.doors.cli.voice import printable, say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

_STDIN = "Read the officer's passphrase from the first line of standard input."


@click.group
def bundle() -> None:
    """Signed and sealed files of a collection, for an authority to which no line leads."""


@bundle.command("propose")
@click.argument("collection")
@click.option("--for", "to", required=True, metavar="AUTHORITY", help="The authority of the directory that gets it.")
@click.option("--after", type=click.IntRange(min=0), help="The last bundle that surely arrived; by default the last that was written.")
@click.option("--by", "sign_in", required=True, help="The officer who proposes it, and types their passphrase.")
@click.option("--passphrase-stdin", is_flag=True, help=_STDIN)
@of_node
@for_programs
@spoken
def bundle_propose(
    collection: str, *, to: str, after: int | None, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool
) -> None:
    """Propose a bundle of COLLECTION: what AUTHORITY may see, may be given, and has not got yet."""
    boot(home_path)
    from comity.intel.carrying.giving import propose_bundle, told_of
    from comity.terms.identifiers import AuthorityId

    by, _ = _officer(sign_in, passphrase_stdin=passphrase_stdin)
    made = propose_bundle(collection, to=AuthorityId(to), by=by, after=after, at=now())
    if as_json:
        tell_json(told_of(made))
        return
    _tell(made)
    tell(
        say(
            gettext_noop(
                "Another officer looks at it (comity intel bundle show %(pk)s) and writes it: comity intel bundle write %(pk)s FILE"
            ),
            pk=made.pk,
        )
    )


@bundle.command("show")
@click.argument("number", type=int)
@of_node
@for_programs
@spoken
def bundle_show(number: int, *, home_path: Path, as_json: bool) -> None:
    """Show what the bundle NUMBER of “bundle list” holds, object by object."""
    boot(home_path)
    from comity.intel.carrying.giving import bundle_numbered, items_of, told_of, withheld_from

    found = bundle_numbered(number)
    items = [{"id": one.stix_id, "version": one.version, "name": one.name} for one in items_of(found)]
    stays = withheld_from(found)
    if as_json:
        tell_json(told_of(found) | {"items": items, "withheld": [{"id": one.stix_id, "why": one.why} for one in stays]})
        return
    _tell(found)
    for one in items:
        tell(printable(f"  {one['id']}  {one['version'] or '-'}  {one['name'] or '-'}"))
    for kept in stays:
        facts = {"object": printable(kept.stix_id), "why": kept.why}
        tell(say(gettext_noop("  stays: %(object)s (%(why)s)"), facts))


@bundle.command("list")
@of_node
@for_programs
@spoken
def bundle_list(*, home_path: Path, as_json: bool) -> None:
    """List the bundles that were proposed and written here."""
    boot(home_path)
    from comity.intel.carrying.giving import bundles, told_of

    rows = bundles()
    if as_json:
        tell_json([told_of(one) for one in rows])
        return
    for one in rows:
        _tell(one)


@bundle.command("write")
@click.argument("number", type=int)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--by", "sign_in", default="", help="The approver, who did not propose it, and types their passphrase; not for a copy.")
@click.option("--passphrase-stdin", is_flag=True, help=_STDIN)
@of_node
@for_programs
@spoken
def bundle_write(number: int, file: Path, *, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Approve the bundle NUMBER as another officer and write it to FILE. One that was written before is written again without --by."""
    boot(home_path)
    from comity.intel.carrying.closing import closed, recipients_of
    from comity.intel.carrying.giving import bundle_numbered, copy_bundle, told_of, write_bundle

    if file.exists():
        raise click.UsageError(f"{file} is there already; nothing was written over it")
    bundle = bundle_numbered(number)
    recipients = recipients_of(bundle, at=now())  # before anything is decided: a file that nobody could open is not approved
    if bundle.state == "proposed":
        if not sign_in:
            raise click.UsageError("what leaves this node is decided by two officers: name the second one with --by")
        by, key = _officer(sign_in, passphrase_stdin=passphrase_stdin)
        data = write_bundle(number, by=by, key=key, at=now())
    else:
        data = copy_bundle(number, at=now())
    data = closed(data, recipients=recipients)
    with file.open("xb") as out:
        out.write(data)
    if as_json:
        tell_json(told_of(bundle_numbered(number)) | {"file": str(file), "size": len(data)})
        return
    tell(say(gettext_noop("%(file)s is written: signed, and sealed for their node."), file=file))


@bundle.command("read")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--with-gap", is_flag=True, help="Read it although bundles before it are missing.")
@of_node
@for_programs
@spoken
def bundle_read(file: Path, *, with_gap: bool, home_path: Path, as_json: bool) -> None:
    """Verify the bundle FILE of another authority and keep what it brings, in a collection of what that authority gave."""
    boot(home_path)
    from comity.intel.carrying.closing import MOST
    from comity.intel.carrying.reading import read_bundle_file

    with file.open("rb") as opened:
        data = opened.read(MOST + 1)  # one byte more is refused, and the rest of a disk is not read for that
    found = read_bundle_file(data, at=now(), with_gap=with_gap)
    if as_json:
        tell_json(_received(found))
        return
    facts = {"number": found.header.number, "giver": found.header.authority, "collection": found.collection}
    if not found.fresh:
        tell(say(gettext_noop("Bundle %(number)s of %(giver)s was read before; nothing was changed."), facts))
        return
    tell(say(gettext_noop("Bundle %(number)s of %(giver)s is read into the collection %(collection)s."), facts))
    counts = {"added": found.added, "removed": found.removed, "refused": len(found.refused)}
    tell(say(gettext_noop("Added: %(added)s. Taken out: %(removed)s. Refused: %(refused)s."), counts))
    for one in found.refused:
        tell(printable(f"  {one.stix_id or '-'}  {one.version or '-'}  {one.why}"))
    if found.missing:
        tell(say(gettext_noop("Still missing: %(missing)s. Ask the giver for them."), missing=", ".join(map(str, found.missing))))
    if found.header.more:
        tell(say(gettext_noop("The giver has more for you: another bundle follows.")))


def _officer(sign_in: str, *, passphrase_stdin: bool) -> Any:  # noqa: ANN401 -- a row and a key
    """Return the officer who is here, with their key: nobody decides in the name of another."""
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer

    by = find_officer(sign_in)
    return by, unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))


def _tell(row: Any) -> None:  # noqa: ANN401 -- a row
    from comity.intel.carrying.giving import told_of

    sentence = gettext_noop("%(bundle)s  %(state)s  %(for)s, number %(number)s after %(after)s: objects %(objects)s, taken out %(removed)s")
    tell(say(sentence, told_of(row)))


def _received(found: Any) -> dict[str, Any]:  # noqa: ANN401 -- a value that doors do not name
    return {
        "giver": str(found.header.authority),
        "number": found.header.number,
        "collection": found.collection,
        "fresh": found.fresh,
        "added": found.added,
        "removed": found.removed,
        "refused": [{"object": one.stix_id, "version": one.version, "why": one.why} for one in found.refused],
        "missing": list(found.missing),
        "more": found.header.more,
    }
