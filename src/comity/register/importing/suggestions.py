"""What a printed reading suggests, as the rows that it would become. Pure: the reading is JSON as docs/specs/reading.md has it.

Suggestions call each other by kind and number, `{"actor": 3}`; the places that a row rests on are characters of the normal text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.register.importing.seats import Seats, Spans, sentence_at, spans_of
from comity.terms.folding import fold

KINDS: Final = ("actor", "event", "statement", "commitment", "figure")
LISTS: Final[Mapping[str, str]] = {kind: f"{kind}s" for kind in KINDS}
# Events that nobody speaks at; what is said in the sentence of one is said elsewhere.
_NO_PLACE_TO_SPEAK: Final = frozenset({"incident", "visit", "message", "exercise", "ceremony"})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion. `value` is what accepting it confirms; `spans` are its places in the text, the chief one first."""

    kind: str
    number: int
    rule: str
    confidence: str
    spans: Spans
    value: Mapping[str, Any]

    @property
    def needs(self) -> tuple[tuple[str, int], ...]:
        """Which suggestions it speaks of, that somebody must have looked at before it: people first, then meetings."""
        found = [("actor", party["actor"]) for key in PARTIES if (party := self.value.get(key)) and party.get("actor") is not None]
        for key, kind in (("meeting", "event"), ("statement", "statement")):
            if isinstance(self.value.get(key), int):
                found.append((kind, self.value[key]))
        if isinstance(self.value.get("parent"), int):
            found.append(("event", self.value["parent"]))
        return tuple(dict.fromkeys(found))


PARTIES: Final = ("speaker", "addressee", "obligor", "beneficiary")


def suggestions_of(reading: Mapping[str, Any]) -> tuple[Suggestion, ...]:
    """Return every suggestion of a printed reading that can become a row, by kind and in the order of the text."""
    maker = _Maker(reading)
    return tuple(
        Suggestion(kind, number, found["ground"]["rule"], found["ground"]["confidence"], spans, getattr(maker, kind)(number, found))
        for kind in KINDS
        for number, found in enumerate(reading[LISTS[kind]])
        for spans in [spans_of(found)]
    )


def find_suggestion(reading: Mapping[str, Any], *, kind: str, number: int) -> Suggestion | None:
    """Return one suggestion; None where the reading has no such."""
    return next((one for one in suggestions_of(reading) if (one.kind, one.number) == (kind, number)), None)


def count_suggestions(reading: Mapping[str, Any]) -> int:
    """Return how many suggestions wait for a verdict when a document comes in."""
    return sum(len(reading[LISTS[kind]]) for kind in KINDS)


class _Maker:
    """Makes the values of one reading's suggestions."""

    def __init__(self, reading: Mapping[str, Any]) -> None:
        self.reading = reading
        self.text: str = reading["text"]
        self.seats = Seats(reading)
        self.places = {fold(one["name"]): one for one in reading["places"]}

    def actor(self, number: int, found: Mapping[str, Any]) -> dict[str, Any]:
        del number
        return {
            "sort": "person",
            "name": found["name"],
            "country": found["country"] or "",
            "forms": [one["text"] for one in found["forms"]],
            "posts": [
                {
                    "words": one["text"],
                    "ranks": one["ranks"],
                    "offices": one["offices"],
                    "organ": one["organ"] or "",
                    "country": one["country"] or "",
                }
                for one in found["posts"]
            ],
        }

    def event(self, number: int, found: Mapping[str, Any]) -> dict[str, Any]:
        place = self.places.get(fold(found["place"] or ""), {})
        within = place if place.get("province") else self._province_named(found["title"])
        when = found["when"]
        return {
            "type": found["type"],
            "title": found["title"],
            "place": found["place"] or "",
            "country": place.get("country") or "",
            "province": within.get("province") or "",
            "province_now": within.get("now") or "",
            "said": when["iso"] or "",
            "said_words": when["text"] or "",
            "precision": when["precision"],
            "basis": when["basis"],
            "standing": found["status"],
            "series": found["title"] if found["ordinal"] else "",
            "ordinal": found["ordinal"],
            "parent": found["parent"],
            "participants": self.seats.at(number),
        }

    def statement(self, number: int, found: Mapping[str, Any]) -> dict[str, Any]:
        del number
        start, end = found["sentence"][:2]
        return {
            "act": found["act"],
            "speaker": _party(found["speaker"]),
            "addressee": _party(found["addressee"]),
            "behalf": None,
            "meeting": self._meeting_of(start, end),
            "words": self.text[start:end],
            "start": start,
            "end": end,
            "quoted": found["quoted"],
        }

    def commitment(self, number: int, found: Mapping[str, Any]) -> dict[str, Any]:
        del number
        start, end = found["action"][:2]
        return {
            "statement": found["statement"],
            "obligor": _party(found["obligor"]),
            "beneficiary": _party(found["beneficiary"]),
            "words": self.text[start:end],
            "start": start,
            "end": end,
            "strength": found["strength"],
            "due": found["due"]["iso"] or "",
            "due_precision": found["due"]["precision"],
            "due_basis": found["due"]["basis"],
        }

    def figure(self, number: int, found: Mapping[str, Any]) -> dict[str, Any]:
        del number
        start, end = sentence_at(self.text, spans_of(found)[0][0])
        return {
            "value": found["number"],
            "bound": found["bound"] or "",
            "unit": found["unit"],
            "kind": found["kind"],
            "period": found["period"] or "",
            "issuer": found["issuer"] or "",
            "meeting": self._meeting_of(start, end),
            "words": self.text[start:end],
            "start": start,
            "end": end,
        }

    def _province_named(self, title: str) -> Mapping[str, Any]:
        """Return the province that a title names beside a smaller place: *huyện Cư Kuin (tỉnh Đắk Lắk)*."""
        words = fold(title)
        return next((one for name, one in self.places.items() if one["province"] and name in words), {})

    def _meeting_of(self, start: int, end: int) -> int | None:
        """Return at which event a sentence was said: one that it names, else the first of the report at which people speak."""
        fit = [
            number for number, one in enumerate(self.reading["events"]) if one["type"] not in _NO_PLACE_TO_SPEAK and one["status"] == "held"
        ]
        inside = [number for number in fit if start <= spans_of(self.reading["events"][number])[0][0] < end]
        return next(iter((*inside, *fit)), None)


def _party(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if not found else {"actor": found["actor"], "country": found["country"] or "", "words": found["text"]}


def quotes(text: str, spans: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the exact characters of each span."""
    return tuple(text[start:end] for start, end in spans)
