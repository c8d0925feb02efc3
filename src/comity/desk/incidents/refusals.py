"""What keeps an incident from being declared, told or ended."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoSuchIncident(Refused):
    """There is no such incident."""

    sentence = gettext_noop("There is no such incident at this desk.")
    next_step = gettext_noop("Open the list of incidents; each has its own page.")


class NobodyToGuard(Refused):
    """Fewer than two officers could look after what is closed."""

    wire_class = "policy"
    sentence = gettext_noop(
        "What was misdelivered is closed to all but two supervisors or approvers cleared for it; this desk has not two."
    )
    next_step = gettext_noop("The administrator gives the role to a second officer. Until then do not read on.")


class ClosedAlready(Refused):
    """The case is closed as misdelivered already."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s is closed as misdelivered already.")
    next_step = gettext_noop("Its incident says who looks after it and whether its sender was told.")


class FoundAhead(Refused):
    """The moment lies ahead."""

    wire_class = "policy"
    sentence = gettext_noop("The moment at which it was found is missing, or lies ahead.")
    next_step = gettext_noop("Give the day and the hour at which somebody here first noticed it.")


class NoSuchPeer(Refused):
    """No node was chosen."""

    wire_class = "policy"
    sentence = gettext_noop("It is not said which authority is told.")
    next_step = gettext_noop("Choose the authority whose data are concerned.")


class NotTheNotice(Refused):
    """The number is not that of the notice."""

    wire_class = "policy"
    sentence = gettext_noop("Request %(reference)s is no notice of this incident that was sent to its authority.")
    next_step = gettext_noop("Send the notice first; then give its number.")


class NotToldYet(Refused):
    """The other side was not told."""

    wire_class = "policy"
    sentence = gettext_noop("The authority concerned was not told yet.")
    next_step = gettext_noop("Send the notice, and note its number here; then say what became of it.")


class EndNotCoded(Refused):
    """No end of the list was chosen."""

    wire_class = "policy"
    sentence = gettext_noop("It is not said what became of it.")
    next_step = gettext_noop("Choose one of the list.")


class NotItsGuard(Refused):
    """Somebody else looks after it."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s is not one of the two officers who look after this.")
    next_step = gettext_noop("Each of the two confirms once what became of it.")


class SameOfficer(Refused):
    """One officer tried to be both."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s said so first and cannot confirm it.")
    next_step = gettext_noop("The other officer confirms it.")


class EndedAlready(Refused):
    """Nothing is left to do."""

    wire_class = "policy"
    sentence = gettext_noop("This incident is ended.")
    next_step = gettext_noop("Its page says how, when and by whom.")
