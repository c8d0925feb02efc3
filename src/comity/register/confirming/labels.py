"""What officers made of a document, as labels: what they confirmed is what the rules should have read, what they rejected is beside it.

The format is that of docs/specs/reading.md, section 6; `comity reading evaluate` passes over the member `rejected`. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from comity.register.importing.suggestions import LISTS, Suggestion

_FIRST: Final = 8  # words of a sentence that a label begins with

Labels = dict[str, Any]
Value = Mapping[str, Any]


def labels_of(judged: Sequence[tuple[Suggestion, str, Value]], *, sentences: Mapping[int, str]) -> Labels:
    """Return the labels of a document. `judged`: suggestion, verdict, what was confirmed; `sentences`: of commitments, by their number."""
    found: Labels = {name: [] for name in LISTS.values()}
    rejected: Labels = {name: [] for name in LISTS.values()}
    for suggestion, verdict, confirmed in judged:
        value = {**suggestion.value, **confirmed, "_sentence": sentences.get(suggestion.number, "")}
        into = rejected if verdict == "rejected" else found
        into[LISTS[suggestion.kind]].append(_LABELS[suggestion.kind](value))
    return {**found, "rejected": rejected}


def _actor(value: Value) -> Labels:
    posts = value.get("posts", ())
    return {
        "name": value["name"],
        "title": "; ".join(post["words"] for post in posts) or None,
        "organ": next((post["organ"] for post in posts if post.get("organ")), None),
        "country": value.get("country") or None,
        "forms": list(value.get("forms", ())),
    }


def _event(value: Value) -> Labels:
    when = {name: value.get(key) or None for name, key in (("text", "said_words"), ("iso", "said"))}
    return {
        "type": value["type"],
        "title": value["title"],
        "place": value.get("place") or None,
        "date": {**when, "precision": value.get("precision", "none"), "basis": value.get("basis", "no-date")},
        "status": value["standing"],
    }


def _statement(value: Value) -> Labels:
    sides = {key: _words(value.get(key)) for key in ("speaker", "addressee")}
    return {"act": value["act"], "quote_start": _start(value["words"]), **sides}


def _commitment(value: Value) -> Labels:
    return {
        "obligor": _words(value.get("obligor")) or "",
        "strength": value["strength"],
        "quote_start": _start(value["_sentence"] or value["words"]),
        "beneficiary": _words(value.get("beneficiary")),
        "action_summary": value["words"],
    }


def _figure(value: Value) -> Labels:
    return {"number": float(value["value"]), "unit": value["unit"], "bound": value.get("bound") or None}


def _words(party: Value | None) -> str | None:
    return str(party["words"]) if party and party.get("words") else None


def _start(sentence: str) -> str:
    return " ".join(sentence.split()[:_FIRST])


_LABELS: Final[Mapping[str, Callable[[Value], Labels]]] = {
    "actor": _actor,
    "event": _event,
    "statement": _statement,
    "commitment": _commitment,
    "figure": _figure,
}
