"""Statements: lists both ways, and one with its words, from which a request or a meeting is begun."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.desk.permissions import Verb, may
from comity.directory.home import home
from comity.doors.web.framing import render_page
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.register import RegisterPage
from comity.doors.web.pages.sheets import Sheet
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.beside import begun_sheets
from comity.doors.web.views.register.listing import Asked, asked, narrowed_by, source_words
from comity.doors.web.views.register.rows import meetings_sheet, statements_sheet
from comity.doors.web.views.register.sourcing import source_sheet
from comity.doors.web.views.working import Work, work
from comity.register.exercises.queries import exercises_of
from comity.register.meetings.queries import find_statement, statements
from comity.register.offering.queries import cases_of
from comity.register.policy import may_keep


@saying_no
@require_safe
def all_statements(request: HttpRequest) -> HttpResponse:
    """Show statements, the latest day first."""
    at_work = work(request)
    found = _asked(request, at_work)
    found.rows(lambda after: statements(by=at_work.actor, q=found.words, after=after, **found.narrowing))
    page = RegisterPage(
        heading=gettext("Statements"),
        deck=gettext("Who said what to whom, in the exact words of the document."),
        crumbs=words.crumbs(gettext("Statements")),
        tabs=words.tabs("register-statements"),
        search=found.search(),
        sheets=(statements_sheet("statements", gettext("Statements"), found.page, at_work),),
        older_href=found.older_href,
    )
    return render_page(request, page)


def _asked(request: HttpRequest, at_work: Work) -> Asked:
    narrowing = (
        narrowed_by(request, "of", gettext("Said by any country"), "country", at_work.language),
        narrowed_by(request, "to", gettext("To any country"), "country", at_work.language),
        narrowed_by(request, "act", gettext("Any speech act"), "speech-act", at_work.language),
    )
    return asked(request, label=gettext("Words of a statement; marks and capitals do not matter"), narrowing=narrowing)


@saying_no
@require_safe
def one_statement(request: HttpRequest, key: int) -> HttpResponse:
    """Show one statement."""
    at_work = work(request)
    one = find_statement(key, by=at_work.actor)
    act = words.label("speech-act", one.act, at_work.language)
    page = RegisterPage(
        heading=act,
        deck=gettext("A statement, as the document has it."),
        crumbs=words.crumbs(act, Link(gettext("Statements"), reverse("register-statements"))),
        tabs=words.tabs("register-statements"),
        links=tuple(ways_on(one, at_work)),
        facts=tuple(_facts(one, at_work)),
        quote=words.quote(one.words, one.language, at_work.language),
        sheets=tuple(_sheets(one, at_work)),
    )
    return render_page(request, page)


def ways_on(one: Any, at_work: Work, *, commitment: str = "") -> Iterator[Link]:  # noqa: ANN401 -- a row of a room below
    """Yield what may be begun from a statement, or from the commitment in it: a request to the State, a meeting or an exercise with it."""
    codes = [code for code in (one.speaker_country, one.addressee_country) if code and code != home().country.text]
    partner = codes[0] if codes else ""
    told = {"country": partner, "statement": one.pk, **({"commitment": commitment} if commitment else {})}
    if may(at_work.actor, Verb.DRAFT):
        yield Link(gettext("Open a request"), f"{reverse('compose-start')}?{urlencode(told)}")
    if may(at_work.actor, Verb.WARN) and not commitment:
        yield Link(gettext("Warn those who work in a field"), f"{reverse('warning-new')}?{urlencode({'from': one.pk})}")
    if may_keep(at_work.actor):
        yield Link(gettext("Plan a meeting"), f"{reverse('register-meeting-new')}?{urlencode(told)}")
        yield Link(gettext("Propose an exercise"), f"{reverse('register-exercise-new')}?{urlencode(told)}")


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- as above
    yield gettext("Speaker"), words.side_fact(one, "speaker", at_work, note=one.speaker_post.words if one.speaker_post_id else "")
    yield gettext("Said to"), words.side_fact(one, "addressee", at_work)
    yield gettext("For"), words.side_fact(one, "behalf", at_work)
    yield gettext("Standing"), Fact(source_words(one, at_work.language))


def _sheets(one: Any, at_work: Work) -> Iterator[Sheet]:  # noqa: ANN401 -- as above
    if one.meeting_id:
        yield meetings_sheet("meeting", gettext("Said at"), [one.meeting], at_work)
    yield from begun_sheets(cases_of(statement=one, by=at_work.actor), exercises_of(statement=one, by=at_work.actor), at_work)
    yield source_sheet("statement", one.pk, at_work)
