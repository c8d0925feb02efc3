"""The one folder of a relay: its settings in `relay.toml`, its key, the countries whose nodes it serves, and what it holds."""

import json
import tomllib
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from comity.courier.relay import SETTINGS
from comity.directory.book import print_trust
from comity.directory.home import Address
from comity.directory.keyfiles import BadKeyFile, draw_relay_line_key, read_signing_key, write_signing_key
from comity.directory.linekeys import TLS
from comity.directory.relays import print_card
from comity.directory.sections import Dated, Relay
from comity.seal.keys import SigningKey
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

KEY_LIFE: Final = timedelta(days=365)
MIB: Final = 1024 * 1024
_MOST: Final = 1_000_000


class NoRelay(Refused):
    """The folder holds no relay."""

    sentence = gettext_noop("There is no relay in the folder %(folder)s.")
    next_step = gettext_noop("Make one with “comity relay init”, or name another folder with --home.")


class BadRelay(Refused):
    """`relay.toml` says something that cannot be."""

    sentence = gettext_noop("The file %(file)s is wrong: %(where)s.")
    next_step = gettext_noop("Correct the named line; docs/operators/relay.md lists every setting.")


class RelayTaken(Refused):
    """There is a relay already."""

    sentence = gettext_noop("The folder %(folder)s already holds a relay; it was left as it is.")
    next_step = gettext_noop("Choose an empty folder, or run the relay that is there.")


@dataclass(frozen=True, slots=True)
class Caps:
    """How much a relay holds: of one giver, for one recipient, and altogether; in things and in MiB."""

    giver_things: int = 4096
    giver_mib: int = 512
    recipient_things: int = 16_384
    recipient_mib: int = 2048
    all_mib: int = 8192

    def __post_init__(self) -> None:
        """Refuse what is no number of things; raises `ValueError`."""
        for field in fields(self):
            value = getattr(self, field.name)
            if type(value) is not int or not 1 <= value <= _MOST:
                message = f"{field.name} is a whole number from 1 to {_MOST}"
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class RelayFolder:
    """A relay: its folder, its name, where it listens, and the address at which nodes reach it."""

    path: Path
    name: NodeId
    listen: Address
    endpoint: str
    caps: Caps = Caps()

    @property
    def sections(self) -> Path:
        """Signed sections of the countries whose nodes it serves."""
        return self.path / "directory"

    @property
    def trust(self) -> Path:
        """The pinned keys of those countries."""
        return self.path / "trust.json"

    @property
    def key(self) -> Path:
        """Its private key."""
        return self.path / "keys" / "relay.key"

    @property
    def line_key(self) -> Path:
        """The key that it shows on the line, in PEM with its certificate, where its address is one of TLS."""
        return self.path / "keys" / "tls.pem"

    @property
    def card(self) -> Path:
        """What it says of itself, to be handed to the nodes that want it as their relay."""
        return self.path / f"{self.name}.relay.json"

    @property
    def held(self) -> Path:
        """What it holds."""
        return self.path / "held.sqlite3"


def found_relay(folder: RelayFolder, *, at: Instant) -> Relay:
    """Make the folder, the key and the card; raises `RelayTaken`."""
    if (folder.path / SETTINGS).exists():
        raise RelayTaken(folder=folder.path)
    for made in (folder.path, folder.sections):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = SigningKey.generate()
    write_signing_key(folder.key, key)
    folder.trust.write_text(print_trust({}), encoding="ascii")
    tls = (Dated(draw_relay_line_key(folder.line_key, folder.name), at, at + KEY_LIFE),) if folder.endpoint.startswith(TLS) else ()
    relay = Relay(folder.name, folder.endpoint, (Dated(key.public, at, at + KEY_LIFE),), tls)
    folder.card.write_bytes(print_card(relay, key=key))
    # Last of all: a folder without relay.toml is no relay, so a founding that died can be run again after its key was taken away.
    (folder.path / SETTINGS).write_text(print_relay(folder), encoding="utf-8")
    return relay


def read_relay(path: Path) -> RelayFolder:
    """Read `relay.toml` in `path`; raises `NoRelay` or `BadRelay`."""
    file = path / SETTINGS
    try:
        settings: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise NoRelay(folder=path) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadRelay(file=file, where=fault) from fault
    if unknown := sorted(set(settings) - {"name", "listen", "endpoint", "caps"}):
        raise BadRelay(file=file, where=f"unknown setting {unknown[0]!r}")
    try:
        name, listen = NodeId(settings["name"]), Address.parse(settings["listen"])
        return RelayFolder(path.absolute(), name, listen, str(settings["endpoint"]), Caps(**settings.get("caps", {})))
    except KeyError as fault:
        raise BadRelay(file=file, where=f"setting {fault.args[0]!r} is missing") from fault
    except (ValueError, TypeError, AttributeError, Refused) as fault:
        raise BadRelay(file=file, where=fault) from fault


def print_relay(folder: RelayFolder) -> str:
    """Print the `relay.toml` that `read_relay` reads."""
    lines = [f"{name} = {json.dumps(str(getattr(folder, name)))}" for name in ("name", "listen", "endpoint")]
    caps = [f"{field.name} = {getattr(folder.caps, field.name)}" for field in fields(Caps)]
    return "\n".join([*lines, "", "[caps]", *caps]) + "\n"


def relay_key(folder: RelayFolder) -> SigningKey:
    """Return the key that the relay signs with; raises `BadKeyFile`."""
    return read_signing_key(folder.key)


def relay_line_key(folder: RelayFolder) -> Path:
    """Return the file of the key that the relay shows; raises `BadKeyFile`."""
    try:
        if folder.line_key.stat().st_mode & 0o077:
            raise BadKeyFile(file=folder.line_key, where="other accounts may read it; set its mode to 600")
    except OSError as fault:
        raise BadKeyFile(file=folder.line_key, where=fault) from fault
    return folder.line_key
