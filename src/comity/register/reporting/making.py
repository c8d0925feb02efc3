"""Makes the document of a mission's note, and what it suggests: each word that was typed stands in the text, and is found there. Pure.

The reading has the form of docs/specs/reading.md, so that it is reviewed as any other; its rule is `mission-form`: nothing was guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from comity.register.days import Day
from comity.terms.digests import Digest
from comity.terms.written_days import print_written

RULE: Final = "mission-form"
STATEMENTS: Final = 3
THEIRS: Final = "theirs"
OURS: Final = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement, or what was promised: by which side, in which words; `act` is a code of `speech-act`."""

    side: str
    words: str
    act: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a mission tells of a meeting. Names and posts are one line each, and may be empty; `title` names the meeting in its language."""

    type: str
    title: str
    day: Day
    place: str
    country: str
    own: str
    language: str
    author: str
    names: Mapping[str, str]
    posts: Mapping[str, str]
    said: Sequence[Said] = ()
    promise: Said | None = None
    strength: str = ""
    due: Day = field(default_factory=Day)
    words: str = ""


class _Text:
    """Paragraphs in order, and where each begins."""

    def __init__(self) -> None:
        self.text = ""
        self.paragraphs: list[dict[str, Any]] = []

    def add(self, words: str, *, role: str = "body") -> tuple[int, int]:
        self.text += ("\n\n" if self.text else "") + words
        first = len(self.text) - len(words)
        self.paragraphs.append({"role": role, "span": self.span(first, len(self.text))})
        return first, len(self.text)

    def span(self, first: int, after: int) -> list[int]:
        """Return a place as characters and as bytes."""
        return [first, after, len(self.text[:first].encode()), len(self.text[:after].encode())]


def made_of(note: Note) -> tuple[bytes, dict[str, Any]]:
    """Return the bytes of the document, and its printed reading."""
    written = _Text()
    title = written.add(note.title, role="headline")
    people = {side: written.add(_who(note, side)) for side in (THEIRS, OURS) if note.names.get(side) or note.posts.get(side)}
    spoken = [written.add(one.words) for one in note.said]
    promised = written.add(note.promise.words) if note.promise else None
    for line in filter(None, (part.strip() for part in note.words.split("\n"))):
        written.add(line)
    written.add(note.author, role="byline")
    numbers = {side: number for number, side in enumerate(side for side in people if note.names.get(side))}
    data = written.text.encode()
    reading: dict[str, Any] = {
        "v": 1,
        "kind": "reading",
        "language": note.language,
        "digest": str(Digest.of(data)),
        "size": len(data),
        "gazetteers": {RULE: "1"},
        "text": written.text,
        "paragraphs": written.paragraphs,
        "actors": list(_actors(note, written, people, numbers)),
        "events": [_event(note, written, title)],
        "dates": [],
        "places": [_place(note, written, title)] if note.place else [],
        "figures": [],
        "statements": [_statement(note, written, one, at, numbers) for one, at in zip(note.said, spoken, strict=True)],
        "commitments": [_commitment(note, written, promised, numbers)] if promised else [],
        "asks": [],
    }
    for kind in ("actors", "events", "statements", "commitments"):
        for number, found in enumerate(reading[kind]):
            found["number"] = number
    return data, reading


def _who(note: Note, side: str) -> str:
    return ", ".join(filter(None, (note.names.get(side, ""), note.posts.get(side, ""))))


def _country(note: Note, side: str) -> str:
    return note.country if side == THEIRS else note.own


def _ground(written: _Text, *places: tuple[int, int]) -> dict[str, Any]:
    return {"rule": RULE, "confidence": "high", "spans": [written.span(*place) for place in places]}


def _actors(note: Note, written: _Text, people: Mapping[str, tuple[int, int]], numbers: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    for side in numbers:
        name, post, (first, _) = note.names[side], note.posts.get(side, ""), people[side]
        place, country = (first, first + len(name)), _country(note, side)
        at = written.span(first + len(name) + 2, first + len(name) + 2 + len(post))
        held = {"text": post, "ranks": [], "offices": [], "organ": None, "country": country, "span": at}
        yield {
            "name": name,
            "forms": [{"text": name, "span": written.span(*place)}],
            "posts": [held] if post else [],
            "country": country,
            "ground": _ground(written, place),
        }


def _event(note: Note, written: _Text, title: tuple[int, int]) -> dict[str, Any]:
    day = {"text": print_written(note.day.said), "iso": note.day.said, "precision": note.day.precision, "basis": "explicit"}
    return {
        "type": note.type,
        "title": note.title,
        "place": note.place or None,
        "when": {**day, "span": written.span(*title)},
        "status": "held",
        "ordinal": None,
        "parent": None,
        "ground": _ground(written, title),
    }


def _place(note: Note, written: _Text, title: tuple[int, int]) -> dict[str, Any]:
    return {"name": note.place, "country": note.country, "province": None, "now": None, "ground": _ground(written, title)}


def _party(note: Note, side: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    country = _country(note, side)
    return {"text": note.names.get(side) or note.posts.get(side) or country, "actor": numbers.get(side), "country": country}


def _other(side: str) -> str:
    return OURS if side == THEIRS else THEIRS


def _statement(note: Note, written: _Text, one: Said, place: tuple[int, int], numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "act": one.act,
        "speaker": _party(note, one.side, numbers),
        "addressee": {"text": _country(note, _other(one.side)), "actor": None, "country": _country(note, _other(one.side))},
        "sentence": written.span(*place),
        "quoted": False,
        "ground": _ground(written, place),
    }


def _commitment(note: Note, written: _Text, place: tuple[int, int], numbers: Mapping[str, int]) -> dict[str, Any]:
    side = note.promise.side if note.promise else THEIRS
    obligor, beneficiary = _country(note, side), _country(note, _other(side))
    due = {"text": note.due.said or None, "iso": note.due.said or None, "precision": note.due.precision, "span": None}
    return {
        "statement": None,
        "obligor": {**_party(note, side, numbers), "text": obligor, "actor": None},
        "beneficiary": {"text": beneficiary, "actor": None, "country": beneficiary},
        "action": written.span(*place),
        "strength": note.strength,
        "due": {**due, "basis": "explicit" if note.due.said else "no-date"},
        "sentence": written.span(*place),
        "ground": _ground(written, place),
    }
