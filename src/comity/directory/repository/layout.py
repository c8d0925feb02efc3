"""What lies where in a repository, and what its files must be. docs/specs/repository.md, section 2."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol, TypeAlias, TypeVar

from tuf.api.exceptions import DownloadHTTPError, RepositoryError
from tuf.api.metadata import DelegatedRole, Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import FetcherInterface

from comity.directory.repository.holders import holders
from comity.directory.repository.refusals import BadRepository
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

METADATA: Final = "metadata"
TARGETS: Final = "targets"
STAGED: Final = "staged"
ISSUED: Final = "x-comity-issued"
"""The member of the timestamp that says when it was signed."""
LOGGED: Final = "x-comity-changes"
"""The member of the snapshot with the size and the root of the log of changes."""

ROOT_LIFE: Final = timedelta(days=365)
COUNTRY_LIFE: Final = timedelta(days=90)
SNAPSHOT_LIFE: Final = timedelta(days=60)
TIMESTAMP_LIFE: Final = timedelta(days=30)
LARGEST: Final = 8 * 1024 * 1024
MOST_COUNTRIES: Final = 250

Signed = TypeVar("Signed", Root, Timestamp, Snapshot, Targets)
AnyMetadata: TypeAlias = Metadata[Root] | Metadata[Timestamp] | Metadata[Snapshot] | Metadata[Targets]


class MissingFileError(Exception):
    """A repository has no file of that name."""


class Source(Protocol):
    """Where a repository is read from: a folder, or a mirror. Nobody trusts it; what is read is verified."""

    def read(self, path: str) -> bytes:
        """Return a file by its path, `LARGEST` bytes and one more at most. Raises `MissingFileError`, and `Refused` where it cannot say."""

    def roots(self) -> Iterator[bytes]:
        """Yield the files of the root, those that are too large as nothing."""


class FolderSource:
    """A repository in a folder, as on a stick."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds `metadata` and `targets`."""
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Return a file; one that cannot be opened is missing."""
        try:
            with self._folder.joinpath(*path.split("/")).open("rb") as source:
                return source.read(LARGEST + 1)
        except OSError as fault:
            raise MissingFileError(path) from fault

    def roots(self) -> Iterator[bytes]:
        """Yield what lies there, by name."""
        for file in sorted((self._folder / METADATA).glob("*.root.json")):
            yield file.read_bytes() if file.stat().st_size <= LARGEST else b""


class Fetcher(FetcherInterface):  # type: ignore[misc]  # tuf's base class is Any where its types are not followed
    """Lets TUF's client read from a source. What is not there is TUF's 404; no path leads out of the repository."""

    def __init__(self, source: Source) -> None:
        """Nothing is read yet."""
        self._source = source

    def _fetch(self, url: str) -> Iterator[bytes]:
        kind, _, name = url.partition("/")
        parts = name.split("/")
        if kind not in (METADATA, TARGETS) or not all(parts) or any(part.startswith(".") for part in parts):
            raise DownloadHTTPError(f"no such place: {url}", 404)
        try:
            return iter((self._source.read(url),))
        except MissingFileError as fault:
            raise DownloadHTTPError(str(fault), 404) from fault


def section_path(country: Country) -> str:
    """Return the path of a country's section in the repository."""
    return f"{country}/{country}.section"


def trust_path(country: Country) -> str:
    """Return the path of a country's public key in the repository."""
    return f"{country}/{country}.trust.json"


def target_file(path: str, sha256: str) -> str:
    """Return under which name a target lies: its digest before its name, so that old and new ones lie side by side."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{sha256}.{name}"


def read_metadata(data: bytes, kind: type[Signed], *, role: str) -> Metadata[Signed]:
    """Return the metadata of that kind; nothing is verified yet. Raises `BadRepository`."""
    try:
        found: Metadata[Signed] = Metadata[Signed].from_bytes(data)
    except RepositoryError as fault:
        raise BadRepository(where=f"{role} cannot be read") from fault
    if not isinstance(found.signed, kind):
        raise BadRepository(where=f"{role} is of another kind")
    return found


def delegated_countries(targets: Targets) -> dict[Country, DelegatedRole]:
    """Return the countries of the repository; raises `BadRepository`.

    A country's role names that country's files and no other, and its authorities alone sign it: nobody names another's nodes.
    """
    if targets.targets:
        raise BadRepository(where="files stand in targets, where countries alone may")
    roles = {} if targets.delegations is None else targets.delegations.roles
    if roles is None or len(roles) > MOST_COUNTRIES:
        raise BadRepository(where="the delegations")
    found: dict[Country, DelegatedRole] = {}
    for name, role in roles.items():
        try:
            country = Country(name)
        except Refused as fault:
            raise BadRepository(where=f"{name[:40]!a} is no country") from fault
        if role.paths != [f"{country}/*"] or not role.terminating or role.path_hash_prefixes is not None:
            raise BadRepository(where=f"the delegation of {country} names files of others")
        if any(holder.country != country for holder in holders(targets, name)[0]):
            raise BadRepository(where=f"an authority of another country signs for {country}")
        found[country] = role
    return found


def country_targets(targets: Targets, country: Country) -> None:
    """Return where a country's role lists its two files and nothing else; raises `BadRepository`."""
    if targets.delegations is not None or set(targets.targets) != {section_path(country), trust_path(country)}:
        raise BadRepository(where=f"{country} lists other files than its own two")


def issued_of(timestamp: Timestamp) -> Instant:
    """Return when the timestamp says that it was signed; raises `BadRepository`.

    Its life is capped, so that nobody signs for years ahead.
    """
    told = timestamp.unrecognized_fields.get(ISSUED)
    try:
        issued = Instant.parse(told if isinstance(told, str) else "")
    except Refused as fault:
        raise BadRepository(where="timestamp does not say when it was signed") from fault
    until = Instant.of(timestamp.expires)
    if until <= issued or until - issued > TIMESTAMP_LIFE:
        raise BadRepository(where="the time of timestamp")
    return issued
