"""People and bodies: the list, one with names, posts, meetings and statements; and who it was that only a role named."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.doors.web.framing import render_page
from comity.doors.web.pages.fields import Choice, FieldWrite
from comity.doors.web.pages.parts import Form, Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.register import NAMED, FormPage, RegisterPage
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.abroad import countries
from comity.doors.web.views.addresses import onward
from comity.doors.web.views.refusing import next_step_of, saying_no, sentence_of
from comity.doors.web.views.register import words
from comity.doors.web.views.register.listing import asked, narrowed_by, nothing_found, source_words
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.register.rows import seats_sheet, statements_sheet
from comity.doors.web.views.register.sourcing import source_sheet
from comity.doors.web.views.trying import tried
from comity.doors.web.views.working import Work, fresh_token, verb_token, work
from comity.register.joining.actions import join_actors
from comity.register.meetings.actions import name_unnamed
from comity.register.meetings.queries import find_meeting
from comity.register.meetings.refusals import NobodyUnnamed
from comity.register.people.queries import ActorFile, actors, find_actor
from comity.register.policy import may_keep
from comity.terms.refusals import Refused


@saying_no
@require_safe
def all_actors(request: HttpRequest) -> HttpResponse:
    """Show people and bodies, the newest first; found by any form of a name."""
    at_work = work(request)
    narrowing = (narrowed_by(request, "country", gettext("Any country"), "country", at_work.language),)
    found = asked(request, label=gettext("Any form of a name, or words of a post; marks and capitals do not matter"), narrowing=narrowing)
    found.rows(lambda after: actors(by=at_work.actor, q=found.words, after=after, **found.narrowing))
    page = RegisterPage(
        heading=gettext("People and bodies"),
        deck=gettext("Who meets, speaks and promises. A title is a post, and a post has its time."),
        crumbs=words.crumbs(gettext("People and bodies")),
        tabs=words.tabs("register-actors"),
        search=found.search(),
        sheets=(_list(found.page, at_work),),
        older_href=found.older_href,
    )
    return render_page(request, page)


def _list(rows: Any, at_work: Work) -> Sheet:  # noqa: ANN401 -- rows of a room below
    heads = (gettext("Name"), gettext("Sort"), gettext("Country"))
    made = tuple(_row(one, at_work) for one in rows)
    return Sheet("people", gettext("People and bodies"), table=Table(heads, made, nothing_found()))


def _row(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    name = Bit(one.name, reverse("register-actor", args=[one.pk]), language="und")
    sort = words.label("actor-sort", one.sort, at_work.language)
    return Row((Cell((name,)), Cell((Bit(sort),)), Cell((Bit(words.country(one.country, at_work.language)),))))


@saying_no
@require_http_methods(["GET", "POST"])
def one_actor(request: HttpRequest, key: int) -> HttpResponse:
    """Show one person or body; a post says that it is the same as another."""

    def join(at_work: Work) -> None:
        same = request.POST.get("same_as", "").strip()
        number = int(same) if same.isascii() and same.isdigit() and len(same) < 18 else 0
        how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "join")}
        join_actors(key, same_as=number, **how)

    return tried(request, join, lambda at_work, fault: _page(find_actor(key, by=at_work.actor), at_work, fault=fault))


def _page(found: ActorFile, at_work: Work, *, fault: str) -> RegisterPage:
    one, keeps = found.actor, may_keep(at_work.actor)
    country = words.country(one.country, at_work.language)
    sort = words.label("actor-sort", one.sort, at_work.language)
    return RegisterPage(
        heading=one.name,
        heading_language=NAMED,
        deck=", ".join(part for part in (sort, country, source_words(one, at_work.language)) if part),
        crumbs=words.crumbs(str(one.pk), Link(gettext("People and bodies"), reverse("register-actors"))),
        tabs=words.tabs("register-actors"),
        links=tuple(_links(one)),
        sheets=tuple(_sheets(found, at_work, keeps=keeps)),
        asks=(_same(one),) if keeps else (),
        fault=fault,
    )


def _links(one: Any) -> Iterator[Link]:  # noqa: ANN401 -- a row of a room below
    yield Link(gettext("Who meets whom"), f"{reverse('picture-links')}?actor={one.pk}")
    if _has_page(one.country):
        yield Link(gettext("Page of the country"), reverse("country", args=[one.country]))


def _has_page(code: str) -> bool:
    return any(one.text == code for one in countries())


def _same(one: Any) -> Ask:  # noqa: ANN401 -- a row of a room below
    field = FieldWrite("same_as", "number", gettext("Number of the other entry, as at the end of its address"))
    effect = gettext("That entry counts from then on, in place of this one. Both keep where they were read.")
    form = Form(reverse("register-actor", args=[one.pk]), fresh_token())
    return Ask(gettext("The same as another entry"), form, gettext("They are one"), (field,), effect)


def _sheets(found: ActorFile, at_work: Work, *, keeps: bool) -> Iterator[Sheet]:
    heads = (gettext("Post, as written"), gettext("When"), gettext("Read in"))
    yield Sheet("posts", gettext("Posts"), table=Table(heads, tuple(_post(one) for one in found.posts), gettext("No post is known.")))
    names = tuple(Row((Cell((Bit(one.text, language=one.language or "und"),)), Cell((_read_in(one),)))) for one in found.names)
    yield Sheet("names", gettext("Names"), table=Table((gettext("As written"), gettext("Read in")), names))
    yield seats_sheet("meetings", gettext("Meetings"), found.seats, at_work, keeps=keeps, of_meetings=True)
    yield statements_sheet("statements", gettext("Statements"), found.statements, at_work)
    yield source_sheet("actor", found.actor.pk, at_work)


def _post(one: Any) -> Row:  # noqa: ANN401 -- as above
    span = [words.print_said(day) for day in (one.since, one.until) if day]
    seen = gettext("held on %(day)s") % {"day": words.print_said(one.seen)} if one.seen else gettext("no date is known")
    when = " – ".join(span) or seen  # noqa: RUF001 -- between two days
    return Row(
        (
            Cell((Bit(" ".join(part for part in (one.words, one.organ) if part), language="und"),)),
            Cell((Bit(when),)),
            Cell((_read_in(one),)),
        )
    )


def _read_in(one: Any) -> Bit:  # noqa: ANN401 -- as above
    document = one.document
    return Bit(document.number, reverse("register-review", args=[document.number])) if document else Bit(gettext("written down here"))


@saying_no
@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, number: str, seat: int) -> HttpResponse:
    """Ask who it was that only a role named; a post says so."""
    at_work, refused = work(request), None
    if request.method == "POST":
        try:
            _name(request, seat, at_work)
            return onward(reverse("register-meeting", args=[number]))
        except Refused as refusal:
            refused = refusal
    return render_page(request, _seat_page(request, number, seat, at_work, refused), status=422 if refused else 200)


def _name(request: HttpRequest, seat: int, at_work: Work) -> None:
    post, same = request.POST, request.POST.get("same", "")
    typed = {"name": post.get("name", "").strip()[:200], "country": post.get("country", ""), "sort": "person"}
    how: Any = {"by": at_work.officer, "at": at_work.at, "token": verb_token(request, "seat")}
    known = int(same) if same.isascii() and same.isdigit() and len(same) < 18 else 0
    name_unnamed(seat, same=known, typed=None if known else typed, **how)


def _seat_page(request: HttpRequest, number: str, seat: int, at_work: Work, refused: Refused | None) -> FormPage:
    found = find_meeting(number, by=at_work.actor)
    one = next((row for row in found.seats if row.pk == seat and row.unnamed), None)
    if one is None:
        raise NobodyUnnamed
    known = actors(by=at_work.actor, country=one.country).rows if one.country else ()
    choices = (
        Choice("", gettext("somebody else, named below"), chosen=True),
        *(Choice(str(row.pk), row.name, language="und") for row in known),
    )
    return FormPage(
        heading=gettext("Who was it?"),
        deck=one.words or words.label("participation-role", one.role, at_work.language),
        crumbs=words.crumbs(gettext("Who was it?"), Link(number, reverse("register-meeting", args=[number]))),
        form=Form(request.path, fresh_token()),
        label=gettext("It was this person"),
        fields=(
            FieldWrite("same", "list", gettext("Somebody of the register"), choices=choices),
            FieldWrite("name", "name", gettext("Name"), value=request.POST.get("name", "")[:200], cap=200, optional=True),
            codes(
                "country", gettext("Country"), "country", request.POST.get("country", one.country), at_work, nothing=gettext("not known")
            ),
        ),
        tabs=words.tabs("register-meetings"),
        back_href=reverse("register-meeting", args=[number]),
        fault=sentence_of(refused) if refused else "",
        fault_next=next_step_of(refused) if refused else "",
    )
