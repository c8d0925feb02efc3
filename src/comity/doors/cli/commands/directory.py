"""`comity directory`: who exists, whose word that is, and how two nodes come to know each other."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.doors.cli.commands.directory_country import renew, revoke, rotate
from comity.doors.cli.commands.directory_root import root
from comity.doors.cli.freshtext import mirror_lines, repository_json, repository_lines
from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.sectiontext import country_json, tell_country
from comity.doors.cli.trusting import compared, read_sent, require_read_out
from comity.doors.cli.voice import groups_of_four, say, spoken, tell, tell_json
from comity.terms.identifiers import Country
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from comity.directory.home import Home
    from comity.directory.repository.layout import Source
    from comity.directory.repository.taking import Taken

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group
def directory() -> None:
    """Countries, authorities, nodes and officers, each signed for by its country."""


for _command in (root, renew, rotate, revoke):
    directory.add_command(_command)


@directory.command
@of_node
@for_programs
@spoken
def show(home_path: Path, *, as_json: bool) -> None:
    """Print every country that this node trusts, with its authorities, nodes and officers."""
    from comity.directory.book import book
    from comity.directory.freshness import read_seen
    from comity.directory.home import read_home

    home = read_home(home_path)
    known, seen = book(home), read_seen(home)
    found = [
        country_json(country, known.sections.get(country), fingerprint=str(key.key_id)) for country, key in sorted(known.trusted.items())
    ]
    for one in found:
        delegated = None if seen is None else seen.countries.get(Country(one["country"]))
        one["by"] = None if delegated is None else {"need": delegated.need, "authorities": list(map(str, delegated.holders))}
        one["overdue"] = delegated is not None and delegated.overdue
    if as_json:
        tell_json(found)
        return
    if seen is not None:
        for line in repository_lines(seen, at=now()):
            tell(line)
    for one in found:
        tell_country(one)


@directory.command
@of_node
@for_programs
@spoken
def age(home_path: Path, *, as_json: bool) -> None:
    """Say how old the repository is that this node follows. Ends with 1 where it is so old that nothing new may be approved."""
    from comity.directory.freshness import Age, read_seen
    from comity.directory.home import read_home
    from comity.directory.mirrors import read_said
    from comity.directory.repository.refusals import NotFollowed

    seen = read_seen(read_home(home_path))
    if seen is None:
        raise NotFollowed
    said = read_said(read_home(home_path).path)
    if as_json:
        tell_json(repository_json(seen, at=now()) | {"mirrors": [{"url": one.url, "at": one.at, "outcome": one.outcome} for one in said]})
    else:
        for line in (*repository_lines(seen, at=now()), *mirror_lines(said)):
            tell(line)
    click.get_current_context().exit(int(seen.age(now()) is Age.OVERDUE))


@directory.command
@click.argument("source")
@click.option("--fingerprint", required=True, help="SHA-256 of the root, as it stands on the paper that was handed over.")
@of_node
@for_programs
@spoken
def follow(source: str, *, fingerprint: str, home_path: Path, as_json: bool) -> None:
    """Go by the repository in SOURCE: a folder, a packed file, or the https address of a mirror.

    Read the fingerprint on your paper back by telephone first. A mirror is trusted in nothing: the paper says which root is the right one.
    """
    home = boot(home_path)
    from comity.directory.repository.noting import follow as begin

    _tell_taken(begin(home, _read_from(source, home), fingerprint=fingerprint, at=now()), as_json=as_json)


@directory.command
@click.argument("source", required=False)
@of_node
@for_programs
@spoken
def refresh(source: str | None, home_path: Path, *, as_json: bool) -> None:
    """Take a newer copy of the repository over from SOURCE: a folder, a packed file, or the https address of a mirror.

    Without SOURCE the mirrors of node.toml are asked, each of them. All of a copy must hold, or nothing of it is taken over. Ends with 1
    where no mirror had a copy that holds.
    """
    home = boot(home_path)
    if source is None:
        from comity.courier.mirroring import ask_mirrors
        from comity.directory.mirrors import NEWER, SAME

        said = ask_mirrors(home, at=now())
        if as_json:
            tell_json([{"url": one.url, "outcome": one.outcome, "why": one.why or None} for one in said])
        else:
            for line in mirror_lines(said):
                tell(line)
        click.get_current_context().exit(int(not any(one.outcome in (NEWER, SAME) for one in said)))
    from comity.directory.repository.noting import refresh as take

    _tell_taken(take(home, _read_from(source, home), at=now()), as_json=as_json)


def _read_from(source: str, home: "Home") -> "Path | Source":
    """Return the folder or file that is named, or the mirror."""
    if source.startswith("https://"):
        from comity.courier.mirroring import Mirror
        from comity.directory.mirrors import require_url

        try:
            return Mirror(require_url(source), ca=home.mirrors.ca if home.mirrors else "")
        except ValueError as fault:
            raise click.BadParameter(str(fault)) from fault
    if not Path(source).exists():
        raise click.BadParameter(f"{source!r} is neither there nor an https address")
    return Path(source)


def _tell_taken(taken: "Taken", *, as_json: bool) -> None:
    sections = {str(country): section.version for country, (section, _) in sorted(taken.sections.items())}
    at = now()
    if as_json:
        tell_json({"repository": repository_json(taken.seen, at=at), "sections": sections, "unpublished": taken.unpublished})
        return
    for line in repository_lines(taken.seen, at=at):
        tell(line)
    for name, version in sections.items():
        tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=name, version=version))
    for late in taken.overdue:
        tell(say(gettext_noop("%(country)s has no list there, or its time is over; what this node has of it still counts."), country=late))
    if taken.unpublished:
        tell(say(gettext_noop("This node has a newer file of its own country: have it published, so that peers learn of it.")))


@directory.command
@click.argument("file", type=_FILE)
@of_node
@for_programs
@spoken
def add(file: Path, home_path: Path, *, as_json: bool) -> None:
    """Take over the directory FILE of another country, signed by the key that is trusted for it. An older one is refused."""
    from comity.directory.book import book, verify_section
    from comity.directory.founding import add_section
    from comity.directory.home import read_home

    home = read_home(home_path)
    _require_by_hand(home, verify_section(read_sent(file), trusted=book(home).trusted, file=file.name).country)
    section = add_section(home, read_sent(file), book=book(home), file=file.name)
    if as_json:
        tell_json({"country": str(section.country), "version": section.version, "nodes": [str(node.id) for node in section.nodes]})
        return
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=section.country, version=section.version))


@directory.command
@click.argument("authority")
@click.option("--en", "english", required=True, help="Its name in English.")
@click.option("--vi", "vietnamese", required=True, help="Its name in Vietnamese.")
@click.option("--role", "roles", multiple=True, required=True, help="What it is, e.g. CA or MFA; repeatable.")
@click.option("--reads", "languages", multiple=True, help="A language that it reads; by default those of the node's authority.")
@of_node
@for_programs
@spoken
def authority(
    authority: str, *, english: str, vietnamese: str, roles: tuple[str, ...], languages: tuple[str, ...], home_path: Path, as_json: bool
) -> None:
    """Name another AUTHORITY of this State (e.g. vn-mofa), so that its officers can work at this node: a ministry that is consulted.

    The country's key must be at hand in the node's folder. Hand the new directory file to every peer.
    """
    home = boot(home_path)
    from comity.directory.authorities import name_authority
    from comity.directory.book import book
    from comity.directory.sections import Authority
    from comity.terms.identifiers import AuthorityId
    from comity.terms.languages import Language
    from comity.terms.vocabulary import vocabulary

    own = book(home).authority(home.authority)
    named = Authority(
        id=AuthorityId(authority),
        names={"en": english, "vi": vietnamese},
        roles=tuple(vocabulary("authority-role").item(role).code for role in dict.fromkeys(roles)),
        languages=tuple(str(Language.parse(one)) for one in languages) or own.languages,
        zone=own.zone,
    )
    name_authority(named, home=home, at=now())
    if as_json:
        tell_json({"authority": str(named.id), "roles": list(named.roles), "version": book(home).version(home.country)})
        return
    version = book(home).version(home.country)
    tell(
        say(
            gettext_noop("%(authority)s is named; %(country)s is now at version %(version)s."),
            authority=named.id,
            country=home.country,
            version=version,
        )
    )
    tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))


@directory.command
@click.argument("card", type=_FILE, required=False)
@click.option("--fingerprint", help="What the relay's operator read out by telephone; asked for where it is not given.")
@click.option("--alone", is_flag=True, help="Name no address of this node: what is due goes over the relay alone, or by hand.")
@click.option("--none", "no_relay", is_flag=True, help="Name no relay any more.")
@of_node
@for_programs
@spoken
def relay(card: Path | None, *, fingerprint: str | None, alone: bool, no_relay: bool, home_path: Path, as_json: bool) -> None:
    """Name the relay of CARD (its NAME.relay.json) as that of this node: peers leave there what is due when no line reaches it.

    The country's key must be at hand in the node's folder. Hand the new directory file to every peer, and to the relay.
    """
    if (card is None) != no_relay:
        raise click.UsageError("give the card of a relay, or --none")
    home = boot(home_path)
    from comity.directory.relaynaming import name_relay
    from comity.directory.relays import parse_card

    found = None if card is None else parse_card(read_sent(card))
    if found is not None:
        question = gettext_noop("Has the relay's operator read out the same, by a telephone number that you knew before?")
        require_read_out(found.signing[0].key.key_id, of=str(found.id), fingerprint=fingerprint, question=question)
    version = name_relay(found, alone=alone, home=home, at=now())
    if as_json:
        tell_json({"relay": None if found is None else str(found.id), "alone": alone, "version": version})
        return
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=version))
    tell(say(gettext_noop("Hand the new directory file to every peer, and to the relay: comity directory export")))


@directory.command
@click.argument("address")
@of_node
@for_programs
@spoken
def address(address: str, home_path: Path, *, as_json: bool) -> None:
    """Name the ADDRESS at which peers reach this node: https://HOST:PORT for TLS, http://HOST:PORT behind a VPN. Counts at the next start.

    The country's key must be at hand in the node's folder. Before TLS is switched on, each peer must have a TLS key and each other's files.
    """
    home = boot(home_path)
    from comity.directory.book import book
    from comity.directory.linenaming import name_address

    named = name_address(home, address, at=now())
    version = book(home).version(home.country)
    if as_json:
        tell_json({"node": str(named.id), "endpoint": named.endpoint, "version": version})
        return
    tell(say(gettext_noop("Peers reach %(node)s at %(address)s. Start the node again."), node=named.id, address=named.endpoint))
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=version))
    tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))


@directory.command
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder to write into; by default here.")
@of_node
@for_programs
@spoken
def export(to: Path, home_path: Path, *, as_json: bool) -> None:
    """Write two files for peers: what this country signs (VN.section), and the public key it signs with (VN.trust.json)."""
    from comity.directory.book import book, print_trust
    from comity.directory.founding import own_section_path
    from comity.directory.home import read_home

    home = read_home(home_path)
    key = book(home).trusted[home.country]
    to.mkdir(parents=True, exist_ok=True)
    section, trust_file = to / own_section_path(home).name, to / f"{home.country}.trust.json"
    section.write_bytes(own_section_path(home).read_bytes())
    trust_file.write_text(print_trust({home.country: key}), encoding="ascii")
    if as_json:
        tell_json({"section": str(section), "trust": str(trust_file), "fingerprint": str(key.key_id)})
        return
    tell(
        say(
            gettext_noop("Send %(section)s and %(trust)s to the peer, and read this fingerprint out by telephone:"),
            section=section,
            trust=trust_file,
        )
    )
    tell(f"  {groups_of_four(str(key.key_id))}")


@directory.command
@click.argument("file", type=_FILE)
@click.option("--fingerprint", help="What the other country read out by telephone; asked for where it is not given.")
@click.option("--replace", is_flag=True, help="Trust the new key although another one is trusted already.")
@of_node
@for_programs
@spoken
def trust(file: Path, fingerprint: str | None, *, replace: bool, home_path: Path, as_json: bool) -> None:
    """Trust the country key in FILE (a peer's VN.trust.json), once its fingerprint was compared by telephone."""
    from comity.directory.book import book
    from comity.directory.founding import trust_country
    from comity.directory.home import read_home

    home = read_home(home_path)
    country, key = compared(file, fingerprint=fingerprint, trusted=book(home).trusted, replace=replace)
    _require_by_hand(home, country)
    trust_country(home, country, key)
    if as_json:
        tell_json({"country": str(country), "fingerprint": str(key.key_id)})
        return
    tell(say(gettext_noop("The key of %(country)s is trusted. Next: comity directory add %(country)s.section"), country=country))


def _require_by_hand(home: "Home", country: Country) -> None:
    """Refuse from one hand what the repository that this node follows has several authorities sign."""
    from comity.directory.freshness import NamedByRepository, read_seen

    seen = read_seen(home)
    if seen is not None and country in seen.countries:
        raise NamedByRepository(country=country)
