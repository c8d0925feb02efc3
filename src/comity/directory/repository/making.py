"""Makes a repository, by several authorities one after the other: each adds its signatures to what is staged, on a folder or a stick.

What has all its signatures is published at once, as a leaf in the log of changes; then somebody who may signs snapshot and timestamp anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tuf.api.metadata import DelegatedRole, Delegations, Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from comity.directory.book import parse_trust, verify_section
from comity.directory.repository import layout
from comity.directory.repository.cards import Card
from comity.directory.repository.changes import Change, append_change, logged, read_changes
from comity.directory.repository.holders import Delegator, holders, require_authorities, signed_by
from comity.directory.repository.layout import delegated_countries, read_metadata
from comity.directory.repository.refusals import BadRepository, NotYours, TooFewAuthorities
from comity.seal.keys import SigningKey
from comity.seal.tufkeys import HOLDER, key_id_of, tuf_keys, tuf_signers
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country, KeyId
from comity.terms.instants import Instant

HALVES: Final = 2
DUTIES: Final = ("snapshot", "timestamp")
_SHARED: Final = ("root", "targets")
_PRINTER: Final = JSONSerializer(compact=True)


@dataclass(frozen=True, slots=True)
class Awaited:
    """A list that waits for signatures: who has signed, who may, how many must; `waits` what is wrong beside that."""

    role: str
    version: int
    have: tuple[AuthorityId, ...]
    may: tuple[AuthorityId, ...]
    need: int


@dataclass(frozen=True, slots=True)
class Done:
    """What a step did: lists that got this key's signatures, lists that were published, and those that wait on."""

    signed: tuple[str, ...]
    published: tuple[tuple[str, int], ...]
    awaited: tuple[Awaited, ...]
    released: int
    """The new version of the timestamp, or 0 where this key may not sign one."""


def found_repository(
    folder: Path, *, cards: Sequence[Card], need: int, keepers: Sequence[Card], keys: Sequence[SigningKey], at: Instant
) -> Done:
    """Stage the first root and the first list of countries, of which `need` of the authorities in `cards` must sign.

    `keepers` are those of whom any one signs that a copy is the newest (snapshot and timestamp). Raises `BadRepository`.
    """
    if (folder / layout.METADATA).exists() or (folder / layout.STAGED).exists():
        raise BadRepository(where=f"{folder} holds one already")
    for name in (layout.METADATA, layout.TARGETS, layout.STAGED):
        (folder / name).mkdir(parents=True)
    root = Root(version=1, expires=_until(at, layout.ROOT_LIFE), consistent_snapshot=True)
    for role in _SHARED:
        _assign(root, role, cards, need=need)
    for role in DUTIES:
        _assign(root, role, keepers, need=1)
    for role in (*_SHARED, *DUTIES):
        holders(root, role)
    _stage(folder, "root", Metadata(root))
    _stage(folder, "targets", Metadata(Targets(version=1, expires=_until(at, layout.ROOT_LIFE), delegations=Delegations({}, roles={}))))
    return sign(folder, keys=keys, at=at)


def admit_country(folder: Path, country: Country, *, cards: Sequence[Card], need: int, keys: Sequence[SigningKey], at: Instant) -> Done:
    """Stage that `need` of the authorities in `cards` sign for `country`; the same again replaces who signs for it.

    Raises `BadRepository` for an authority of another country.
    """
    targets = _newest(folder, "targets", Targets).signed
    targets.version += 1
    targets.expires = _until(at, layout.ROOT_LIFE)
    name = str(country)
    delegations = targets.delegations or Delegations({}, roles={})
    roles = dict(delegations.roles or {})
    roles[name] = DelegatedRole(name, [], HALVES * need, terminating=True, paths=[f"{country}/*"])
    targets.delegations = Delegations(dict(delegations.keys), roles=roles)
    for card in cards:
        for key in tuf_keys(card.key, holder=card.authority):
            targets.add_key(key, name)
    used = {key_id for role in roles.values() for key_id in role.keyids}
    targets.delegations.keys = {key_id: key for key_id, key in targets.delegations.keys.items() if key_id in used}
    delegated_countries(targets)
    _stage(folder, "targets", Metadata(targets))
    return sign(folder, keys=keys, at=at)


def publish_country(folder: Path, *, section: bytes, trust: bytes, keys: Sequence[SigningKey], at: Instant) -> Done:
    """Stage a country's own two files, as its node exported them. Raises `Refused` where they do not fit to each other."""
    trusted = parse_trust(trust.decode("ascii", "replace"), file=Path("trust"))
    found = verify_section(section, trusted=trusted, file="section")
    if set(trusted) != {found.country}:
        raise BadRepository(where="the trust file holds other keys than that country's")
    country = found.country
    targets = _published(folder, "targets", Targets)
    if targets is None or country not in delegated_countries(targets.signed):
        raise BadRepository(where=f"nobody was admitted to sign for {country}")
    last = _published(folder, str(country), Targets)
    files = {layout.section_path(country): section, layout.trust_path(country): trust}
    listed = {path: TargetFile.from_data(path, data, ["sha256"]) for path, data in files.items()}
    fresh = Targets(version=1 if last is None else last.signed.version + 1, expires=_until(at, layout.COUNTRY_LIFE), targets=listed)
    for path, data in files.items():
        # Under its digest, beside those before it: nobody finds it there before the list that names it is published.
        target = folder / layout.TARGETS / layout.target_file(path, listed[path].hashes["sha256"])
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    _stage(folder, str(country), Metadata(fresh))
    return sign(folder, keys=keys, at=at)


def change_root(
    folder: Path, *, cards: Sequence[Card], need: int, keepers: Sequence[Card], keys: Sequence[SigningKey], at: Instant
) -> Done:
    """Stage a next root with other authorities, or another threshold. Enough of the old ones and enough of the new ones must sign."""
    root = _newest(folder, "root", Root).signed
    root.version += 1
    root.expires = _until(at, layout.ROOT_LIFE)
    root.keys = {}
    for role in (*_SHARED, *DUTIES):
        root.roles[role].keyids = []
    for role in _SHARED:
        _assign(root, role, cards, need=need)
    for role in DUTIES:
        _assign(root, role, keepers, need=1)
    for role in (*_SHARED, *DUTIES):
        holders(root, role)
    _stage(folder, "root", Metadata(root))
    _restage_targets(folder, at=at)
    return sign(folder, keys=keys, at=at)


def sign(folder: Path, *, keys: Sequence[SigningKey], at: Instant) -> Done:
    """Add the signatures of `keys` to all that is staged and theirs to sign, publish what is complete, and say what waits on.

    Raises `NotYours` where a key has no part in anything of this repository.
    """
    signed: list[str] = []
    published: list[tuple[str, int]] = []
    # Root first: it says who signs the list of countries, and that who signs for a country. What was published may give a key a part in
    # what comes next, so it goes on until nothing more is complete.
    while True:
        signed += [role for key in keys for role in staged(folder) if _add(folder, role, key)]
        fresh = [(role, version) for role in sorted(staged(folder), key=_order) if (version := _publish(folder, role, at=at))]
        if not fresh:
            break
        published += fresh
    released = release(folder, keys=keys, at=at) if published else 0
    if keys and not signed and not released:
        raise NotYours(key=keys[0].public.key_id, role=", ".join(staged(folder)) or "-")
    return Done(tuple(dict.fromkeys(signed)), tuple(published), awaited(folder), released)


def release(folder: Path, *, keys: Sequence[SigningKey], at: Instant) -> int:
    """Sign that the published lists are the newest, for 30 days; return the timestamp's version, 0 where no key of `keys` may."""
    root, targets = _published(folder, "root", Root), _published(folder, "targets", Targets)
    if root is None or targets is None:
        return 0
    try:
        require_authorities(root.signed, "targets", payload=targets.signed_bytes, signatures=targets.signatures)
    except TooFewAuthorities:  # a new root waits for the list that its own authorities sign
        return 0
    signers = {role: [key for key in keys if _holder_in(root.signed, role, key.public.key_id)] for role in DUTIES}
    if not all(signers.values()):
        return 0
    lists = {"targets.json": targets.signed.version}
    for country in delegated_countries(targets.signed):
        one = _published(folder, str(country), Targets)
        if one is not None:
            lists[f"{country}.json"] = one.signed.version
    metadata = folder / layout.METADATA
    files = {
        name: MetaFile.from_data(version, (metadata / f"{version}.{name}").read_bytes(), ["sha256"]) for name, version in lists.items()
    }
    last, now = _published(folder, "snapshot", Snapshot), _published(folder, "timestamp", Timestamp)
    snapshot = Snapshot(
        version=1 if last is None else last.signed.version + 1,
        expires=_until(at, layout.SNAPSHOT_LIFE),
        meta=files,
        unrecognized_fields={layout.LOGGED: logged(read_changes(layout.FolderSource(folder)))},
    )
    data = _printed(root.signed, "snapshot", Metadata(snapshot), signers["snapshot"])
    _write(metadata / f"{snapshot.version}.snapshot.json", data)
    timestamp = Timestamp(
        version=1 if now is None else now.signed.version + 1,
        expires=_until(at, layout.TIMESTAMP_LIFE),
        snapshot_meta=MetaFile.from_data(snapshot.version, data, ["sha256"]),
        unrecognized_fields={layout.ISSUED: str(at)},
    )
    _write(metadata / "timestamp.json", _printed(root.signed, "timestamp", Metadata(timestamp), signers["timestamp"]))
    return timestamp.version


def staged(folder: Path) -> tuple[str, ...]:
    """Return which lists wait for signatures."""
    return tuple(sorted(file.stem for file in (folder / layout.STAGED).glob("*.json")))


def awaited(folder: Path) -> tuple[Awaited, ...]:
    """Return what waits for whose signatures."""
    found = []
    for role in staged(folder):
        metadata = read_metadata(_staged(folder, role).read_bytes(), _kind(role), role=role)
        for delegator in _delegators(folder, role):
            may, need = holders(delegator, role)
            have = signed_by(delegator, role, payload=metadata.signed_bytes, signatures=metadata.signatures)
            found.append(Awaited(role, metadata.signed.version, have, may, need))
    return tuple(found)


def fingerprint_of(folder: Path) -> Digest | None:
    """Return what is handed over on paper: SHA-256 of the newest root that was published; None before there is one."""
    file = _latest_file(folder, "root")
    return Digest.of(file.read_bytes()) if file.exists() else None


# ---------------------------------------------------------------- one list


def _add(folder: Path, role: str, key: SigningKey) -> bool:
    file = _staged(folder, role)
    metadata = read_metadata(file.read_bytes(), _kind(role), role=role)
    for delegator in _delegators(folder, role):
        holder = _holder_in(delegator, role, key.public.key_id)
        if holder is not None:
            for signer in tuf_signers(key, holder=holder):
                metadata.sign(signer, append=True)
            _write(file, metadata.to_bytes(_PRINTER))
            return True
    return False


def _order(role: str) -> tuple[bool, bool, str]:
    return role != "root", role != "targets", role


def _publish(folder: Path, role: str, *, at: Instant) -> int:
    """Publish a list that has all its signatures and return its version; 0 where it has not."""
    file = _staged(folder, role)
    data = file.read_bytes()
    metadata = read_metadata(data, _kind(role), role=role)
    delegators = _delegators(folder, role)
    if not delegators or (role == "targets" and not _latest_file(folder, "root").exists()):
        return 0
    try:
        for delegator in delegators:
            require_authorities(delegator, role, payload=metadata.signed_bytes, signatures=metadata.signatures)
    except TooFewAuthorities:
        return 0
    version = int(metadata.signed.version)
    _write(folder / layout.METADATA / f"{version}.{role}.json", data)
    append_change(folder, Change(at, role, version, Digest.of(data)))
    file.unlink()
    return version


def _delegators(folder: Path, role: str) -> list[Delegator]:
    """Return who says who signs `role`: for a root the one before it and itself; none where the one above is not published yet."""
    if role == "root":
        fresh = read_metadata(_staged(folder, role).read_bytes(), Root, role=role).signed
        before = _published(folder, "root", Root)
        return [fresh] if before is None else [before.signed, fresh]
    if role == "targets":
        above = _published(folder, "root", Root)
        # A first root that still waits says already who will sign the list of countries.
        return [read_metadata(_staged(folder, "root").read_bytes(), Root, role=role).signed] if above is None else [above.signed]
    targets = _published(folder, "targets", Targets)
    return [] if targets is None or Country(role) not in delegated_countries(targets.signed) else [targets.signed]


def _restage_targets(folder: Path, *, at: Instant) -> None:
    """Have the list of countries signed anew by those whom the next root names: signatures of others would not count under it."""
    targets = _newest(folder, "targets", Targets).signed
    targets.version += 1
    targets.expires = _until(at, layout.ROOT_LIFE)
    _stage(folder, "targets", Metadata(targets))


def _holder_in(delegator: Delegator, role: str, key_id: KeyId) -> AuthorityId | None:
    """Return which authority of `role` has the key with that id of ours, if any: both of its halves are among the role's."""
    for holder in holders(delegator, role)[0]:
        if _ours(delegator, role, holder) == key_id:
            return holder
    return None


def _ours(delegator: Delegator, role: str, holder: AuthorityId) -> KeyId:
    keys = [delegator.get_key(key_id) for key_id in delegator.get_delegated_role(role).keyids]
    return key_id_of([key for key in keys if key.unrecognized_fields.get(HOLDER) == str(holder)])


def _assign(root: Root, role: str, cards: Sequence[Card], *, need: int) -> None:
    for card in cards:
        for key in tuf_keys(card.key, holder=card.authority):
            root.add_key(key, role)
    root.roles[role].threshold = HALVES * need


# ---------------------------------------------------------------- files


def _kind(role: str) -> Any:  # noqa: ANN401 a class of tuf
    return {"root": Root, "snapshot": Snapshot, "timestamp": Timestamp}.get(role, Targets)


def _staged(folder: Path, role: str) -> Path:
    return folder / layout.STAGED / f"{role}.json"


def _latest_file(folder: Path, role: str) -> Path:
    """Return the file of the newest published version of a list."""
    if role == "timestamp":
        return folder / layout.METADATA / "timestamp.json"
    found = [file for file in (folder / layout.METADATA).glob(f"*.{role}.json") if file.name.split(".")[0].isdecimal()]
    return max(found, key=lambda file: int(file.name.split(".")[0]), default=folder / layout.METADATA / f"0.{role}.json")


def _published(folder: Path, role: str, kind: Any) -> Any:  # noqa: ANN401 metadata of that class, or None
    file = _latest_file(folder, role)
    return read_metadata(file.read_bytes(), kind, role=role) if file.exists() else None


def _newest(folder: Path, role: str, kind: Any) -> Any:  # noqa: ANN401 metadata of that class
    found = _published(folder, role, kind)
    if found is None:
        raise BadRepository(where=f"{role} is not published yet; it waits for signatures")
    return found


def _stage(folder: Path, role: str, metadata: Any) -> None:  # noqa: ANN401 metadata of any class
    (folder / layout.STAGED).mkdir(exist_ok=True)
    if role in _SHARED and _staged(folder, role).exists():
        raise BadRepository(where=f"{role} waits for signatures already")
    metadata.signatures.clear()
    _write(_staged(folder, role), metadata.to_bytes(_PRINTER))


def _printed(root: Root, role: str, metadata: Any, keys: Sequence[SigningKey]) -> bytes:  # noqa: ANN401 metadata of any class
    for key in keys:
        holder = _holder_in(root, role, key.public.key_id)
        if holder is not None:
            for signer in tuf_signers(key, holder=holder):
                metadata.sign(signer, append=True)
    require_authorities(root, role, payload=metadata.signed_bytes, signatures=metadata.signatures)
    return bytes(metadata.to_bytes(_PRINTER))


def _write(file: Path, data: bytes) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(file)


def _until(at: Instant, life: timedelta) -> datetime:
    return (at + life).datetime().replace(microsecond=0)
