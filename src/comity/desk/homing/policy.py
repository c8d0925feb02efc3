"""Who may ask and answer at home. Pure."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotAtHome(Refused):
    """The authority is not one of this State, or the one that asks."""

    wire_class = "policy"
    sentence = gettext_noop("%(authority)s is no other authority of this State.")
    next_step = gettext_noop("Choose one from the list; the section of this country names its authorities.")


class DayNotAhead(Refused):
    """The day named for the answer has passed."""

    wire_class = "policy"
    sentence = gettext_noop("The day by which an answer is asked for must lie ahead.")
    next_step = gettext_noop("Choose a later day.")


class NoSuchDay(Refused):
    """What was typed is no day."""

    wire_class = "policy"
    sentence = gettext_noop("The day by which an answer is asked for is missing, or no day of the calendar.")
    next_step = gettext_noop("Give day, month and year as numbers.")


class AskedAlready(Refused):
    """The same authority has the same question about this request before it."""

    wire_class = "policy"
    sentence = gettext_noop("%(authority)s was asked this already and has not answered.")
    next_step = gettext_noop("Wait for its answer, or call.")


class NotAsked(Refused):
    """The question is of another authority, or answered."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s cannot answer this: it was asked of %(authority)s, or is answered.")
    next_step = gettext_noop("An officer of the authority that was asked can.")


def require_other_at_home(authority: str, *, own: str, known: frozenset[str]) -> None:
    """Raise unless `authority` is one of this State's, and not the one that asks."""
    if authority == own or authority not in known:
        raise NotAtHome(authority=authority)


def require_asked(name: str, *, officers: str, asked: str, answered: bool) -> None:
    """Raise unless an officer of `officers` may answer what was asked of `asked`."""
    if answered or officers != asked:
        raise NotAsked(name=name, authority=asked)
