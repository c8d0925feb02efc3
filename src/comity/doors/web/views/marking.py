"""The page on which a draft is marked: how far it may be passed on, and how a State classifies it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from comity.desk.drafting.actions import mark_draft
from comity.desk.reading.drafts import see_draft
from comity.directory.home import home
from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Crumbs, Form, Link
from comity.doors.web.pages.posts import Ask, TablesPage
from comity.doors.web.views.addresses import address_of, onward
from comity.doors.web.views.naming import authority_of
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.words import level_words
from comity.doors.web.views.working import Row, Work, fresh_token, verb_token, work
from comity.terms.vocabulary import vocabulary


@saying_no
@require_http_methods(["GET", "POST"])
def draft_mark(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Mark a draft; what the channel may carry is said before anybody submits."""
    at_work = work(request)
    draft = see_draft(draft_id, by=at_work.actor)
    if request.method == "POST":
        tlp, classification = request.POST.get("tlp", ""), request.POST.get("classification", "")
        token = verb_token(request, "mark")
        marked = mark_draft(draft_id, tlp=tlp, classification=classification, by=at_work.officer, at=at_work.at, token=token)
        return onward(address_of(marked))
    return render_page(request, _page(draft, at_work))


def _page(draft: Row, at_work: Work) -> TablesPage:
    most = level_words(home().accreditation.for_peer(draft.peer))
    effect = gettext("The channel to %(authority)s carries at most: %(most)s. What is higher goes by courier or the diplomatic channel.")
    return TablesPage(
        heading=gettext("Mark the draft"),
        deck=gettext("The marking travels with the act, signed; the case keeps the strictest of all its acts at both sides."),
        crumbs=Crumbs((Link(gettext("Draft"), address_of(draft)),), gettext("Marking")),
        tables=(),
        asks=(
            Ask(
                gettext("Marking"),
                Form(reverse("draft-mark", args=[draft.pk]), fresh_token()),
                gettext("Mark it so"),
                (_field("tlp", draft.tlp, at_work), _field("classification", draft.classification, at_work)),
                effect % {"authority": authority_of(draft.peer, at_work.language), "most": most},
            ),
        ),
    )


def _field(name: str, chosen: str, at_work: Work) -> FieldWrite:
    known = vocabulary(name)
    choices = tuple(Choice(item.code, item.label(at_work.language), chosen=item.code == chosen) for item in known.offered)
    return FieldWrite(name, "code", known.title[at_work.language], choices=(Choice("", gettext("not marked"), chosen=not chosen), *choices))
