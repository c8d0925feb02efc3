"""One object: its bytes, its versions, its label and what that means for whom, and what stands one hop away."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.sections import Authority
from comity.intel.policy import Decision, Label, decide, parse_label
from comity.intel.reading.onlooking import Onlooker, principal_of
from comity.intel.reading.shelves import Card, by_ids, by_keys, summarised, told_by
from comity.intel.standing.hearing import claim_of
from comity.intel.standing.queries import standings
from comity.intel.standing.reckoning import Standing
from comity.intel.store.granting import READ, Holding, opened_to, subjects_of
from comity.intel.store.postings import reference_key
from comity.intel.store.refusals import NoObject
from comity.intel.store.scanning import STAMPS, WHOLE, scan_back
from comity.records.models import IntelLabel, IntelSource
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.wire.stix import BadStix, references
from comity.wire.stix.summaries import Summary
from comity.wire.taxii.filters import ALL, Filters

MOST_VERSIONS: Final = 50
MOST_AROUND: Final = 40
OPINIONS: Final = ("sighting", "opinion", "note")  # what somebody says of an object, rather than what it stands beside
_APART: Final = ("created_by_ref", "object_marking_refs")


@dataclass(frozen=True, slots=True)
class Version:
    """One version: where it stands, what it is called, when it came."""

    added: int
    version: str
    label: int
    revoked: bool

    @property
    def came(self) -> Instant:
        """When it came here."""
        return Instant(self.added)


@dataclass(frozen=True, slots=True)
class Found:
    """An object as it came. `told` is what its bytes say, empty where they cannot be read; `owner` is whoever gave it."""

    holding: Holding
    place: Version
    stix_id: str
    body: bytes
    digest: Digest
    label: Label
    owner: str
    said: Summary | None
    told: dict[str, Any]
    versions: tuple[Version, ...]

    @property
    def sort(self) -> str:
        """Its type, as the standard names it."""
        return self.stix_id.partition("--")[0]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the policy says of one authority of the directory, and whether the collection is open to it: both must say yes."""

    authority: Authority
    decision: Decision
    opened: bool

    @property
    def sees(self) -> bool:
        """Whether it sees the object."""
        return self.decision.allowed and self.opened


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What stands one hop away: `word` says how (a relationship's own word, or the property that names it), `outward` who names whom.

    `card` is None for what is not here, or not for this reader: the two are told alike. `by` is the relationship between, if there is one.
    """

    word: str
    outward: bool
    stix_id: str
    card: Card | None
    by: Card | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """All that is one hop away, with what others say of the object apart; `more` says that not all of it fits."""

    neighbours: tuple[Neighbour, ...]
    said_of_it: tuple[Card, ...]
    more: bool


def find(eye: Onlooker, holding: Holding, stix_id: str, *, added: int = 0) -> Found:
    """Return the newest version that they may see, or the one that was added then. Raises `NoObject`, as where there is none."""
    page = scan_back(holding.pk, eye.sight, _every(stix_id), columns=WHOLE, limit=1, before=added + 1) if added else None
    if page is None:
        page = scan_back(holding.pk, eye.sight, Filters(ids=(stix_id,)), columns=WHOLE, limit=1)
    if not page.rows or (added and page.rows[0][0] != added):
        raise NoObject
    place, name, version, version_at, label, revoked, body, digest, source, _ = page.rows[0]
    raw = bytes(body)
    return Found(
        holding=holding,
        place=Version(place, version or str(Instant(version_at)), label, bool(revoked)),
        stix_id=name,
        body=raw,
        digest=Digest(bytes(digest)),
        label=label_numbered(label),
        owner=IntelSource.objects.values_list("owner", flat=True).get(pk=source),
        said=summarised(raw),
        told=told_by(raw),
        versions=_versions(eye, holding, name),
    )


def label_numbered(number: int) -> Label:
    """Return the label that places call by that number."""
    return parse_label(IntelLabel.objects.values_list("text", flat=True).get(number=number))


def verdicts(label: Label, holding: Holding, *, at: Instant) -> tuple[Verdict, ...]:
    """Return what each authority of the directory would be told, in the order of their names: those who see it, then those who do not."""
    opened = opened_to(holding.row, READ)
    found = []
    for section in book(home()).sections.values():
        for authority in section.authorities:
            principal = principal_of(authority)
            is_open = not opened.isdisjoint(subjects_of(principal))
            found.append(Verdict(authority, decide(principal, label, at=at), is_open))
    return tuple(sorted(found, key=lambda one: (not one.sees, str(one.authority.id.country), str(one.authority.id))))


def own_verdict(eye: Onlooker, label: Label) -> Decision:
    """Return why they themselves see what bears `label`."""
    return decide(eye.reader.principal, label, at=eye.at)


def standing_of(eye: Onlooker, found: Found) -> Standing | None:
    """Return how an indicator stands, for this reader and now; None for what is no indicator."""
    claim = claim_of(found.told, owner=found.owner, came=found.place.came)
    if claim is None:
        return None
    return standings({found.stix_id: claim}, holdings=eye.readable, sight=eye.sight, at=eye.at)[found.stix_id]


def around(eye: Onlooker, found: Found) -> Around:
    """Return what one hop leads to, of what they may see. Whatever stands behind a relationship that they may not see is not told of."""
    naming, more = by_keys(eye, (reference_key(found.stix_id),), most=MOST_AROUND)
    joining = [one for one in naming if one.sort == "relationship"]
    ends = {one.stix_id: _ends(eye, one) for one in joining}
    named = _named(found)
    wanted = [*named, *(ref for ends_ in ends.values() for ref in ends_[:2])]
    known = by_ids(eye, list(dict.fromkeys(wanted)), most=3 * MOST_AROUND)
    neighbours = [Neighbour(word, outward=True, stix_id=ref, card=known.get(ref)) for ref, word in named.items()]
    for one in joining:
        source, target, word = ends[one.stix_id]
        other = target if source == found.stix_id else source
        neighbours.append(Neighbour(word, outward=source == found.stix_id, stix_id=other, card=known.get(other), by=one))
    beside = [one for one in naming if one.sort not in (*OPINIONS, "relationship")]
    neighbours += [Neighbour("object_refs", outward=False, stix_id=one.stix_id, card=one) for one in beside]
    told = tuple(one for one in naming if one.sort in OPINIONS)
    return Around(tuple(neighbours[:MOST_AROUND]), told, more or len(neighbours) > MOST_AROUND)


def _ends(eye: Onlooker, card: Card) -> tuple[str, str, str]:
    """Return what a relationship joins, and its word."""
    rows = scan_back(card.holding.pk, eye.sight, Filters(ids=(card.stix_id,)), columns=WHOLE, limit=1).rows
    told = told_by(bytes(rows[0][6])) if rows else {}
    source, target, word = (str(told.get(name, "")) for name in ("source_ref", "target_ref", "relationship_type"))
    return source, target, word


def _named(found: Found) -> dict[str, str]:
    """Return what the object names itself, each with the property that names it; who wrote it and its marks stand elsewhere."""
    apart = {ref for name in _APART for ref in _texts(found.told.get(name))}
    by_name = {ref: name for name, value in found.told.items() if name.endswith(("_ref", "_refs")) for ref in _texts(value)}
    try:
        every = references(found.body)
    except BadStix:
        return {}
    return {ref: by_name.get(ref, "refs") for ref in every if ref not in apart}


def _texts(value: Any) -> Sequence[str]:  # noqa: ANN401 -- whatever JSON has there
    many = value if isinstance(value, list) else [value]
    return [one for one in many if isinstance(one, str)]


def _versions(eye: Onlooker, holding: Holding, stix_id: str) -> tuple[Version, ...]:
    page = scan_back(holding.pk, eye.sight, _every(stix_id), columns=STAMPS, limit=MOST_VERSIONS)
    rows = sorted(page.rows, key=lambda row: (row[3], row[0]), reverse=True)
    return tuple(
        Version(added, version or str(Instant(version_at)), label, bool(revoked)) for added, _, version, version_at, label, revoked in rows
    )


def _every(stix_id: str) -> Filters:
    return Filters(ids=(stix_id,), keywords=(ALL,), spec_versions=("2.0", "2.1"))
