"""Originator control: what came from another authority is not passed on without its consent, which is part of the label.

Passing on is an act of one's own: to send a copy, to push it to a foreign server, to publish it in a feed. Being shown what a label lets
one see is none. TLP 2.0 would let a recipient spread TLP:GREEN; between States the rule of the third party is stricter, and the stricter
one is kept.
"""

from comity.intel.policy.decisions import READER, Decision, Reason, decide
from comity.intel.policy.labels import Label
from comity.intel.policy.principals import Principal
from comity.terms.instants import Instant
from comity.terms.markings import Tlp


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


def _answer(shown: Decision, *reasons: Reason) -> Decision:
    return Decision(allowed=reasons[0].allows, reasons=reasons, until=shown.until)
