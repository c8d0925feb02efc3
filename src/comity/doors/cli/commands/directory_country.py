"""`comity directory renew`, `rotate` and `revoke`: what a country says of its own file and keys, with its key at hand."""

from pathlib import Path

import click

from comity.directory.sections import Reason
from comity.doors.cli.node import boot, for_programs, moment, now, of_node
from comity.doors.cli.voice import groups_of_four, say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.command
@of_node
@for_programs
@spoken
def rotate(home_path: Path, *, as_json: bool) -> None:
    """Draw a new country key and sign the directory file with it from now on. A node's own keys: comity key signing, comity key tls.

    The country's key must be at hand in the node's folder. Who follows the repository learns of it there; other peers compare it anew.
    """
    home = boot(home_path)
    from comity.directory.countrykey import rotate_country_key

    key, version = rotate_country_key(home, at=now())
    if as_json:
        tell_json({"country": str(home.country), "fingerprint": str(key.key_id), "version": version})
        return
    tell(
        say(gettext_noop("Country key of %(country)s: %(fingerprint)s"), country=home.country, fingerprint=groups_of_four(str(key.key_id)))
    )
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=version))
    tell(say(gettext_noop("Have both files published in the repository: comity directory export, comity directory root publish")))
    tell(say(gettext_noop("Peers that follow no repository compare the new fingerprint by telephone: comity directory trust --replace")))


@click.command
@of_node
@for_programs
@spoken
def renew(home_path: Path, *, as_json: bool) -> None:
    """Sign this country's directory file again as it is: it counts for 90 days more. Its keys stay: comity key signing, sealing, tls.

    The country's key must be at hand in the node's folder. Hand the new directory file to every peer.
    """
    home = boot(home_path)
    from comity.directory.sectionlife import renew_section

    section = renew_section(home, at=now())
    if as_json:
        tell_json({"country": str(home.country), "version": section.version, "expires": str(section.expires)})
        return
    tell(say(gettext_noop("The directory file of %(country)s is good until %(until)s."), country=home.country, until=section.expires))
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=section.version))
    tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))


@click.command
@click.argument("fingerprint")
@click.option(
    "--from", "since", metavar="INSTANT", help="From when on nothing that it signed counts (2026-11-23T03:07:00Z); by default now."
)
@click.option("--reason", type=click.Choice([one.value for one in Reason]), required=True, help="Why it is taken back.")
@of_node
@for_programs
@spoken
def revoke(fingerprint: str, *, since: str | None, reason: str, home_path: Path, as_json: bool) -> None:
    """Take the signing key with FINGERPRINT back: an officer's, or a node's that has another one. It is never given back.

    What it signed from that moment on is refused, and what nobody had seen by then; what was received before stays good.
    The country's key must be at hand in the node's folder. Hand the new directory file to every peer.
    """
    home, at = boot(home_path), now()
    from comity.directory.revoking import revoke_key
    from comity.terms.identifiers import KeyId

    key, start = KeyId("".join(fingerprint.lower().split())), moment(since, at=at)
    section, holder = revoke_key(home, key, since=start, reason=Reason(reason), at=at)
    if as_json:
        tell_json({"key": str(key), "of": holder, "since": str(start), "reason": reason, "version": section.version})
        return
    tell(say(gettext_noop("The key of %(holder)s is revoked from %(since)s on."), holder=holder, since=start))
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=section.version))
    tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))
