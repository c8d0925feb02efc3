"""What is refused about bundles, and what to do instead."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class NotForThem(Refused):
    """The authority may not read the collection; a bundle is no way around that."""

    sentence = gettext_noop("%(authority)s may not read the collection %(name)s, so no bundle of it is made for them.")
    next_step = gettext_noop("If they may, let them first: comity intel collection grant %(name)s read authority:%(authority)s")


class NothingToCarry(Refused):
    """They have everything that they may see."""

    sentence = gettext_noop("There is nothing in the collection that %(authority)s may be given and has not got yet.")
    next_step = gettext_noop("If a bundle was lost on the way, name the last one that arrived with --after.")


class NoBundle(Refused):
    """No bundle of that number that was proposed here."""

    sentence = gettext_noop("There is no bundle %(name)s here.")
    next_step = gettext_noop("Look at the list: comity intel bundle list")


class NoSuchBundleBefore(Refused):
    """`--after` names a bundle that was never written."""

    sentence = gettext_noop("No bundle %(number)s of this collection was written for %(authority)s.")
    next_step = gettext_noop("Look at the list: comity intel bundle list. Without --after it follows the last one.")


class OwnBundle(Refused):
    """Two officers decide about what leaves this node."""

    sentence = gettext_noop("%(name)s proposed this bundle. Another officer approves it.")
    next_step = gettext_noop("Ask an approver who did not propose it.")


class BundleStands(Refused):
    """The bundle is not in a state in which this can be done: a newer proposal drops one, and one is approved once."""

    sentence = gettext_noop("The bundle %(name)s is %(state)s; that cannot be done with it now.")
    next_step = gettext_noop("Look at the list: comity intel bundle list")


class BundleOutdated(Refused):
    """What was proposed may not be given any more."""

    sentence = gettext_noop("Since this bundle was proposed, %(count)s of its objects were taken out or may not be given any more.")
    next_step = gettext_noop("Nothing was written. Propose it anew, and look at what is in it.")


class ForOthers(Refused):
    """A bundle for another authority is not read here."""

    wire_class = "not-for-us"
    sentence = gettext_noop("This bundle is for %(to)s. This node is %(ours)s.")
    next_step = gettext_noop("Nothing was kept. Return it to %(giver)s, or ask them for one of your own.")


class WrongSigners(Refused):
    """Not the giver's node and an officer of it, each once, and nobody else."""

    wire_class = "bad-signature"
    sentence = gettext_noop("The bundle is not signed by the node %(node)s and an officer of it.")
    next_step = gettext_noop("Nothing was kept. Ask the giver by another road what was given.")


class NotTheirNode(Refused):
    """A node gives in the name of the authority that runs it alone."""

    wire_class = "bad-signature"
    sentence = gettext_noop("The node %(node)s does not speak for %(authority)s.")
    next_step = gettext_noop("Nothing was kept. Ask the giver by another road what was given.")


class Gap(Refused):
    """Bundles before this one were not read."""

    sentence = gettext_noop("Before bundle %(number)s of %(giver)s these were not read: %(missing)s.")
    next_step = gettext_noop("Nothing was kept. Read those first, or ask for a bundle after number %(whole)s; --with-gap reads it alone.")


class BundleLate(Refused):
    """A newer one was read; this one could bring back what was taken out since."""

    sentence = gettext_noop("Bundle %(last)s of %(giver)s was read already, so number %(number)s comes too late.")
    next_step = gettext_noop("Nothing was kept. For what you lack of it, ask %(giver)s for a bundle after number %(whole)s.")


class BundleContradicts(Refused):
    """Two bundles of one number, or a chain that is another one."""

    wire_class = "conflict"
    sentence = gettext_noop("Bundle %(number)s of %(giver)s contradicts bundle %(other)s, which was read here.")
    next_step = gettext_noop("Nothing was kept. Keep both files: together they prove it. Ask the giver by another road.")
