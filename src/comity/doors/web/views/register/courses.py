"""Training: the list of courses, one with its seats, names and answers, and every step of it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.parts import Fact, Link
from comity.doors.web.pages.register import FormPage, Kpi, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.refusing import saying_no
from comity.doors.web.views.register import words
from comity.doors.web.views.register.course_forms import asks_of, steps_of, typed_of
from comity.doors.web.views.register.fix_fields import day_hint
from comity.doors.web.views.register.listing import asked, narrowed_by
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.register.programme import begin_with, courses_sheet, list_page, tabs
from comity.doors.web.views.register.stepping import How, form_page, formed, own_title, stepped, title_fields
from comity.doors.web.views.working import Work, work
from comity.register.policy import may_keep
from comity.register.training.actions import announce_course
from comity.register.training.queries import CourseFile, Named, courses, find_course
from comity.terms.refusals import Refused


@saying_no
@require_safe
def all_courses(request: HttpRequest) -> HttpResponse:
    """Show courses, the newest first."""
    at_work = work(request)
    state = narrowed_by(request, "state", gettext("In any state"), "course-state", at_work.language)
    provider = narrowed_by(request, "provider", gettext("Given by any country"), "country", at_work.language)
    found = asked(request, label=gettext("Courses"), narrowing=(state, provider))
    found.rows(lambda after: courses(by=at_work.actor, after=after, **found.narrowing))
    deck = gettext("Courses given and taken, and who goes. Nobody is given a mark here.")
    begin = begin_with(gettext("Announce a course"), "register-course-new", at_work)
    return render_page(request, list_page(gettext("Training"), deck, found, courses_sheet(found.page, at_work), begin=begin))


@saying_no
@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Ask for a course; write it down."""

    def make(post: QueryDict, how: How) -> str:
        return reverse("register-course", args=[announce_course(typed=typed_of(post), **how).number])

    return formed(request, make, lambda at_work, refusal: _form(request, at_work, refusal))


def _form(request: HttpRequest, at_work: Work, refusal: Refused | None) -> FormPage:
    return form_page(
        gettext("Announce a course"),
        gettext("When its last day is over, the register asks for its report."),
        href=request.get_full_path(),
        back=Link(gettext("Training"), reverse("register-courses")),
        tabs=tabs(),
        fields=tuple(_fields(request.POST or request.GET, at_work)),
        refusal=refusal,
    )


def _fields(post: QueryDict, at_work: Work) -> Iterator[FieldWrite]:
    def line(key: str, label: str, cap: int, *, hint: str = "", optional: bool = True) -> FieldWrite:
        return FieldWrite(key, "name", label, hint=hint, value=post.get(key, "")[:cap], cap=cap, optional=optional)

    nothing = gettext("not known")
    yield from title_fields(post)
    yield codes("topic", gettext("Topic"), "training-topic", post.get("topic", "investigation"), at_work)
    yield line("provider", gettext("Who gives it"), 300, optional=False)
    yield codes(
        "provider_country", gettext("Country of who gives it"), "country", post.get("provider_country", ""), at_work, nothing=nothing
    )
    yield line("mechanism", gettext("Under which programme or agreement"), 300)
    yield line("commitment", gettext("Which commitment it answers (number)"), 12)
    yield line("said", gettext("When"), 24, hint=day_hint())
    yield line("place", gettext("Place"), 200)
    yield codes("country", gettext("Country where it is"), "country", post.get("country", ""), at_work, nothing=nothing)
    yield codes("language", gettext("Language of the course"), "language", post.get("language", at_work.language), at_work)


@saying_no
@require_http_methods(["GET", "POST"])
def one_course(request: HttpRequest, number: str) -> HttpResponse:
    """Show one course; a post does the step that it names."""
    return stepped(request, steps_of(number), lambda at_work, fault: _page(request, find_course(number, by=at_work.actor), at_work, fault))


def _page(request: HttpRequest, found: CourseFile, at_work: Work, fault: str) -> RegisterPage:
    one: Any = found.course
    title, language = own_title(one.titles, at_work.language)
    return RegisterPage(
        heading=title,
        heading_language=language,
        deck=words.label("training-topic", one.topic, at_work.language),
        crumbs=words.crumbs(one.number, Link(gettext("Training"), reverse("register-courses"))),
        tabs=tabs(),
        kpis=_figures(found),
        facts=tuple(_facts(one, at_work)),
        quote=words.quote(one.report, one.report_language or "und", at_work.language) if one.state == "reported" else None,
        notice=one.report if one.state == "cancelled" else "",
        sheets=tuple(_sheets(found, at_work)),
        asks=tuple(asks_of(request, found, at_work)) if may_keep(at_work.actor) else (),
        fault=fault,
    )


def _figures(found: CourseFile) -> tuple[Kpi, ...]:
    figures = found.figures
    return (
        Kpi(gettext("Seats"), figures.seats),
        Kpi(gettext("Nominated"), figures.nominated),
        Kpi(gettext("Accepted"), figures.accepted),
        Kpi(gettext("Attended"), figures.attended),
        Kpi(gettext("Certificates"), figures.certified),
        Kpi(gettext("Answers about the course"), found.sheets),
    )


def _facts(one: Any, at_work: Work) -> Iterator[tuple[str, Fact]]:  # noqa: ANN401 -- a row of a room below
    language = at_work.language
    where = one.place or words.country(one.country, language)
    yield gettext("When, where"), Fact(words.print_said(one.said), where)
    yield gettext("Who gives it"), Fact(one.provider, words.country(one.provider_country, language), language="und")
    commitment = gettext("answers commitment %(number)s") % {"number": one.commitment.number} if one.commitment_id else ""
    yield gettext("Under"), Fact(one.mechanism or commitment or words.NOTHING, commitment if one.mechanism else "")
    yield gettext("Stands as"), Fact(words.label("course-state", one.state, language), words.label("language", one.language, language))


def _sheets(found: CourseFile, at_work: Work) -> Iterator[Sheet]:
    heads: tuple[str, ...] = (gettext("Country"), gettext("Authority"), gettext("Seats"))
    seats = tuple(_seats(one, at_work) for one in found.seats)
    yield Sheet("seats", gettext("Seats"), table=Table(heads, seats, gettext("No seats were given yet.")))
    heads = (gettext("Who"), gettext("Country, authority"), gettext("Stands as"), gettext("Attendance"))
    kept = "" if found.named else gettext("Names are shown to those who nominate and decide.")
    named = tuple(_named(one, at_work) for one in found.nominations)
    yield Sheet("nominations", gettext("Nominations"), kept, table=Table(heads, named, gettext("Nobody is nominated yet.")))
    if found.materials:
        heads = (gettext("Material"), gettext("Digest"))
        yield Sheet("materials", gettext("Materials"), table=Table(heads, tuple(material(one, at_work) for one in found.materials)))
    if found.sheets:
        yield _answers(found, at_work)
    if found.said:
        heads = (gettext("In their words"),)
        yield Sheet("said", gettext("What was said of the course"), table=Table(heads, tuple(_said(one) for one in found.said)))


def _seats(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    authority = Bit(one.authority, language="und") if one.authority else Bit(words.NOTHING)
    return Row((Cell((Bit(words.country(one.country, at_work.language)),)), Cell((authority,)), Cell((Bit(str(one.seats)),))))


def _named(one: Named, at_work: Work) -> Row:
    row: Any = one.row
    name = Bit(one.name, language="und") if one.name else Bit(gettext("Nominee %(key)s") % {"key": row.pk}, soft=True)
    if one.name and row.actor_id:
        name = Bit(one.name, reverse("register-actor", args=[row.actor_id]), language="und")
    authority = (Bit(row.authority, soft=True, language="und"),) if row.authority else ()
    state = [Bit(words.label("nomination-state", row.state, at_work.language))]
    state += [Bit(row.reason, soft=True, language="und")] if row.reason else []
    came = [Bit(words.label("attendance", row.attendance, at_work.language) if row.attendance else words.NOTHING)]
    came += [Bit(gettext("certificate %(number)s") % {"number": row.certificate}, soft=True)] if row.certificate and one.name else []
    where = Bit(words.country(row.country, at_work.language))
    return Row((Cell((name,)), Cell((where, *authority)), Cell(tuple(state)), Cell(tuple(came))))


def material(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    """Return what was handed out, with the digest of its file."""
    document = (Bit(one.document.number, reverse("register-review", args=[one.document.number])),) if one.document_id else ()
    name = (Bit(one.title, language=one.language), Bit(words.label("language", one.language, at_work.language), soft=True))
    return Row((Cell((*name, *document)), Cell((Bit(one.digest, code=True),))))


def _answers(found: CourseFile, at_work: Work) -> Sheet:
    answers = words.labels("course-answer", at_work.language)
    heads = (gettext("Question"), *(label for _, label in answers))
    rows = tuple(
        Row((Cell((Bit(label),)), *(Cell((Bit(str(found.answers.get(code, {}).get(answer, 0))),)) for answer, _ in answers)))
        for code, label in words.labels("course-question", at_work.language)
    )
    return Sheet("answers", gettext("Answers about the course"), table=Table(heads, rows))


def _said(one: Any) -> Row:  # noqa: ANN401 -- as above
    return Row((Cell((Bit(one.words, language=one.language),)),))
