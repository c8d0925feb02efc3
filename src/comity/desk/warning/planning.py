"""The plan of a version: what it says, read strictly, who would get it today, and the exact act for each of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from comity.desk.drafting.basis import NoBasis, basis_of
from comity.desk.drafting.composing import compose, findings_of
from comity.desk.drafting.refusals import Stopped
from comity.desk.drafting.resolving import Resolved
from comity.desk.meaning import WARNING
from comity.desk.rules import rulebook
from comity.desk.states import DraftState
from comity.directory.book import book
from comity.directory.sections import Authority
from comity.intel.warnings.reasons import NO_BASIS, NO_KEY, STOPPED, Why
from comity.intel.warnings.recipients import Aim, Standing, others, standings
from comity.intel.warnings.states import HOLDING
from comity.records.models import Draft, WarningDelivery, WarningIssue
from comity.terms.digests import Digest
from comity.terms.identifiers import AuthorityId, Country, NodeId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue, print_json
from comity.terms.refusals import Malformed, Refused
from comity.treaty.fields import parse_fields
from comity.treaty.findings import Finding
from comity.wire.act import ActBody, ActPart, print_act
from comity.wire.warning import RECALL, Followed, Published, Told, parse_published, parse_told, print_followed, print_published

TO: Final = "to"
KINDS: Final = "kinds"
_FIRST: Final = 1


@dataclass(frozen=True, slots=True)
class Planned:
    """One authority in a plan: its standing, and the draft of what it would get, or why it gets nothing; `body` once that is made."""

    standing: Standing
    draft: Draft | None = None
    body: ActBody | None = None
    why: tuple[Why, ...] = ()

    @property
    def gets(self) -> bool:
        """Whether the act goes there."""
        return self.draft is not None


def read_told(issue: WarningIssue) -> Told:
    """Return what was typed, read strictly; raises `FieldFaults` for what is missing or wrong, `Malformed` for what no form lets pass."""
    typed = {key: value for key, value in issue.typed.items() if key not in (TO, KINDS)}
    fields = parse_fields(rulebook().form(WARNING, "request"), {**typed, "number": issue.warning.number})
    return parse_published(fields).told


def read_aim(issue: WarningIssue) -> Aim:
    """Return to whom it is meant to go within its field; what is no authority of the directory, or no kind, is nobody."""
    known = {one.id.text for one in others(book())}
    named = frozenset(AuthorityId(one) for one in _texts(issue.typed.get(TO)) if one in known)
    return Aim(named=named, kinds=frozenset(_texts(issue.typed.get(KINDS))))


def plan_of(issue: WarningIssue, told: Told | None, *, at: Instant, number: Callable[[Instant], str] | None = None) -> tuple[Planned, ...]:
    """Return what every authority of the directory gets of a version, and every reason why one gets nothing.

    With `number`, which gives the number of a new case, the exact act for each is made. What follows a warning goes to whom has it: a
    recall to each of them, whatever the policy says now. Raises `Stopped` where the same rules stop it on its way to everybody whom the
    policy lets have it.
    """
    plan = _Plan(issue, told, at)
    found = tuple(plan.of(standing, number=number) for standing in plan.standings())
    if plan.stopped and not any(one.gets for one in found):
        raise Stopped(plan.stopped[0])
    return found


class _Plan:
    """What is the same for every recipient of a version, looked up once."""

    def __init__(self, issue: WarningIssue, told: Told | None, at: Instant) -> None:
        self._issue, self._told, self._at = issue, told, at
        self._part: ActPart = "request" if issue.version == _FIRST else "report"
        self._fields = fields_of(issue, told)
        self._held = {one.authority: one for one in WarningDelivery.objects.filter(warning=issue.warning, state__in=list(HOLDING))}
        self._bases: dict[Country, str] = {}
        self.stopped: list[tuple[Finding, ...]] = []

    def standings(self) -> Iterable[Standing]:
        """Return everybody whom the version may concern."""
        if self._told is None:
            return [_holder(one, at=self._at) for one in self._held.values()]
        found = standings(self._told, read_aim(self._issue), at=self._at)
        return found if self._issue.version == _FIRST else [one for one in found if one.authority.id.text in self._held]

    def of(self, standing: Standing, *, number: Callable[[Instant], str] | None) -> Planned:
        """Return what one authority gets."""
        authority = standing.authority.id
        if not standing.gets or standing.node is None:
            return Planned(standing, why=standing.why)
        basis = self._basis(authority.country, standing.node)
        if not basis:
            return Planned(standing, why=(Why.own(NO_BASIS, authority=authority),))
        held = self._held.get(authority.text)
        draft = draft_for(self._issue, self._told, node=standing.node, instrument=basis, at=self._at)
        draft.reference = held.case if held else ""
        findings = findings_of(draft, resolved=Resolved(self._part, WARNING, self._fields), role="drafter", at=self._at)
        if stops := [one for one in findings if one.outcome == "stop"]:
            self.stopped.append(findings)
            return Planned(standing, why=whys_of(stops, authority=authority))
        if number is None:
            return Planned(standing, draft)
        draft.reference = draft.reference or number(self._at)
        body = compose(draft, drafted_by=self._issue.drafter, at=self._at).body
        draft.body = print_act(body)
        return Planned(standing, draft, body)

    def _basis(self, country: Country, node: NodeId) -> str:
        """Return the text that carries a warning to a State; empty where none does."""
        if country not in self._bases:
            try:
                self._bases[country] = basis_of(WARNING, peer=node, at=self._at)
            except NoBasis:
                self._bases[country] = ""
        return self._bases[country]


def whys_of(stops: Iterable[Finding], *, authority: AuthorityId) -> tuple[Why, ...]:
    """Return what rules say against an act to an authority, with where each stands."""
    return tuple(Why.own(STOPPED, authority=authority, rule=_cited(one)) for one in stops)


def _cited(finding: Finding) -> dict[str, str]:
    return {language: f"{words} ({finding.instrument} {finding.article})" for language, words in finding.title.items()}


def draft_for(issue: WarningIssue, told: Told | None, *, node: NodeId, instrument: str, at: Instant) -> Draft:
    """Return the draft of the act for one recipient, unsaved and without its case."""
    return Draft(
        act="request" if issue.version == _FIRST else "report",
        kind=WARNING,
        peer=str(node),
        instrument=instrument,
        state=DraftState.SUBMITTED,
        fields=fields_of(issue, told),
        drafter=issue.drafter,
        saved_by=issue.drafter,
        opened_at=issue.opened_at,
        saved_at=issue.saved_at,
        submitted_at=at,
        tlp=told.tlp if told else issue.warning.tlp,
    )


def fields_of(issue: WarningIssue, told: Told | None) -> dict[str, JsonValue]:
    """Return the fields of the act: the same for everybody who gets it."""
    number = issue.warning.number
    if told is not None and issue.version == _FIRST:
        return print_published(Published(number=number, told=told))
    if (told is None) is not (issue.follow == RECALL):
        raise Malformed("warning", "neither an update nor a recall")
    return print_followed(Followed(number=number, version=issue.version, told=told, reason=issue.reason))


def print_plan(issue: WarningIssue, told: Told | None, copies: Mapping[str, bytes]) -> bytes:
    """Print what a second officer approves by its digest: what is said, and to each authority the digest of its exact act."""
    to: dict[str, JsonValue] = {authority: str(Digest.of(body)) for authority, body in sorted(copies.items())}
    return print_json({"fields": fields_of(issue, told), "to": to, "version": issue.version}, what="plan")


def digest_of(issue: WarningIssue) -> Digest:
    """Return the digest of what waits, reckoned anew from what is said and from the very bytes of each copy."""
    told = parse_told(issue.told) if issue.told else None
    return Digest.of(print_plan(issue, told, {copy.authority: bytes(copy.body) for copy in issue.copies.all()}))


def _holder(delivery: WarningDelivery, *, at: Instant) -> Standing:
    """Return who has a warning, for the recall; the directory may have forgotten them, or the key that one would seal with."""
    authority, known = AuthorityId(delivery.authority), book()
    try:
        found, node = known.authority(authority), NodeId(delivery.node)
        known.sealing_key(node, at=at)
    except Refused:
        gone = Authority(id=authority, names={"en": authority.text}, roles=(), languages=(), zone="UTC")
        return Standing(gone, None, (Why.own(NO_KEY, authority=authority),))
    return Standing(found, node)


def _texts(value: object) -> tuple[str, ...]:
    given: Iterable[Any] = value if isinstance(value, list | tuple) else ([value] if value else [])
    return tuple(one for one in given if isinstance(one, str) and one)
