"""Finds rows of the register by words, without marks and capitals: *dak lak* finds Đắk Lắk."""

from collections.abc import Iterable
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet

from comity.records.search import REGISTER, Term, find_newest, put_row_words
from comity.register.likeness import tidy
from comity.register.paging import PAGE, Page, key_of
from comity.register.refusals import NotOfItsList
from comity.terms.folding import words_of

_KINDS: Final = ("document", "actor", "meeting", "statement", "commitment", "figure")
_ROOM: Final = 8  # kinds that one key has room for
_MOST_WORDS: Final = 12
_LONGEST: Final = 200  # characters of what is typed
_BATCHES: Final = 20

Row = TypeVar("Row", bound=Model)


def keep_words(kind: str, row: int, texts: Iterable[str], *, countries: Iterable[str] = ()) -> None:
    """Keep by which words a row is found, and of which States it is; in the caller's transaction."""
    key, words, tags = entry_of(kind, row, texts, countries=countries)
    put_row_words(key, words, tags=tags)


def entry_of(kind: str, row: int, texts: Iterable[str], *, countries: Iterable[str] = ()) -> tuple[int, str, str]:
    """Return what is kept for a row: its key in the index, its folded words, the tags that narrow a search."""
    tags = " ".join((f"k:{kind}", *(f"c:{code.lower()}" for code in sorted(set(countries)) if code)))
    return row * _ROOM + _KINDS.index(kind), tidy(texts), tags


def find_rows(kind: str, rows: "QuerySet[Row, Any]", *, q: str, after: str = "", country: str = "") -> Page[Row]:
    """Return those of `rows` that have every word of `q`, the last one as a beginning, the newest first.

    Raises `NotOfItsList` where `q` holds no word, or too many characters.
    """
    words = words_of(q)[:_MOST_WORDS]
    if not words or len(q) > _LONGEST:
        raise NotOfItsList(what="search", said=q[:40])
    tags = [f"k:{kind}", *([f"c:{country.lower()}"] if country else [])]
    question = [*((Term(tag),) for tag in tags), *((Term(word),) for word in words[:-1]), (Term(words[-1], prefix=True),)]
    before, found = (key_of(after) if after else _newest(rows) + 1) * _ROOM, list[Row]()
    for _ in range(_BATCHES):
        keys = find_newest(question, before=before, limit=4 * PAGE, index=REGISTER)
        by_key = rows.in_bulk([key // _ROOM for key in keys])
        found += [by_key[key // _ROOM] for key in keys if key // _ROOM in by_key]
        if len(keys) < 4 * PAGE or len(found) > PAGE:
            break
        before = keys[-1]
    return Page(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "")


def _newest(rows: "QuerySet[Row, Any]") -> int:
    """Return the key of the newest row of the table; 0 for none.

    The index has one order for rows of every sort, and there are five statements to a meeting: PostgreSQL, which looks through it from the
    top, is not to begin among them.
    """
    newest: int | None = rows.model._default_manager.order_by("-pk").values_list("pk", flat=True).first()  # noqa: SLF001 Django's documented name for it
    return newest or 0
