"""`comity intel set`: threat sets that go to other authorities node to node: proposed, approved by another officer, followed, recalled."""

from pathlib import Path
from typing import Any

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_passphrase
from comity.doors.cli.voice import printable, say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

_STDIN = "Read the officer's passphrase from the first line of standard input."


@click.group("set")
def threat_set() -> None:
    """Objects of a collection, for an authority whose node is in the directory."""


@threat_set.command("propose")
@click.argument("collection")
@click.option("--for", "to", required=True, metavar="AUTHORITY", help="The authority of the directory that gets it.")
@click.option("--by", "sign_in", required=True, help="The officer who proposes it, and types their passphrase.")
@click.option("--passphrase-stdin", is_flag=True, help=_STDIN)
@of_node
@for_programs
@spoken
def set_propose(collection: str, *, to: str, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Propose a set of COLLECTION: what AUTHORITY may see, may be given, and has not got yet."""
    boot(home_path)
    from comity.desk.giving.actions import propose_set
    from comity.terms.identifiers import AuthorityId

    by, _ = _officer(sign_in, passphrase_stdin=passphrase_stdin)
    _tell_proposed(propose_set(collection, to=AuthorityId(to), by=by, at=now(), token=_token()), as_json=as_json)


@threat_set.command("recall")
@click.argument("number")
@click.option("--reason", required=True, help="A code of the list recall-reason, such as RECALL-WRONG.")
@click.option("--by", "sign_in", required=True, help="The officer who proposes it, and types their passphrase.")
@click.option("--passphrase-stdin", is_flag=True, help=_STDIN)
@of_node
@for_programs
@spoken
def set_recall(number: str, *, reason: str, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Propose to recall all that is there of the set NUMBER. Single objects are recalled from its page."""
    boot(home_path)
    from comity.desk.giving.actions import propose_recall

    by, _ = _officer(sign_in, passphrase_stdin=passphrase_stdin)
    _tell_proposed(propose_recall(number, reason=reason, by=by, at=now(), token=_token()), as_json=as_json)


@threat_set.command("approve")
@click.argument("number")
@click.option("--digest", required=True, help="The digest that “show” tells: exactly these bytes are sent, and no others.")
@click.option("--by", "sign_in", required=True, help="The approver, who did not propose it, and types their passphrase.")
@click.option("--passphrase-stdin", is_flag=True, help=_STDIN)
@of_node
@for_programs
@spoken
def set_approve(number: str, *, digest: str, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Approve the set or the recall NUMBER as another officer, and send it."""
    boot(home_path)
    from comity.desk.giving.actions import approve_set
    from comity.desk.giving.reading import told_set
    from comity.terms.digests import Digest

    by, key = _officer(sign_in, passphrase_stdin=passphrase_stdin)
    sent = approve_set(number, digest_seen=Digest.parse(digest), by=by, key=key, at=now(), token=_token())
    if as_json:
        tell_json(told_set(sent))
        return
    tell(say(gettext_noop("%(number)s is on its way. Its ledger says what becomes of each object."), number=number))


@threat_set.command("show")
@click.argument("number")
@of_node
@for_programs
@spoken
def set_show(number: str, *, home_path: Path, as_json: bool) -> None:
    """Show what the set NUMBER holds, and where each object stands."""
    boot(home_path)
    from comity.desk.giving.reading import objects_of, operated_set, told_set

    row = operated_set(number)
    items = [{"id": one.stix_id, "stands": one.stand, "code": one.code} for one in objects_of(row)]
    if as_json:
        tell_json(told_set(row) | {"items": items})
        return
    _tell(row)
    for one in items:
        tell(printable(f"  {one['id'] or '-'}  {one['stands'] or '-'}  {one['code'] or '-'}"))


@threat_set.command("list")
@of_node
@for_programs
@spoken
def set_list(*, home_path: Path, as_json: bool) -> None:
    """List the sets and recalls that were proposed here, went out or came."""
    boot(home_path)
    from comity.desk.giving.reading import every_set, told_set

    rows = every_set()
    if as_json:
        tell_json([told_set(one) for one in rows])
        return
    for one in rows:
        _tell(one)


def _officer(sign_in: str, *, passphrase_stdin: bool) -> Any:  # noqa: ANN401 -- a row and a key
    """Return the officer who is here, with their key: nobody decides in the name of another."""
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer

    by = find_officer(sign_in)
    return by, unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))


def _token() -> str:
    """Return what makes a repeated form one: a command is typed once."""
    import secrets

    return secrets.token_urlsafe()


def _tell_proposed(row: Any, *, as_json: bool) -> None:  # noqa: ANN401 -- a row
    from comity.desk.giving.reading import told_set

    if as_json:
        tell_json(told_set(row))
        return
    _tell(row)
    facts = {"number": row.number, "digest": row.digest}
    sentence = gettext_noop(
        "Another officer looks at it (comity intel set show %(number)s), and sends it: comity intel set approve %(number)s"
        " --digest %(digest)s"
    )
    tell(say(sentence, facts))


def _tell(row: Any) -> None:  # noqa: ANN401 -- a row
    from comity.desk.giving.reading import told_set

    told = told_set(row)
    outcomes: Any = told["outcomes"]
    said = ", ".join(f"{code} {count}" for code, count in sorted(outcomes.items()))
    sentence = gettext_noop("%(set)s  %(state)s  %(with)s: objects %(objects)s (%(said)s), withheld %(withheld)s")
    tell(say(sentence, told | {"said": said or "-"}))
