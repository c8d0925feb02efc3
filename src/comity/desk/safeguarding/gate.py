"""Asked before every act that leaves: is its request flagged and not reviewed, would it tell a State of origin about who fled from it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from comity.desk.safeguarding.policy import ASYLUM, is_weighed, names_person, says_no
from comity.desk.safeguarding.refusals import AsylumBlocked, ReviewOwed
from comity.directory.book import book
from comity.records.drafts import may_be_flagged
from comity.records.flags import is_any_standing
from comity.records.models import Draft, Flag, Review
from comity.terms.identifiers import NodeId, OfficerId
from comity.terms.json import JsonValue


@dataclass(frozen=True, slots=True)
class Leaving:
    """An act that is to leave: its part, kind and fields, for which request (empty for a new one), to which node, written by whom."""

    act: str
    kind: str
    fields: Mapping[str, JsonValue]
    reference: str
    peer: str
    drafted_by: tuple[OfficerId, ...]


def require_safe(leaving: Leaving, *, draft: Draft | None = None) -> None:
    """Raise `AsylumBlocked` or `ReviewOwed` where a flag of this desk stands against the act.

    One question where nothing is flagged; none where the `draft` that it leaves from was read with that.
    """
    if draft is not None and not may_be_flagged(draft):
        return
    country = book().authority_of(NodeId(leaving.peer)).id.country.text
    if not is_any_standing(reference=leaving.reference, origin=country):
        return
    counting = Flag.objects.filter(ended_at__isnull=True)
    found = list(
        counting.filter(Q(request__reference=leaving.reference) | Q(origin=country)).values_list(
            "request__reference", "code", "person", "origin", "officer__officer_id"
        )
    )
    if not says_no(leaving.act, leaving.kind, leaving.fields):
        for reference, code, person, origin, _ in found:
            about = reference == leaving.reference or (person and names_person(leaving.fields, person))
            if code == ASYLUM and origin == country and about:
                raise AsylumBlocked(country=country)
    setters = [officer for reference, _, _, _, officer in found if reference == leaving.reference]
    if setters and is_weighed(leaving.act):
        _require_reviewed(leaving, setters=setters)


def _require_reviewed(leaving: Leaving, *, setters: Iterable[str]) -> None:
    """Raise `ReviewOwed` unless the newest word on the flags, a review and not a flag, is by somebody else than all who acted."""
    newest_flag = Flag.objects.filter(request__reference=leaving.reference, ended_at__isnull=True).latest("id")
    reviews = Review.objects.filter(request__reference=leaving.reference, subject="flags", flags_up_to__gte=newest_flag.pk)
    acted = {*setters, *map(str, leaving.drafted_by)}
    if not reviews.exclude(officer__officer_id__in=acted).exists():
        raise ReviewOwed(reference=leaving.reference)
