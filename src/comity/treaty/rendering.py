"""Shows a filled form in a language: codes become labels, typed text stays as it was typed, nothing is translated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.forms import Field, Form
from comity.treaty.wording import print_date, print_instant

_WORDS: Final = {
    "yes": {"en": "Yes", "vi": "Có"},
    "no": {"en": "No", "vi": "Không"},
    "unknown": {"en": "code not known here", "vi": "mã chưa có ở đây"},
    "period": {"en": "From %(from)s to %(to)s", "vi": "Từ %(from)s đến %(to)s"},
}


@dataclass(frozen=True, slots=True)
class RenderedField:
    """One numbered item as it is shown; `codes` runs beside `lines`, empty where a line carries no code.

    `language_of_text` is set where one line is free text: that line is its author's own, in that language.
    """

    number: int
    key: str
    label: str
    article: str
    lines: tuple[str, ...]
    codes: tuple[str, ...]
    language_of_text: str | None

    @property
    def printed(self) -> tuple[str, ...]:
        """The lines with their codes after them, as an act carries them."""
        return tuple(f"{line} [{code}]" if code else line for line, code in zip(self.lines, self.codes, strict=True))


def render_form(form: Form, values: Mapping[str, object], language: str) -> tuple[RenderedField, ...]:
    """Return every item of the form in its order, items without a value with no lines; total on any `values`."""
    return tuple(_render_item(form, item.key, values, language) for item in form.items)


def _render_item(form: Form, key: str, values: Mapping[str, object], language: str) -> RenderedField:
    item = form.item(key)
    pairs: list[tuple[str, str]] = []
    written_in: str | None = None
    for one in item.fields:
        value = values.get(one.key)
        if value is None or value in ("", [], {}, False):
            continue
        shown = _shown(one, value, language)
        if one.labels != item.labels and one.type not in {"code", "codes", "text", "outsides"}:
            shown = [(f"{one.labels[language]}: {line}", code) for line, code in shown]
        if one.type == "text" and isinstance(value, dict):
            written_in = str(value.get("language", ""))
        pairs += shown
    lines, codes = tuple(line for line, _ in pairs), tuple(code for _, code in pairs)
    return RenderedField(item.number, item.key, item.labels[language], item.article, lines, codes, written_in)


def _shown(one: Field, value: object, language: str) -> list[tuple[str, str]]:  # noqa: PLR0911 -- one return a type reads best
    if one.type in {"code", "codes"}:
        return [_shown_code(one, code, language) for code in (value if isinstance(value, list) else [value])]
    if isinstance(value, bool):
        return [(_WORDS["yes" if value else "no"][language], "")]
    if isinstance(value, dict):
        if one.type == "period":
            days = {name: _shown_date(value.get(name), language) for name in ("from", "to")}
            return [(_WORDS["period"][language] % days, "")]
        if one.type == "outside":
            return [_shown_outside(one, value, language)]
        return [(str(value.get("text", "")), "")]
    if isinstance(value, list):
        return [_shown_outside(one, row, language) for row in value if isinstance(row, dict)]
    if one.type == "date":
        return [(_shown_date(value, language), "")]
    if one.type == "instant":
        return [(_shown_instant(value, language), "")]
    return [(str(value), "")]


def _shown_code(one: Field, code: object, language: str) -> tuple[str, str]:
    option = one.by_code.get(str(code))
    return (option.labels[language] if option else _WORDS["unknown"][language], str(code))


def _shown_outside(one: Field, row: Mapping[str, object], language: str) -> tuple[str, str]:
    kind = str(row.get("type", ""))
    option = one.by_code.get(kind)
    return (f"{option.labels[language] if option else kind}: {row.get('value', '')}", "")


def _shown_date(value: object, language: str) -> str:
    try:
        return print_date(date.fromisoformat(str(value)), language)
    except ValueError:
        return str(value)


def _shown_instant(value: object, language: str) -> str:
    try:
        return print_instant(Instant.parse(str(value)), language)
    except Refused:
        return str(value)
