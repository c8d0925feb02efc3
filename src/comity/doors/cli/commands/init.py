"""`comity init`."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

import click

from comity.directory.databases import Database, require_usable
from comity.directory.home import Address, Home
from comity.directory.keyuse import USUAL_KEYS, KeyUse
from comity.doors.cli.keytext import kept_lines
from comity.doors.cli.node import for_programs, now, of_node, roof
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import LANGUAGES, groups_of_four, say, speak, tell, tell_json
from comity.terms.identifiers import AuthorityId, Country, NodeId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary

_CHOSEN: Final = "comity.init.keys"
Choice = TypeVar("Choice")


def require_one_choice(context: click.Context, option: click.Parameter, value: Choice) -> Choice:
    """Refuse more than one word about where keys are kept, and none: before anything is asked for.

    Whoever was given comes first, and `--keys-in-the-clear` after all that was not, so it knows whether anything was said.
    """
    if value:
        if context.meta.setdefault(_CHOSEN, option.name) != option.name:
            raise click.UsageError("give one of --keys-secret, --keys-from and --keys-in-the-clear")
    elif option.name == "keys_in_the_clear" and _CHOSEN not in context.meta and not context.resilient_parsing:
        from comity.directory.keychoice import NobodySaid

        raise NobodySaid
    return value


@click.command
@of_node
@click.option("--country", required=True, prompt="Country (ISO 3166-1 alpha-2, e.g. VN)", help="The country whose authority runs the node.")
@click.option("--authority", required=True, prompt="Authority (e.g. vn-poc)", help="Short name: the country, a hyphen, a word.")
@click.option("--node", required=True, prompt="Node (e.g. poc.vn.example)", help="The node's name in the directory, like a host name.")
@click.option("--name-en", required=True, prompt="Name of the authority in English", help="The authority's name in English.")
@click.option("--name-vi", required=True, prompt="Name of the authority in Vietnamese", help="The authority's name in Vietnamese.")
@click.option("--country-name-en", help="The country's name in English; by default as the vocabulary has it.")
@click.option("--country-name-vi", help="The country's name in Vietnamese; by default as the vocabulary has it.")
@click.option("--role", "roles", multiple=True, default=("POC",), show_default=True, help="What the authority is; repeatable.")
@click.option("--works-in", "languages", multiple=True, default=("en",), show_default=True, help="A language that it works in; repeatable.")
@click.option("--zone", default="UTC", show_default=True, help="The desk's time zone, e.g. Asia/Ho_Chi_Minh.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The node's language, and of this command.")
@click.option("--web", default="127.0.0.1:8401", show_default=True, help="Address and port for people.")
@click.option("--peers", default="127.0.0.1:8411", show_default=True, help="Address and port for other nodes.")
@click.option("--plain", is_flag=True, help="Peers come through a VPN of yours: speak to them without TLS, and make no TLS key.")
@click.option(
    "--keys-secret",
    metavar="PLACE",
    is_eager=True,
    callback=require_one_choice,
    help="Wrap the node's keys by the secret in this file, which is drawn where there is none: outside of the folder and of its backups."
    " Or credential:NAME, one of systemd's.",
)
@click.option(
    "--keys-from",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    is_eager=True,
    callback=require_one_choice,
    help="Keep the keys as the table [keys] in this file says: in a token (PKCS#11), or a token and a secret.",
)
@click.option(
    "--keys-in-the-clear",
    is_flag=True,
    is_eager=True,
    callback=require_one_choice,
    expose_value=False,
    help="Keep them unwrapped: whoever copies the folder or a backup has them. Commands and pages go on saying so.",
)
@click.option("--database", help="An empty PostgreSQL database, e.g. postgresql://comity@/comity; by default the tables are in the folder.")
@for_programs
def init(
    home_path: Path,
    *,
    country: str,
    authority: str,
    node: str,
    name_en: str,
    name_vi: str,
    country_name_en: str | None,
    country_name_vi: str | None,
    roles: tuple[str, ...],
    languages: tuple[str, ...],
    zone: str,
    language: str,
    web: str,
    peers: str,
    plain: bool,
    database: str | None,
    keys_secret: str | None,
    keys_from: Path | None,
    as_json: bool,
) -> None:
    """Make a node in an empty folder: its keys, its country's directory file, its tables. Asks for what is not given.

    Where it was cut off, say the same again: what nobody can have used is made anew, all else is finished.

    By what the node's keys are kept at rest must be said: --keys-secret, --keys-from or --keys-in-the-clear. The country's key is made too:
    take it off the machine once the officers are enrolled.
    """
    from comity.directory.founding import Founding, go_on_founding, make_files, own_section_path
    from comity.directory.halfmade import alone, end, is_made, require_no_node

    speak(language)
    home = Home(
        path=home_path.absolute(),
        node=NodeId(node),
        authority=AuthorityId(authority),
        demo=False,
        zone=_zone(zone),
        language=language,
        web=_address(web, "--web"),
        peers=_address(peers, "--peers"),
        database=_server(database),
    )
    if home.country != Country(country):
        raise click.BadParameter(f"{authority} is not an authority of {country}", param_hint="--authority")
    founding = Founding(
        home=home,
        country_names=_country_names(home.country, {"en": country_name_en, "vi": country_name_vi}),
        authority_names={"en": name_en, "vi": name_vi},
        roles=tuple(vocabulary("authority-role").item(role).code for role in roles),
        languages=languages,
        scheme="http" if plain else "https",
    )
    if home.database:
        require_usable(home.database)  # before anything is made
    if not is_made(home):
        require_no_node(home)
    home = replace(home, key_use=_keeping(home, secret=keys_secret, file=keys_from))
    founding = replace(founding, home=home)
    with patience(gettext_noop("making the node")), alone(home):
        country_key = go_on_founding(founding) if is_made(home) else make_files(founding, at=now()).public.key_id
        roof().boot(home.path)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        end(home)
    fingerprint = str(country_key)
    if as_json:
        files = {"section": str(own_section_path(home)), "country_key_file": str(home.keys / "country.key")}
        kept = {"keys_in_the_clear": home.keys_in_the_clear, "keys_secret": home.key_use.secret or None}
        tell_json({"home": str(home.path), "node": node, "country": country, "country_key": fingerprint, **files, **kept})
        return
    _tell_next(home, fingerprint)


def _keeping(home: Home, *, secret: str | None, file: Path | None) -> KeyUse:
    """Return by what the keys are kept, there and answering: before anything is made. Raises `KeeperAway`, `Refused`."""
    if not secret and not file:
        return USUAL_KEYS
    from comity.directory.keepers import require_there
    from comity.directory.keychoice import use_of_file, use_of_secret

    use = use_of_file(file) if file else use_of_secret(home, secret or "")
    require_there(replace(home, key_use=use))
    return use


def _tell_next(home: Home, fingerprint: str) -> None:
    tell(say(gettext_noop("The node %(node)s is made in %(folder)s."), node=home.node, folder=home.path))
    tell(say(gettext_noop("The key of %(country)s has the fingerprint"), country=home.country))
    tell(f"  {groups_of_four(fingerprint)}")
    tell(say(gettext_noop("Write it down on paper; peers compare it with you by telephone.")))
    for line in kept_lines(home):
        tell(line)
    tell(say(gettext_noop("What comes next:")))
    steps = (
        gettext_noop("Enrol at least two officers: comity officer add --home %(folder)s"),
        gettext_noop("Move %(folder)s/keys/country.key to a medium that you lock away; only enrolling officers needs it."),
        gettext_noop("Hand your directory file to each peer, and take theirs: comity directory export, trust, add"),
        gettext_noop("Run the node: comity run --home %(folder)s"),
    )
    for number, step in enumerate(steps, 1):
        tell(f"  {number}. {say(step, folder=home.path)}")


def _country_names(country: Country, given: Mapping[str, str | None]) -> dict[str, str]:
    """Return the country's name in both languages: as given, otherwise as the vocabulary has it."""
    try:
        known: Mapping[str, str] = vocabulary("country").item(country.text).labels
    except Refused:
        known = {}
    names = {language: given[language] or known.get(language, "") for language in ("en", "vi")}
    for language, name in names.items():
        if not name:
            raise click.UsageError(f"the vocabulary does not know {country}: give --country-name-{language}")
    return names


def _address(text: str, option: str) -> Address:
    try:
        return Address.parse(text)
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint=option) from fault


def _server(text: str | None) -> Database | None:
    try:
        return Database.parse(text) if text else None
    except ValueError as fault:
        raise click.BadParameter(str(fault), param_hint="--database") from fault


def _zone(text: str) -> str:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError) as fault:
        raise click.BadParameter(f"there is no time zone {text}", param_hint="--zone") from fault
