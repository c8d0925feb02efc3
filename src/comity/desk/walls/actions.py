"""Sets, proposes and confirms walls; notes who read what is restricted."""

from collections.abc import Iterable

from django.db import transaction

from comity.desk.journalling import note
from comity.desk.policy import require_reason
from comity.desk.visibility import NoSuchRequest, is_restricted, require_visible
from comity.desk.walls.policy import NoSuchProposal, Wall, WallWrong, opens, require_walling
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Admitted, ContentRead, Draft, Officer, Request, Unit, WallProposal
from comity.records.rows import find
from comity.terms.identifiers import OfficerId
from comity.terms.instants import Instant
from comity.terms.levels import Level


def wall_of(request: Request) -> Wall:
    """Return the wall as it stands."""
    names = Admitted.objects.filter(request=request).values_list("officer__officer_id", flat=True) if request.wall == "named" else ()
    return Wall(request.unit, frozenset(names))


@transaction.atomic
def set_wall(reference: str, *, wall: Wall, reason: str, by: Officer, at: Instant, token: str) -> Request:
    """Wall a case in, at once; where that may let somebody in, only propose it, for a second supervisor to confirm.

    The supervisor need not be inside: they learn the number and the wall, not the case. Raises `NoSuchRequest`, `WallWrong`,
    `ReasonMissing`, and what the table of permissions refuses.
    """
    require_walling(actor(by, at=at))
    require_reason(reason)

    def change() -> str:
        request = _locked(reference)
        _require_known(wall)
        facts = {"from": request.wall, "to": wall.kind, "unit": wall.unit, "names": sorted(wall.names), "reason": reason.strip()}
        WallProposal.objects.filter(request=request, ended_at__isnull=True).update(ended_by=by, ended_at=at)
        if opens(wall_of(request), wall):
            WallProposal.objects.create(
                request=request,
                wall=wall.kind,
                unit=wall.unit,
                names=sorted(wall.names),
                reason=reason.strip()[:1000],
                proposed_by=by,
                proposed_at=at,
            )
            note("wall.proposed", by=by, about=reference, at=at, facts=facts)
        else:
            _build(request, wall)
            note("wall.set", by=by, about=reference, at=at, facts=facts)
        return reference

    return Request.objects.get(reference=once(token, change, officer=by, verb="wall.set", at=at))


@transaction.atomic
def confirm_wall(reference: str, *, by: Officer, at: Instant, token: str) -> Request:
    """Open a wall as another supervisor proposed; raises `OwnWall`, `NoSuchProposal`."""

    def confirm() -> str:
        request, found = _proposed(reference)
        require_walling(actor(by, at=at), proposed_by=OfficerId(found.proposed_by.officer_id))
        wall = Wall(found.unit, frozenset(found.names))
        facts = {
            "from": request.wall,
            "to": wall.kind,
            "unit": wall.unit,
            "names": found.names,
            "proposed_by": found.proposed_by.officer_id,
        }
        found.ended_by, found.ended_at, found.confirmed = by, at, True
        found.save(update_fields=["ended_by", "ended_at", "confirmed"])
        _build(request, wall)
        note("wall.opened", by=by, about=reference, at=at, facts=facts)
        return reference

    require_walling(actor(by, at=at))
    return Request.objects.get(reference=once(token, confirm, officer=by, verb="wall.confirm", at=at))


@transaction.atomic
def drop_proposal(reference: str, *, by: Officer, at: Instant, token: str) -> Request:
    """Leave the wall as it is; any supervisor may, for that direction opens nothing."""
    require_walling(actor(by, at=at))

    def drop() -> str:
        _, found = _proposed(reference)
        found.ended_by, found.ended_at = by, at
        found.save(update_fields=["ended_by", "ended_at"])
        note("wall.kept", by=by, about=reference, at=at, facts={"proposed_by": found.proposed_by.officer_id})
        return reference

    return Request.objects.get(reference=once(token, drop, officer=by, verb="wall.drop", at=at))


@transaction.atomic
def note_reading(request: Request, *, what: str, sitting: int, by: Officer, at: Instant) -> None:
    """Note that `by` is shown `what` of a restricted case: an envelope's identifier, `case`, `proof`; once a sitting.

    Raises `NoSuchRequest` for who is outside; of a case that nothing restricts nothing is noted.
    """
    require_visible(request, by=actor(by, at=at))
    if is_restricted(request):
        _note_once(what, about=request.reference, sitting=sitting, by=by, at=at)


@transaction.atomic
def note_reading_draft(draft: Draft, *, sitting: int, by: Officer, at: Instant) -> None:
    """Note the same of a draft that is classified or belongs to a restricted case; the caller has looked whether `by` may see it."""
    about = find(Request, reference=draft.reference) if draft.reference else None
    if draft.level != Level.OPEN or (about is not None and is_restricted(about)):
        _note_once(str(draft.pk), about=draft.reference, sitting=sitting, by=by, at=at)


def close_to(request: Request, *, guards: Iterable[str], by: Officer, at: Instant) -> None:
    """Wall a case in to its two `guards` alone, at once, whatever wall it had; for a deed that has asked whether `by` may.

    It is opened again like any wall: one supervisor proposes, another confirms.
    """
    wall = Wall.of(names=guards)
    _require_known(wall)
    locked = _locked(request.reference)
    facts = {"from": locked.wall, "to": wall.kind, "unit": "", "names": sorted(wall.names), "reason": "misdelivery"}
    WallProposal.objects.filter(request=locked, ended_at__isnull=True).update(ended_by=by, ended_at=at)
    _build(locked, wall)
    note("wall.set", by=by, about=locked.reference, at=at, facts=facts)


def _note_once(what: str, *, about: str, sitting: int, by: Officer, at: Instant) -> None:
    _, fresh = ContentRead.objects.get_or_create(officer=by, sitting=sitting, what=what, defaults={"at": at})
    if fresh:
        note("content.read", by=by, about=about, at=at, facts={"what": what, "sitting": sitting})


def _build(request: Request, wall: Wall) -> None:
    request.wall, request.unit = wall.kind, wall.unit
    request.save(update_fields=["wall", "unit"])
    Admitted.objects.filter(request=request).delete()
    inside = Officer.objects.filter(officer_id__in=wall.names)
    Admitted.objects.bulk_create(Admitted(request=request, officer=officer) for officer in inside)


def _require_known(wall: Wall) -> None:
    if wall.unit and not Unit.objects.filter(code=wall.unit).exists():
        raise WallWrong(why=f"there is no unit {wall.unit[:24]}")
    known = Officer.objects.filter(officer_id__in=wall.names, is_active=True).count()
    if known != len(wall.names):
        raise WallWrong(why="one of the names is of nobody who works here")


def _locked(reference: str) -> Request:
    found = Request.objects.select_for_update().filter(reference=reference).first()
    if found is None:
        raise NoSuchRequest(reference=reference[:20])
    return found


def _proposed(reference: str) -> tuple[Request, WallProposal]:
    request = _locked(reference)
    found = WallProposal.objects.select_related("proposed_by").filter(request=request, ended_at__isnull=True).first()
    if found is None:
        raise NoSuchProposal
    return request, found
