"""`comity evidence`: the vault as the operator keeps it, by digests alone. No command shows a case, an item's words, or its bytes."""

from pathlib import Path
from typing import Final

import click

from comity.doors.cli.node import boot, for_programs, of_node
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

_STANDINGS: Final = {
    "kept": gettext_noop("in the vault"),
    "afar": gettext_noop("in the vault, in its store"),
    "not-in-vault": gettext_noop("a thing, not in the vault"),
    "locked": gettext_noop("locked: its bytes were not those that were registered"),
    "destroyed": gettext_noop("destroyed"),
}


@click.group
def evidence() -> None:
    """List and verify the vault of evidence in custody.

    What an item is, who has it and why stands on the pages of its case, for its officers. Here are digests alone.
    """


@evidence.command("list")
@of_node
@for_programs
@spoken
def list_vault(home_path: Path, *, as_json: bool) -> None:
    """List what is in custody: SHA-256, length in bytes, how it stands."""
    home = boot(home_path)
    from comity.evidence.checking import stored

    rows = list(stored())
    if as_json:
        items = [
            {"sha256": one.sha256, "sha512": one.sha512, "size": one.size, "items": one.items, "standing": one.standing} for one in rows
        ]
        tell_json({"node": str(home.node), "vault": str(home.vault), "bytes": items})
        return
    for one in rows:
        tell(f"{one.sha256}  {one.size:>12}  {say(_STANDINGS[one.standing])}")
    waits = sum(one.standing == "kept" for one in rows)
    if home.store is not None and waits:
        tell(
            say(gettext_noop("%(count)s of them are on this disk and wait for the store %(store)s."), count=waits, store=home.store.bucket)
        )
    end = gettext_noop("%(count)s in custody; the vault is %(folder)s, and its README.txt says how it is read.")
    tell(say(end, count=len(rows), folder=home.vault))


@evidence.command
@of_node
@click.option("--mend", is_flag=True, help="Remove what was destroyed and a crash left, and write the papers of all items anew.")
@for_programs
@spoken
def verify(home_path: Path, *, mend: bool, as_json: bool) -> None:
    """Measure every file of the vault, and compare the chains of custody with the log that signs for them.

    Changes nothing without --mend. The node may run meanwhile. Ends with 1 when something is wrong, and says what to do. Without
    this software the same is asked of the files by `sha256sum -c sha256sums.txt` in the folder of the vault.
    """
    home = boot(home_path)
    from comity.evidence.checking import check_vault, mend_vault

    if mend:
        mend_vault()
    found = check_vault()
    if as_json:
        told = [{"what": say(one.sentence, one.facts), "mend": say(one.mend)} for one in found]
        tell_json({"node": str(home.node), "vault": str(home.vault), "faults": told})
    elif not found:
        tell(say(gettext_noop("The vault of %(node)s is whole: every byte, every chain of custody, every leaf."), node=home.node))
    else:
        for one in found:
            tell(say(one.sentence, one.facts))
            tell(f"  {say(one.mend)}")
        tell(say(gettext_noop("%(count)s faults were found."), count=len(found)))
    click.get_current_context().exit(1 if found else 0)


@evidence.command
@of_node
@for_programs
@spoken
def carry(home_path: Path, *, as_json: bool) -> None:
    """Carry the vault to its store for S3: bring what is new and read it back, remove what two officers destroyed, bring papers.

    The node does it by itself, once a minute where something is due. Done again it does no harm; what could not be done stays on
    this disk. Ends with 1 when something is left, and says what to do.
    """
    home = boot(home_path)
    from comity.evidence.keeping import stored_vault
    from comity.evidence.moving import carry as carry_vault
    from comity.evidence.queries import is_wanted

    done = carry_vault(stored_vault(), wanted=is_wanted)
    if as_json:
        left = [{"what": say(one.sentence, one.facts), "mend": say(one.next_step, one.facts)} for one in done.left]
        tell_json({"node": str(home.node), "brought": done.brought, "removed": done.removed, "papers": done.papers, "left": left})
    else:
        end = gettext_noop("%(brought)s brought and read back, %(removed)s removed, papers of %(papers)s items brought.")
        tell(say(end, brought=done.brought, removed=done.removed, papers=done.papers))
        for one in done.left:
            tell(say(one.sentence, one.facts))
            tell(f"  {say(one.next_step, one.facts)}")
    click.get_current_context().exit(1 if done.left else 0)
