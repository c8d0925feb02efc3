"""Originator control: what came from another authority is not passed on without its consent.

Consent is part of the label, or a permission that the originator gave when it was asked: for named objects, to one authority, until a
moment. Passing on is an act of one's own: to send a copy, to push it to a foreign server, to publish it. Being shown what a label lets one
see is none. TLP 2.0 would let a recipient spread TLP:GREEN; between States the rule of the third party is stricter, and the stricter one
is kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from comity.intel.policy.decisions import READER, Decision, Reason, decide
from comity.intel.policy.labels import Label
from comity.intel.policy.principals import Principal
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.markings import Pap, Tlp


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """What `owner` permitted: that these of its objects, marked at most so, go to one authority before `until`."""

    owner: AuthorityId
    to: AuthorityId
    objects: frozenset[str]
    tlp: Tlp
    pap: Pap
    until: Instant

    def reaches(self, label: Label, *, at: Instant) -> bool:
        """Say whether what bears `label` is such that it may go, whichever object it is."""
        marked = self.tlp.covers(label.tlp) and label.pap.allows(self.pap)
        return label.owner == self.owner and marked and at < self.until


def may_reshare(principal: Principal, label: Label, *, at: Instant) -> Decision:
    """Return whether `principal` may pass on what bears `label`, to those whom that label lets in; and why."""
    shown = decide(principal, label, at=at)
    reader = principal.authority or ""
    if not shown.allowed:
        return _answer(shown, Reason("unseen-no", {READER: reader}), *shown.reasons)
    if principal.authority is not None and principal.authority == label.owner:
        return shown
    if label.tlp is Tlp.CLEAR:
        return _answer(shown, Reason("clear-onward-yes", {}))
    if label.owner is None:
        return _answer(shown, Reason("ownerless-no", {}))
    agreed = principal.authority in label.consent
    return _answer(shown, Reason("consent-yes" if agreed else "consent-no", {"owner": label.owner, READER: reader}))


def may_reshare_to(
    principal: Principal, to: Principal, label: Label, *, stix_id: str, permissions: Iterable[Permission], at: Instant
) -> Decision:
    """Return whether `principal` may pass the object `stix_id`, which bears `label`, on to `to`; and why.

    Without a permission the answer is that of `may_reshare` where the label lets `to` in, and of `decide` where it does not. With one, `to`
    counts as named by the owner; every other limit of the label holds for it as for everybody.
    """
    seen = decide(to, label, at=at)
    free = may_reshare(principal, label, at=at)
    if seen.allowed and free.allowed:
        return free
    shown = decide(principal, label, at=at)
    for one in permissions:
        if to.authority != one.to or stix_id not in one.objects or not shown.allowed or not one.reaches(label, at=at):
            continue
        let_in = decide(to, named_too(label, one.to), at=at)
        if not let_in.allowed:
            return let_in
        until = min(filter(None, (one.until, shown.until, let_in.until)))
        parts = {"owner": one.owner, READER: principal.authority or "", "to": one.to, "moment": one.until}
        return Decision(allowed=True, reasons=(Reason("permitted-yes", parts),), until=until)
    return free if seen.allowed else seen


def named_too(label: Label, to: AuthorityId) -> Label:
    """Return `label` with one more recipient by the owner's word; a marking without recipients stays as it is."""
    return label if label.is_open else replace(label, recipients=label.recipients | {to})


def _answer(shown: Decision, *reasons: Reason) -> Decision:
    return Decision(allowed=reasons[0].allows, reasons=reasons, until=shown.until)
