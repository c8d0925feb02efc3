"""Views of the law and of countries; they change nothing, and are for every officer."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import override
from django.views.decorators.http import require_safe

from comity.desk.rules import rulebook
from comity.directory.home import home
from comity.doors.web.framing import render_page
from comity.doors.web.views import abroad, lawful
from comity.doors.web.views.printing import given
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.working import work
from comity.terms.identifiers import Country
from comity.terms.refusals import Refused


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Every text and every kind."""
    return render_page(request, lawful.law_page(work(request)))


@require_safe
def law_text(request: HttpRequest, instrument: str) -> HttpResponse:
    """One text with its articles."""
    if instrument not in rulebook().instruments:
        raise Http404
    return render_page(request, lawful.text_page(instrument, work(request)))


@require_safe
def law_article(request: HttpRequest, instrument: str, number: str) -> HttpResponse:
    """One article: paragraph, rule, what it can say, source."""
    row = rulebook().articles.get((instrument, number))
    if row is None:
        raise Http404
    return render_page(request, lawful.article_page(row, work(request)))


@require_safe
def law_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind: texts, grounds, clocks, fields."""
    row = rulebook().kinds.get(kind)
    if row is None:
        raise Http404
    return render_page(request, lawful.kind_page(row, work(request)))


@require_safe
def law_offences(request: HttpRequest) -> HttpResponse:
    """Offences beside their articles and incident classes."""
    return render_page(request, lawful.offences_page(work(request)))


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """All countries of which something is known here."""
    return render_page(request, abroad.countries_page(work(request)))


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country."""
    from comity.doors.web.views.register.countries import register_sheets  # loaded with the pages of the register, when asked for

    at_work, found = work(request), _country(code)
    more = () if found == home().country else register_sheets(found, at_work)
    return render_page(request, abroad.country_page(found, at_work, more=more))


@require_safe
def brief(request: HttpRequest, code: str) -> HttpResponse:
    """The brief of one country, one printed page, in the language that is asked for."""
    at_work, asked = work(request), request.GET.get("in", "")
    language = asked if asked in ("en", "vi") else at_work.language
    found = _country(code)
    if found == home().country:
        raise Http404
    with override(language):
        return render_page(request, abroad.brief_page(found, replace(at_work, language=language)))


@saying_no
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The brief of one country as a file of one page, with what the register has; the journal keeps who took it."""
    from comity.desk.briefing.actions import print_country_brief  # loaded with the register, when asked for

    at_work, asked = work(request), request.GET.get("in", "")
    language, found = asked if asked in ("en", "vi") else at_work.language, _country(code)
    if found == home().country:
        raise Http404
    return given(print_country_brief(found, language=language, at=at_work.at, by=at_work.officer))


def _country(code: str) -> Country:
    try:
        found = Country(code)
    except Refused as fault:
        raise Http404 from fault
    if found not in abroad.countries():
        raise Http404
    return found


addresses = [
    path("law/", law, name="law"),
    path("law/offences/", law_offences, name="law-offences"),
    path("law/kinds/<str:kind>/", law_kind, name="law-kind"),
    path("law/<str:instrument>/", law_text, name="law-text"),
    path("law/<str:instrument>/<str:number>/", law_article, name="law-article"),
    path("countries/", countries, name="countries"),
    path("countries/<str:code>/", country, name="country"),
    path("countries/<str:code>/brief/", brief, name="country-brief"),
    path("countries/<str:code>/brief.pdf", paper, name="country-paper"),
]
