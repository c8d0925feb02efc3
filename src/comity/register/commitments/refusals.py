"""What keeps a commitment from its next step."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class EvidenceMissing(Refused):
    """Nothing shows it."""

    wire_class = "policy"
    sentence = gettext_noop("Nothing shows yet that commitment %(number)s was fulfilled.")
    next_step = gettext_noop("Give evidence first: a document, an answered request, an exercise, a meeting, a legal text.")


class CounterpartSilent(Refused):
    """The counterpart has said nothing yet."""

    wire_class = "policy"
    sentence = gettext_noop("No word of the counterpart stands beside commitment %(number)s.")
    next_step = gettext_noop("Give its letter, note or statement as evidence; then say that it confirmed.")


class OwnerMissing(Refused):
    """Nobody owns it."""

    wire_class = "policy"
    sentence = gettext_noop("Nobody owns commitment %(number)s yet.")
    next_step = gettext_noop("Assign who is responsible for it first.")


class CountsAlready(Refused):
    """It counts by its own words."""

    wire_class = "policy"
    sentence = gettext_noop("Commitment %(number)s counts already.")
    next_step = gettext_noop("Only readiness and wishes are promoted, once.")


class NotInItsPlace(Refused):
    """It cannot stand in its place."""

    wire_class = "policy"
    sentence = gettext_noop("Commitment %(other)s cannot stand in the place of %(number)s.")
    next_step = gettext_noop("Name another commitment of the register that is still to be fulfilled.")
