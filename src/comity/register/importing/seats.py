"""Who sat where, as far as a report's words tell: persons whom the sentence of an event names, heads who stand there unnamed. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.terms.folding import fold

Spans = tuple[tuple[int, int], ...]

_BOUND: Final = re.compile(r"[.!?…][”\"»\u2019')\]]* (?=[“\"«\u2018(\[]?[^\W\d_])|\n")
_HEADS: Final = re.compile(r"truong (?:phai )?doan|heads? of (?:the )?delegations?")
# Beside a name: behind the first it is that of who invites, before the second of who leads.
_INVITED_BY: Final = re.compile(r"loi moi cua|invitation of")
_LED: Final = re.compile(r"lam truong doan|dan dau|headed the delegation|led the delegation")
_CHAIRED: Final = re.compile(r"\b(?:do|by) (?P<who>[^,.;\n]{3,80}?) (?:đồng )?(?:chủ trì|in the chair)\b")
_NEAR: Final = 160  # characters


def sentence_at(text: str, start: int) -> tuple[int, int]:
    """Return the sentence, within its paragraph, that holds the character `start`."""
    ends = [found.end() for found in _BOUND.finditer(text)]
    first = max((end for end in ends if end <= start), default=0)
    after = min((end for end in ends if end > start), default=len(text))
    return first, first + len(text[first:after].rstrip())


def spans_of(found: Mapping[str, Any]) -> Spans:
    """Return the places of a suggestion as characters of the normal text."""
    return tuple((one[0], one[1]) for one in found["ground"]["spans"])


class Seats:
    """Answers for one printed reading."""

    def __init__(self, reading: Mapping[str, Any]) -> None:
        """Find the sentence of each event."""
        self.text: str = reading["text"]
        self.actors = reading["actors"]
        self.events = reading["events"]
        self.places = reading["places"]
        self.sentences = [sentence_at(self.text, spans_of(one)[0][0]) for one in self.events]

    def at(self, number: int) -> list[dict[str, Any]]:
        """Return who took part in an event, as suggested: nobody whom the text only lets speak of it."""
        event = self.events[number]
        if event["type"] == "incident":
            return []
        told = [*self._chairs(number), *self._heads(number)]
        return told if event["status"] != "held" else [*self._named(number), *told]

    def _named(self, number: int) -> Iterator[dict[str, Any]]:
        start, end = self.sentences[number]
        folded = fold(self.text[start:end])
        for actor in self.actors:
            found = next(((first - start, last - start) for first, last in spans_of(actor) if start <= first < end), None)
            if found is not None:
                role = self._role(folded, *found)
                yield _seat(actor=actor["number"], country=actor["country"] or "", words=actor["name"], role=role)

    def _role(self, folded: str, first: int, last: int) -> str:
        """Return what the words beside a name make of it; the nearest name is meant."""
        if any(_only(self.actors, folded, invited.end(), first) for invited in _INVITED_BY.finditer(folded[:first])):
            return "inviter"
        led = _LED.search(folded, last)
        return "head" if led and _only(self.actors, folded, last, led.start()) else "participant"

    def _heads(self, number: int) -> Iterator[dict[str, Any]]:
        """Yield the heads whom the title of an event names by their States alone.

        *Gặp trưởng đoàn các nước Cuba, Belarus và Ấn Độ* is told as three events of one sentence: the first is Cuba's.
        """
        start, end = self.sentences[number]
        if not _HEADS.search(fold(self.events[number]["title"])):
            return
        at = _HEADS.search(fold(self.text[start:end]))
        if at is None:
            return
        rest = fold(self.text[start + at.start() : min(end, start + at.start() + _NEAR)])
        named = sorted(
            (found, one["country"])
            for one in self.places
            if one["country"] and not one["province"] and (found := rest.find(fold(one["name"]))) >= 0
        )
        countries = list(dict.fromkeys(country for _, country in named))
        twins = [one for one in range(len(self.events)) if self._is_twin(one, number)]
        if len(twins) == len(countries):
            countries = [countries[twins.index(number)]]
        words = self.text[start + at.start() : start + at.end()]
        for country in countries:
            yield _seat(country=country, words=words, role="head", unnamed=True)

    def _chairs(self, number: int) -> Iterator[dict[str, Any]]:
        """Yield who is said to take the chair, by an office alone."""
        start, end = self.sentences[number]
        for found in _CHAIRED.finditer(self.text[start:end]):
            first, last = (start + at for at in found.span("who"))
            if not any(first <= at < last for actor in self.actors for at, _ in spans_of(actor)):
                words = fold(found["who"])
                country = next((one["country"] for one in self.places if one["country"] and fold(one["name"]) in words), "")
                yield _seat(country=country, words=found["who"], role="chair", unnamed=True)

    def _is_twin(self, one: int, other: int) -> bool:
        first, second = self.events[one], self.events[other]
        return bool(
            self.sentences[one] == self.sentences[other] and first["type"] == second["type"] and first["parent"] == second["parent"]
        )


def _only(actors: list[dict[str, Any]], folded: str, start: int, end: int) -> bool:
    """Say whether no other name of the report stands between two places that are near each other."""
    between = folded[start:end]
    return len(between) <= _NEAR and not any(fold(form["text"]) in between for actor in actors for form in actor["forms"])


def _seat(*, actor: int | None = None, country: str, words: str, role: str, unnamed: bool = False) -> dict[str, Any]:
    return {"actor": actor, "country": country, "words": words, "role": role, "unnamed": unnamed}
