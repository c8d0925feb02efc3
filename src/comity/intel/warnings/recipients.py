"""Who gets a warning and who does not, authority by authority, with the reason: the policy asked of everybody in the directory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from comity.directory.book import Book, book
from comity.directory.home import home
from comity.directory.sections import Authority
from comity.intel.policy import Label, decide
from comity.intel.policy.labels import OPEN
from comity.intel.store.groups import Places, places
from comity.intel.store.principals import principal_of
from comity.intel.warnings.reasons import NO_KEY, NO_NODE, Why
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant
from comity.terms.markings import Pap, Tlp
from comity.terms.refusals import Refused
from comity.wire.warning import Told

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Aim:
    """To whom a warning is meant to go within its field: authorities by name (needed under TLP:RED, AMBER+STRICT and AMBER), and kinds."""

    named: frozenset[AuthorityId] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """One authority and a warning: it gets it where there is no `why`. `node` is None where it has none."""

    authority: Authority
    node: NodeId | None
    why: tuple[Why, ...] = ()

    @property
    def gets(self) -> bool:
        """Whether the warning goes there."""
        return not self.why


def label_of(told: Told, aim: Aim) -> Label:
    """Return the label of a warning of this authority: what the policy decides by. After its last day it is shown to nobody new."""
    tlp = Tlp.parse(told.tlp)
    return Label(
        tlp=tlp,
        owner=home().authority,
        recipients=frozenset() if tlp in OPEN else aim.named,
        pap=Pap.parse(told.pap) if told.pap else Pap.CLEAR,
        fields=frozenset({told.field}),
        kinds=aim.kinds or None,
        expires=end_of(told),
    )


def end_of(told: Told) -> Instant:
    """Return the moment after the last day on which a warning holds, in UTC."""
    return Instant.parse(f"{(told.last_day + _DAY).isoformat()}T00:00:00.000000Z")


def standings(told: Told, aim: Aim, *, at: Instant) -> tuple[Standing, ...]:
    """Return what every other authority of the directory gets, in the order of their names."""
    known = book()
    label = label_of(told, aim)
    among = places()
    nodes = {node.authority: node.id for node in known.peers(home().node)}
    return tuple(_standing(one, nodes.get(one.id), label=label, known=known, among=among, at=at) for one in others(known))


def others(known: Book) -> Iterable[Authority]:
    """Yield every authority of the directory but this node's own, by name."""
    found = (one for section in known.sections.values() for one in section.authorities)
    return sorted((one for one in found if one.id != home().authority), key=lambda one: one.id.text)


def _standing(authority: Authority, node: NodeId | None, *, label: Label, known: Book, among: Places, at: Instant) -> Standing:
    decision = decide(principal_of(authority, among=among), label, at=at)
    if not decision.allowed:
        return Standing(authority, node, tuple(map(Why.of, decision.reasons)))
    if node is None:
        return Standing(authority, None, (Why.own(NO_NODE, authority=authority.id),))
    try:
        known.sealing_key(node, at=at)
    except Refused:
        return Standing(authority, node, (Why.own(NO_KEY, authority=authority.id),))
    return Standing(authority, node)
