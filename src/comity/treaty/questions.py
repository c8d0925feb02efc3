"""What a question is: it looks at the facts and names the case that holds, or None when it has nothing to say.

Rules name their question; the numbers, codes and sentences are the rule's. Nothing in these modules is law.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple, TypeAlias

import msgspec

from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.terms.vocabulary import Verified
from comity.treaty.fields import absent_in_item, holds, is_given
from comity.treaty.findings import Facts, Role
from comity.treaty.forms import Field, Form
from comity.treaty.pack import Rule
from comity.treaty.rulebook import Rulebook, country_words
from comity.treaty.wording import Fact, Words

DAY: Final = timedelta(days=1)


class Verdict(msgspec.Struct, frozen=True):
    """The case that holds, the facts its sentences need, the keys of the fields concerned.

    `rests_on` says how well a further row behind the verdict was checked; the finding shows the weaker of the two.
    """

    case: str
    facts: Mapping[str, Fact] = msgspec.field(default_factory=dict)
    fields: tuple[str, ...] = ()
    rests_on: Verified = Verified.CERTIFIED_TEXT


class Asked(NamedTuple):
    """One rule put to one act. The readers return what is there in the right type, and nothing otherwise."""

    facts: Facts
    rule: Rule
    book: Rulebook
    role: Role
    on: date
    absent: dict[str, list[Field]]
    """What items of the form lack, as far as a rule has asked: several ask of the same, and share this."""

    @property
    def now(self) -> Instant:
        """The moment of the act; the first second of the day when none is known."""
        return self.facts.at or Instant.of(datetime(self.on.year, self.on.month, self.on.day, tzinfo=UTC))

    @property
    def instrument(self) -> str:
        """The text that the act stands on; the kind's first one where the facts name none."""
        return self.facts.instrument or self.book.kind(self.facts.kind).instrument

    @property
    def form(self) -> Form:
        """The form of the act."""
        return self.book.form(self.facts.kind, self.facts.part)

    def country(self, country: Country) -> Words:
        """Return the name of a State, for sentences."""
        return country_words(country)

    def states(self) -> dict[str, Fact]:
        """Return the names of both States and the day, for sentences."""
        return {"from": country_words(self.facts.from_country), "to": country_words(self.facts.to_country), "on": self.on}

    def lacking(self, items: Iterable[str]) -> list[Field]:
        """Return the fields of these items that the form demands and the act lacks; raises `KeyError` for no item of the form."""
        absent, lacking = self.absent, list[Field]()
        for item in items:
            found = absent.get(item)
            if found is None:
                found = absent[item] = absent_in_item(self.form.item(item), self.facts.fields)
            lacking += found
        return lacking

    def uses(self, name: str) -> tuple[str, ...]:
        """Return a list of texts of the rule; one text counts as a list of one."""
        found = self.rule.uses.get(name, ())
        if type(found) is tuple:  # as most are: see `rulebook.join_packs`
            return found
        return (found,) if isinstance(found, str) else tuple(map(str, found))

    def use(self, name: str) -> str:
        """Return one text of the rule; raises `KeyError` when the pack lacks it."""
        return str(self.rule.uses[name])

    def floor(self) -> int:
        """Return the number that the rule borrows from another rule, as it holds on the day."""
        floor = self.rule.uses["floor"]
        return self.book.value(str(floor["rule"]), str(floor["value"]), on=self.on).value

    def given(self, key: str) -> bool:
        """Say whether a field has a value."""
        return is_given(self.facts.fields, key)

    def text(self, key: str) -> str:
        """Return a text, empty when there is none."""
        value = self.facts.fields.get(key)
        return value if isinstance(value, str) else ""

    def codes(self, key: str) -> tuple[str, ...]:
        """Return the codes of a field of either code type."""
        value = self.facts.fields.get(key)
        if isinstance(value, str) and value:
            return (value,)
        return tuple(code for code in value if isinstance(code, str)) if isinstance(value, list | tuple) else ()

    def number(self, key: str) -> int | None:
        """Return a number."""
        value = self.facts.fields.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day(self, key: str) -> date | None:
        """Return a date."""
        return as_day(self.facts.fields.get(key))

    def instant(self, key: str) -> Instant | None:
        """Return a moment."""
        return as_instant(self.facts.fields.get(key))

    def decided(self, name: str) -> bool:
        """Say whether the decision is one of those that the rule lists under `name`."""
        return holds(f"decision={','.join(self.uses(name))}", self.facts.fields)

    def labels_of(self, key: str, codes: Iterable[str]) -> tuple[Fact, ...]:
        """Return codes as a reader knows them; a code the form does not know stays a code."""
        one = self.form.by_key.get(key)
        return tuple(one.by_code[code].labels if one and code in one.by_code else code for code in codes)

    def label_of_field(self, key: str) -> Words | str:
        """Return the name of a field."""
        one = self.form.by_key.get(key)
        return one.labels if one else key


Question: TypeAlias = Callable[[Asked], Verdict | None]


def as_day(value: object) -> date | None:
    """Return the date that a text names, or None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def as_instant(value: object) -> Instant | None:
    """Return the moment that a text names, or None."""
    try:
        return Instant.parse(value) if isinstance(value, str) else None
    except Refused:
        return None
