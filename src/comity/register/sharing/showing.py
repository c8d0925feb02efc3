"""A commitment of this register in the words in which it is shared, and what of it may be said now."""

from comity.directory.home import home
from comity.records.models import Commitment, Evidence, Share
from comity.register.refusals import NoSuchRow
from comity.register.sharing.refusals import NotBetweenUs, NotShared, NotToBeSaid, SharedAlready
from comity.register.sharing.states import ShareState, follows, may_say
from comity.register.states import NEEDS_REASON, State
from comity.terms.identifiers import Country
from comity.terms.refusals import Malformed
from comity.terms.speech import gettext_noop
from comity.wire.commitment import Shared, Standing

_STANDS = (ShareState.OFFERED.value, ShareState.SHARED.value)


def live(number: str) -> Commitment:
    """Return a commitment that is in the lists, with its document; raises `NoSuchRow`."""
    found = Commitment.objects.select_related("document").defer("document__original", "document__reading")
    one = found.filter(number=number, taken_out_at__isnull=True).first()
    if one is None:
        raise NoSuchRow(number=number[:20])
    return one


def shown(one: Commitment) -> Shared:
    """Return a commitment as it is shown to the other side; raises `NotBetweenUs` where one of its States is not named."""
    document = one.document
    try:
        return Shared(
            number=one.number,
            words=" ".join(one.words.split()),
            words_language=one.language,
            strength=one.strength,
            obligor_country=one.obligor_country,
            beneficiary_country=one.beneficiary_country,
            obligor=one.obligor_words,
            beneficiary=one.beneficiary_words,
            due=one.due,
            source_standing=one.source,
            source_title=document.title if document else "",
            source_digest=document.digest if document else "",
            state=one.state,
        )
    except Malformed as fault:
        raise NotBetweenUs(number=one.number, country=one.partner or "?") from fault


def require_sharable(one: Commitment, *, peer: str, country: Country) -> Shared:
    """Return what is shown of a commitment to a node of `country`; raises `NotBetweenUs`, `SharedAlready`."""
    value = shown(one)
    if value.parties != {home().country.text, country.text}:
        raise NotBetweenUs(number=one.number, country=country.text)
    held = Share.objects.filter(commitment=one, peer=peer, state__in=_STANDS).first()
    if held is not None:
        raise SharedAlready(number=one.number, reference=held.case)
    return value


def shared_in(case: str) -> Share:
    """Return what is known to both sides in a case; raises `NotShared`."""
    found = Share.objects.select_related("commitment").filter(case=case, state=ShareState.SHARED, commitment__isnull=False).first()
    if found is None:
        raise NotShared(reference=case)
    return found


def said_now(share: Share) -> Standing:
    """Return how a shared commitment stands here, as the other side is told; raises `NotToBeSaid` where that is not to be said."""
    one = share.commitment
    state = State(one.state)
    require_sayable(one, state, was=share.state_told, country=home().country.text)
    last = one.moves.order_by("id").last()
    proof = Evidence.objects.filter(commitment=one).order_by("id").last() if state is State.CLAIMED else None
    return Standing(
        number=one.number,
        state=one.state,
        why=" ".join(last.reason.split()) if last is not None and state in NEEDS_REASON else "",
        shown_by=" ".join(f"{proof.reference} {proof.words}".split())[:500] if proof else "",
        shown_digest=proof.digest if proof else "",
    )


def require_sayable(one: Commitment, state: State, *, was: str, country: str) -> None:
    """Raise `NotToBeSaid` unless `country` may say that `one` stands at `state` after it said `was` (empty: nothing yet)."""
    where = ""
    if not may_say(state, promised=one.obligor_country == country):
        where = gettext_noop("that is for the other side to say")
    elif was == state:
        where = gettext_noop("it was said already")
    elif was and not follows(State(was), state):
        where = gettext_noop("it does not follow from what was said before")
    if where:
        raise NotToBeSaid(number=one.number, state=state.value, where=where)
