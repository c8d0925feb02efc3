"""Adds a claim to a case at home, with its source, and takes one back. It is never sent; the journal has its digest."""

from django.db import transaction

from comity.desk.claims.graph import PERSON, PROVIDER
from comity.desk.claims.refusals import ClaimWrong, NoSuchClaim
from comity.desk.journalling import note
from comity.desk.permissions import Verb, require
from comity.desk.policy import require_reason
from comity.desk.visibility import require_visible
from comity.directory.book import book
from comity.directory.home import home
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Claim, Officer, Request
from comity.records.models.shifts import WORDS_CAP
from comity.terms.digests import Digest
from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.outside import parse_outside
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop
from comity.terms.text import FreeText
from comity.terms.vocabulary import vocabulary

_NAME_CAP = 200
_CODED = (
    ("claim-relation", "relation", gettext_noop("the relation")),
    ("claim-stand", "stand", gettext_noop("yes or no")),
    ("claim-confidence", "confidence", gettext_noop("the confidence")),
)


def types() -> tuple[str, ...]:
    """Return what an entity can be: a person, a provider, or an identifier of a type."""
    return (PERSON, PROVIDER, *(item.code for item in vocabulary("identifier-type").offered))


@transaction.atomic
def add_claim(request: Request, *, typed: dict[str, str], by: Officer, at: Instant, token: str) -> Claim:
    """Keep that a State says something of two entities of this case. It stays home and changes no act.

    `typed`: one_type, one, relation, other_type, other, stand, confidence, state, source. Raises `ClaimWrong`, `ReasonMissing` without
    a source, and what an identifier or text refuses.
    """
    who = actor(by, at=at)
    require(who, Verb.CLAIM)
    require_visible(request, by=who)

    def keep() -> str:
        for name, key, what in _CODED:
            if typed.get(key) not in {item.code for item in vocabulary(name).offered}:
                raise ClaimWrong(what=what)
        if typed.get("state") not in states_of(request):
            raise ClaimWrong(what=gettext_noop("the State that says it"))
        require_reason(typed.get("source", ""))
        ends = {key: _entity(typed.get(f"{key}_type", ""), typed.get(key, "")) for key in ("one", "other")}
        if ends["one"] == ends["other"]:
            raise ClaimWrong(what=gettext_noop("a second, different entity"))
        kept = Claim.objects.create(
            request=request,
            one_type=ends["one"][0],
            one=ends["one"][1],
            relation=typed["relation"],
            other_type=ends["other"][0],
            other=ends["other"][1],
            stand=typed["stand"],
            confidence=typed["confidence"],
            state=typed["state"],
            source=str(FreeText.parse(typed["source"], cap=WORDS_CAP, what="source")),
            officer=by,
            at=at,
        )
        said = (kept.one_type, kept.one, kept.relation, kept.other_type, kept.other, kept.stand, kept.confidence, kept.state, kept.source)
        digest = str(Digest.of("\x00".join(said).encode()))
        note("claim.added", by=by, about=request.reference, at=at, facts={"claim": kept.pk, "digest": digest})
        return str(kept.pk)

    return Claim.objects.get(pk=once(token, keep, officer=by, verb="claim.add", at=at))


@transaction.atomic
def take_back_claim(request: Request, claim_id: int, *, by: Officer, at: Instant, token: str) -> Claim:
    """Take back a claim that was added here; its row stays. Raises `NoSuchClaim`."""
    who = actor(by, at=at)
    require(who, Verb.CLAIM)
    require_visible(request, by=who)

    def take() -> str:
        found = Claim.objects.select_for_update().filter(pk=claim_id, request=request, ended_at__isnull=True).first()
        if found is None:
            raise NoSuchClaim
        found.ended_by, found.ended_at = by, at
        found.save(update_fields=["ended_by", "ended_at"])
        note("claim.taken-back", by=by, about=request.reference, at=at, facts={"claim": found.pk})
        return str(found.pk)

    return Claim.objects.get(pk=once(token, take, officer=by, verb="claim.take-back", at=at))


def states_of(request: Request) -> tuple[str, str]:
    """Return the two States of a case: ours, and the other."""
    return home().country.text, book().authority_of(NodeId(request.peer)).id.country.text


def _entity(type_: str, value: str) -> tuple[str, str]:
    """Return an entity in its normal form, so that the same account written in two ways is one."""
    if type_ not in types():
        raise ClaimWrong(what=gettext_noop("the sort of an entity"))
    if not value.strip():
        raise ClaimWrong(what=gettext_noop("the name or value of an entity"))
    if type_ in (PERSON, PROVIDER):
        return type_, str(FreeText.parse(value, cap=_NAME_CAP, what="name"))
    try:
        return type_, str(parse_outside(type_, value))
    except Refused as fault:
        raise ClaimWrong(what=gettext_noop("the name or value of an entity")) from fault
