"""Sets the level of a scope: one deed, journalled; what stood before is kept with when it ended."""

from collections.abc import Mapping
from typing import Final

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.picture.levels.sources import read_sources
from comity.picture.policy import require_assess
from comity.picture.refusals import SetMeanwhile
from comity.picture.words import code_of, review_of, said, vocabulary_of
from comity.records.models import Officer, RiskLevel
from comity.records.models.shifts import WORDS_CAP
from comity.terms.digests import Digest
from comity.terms.instants import Instant

LEVELS: Final = "risk-level"


@transaction.atomic
def set_level(scope: str, *, typed: Mapping[str, str], seen: int = 0, by: Officer, at: Instant, token: str) -> RiskLevel:
    """Set the level of `scope`, a code of `risk-scope` or of `sector`, and return it.

    `typed`: level (`risk-level`), reason, language (`language`), sources (one a line: numbers of the register, or a reference in words),
    review_on (ISO day, from tomorrow to a year from now). `seen` is the key of the level that the page showed, 0 for none.
    Raises `NoSuchPart` for the scope, `NotOnTheList`, `ReasonOwed`, `SourceOwed`, `NoSuchSource`, `ReviewOwed`, `SetMeanwhile`, and what
    text refuses.
    """
    require_assess(actor(by, at=at))

    def set_it() -> str:
        vocabulary_of(scope)
        stands = (
            RiskLevel.objects.select_for_update(of=("self",)).select_related("set_by").filter(scope=scope, ended_at__isnull=True).first()
        )
        if stands is not None and stands.pk != seen:
            raise SetMeanwhile(officer=stands.set_by.name)
        fresh = RiskLevel(
            scope=scope,
            level=code_of(LEVELS, typed.get("level")),
            reason=said(typed.get("reason"), cap=WORDS_CAP, what="reason"),
            language=code_of("language", typed.get("language")),
            sources=[one.as_json() for one in read_sources(typed.get("sources", ""))],
            review_on=review_of(typed.get("review_on"), at=at),
            set_by=by,
            set_at=at,
        )
        if stands is not None:
            stands.ended_at = at
            stands.save(update_fields=["ended_at"])
        fresh.save()
        digest = str(Digest.of(fresh.reason.encode()))
        facts = {"scope": scope, "level": fresh.level, "was": stands.level if stands else "", "review": fresh.review_on, "digest": digest}
        note("level.set", by=by, at=at, facts=facts)
        return str(fresh.pk)

    return RiskLevel.objects.get(pk=once(token, set_it, officer=by, verb="level.set", at=at))
