"""May an object be sent on, to whom, and why not: what the doors that send ask, for an officer who looks at one object.

Of what it names only that counts which they see themselves: nothing here tells of what is hidden from them.
"""

from dataclasses import dataclass
from typing import Final

from comity.directory.book import book
from comity.directory.home import home
from comity.directory.sections import Authority
from comity.intel.policy import Decision, Label, Principal, Reason, decide, may_reshare_to
from comity.intel.policy.decisions import READER
from comity.intel.reading.objects import Found, label_numbered
from comity.intel.reading.onlooking import Onlooker
from comity.intel.reading.shelves import by_ids
from comity.intel.store.granting import READ, Holding, opened_to, subjects_of
from comity.intel.store.groups import places
from comity.intel.store.permissions import all_permitted
from comity.intel.store.principals import principal_of
from comity.intel.store.together import UNNAMED
from comity.wire.stix import BadStix
from comity.wire.stix.references import named_by

MOST_NAMED: Final = 50
_UNASKED: Final = frozenset({"created_by_ref", "object_marking_refs", "marking_ref"})


@dataclass(frozen=True, slots=True)
class Sending:
    """What would become of the object on its way to one authority; `opened` says whether its collection is open to it."""

    authority: Authority
    decision: Decision
    opened: bool

    @property
    def goes(self) -> bool:
        """Whether it would be sent."""
        return self.decision.allowed and self.opened


def sendings(eye: Onlooker, found: Found) -> tuple[Sending, ...]:
    """Return it for each other authority of the directory: those to which it goes first."""
    here, among, permissions = book(home()), places(), all_permitted(at=eye.at)
    sender = principal_of(here.authority(home().authority), among=among)
    named = _named(eye, found)
    opened = {holding.pk: opened_to(holding.row, READ) for holding in (found.holding, *(holding for _, holding in named))}
    told = []
    for section in here.sections.values():
        for authority in section.authorities:
            if authority.id == home().authority:
                continue
            to = principal_of(authority, among=among)
            subjects = frozenset(subjects_of(to))
            decision = may_reshare_to(sender, to, found.label, stix_id=found.stix_id, permissions=permissions, at=eye.at)
            hidden = any(opened[holding.pk].isdisjoint(subjects) or not decide(to, label, at=eye.at).allowed for label, holding in named)
            if decision.allowed and hidden:
                decision = Decision(allowed=False, reasons=(Reason(UNNAMED, {READER: authority.id}),))
            told.append(Sending(authority, decision, not opened[found.holding.pk].isdisjoint(subjects)))
    return tuple(sorted(told, key=lambda one: (not one.goes, str(one.authority.id))))


def may_ask(eye: Onlooker, found: Found) -> bool:
    """Say whether there is somebody to be asked: it is another authority's, and not free anyway."""
    owner = found.label.owner
    return owner is not None and owner != home().authority and not _is_free(eye.reader.principal, found.label, eye)


def _is_free(principal: Principal, label: Label, eye: Onlooker) -> bool:
    nobody = Principal(authority=None, country=None)
    return decide(nobody, label, at=eye.at).allowed or principal.authority in label.consent


def _named(eye: Onlooker, found: Found) -> list[tuple[Label, Holding]]:
    """Return label and collection of what the object names, but for its author and its marks, as far as they see it."""
    try:
        every = named_by(found.body)
    except BadStix:
        return []
    asked = [one for one, keys in every.items() if not keys <= _UNASKED][:MOST_NAMED]
    return [(label_numbered(card.label), card.holding) for card in by_ids(eye, asked, most=MOST_NAMED).values()]
