"""Takes a repository over from a folder: TUF's own client first, then what TUF does not ask, then the sections. All of it, or nothing.

It works on a copy of what was taken before, and puts the copy in place when everything held. docs/specs/repository.md, section 4.
"""

import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tuf.api import exceptions
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import Updater

from comity.directory.book import SUFFIX, Book, book, coming_trust, parse_trust, print_trust, verify_section
from comity.directory.freshness import BEFORE, CHANGES, FOLDER, Delegated, Seen, print_seen, read_seen, seen_file
from comity.directory.home import Home
from comity.directory.repository import layout
from comity.directory.repository.changes import read_changes, require_logged, root_of
from comity.directory.repository.holders import holders, require_authorities
from comity.directory.repository.layout import (
    Fetcher,
    FolderSource,
    Source,
    country_targets,
    delegated_countries,
    issued_of,
    read_metadata,
)
from comity.directory.repository.refusals import (
    BadRepository,
    FollowedAlready,
    MixedUp,
    NoSuchRoot,
    NotFollowed,
    OverdueRole,
    RolledBack,
    TooFewAuthorities,
    TwoSections,
)
from comity.directory.sections import Section, require_kept
from comity.seal.keys import VerifyingKey
from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

_FIRST: Final = "first.root.json"
_HISTORY: Final = "root_history"
_WORK: Final = "repository.new"
_ROLE: Final = re.compile(r"^(?:New|Final) | is expired$|\.json")  # beside the name of the role, as TUF's client puts it


@dataclass(frozen=True, slots=True)
class Taken:
    """What a repository says, all of it verified: sections by country with their bytes, whose keys; nothing is written yet."""

    seen: Seen
    sections: Mapping[Country, tuple[Section, bytes]]
    trusted: Mapping[Country, VerifyingKey]
    overdue: tuple[Country, ...]
    """Countries whose authorities let their time run out: this node goes on with what it has of them."""
    unpublished: bool
    """This node's own country has a newer file here than in the repository."""


def begin_following(home: Home, source: Path | Source, *, fingerprint: str) -> None:
    """Trust the root in `source` whose SHA-256 was handed over on paper. Raises `FollowedAlready`, `NoSuchRoot`.

    What follows from it is for `read_repository`.
    """
    seen = read_seen(home)
    if seen is not None:
        raise FollowedAlready(fingerprint=seen.fingerprint)
    wanted = "".join(fingerprint.lower().replace(":", "").split())
    for data in _source(source).roots():
        if str(Digest.of(data)) == wanted:
            folder = home.path / FOLDER
            shutil.rmtree(folder, ignore_errors=True)  # of a first attempt that was refused
            folder.mkdir(mode=0o700)
            (folder / _FIRST).write_bytes(data)
            return
    raise NoSuchRoot(fingerprint=wanted[:64])


def read_repository(home: Home, source: Path | Source, *, at: Instant) -> Taken:
    """Return what the repository in `source` says at `at`, or raise `Refused`; the node's own folders are left as they are.

    The caller keeps it with `keep`, or drops it. Sections of docs/specs/repository.md.
    """
    if not (home.path / FOLDER).exists() and (home.path / BEFORE).exists():
        (home.path / BEFORE).rename(home.path / FOLDER)  # `keep` died between its two last steps
    if not (home.path / FOLDER / _FIRST).exists():
        raise NotFollowed
    work = home.path / _WORK
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(home.path / FOLDER, work)
    # (1) TUF's client: chain of roots, rollback, freeze, digests                        - §4.1
    files_of = _source(source)
    known = _Client(work, files_of, at=at)
    # (2) both signature families of as many authorities as each role demands            - §3
    countries = known.require_signed()
    # (3) each country's list and its two files                                          - §4.2
    found = {country: known.country_files(country) for country in sorted(countries)}
    # (4) when it was signed as the newest, and that the log of changes goes on          - §5, §6
    before = read_seen(home)
    issued = issued_of(known.signed("timestamp", Timestamp))
    leaves = read_changes(files_of)
    require_logged(
        leaves,
        snapshot=known.signed("snapshot", Snapshot),
        current=known.current(countries),
        size=0 if before is None else before.changes,
        root=None if before is None else before.changes_root,
    )
    # (5) the sections themselves, beside those that this node has                        - §4.3
    (work / CHANGES).write_bytes(b"".join(line + b"\n" for line in leaves))
    overdue = tuple(country for country, files in found.items() if files is None)
    own = book(home)
    taken, trusted = _sections({country: files for country, files in found.items() if files is not None}, own=own, home=home)
    unpublished = home.country in taken and taken[home.country][0].version < own.version(home.country)
    if unpublished:  # and perhaps signed with the key before
        del taken[home.country], trusted[home.country]
    together = {**own.sections, **{country: section for country, (section, _) in taken.items()}}
    Book(sections=together, trusted={**own.trusted, **trusted})
    seen = Seen(
        fingerprint=Digest.of((work / _FIRST).read_bytes()),
        issued=issued,
        taken=at,
        root=known.signed("root", Root).version,
        timestamp=known.signed("timestamp", Timestamp).version,
        snapshot=Digest.of(known.data("snapshot")),
        changes=len(leaves),
        changes_root=root_of(leaves),
        countries={country: known.delegated(country, section=together.get(country), overdue=country in overdue) for country in countries},
    )
    return Taken(seen, taken, trusted, overdue, unpublished)


def keep(taken: Taken, *, home: Home) -> None:
    """Put what `read_repository` returned in place. A process that dies here leaves sections that are all good, and the older `seen`."""
    trusted = {**book(home).trusted, **taken.trusted}
    work, folder = home.path / _WORK, home.path / FOLDER
    if trusted != book(home).trusted:
        _write(coming_trust(home), print_trust(trusted).encode("ascii"))
    for country, (_, data) in taken.sections.items():
        _write(home.sections / f"{country}{SUFFIX}", data)
    _write(home.trust, print_trust(trusted).encode("ascii"))
    coming_trust(home).unlink(missing_ok=True)
    seen_file(work).write_text(print_seen(taken.seen), encoding="ascii")
    old = home.path / BEFORE
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    work.rename(folder)
    shutil.rmtree(old)


def drop(home: Home) -> None:
    """Let go of what `read_repository` returned."""
    shutil.rmtree(home.path / _WORK, ignore_errors=True)


def _source(source: Path | Source) -> Source:
    return FolderSource(source) if isinstance(source, Path) else source


def _write(file: Path, data: bytes) -> None:
    if file.exists() and file.read_bytes() == data:
        return
    fresh = file.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(file)


def _sections(
    found: Mapping[Country, tuple[bytes, bytes]], *, own: Book, home: Home
) -> tuple[dict[Country, tuple[Section, bytes]], dict[Country, VerifyingKey]]:
    """Return the sections and keys; raises `BadRepository`, `RolledBack`, `TwoSections`, and what a section is refused for."""
    sections: dict[Country, tuple[Section, bytes]] = {}
    trusted: dict[Country, VerifyingKey] = {}
    for country, (data, pin) in found.items():
        keys = parse_trust(pin.decode("ascii", "replace"), file=Path(layout.trust_path(country)))
        if set(keys) != {country}:
            raise BadRepository(where=f"{layout.trust_path(country)} holds the key of another country")
        section = verify_section(data, trusted=keys, file=layout.section_path(country))
        have = own.sections.get(country)
        if have is not None and section.version < have.version and country != home.country:
            raise RolledBack(where=f"{country} {section.version} < {have.version}")
        if have is not None and section.version == have.version and section != have:
            raise TwoSections(country=country, version=section.version)
        if have is not None and section.version > have.version:
            require_kept(have, section)
        if country == home.country and section.version >= own.version(country) and keys[country] != own.trusted[country]:
            raise BadRepository(where=f"it names another key for {country} than this node's own")
        sections[country], trusted[country] = (section, data), keys[country]
    return sections, trusted


class _Client:
    """TUF's client on a working copy, and the lists that it accepted."""

    def __init__(self, work: Path, source: Source, *, at: Instant) -> None:
        self._work = work
        with _told():
            self._updater = Updater(
                str(work),
                layout.METADATA,
                target_dir=str(work / layout.TARGETS),
                target_base_url=layout.TARGETS,
                fetcher=Fetcher(source),
                bootstrap=(work / _FIRST).read_bytes(),
            )
            # The moment is the caller's, as everywhere here; TUF's client would read the clock of the machine.
            self._updater._trusted_set.reference_time = at.datetime()  # noqa: SLF001 it has no other place for it
            self._updater.refresh()
        (work / "root.json").unlink()  # a link to the newest root, which it makes anew each time

    def data(self, role: str) -> bytes:
        """Return the bytes of the list that was accepted for `role`."""
        if role != "root":
            return (self._work / f"{role}.json").read_bytes()
        return max((self._work / _HISTORY).iterdir(), key=lambda file: int(file.name.split(".")[0])).read_bytes()

    def signed(self, role: str, kind: Any) -> Any:  # noqa: ANN401 of the class that is asked for
        """Return what that list says."""
        return read_metadata(self.data(role), kind, role=role).signed

    def require_signed(self) -> tuple[Country, ...]:
        """Return the countries, once every list above theirs is signed by as many authorities as must, with both families."""
        before: Metadata[Root] | None = None
        roots = sorted((self._work / _HISTORY).iterdir(), key=lambda file: int(file.name.split(".")[0]))
        for file in roots:
            root = read_metadata(file.read_bytes(), Root, role="root")
            for says in (before, root):
                if says is not None:
                    require_authorities(says.signed, "root", payload=root.signed_bytes, signatures=root.signatures)
            before = root
        if before is None:  # pragma: no cover - the client does not accept a repository without a root
            raise BadRepository(where="there is no root")
        kinds: tuple[tuple[str, Any], ...] = (("timestamp", Timestamp), ("snapshot", Snapshot), ("targets", Targets))
        for role, kind in kinds:
            found = read_metadata(self.data(role), kind, role=role)
            require_authorities(before.signed, role, payload=found.signed_bytes, signatures=found.signatures)
        return tuple(delegated_countries(self.signed("targets", Targets)))

    def current(self, countries: Sequence[Country]) -> list[tuple[str, int, Digest]]:
        """Return each list that counts now, which the log of changes must hold."""
        lists = self.signed("snapshot", Snapshot).meta
        roles = ["targets", *(str(one) for one in countries if f"{one}.json" in lists and (self._work / f"{one}.json").exists())]
        found = [(role, self.signed(role, Targets).version, Digest.of(self.data(role))) for role in roles]
        return [("root", self.signed("root", Root).version, Digest.of(self.data("root"))), *found]

    def country_files(self, country: Country) -> tuple[bytes, bytes] | None:
        """Return a country's section and key; None where nothing was published for it yet, or its time is over."""
        role = str(country)
        if f"{role}.json" not in self.signed("snapshot", Snapshot).meta:
            return None
        files: list[bytes] = []
        for path in (layout.section_path(country), layout.trust_path(country)):
            try:
                with _told():
                    target = self._updater.get_targetinfo(path)
                    if target is None:
                        raise BadRepository(where=f"{country} does not list {path}")
                    files.append(Path(self._updater.download_target(target)).read_bytes())
            except OverdueRole:
                return None
        found = read_metadata(self.data(role), Targets, role=role)
        country_targets(found.signed, country)
        above = self.signed("targets", Targets)
        require_authorities(above, role, payload=found.signed_bytes, signatures=found.signatures)
        return files[0], files[1]

    def delegated(self, country: Country, *, section: Section | None, overdue: bool) -> Delegated:
        """Return how it stands with a country."""
        above = self.signed("targets", Targets)
        who, need = holders(above, str(country))
        there = (self._work / f"{country}.json").exists()
        signed = self.signed(str(country), Targets) if there else above
        return Delegated(
            version=signed.version if there else 0,
            until=Instant.of(signed.expires),
            section=0 if section is None else section.version,
            need=need,
            holders=who,
            overdue=overdue and there,
        )


class _told:  # noqa: N801 read as a word: with _told()
    """Turns what TUF's client raises into refusals of ours."""

    def __enter__(self) -> None:
        """Nothing is needed."""

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        match fault:
            case exceptions.ExpiredMetadataError():
                raise OverdueRole(role=_ROLE.sub("", str(fault))) from fault
            case exceptions.UnsignedMetadataError():
                role, _, counted = str(fault).partition(" was signed by ")
                have, _, need = counted.partition("/")
                raise TooFewAuthorities(role=role, have=_halved(have), need=_halved(need.split(" ")[0])) from fault
            case exceptions.BadVersionNumberError():
                raise RolledBack(where=fault) from fault
            case exceptions.LengthOrHashMismatchError():
                raise MixedUp(where=fault) from fault
            case exceptions.RepositoryError():
                raise BadRepository(where=fault) from fault
            case exceptions.DownloadError() if isinstance(fault.__cause__, Refused):
                raise fault.__cause__ from fault  # the source itself said why
            case exceptions.DownloadError():
                raise BadRepository(where=f"a file of it is missing, or too large ({fault})") from fault
            case ValueError() | KeyError() | TypeError() | AttributeError():
                raise BadRepository(where=f"it cannot be read ({type(fault).__name__})") from fault


def _halved(digits: str) -> int:
    return int(digits) // 2 if digits.isdecimal() else 0
