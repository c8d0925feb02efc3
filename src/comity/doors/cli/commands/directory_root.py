"""`comity directory root`: makes the directory repository that several authorities sign, one after the other."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from comity.doors.cli.node import for_programs, now
from comity.doors.cli.voice import groups_of_four, say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

if TYPE_CHECKING:
    from comity.directory.repository.cards import Card
    from comity.directory.repository.making import Done
    from comity.seal.keys import SigningKey

_THERE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
_keys = click.option("--key", "keys", type=_THERE, multiple=True, help="The private key of an authority that signs now; repeatable.")
_authorities = click.option(
    "--authority", "cards", type=_THERE, multiple=True, required=True, help="The card of an authority (vn-mps.authority.json); repeatable."
)
_threshold = click.option("--need", type=click.IntRange(1, 32), required=True, help="How many of them must sign.")
_keepers = click.option(
    "--keeper",
    "keepers",
    type=_THERE,
    multiple=True,
    help="The card of one who may alone say that a copy is the newest; by default all.",
)


@click.group("root")
def root() -> None:
    """Make the directory repository that several authorities sign. It needs no node: a folder that goes from one to the next is enough."""


@root.command
@click.argument("authority")
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="The folder to write into; by default here.")
@for_programs
@spoken
def key(authority: str, *, to: Path, as_json: bool) -> None:
    """Draw the key with which AUTHORITY (e.g. vn-mps) signs the repository: a private file, and a card for the others."""
    from comity.directory.repository.cards import draw_authority_key
    from comity.terms.identifiers import AuthorityId

    private, public, card = draw_authority_key(AuthorityId(authority), into=to)
    if as_json:
        tell_json({"authority": str(card.authority), "key": str(private), "card": str(public), "fingerprint": str(card.key.key_id)})
        return
    tell(
        say(
            gettext_noop("Keep %(key)s offline, under two locks. Hand %(card)s to the others, and read this fingerprint out:"),
            key=private,
            card=public,
        )
    )
    tell(f"  {groups_of_four(str(card.key.key_id))}")


@root.command
@_FOLDER
@_authorities
@_threshold
@_keepers
@_keys
@for_programs
@spoken
def init(folder: Path, *, cards: tuple[Path, ...], need: int, keepers: tuple[Path, ...], keys: tuple[Path, ...], as_json: bool) -> None:
    """Begin a repository in FOLDER, of which --need of the authorities must sign the root and the list of countries."""
    from comity.directory.repository.making import found_repository

    given = {"cards": _cards(cards), "keepers": _cards(keepers or cards)}
    _tell(folder, found_repository(folder, **given, need=need, keys=_signing(keys), at=now()), as_json=as_json)


@root.command
@_FOLDER
@_authorities
@_threshold
@_keepers
@_keys
@for_programs
@spoken
def change(folder: Path, *, cards: tuple[Path, ...], need: int, keepers: tuple[Path, ...], keys: tuple[Path, ...], as_json: bool) -> None:
    """Have other authorities sign from now on, or other keys of theirs. Enough of the old ones and enough of the new ones must sign it."""
    from comity.directory.repository.making import change_root

    given = {"cards": _cards(cards), "keepers": _cards(keepers or cards)}
    _tell(folder, change_root(folder, **given, need=need, keys=_signing(keys), at=now()), as_json=as_json)


@root.command
@_FOLDER
@click.argument("country")
@_authorities
@_threshold
@_keys
@for_programs
@spoken
def country(folder: Path, country: str, *, cards: tuple[Path, ...], need: int, keys: tuple[Path, ...], as_json: bool) -> None:
    """Admit COUNTRY (e.g. VN), or change who signs for it: --need of its own authorities, and nobody else."""
    from comity.directory.repository.making import admit_country
    from comity.terms.identifiers import Country

    _tell(folder, admit_country(folder, Country(country), cards=_cards(cards), need=need, keys=_signing(keys), at=now()), as_json=as_json)


@root.command
@_FOLDER
@click.argument("section", type=_THERE)
@click.argument("trust", type=_THERE)
@_keys
@for_programs
@spoken
def publish(folder: Path, section: Path, trust: Path, *, keys: tuple[Path, ...], as_json: bool) -> None:
    """Propose a country's two files, as “comity directory export” wrote them: SECTION (VN.section) and TRUST (VN.trust.json)."""
    from comity.directory.repository.making import publish_country
    from comity.doors.cli.trusting import read_sent

    _tell(
        folder, publish_country(folder, section=read_sent(section), trust=read_sent(trust), keys=_signing(keys), at=now()), as_json=as_json
    )


@root.command
@_FOLDER
@_keys
@for_programs
@spoken
def sign(folder: Path, *, keys: tuple[Path, ...], as_json: bool) -> None:
    """Sign, as one more authority, all that waits for it. Look at it first: comity directory root staged."""
    from comity.directory.repository.making import sign as sign_all

    if not keys:
        raise click.UsageError("give the key of the authority that signs, with --key")
    _tell(folder, sign_all(folder, keys=_signing(keys), at=now()), as_json=as_json)


@root.command
@_FOLDER
@for_programs
@spoken
def staged(folder: Path, *, as_json: bool) -> None:
    """Show what waits for whose signatures, and the fingerprint that is handed over on paper."""
    from comity.directory.repository.making import Done, awaited

    _tell(folder, Done((), (), awaited(folder), 0), as_json=as_json)


@root.command
@_FOLDER
@_keys
@for_programs
@spoken
def release(folder: Path, *, keys: tuple[Path, ...], as_json: bool) -> None:
    """Sign anew that what is published is the newest: weekly, so that nodes see that nobody holds newer copies back."""
    from comity.directory.repository.making import Done, awaited
    from comity.directory.repository.making import release as sign_newest
    from comity.directory.repository.refusals import NotYours

    signing = _signing(keys)
    version = sign_newest(folder, keys=signing, at=now())
    if not version:
        raise NotYours(key=signing[0].public.key_id if signing else "-", role="timestamp")
    _tell(folder, Done((), (), awaited(folder), version), as_json=as_json)


@root.command
@_FOLDER
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@for_programs
@spoken
def pack(folder: Path, file: Path, *, as_json: bool) -> None:
    """Write what is published in FOLDER as one FILE for a stick; nodes take it over with “comity directory refresh”."""
    from comity.directory.repository.packing import pack as pack_all

    count = pack_all(folder, into=file)
    if as_json:
        tell_json({"file": str(file), "files": count})
        return
    tell(say(gettext_noop("%(count)s files are in %(file)s."), count=count, file=file))


def _cards(files: tuple[Path, ...]) -> "list[Card]":
    from comity.directory.repository.cards import parse_card
    from comity.doors.cli.trusting import read_sent

    return [parse_card(read_sent(file)) for file in files]


def _signing(files: tuple[Path, ...]) -> "list[SigningKey]":
    from comity.directory.keyfiles import read_signing_key

    return [read_signing_key(file) for file in files]


def _tell(folder: Path, done: "Done", *, as_json: bool) -> None:
    from comity.directory.repository.making import fingerprint_of

    fingerprint = fingerprint_of(folder)
    if as_json:
        waits = [
            {"list": one.role, "version": one.version, "signed": list(map(str, one.have)), "may": list(map(str, one.may)), "need": one.need}
            for one in done.awaited
        ]
        published = [{"list": role, "version": version} for role, version in done.published]
        tell_json(
            {
                "signed": list(done.signed),
                "published": published,
                "waits": waits,
                "released": done.released,
                "fingerprint": str(fingerprint or ""),
            }
        )
        return
    for role in done.signed:
        tell(say(gettext_noop("Signed: %(list)s"), list=role))
    for role, version in done.published:
        tell(say(gettext_noop("Published: %(list)s, version %(version)s"), list=role, version=version))
    for one in done.awaited:
        facts = {"list": one.role, "version": one.version, "have": len(one.have), "need": one.need}
        tell(say(gettext_noop("Waits: %(list)s, version %(version)s, signed by %(have)s of the %(need)s that must"), facts))
        tell("  " + say(gettext_noop("signed: %(names)s"), names=", ".join(map(str, one.have)) or "-"))
        tell("  " + say(gettext_noop("may sign: %(names)s"), names=", ".join(map(str, one.may))))
    if done.released:
        tell(say(gettext_noop("Signed as the newest: version %(version)s, for 30 days"), version=done.released))
    elif done.published:
        tell(say(gettext_noop("A keeper has to sign that this is the newest: comity directory root release")))
    if fingerprint is not None:
        tell(say(gettext_noop("Fingerprint of the root, to be handed over on paper and read back by telephone:")))
        tell(f"  {groups_of_four(str(fingerprint))}")
