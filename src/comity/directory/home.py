"""The one folder of a node: where its files are, and what `node.toml` says the node is."""

import functools
import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from comity.directory.access import Access, parse_access, print_access
from comity.directory.accreditation import Accreditation, parse_accreditation, print_accreditation
from comity.directory.databases import Database
from comity.directory.epochuse import USUAL_EPOCHS, EpochUse, parse_epoch_use, print_epoch_use
from comity.directory.filecaps import USUAL, FileCaps, parse_file_caps, print_file_caps
from comity.directory.keyuse import USUAL_KEYS, KeyUse, parse_key_use, print_key_use
from comity.directory.mirrors import Mirrors, parse_mirrors, print_mirrors
from comity.directory.notifying import Notices, parse_notices, print_notices
from comity.directory.relayuse import USUAL_RELAY_USE, RelayUse, parse_relay_use, print_relay_use
from comity.directory.roomuse import USUAL_ROOM, RoomUse, parse_room_use, print_room_use
from comity.directory.storeuse import StoreUse, parse_store_use, print_store_use
from comity.directory.testcalling import CallUse, parse_call_use, print_call_use
from comity.directory.witnessing import USUAL as USUAL_WITNESSES
from comity.directory.witnessing import (
    TimeStamps,
    Witnesses,
    parse_time_stamps,
    parse_witnesses,
    print_time_stamps,
    print_witnesses,
)
from comity.terms.identifiers import AuthorityId, Country, NodeId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

VARIABLE = "COMITY_HOME"
PAPERS_MIB = 20
MOST_PAPERS_MIB = 200
EPOCHS = "epochs"  # the folder of the daily keys
RULES = "rules"  # the folder of what is laid over the shipped rules


class NoHome(Refused):
    """The folder holds no node."""

    sentence = gettext_noop("There is no node in the folder %(folder)s.")
    next_step = gettext_noop("Make one with “comity init”, or name another folder with --home or COMITY_HOME.")


class BadHome(Refused):
    """`node.toml` says something that cannot be."""

    sentence = gettext_noop("The file %(file)s is wrong: %(where)s.")
    next_step = gettext_noop("Correct the named line; docs/operators/node.md lists every setting.")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a listener stands, as host and TCP port."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read `127.0.0.1:8401`; raises `ValueError`."""
        host, _, port = text.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
            message = f"an address looks like 127.0.0.1:8401, not {text!r}"
            raise ValueError(message)
        return cls(host, int(port))

    def __str__(self) -> str:
        """Print the form that `parse` reads."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Home:
    """A node's folder and identity. Paths exist once `founding.found_node` has run."""

    path: Path
    node: NodeId
    authority: AuthorityId
    demo: bool
    zone: str
    language: str
    web: Address
    peers: Address
    access: Access = Access()
    database: Database | None = None
    """The PostgreSQL database that holds the tables; None where they are in the folder."""
    accreditation: Accreditation = field(default_factory=Accreditation)
    papers_mib: int = PAPERS_MIB
    file_caps: FileCaps = USUAL
    notices: Notices = field(default_factory=Notices)
    relay: RelayUse = USUAL_RELAY_USE
    epochs: EpochUse = USUAL_EPOCHS
    room: RoomUse = USUAL_ROOM
    key_use: KeyUse = USUAL_KEYS
    witnesses: Witnesses = USUAL_WITNESSES
    time_stamps: TimeStamps | None = None
    """The authorities that stamp this node's checkpoints; None where nobody is asked."""
    mirrors: Mirrors | None = None
    """Where newer copies of the directory's repository are asked for; None where an operator brings them."""
    test_calls: CallUse | None = None
    """How often peers are called to test them; None where the schedule calls nobody."""
    store: StoreUse | None = None
    """The second keeper of the vault; None where the disk keeps all of it."""

    @property
    def country(self) -> Country:
        """The country whose node this is."""
        return self.authority.country

    @property
    def keys_in_the_clear(self) -> bool:
        """Whether this node's keys lie in the clear, which is said wherever its people look; a demonstration says so of its own."""
        return self.key_use.in_the_clear and not self.demo

    @property
    def sqlite(self) -> Path:
        """The SQLite file, where the tables are in the folder."""
        return self.path / "node.sqlite3"

    @property
    def keys(self) -> Path:
        """Private keys, readable by the node's account alone."""
        return self.path / "keys"

    @property
    def epochs_folder(self) -> Path:
        """Seeds of the daily keys; in no backup, and each destroyed when its time is over."""
        return self.path / EPOCHS

    @property
    def sections(self) -> Path:
        """Signed country sections of the directory."""
        return self.path / "directory"

    @property
    def fonts(self) -> Path:
        """Fonts that the operator adds for letters; there need be none."""
        return self.path / "fonts"

    @property
    def rules(self) -> Path:
        """Compiled national rules that are laid over the shipped ones; there need be none."""
        return self.path / RULES

    @property
    def trust(self) -> Path:
        """Which country keys are trusted, by fingerprint."""
        return self.path / "trust.json"

    @property
    def log(self) -> Path:
        """Tiles and checkpoint, made from the journal's rows."""
        return self.path / "log"

    @property
    def proofs(self) -> Path:
        """Exported proof files."""
        return self.path / "proofs"

    @property
    def papers(self) -> Path:
        """Documents that came or went outside the wire, by their digest; the node keeps them and never opens one."""
        return self.path / "papers"

    @property
    def files(self) -> Path:
        """Files that go with acts, by their digest; made when the first one comes."""
        return self.path / "files"

    @property
    def vault(self) -> Path:
        """Evidence in custody; made when the first item comes. Its README says how it is read without this software."""
        return self.path / "vault"

    @property
    def base_map(self) -> Path:
        """The operator's base map of the risk picture, if there is one; none is shipped."""
        return self.path / "map" / "base.svg"

    @property
    def bell(self) -> Path:
        """The socket by which a commit wakes the courier."""
        return self.path / "run" / "bell"


def read_home(path: Path) -> Home:
    """Read `node.toml` in `path`; raises `NoHome` or `BadHome`."""
    file = path / "node.toml"
    try:
        settings: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise NoHome(folder=path) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadHome(file=file, where=fault) from fault
    known = {"node", "authority", "demo", "zone", "language", "web", "peers", "access", "database"}
    known |= {"accreditation", "papers_mib", "file_caps", "notices", "relay", "epochs", "keys", "room", "witnesses", "time_stamps"}
    known |= {"test_calls", "mirrors", "store"}
    if unknown := sorted(set(settings) - known):
        raise BadHome(file=file, where=f"unknown setting {unknown[0]!r}")
    try:
        home = Home(
            path=path.absolute(),
            node=NodeId(settings["node"]),
            authority=AuthorityId(settings["authority"]),
            demo=settings.get("demo", False) is True,
            zone=settings["zone"],
            language=settings["language"],
            web=Address.parse(settings["web"]),
            peers=Address.parse(settings["peers"]),
            access=parse_access(settings.get("access", {})),
            database=Database.parse(settings["database"]) if "database" in settings else None,
            accreditation=parse_accreditation(settings.get("accreditation", {})),
            papers_mib=settings.get("papers_mib", PAPERS_MIB),
            file_caps=parse_file_caps(settings.get("file_caps", {})),
            notices=parse_notices(settings.get("notices", {})),
            relay=parse_relay_use(settings.get("relay", {})),
            epochs=parse_epoch_use(settings.get("epochs", {})),
            room=parse_room_use(settings.get("room", {})),
            key_use=parse_key_use(settings.get("keys", {})),
            witnesses=parse_witnesses(settings.get("witnesses", {})),
            time_stamps=parse_time_stamps(settings["time_stamps"]) if "time_stamps" in settings else None,
            mirrors=parse_mirrors(settings["mirrors"]) if "mirrors" in settings else None,
            test_calls=parse_call_use(settings["test_calls"]) if "test_calls" in settings else None,
            store=parse_store_use(settings["store"]) if "store" in settings else None,
        )
        ZoneInfo(home.zone)
    except KeyError as fault:
        raise BadHome(file=file, where=f"setting {fault.args[0]!r} is missing") from fault
    except (ValueError, TypeError, AttributeError, Refused, ZoneInfoNotFoundError) as fault:
        raise BadHome(file=file, where=fault) from fault
    if home.language not in ("en", "vi"):
        raise BadHome(file=file, where="language is en or vi")
    if type(home.papers_mib) is not int or not 1 <= home.papers_mib <= MOST_PAPERS_MIB:
        raise BadHome(file=file, where=f"papers_mib is a whole number from 1 to {MOST_PAPERS_MIB}")
    return home


def print_home(home: Home) -> str:
    """Print the `node.toml` that `read_home` reads."""
    lines = [
        f'node = "{home.node}"',
        f'authority = "{home.authority}"',
        f'zone = "{home.zone}"',
        f'language = "{home.language}"',
        f'web = "{home.web}"',
        f'peers = "{home.peers}"',
    ]
    if home.database:
        lines.append(f'database = "{home.database}"')
    if home.demo:
        lines.append("demo = true")
    if home.papers_mib != PAPERS_MIB:
        lines.append(f"papers_mib = {home.papers_mib}")
    tables = (
        print_access(home.access),
        print_accreditation(home.accreditation),
        print_file_caps(home.file_caps),
        print_notices(home.notices),
        print_relay_use(home.relay),
        print_epoch_use(home.epochs),
        print_room_use(home.room),
        print_key_use(home.key_use),
        print_witnesses(home.witnesses),
        print_time_stamps(home.time_stamps),
        print_mirrors(home.mirrors),
        print_call_use(home.test_calls),
        print_store_use(home.store),
    )
    return "\n".join(lines) + "\n" + "".join(tables)


@functools.cache
def home() -> Home:
    """Return the home that the environment names; raises `NoHome` or `BadHome`."""
    return read_home(Path(os.environ.get(VARIABLE, "var")))
