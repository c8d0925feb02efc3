"""The words of requests and of rows of the register: kept beside them, and asked newest first.

The one place where the two databases are asked in their own ways. A question is a conjunction of alternatives:
`((dak) AND (lak* OR lakxx))`. What narrows a search is a term like every other, in a form that no word can have (`s:refused`), so that
the index itself intersects them, however common each is alone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from django.db import connection

from comity.records.statements import run

SLICE: Final = 13  # bits: `i:` names in which 8,192 requests one stands, see the migration that makes the index
_WINDOW: Final = 8  # slices that are looked through at once where a term is common
_COMMON: Final = 20_000  # more requests than that are not fetched to be sorted

_PUT: Final = """
INSERT INTO records_searchtext (request_id, words, tags) VALUES (%s, %s, '')
ON CONFLICT (request_id) DO UPDATE SET words = excluded.words
"""
_PUT_ROW: Final = """
INSERT INTO records_registertext (key, words, tags) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET words = excluded.words, tags = excluded.tags
"""
_WORDS: Final = "SELECT words FROM records_searchtext WHERE request_id = %s"


class Index(NamedTuple):
    """What is asked of one index of words. Every table has its own text of each question, so that none is put together when it is asked."""

    match_sqlite: str
    match: str
    any: str
    newest: str


REQUESTS: Final = Index(
    "SELECT rowid FROM records_searchindex WHERE records_searchindex MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    # OFFSET 0: PostgreSQL shall ask the index first. Left to itself it guesses that words come independently of each other, and then may
    # walk through a million requests to find the few that have both.
    """
SELECT request_id FROM (SELECT request_id FROM records_searchtext WHERE doc @@ %s::tsquery OFFSET 0) AS found
WHERE request_id < %s ORDER BY request_id DESC LIMIT %s
""",
    "SELECT request_id FROM records_searchtext WHERE doc @@ %s::tsquery LIMIT %s",
    "SELECT max(request_id) FROM records_searchtext",
)
REGISTER: Final = Index(
    "SELECT rowid FROM records_registerindex WHERE records_registerindex MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    """
SELECT key FROM (SELECT key FROM records_registertext WHERE doc @@ %s::tsquery OFFSET 0) AS found
WHERE key < %s ORDER BY key DESC LIMIT %s
""",
    "SELECT key FROM records_registertext WHERE doc @@ %s::tsquery LIMIT %s",
    "SELECT max(key) FROM records_registertext",
)
_IS: Final = "SELECT 1 FROM records_searchtext WHERE doc @@ %s::tsquery AND request_id = %s"
# SQLite's own reading of the whole index, word by word. A table of this connection alone: nothing is written to the database.
_READER: Final = "CREATE VIRTUAL TABLE temp.searchindex_read USING fts5vocab('main', 'records_searchindex', 'instance')"
_READ: Final = "SELECT term, doc FROM temp.searchindex_read"
_READ_ENDS: Final = "DROP TABLE temp.searchindex_read"
_MARK: Final = 2**64 - 1


class Term(NamedTuple):
    """A folded word, or a tag; with `prefix` every word that begins so."""

    text: str
    prefix: bool = False


Question: TypeAlias = Sequence[Sequence[Term]]


def put_words(request: int, words: Iterable[str]) -> None:
    """Keep `words`, each of them one folded word, as those of the request with this key; in the caller's transaction."""
    run(_PUT, [request, " ".join(words)])


def put_row_words(key: int, words: str, *, tags: str) -> None:
    """Keep the folded `words` of a row of the register, and the `tags` that narrow a search; in the caller's transaction."""
    run(_PUT_ROW, [key, words, tags])


def words_of_request(request: int) -> list[str]:
    """Return the words that are kept for a request; none where it is not indexed yet."""
    found = run(_WORDS, [request]).fetchone()
    return [] if found is None else found[0].split(" ")


def find_newest(question: Question, *, before: int, limit: int, index: Index = REQUESTS) -> list[int]:
    """Return keys of the newest rows of `index` that fit every part of `question`, below the key `before`; at most `limit`.

    An empty question is the caller's mistake: what asks for nothing is answered by the table of requests.
    """
    if connection.vendor == "sqlite":
        return [key for (key,) in run(index.match_sqlite, [_fts5(question), before, limit]).fetchall()]
    return _find_in_slices(question, before=before, limit=limit, index=index)


def _find_in_slices(question: Question, *, before: int, limit: int, index: Index) -> list[int]:
    """Ask PostgreSQL, whose index knows no order: in the two newest slices, then everywhere, and where that is too much, slice by slice.

    Two, because the newest has as few as came since it began, and everywhere is dear for a word that is common.
    """
    newest = run(index.newest).fetchone()[0]
    before = min(before, (newest or 0) + 1)
    top = (before - 1) >> SLICE
    asked = _tsquery(question)
    begun = max(top - 1, 0)
    found = _match(f"{_slices(begun, top)} & {asked}", before=before, limit=limit, index=index)
    if len(found) == limit or begun <= 0:
        return found
    rest = before if not found else found[-1]
    everything = [key for (key,) in run(index.any, [asked, _COMMON + 1]).fetchall()]
    if len(everything) <= _COMMON:
        return found + sorted((key for key in everything if key < min(rest, begun << SLICE)), reverse=True)[: limit - len(found)]
    for last in range(begun - 1, -1, -_WINDOW):
        first = max(last - _WINDOW + 1, 0)
        found += _match(f"{_slices(first, last)} & {asked}", before=before, limit=limit - len(found), index=index)
        if len(found) == limit:
            break
    return found


def _match(asked: str, *, before: int, limit: int, index: Index) -> list[int]:
    return [key for (key,) in run(index.match, [asked, before, limit]).fetchall()]


def _slices(first: int, last: int) -> str:
    return "(" + " | ".join(f"'i:{number}'" for number in range(first, last + 1)) + ")"


def _fts5(question: Question) -> str:
    """Print the question in FTS5's language; a string in quotes is a word there, whatever it holds."""
    return " AND ".join("(" + " OR ".join(_quoted(term.text, '"') + "*" * term.prefix for term in part) + ")" for part in question)


def _tsquery(question: Question) -> str:
    """Print the question in PostgreSQL's language; quotes and backslashes are doubled there."""
    return " & ".join("(" + " | ".join(_lexeme(term) for term in part) + ")" for part in question)


def _lexeme(term: Term) -> str:
    return _quoted(term.text.replace("\\", "\\\\"), "'") + (":*" if term.prefix else "")


def _quoted(text: str, mark: str) -> str:
    return mark + text.replace(mark, mark * 2) + mark


class IndexSums:
    """What the index holds of every request, for a check of all of them: on SQLite read once from end to end, as one number a request.

    Asked row by row, SQLite would walk to each of a request's hundreds of words anew. PostgreSQL keeps a request's words in its row.
    """

    def __init__(self) -> None:
        """Read the index, where that is the way; some four million of its words a second and core."""
        self._sums = _sums_of_index() if connection.vendor == "sqlite" else None
        self._marks: dict[str, int] = {}

    def finds(self, request: int, terms: Iterable[str]) -> bool:
        """Say whether the index finds the request with this key by all of `terms`, and on SQLite by nothing else."""
        if self._sums is None:
            return run(_IS, [_tsquery([(Term(one),) for one in terms]), request]).fetchone() is not None
        total = 0
        for term in set(terms) - {""}:
            mark = self._marks.get(term)
            if mark is None:
                mark = self._marks[term] = _mark(term)
            total += mark
        return self._sums.get(request) == total & _MARK


def _sums_of_index() -> dict[int, int]:
    """Return by key the sum of the marks of the words by which the index finds the request."""
    sums: dict[int, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_READER)
        last, mark = None, 0
        for term, key in cursor.execute(_READ):
            if term != last:
                last, mark = term, _mark(term)
            sums[key] = (sums.get(key, 0) + mark) & _MARK
        cursor.execute(_READ_ENDS)
    return sums


def _mark(term: str) -> int:
    """Return a number of 64 bits that stands for a word: two sets of words with one sum are not met by accident."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest())
