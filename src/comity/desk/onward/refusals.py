"""What keeps material of another State from leaving. Each says in words what to do next."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class OnwardRefused(Refused):
    """The act waits for an originator; `draft` and `source` are facts, so that a page can offer the next step."""

    wire_class = "policy"


class AuthorizationOwed(OnwardRefused):
    """The originator was not asked."""

    sentence = gettext_noop("What %(originator)s gave in case %(source)s would go to %(recipient)s; %(originator)s has not been asked.")
    next_step = gettext_noop("Ask for its authorization; this act can be sent once the written yes has come. Until then it stays a draft.")


class AuthorizationPending(OnwardRefused):
    """The originator was asked and has not said yes in writing."""

    sentence = gettext_noop("%(originator)s was asked in %(asked)s about case %(source)s and has not said yes in writing.")
    next_step = gettext_noop("Wait for its answer, or take out what came in that case. A yes by word of mouth counts once it is confirmed.")


class UseConsentOwed(OnwardRefused):
    """Material would serve another purpose than it was given for."""

    sentence = gettext_noop("What %(originator)s gave in case %(source)s would serve another purpose; %(originator)s has not said yes.")
    next_step = gettext_noop("Ask for its consent to another use; this act can be sent once the written yes has come.")


class QuestionOwed(OnwardRefused):
    """Nobody said whether the act uses what another State gave."""

    sentence = gettext_noop("Nobody has said yet whether this act uses what another State gave.")
    next_step = gettext_noop("Name the cases in which it came, or say that nothing of it is used.")


class ConditionsLacking(OnwardRefused):
    """The originator's conditions do not go along."""

    sentence = gettext_noop("%(originator)s said yes under conditions that this act does not name: %(conditions)s.")
    next_step = gettext_noop("Put them into the act; they go with the material wherever it goes.")


class NoRoomForConditions(OnwardRefused):
    """An act of this kind cannot say them."""

    sentence = gettext_noop("%(originator)s said yes under conditions, and an act of this kind has no place for them: %(conditions)s.")
    next_step = gettext_noop(
        "Hand the material over as a result, or as information without request: these forms have a place for conditions."
    )


class NoSuchSource(Refused):
    """Nothing came in that case, or the link is none of this draft."""

    sentence = gettext_noop("Nothing that another State gave is known under %(reference)s.")
    next_step = gettext_noop("Choose a case from the list of those in which something came.")


class ConsentUnfit(Refused):
    """The request that was chosen asked something else."""

    wire_class = "policy"
    sentence = gettext_noop("%(reference)s does not say yes to this use in writing: other case, other recipient, other answer, or none.")
    next_step = gettext_noop("Choose the request in which the originator said yes to this, or ask it.")
