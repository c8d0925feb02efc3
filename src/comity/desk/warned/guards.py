"""Asked before an act about a warning leaves as a draft of one case: only what a recipient says of one may."""

from comity.intel.warnings.refusals import NoSuchWarning, NotAsPublished, NotToBeAcknowledged
from comity.intel.warnings.states import THEIRS, WarningState
from comity.records.models import ThreatWarning
from comity.wire.act import ActBody
from comity.wire.warning import parse_acknowledged, parse_done_since


def require_as_published(body: ActBody) -> None:
    """Raise unless the act is a word of ours on a warning that came, and may be said now.

    `NotAsPublished` for a warning or a follow-up, which leave to all who get them at once; `NotToBeAcknowledged`, `NoSuchWarning`,
    `Malformed`.
    """
    if body.act in ("request", "report"):
        raise NotAsPublished
    if body.act not in ("answer", "notice"):
        return
    warning = ThreatWarning.objects.filter(side=THEIRS, case=str(body.reference)).first()
    if warning is None:
        raise NoSuchWarning(number=str(body.reference))
    version = parse_acknowledged(body.fields).version if body.act == "answer" else parse_done_since(body.fields).version
    wanted = (WarningState.RECEIVED,) if body.act == "answer" else (WarningState.ACKNOWLEDGED,)
    if warning.state not in wanted or version > warning.version:
        raise NotToBeAcknowledged(number=warning.number, state=warning.state)
