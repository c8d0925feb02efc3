"""Sets and ends flags, writes reviews, lets secrecy go on. One transaction each; the journal gets digests, never what a flag says."""

from django.db import transaction

from comity.desk import clocks
from comity.desk.clockwork.moments import first_look
from comity.desk.happenings import sound
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.rules import rulebook
from comity.desk.safeguarding.policy import ASYLUM, CONTINUES, FLAGS, require_another, require_day, require_outcome
from comity.desk.safeguarding.queries import EMERGENCY, SECRECY, flags_on, running, senders_of
from comity.desk.safeguarding.refusals import FlagNotCoded, NoSuchFlag, NoSuchReview, NothingToReview, OriginMissing
from comity.desk.visibility import require_visible
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Clock, Flag, Officer, Request, Review
from comity.records.models.safeguards import PERSON_CAP
from comity.records.models.shifts import WORDS_CAP
from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.instants import Instant
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary
from comity.treaty.clocks import clock_named

_RULE = "comity.4.secrecy"


@transaction.atomic
def set_flag(request: Request, *, code: str, person: str, origin: str, words: str, by: Officer, at: Instant, token: str) -> Flag:
    """Flag a request, or `person` of it, for a look by another officer; any officer may. Nothing is decided by it.

    Raises `FlagNotCoded`, `ReasonMissing`, `OriginMissing` for asylum without a country, `Malformed` for what is no text or no country.
    """
    _require(request, Verb.FLAG, by=by, at=at)

    def flag() -> str:
        if code not in [item.code for item in vocabulary(FLAGS).offered]:
            raise FlagNotCoded
        require_reason(words)
        if code == ASYLUM and not origin.strip():
            raise OriginMissing
        country = Country(origin.strip().upper()).text if code == ASYLUM else ""
        named = str(FreeText.parse(person, cap=PERSON_CAP, what="name")) if person.strip() else ""
        text = str(FreeText.parse(words, cap=WORDS_CAP, what="reason"))
        kept = Flag.objects.create(request=request, code=code, person=named, origin=country, words=text, officer=by, at=at)
        facts = {"flag": kept.pk, "digest": _digest(code, named, country, text)}
        note("flag.set", by=by, about=request.reference, at=at, facts=facts)
        return str(kept.pk)

    return Flag.objects.get(pk=once(token, flag, officer=by, verb="flag.set", at=at))


@transaction.atomic
def end_flag(request: Request, flag_id: int, *, words: str, by: Officer, at: Instant, token: str) -> Flag:
    """End a flag that is wrong, with a reason; an approver who did not set it. It stays readable, and earlier reviews stay theirs."""
    _require(request, Verb.REVIEW_SAFEGUARD, by=by, at=at)
    require_reason(words)

    def end() -> str:
        found = Flag.objects.select_for_update().filter(pk=flag_id, request=request, ended_at__isnull=True).first()
        if found is None:
            raise NoSuchFlag
        require_another(actor(by, at=at), acted=(found.officer.officer_id,))
        found.ended_by, found.ended_at = by, at
        found.ended_for = str(FreeText.parse(words, cap=WORDS_CAP, what="reason"))
        found.save(update_fields=["ended_by", "ended_at", "ended_for"])
        note("flag.ended", by=by, about=request.reference, at=at, facts={"flag": found.pk, "digest": _digest(found.ended_for)})
        return str(found.pk)

    return Flag.objects.get(pk=once(token, end, officer=by, verb="flag.end", at=at))


@transaction.atomic
def review_flags(request: Request, *, outcome: str, words: str, by: Officer, at: Instant, token: str) -> Review:
    """Say what an approver found who set none of the flags; a flag set later wants another review."""
    _require(request, Verb.REVIEW_SAFEGUARD, by=by, at=at)

    def look() -> str:
        found = flags_on(request)
        if not found:
            raise NothingToReview
        require_another(actor(by, at=at), acted=(flag.officer.officer_id for flag in found))
        return _keep(request, subject="flags", outcome=outcome, words=words, by=by, at=at, flags_up_to=max(flag.pk for flag in found))

    return Review.objects.get(pk=once(token, look, officer=by, verb="review.flags", at=at))


@transaction.atomic
def review_emergency(request: Request, *, outcome: str, used: str, words: str, by: Officer, at: Instant, token: str) -> Review:
    """Say whether it was an emergency, how what came of it was used, and why; by an approver who sent none of our acts of the case."""
    _require(request, Verb.REVIEW_SAFEGUARD, by=by, at=at)

    def look() -> str:
        if running(request, EMERGENCY) is None:
            raise NothingToReview
        require_another(actor(by, at=at), acted=senders_of(request))
        require_reason(used)
        key = _keep(request, subject="emergency", outcome=outcome, words=words, used=used, by=by, at=at)
        locked = Request.objects.select_for_update().get(pk=request.pk)
        sound(locked, "emergency.reviewed", kind=locked.kind, fields={}, by="emergency.reviewed", at=at)
        return key

    return Review.objects.get(pk=once(token, look, officer=by, verb="review.emergency", at=at))


@transaction.atomic
def review_secrecy(request: Request, *, outcome: str, until: str, words: str, by: Officer, at: Instant, token: str) -> Review:
    """Let secrecy end, at once; or propose that it goes on until a day, which a second officer must agree to.

    Raises `ReviewNotAhead` for a day that is past, or further away than the safeguard allows.
    """
    _require(request, Verb.REVIEW_SAFEGUARD, by=by, at=at)

    def look() -> str:
        if running(request, SECRECY) is None:
            raise NothingToReview
        day = ""
        if outcome == CONTINUES:
            today = at.datetime().date()
            day = require_day(until, today=today, most_days=rulebook().value(_RULE, "most_days", on=today).value).isoformat()
        key = _keep(request, subject="secrecy", outcome=outcome, words=words, by=by, at=at, until=day)
        if not day:
            locked = Request.objects.select_for_update().get(pk=request.pk)
            clocks.stop(locked, (SECRECY,), by="secrecy.reviewed", at=at)
            _repeat(locked)
        return key

    return Review.objects.get(pk=once(token, look, officer=by, verb="review.secrecy", at=at))


@transaction.atomic
def agree_to_secrecy(request: Request, review_id: int, *, by: Officer, at: Instant, token: str) -> Review:
    """Agree as the second officer that secrecy goes on: its clock starts anew and is due at the end of that day (UTC)."""
    _require(request, Verb.REVIEW_SAFEGUARD, by=by, at=at)

    def agree() -> str:
        waiting = Review.objects.select_for_update().filter(pk=review_id, request=request, second_at__isnull=True).exclude(until="")
        found = waiting.first()
        if found is None or running(request, SECRECY) is None:
            raise NoSuchReview
        require_another(actor(by, at=at), acted=(found.officer.officer_id,))
        found.second, found.second_at = by, at
        found.save(update_fields=["second", "second_at"])
        locked = Request.objects.select_for_update().get(pk=request.pk)
        _go_on(locked, until=found.until, at=at)
        note("secrecy.continued", by=by, about=request.reference, at=at, facts={"review": found.pk, "until": found.until})
        return str(found.pk)

    return Review.objects.get(pk=once(token, agree, officer=by, verb="secrecy.agree", at=at))


def _require(request: Request, verb: Verb, *, by: Officer, at: Instant) -> None:
    who = actor(by, at=at)
    require(who, verb)
    require_visible(request, by=who)


def _go_on(request: Request, *, until: str, at: Instant) -> None:
    due = Instant.parse(f"{until}T23:59:59.000000Z")
    ruled = clock_named(SECRECY, rulebook=rulebook(), on=at.datetime().date(), urgency=request.urgency)
    warnings = ruled.warnings(due)
    clocks.stop(request, (SECRECY,), by="secrecy.continued", at=at)
    row = Clock(code=SECRECY, rule="", starts_at=at, due_at=due)
    row.warn_at, row.next_at = [moment.micros for moment in warnings], first_look(warnings, due, at=at)
    clocks.start(request, [row])
    _repeat(request)


def _repeat(request: Request) -> None:
    clocks.repeat_nearest(request)
    request.save(update_fields=["due_at", "due_clock"])


def _keep(
    request: Request,
    *,
    subject: str,
    outcome: str,
    words: str,
    by: Officer,
    at: Instant,
    used: str = "",
    until: str = "",
    flags_up_to: int = 0,
) -> str:
    """Keep a review and note it; the flags that it looked at stay out of the journal."""
    require_outcome(subject, outcome)
    require_reason(words)
    text = str(FreeText.parse(words, cap=WORDS_CAP, what="reason"))
    use = str(FreeText.parse(used, cap=WORDS_CAP, what="reason")) if used else ""
    kept = Review.objects.create(
        request=request, subject=subject, outcome=outcome, words=text, used=use, until=until, flags_up_to=flags_up_to, officer=by, at=at
    )
    facts = {"review": kept.pk, "subject": subject, "digest": _digest(outcome, text, use, until)}
    note("safeguard.reviewed", by=by, about=request.reference, at=at, facts=facts)
    return str(kept.pk)


def _digest(*texts: str) -> str:
    return str(Digest.of("\x00".join(texts).encode()))
