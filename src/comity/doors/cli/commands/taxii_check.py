"""`comity taxii-check`: the server persona of the OASIS interoperability document against any TAXII 2.1 server. Needs no node."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from comity.doors.cli.node import for_programs, now
from comity.doors.cli.voice import spoken

if TYPE_CHECKING:
    from comity.courier.taxii.trying import Wanted

Command = TypeVar("Command", bound=Callable[..., Any])

FAILED: Final = 1
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_ROLES: Final = ("read-write", "read-only", "write-only", "none", "hidden")


def _identity(name: str, what: str) -> Callable[[Command], Command]:
    """Give the command the options of one identity, as `{name}user` and `{name}secret_file`."""
    before = f"{name}-" if name else ""

    def give(command: Command) -> Command:
        file = click.option(f"--{before}secret-file", type=_FILE, help=f"A file, readable by you alone, with the secret of {what}.")
        return click.option(f"--{before}user", default="", metavar="NAME", help=f"The name of {what}.")(file(command))

    return give


@click.command("taxii-check")
@click.argument("url")
@_identity("", "the identity that reads and writes")
@click.option("--token", is_flag=True, help="Sign in with a bearer token instead of a name; the secret is the token.")
@_identity("second", "an identity that may sign in and sees none of the collections")
@_identity("third", "an identity that is no longer let in")
@click.option("--certificate", type=_FILE, help="A client certificate (PEM).")
@click.option("--key", type=_FILE, help="Its key (PEM, without a passphrase).")
@click.option("--ca", type=_FILE, help="Certificates (PEM) to trust beside the system's.")
@click.option("--api-root", default="", metavar="PATH", help="The API root to check; by default the server's own default.")
@click.option(
    "--collection", "collections", multiple=True, metavar="ROLE=ID", help=f"A collection by its role: {', '.join(_ROLES)}; else as listed."
)
@click.option(
    "--also", multiple=True, metavar="URL", help="Another origin to which the server may lead, and to which the same sign-in goes."
)
@click.option("--write", is_flag=True, help="Post objects and delete them again; without it those cases are left out, and say so.")
@click.option("--show", is_flag=True, help="Print the exchange of every case, and not only of those that fail.")
@for_programs
@spoken
def taxii_check(url: str, *, show: bool, as_json: bool, **typed: Any) -> None:  # noqa: ANN401 -- as click fills them
    """Check the TAXII 2.1 server at URL (its discovery, https://host/taxii2/) and print each case with its clause.

    Passwords and tokens come from --secret-file, from COMITY_TAXII_SECRET (COMITY_TAXII_SECOND_SECRET, COMITY_TAXII_THIRD_SECRET), or are
    asked for. With --write it posts some fifty objects, names each as a test, and deletes them; it says what the server did not let go.

    Ends with 0 when every mandatory case that applies passed, else with 1.
    """
    from comity.courier.taxii.trying import check_server
    from comity.doors.cli.checktext import print_outcome, print_run, run_json
    from comity.doors.cli.voice import tell, tell_json

    wanted = _wanted(url, **typed)
    if as_json:
        run = check_server(wanted, at=now())
        tell_json(run_json(run, url=url, show=show))
    else:
        run = check_server(wanted, at=now(), told=lambda one: tell(print_outcome(one, show=show)))
        tell(print_run(run))
    click.get_current_context().exit(0 if run.passed else FAILED)


def _wanted(url: str, **typed: Any) -> "Wanted":  # noqa: ANN401 -- as click fills them
    """Gather what was typed, and the secrets."""
    from comity.courier.taxii.dialling import ANONYMOUS, Credential
    from comity.courier.taxii.trying import Wanted
    from comity.doors.cli.secrets import find_secret

    def basic(name: str, variable: str) -> Credential | None:
        user = typed[f"{name}user"]
        return Credential.basic(user, find_secret(typed[f"{name}secret_file"], variable=variable, whose=user)) if user else None

    certificate = Credential(certificate=str(typed["certificate"]), key=str(typed["key"] or "")) if typed["certificate"] else None
    if typed["token"]:
        first = Credential.bearer(find_secret(typed["secret_file"], variable="COMITY_TAXII_SECRET", whose="--token"))
    else:
        first = basic("", "COMITY_TAXII_SECRET") or certificate or ANONYMOUS
    return Wanted(
        url,
        first,
        basic("second_", "COMITY_TAXII_SECOND_SECRET"),
        basic("third_", "COMITY_TAXII_THIRD_SECRET"),
        certificate,
        api_root=typed["api_root"],
        collections=dict(_role(one) for one in typed["collections"]),
        also=typed["also"],
        ca=str(typed["ca"] or ""),
        write=typed["write"],
    )


def _role(text: str) -> tuple[Any, str]:
    from comity.courier.taxii.checking.bench import Role

    name, _, collection = text.partition("=")
    if name not in _ROLES or not collection or "/" in collection:
        raise click.BadParameter(f"{text!r} is not one of {', '.join(_ROLES)}, =, and the identifier", param_hint="--collection")
    return Role(name), collection
