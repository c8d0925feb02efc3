"""What is refused about feeds, and what to do instead."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NoFeed(Refused):
    """No feed of that name that goes on."""

    sentence = gettext_noop("There is no feed %(name)s.")
    next_step = gettext_noop("Look at the list: comity intel feed list")


class FeedTaken(Refused):
    """The name is in use."""

    sentence = gettext_noop("There is a feed %(name)s already.")
    next_step = gettext_noop("Choose another name, or remove that feed first.")


class FeedStands(Refused):
    """The feed is not in a state in which this can be done."""

    sentence = gettext_noop("The feed %(name)s is %(state)s; that cannot be done with it now.")
    next_step = gettext_noop("Look at the list: comity intel feed list")


class OwnFeed(Refused):
    """Two officers decide about what leaves this node."""

    sentence = gettext_noop("%(name)s proposed this feed. Another officer approves it.")
    next_step = gettext_noop("Ask an approver who did not propose it.")


class BadFeed(Refused):
    """What was given makes no feed."""

    wire_class = "malformed"
    sentence = gettext_noop("This makes no feed: %(where)s.")
    next_step = gettext_noop("docs/operators/taxii.md shows what each direction needs.")
