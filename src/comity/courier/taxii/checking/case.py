"""One case of the check: what it is called, where it is written, what it needs; and how a case says that it failed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

from comity.courier.taxii.exchange import Answered, Asked
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

Run: TypeAlias = Callable[[Any], None]
"""A case's function. It is handed the `Bench`, which stands on this module."""


class Verdict(StrEnum):
    """What became of a case."""

    PASS = "pass"  # noqa: S105 -- a verdict
    FAIL = "fail"
    NOT_APPLICABLE = "not applicable"


class Failed(Refused):
    """The server did otherwise than its case wants. Subclasses say what; facts say where."""


class NotApplicable(Refused):
    """The case does not apply to this server, or was not given what it needs."""


class Need(StrEnum):
    """What a case needs beside a server that answers."""

    WRITE = "write"
    BASIC = "basic"
    CERTIFICATE = "certificate"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Case:
    """One row. `number` is the interoperability document's, or begins with `S` where the standard alone says it.

    What is not `mandatory` is a SHOULD, or a MUST that only a careful reader finds; it is shown and does not decide.
    """

    number: str
    title: str
    clause: str
    run: Run
    mandatory: bool = True
    needs: frozenset[Need] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what became of it. `sentence` with its facts says why, and is empty where it passed; `because` is what it stands on."""

    case: Case
    verdict: Verdict
    sentence: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    because: "tuple[str, Mapping[str, str]] | None" = None
    exchanges: tuple[tuple[Asked, Answered], ...] = ()


class Casebook:
    """The cases of one chapter, in the order in which they are written."""

    def __init__(self) -> None:
        """Hold none yet."""
        self._cases: list[Case] = []

    def __iter__(self) -> Iterator[Case]:
        """Yield them."""
        return iter(self._cases)

    def case(self, number: str, title: str, clause: str, *needs: Need, mandatory: bool = True) -> Callable[[Run], Run]:
        """Enter a function as a case."""

        def enter(run: Run) -> Run:
            self._cases.append(Case(number, title, clause, run, mandatory, frozenset(needs)))
            return run

        return enter


# ---------------------------------------------------------------- what can be wrong with an answer


class WrongStatus(Failed):
    """Another status than the case wants."""

    sentence = gettext_noop("%(what)s was answered with %(got)s; %(wanted)s was wanted.")


class WrongMedia(Failed):
    """Another media type than TAXII 2.1's."""

    sentence = gettext_noop("%(what)s came as %(got)s; application/taxii+json;version=2.1 was wanted.")


class NotJson(Failed):
    """The body is no JSON object."""

    sentence = gettext_noop("%(what)s came with a body that is no JSON object: %(where)s.")


class WrongProperty(Failed):
    """A property is missing or is not what it must be."""

    sentence = gettext_noop("%(what)s: the property %(name)s is %(got)s; %(wanted)s was wanted.")


class WrongHeader(Failed):
    """A header is missing or is not what it must be."""

    sentence = gettext_noop("%(what)s: the header %(name)s is %(got)s; %(wanted)s was wanted.")


class NotThere(Failed):
    """What was posted, or was shown before, is not there."""

    sentence = gettext_noop("%(what)s: %(missing)s of %(all)s are missing, the first is %(first)s.")


class TooMuch(Failed):
    """Something is there that must not be."""

    sentence = gettext_noop("%(what)s: %(first)s is there and must not be.")


class Twice(Failed):
    """Something came twice."""

    sentence = gettext_noop("%(what)s: %(first)s came more than once.")


class WrongOrder(Failed):
    """What must ascend or descend does not."""

    sentence = gettext_noop("%(what)s: %(first)s stands before %(second)s.")


class NoWayOn(Failed):
    """`more` is true, and nothing says how to go on."""

    sentence = gettext_noop("%(what)s says that there is more, and gives neither next nor X-TAXII-Date-Added-Last to go on by.")


class Unsettled(Failed):
    """A status stays pending."""

    sentence = gettext_noop("The status %(status)s is still pending after %(seconds)s seconds.")


class NotReached(Failed):
    """Something that this case stands on failed."""

    sentence = gettext_noop("It could not be tried, because what it stands on failed:")


# ---------------------------------------------------------------- why a case does not apply


class NeedsWriting(NotApplicable):
    """The check was not allowed to write."""

    sentence = gettext_noop("It writes; run the check with --write.")


class NotGiven(NotApplicable):
    """An option was not given."""

    sentence = gettext_noop("It needs %(option)s.")


class NoneThere(NotApplicable):
    """The server has nothing of the kind; `reason` is the sentence that says what."""

    def __init__(self, reason: str) -> None:
        """Keep the marked sentence."""
        self.reason = reason
        super().__init__()
