"""`comity officer …`: what opens the door as an officer, and what helps one who stands before it and cannot come in."""

from pathlib import Path
from typing import Any

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import groups_of_four, say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.command("bind-oidc")
@click.argument("sign_in")
@click.option("--subject", required=True, help="The identity's `sub` at the provider that node.toml names; not its name or mail address.")
@of_node
@spoken
def bind_oidc(sign_in: str, *, subject: str, home_path: Path) -> None:
    """Let an identity of the node's identity provider open the door as SIGN_IN. The second factor still follows."""
    home = boot(home_path)
    from comity.directory.bindings import Identity, bind
    from comity.directory.people import find_officer

    if home.access.provider is None:
        raise click.UsageError(say(gettext_noop("node.toml names no identity provider: see [access.oidc] in docs/operators/accounts.md")))
    bind(find_officer(sign_in), Identity("oidc", subject, home.access.provider.issuer), at=now())
    told = {"subject": subject, "issuer": home.access.provider.issuer, "officer": sign_in}
    tell(say(gettext_noop("%(subject)s of %(issuer)s opens the door as %(officer)s."), told))


@click.command("bind-certificate")
@click.argument("sign_in")
@click.option("--file", "pem", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The certificate, in PEM.")
@click.option("--fingerprint", help="Its SHA-256 fingerprint, if the file is not at hand.")
@of_node
@spoken
def bind_certificate(sign_in: str, *, pem: Path | None, fingerprint: str | None, home_path: Path) -> None:
    """Let a smart card's certificate (X.509) open the door as SIGN_IN. The second factor still follows."""
    boot(home_path)
    from comity.directory.bindings import bind, certificate_identity, read_certificate
    from comity.directory.people import find_officer

    if (pem is None) == (fingerprint is None):
        raise click.UsageError(say(gettext_noop("Give one of --file and --fingerprint.")))
    identity = read_certificate(pem.read_bytes()) if pem else certificate_identity(fingerprint or "")
    bind(find_officer(sign_in), identity, at=now())
    tell(say(gettext_noop("The certificate with this fingerprint opens the door as %(officer)s:"), officer=sign_in))
    tell(f"  {groups_of_four(identity.subject)}")


@click.command
@click.argument("sign_in")
@of_node
@for_programs
@spoken
def bindings(sign_in: str, *, home_path: Path, as_json: bool) -> None:
    """List the identities from outside that open the door as SIGN_IN."""
    boot(home_path)
    from comity.directory.bindings import bindings_of
    from comity.directory.people import find_officer

    rows = bindings_of(find_officer(sign_in))
    found = [{"number": one.pk, "kind": one.kind, "issuer": one.issuer, "subject": one.subject, "since": str(one.bound_at)} for one in rows]
    if as_json:
        tell_json(found)
        return
    for one in found:
        tell(f"{one['number']}  {one['kind']}  {one['issuer']} {one['subject']}  {one['since']}")
    if not found:
        tell(say(gettext_noop("None: %(officer)s signs in with password and second factor."), officer=sign_in))


@click.command
@click.argument("sign_in")
@click.argument("number", type=int)
@of_node
@spoken
def unbind(sign_in: str, *, number: int, home_path: Path) -> None:
    """End binding NUMBER of SIGN_IN, as `comity officer bindings` lists it."""
    boot(home_path)
    from comity.directory.bindings import unbind as end
    from comity.directory.people import find_officer

    end(find_officer(sign_in), number=number, at=now())
    tell(say(gettext_noop("It no longer opens the door as %(officer)s."), officer=sign_in))


@click.command
@click.argument("sign_in")
@of_node
@spoken
def free(sign_in: str, *, home_path: Path) -> None:
    """End the wait of SIGN_IN after too many wrong attempts; their next one is tried at once, from wherever it comes."""
    boot(home_path)
    from comity.directory.patience import end_wait
    from comity.directory.people import find_officer

    end_wait(find_officer(sign_in), at=now())
    tell(say(gettext_noop("%(officer)s may try again at once."), officer=sign_in))


@click.command("reset-factor")
@click.argument("sign_in")
@click.confirmation_option(prompt="Have you seen this officer, or heard a voice that you know?")
@of_node
@for_programs
@spoken
def reset_factor(sign_in: str, *, home_path: Path, as_json: bool) -> None:
    """Take away every second factor of SIGN_IN, who lost them, end their sessions, and print new ones once.

    Passwords are not reset: the signing key lies sealed under the officer's, and nobody else can open it.
    """
    home = boot(home_path)
    from comity.directory.factors import drop_all
    from comity.directory.people import find_officer
    from comity.doors.cli.secondfactor import give_second_factor

    found = find_officer(sign_in)
    drop_all(found, at=now())
    factor = give_second_factor(found, node=str(home.node))
    if as_json:
        tell_json({"officer": sign_in, "otp": factor.uri, "recovery": factor.codes})
        return
    tell_factor(factor)


def tell_factor(factor: Any) -> None:  # noqa: ANN401 -- a `secondfactor.SecondFactor`, whose module needs a loaded node
    """Print a second factor that was just given, once."""
    tell(say(gettext_noop("Second factor, shown once. Into the officer's app:")))
    tell(f"  {factor.uri}")
    tell(say(gettext_noop("Recovery codes, on paper; each works one time:")))
    for code in factor.codes:
        tell(f"  {code}")


COMMANDS = (bind_oidc, bind_certificate, bindings, unbind, free, reset_factor)
