"""The shapes of forms in the compiled pack: items with their article, fields with their type, choices."""

from typing import Literal

import msgspec

from comity.treaty.rows import Row, Sourced
from comity.treaty.wording import Words


class OptionRow(Row, frozen=True, kw_only=True):
    """One choice of a field that has no vocabulary of its own."""

    code: str
    labels: Words


Sensitivity = Literal["", "open", "personal", "sensitive", "content"]


class FieldRow(Row, frozen=True, kw_only=True):
    """One field of a form; see `forms.Field`. An empty `sensitivity` is that of the field's type."""

    key: str
    type: str
    labels: Words
    mandatory: str = "no"
    only: str = ""
    vocabulary: str = ""
    among: tuple[str, ...] = ()
    options: tuple[OptionRow, ...] = ()
    hint: Words | None = None
    cap: int = 0
    least: int = 0
    sensitivity: Sensitivity = ""


class ItemRow(Sourced, frozen=True, kw_only=True):
    """One numbered item of a form, with its article.

    `instrument` is the text that the article is of, empty for the form's own. `cites`: where the same item stands in another
    instrument, by its code; under an instrument that is not named the item is asked all the same, and cites its own article.
    """

    number: int
    key: str
    instrument: str = ""
    article: str
    cites: dict[str, str] = msgspec.field(default_factory=dict)
    labels: Words
    fields: tuple[FieldRow, ...]


class FormRow(Row, frozen=True, kw_only=True):
    """A form: the fields of one part of one kind."""

    kind: str
    part: str
    instrument: str
    texts: int = 1
    items: tuple[ItemRow, ...]
