"""One object: what it says in words, why one sees it and who else does and does not, its versions, one hop around it, its bytes."""

import contextlib

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.threats import ThreatPage
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.threats import kinds, words
from comity.doors.web.views.threats.hops import hop_sections
from comity.doors.web.views.threats.noticed import own_sections
from comity.doors.web.views.threats.permissions import asks_of, sending_section
from comity.doors.web.views.threats.removals import removal_asks, removal_notice
from comity.doors.web.views.threats.saying import byte_section, says_section
from comity.doors.web.views.threats.shelf import number
from comity.doors.web.views.threats.standings import standing_section
from comity.doors.web.views.threats.techniques import in_the_matrix, used_sections
from comity.doors.web.views.threats.versions import changes_link, version_sections
from comity.doors.web.views.threats.whys import why_sections
from comity.doors.web.views.working import Work, work
from comity.intel.reading.objects import Found, find
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import also_in
from comity.intel.sets.opening import note_opened
from comity.terms.instants import Instant
from comity.wire.stix import BadStix, parse_timestamp


@saying_no
@require_safe
def one_object(request: HttpRequest, name: str, stix_id: str) -> HttpResponse:
    """Show an object in its newest version, or in the one that `?added=` names."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    found = find(eye, eye.holding(name), stix_id[:300], added=number(request.GET.get("added", "")))
    note_opened(found, at=at_work.at)
    return render_page(request, _page(request, eye, found, at_work))


@saying_no
@require_safe
def its_bytes(request: HttpRequest, name: str, stix_id: str) -> HttpResponse:
    """Give an object away exactly as it came."""
    at_work = work(request)
    eye = words.eye_of(at_work)
    found = find(eye, eye.holding(name), stix_id[:300], added=number(request.GET.get("added", "")))
    note_opened(found, at=at_work.at)
    file = f'attachment; filename="{found.stix_id}.json"'
    how = {"Content-Disposition": file, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(found.body, content_type="application/stix+json;version=2.1", headers=how)


def _page(request: HttpRequest, eye: Onlooker, found: Found, at_work: Work) -> ThreatPage:
    old = found.versions and found.place.added != found.versions[0].added
    return ThreatPage(
        heading=found.said.title if found.said else found.stix_id,
        heading_language=words.NAMED,
        deck=f"{kinds.kind(found.sort)} · {found.stix_id}",
        crumbs=words.crumbs(kinds.kind(found.sort), words.shelf_link(found.holding)),
        tabs=words.tabs("threats"),
        facts=_facts(found, at_work),
        alert=gettext("Whoever gave it has revoked it: it no longer holds.") if found.place.revoked else "",
        notice=gettext("This is not its newest version that you may see.") if old else "",
        asks=(*asks_of(eye, found, at_work), *removal_asks(eye, found)),
        links=(
            Link(gettext("Why you see it, and who does not"), "#why"),
            Link(gettext("One hop from here"), "#hop"),
            *changes_link(found),
            *in_the_matrix(found),
            *removal_notice(eye, found),
            *words.saying(eye, found.holding, found.stix_id),
        ),
        sections=(
            *standing_section(eye, found, at_work),
            *says_section(found, at_work),
            *used_sections(eye, found, at_work),
            *own_sections(found),
            *why_sections(eye, found.label, found.holding, at_work),
            sending_section(eye, found, at_work),
            *hop_sections(eye, found, at_work),
            *version_sections(eye, found, request, at_work),
            byte_section(found, [one for one in also_in(eye, found.stix_id) if one.pk != found.holding.pk]),
        ),
    )


def _version(written: str, at_work: Work) -> Fact:
    """Say when the version was made, at the desk's time, and below it as it is written."""
    with contextlib.suppress(BadStix, ValueError, OverflowError):
        return Fact(at_work.when(Instant(parse_timestamp(written))), written)
    return Fact(written, language="en")


def _facts(found: Found, at_work: Work) -> tuple[tuple[str, Fact], ...]:
    return (
        (gettext("Marking"), Fact(found.label.tlp.value, words.label("tlp", found.label.tlp.value, at_work.language))),
        (pgettext("of information", "Given by"), Fact(words.authority_name(found.owner, at_work.language), language=words.NAMED)),
        (gettext("Came"), Fact(at_work.when(found.place.came))),
        (gettext("Version"), _version(found.place.version, at_work)),
    )
