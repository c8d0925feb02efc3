"""Forms: the numbered, coded fields of every part of every kind, each with its article; data, joined with vocabularies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Final

from comity.terms.refusals import Malformed
from comity.terms.vocabulary import Verified, vocabulary
from comity.treaty.pack import ClockRow, Instrument, KindRow
from comity.treaty.pack_forms import FieldRow, FormRow, ItemRow
from comity.treaty.wording import Words

TYPES: Final = frozenset(
    {
        "authority",
        "name",
        "text",
        "code",
        "codes",
        "number",
        "date",
        "instant",
        "period",
        "outside",
        "outsides",
        "reference",
        "yesno",
        "persons",
        "money",
        "papers",
        "bytes",
    }
)
CHOOSING: Final = frozenset({"code", "codes", "outside", "outsides", "persons", "money"})
_SENSITIVITY: Final = {"text": "personal", "outside": "personal", "outsides": "personal", "persons": "personal", "papers": "personal"}
GROUNDS: Final = "ground"  # the one list that lives in the rulebook itself: grounds cite articles


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what is stored, and how it reads."""

    code: str
    labels: Words


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `number`, `instrument`, `article`, `verified` are those of its item. `sensitivity`: `open`, `personal` (of an identifiable
    person), `sensitive` (endangers a person or the case when it is known), `content` (of communications). `type` is one of
    `TYPES`. `mandatory` is `always`, `no`, `one-of` (at least one such field of the item), or `when:<field>=<code>,<code>`;
    `only` is empty or `<field>=<code>,<code>`: with any other value the field stays empty. `cap`: characters of a text or name,
    entries of a list, the largest number. `least`: the smallest number. `options` are offered; `accepts` may also stand in an
    act made before one was retired; `by_code` has every label known.
    """

    key: str
    number: int
    item: str
    labels: Words
    instrument: str
    article: str
    type: str
    vocabulary: str
    options: tuple[Option, ...]
    mandatory: str
    only: str
    hint: Words | None
    cap: int
    least: int
    sensitivity: str
    verified: Verified
    by_code: Mapping[str, Option]
    accepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item: what a page of the compose form asks, and what the form shows under one number."""

    number: int
    key: str
    labels: Words
    instrument: str
    article: str
    cites: Mapping[str, str]
    verified: Verified
    fields: tuple[Field, ...]
    demanded: tuple[tuple[Field, str], ...] = field(init=False, repr=False)
    """Those of `fields` that are demanded, each with the condition under which it is; an empty one always holds."""
    one_of: tuple[Field, ...] = field(init=False, repr=False)
    """Those of which one is demanded."""

    def __post_init__(self) -> None:
        """Sort the fields by what demands them: every check of every act asks."""
        told = ((one, "" if one.mandatory == "always" else one.mandatory.removeprefix("when:")) for one in self.fields)
        demanded = tuple((one, condition) for one, condition in told if one.mandatory == "always" or "=" in condition)
        object.__setattr__(self, "demanded", demanded)
        object.__setattr__(self, "one_of", tuple(one for one in self.fields if one.mandatory == "one-of"))


@dataclass(frozen=True, slots=True)
class Names:
    """What the kinds, instruments and clocks of a rulebook are called, by their codes: for an act that speaks of another one."""

    kinds: Mapping[str, Words]
    instruments: Mapping[str, Words]
    clocks: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one part of one kind; `names` are those of its rulebook."""

    kind: str
    part: str
    instrument: str
    items: tuple[Item, ...]
    fields: tuple[Field, ...]
    vocabularies: tuple[str, ...]
    by_key: Mapping[str, Field]
    names: Names = field(repr=False, compare=False)
    _by_item: Mapping[str, Item] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index the items by their keys."""
        object.__setattr__(self, "_by_item", {item.key: item for item in self.items})

    def item(self, key: str) -> Item:
        """Return the item with this key; raises `KeyError`."""
        return self._by_item[key]


def names_of(kinds: Iterable[KindRow], instruments: Iterable[Instrument], clocks: Iterable[ClockRow]) -> Names:
    """Return what the rows of a rulebook are called."""
    return Names(
        kinds={row.code: row.labels for row in kinds},
        instruments={row.code: row.title for row in instruments},
        clocks={row.id: row.labels for row in clocks},
    )


def build_form(row: FormRow, *, grounds: Mapping[str, Option], names: Names) -> Form:
    """Return the form of a row, its choices resolved, `grounds` among them; raises `Malformed` for what cannot be a form."""
    items = tuple(_item(item, row.instrument, grounds=grounds, where=f"{row.kind}/{row.part}") for item in row.items)
    fields = tuple(field for item in items for field in item.fields)
    by_key = {field.key: field for field in fields}
    if len(by_key) != len(fields) or [item.number for item in items] != list(range(1, len(items) + 1)):
        raise Malformed("form", f"{row.kind}/{row.part} has a number or key out of order")
    if sum(field.type == "text" for field in fields) > row.texts:
        raise Malformed("form", f"{row.kind}/{row.part} has more free texts than it says: {row.texts}")
    for one in fields:
        for condition in (one.only, one.mandatory.removeprefix("when:")):
            if "=" in condition and condition.partition("=")[0] not in by_key:
                raise Malformed("form", f"{row.kind}/{row.part} {one.key} hangs on an unknown field")
    vocabularies = tuple(sorted({field.vocabulary for field in fields if field.vocabulary and field.vocabulary != GROUNDS}))
    return Form(row.kind, row.part, row.instrument, items, fields, vocabularies, by_key, names)


def under(form: Form, instrument: str) -> Form:
    """Return the form as it cites where an act stands on `instrument`: the article of that text where the item has one there."""
    items = tuple(_under(item, instrument) for item in form.items)
    fields = tuple(field for item in items for field in item.fields)
    return replace(form, instrument=instrument, items=items, fields=fields, by_key={field.key: field for field in fields})


def _under(item: Item, instrument: str) -> Item:
    article = item.cites.get(instrument)
    if article is None:
        return item
    fields = tuple(replace(field, instrument=instrument, article=article) for field in item.fields)
    return replace(item, instrument=instrument, article=article, fields=fields)


def _item(row: ItemRow, instrument: str, *, grounds: Mapping[str, Option], where: str) -> Item:
    verified = row.verified or Verified.MEMORY
    own = row.instrument or instrument
    fields = tuple(_field(field, row, own, grounds=grounds, where=where) for field in row.fields)
    return Item(row.number, row.key, row.labels, own, row.article, row.cites, verified, fields)


def _field(row: FieldRow, item: ItemRow, instrument: str, *, grounds: Mapping[str, Option], where: str) -> Field:
    if row.type not in TYPES:
        raise Malformed("form", f"{where} {row.key} is of an unknown type")
    known = _known(row, grounds)
    options = _options(row, known)
    if (row.type in CHOOSING) is not bool(options) or not set(row.among) <= {option.code for option in options}:
        raise Malformed("form", f"{where} {row.key} has choices and should not, or the reverse")
    if row.type in {"name", "text", "outsides", "number", "persons", "papers", "bytes"} and row.cap <= 0:
        raise Malformed("form", f"{where} {row.key} has no cap")
    return Field(
        key=row.key,
        number=item.number,
        item=item.key,
        labels=row.labels,
        instrument=instrument,
        article=item.article,
        type=row.type,
        vocabulary=row.vocabulary,
        options=options,
        mandatory=row.mandatory,
        only=row.only,
        hint=row.hint,
        cap=row.cap,
        least=row.least,
        sensitivity=row.sensitivity or _SENSITIVITY.get(row.type, "open"),
        verified=item.verified or Verified.MEMORY,
        by_code=known,
        accepts=_codes(tuple(row.among or known)),
    )


def _options(row: FieldRow, known: Mapping[str, Option]) -> tuple[Option, ...]:
    """Return what is offered, in the order of the vocabulary."""
    if not row.vocabulary or row.vocabulary == GROUNDS:
        return tuple(known.values())
    if not row.among:
        return _offered(row.vocabulary)
    return tuple(option for option in _offered(row.vocabulary) if option.code in row.among)


def _known(row: FieldRow, grounds: Mapping[str, Option]) -> Mapping[str, Option]:
    """Return every choice that has a label, by its code; also what is retired or belongs to another form."""
    if row.vocabulary == GROUNDS:
        return grounds
    if row.vocabulary:
        return _vocabulary(row.vocabulary)
    return {option.code: Option(option.code, option.labels) for option in row.options}


@cache
def _vocabulary(name: str) -> Mapping[str, Option]:
    """Return the choices of a vocabulary, made once for all the fields that use it: countries alone are two hundred."""
    return MappingProxyType({item.code: Option(item.code, dict(item.labels)) for item in vocabulary(name).items})


@cache
def _offered(name: str) -> tuple[Option, ...]:
    return tuple(_vocabulary(name)[item.code] for item in vocabulary(name).offered)


@cache
def _codes(codes: tuple[str, ...]) -> frozenset[str]:
    """Return the set of some codes, made once: nine fields of ten accept what another one does."""
    return frozenset(codes)
