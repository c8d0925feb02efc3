"""What keeps the content of a case beyond its day. Nothing here is ever passed over: a hold ends by its own deed, in its own room."""

from collections.abc import Callable, Iterator
from typing import Final

from comity.records.models import (
    OUTBOX_OPEN,
    ActFile,
    CaseBond,
    CaseHold,
    Clock,
    Disposal,
    Draft,
    EvidenceItem,
    Inbox,
    Incident,
    IntelSet,
    Message,
    Outbox,
    Remedy,
    Request,
    Reuse,
    Share,
    ThreatWarning,
)
from comity.terms.speech import gettext_noop

_OPEN_DRAFTS: Final = ("open", "submitted")


def _holds(request: Request) -> bool:
    return CaseHold.objects.filter(request=request, ended_at__isnull=True).exists()


def _custody(request: Request) -> bool:
    return EvidenceItem.objects.filter(request=request).exclude(state__in=("destroyed", "returned")).exists()


def _disposal(request: Request) -> bool:
    return Disposal.objects.filter(material__request=request, done_at__isnull=True).exists()


def _clock(request: Request) -> bool:
    return Clock.objects.filter(request=request, stopped_at__isnull=True).exists()


def _remedy(request: Request) -> bool:
    open_ones = Remedy.objects.filter(answered_at__isnull=True).values_list("references", flat=True)
    return any(request.reference in references for references in open_ones.iterator())


def _incident(request: Request) -> bool:
    return Incident.objects.filter(reference=request.reference, second_at__isnull=True).exists()


def _draft(request: Request) -> bool:
    return Draft.objects.filter(reference=request.reference, state__in=_OPEN_DRAFTS).exists()


def _reused(request: Request) -> bool:
    return Reuse.objects.filter(source=request, draft__state__in=_OPEN_DRAFTS, ended_at__isnull=True).exists()


def _under_way(request: Request) -> bool:
    if Outbox.objects.filter(OUTBOX_OPEN, peer=request.peer, case=request.reference, item="envelope").exists():
        return True
    if Inbox.objects.filter(peer=request.peer, case=request.reference, order="held").exists():
        return True
    return ActFile.objects.filter(message__request=request, state__in=("due", "coming")).exists()


def _shared(request: Request) -> bool:
    shared = Share.objects.filter(case=request.reference).exists()
    return shared or CaseBond.objects.filter(case=request.reference, commitment__isnull=False).exists()


def _threats(request: Request) -> bool:
    warned = ThreatWarning.objects.filter(case=request.reference).exists() or IntelSet.objects.filter(case=request.reference).exists()
    return warned or ThreatWarning.objects.filter(deliveries__case=request.reference).exists()


def _paper(request: Request) -> bool:
    """Say whether an act of a case on paper has no envelope: its original lies in a cupboard, which this node cannot empty."""
    return Message.objects.filter(request=request, road="carried").exists()


_KEEPERS: Final[tuple[tuple[Callable[[Request], bool], str], ...]] = (
    (_holds, gettext_noop("an officer holds it")),
    (_custody, gettext_noop("evidence of it is in custody")),
    (_disposal, gettext_noop("what another State gave in it must be destroyed or returned first, and that recorded")),
    (_clock, gettext_noop("a clock of it still runs")),
    (_remedy, gettext_noop("a person concerned asked about it and has no answer yet")),
    (_incident, gettext_noop("an incident of it is not ended")),
    (_draft, gettext_noop("a draft of it is open")),
    (_reused, gettext_noop("an open draft of another case rests on it")),
    (_under_way, gettext_noop("something of it is still on its way")),
    (_shared, gettext_noop("the register shares a commitment by it")),
    (_threats, gettext_noop("a warning or a set of threat information stands on it")),
    (_paper, gettext_noop("it was carried on from paper, and the list of its papers is the only record of them here")),
)


def holds_of(request: Request) -> Iterator[str]:
    """Yield everything that keeps the content of `request`, each as a sentence to be translated."""
    yield from (sentence for asked, sentence in _KEEPERS if asked(request))
