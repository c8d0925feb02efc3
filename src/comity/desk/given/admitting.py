"""Is an act about a threat set one that this node takes? docs/specs/threat-set.md, section 5."""

from comity.intel.sets.states import THEIRS
from comity.records.models import IntelSet
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.vocabulary import vocabulary
from comity.wire.act import ActBody
from comity.wire.threatset import GIVE, ThreatSet, parse_set


def ungiven(body: ActBody, *, sender: NodeId) -> str:
    """Return in English why an act of that kind cannot be taken; empty where it can. Asked before anything is written."""
    if body.act not in ("request", "report"):
        return ""
    try:
        said = parse_set(body.fields, files=body.files)
    except Refused as refusal:
        return str(refusal)
    return _known(said, sender=sender) or _misplaced(said, body, sender=sender)


def _known(said: ThreatSet, *, sender: NodeId) -> str:
    known = IntelSet.objects.filter(side=THEIRS, node=str(sender), number=said.number).values_list("case", flat=True).first()
    if known is not None:
        return f"that threat set is known already, in {known}"
    strange = [code for code in said.fields if code not in vocabulary("exchange-field").by_code]
    # A field narrows who sees the objects; what is not understood cannot be kept to.
    return f"this node does not know the field {strange[0]}" if strange else ""


def _misplaced(said: ThreatSet, body: ActBody, *, sender: NodeId) -> str:
    if body.act == "request":
        return gettext_noop("a case does not begin with a recall") if said.recalls else ""
    gives = IntelSet.objects.filter(side=THEIRS, node=str(sender), case=str(body.reference), sort=GIVE)
    theirs = gives.values_list("theirs", flat=True).first()
    return "" if theirs == said.collection else gettext_noop("no objects of that collection were given in that case")
