"""Registers items and takes the steps that one person takes. The bytes are measured before anything is recorded, and differ: locked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Final

from django.db import transaction

from comity.directory.home import home
from comity.directory.once import once, result_of
from comity.evidence.chain import EMPTY
from comity.evidence.keeping import append, digests_of_item, label_of, locked_row, now_of, vault, write_papers
from comity.evidence.limits import Limits, Use, require_within
from comity.evidence.refusals import Altered, DigestOwed, GoneFromVault, InCustody, NotInVault, OutOfOrder, StepIncomplete, TwoPersonsOwed
from comity.evidence.states import BY_ITSELF, GIVING, PAIRED, Kind
from comity.evidence.steps import Digests, Step
from comity.evidence.words import WHAT_CAP, Told, digests_of, line_of, read_told, reason_of
from comity.records.models import ActFile, CustodyStep, EvidenceItem, Officer, Request
from comity.terms.digests import Digest
from comity.terms.filenames import safe_name
from comity.terms.instants import Instant
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary
from comity.wire.listed import MAX_SIZE

SORTS: Final = "custody-sort"
FILE: Final = "CS-FILE"
TOOL: Final = "Comity"
_HOLDS: Final = frozenset({Kind.HOLD_PLACED, Kind.HOLD_LIFTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the desk knows of an item's limits now: the limits, what was agreed to in writing, and the day (ISO) where the node works."""

    limits: Limits
    on: str
    agreed: frozenset[str] = frozenset()


def register_file(
    file: ActFile, *, pieces: Iterable[bytes], typed: Mapping[str, str], terms: Terms, by: Officer, at: Instant, token: str
) -> EvidenceItem:
    """Take a file of an act into custody: its bytes into the vault, its arrival and its registration as the first steps.

    `typed`: what, place, reason. The CALLER has seen that the file is whole. Raises `InCustody`, `DigestOwed` where the bytes are not
    the listed ones, `StepIncomplete`.
    """
    request = file.message.request
    what, place, reason = _heads(typed)
    placed = vault().keep(pieces, cap=MAX_SIZE)
    if str(placed.digests.sha256) != file.digest:
        vault().remove(placed.digests.sha256)
        raise DigestOwed(item=file.name)
    theirs = file.message.direction == "in"
    row = EvidenceItem(
        request=request,
        act_file=file,
        sort=FILE,
        what=what,
        name=file.name,
        size=placed.size,
        sha256=file.digest,
        sha512=placed.digests.sha512,
        theirs=theirs,
        in_vault=True,
    )
    arrived = file.ended_at if theirs else None
    return _register(row, place=place, reason=reason, arrived=arrived, terms=terms, by=by, at=at, token=token)


def register_by_hand(
    request: Request,
    *,
    typed: Mapping[str, str],
    pieces: Iterable[bytes] | None,
    name: str = "",
    terms: Terms,
    by: Officer,
    at: Instant,
    token: str,
) -> EvidenceItem:
    """Take into custody what came by another way: with its bytes, or with the digests that a tool of others measured.

    `typed`: what, sort (`custody-sort`), place, reason, tool, version; sha256 and sha512 where no bytes come. Raises `InCustody`,
    `StepIncomplete`, `TooLarge`.
    """
    what, place, reason = _heads(typed)
    if typed.get("sort") not in [item.code for item in vocabulary(SORTS).offered]:
        raise StepIncomplete(gettext_noop("choose what it is"), part="sort")
    tool, tool_version = (line_of(typed.get(part, ""), part=part) for part in ("tool", "version"))
    if pieces is None and not typed.get("sha256", "").strip():
        raise StepIncomplete(gettext_noop("give its bytes, or the SHA-256 that the tool measured"), part="sha256")
    if pieces is None:
        digests, size = digests_of(typed), 0
    else:
        kept = vault().keep(pieces, cap=MAX_SIZE)
        digests, size = kept.digests, kept.size
        if size == 0:
            vault().remove(digests.sha256)
            raise StepIncomplete(gettext_noop("the file is empty"), part="file")
    row = EvidenceItem(
        request=request,
        sort=typed["sort"],
        what=what,
        name=safe_name(name) if pieces is not None else "",
        size=size,
        sha256=str(digests.sha256),
        sha512=digests.sha512,
        theirs=bool(terms.limits.originator),
        in_vault=pieces is not None,
    )
    return _register(row, place=place, reason=reason, tool=(tool, tool_version), terms=terms, by=by, at=at, token=token)


def _heads(typed: Mapping[str, str]) -> tuple[str, str, str]:
    what = line_of(typed.get("what", ""), part="what", cap=WHAT_CAP)
    return what, line_of(typed.get("place", ""), part="place"), reason_of(typed.get("reason", ""))


def _register(
    row: EvidenceItem,
    *,
    place: str,
    reason: str,
    terms: Terms,
    by: Officer,
    at: Instant,
    token: str,
    tool: tuple[str, str] = ("", ""),
    arrived: Instant | None = None,
) -> EvidenceItem:
    digests, node = digests_of_item(row), str(home().node)

    def do() -> str:
        Request.objects.select_for_update().get(pk=row.request_id)  # numbers of one case are given one at a time
        before = EvidenceItem.objects.select_related("request").filter(request=row.request)
        twin = before.filter(sha256=row.sha256).first()
        if twin is not None:
            raise InCustody(item=label_of(twin))
        row.number, row.state = (before.order_by("-number").values_list("number", flat=True).first() or 0) + 1, "arrived"
        row.save()
        registered = Step(
            item=label_of(row),
            number=0,
            kind=Kind.REGISTERED,
            at=at,
            by=by.officer_id,
            place=place,
            tool=tool[0] or TOOL,
            version=tool[1] or own_version(),
            reason=reason,
            before=digests if arrived is not None else None,
            after=digests,
            limits=terms.limits.codes,
        )
        so_far = EMPTY
        if arrived is not None:
            came = replace(registered, kind=Kind.RECEIVED, at=arrived, by=node, place=node, reason="", before=None)
            _, so_far = append(row, came, so_far=so_far, by=node)
        append(row, registered, so_far=so_far, by=by)
        return str(row.pk)

    with transaction.atomic():
        key = once(token, do, officer=by, verb="evidence.register", at=at)
    found = EvidenceItem.objects.select_related("request", "act_file__message").get(pk=key)
    write_papers(found)
    return found


def take_step(
    item: EvidenceItem, kind: Kind, *, typed: Mapping[str, str], terms: Terms, by: Officer, at: Instant, token: str
) -> CustodyStep:
    """Record one step that one person takes, of an item whose bytes were measured just now.

    Raises `Altered` or `GoneFromVault`, and the item is locked; the `LimitBroken` of a limit; what the chain refuses; `StepIncomplete`.
    The bytes of a step of `GIVING` may be given out by the CALLER once it returned.
    """
    if kind in PAIRED:
        raise TwoPersonsOwed(custody_step=kind.value)
    if kind in BY_ITSELF:
        raise OutOfOrder(custody_step=kind.value, custody_state=item.state)
    told = read_told(typed, kind=kind, in_vault=item.in_vault)
    require_allowed(item, kind, told=told, terms=terms)
    measured = None if kind in _HOLDS else measure(item, told=told, by=by, at=at, terms=terms)

    def do() -> str:
        row = locked_row(item)
        step = made_step(row, kind, told=told, measured=measured, terms=terms, by=by, at=at)
        taken, _ = append(row, step, so_far=now_of(row), by=by)
        return str(taken.pk)

    with transaction.atomic():
        key = once(token, do, officer=by, verb="evidence.step", at=at)
    write_papers(item)
    return CustodyStep.objects.select_related("item").get(pk=key)


def require_allowed(item: EvidenceItem, kind: Kind, *, told: Told, terms: Terms) -> None:
    """Raise the `LimitBroken` of the first limit that a step would not keep to; `NotInVault` for bytes that are not there to be given."""
    if kind is Kind.EXPORTED and not item.in_vault:
        raise NotInVault(item=label_of(item))
    use = Use(
        kind=kind,
        on=terms.on,
        purpose=told.purpose or "same",
        sort=told.sort,
        state=told.state,
        present=told.present,
        agreed=terms.agreed,
    )
    require_within(terms.limits, use)


def measure(item: EvidenceItem, *, told: Told, by: Officer, at: Instant, terms: Terms) -> Digests | None:
    """Return what the item's bytes are now, None where nothing was measured; where they are not those registered, lock it and raise."""
    wanted = digests_of_item(item)
    found = vault().measure(wanted.sha256) if item.in_vault else told.measured
    if not item.in_vault and found is None:
        return None
    if found is not None and found.agrees(wanted):
        return found
    _lock(item, found, by=by, at=at, terms=terms)
    if found is None:
        raise GoneFromVault(item=label_of(item), wanted=wanted.sha256)
    raise Altered(item=label_of(item), wanted=wanted.sha256, found=found.sha256)


def _lock(item: EvidenceItem, found: Digests | None, *, by: Officer, at: Instant, terms: Terms) -> None:
    """Lock the item, with both digests in the step, in a transaction of its own: the refusal that follows takes nothing back."""
    with transaction.atomic():
        row = locked_row(item)
        so_far = now_of(row)
        if so_far.locked or Kind.LOCKED.value == row.state or row.state in ("arrived", "destroyed"):
            return
        step = Step(
            item=label_of(row),
            number=0,
            kind=Kind.LOCKED,
            at=at,
            by=by.officer_id,
            tool=TOOL,
            version=own_version(),
            before=digests_of_item(row),
            after=found,
            limits=terms.limits.codes,
        )
        append(row, step, so_far=so_far, by=by)
    write_papers(item)


def made_step(
    item: EvidenceItem,
    kind: Kind,
    *,
    told: Told,
    measured: Digests | None,
    terms: Terms,
    by: Officer,
    at: Instant,
    second: str = "",
) -> Step:
    """Return the step as it is put behind the chain."""
    digests = digests_of_item(item) if measured is not None else None
    own = item.in_vault and measured is not None and not told.version
    return Step(
        item=label_of(item),
        number=0,
        kind=kind,
        at=at,
        by=by.officer_id,
        second=second,
        place=told.place,
        tool=told.tool or (TOOL if own else ""),
        version=told.version or (own_version() if own and not told.tool else ""),
        reason=told.reason,
        before=digests,
        after=None if kind is Kind.DESTROYED else digests,
        to=told.to,
        sort=told.sort,
        state=told.state,
        purpose=told.purpose,
        present=told.present,
        hold=told.hold,
        limits=terms.limits.codes,
    )


def own_version() -> str:
    """Return the version of this software, which is the tool of what the node measures itself."""
    return version("comity")


def is_repeated(token: str, *, by: Officer) -> bool:
    """Say whether a form of a step was sent before: it records nothing then, and so it gives no bytes."""
    return result_of(token, officer=by, verb="evidence.step") is not None


def gives_bytes(item: EvidenceItem, kind: Kind) -> bool:
    """Say whether a step of that kind gives the bytes of the item to the officer who took it."""
    return kind in GIVING and item.in_vault


def digest_of(item: EvidenceItem) -> Digest:
    """Return under which digest the vault has the item."""
    return Digest.parse(item.sha256)
