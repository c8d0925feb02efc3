"""What belongs to a meeting beside what was said at it: papers, who is expected and how many, delegations, press lines."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from comity.doors.web.pages.parts import Link
from comity.doors.web.pages.posts import Ask
from comity.doors.web.pages.sheets import Bit, Cell, Row, Sheet, Table
from comity.doors.web.views.register import words
from comity.doors.web.views.register.course_forms import digest_fields
from comity.doors.web.views.register.meeting_forms import codes
from comity.doors.web.views.register.programme import delegations_sheet, lines_sheet
from comity.doors.web.views.register.stepping import Asking, How, key_typed, own_title, plain, title_fields, titles_typed
from comity.doors.web.views.working import Work
from comity.register.delegations.queries import delegations_to
from comity.register.expecting.actions import count_meeting, note_reply
from comity.register.expecting.queries import Expected, expected_at
from comity.register.lines.queries import lines_of
from comity.register.meetings.queries import MeetingFile
from comity.register.papers.actions import add_paper
from comity.register.papers.queries import papers_of
from comity.register.states import PROTOCOL, Standing

_BOUNDS = {"": "", "~": "≈ ", ">": "> ", "<": "< "}


def beside_steps(number: str) -> Mapping[str, Callable[[QueryDict, How], object]]:
    """Return the steps that a meeting has beside its own."""
    return {
        "paper": lambda post, how: add_paper(
            number, typed={"titles": titles_typed(post), **plain(post, "author", "language", "document", "digest")}, **how
        ),
        "reply": lambda post, how: note_reply(key_typed(post, "seat"), reply=post.get("reply", ""), words=post.get("said.text", ""), **how),
        "count": lambda post, how: count_meeting(number, **_counted(post), **how),
    }


def _counted(post: QueryDict) -> dict[str, str]:
    empty = dict.fromkeys(("unit", "stage", "value", "bound", "told_by"), "")
    return {**empty, **plain(post, *empty)}


def protocol_words(one: Any) -> str:  # noqa: ANN401 -- a row of a room below
    """Say that a meeting is protocol: recorded, and counted in nothing."""
    return gettext("Protocol: recorded, and counted in no figure.") if one.type in PROTOCOL else ""


def ways_from(one: Any, *, keeps: bool) -> tuple[Link, ...]:  # noqa: ANN401 -- as above
    """Return what may be begun from a meeting."""
    if not keeps:
        return ()
    return (
        Link(gettext("Prepare a delegation"), f"{reverse('register-delegation-new')}?meeting={one.number}&country={one.country}"),
        Link(gettext("Draft a press line"), f"{reverse('register-line-new')}?meeting={one.number}"),
    )


def beside_sheets(found: MeetingFile, at_work: Work) -> Iterator[Sheet]:
    """Yield papers, who is expected, delegations and press lines; nothing for what a meeting does not have."""
    who, one = at_work.actor, found.meeting
    papers = papers_of(one.pk, by=who)
    if papers:
        heads = (gettext("Paper"), gettext("Author"), gettext("Digest"))
        rows = tuple(_paper(paper, one, at_work) for paper in papers)
        yield Sheet("papers", gettext("Papers"), count=str(len(rows)), table=Table(heads, rows))
    expected = expected_at(one.pk, by=who)
    if expected.replies or expected.counts:
        yield _expected(found, expected, at_work)
    travelling = delegations_to(one.pk, by=who)
    if travelling:
        yield delegations_sheet(travelling, at_work)
    said = lines_of(one.pk, by=who, at=at_work.at)
    if said:
        yield lines_sheet(said, at_work)


def _paper(paper: Any, meeting: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    title, language = own_title(paper.titles, at_work.language)
    other = tuple(Bit(text, soft=True, language=code) for code, text in paper.titles.items() if code != language)
    of = words.meeting_bits(paper.meeting) if paper.meeting_id != meeting.pk else ()
    document = (Bit(paper.document.number, reverse("register-review", args=[paper.document.number])),) if paper.document_id else ()
    author = Bit(paper.author_words, language="und")
    if paper.author_id:
        author = Bit(paper.author.name, reverse("register-actor", args=[paper.author_id]), language="und")
    return Row((Cell((Bit(title, language=language), *other, *of)), Cell((author,)), Cell((*document, Bit(paper.digest, code=True)))))


def _expected(found: MeetingFile, expected: Expected, at_work: Work) -> Sheet:
    heads = (gettext("Who or what"), gettext("Reply, or number"), gettext("Told by"))
    counted = [_count(one, at_work) for one in expected.counts]
    replied = [_reply(seat, expected.replies[seat.pk], at_work) for seat in found.seats if seat.pk in expected.replies]
    tally = [f"{words.label('seat-reply', code, at_work.language)}: {count}" for code, count in sorted(expected.tally.items())]
    return Sheet("expected", gettext("Who is expected"), "; ".join(tally), table=Table(heads, (*counted, *replied)))


def _count(one: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    stage = gettext("expected") if one.stage == "expected" else gettext("came")
    unit = Bit(words.label("count-unit", one.unit, at_work.language))
    told = Bit(one.told_by, language="und") if one.told_by else Bit(words.NOTHING)
    return Row((Cell((unit,)), Cell((Bit(f"{_BOUNDS[one.bound]}{one.value}"), Bit(stage, soft=True))), Cell((told,))))


def _reply(seat: Any, reply: Any, at_work: Work) -> Row:  # noqa: ANN401 -- as above
    name = Bit(seat_name(seat, at_work), language="und" if seat.words or seat.actor_id else "")
    said = (Bit(reply.words, soft=True, language="und"),) if reply.words else ()
    label = Bit(words.label("seat-reply", reply.reply, at_work.language))
    return Row((Cell((name,)), Cell((label, *said)), Cell((Bit(at_work.when(reply.at)),))))


def seat_name(seat: Any, at_work: Work) -> str:  # noqa: ANN401 -- as above
    """Return who sits there: a name, the words of a document, a State."""
    if seat.actor_id:
        return str(seat.actor.name)
    return str(seat.words or words.country(seat.country, at_work.language))


def beside_asks(post: QueryDict, found: MeetingFile, at_work: Work) -> Iterator[Ask]:
    """Yield what may be added to a meeting."""
    one: Any = found.meeting
    asking = Asking(post, reverse("register-meeting", args=[one.number]))
    seats = tuple((str(seat.pk), seat_name(seat, at_work)) for seat in found.seats)
    if one.standing == Standing.PLANNED and seats:
        yield asking.ask(
            "reply",
            gettext("Say who replied"),
            gettext("Keep the reply"),
            asking.pick("reply", "seat", gettext("Who"), seats),
            asking.pick("reply", "reply", gettext("Reply"), words.labels("seat-reply", at_work.language)),
            asking.text("reply", "said", gettext("In which words, by which letter"), optional=True),
        )
    yield _how_many(asking, at_work)
    yield asking.ask(
        "paper",
        gettext("Add a paper that was presented"),
        gettext("Keep the paper"),
        *title_fields(asking.post if asking.post.get("step") == "paper" else QueryDict()),
        asking.line("paper", "author", gettext("Its author")),
        codes("language", gettext("Its language"), "language", asking.held("paper", "language", at_work.language), at_work),
        *digest_fields(asking, "paper"),
    )


def _how_many(asking: Asking, at_work: Work) -> Ask:
    stages = (("expected", gettext("expected")), ("came", gettext("came")))
    bounds = (
        ("", gettext("exactly")),
        ("~", gettext("about")),
        (">", gettext("more than")),
        ("<", gettext("fewer than")),
    )
    return asking.ask(
        "count",
        gettext("Say how many are expected, or came"),
        gettext("Keep the number"),
        asking.pick("count", "unit", gettext("What is counted"), words.labels("count-unit", at_work.language)),
        asking.pick("count", "stage", gettext("When"), stages),
        asking.pick("count", "bound", gettext("How exactly"), bounds),
        asking.line("count", "value", gettext("Number"), cap=6),
        asking.line("count", "told_by", gettext("Who said so"), cap=200, optional=True),
    )
