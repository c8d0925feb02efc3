"""Shows a filled form in a language: codes become labels, typed text stays as it was typed, nothing is translated."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.treaty.forms import Field, Form, Names
from comity.treaty.papers import NOT_GIVEN, shown_clocks, shown_code, shown_paper
from comity.treaty.rulebook import country_words
from comity.treaty.wording import print_date, print_instant

_WORDS: Final = {
    "yes": {"en": "Yes", "vi": "Có"},
    "no": {"en": "No", "vi": "Không"},
    "unknown": {"en": "code not known here", "vi": "mã chưa có ở đây"},
    "other_names": {"en": "also %(value)s", "vi": "tên khác %(value)s"},
    "born": {"en": "born %(value)s", "vi": "sinh %(value)s"},
    "nationality": {"en": "nationality %(value)s", "vi": "quốc tịch %(value)s"},
    "place": {"en": "at %(value)s", "vi": "tại %(value)s"},
    "document": {"en": "document %(value)s", "vi": "giấy tờ %(value)s"},
    "period": {"en": "From %(from)s to %(to)s", "vi": "Từ %(from)s đến %(to)s"},
    "bytes": {"en": "%(count)d bytes", "vi": "%(count)d byte"},
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
        shown = _shown_named(one, value, language, names=form.names) or _shown(one, value, language)
        if one.labels != item.labels and one.type not in {"code", "codes", "text", "outsides", "persons", "papers"}:
            shown = [(f"{one.labels[language]}: {line}", code) for line, code in shown]
        if one.type == "text" and isinstance(value, dict):
            written_in = str(value.get("language", ""))
        pairs += shown
    lines, codes = tuple(line for line, _ in pairs), tuple(code for _, code in pairs)
    return RenderedField(item.number, item.key, item.labels[language], item.article, lines, codes, written_in)


def _shown_named(one: Field, value: object, language: str, *, names: Names) -> list[tuple[str, str]]:
    """Return the lines of a value that names other rows of the rulebook, by what they are called; none for any other value."""
    if one.type == "papers" and isinstance(value, list):
        lines = [shown_paper(row, language, names=names) for row in value if isinstance(row, dict)]
    elif one.type == "name" and one.key in _ABOUT and isinstance(value, str):
        lines = _ABOUT[one.key](value, language, names)
    else:
        lines = []
    return [(line, "") for line in lines]


def _shown(one: Field, value: object, language: str) -> list[tuple[str, str]]:
    """Return the lines of one value with their codes; what another node wrote in a wrong shape is shown as it stands."""
    if isinstance(value, bool):
        return [(_WORDS["yes" if value else "no"][language], "")]
    if isinstance(value, list):
        show_row = _ROWS.get(one.type)
        return [show_row(one, row, language) for row in value if show_row is _shown_code or isinstance(row, dict)] if show_row else []
    show_one = _SINGLE.get(one.type)
    if show_one is not None and isinstance(value, dict) is (one.type in _COMPOUND):
        return [show_one(one, value, language)]
    return [(str(value.get("text", "")) if isinstance(value, dict) else str(value), "")]


def _shown_money(_: Field, value: Any, __: str) -> tuple[str, str]:  # noqa: ANN401 -- a mapping, as `_shown` saw
    return f"{value.get('amount', '')} {value.get('currency', '')}".strip(), ""


def _shown_period(_: Field, value: Any, language: str) -> tuple[str, str]:  # noqa: ANN401 -- as above
    days = {name: value.get(name) for name in ("from", "to")}
    shown = {name: NOT_GIVEN[language] if day is None else _shown_date(day, language) for name, day in days.items()}
    return _WORDS["period"][language] % shown, ""


def _shown_code(one: Field, code: object, language: str) -> tuple[str, str]:
    option = one.by_code.get(str(code))
    return (option.labels[language] if option else _WORDS["unknown"][language], str(code))


def _shown_outside(one: Field, row: Mapping[str, object], language: str) -> tuple[str, str]:
    kind = str(row.get("type", ""))
    option = one.by_code.get(kind)
    return (f"{option.labels[language] if option else kind}: {row.get('value', '')}", "")


def _shown_person(one: Field, row: Mapping[str, object], language: str) -> tuple[str, str]:
    """Return one person on one line, as a letter names them: name, other names, birth, nationality, place, document, relation."""
    option = one.by_code.get(str(row.get("role", "")))
    pieces = [str(row.get("name", ""))]
    for name in ("other_names", "born", "nationality", "place", "document"):
        value = row.get(name)
        if value:
            shown = country_words(Country(str(value)))[language] if name == "nationality" and _is_country(value) else str(value)
            pieces.append(_WORDS[name][language] % {"value": _shown_birth(shown, language) if name == "born" else shown})
    pieces.append(option.labels[language] if option else _WORDS["unknown"][language])
    return "; ".join(pieces), str(row.get("role", ""))


def _is_country(value: object) -> bool:
    try:
        Country(str(value))
    except Refused:
        return False
    return True


def _shown_birth(value: str, language: str) -> str:
    """Return a birth as precisely as it is known: a day as dates are written, a month or a year as it stands."""
    shown = _shown_date(value, language)
    return shown if shown != value or language == "en" else "/".join(reversed(value.split("-")))


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


_Show: TypeAlias = Callable[[Field, Any, str], tuple[str, str]]

_COMPOUND: Final = frozenset({"money", "period", "outside"})
_ROWS: Final[Mapping[str, _Show]] = {
    "code": _shown_code,
    "codes": _shown_code,
    "persons": _shown_person,
    "outside": _shown_outside,
    "outsides": _shown_outside,
}
_ABOUT: Final[Mapping[str, Callable[[str, str, Names], list[str]]]] = {
    "about_kind": lambda code, language, names: [shown_code(code, language, names=names.kinds)],
    "about_instrument": lambda code, language, names: [shown_code(code, language, names=names.instruments)],
    "clocks": lambda value, language, names: shown_clocks(value, language, names=names),
}
_SINGLE: Final[Mapping[str, _Show]] = {
    "code": _shown_code,
    "codes": _shown_code,
    "money": _shown_money,
    "period": _shown_period,
    "outside": _shown_outside,
    "bytes": lambda _, value, language: (_WORDS["bytes"][language] % {"count": len(str(value).rstrip("=")) * 3 // 4}, ""),
    "date": lambda _, value, language: (_shown_date(value, language), ""),
    "instant": lambda _, value, language: (_shown_instant(value, language), ""),
}
