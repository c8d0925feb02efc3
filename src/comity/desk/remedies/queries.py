"""The register as legal advisers and supervisors read it; nobody else, and no page of a case leads here."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from comity.desk.permissions import Verb, require
from comity.desk.remedies.policy import READING, Stage
from comity.desk.remedies.refusals import NoSuchRemedy
from comity.desk.safeguarding.queries import SECRECY, running
from comity.directory.policy import Actor
from comity.records.models import Clock, JournalAct, Message, Remedy, Request
from comity.terms.instants import Instant
from comity.wire.act import parse_act

_SHOWN = 500
_SECRET = ("SEC-USER", "SEC-FACT")


def remedies(*, by: Actor) -> Sequence[Remedy]:
    """Return the register: what is not answered first, the nearest day first."""
    require(by, Verb.TEND_REMEDY)
    rows = list(_rows().order_by("-id")[:_SHOWN])
    return sorted(rows, key=lambda row: (row.answered_at is not None, row.due_at.micros))


def find_remedy(number: str, *, by: Actor) -> Remedy:
    """Return one question; raises `NoSuchRemedy`, and `NotAllowed` for whoever does not read the register."""
    require(by, Verb.TEND_REMEDY)
    found = _rows().filter(number=number).first()
    if found is None:
        raise NoSuchRemedy
    return found


def stage_of(remedy: Remedy) -> Stage:
    """Return where a question stands."""
    if remedy.answered_at is not None:
        return Stage.ANSWERED
    if remedy.second_at is not None:
        return Stage.AGREED
    return Stage.DECIDED if remedy.decision else Stage.REGISTERED


def workers_of(references: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """Return who worked each case, by sign-in name: whoever did more in it than read."""
    found: dict[str, set[str]] = {reference: set() for reference in references}
    lines = JournalAct.objects.filter(about__in=references).exclude(name__in=READING)
    for about, who in lines.values_list("about", "actor"):
        found[about].add(who)
    return {reference: frozenset(names) for reference, names in found.items()}


def kept_secret(references: Sequence[str], *, at: Instant) -> str:
    """Return the number of the first case concerned of which nobody may be told at `at`; empty where there is none.

    Its clock says so where it has one; else what was asked does, until the day that it names, and for good where it names none.
    """
    cases = Request.objects.filter(reference__in=references).order_by("id")
    return next((case.reference for case in cases if _is_secret(case, at=at)), "")


def _is_secret(case: Request, *, at: Instant) -> bool:
    if Clock.objects.filter(request=case, code=SECRECY).exists():
        return running(case, SECRECY) is not None
    today = at.datetime().date().isoformat()
    for message in Message.objects.filter(request=case, act="request").exclude(body=b"").order_by("id"):
        fields = parse_act(bytes(message.body)).fields
        until = str(fields.get("secrecy_until") or today)
        if fields.get("secrecy") in _SECRET and until >= today:
            return True
    return False


def _rows() -> QuerySet[Remedy]:
    return Remedy.objects.select_related("registered_by", "decided_by", "second", "answered_by")
