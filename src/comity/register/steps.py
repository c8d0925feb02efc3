"""Steps through a table of states, for whatever has a life in the register beside commitments and meetings. Pure."""

from collections.abc import Mapping
from typing import Final, TypeVar

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

Code = TypeVar("Code", bound=str)
# States of courses, plans, tasks, delegations and press lines that say nothing without a reason in words.
WITH_REASON: Final = frozenset({"cancelled", "blocked", "dropped", "declined", "withdrawn"})


class NotItsStep(Refused):
    """It does not go there from where it stands."""

    wire_class = "policy"
    sentence = gettext_noop("%(number)s is %(state)s; from there it does not become %(to)s.")
    next_step = gettext_noop("Open it again: a colleague may have been faster. Its page offers the steps that follow.")


def require_step(number: str, table: Mapping[Code, frozenset[Code]], state: Code, to: Code) -> None:
    """Raise `NotItsStep` unless `table` lets what is in `state` become `to`."""
    if to not in table[state]:
        raise NotItsStep(number=number, state=str(state), to=str(to))
