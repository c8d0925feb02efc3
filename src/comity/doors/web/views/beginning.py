"""Views that begin a short act on a request: views in a consultation, an extension, a withdrawal. The draft opens with the first save."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.drafting.actions import open_draft, save_draft
from comity.desk.drafting.refusals import ChangedElsewhere
from comity.desk.permissions import require
from comity.desk.reading.openings import Opening, Wish, live_draft, opening, verb_for
from comity.desk.reading.requests import acts_of, find_request
from comity.desk.rules import rulebook
from comity.doors.web.filling import posted
from comity.doors.web.framing import render_page
from comity.doors.web.pages.compose import ComposePage
from comity.doors.web.pages.parts import Form, Saved
from comity.doors.web.views.addresses import address_of, crumbs, onward, posted_version
from comity.doors.web.views.compose_pages import MEND
from comity.doors.web.views.conflicts import changed
from comity.doors.web.views.inputs import leaf_fields
from comity.doors.web.views.leaves import WHOLE, Leaf, leaves
from comity.doors.web.views.naming import country_of
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.terms.identifiers import NodeId
from comity.treaty.fields import read_draft

BEGUN: Final = frozenset(Wish) - {Wish.DECIDE}


@saying_no
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, reference: str, wish: Wish) -> HttpResponse:
    """Show the short form of `wish`, or go on with the draft that there is; a post opens the draft and leads to the check."""
    at_work = work(request)
    require(at_work.actor, verb_for(wish))
    about = find_request(reference, by=at_work.actor)
    begun = opening(about, wish, acts=acts_of(about))
    leaf = leaves(rulebook().form_under(begun.kind, begun.act, about.instrument), at_work.language)[0]
    if request.method == "POST":
        return _open(request, about, begun, leaf, at_work)
    draft = live_draft(about, begun, by=at_work.actor)
    if draft is not None:
        return onward(address_of(draft))
    return render_page(request, _page(request, about, begun, leaf, at_work))


def begin_named(request: HttpRequest, reference: str, wish: str) -> HttpResponse:
    """The same for a wish that the address names."""
    if wish not in BEGUN:
        raise Http404
    return begin(request, reference=reference, wish=Wish(wish))


def _page(request: HttpRequest, about: Any, begun: Opening, leaf: Leaf, at_work: Work) -> ComposePage:  # noqa: ANN401 -- a row of a room below
    deck = gettext("On request %(reference)s, to %(country)s") % {
        "reference": about.reference,
        "country": country_of(about.peer, at_work.language),
    }
    return ComposePage(
        heading=leaf.label,
        deck=deck,
        crumbs=crumbs(leaf.label, reference=about.reference),
        form=Form(request.path, fresh_token()),
        steps=(),
        step=0,
        fields=leaf_fields(leaf, begun.fields, at_work, peer=about.peer, faults=()),
        saved=Saved(0),
        next_label=gettext("Save and check the answers"),
        back_href=reverse("request", args=[about.reference]),
    )


def _open(request: HttpRequest, about: Any, begun: Opening, leaf: Leaf, at_work: Work) -> HttpResponse:  # noqa: ANN401 -- as above
    """Keep what was typed in the draft of this opening, opened now unless there is one; a second click finds the same."""
    fields = {key: value for item in leaf.items for key, value in posted(request.POST, item, zone=at_work.zone).items()}
    draft = live_draft(about, begun, by=at_work.actor) or open_draft(
        act=begun.act,
        kind=begun.kind,
        peer=NodeId(about.peer),
        by=at_work.officer,
        at=at_work.at,
        request=about,
        replies_to=begun.envelope,
        fields=fields,
        token=verb_token(request, "open"),
    )
    try:
        draft = save_draft(draft.pk, fields=fields, based_on=posted_version(request), by=at_work.officer, at=at_work.at)
    except ChangedElsewhere as refusal:
        return changed(request, draft, refusal, mine=fields, at_work=at_work)
    _, faults = read_draft(rulebook().form_under(draft.kind, draft.act, draft.instrument), draft.fields)
    if faults:
        return onward(reverse("compose-item", args=[draft.pk, WHOLE]), query=MEND)
    return onward(reverse("draft-check", args=[draft.pk]))
