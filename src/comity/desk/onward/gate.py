"""Asked before every act that leaves: does it carry what another State gave, and has that State said yes in writing?

(1) Files and documents are matched by their digests, whatever the officer says. (2) What the officer named as a source must be
covered. (3) Who hands over personal data while material of others is here must say whether any of it is used. (4) The conditions
of the yes go with the act.
"""

from collections.abc import Iterable, Sequence

from comity.desk.onward.consents import asked_in, consent_of, is_covered
from comity.desk.onward.materials import bringers_of, country_of, holds_of_others
from comity.desk.onward.policy import CONSENTS, ONWARD, Asked, Carried, codes_of, consent_needed, is_asked
from comity.desk.onward.refusals import (
    AuthorizationOwed,
    AuthorizationPending,
    ConditionsLacking,
    NoRoomForConditions,
    OnwardRefused,
    QuestionOwed,
    UseConsentOwed,
)
from comity.desk.rules import rulebook
from comity.records.drafts import is_reused
from comity.records.models import Draft, Request, Reuse
from comity.wire.act import ActBody
from comity.wire.listed import ListedFile


def links_of(draft: Draft) -> Sequence[Reuse]:
    """Return what was said of a draft's sources and not taken back, oldest first."""
    if not is_reused(draft):  # as nearly every one
        return []
    rows = Reuse.objects.select_related("source", "consent", "asked", "officer").filter(draft=draft, ended_at__isnull=True)
    return list(rows.order_by("id"))


def require_free(draft: Draft, *, body: ActBody | Carried) -> None:
    """Raise `OnwardRefused` where the act carries, or may carry, what another State gave and has not said yes to."""
    links = links_of(draft)
    if body.files:
        require_files_free(draft, body.files, links=links)
    conditions: dict[str, tuple[str, ...]] = {}
    for link in links:
        asked = _require_covered(draft, link)
        if asked is not None:
            conditions[asked.to] = (*conditions.get(asked.to, ()), *asked.conditions)
    row = rulebook().kinds.get(body.kind)
    owed = row is not None and body.kind not in CONSENTS and is_asked(body.act, row.sets) and not links
    if owed and holds_of_others(country_of(draft.peer)):
        raise QuestionOwed(draft=draft.pk)
    _require_conditions(draft, body, conditions)


def standing_against(draft: Draft, *, body: ActBody | Carried) -> OnwardRefused | None:
    """Return what would keep the draft from leaving as it stands, None where nothing would."""
    try:
        require_free(draft, body=body)
    except OnwardRefused as refusal:
        return refusal
    return None


def require_files_free(draft: Draft, files: Iterable[ListedFile], *, links: Sequence[Reuse] | None = None) -> None:
    """Raise where bytes that another State brought would go to a third one without its yes; the digest decides."""
    require_digests_free(draft, [str(file.sha256) for file in files], links=links_of(draft) if links is None else links)


def require_digests_free(draft: Draft, digests: Iterable[str], *, links: Sequence[Reuse]) -> None:
    """Raise as `require_files_free`, for bytes by their digests."""
    recipient = country_of(draft.peer)
    known = {link.source_id: link for link in links}
    for digest in digests:
        for source in bringers_of(digest, recipient=recipient):
            link = known.get(source.pk)
            _require_yes(draft, source, kind=ONWARD, consent=consent_of(link) if link else None)


def _require_covered(draft: Draft, link: Reuse) -> Asked | None:
    """Return what the originator said of one source, None where it need not be asked; raises where it has not said yes."""
    if link.source is None or link.what == "path":  # a path is disclosed so that the next State can be asked
        return None
    kind = consent_needed(originator=country_of(link.source.peer), recipient=country_of(draft.peer), purpose=link.purpose)
    return _require_yes(draft, link.source, kind=kind, consent=consent_of(link)) if kind else None


def _require_yes(draft: Draft, source: Request, *, kind: str, consent: Request | None) -> Asked:
    recipient = country_of(draft.peer)
    facts = {"draft": draft.pk, "source": source.reference, "originator": country_of(source.peer), "recipient": recipient}
    if consent is None:
        raise (AuthorizationOwed if kind == ONWARD else UseConsentOwed)(**facts)
    asked = asked_in(consent)
    if not is_covered(asked, kind=kind, source=source, recipient=recipient):
        raise AuthorizationPending(**facts, asked=consent.reference)
    return asked


def _require_conditions(draft: Draft, body: ActBody | Carried, conditions: dict[str, tuple[str, ...]]) -> None:
    known = rulebook().form_under(body.kind, body.act, body.instrument).by_key if any(conditions.values()) else {}
    for originator, codes in conditions.items():
        lacking = [code for code in dict.fromkeys(codes) if code not in codes_of(body.fields.get("conditions"))]
        if lacking:
            raised: type[OnwardRefused] = ConditionsLacking if "conditions" in known else NoRoomForConditions
            raise raised(draft=draft.pk, originator=originator, conditions=", ".join(lacking))
