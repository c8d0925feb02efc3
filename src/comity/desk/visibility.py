"""The blessed query: which requests, drafts and lines of the journal an officer may know of. Every page, list, search and deed asks it.

An officer sees a request when their role reads cases, their clearance covers its level, and its wall lets them in; an officer of a
mission abroad only those with their one country. Who is outside is told that nothing is there.
"""

import uuid

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.desk.permissions import TABLE, Verb, may
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.policy import Actor, Role
from comity.records.drafts import Read, find_beside_request
from comity.records.models import Admitted, Draft, JournalAct, Request
from comity.records.rows import find
from comity.records.statements import finds
from comity.terms.instants import Instant
from comity.terms.levels import Level
from comity.terms.markings import Tlp
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

_RESTRICTED = "SELECT 1 FROM records_request WHERE NOT wall = '' OR NOT level = 'open' LIMIT 1"  # what `restricted_requests` returns


class NoSuchRequest(Refused):
    """No request of that number is visible here."""

    sentence = gettext_noop("There is no request %(reference)s at this desk.")
    next_step = gettext_noop("Check the number; the watch queue lists what is open.")


class NoRequestNamed(NoSuchRequest):
    """No number was given at all."""

    sentence = gettext_noop("The number of the request is missing.")
    next_step = gettext_noop("Enter it as it stands on the page of the request.")


class ContentErased(Refused):
    """The case ended, its time was over, and two officers destroyed what it said."""

    wire_class = "policy"
    sentence = gettext_noop("What %(reference)s said was destroyed on %(day)s.")
    next_step = gettext_noop("Its page says under which rule and by whom. A proof made before still verifies; what is left is proven too.")


def visible_to(by: Actor) -> QuerySet[Request]:
    """Return the requests that this officer may know of; the only road from a page to the table."""
    return Request.objects.filter(_within(by)) if may(by, Verb.READ) else Request.objects.none()


def of_visible(by: Actor, case: str) -> Exists:
    """Return the condition that the request at the end of `case` (`request`, `material__request`) is visible to `by`.

    It is asked of each row that is there. `case__in=visible_to(by)` would have SQLite begin at a million requests to find three rows.
    """
    return Exists(visible_to(by).filter(pk=OuterRef(case)))


def of_visible_draft(by: Actor, draft: str) -> Exists:
    """Return the condition that the draft at the end of `draft` is visible to `by`; asked of each row, as `of_visible` is."""
    return Exists(visible_drafts(by).filter(pk=OuterRef(draft)))


def open_requests() -> QuerySet[Request]:
    """Return the requests that nothing hides: neither wall nor level nor named recipients. For what is told to no officer in person."""
    return Request.objects.filter(wall="", level=Level.OPEN.value).exclude(tlp=Tlp.RED.value)


def visible_drafts(by: Actor) -> QuerySet[Draft]:
    """Return the drafts that this officer may know of: those of visible requests, and new ones that their clearance covers."""
    if not may(by, Verb.READ_DRAFT):
        return Draft.objects.none()
    hidden = Request.objects.filter(~_within(by), reference=OuterRef("reference"))
    return Draft.objects.filter(Q(reference="") | ~Exists(hidden), level__in=by.clearance.covered)


def visible_log(by: Actor) -> QuerySet[JournalAct]:
    """Return the journal's acts that this officer may read with what they say: none about a case that they may not know of.

    An officer of a mission sees only what is about visible cases.
    """
    if not may(by, Verb.READ_LOG):
        return JournalAct.objects.none()
    hidden = Request.objects.filter(~_within(by), reference=OuterRef("about"))
    unseen = Draft.objects.filter(reference=OuterRef("about")).exclude(level__in=by.clearance.covered)
    return JournalAct.objects.filter(Q(about="") | (~Exists(hidden) & ~Exists(unseen)))


def sees_all(by: Actor) -> bool:
    """Say whether no request at all is hidden from this officer: then lists may go by their index alone."""
    if not may(by, Verb.READ) or _only_abroad(by):
        return False
    return not finds(_RESTRICTED) or not restricted_requests().filter(~_within(by)).exists()


def counted_for(by: Actor) -> QuerySet[Request]:
    """Return what `visible_to` does, without asking each row where nothing is hidden from this officer: for the queue, and for counts."""
    return Request.objects.all() if sees_all(by) else visible_to(by)


def visible_request(reference: str, *, by: Actor) -> Request | None:
    """Return the one request of this number if `by` may know of it; a row of its own, which nothing locks."""
    found = find(Request, reference=reference)
    return found if found is not None and sees(found, by=by) else None


def visible_draft(draft_id: uuid.UUID | str, *, by: Actor) -> Draft | None:
    """Return the one draft of this key if `by` may know of it, likewise; raises `ValidationError` for what is no key."""
    read = find_beside_request(draft_id)
    return read.draft if read is not None and sees_draft(read, by=by) else None


def sees(request: Request, *, by: Actor) -> bool:
    """Say of one request, as it was read, what `visible_to` says of all, without a question to the database where nothing hides it."""
    if not may(by, Verb.READ):
        return False
    return _hides_nothing(request.wall, request.level, by) or visible_to(by).filter(pk=request.pk).exists()


def require_visible(request: Request, *, by: Actor) -> None:
    """Raise `NoSuchRequest` unless `by` may know of this request, and `ContentErased` where nothing of it can be worked on any more."""
    found = find(Request, id=request.pk)
    if found is None or not sees(found, by=by):
        raise NoSuchRequest(reference=request.reference[:20])
    _require_kept(request.reference, found.erased_at)


def require_kept(reference: str) -> None:
    """Raise `ContentErased` where the content of the case of that number was destroyed."""
    _require_kept(reference, Request.objects.filter(reference=reference).values_list("erased_at", flat=True).first())


def _require_kept(reference: str, erased_at: Instant | None) -> None:
    if erased_at is not None:
        raise ContentErased(reference=reference, day=erased_at.datetime().date().isoformat())


def sees_draft(read: Read, *, by: Actor) -> bool:
    """Say of one draft what `visible_drafts` says of all, without a question to the database where nothing hides its request."""
    if not may(by, Verb.READ_DRAFT) or Level(read.draft.level) not in by.clearance.covered:
        return False
    if read.level is None or _hides_nothing(str(read.wall), read.level, by):
        return True
    return visible_drafts(by).filter(pk=read.draft.pk).exists()


def is_restricted(request: Request) -> bool:
    """Say whether reading this request is an act of the journal: it is walled, classified, or for named recipients only."""
    return bool(request.wall) or request.level != Level.OPEN or request.tlp == Tlp.RED


def restricted_requests() -> QuerySet[Request]:
    """Return the few requests that anything hides; an index of their own holds them."""
    return Request.objects.filter(~Q(wall="") | ~Q(level=Level.OPEN.value))


def _within(by: Actor) -> Q:
    named = Exists(Admitted.objects.filter(request=OuterRef("pk"), officer__officer_id=str(by.officer)))
    wall = Q(wall="") | Q(wall="unit", unit__in=sorted(by.units)) | (Q(wall="named") & named)
    fits = Q(level__in=by.clearance.covered) & wall
    return fits & Q(peer__in=_nodes_of(by.country)) if _only_abroad(by) else fits


def _hides_nothing(wall: str, level: str, by: Actor) -> bool:
    """Say whether a request of this wall and level is visible to whoever reads cases, `by` among them."""
    return not wall and Level(level) == Level.OPEN and not _only_abroad(by)


def _only_abroad(by: Actor) -> bool:
    """Say whether the officer reads cases by the role of a mission alone."""
    return not any(Verb.READ in TABLE[role] for role in by.roles - {Role.MISSION})


def _nodes_of(country: str) -> list[str]:
    return [str(node.id) for node in book().peers(home().node) if node.authority.country.text == country] if country else []
