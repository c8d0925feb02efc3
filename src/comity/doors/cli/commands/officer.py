"""`comity officer`: who works at this node."""

from pathlib import Path

import click

from comity.doors.cli.commands.officer_access import COMMANDS, tell_factor
from comity.doors.cli.commands.officer_posts import COMMANDS as POSTS
from comity.doors.cli.commands.officer_posts import ROLES
from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_passphrase
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import LANGUAGES, groups_of_four, say, spoken, tell, tell_json
from comity.terms.identifiers import AuthorityId, OfficerId
from comity.terms.speech import gettext_noop

NO_DUTY = "none"
DUTIES = ("deputy", "supervisor", NO_DUTY)


@click.group
def officer() -> None:
    """The officers of a node."""


@officer.command
@click.argument("sign_in")
@click.option("--name", required=True, prompt="Name", help="The name that colleagues and peers read.")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True, help="What the officer may do; repeatable.")
@click.option("--reads", type=click.Choice(LANGUAGES), help="The language of the officer's pages; by default the node's.")
@click.option("--authority", help="Another authority of this State whose officer it is, e.g. vn-mofa; by default the node's own.")
@click.option("--desk", default="1", show_default=True, help="The desk, as colleagues call it.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase from the first line of standard input.")
@of_node
@for_programs
@spoken
def add(
    sign_in: str,
    *,
    name: str,
    roles: tuple[str, ...],
    reads: str | None,
    authority: str | None,
    desk: str,
    passphrase_stdin: bool,
    home_path: Path,
    as_json: bool,
) -> None:
    """Enrol SIGN_IN (e.g. ha.n@poc.vn.example): a signing key under their passphrase, a line in the directory, a second factor.

    The address for the one-time codes and the recovery codes are printed once: let the officer take both, then clear the screen.
    The country's key must be at hand in the node's folder. Hand the new directory file to every peer.
    """
    home = boot(home_path)
    from django.core.exceptions import ValidationError

    from comity.directory.enrolment import Enrolment, enrol_officer
    from comity.directory.policy import Role
    from comity.doors.cli.secondfactor import give_second_factor

    enrolment = Enrolment(
        officer=OfficerId(sign_in),
        name=name,
        roles=tuple(map(Role, dict.fromkeys(roles))),
        language=reads or home.language,
        desk=desk,
        authority=AuthorityId(authority) if authority else None,
    )
    passphrase = read_passphrase(from_stdin=passphrase_stdin, twice=True)
    try:
        with patience(gettext_noop("enrolling")):
            enrolled = enrol_officer(enrolment, home=home, passphrase=passphrase, at=now())
            factor = give_second_factor(enrolled, node=str(home.node))
    except ValidationError as fault:
        raise click.ClickException(" ".join(fault.messages)) from fault
    if as_json:
        tell_json({"officer": sign_in, "key": enrolled.key_id, "roles": enrolled.roles, "otp": factor.uri, "recovery": factor.codes})
        return
    tell(say(gettext_noop("%(officer)s is enrolled; the signing key has the fingerprint"), officer=sign_in))
    tell(f"  {groups_of_four(enrolled.key_id)}")
    tell_factor(factor)
    tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))


@officer.command
@click.argument("sign_in")
@click.argument("what", metavar="DUTY", type=click.Choice(DUTIES))
@of_node
@spoken
def duty(sign_in: str, *, what: str, home_path: Path) -> None:
    """Say whether SIGN_IN is deputy or supervisor, who is told when nobody at the desk answers for a clock; or none of both.

    A duty gives no right to draft, approve or decide.
    """
    boot(home_path)
    from comity.directory.duties import give_duty
    from comity.directory.people import find_officer

    give_duty(find_officer(sign_in), duty=None if what == NO_DUTY else what, by="operator", at=now())
    tell(say(gettext_noop("%(officer)s: %(duty)s"), officer=sign_in, duty=what))


@officer.command("list")
@of_node
@for_programs
@spoken
def list_(home_path: Path, *, as_json: bool) -> None:
    """List the active officers of the node, with their roles, their duty and the fingerprints of their keys."""
    boot(home_path)
    from comity.directory.duties import duty_of
    from comity.directory.people import officers_here

    found = [
        {
            "officer": one.officer_id,
            "name": one.name,
            "authority": one.authority,
            "roles": list(one.roles),
            "duty": duty_of(one) or "",
            "key": one.key_id,
        }
        for one in officers_here()
    ]
    if as_json:
        tell_json(found)
        return
    for one in found:
        tell(f"{one['officer']}  {one['name']}  {', '.join([*one['roles'], *filter(None, [one['duty']])])}")
        tell(f"  {groups_of_four(one['key'])}")
    if not found:
        tell(say(gettext_noop("Nobody is enrolled. Enrol two officers: comity officer add")))


for _command in (*COMMANDS, *POSTS):
    officer.add_command(_command)
