"""`comity relay`: a small process that holds sealed things for nodes that cannot be reached, and reads none of them."""

from pathlib import Path

import click

from comity.directory.home import Address
from comity.doors.cli.node import for_programs, now, roof
from comity.doors.cli.voice import groups_of_four, say, spoken, tell, tell_json
from comity.terms.identifiers import NodeId
from comity.terms.speech import gettext_noop

_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
_folder = click.option(
    "--home",
    "home_path",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("relay"),
    show_default=True,
    help="The folder of the relay.",
)


@click.group
def relay() -> None:
    """A relay: it holds sealed acts for nodes that cannot be reached, hands them out to nobody else, and can read none of them."""


@relay.command
@click.argument("name", metavar="NAME")
@click.option("--listen", default="127.0.0.1:8421", show_default=True, help="Address and port to listen on.")
@click.option(
    "--endpoint", help="The address at which nodes reach it: https for TLS, http behind a VPN. By default https:// and what it listens on."
)
@_folder
@for_programs
@spoken
def init(name: str, *, listen: str, endpoint: str | None, home_path: Path, as_json: bool) -> None:
    """Make a relay called NAME (e.g. relay.un.example) in an empty folder: its key, and its card for the nodes that want it."""
    from comity.courier.relay.folder import RelayFolder, found_relay
    from comity.directory.linekeys import require_address

    try:
        address = Address.parse(listen)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--listen") from fault
    folder = RelayFolder(home_path.absolute(), NodeId(name), address, endpoint or f"https://{address}")
    require_address(folder.endpoint)
    key = found_relay(folder, at=now()).signing[0].key.key_id
    if as_json:
        tell_json({"relay": name, "card": str(folder.card), "fingerprint": str(key)})
        return
    tell(say(gettext_noop("The relay %(relay)s is made in %(folder)s. Its key has the fingerprint"), relay=name, folder=folder.path))
    tell(f"  {groups_of_four(str(key))}")
    tell(say(gettext_noop("Admit the countries that it serves: comity relay admit; then run it: comity relay run")))
    tell(say(gettext_noop("Hand %(card)s to the nodes that want it: comity directory relay"), card=folder.card))


@relay.command
@click.argument("section", type=_THERE)
@click.option("--trust", "trust_file", type=_THERE, help="The country's trust file (VN.trust.json); needed the first time.")
@click.option("--fingerprint", help="What the country read out by telephone; needed with --trust.")
@_folder
@for_programs
@spoken
def admit(section: Path, *, trust_file: Path | None, fingerprint: str | None, home_path: Path, as_json: bool) -> None:
    """Serve the nodes that the directory file SECTION names, as its country exported it; a newer file takes the place of an older one."""
    from comity.courier.relay.folder import read_relay
    from comity.directory.book import book
    from comity.directory.founding import add_section, trust_country
    from comity.doors.cli.trusting import compared

    folder = read_relay(home_path)
    if trust_file is not None:
        trust_country(folder, *compared(trust_file, fingerprint=fingerprint, trusted=book(folder).trusted, replace=False))
    found = add_section(folder, section.read_bytes(), book=book(folder), file=section.name)
    if as_json:
        tell_json({"country": str(found.country), "version": found.version, "nodes": [str(node.id) for node in found.nodes]})
        return
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=found.country, version=found.version))


@relay.command
@_folder
@for_programs
@spoken
def show(*, home_path: Path, as_json: bool) -> None:
    """Show whom the relay serves, and how much it holds. There is nothing else that it could show."""
    from comity.courier.relay.folder import read_relay
    from comity.courier.relay.holding import Holding
    from comity.directory.book import book

    folder = read_relay(home_path)
    holding = Holding(folder.held, caps=folder.caps)
    things, size = holding.counted()
    holding.close()
    nodes = [str(node.id) for section in book(folder).sections.values() for node in section.nodes]
    if as_json:
        tell_json({"relay": str(folder.name), "endpoint": folder.endpoint, "nodes": sorted(nodes), "things": things, "bytes": size})
        return
    tell(say(gettext_noop("%(relay)s holds %(things)s things, %(size)s bytes."), relay=folder.name, things=things, size=size))
    for node in sorted(nodes):
        tell(f"  {node}")


@relay.command
@_folder
@spoken
def run(home_path: Path) -> None:
    """Serve until told to stop (Ctrl-C, or SIGTERM). What was signed for as held survives its sudden end."""
    from comity.courier.relay.folder import read_relay

    read_relay(home_path)
    click.get_current_context().exit(roof().run(home_path))
