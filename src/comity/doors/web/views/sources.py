"""Views of a draft's sources: name them, ask their originators, link a yes, carry its conditions; and follow a disclosed path."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from comity.desk.reading.drafts import view_draft
from comity.desk.reading.requests import find_request
from comity.desk.reusing.actions import ask_originator, carry_conditions, drop_source, link_consent, name_none, name_source
from comity.desk.reusing.paths import follow_path
from comity.desk.states import DraftState
from comity.doors.web.framing import render_page
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.composing import own_authority_fields
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.source_pages import sources_page
from comity.doors.web.views.working import Work, verb_token, work
from comity.terms.identifiers import NodeId


@saying_no
@require_safe
def sources(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show what a draft uses of what other States gave, and what stands against it."""
    at_work = work(request)
    view = view_draft(draft_id, by=at_work.actor, at=at_work.at)
    if view.draft.state != DraftState.OPEN:
        return onward(address_of(view.draft))
    return render_page(request, sources_page(view, at_work))


@saying_no
@require_POST
def nothing_used(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Say that nothing of what came is used."""
    at_work = work(request)
    name_none(draft_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "source-none"))
    return onward(reverse("draft-sources", args=[draft_id]))


def _named(purpose: str) -> Callable[..., str]:
    def name(draft_id: UUID, reference: str, at_work: Work, token: str) -> str:
        name_source(draft_id, source=reference, purpose=purpose, by=at_work.officer, at=at_work.at, token=token)
        return reverse("draft-sources", args=[draft_id])

    return name


def _dropped(draft_id: UUID, reference: str, at_work: Work, token: str) -> str:
    drop_source(draft_id, source=reference, by=at_work.officer, at=at_work.at, token=token)
    return reverse("draft-sources", args=[draft_id])


def _asked(draft_id: UUID, reference: str, at_work: Work, token: str) -> str:
    """Open the question to the originator, filled in; go on there."""
    peer = NodeId(find_request(reference, by=at_work.actor).peer)
    known: Mapping[str, Any] = own_authority_fields(peer, at_work)
    return address_of(ask_originator(draft_id, source=reference, known=known, by=at_work.officer, at=at_work.at, token=token))


_DEEDS: Final = {"same": _named("same"), "another": _named("another"), "drop": _dropped, "ask": _asked}


@saying_no
@require_POST
def source_deed(request: HttpRequest, draft_id: UUID, reference: str, deed: str) -> HttpResponse:
    """Name a case as a source, take that back, or ask its originator."""
    if deed not in _DEEDS:
        raise Http404
    return onward(_DEEDS[deed](draft_id, reference, work(request), verb_token(request, f"source-{deed}")))


@saying_no
@require_POST
def source_link(request: HttpRequest, draft_id: UUID, reference: str, consent: str) -> HttpResponse:
    """Link a request in which the originator said yes."""
    at_work = work(request)
    token = verb_token(request, "source-link")
    link_consent(draft_id, source=reference, consent=consent, by=at_work.officer, at=at_work.at, token=token)
    return onward(reverse("draft-sources", args=[draft_id]))


@saying_no
@require_POST
def conditions_carry(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Put the conditions of every yes into the draft."""
    at_work = work(request)
    carry_conditions(draft_id, by=at_work.officer, at=at_work.at, token=verb_token(request, "carry"))
    return onward(reverse("draft-check", args=[draft_id]))


@saying_no
@require_POST
def path_follow(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Begin the request to the State where a disclosed path leads."""
    at_work = work(request)
    found = find_request(reference, by=at_work.actor)
    known: Mapping[str, Any] = own_authority_fields(NodeId(found.peer), at_work)
    token = verb_token(request, "follow")
    return onward(address_of(follow_path(found, number=number, known=known, by=at_work.officer, at=at_work.at, token=token)))
