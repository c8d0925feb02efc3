"""What a request's page links to and offers of what stays in the house: what came, opinions, what missions forward, what happened."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from comity.desk.counselling.queries import counsel_on_request
from comity.desk.disposing.queries import disposals_of
from comity.desk.forwarding.queries import forwarded_on
from comity.desk.occurring.queries import events_for
from comity.desk.onward.materials import materials_in
from comity.desk.permissions import Verb, may
from comity.desk.reusing.paths import leads_of
from comity.doors.web.pages.parts import Act, Link
from comity.doors.web.views.naming import country_name
from comity.doors.web.views.onward_words import cause_words
from comity.doors.web.views.working import Row, Work, fresh_token
from comity.evidence.queries import count_of


def inside_links(request: Row, at_work: Work) -> Iterator[Link]:
    """Return the pages beside a case, each with how much is there."""
    came = len(materials_in(request))
    said = ngettext("What came: %(count)s act with material", "What came: %(count)s acts with material", came)
    yield Link(said % {"count": came}, reverse("received", args=[request.reference]))
    kept = count_of(request)
    told = ngettext("Evidence: %(count)s item in custody", "Evidence: %(count)s items in custody", kept) % {"count": kept}
    yield Link(told, reverse("evidence", args=[request.reference]))
    if request.retain_until is not None:
        yield Link(
            gettext("Kept until %(time)s") % {"time": at_work.fully(request.retain_until)}, reverse("retire", args=[request.reference])
        )
    if may(at_work.actor, Verb.READ_DRAFT):
        given = len(counsel_on_request(request))
        told = ngettext("%(count)s legal opinion", "%(count)s legal opinions", given) % {"count": given}
        yield Link(told, reverse("counsel", args=[request.reference]))
    passed = len(forwarded_on(request))
    if passed or may(at_work.actor, Verb.FORWARD):
        told = ngettext("%(count)s thing forwarded by missions", "%(count)s things forwarded by missions", passed) % {"count": passed}
        yield Link(told, reverse("forwarded", args=[request.reference]))


def onward_notices(request: Row, at_work: Work) -> Iterator[str]:
    """Say what is owed for what came, and where a disclosed path leads."""
    for row in disposals_of(request):
        if row.done_at is None:
            facts = {"time": at_work.fully(row.due_at), "why": cause_words(row.cause)}
            yield gettext("To be destroyed or returned by %(time)s. %(why)s.") % facts
    for lead in leads_of(request):
        facts = {"country": country_name(lead.state, at_work.language), "provider": lead.fields.get("provider", "")}
        if lead.nodes:
            yield gettext("The path leads on to %(provider)s in %(country)s; that State can be asked next.") % facts
        else:
            yield gettext("The path leads on to %(provider)s in %(country)s; no authority there is known to this node.") % facts


def beside_acts(request: Row, at_work: Work) -> Iterator[Act]:
    """Return what this officer may do beside the acts of a case."""
    if may(at_work.actor, Verb.DRAFT):
        for lead in leads_of(request):
            if lead.nodes:
                said = gettext("Ask %(country)s next") % {"country": country_name(lead.state, at_work.language)}
                href = reverse("path-follow", args=[request.reference, lead.message.pk])
                yield Act(said, href, post=True, token=fresh_token())
    if may(at_work.actor, Verb.RECORD_EVENT) and events_for(request):
        yield Act(gettext("Record what happened"), reverse("event", args=[request.reference]))
    if may(at_work.actor, Verb.OPINE):
        yield Act(gettext("Give a legal opinion"), reverse("counsel-give", args=[request.reference]))
    if may(at_work.actor, Verb.FORWARD):
        yield Act(gettext("Forward to the desk"), reverse("forward", args=[request.reference]))
    if may(at_work.actor, Verb.REASSIGN):
        yield Act(gettext("Give to another officer"), reverse("reassign", args=[request.reference]))
