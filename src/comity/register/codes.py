"""Reads what is confirmed or typed into a row: codes of vocabularies, countries, words."""

from typing import Any, Final

from comity.register.refusals import NotGiven, NotOfItsList
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

_SHOWN: Final = 40


def code_of(name: str, value: object) -> str:
    """Return `value` if it is a code of the vocabulary `name`; raises `NotOfItsList`."""
    text = str(value or "")
    if text not in vocabulary(name).codes:
        raise NotOfItsList(what=name, said=text[:_SHOWN])
    return text


def country_of(value: object) -> str:
    """Return a country's code, or nothing; raises `NotOfItsList`."""
    return code_of("country", value) if value else ""


def said(value: object, *, cap: int, what: str, empty: str | None = None) -> str:
    """Return words as a person wrote them. Raises `NotGiven` for nothing, unless `empty` is what it is then; and what text refuses."""
    text = str(value or "")
    if not text.strip():
        if empty is None:
            raise NotGiven(what=what)
        return empty
    return str(FreeText.parse(text, cap=cap, what=what))


def number_of(value: Any, *, what: str) -> int | None:  # noqa: ANN401 - whatever JSON or a form has
    """Return a whole number above 0, or None for nothing; raises `NotOfItsList`."""
    if value in (None, ""):
        return None
    text = str(value)
    if not text.isascii() or not text.isdigit() or len(text) > 6 or not int(text):
        raise NotOfItsList(what=what, said=text[:_SHOWN])
    return int(text)
