"""Why an item was not registered, opened, handed over or destroyed; each with what to do instead."""

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop


class ChainBroken(Refused):
    """A step does not stand behind the one before it."""

    wire_class = "conflict"
    sentence = gettext_noop("Step %(number)s of %(item)s does not stand behind the step before it.")
    next_step = gettext_noop(
        "Open the page again: a colleague may have been faster. If it stays so, the operator runs “comity evidence verify”."
    )


class OutOfOrder(Refused):
    """The table has no such move."""

    wire_class = "policy"
    sentence = gettext_noop("The step “%(custody_step)s” does not follow on an item that is %(custody_state)s.")
    next_step = gettext_noop("Read its chain of custody: another step has to come before, or nothing follows any more.")


class ItemLocked(Refused):
    """Its bytes are not those that were registered."""

    wire_class = "commitment"
    sentence = gettext_noop("%(item)s is locked: its bytes were not those that were registered.")
    next_step = gettext_noop("The operator brings the bytes back from the backup; then verify it, and it is unlocked.")


class Altered(Refused):
    """Measured just now, and not what was registered; both digests are facts."""

    wire_class = "commitment"
    sentence = gettext_noop("%(item)s is not opened: its digest is %(found)s, registered was %(wanted)s. It is locked now.")
    next_step = gettext_noop("Tell the operator, who has the backup; the step and both digests stand in its chain of custody.")


class GoneFromVault(Refused):
    """The vault has no such bytes."""

    wire_class = "commitment"
    sentence = gettext_noop("%(item)s is not opened: the vault has no bytes with its digest %(wanted)s. It is locked now.")
    next_step = gettext_noop("Tell the operator, who has the backup; the step stands in its chain of custody.")


class TwoPersonsOwed(Refused):
    """One person where two are demanded, or the same one twice."""

    wire_class = "policy"
    sentence = gettext_noop("The step “%(custody_step)s” takes two persons, who are not the same.")
    next_step = gettext_noop("A colleague confirms it from the page of the item, signed in as themselves.")


class NotTheTaker(Refused):
    """Somebody else was named."""

    wire_class = "policy"
    sentence = gettext_noop("%(name)s is not the one to whom this is handed over.")
    next_step = gettext_noop("Whoever was named confirms it, or whoever proposed it takes it back and names another.")


class NoSuchTaker(Refused):
    """No officer of that name, or the giver."""

    sentence = gettext_noop("Nobody at this desk who may keep evidence is called %(name)s, other than you.")
    next_step = gettext_noop("Choose a colleague from the list.")


class NothingProposed(Refused):
    """Nothing waits for a second person."""

    sentence = gettext_noop("Nothing waits for a second person on this item.")
    next_step = gettext_noop("Open the page again: a colleague may have been faster.")


class ProposedAlready(Refused):
    """One step at a time waits for a second person."""

    wire_class = "conflict"
    sentence = gettext_noop("Another step of this item waits for a second person already.")
    next_step = gettext_noop("It is confirmed or taken back first.")


class HeldBack(Refused):
    """A hold stands."""

    wire_class = "policy"
    sentence = gettext_noop("This item is neither destroyed nor given back while a hold stands: it was placed by step %(hold)s.")
    next_step = gettext_noop("Read why the hold was placed. Who may lift it does so first, with a reason.")


class NoSuchHold(Refused):
    """No hold of that number stands."""

    sentence = gettext_noop("No hold that step %(hold)s placed stands on this item.")
    next_step = gettext_noop("Open the page again: the holds that stand are listed there.")


class DigestOwed(Refused):
    """A step's digests are not the item's, or are missing."""

    wire_class = "commitment"
    sentence = gettext_noop("The digests of this step are not those of %(item)s.")
    next_step = gettext_noop("Measure it again. What differs is recorded by verifying it, and nothing else is done to it.")


class InCustody(Refused):
    """The same bytes are an item of this case already."""

    wire_class = "conflict"
    sentence = gettext_noop("These bytes are in custody already, as %(item)s.")
    next_step = gettext_noop("Open that item; a second one of the same bytes would split its chain.")


class NoSuchItem(Refused):
    """No item of that number in this case."""

    sentence = gettext_noop("There is no item %(number)s in this case.")
    next_step = gettext_noop("Open the evidence of the case: its items are listed there.")


class StepIncomplete(Refused):
    """A part is missing or cannot be."""

    wire_class = "policy"
    sentence = gettext_noop("The step was not recorded: %(where)s.")
    next_step = gettext_noop("Complete it; nothing that you typed is lost.")

    def __init__(self, where: str, *, part: str) -> None:
        """`where` says what is wrong, `part` names what was typed there, as forms name it: `place`, `sha256`."""
        super().__init__(where=where)
        self.part = part


class NotInVault(Refused):
    """The item is a thing, of which the vault has no bytes."""

    wire_class = "policy"
    sentence = gettext_noop("%(item)s is not in the vault: there are no bytes of it to give out here.")
    next_step = gettext_noop("Record what was done with the thing itself: examined, handed over, returned.")


class Destroyed(Refused):
    """It was, by two persons."""

    wire_class = "policy"
    sentence = gettext_noop("The file “%(name)s” was destroyed, by a rule and by two officers.")
    next_step = gettext_noop("Its chain of custody says when, by whom and by which rule.")


class StoreAway(Refused):
    """The store of evidence is not reached; what is asked of it waits, and nothing is locked or lost by that."""

    wire_class = "unavailable"
    sentence = gettext_noop("The store of evidence %(store)s is not reachable (%(why)s). Nothing is lost.")
    next_step = gettext_noop("Try again in a few minutes; if it stays so, tell the operator, who looks at the store and the line to it.")


class StoreDenied(StoreAway):
    """It answers, and does not let this node in, or not do this."""

    sentence = gettext_noop("The store of evidence %(store)s is there and refuses what this node asks (%(why)s). Nothing is lost.")
    next_step = gettext_noop(
        "Tell the operator: what opens the store, its bucket, its rights and the clocks of both are told in docs/operators/evidence.md."
    )


class StoreUnfit(StoreAway):
    """It would put something over what it has."""

    sentence = gettext_noop("The store of evidence %(store)s lets things be overwritten (%(why)s). Nothing was carried there.")
    next_step = gettext_noop("The operator takes a store that keeps “If-None-Match: *”, or brings this one up to date.")


class StoreKeeps(Refused):
    """Its lock holds what two officers destroyed."""

    sentence = gettext_noop("The store of evidence keeps %(name)s, which was destroyed here, by a lock of its own (%(why)s).")
    next_step = gettext_noop(
        "It is removed by itself when the lock is over; docs/operators/evidence.md says which locks the node may lift."
    )


class StrangeAfar(Refused):
    """Other bytes stand there under a name."""

    wire_class = "commitment"
    sentence = gettext_noop(
        "The store of evidence has other bytes under %(name)s than this node. Nothing was overwritten, and nothing lost."
    )
    next_step = gettext_noop("The operator finds out who wrote there, removes it by hand, and runs “comity evidence carry”.")


class NoStore(Refused):
    """The settings name none."""

    sentence = gettext_noop("The settings of this node name no store of evidence: its vault is on its own disk.")
    next_step = gettext_noop("Nothing has to be carried. docs/operators/evidence.md says how a store is named.")


class LimitBroken(Refused):
    """The step breaks a limit under which the item was given; `conditions` and `article` are facts."""

    wire_class = "policy"


class UseBroken(LimitBroken):
    """Another purpose, without the yes of the State that gave it."""

    sentence = gettext_noop("This was given for one purpose only, and the step serves another: %(conditions)s (%(article)s).")
    next_step = gettext_noop("Ask the State that gave it for its consent to another use; with its written yes the step can be taken.")


class OnwardBroken(LimitBroken):
    """To a third State, without the yes of the one that gave it."""

    sentence = gettext_noop("This would go to %(recipient)s; who gave it has not said yes in writing: %(conditions)s (%(article)s).")
    next_step = gettext_noop("Ask the State that gave it for its authorization; with its written yes the step can be taken.")


class RetentionOver(LimitBroken):
    """The day until which it may be kept is over."""

    sentence = gettext_noop("This may be kept until %(day)s and no longer: %(conditions)s (%(article)s).")
    next_step = gettext_noop("Destroy it or give it back, by two persons. A longer time is agreed with the State that gave it.")


class IntelligenceOnly(LimitBroken):
    """Not to be shown to a court."""

    sentence = gettext_noop("Given as intelligence only, this goes to no court, prosecutor or defence: %(conditions)s (%(article)s).")
    next_step = gettext_noop("Ask for it as evidence, by a request for mutual legal assistance.")


class PresenceOwed(LimitBroken):
    """Nobody of the State that gave it was there."""

    sentence = gettext_noop("This is done only while officials of the State that gave it attend: %(conditions)s (%(article)s).")
    next_step = gettext_noop("Name in the step who attended for that State.")


class RuleUnfit(Refused):
    """The rule that was named does not let the item be destroyed."""

    wire_class = "policy"
    sentence = gettext_noop("That rule does not let this item be destroyed now: %(where)s.")
    next_step = gettext_noop("Name the rule that does, or wait until it does.")
