"""The one policy of threat information: who may see which object, until when, and why. Default deny. Pure.

A `Label` says who may see an object, a `Principal` who asks; `decide` answers with every reason, `Compiled` answers for all labels at
once. `label_of` makes a label of the markings of a STIX object, `comity.intel.policy.misp` one of what MISP says. The rules are argued in
docs/subsystems/intel.md, "Who may see what".
"""

from comity.intel.policy.compiled import Compiled, Epoch, Seen, visible
from comity.intel.policy.decisions import Decision, Reason, decide
from comity.intel.policy.labels import GroupId, Label, at_home, narrowest, of_owner, parse_label, print_label, require_lasting
from comity.intel.policy.principals import Group, Membership, Principal, fields_of, memberships, roles_in
from comity.intel.policy.resharing import Permission, may_reshare, may_reshare_to
from comity.intel.policy.stix import Marking, label_of, label_of_definition, marking_of, marking_refs, read_marking
from comity.intel.policy.words import in_words

__all__ = [
    "Compiled",
    "Decision",
    "Epoch",
    "Group",
    "GroupId",
    "Label",
    "Marking",
    "Membership",
    "Permission",
    "Principal",
    "Reason",
    "Seen",
    "at_home",
    "decide",
    "fields_of",
    "in_words",
    "label_of",
    "label_of_definition",
    "marking_of",
    "marking_refs",
    "may_reshare",
    "may_reshare_to",
    "memberships",
    "narrowest",
    "of_owner",
    "parse_label",
    "print_label",
    "read_marking",
    "require_lasting",
    "roles_in",
    "visible",
]
