"""The row of a mechanism as it is typed."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from comity.records.models import Mechanism
from comity.register.codes import code_of, country_of, number_of, said
from comity.register.days import typed_day
from comity.register.mechanisms.refusals import NoSuchInstrument
from comity.register.refusals import NotGiven, NotOfItsList

_AMOUNT: Final = re.compile(r"\d{1,15}(?:\.\d{1,2})?", re.ASCII)


def told_of(typed: Mapping[str, Any], *, row: Mechanism | None, instruments: Collection[str]) -> dict[str, Any]:
    """Return the columns that `typed` fills; what it does not name stays as `row` has it. Raises what codes, days and words refuse."""

    def given(name: str) -> Any:  # noqa: ANN401 - a column of any kind
        return typed[name] if name in typed else getattr(row, name, "") if row else ""

    instrument = str(given("instrument") or "")
    if instrument and instrument not in instruments and not (row and row.instrument == instrument):
        raise NoSuchInstrument(code=instrument[:40])
    title = said(given("title"), cap=300, what="title")
    return {
        "sort": code_of("mechanism-sort", given("sort")),
        "title": title,
        "titles": _titles(typed, row=row),
        "instrument": instrument,
        "basis": said(given("basis"), cap=500, what="basis", empty=""),
        "cadence": code_of("cadence", given("cadence") or "irregular"),
        "rounds": number_of(given("rounds"), what="rounds"),
        **_next(str(given("next_said") or "")),
        **_funding(given("funding"), given("funding_amount"), given("funding_currency")),
    }


def _titles(typed: Mapping[str, Any], *, row: Mechanism | None) -> dict[str, str]:
    kept = dict(row.titles) if row else {}
    return kept | {code_of("language", name): said(text, cap=300, what="title") for name, text in typed.get("titles", {}).items() if text}


def _next(written: str) -> dict[str, str]:
    day = typed_day(written)
    return {
        "next_said": day.said,
        "next_precision": day.precision,
        "next_first": day.first,
        "next_last": day.last,
        "next_sorts": day.sorts,
    }


def _funding(words: object, amount: object, currency: object) -> dict[str, str]:
    """Read what is pooled: the words are needed where there is an amount, and a currency with it."""
    number, kept = str(amount or "").strip(), said(words, cap=500, what="funding", empty="")
    if number and not _AMOUNT.fullmatch(number):
        raise NotOfItsList(what="amount", said=number[:40])
    if number and not kept:
        raise NotGiven(what="funding")
    return {"funding": kept, "funding_amount": number, "funding_currency": code_of("currency", currency) if number else ""}


def party_of(given: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of a side: a country, a group of the list, or words; raises `NotOfItsList` for none or two of them."""
    told = {
        "country": country_of(given.get("country")),
        "group": code_of("group", given["group"]) if given.get("group") else "",
        "words": said(given.get("words"), cap=200, what="party", empty=""),
    }
    if sum(bool(value) for value in told.values()) != 1:
        raise NotOfItsList(what="party", said=" ".join(value for value in told.values() if value)[:40] or "-")
    return told
