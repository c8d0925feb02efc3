"""How the key of a country comes to be trusted at a command line: from a file, once its fingerprint was compared by telephone."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from comity.directory.book import parse_trust
from comity.doors.cli.voice import groups_of_four, say, tell
from comity.seal.keys import VerifyingKey
from comity.terms.identifiers import Country, KeyId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

CAP: Final = 16 * 1024 * 1024  # of a file that somebody sent; a parser wants at most a few megabytes
_QUESTION: Final = gettext_noop("Has that country read out the same, by a telephone number that you knew before?")


class PinnedOtherwise(Refused):
    """Another key is trusted for that country already."""

    wire_class = "conflict"
    sentence = gettext_noop("For %(country)s the key %(have)s is trusted already; %(found)s is another one.")
    next_step = gettext_noop("Nothing was changed. Call that country by a number that you know, then repeat with --replace.")


class NotTheFingerprint(Refused):
    """The key in the file is not the one whose fingerprint was given."""

    wire_class = "unknown-key"
    sentence = gettext_noop("The key of %(country)s in the file has the fingerprint %(found)s, which is not the one given.")
    next_step = gettext_noop("Nothing was trusted. Ask for the file again, and compare by telephone.")


def compared(
    file: Path, *, fingerprint: str | None, trusted: Mapping[Country, VerifyingKey], replace: bool
) -> tuple[Country, VerifyingKey]:
    """Return the country and its key in `file`, compared with what was read out; raises `PinnedOtherwise`, `NotTheFingerprint`."""
    found = parse_trust(read_sent(file).decode("utf-8", "replace"), file=file)
    if len(found) != 1:
        raise click.UsageError(f"{file} holds {len(found)} country keys; a peer's file holds one")
    ((country, key),) = found.items()
    pinned = trusted.get(country)
    if pinned is not None and pinned != key and not replace:
        raise PinnedOtherwise(country=country, have=pinned.key_id, found=key.key_id)
    require_read_out(key.key_id, of=str(country), fingerprint=fingerprint)
    return country, key


def require_read_out(key_id: KeyId, *, of: str, fingerprint: str | None, question: str = _QUESTION) -> None:
    """Return when the fingerprint is that which was read out, as given or as the operator says; raises `NotTheFingerprint`."""
    if fingerprint is None:
        tell(say(gettext_noop("The file says that the key of %(country)s has the fingerprint"), country=of))
        tell(f"  {groups_of_four(str(key_id))}")
        if not click.confirm(say(question)):
            raise click.Abort
    elif "".join(fingerprint.lower().split()) != str(key_id):
        raise NotTheFingerprint(country=of, found=groups_of_four(str(key_id)))


def read_sent(file: Path) -> bytes:
    """Read a file that somebody sent, as far as any parser would."""
    with file.open("rb") as source:
        return source.read(CAP)
