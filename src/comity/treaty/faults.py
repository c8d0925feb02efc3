"""What can be wrong with a field: sentences for translation, the fault of one field, the refusal of a form."""

from dataclasses import dataclass, field
from typing import Final

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.treaty.wording import Fact, show_all

MISSING: Final = gettext_noop("Missing: %(label)s (%(article)s).")
ONE_OF_MISSING: Final = gettext_noop("Give at least one of: %(labels)s (%(article)s).")
NOT_NOW: Final = gettext_noop("%(label)s does not go with the answer that was chosen; leave it empty.")
UNKNOWN: Final = gettext_noop("This form has no field named %(name)s.")
WRONG_SHAPE: Final = gettext_noop("%(label)s cannot be read.")
UNKNOWN_CODE: Final = gettext_noop("%(label)s does not know the code %(code)s.")
CODE_TWICE: Final = gettext_noop("%(label)s has %(code)s twice.")
NOT_A_NUMBER: Final = gettext_noop("%(label)s must be a whole number from %(least)s to %(most)s.")
NOT_A_DATE: Final = gettext_noop("%(label)s must be a day of the calendar, written 2026-11-23.")
NOT_AN_INSTANT: Final = gettext_noop("%(label)s must be a moment in UTC, written 2026-11-23T03:07:00.000000Z.")
HALF_A_PERIOD: Final = gettext_noop("%(label)s needs its first and its last day, each written 2026-11-23.")
TOO_LONG: Final = gettext_noop("%(label)s has %(length)s characters; at most %(cap)s are kept.")
TOO_MANY: Final = gettext_noop("%(label)s has %(length)s entries; at most %(cap)s may stand in one request.")
BAD_TEXT: Final = gettext_noop("%(label)s holds a character that can hide or reorder what is read; take it out.")
ONE_LINE: Final = gettext_noop("%(label)s takes one line.")
NO_LANGUAGE: Final = gettext_noop("Say in which language %(label)s is written.")
BAD_AUTHORITY: Final = gettext_noop("%(label)s must be the identifier of an authority, such as vn-poc.")
BAD_REFERENCE: Final = gettext_noop("%(label)s must be the number of a request, such as VN-2026-000123.")
BAD_OUTSIDE: Final = gettext_noop("%(label)s: %(value)s is not an identifier of the kind %(kind)s.")
NOT_YES_OR_NO: Final = gettext_noop("Answer %(label)s with yes or no.")
BAD_PERSON: Final = gettext_noop("%(label)s: a person needs a name of one line, at most %(cap)s characters, and a relation to the case.")
BAD_PAPER: Final = gettext_noop("%(label)s: paper %(number)s is not written as a paper of a case is.")
BAD_BIRTH: Final = gettext_noop("%(label)s: write the birth of %(name)s as 1985, 1985-03 or 1985-03-12.")
BAD_NATIONALITY: Final = gettext_noop("%(label)s: the nationality of %(name)s is the code of a country, such as VN.")
BAD_MONEY: Final = gettext_noop("%(label)s needs an amount such as 1500.50 and a currency of the list.")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field: a sentence for translation with its facts; the first fault of a field only."""

    key: str
    number: int
    sentence: str
    facts: dict[str, Fact] = field(default_factory=dict)

    def facts_in(self, language: str) -> dict[str, str]:
        """Return the facts as the sentence in `language` needs them."""
        return show_all(self.facts, language)

    def __str__(self) -> str:
        """Return the English sentence."""
        return self.sentence % self.facts_in("en")


class FieldFaults(Refused):
    """A form that cannot be sent as it is; `faults` has one entry for each wrong field, in the order of the form."""

    wire_class = "malformed"
    sentence = gettext_noop("Fields to correct: %(count)s.")
    next_step = gettext_noop("Correct the marked fields; everything typed is kept.")

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        """`faults` is not empty."""
        super().__init__(count=len(faults))
        self.faults = faults


class FaultError(Exception):
    """Leaves a reader with the sentence and its facts."""

    def __init__(self, sentence: str, **facts: Fact) -> None:
        """`sentence` is one of those above, with its facts."""
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts
