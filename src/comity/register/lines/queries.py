"""Press lines as officers see them. Before release the words are shown to those who write and agree, and to nobody else.

Whatever leaves the node asks `released_lines`, and nothing else here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from comity.directory.policy import Actor
from comity.records.models import PressLine, PressWords
from comity.register.lines.states import LINE_MOVES, Word, is_held_back
from comity.register.paging import PAGE, Page, key_of, page_of
from comity.register.policy import may_see_embargoed, require_read
from comity.register.refusals import NoSuchRow
from comity.terms.instants import Instant

_MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One press line. `subject`, `vi` and `en` are empty where `hidden`; `held_back` says that its moment has not come."""

    line: PressLine
    subject: str
    vi: str
    en: str
    hidden: bool
    held_back: bool
    versions: Sequence[PressWords]
    next: Sequence[Word]


def lines(*, by: Actor, at: Instant, state: str = "", after: str = "") -> Page[LineView]:
    """Return press lines, the newest first, in a state."""
    require_read(by)
    rows = PressLine.objects.select_related("meeting")
    if state:
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=key_of(after))
    found = page_of(rows.order_by("-id")[: PAGE + 1], cursor=lambda row: str(row.pk))
    return Page(_views(found.rows, by=by, at=at), found.after)


def lines_of(meeting: int, *, by: Actor, at: Instant) -> Sequence[LineView]:
    """Return the press lines that are bound to a meeting, by its row's key."""
    require_read(by)
    return _views(list(PressLine.objects.filter(meeting=meeting).order_by("id")[:_MOST]), by=by, at=at)


def find_line(number: str, *, by: Actor, at: Instant) -> LineView:
    """Return one press line; its versions only for whoever may see it. Raises `NoSuchRow`."""
    require_read(by)
    found = PressLine.objects.select_related("meeting", "statement", "made_by", "agreed_by").filter(number=number).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    (view,) = _views([found], by=by, at=at, whole=True)
    return view


def released_lines(*, by: Actor, country: str = "") -> Sequence[LineView]:
    """Return what was released and not withdrawn, the newest first, a page at most: what an export or a brief may hold."""
    require_read(by)
    rows = PressLine.objects.filter(state=Word.RELEASED)
    if country:
        rows = rows.filter(country=country)
    newest = list(rows.order_by("-id")[:PAGE])
    return [_view(one, words, hidden=False, held_back=False) for one, words in zip(newest, _wordings(newest), strict=True)]


def due_lines(*, by: Actor, at: Instant, most: int) -> Sequence[PressLine]:
    """Return lines that two officers agreed and whose moment has come, the oldest moment first."""
    require_read(by)
    return list(PressLine.objects.filter(state=Word.AGREED, release_at__lte=at).order_by("release_at", "id")[:most])


def _views(rows: Sequence[PressLine], *, by: Actor, at: Instant, whole: bool = False) -> list[LineView]:
    sees, made = may_see_embargoed(by), []
    for one, words in zip(rows, _wordings(rows), strict=True):
        hidden = not sees and one.state != Word.RELEASED
        versions = (
            list(PressWords.objects.filter(line=one).select_related("by").order_by("version")[:_MOST]) if whole and not hidden else []
        )
        made.append(_view(one, words, hidden=hidden, held_back=is_held_back(one.release_at, at=at), versions=versions))
    return made


def _wordings(rows: Sequence[PressLine]) -> list[PressWords | None]:
    kept = {(one.line_id, one.version): one for one in PressWords.objects.filter(line__in=rows)}
    return [kept.get((one.pk, one.version)) for one in rows]


def _view(line: PressLine, words: PressWords | None, *, hidden: bool, held_back: bool, versions: Sequence[PressWords] = ()) -> LineView:
    shown = words if words and not hidden else None
    return LineView(
        line=line,
        subject="" if hidden else line.subject,
        vi=shown.vi if shown else "",
        en=shown.en if shown else "",
        hidden=hidden,
        held_back=held_back,
        versions=versions,
        next=sorted(LINE_MOVES[Word(line.state)], key=list(Word).index),
    )
