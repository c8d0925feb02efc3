"""Says to the sender of a warning what was done with it: an act like any other, which a second officer approves."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction

from comity.desk.drafting.actions import find_draft
from comity.desk.drafting.atonce import submitted_at_once
from comity.desk.meaning import WARNING
from comity.desk.permissions import Verb, require
from comity.desk.visibility import require_visible
from comity.desk.warning.reading import waiting_word
from comity.directory.officers import actor
from comity.directory.once import once
from comity.intel.warnings.refusals import DoneMissing, NoSuchWarning, NotToBeAcknowledged
from comity.intel.warnings.states import THEIRS, WarningState
from comity.records.models import Draft, Message, Officer, Request, ThreatWarning
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.wire.warning import KEPT, NOT_KEPT, Acknowledged, DoneSince, print_acknowledged, print_done_since

_VERB: Final = "warning.acknowledge"


@transaction.atomic
def acknowledge_warning(
    case: str,
    *,
    done: str = "",
    grounds: Sequence[str] = (),
    words: Mapping[str, JsonValue] | None = None,
    by: Officer,
    at: Instant,
    token: str,
) -> Draft:
    """Write down and submit what was done with the warning of a case, or on which `grounds` it cannot be kept as it is marked.

    The first word is the answer, each later one a notice. `words` are text and language. A word that waits already is returned as it
    stands. Raises `NoSuchWarning`, `NotToBeAcknowledged`, `DoneMissing`, and `FieldFaults` for a code that is none.
    """
    require(actor(by, at=at), Verb.DECIDE)

    def write() -> str:
        warning = ThreatWarning.objects.select_for_update(of=("self",)).filter(side=THEIRS, case=case).first()
        request = Request.objects.filter(reference=case).first()
        if warning is None or request is None:
            raise NoSuchWarning(number=case[:20])
        require_visible(request, by=actor(by, at=at))
        waits = waiting_word(case, by=actor(by, at=at))
        if waits is not None:
            return str(waits.pk)
        act, fields, replies_to = _said(warning, request, done=done, grounds=grounds)
        fields |= {"note": dict(words)} if words and str(words.get("text", "")).strip() else {}
        return submitted_at_once(request, act, kind=WARNING, fields=fields, replies_to=replies_to, by=by, at=at, token=token)

    return find_draft(once(token, write, officer=by, verb=_VERB, at=at), by=actor(by, at=at))


def _said(warning: ThreatWarning, request: Request, *, done: str, grounds: Sequence[str]) -> tuple[str, dict[str, JsonValue], str]:
    """Return the part, its fields and the envelope that it replies to."""
    if not (done or grounds):
        raise DoneMissing
    if warning.state == WarningState.RECEIVED:
        asked = Message.objects.filter(request=request, direction="in", act="request").latest("id")
        decision = NOT_KEPT if grounds else KEPT
        said = Acknowledged(decision=decision, version=warning.version, done="" if grounds else done, grounds=tuple(grounds))
        return "answer", print_acknowledged(said), asked.env_id
    if warning.state == WarningState.ACKNOWLEDGED and not grounds:
        return "notice", print_done_since(DoneSince(version=warning.version, done=done)), ""
    raise NotToBeAcknowledged(number=warning.number, state=warning.state)
