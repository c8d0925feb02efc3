"""What the register holds for a paper on a State: promises with the most urgent first, what each side asked and offered, meetings, people.

Each list is cut where a page would never show more; `more` says that there are others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from comity.directory.home import home
from comity.directory.policy import Actor
from comity.records.models import ActorPost, Commitment, Document, Meeting, RegisterActor, Statement, Verdict
from comity.register.codes import country_of
from comity.register.commitments.figures import Figures, figures
from comity.register.countries import ASKING, OFFERING
from comity.register.meetings.queries import meetings, statements
from comity.register.paging import YES
from comity.register.people.queries import actors
from comity.register.policy import require_read
from comity.register.states import OPEN, Standing, State
from comity.terms.instants import Instant

SAID: Final = (*ASKING, "wish", *OFFERING)
_MOST: Final = 100  # commitments that are looked at, beside those that are overdue
_OPEN: Final = [one.value for one in sorted(OPEN)]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Some(Generic[Row]):
    """The first rows of a list; `more` says that there are others."""

    rows: Sequence[Row]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the State, with the post that is known from the latest document; None where no document names one."""

    actor: RegisterActor
    post: ActorPost | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everything of one State. `theirs` are promises of the State to us, `ours` ours to it; both without what lapsed or was superseded.

    `they_say` and `we_say` are requests, calls, wishes and offers, the latest first. `over` are planned meetings whose day has passed
    without an outcome. `documents` has each document that a row rests on, by its key; `languages` in which language a meeting's title was
    read, by the meeting's key: an officer's own may be in any.
    """

    figures: Figures
    theirs: Some[Commitment]
    ours: Some[Commitment]
    they_say: Some[Statement]
    we_say: Some[Statement]
    planned: Sequence[Meeting]
    over: Sequence[Meeting]
    held: Some[Meeting]
    people: Some[Person]
    documents: Mapping[int, Document]
    languages: Mapping[int, str]


def dossier(code: str, *, by: Actor, at: Instant) -> Dossier:
    """Return what the register holds of a State; raises `NotOfItsList` for what is no country's code."""
    require_read(by)
    country_of(code)
    own, today = home().country.text, at.datetime().date().isoformat()
    promised, more = _promises(code, today)
    they_say, we_say = (_said(by, of=of, to=to) for of, to in ((code, own), (own, code)))
    awaited = meetings(by=by, country=code, standing=Standing.PLANNED).rows
    met = meetings(by=by, country=code, standing=Standing.HELD)
    people = _people(by, code)
    theirs = [one for one in promised if one.obligor_country == code]
    ours = [one for one in promised if one.obligor_country != code]
    said = (*they_say.rows, *we_say.rows)
    posts = [one.post.document_id for one in people.rows if one.post is not None]
    return Dossier(
        figures=figures(by=by, at=at, partner=code),
        theirs=Some(theirs, more),
        ours=Some(ours, more),
        they_say=they_say,
        we_say=we_say,
        planned=sorted((one for one in awaited if not _is_over(one, today)), key=lambda one: one.sorts or "9"),
        over=[one for one in awaited if _is_over(one, today)],
        held=Some(met.rows, bool(met.after)),
        people=people,
        languages=_languages(one.pk for one in (*awaited, *met.rows)),
        documents=_documents((*(one.document_id for one in promised), *(one.document_id for one in said), *posts)),
    )


def _promises(code: str, today: str) -> tuple[list[Commitment], bool]:
    """Return what is overdue first, then by due date, what has none, what is fulfilled; by the partner's own indexes."""
    rows = Commitment.objects.filter(partner=code).select_related("obligor", "beneficiary")
    late = rows.filter(counted__in=YES, state__in=_OPEN, due_last__gt="", due_last__lt=today).order_by("due_last")[:_MOST]
    newest = list(rows.order_by("-id")[: _MOST + 1])
    found = {one.pk: one for one in (*late, *newest[:_MOST])}
    gone = (State.LAPSED, State.SUPERSEDED)
    standing = [one for one in found.values() if one.taken_out_at is None and one.state not in gone]
    standing.sort(key=lambda one: (one.state not in _OPEN, not one.due_last, one.due_last, -one.pk))
    return standing, len(newest) > _MOST


def _said(by: Actor, *, of: str, to: str) -> Some[Statement]:
    """Return what one State asked, wished and offered of the other; what names no addressee was said to us."""
    ours = of == home().country.text
    pages = [statements(by=by, of=of, to=to if ours else "", act=act) for act in SAID]
    found = {one.pk: one for page in pages for one in page.rows if ours or one.addressee_country in (to, "")}
    latest = sorted(found.values(), key=lambda one: (one.sorts, one.pk), reverse=True)
    return Some(latest, any(page.after for page in pages))


def _is_over(meeting: Meeting, today: str) -> bool:
    return bool(meeting.last) and meeting.last < today


def _people(by: Actor, code: str) -> Some[Person]:
    page = actors(by=by, country=code)
    persons = [one for one in page.rows if one.sort == "person"]
    keys = [one.pk for one in persons]
    same = dict(RegisterActor.objects.filter(same_as__in=keys).values_list("pk", "same_as"))
    posts: dict[int, ActorPost] = {}
    for post in ActorPost.objects.filter(actor__in=[*keys, *same]).order_by("id"):
        key = same.get(post.actor_id, post.actor_id)
        if key not in posts or _weight(post) > _weight(posts[key]):
            posts[key] = post
    found = [Person(one, posts.get(one.pk)) for one in persons]
    found.sort(key=lambda one: (one.post.seen if one.post else "", one.actor.pk), reverse=True)
    return Some(found, bool(page.after))


def _weight(post: ActorPost) -> tuple[str, bool, bool, int]:
    return post.seen, bool(post.offices), bool(post.country), len(post.words)


def _documents(keys: Iterable[int | None]) -> Mapping[int, Document]:
    lean = Document.objects.only("number", "title", "publisher", "published", "language", "standing")
    return lean.in_bulk({key for key in keys if key is not None})


def _languages(rows: Iterable[int]) -> Mapping[int, str]:
    verdicts = Verdict.objects.filter(row_kind="meeting", row__in=list(rows), ended_at__isnull=True)
    return dict(verdicts.order_by("-id").values_list("row", "document__language"))
