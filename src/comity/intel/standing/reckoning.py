"""From what an indicator claims and what others said of it to how it stands: arithmetic and nothing else. Pure.

1. What its author ended is spent: revoked (STIX 2.1, section 3.6), past `valid_until` (4.7), said to be over by whoever gave it.
2. The count begins with the author's last word (`valid_from` or `modified`, the later) or the last sighting after it, as in MISP; it ends
   after the model's lifetime, or with `valid_until` where there is one, before which age alone never ends it.
3. The number begins with the author's confidence, or the model's usual base, and falls by the model. How sure somebody was is no age:
   what is spent is told by the part that is left, not by the number.
4. Each authority has one voice, whatever number of objects it sends. Who agrees or saw it speaks for it, who disagrees against it; strong
   words weigh twice. The author speaks for it until they say otherwise. The number is multiplied with the weight of those for it out of
   all; where those against it weigh as much, it is disputed. The scale of five is that of STIX 2.1 (section 10.19); the weights are this
   project's. A false positive of MISP is an opinion that strongly disagrees.

Whose word something is, is known from who delivered it, never from what the object says of its author.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from comity.intel.standing.decaying import DAY, Model, left, model_for
from comity.intel.standing.sentences import Part, Reason
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant

WEIGHTS: Final = {"strongly-disagree": -2, "disagree": -1, "neutral": 0, "agree": 1, "strongly-agree": 2}
_SHOWN: Final = 12  # voices that are told one by one


class Word(StrEnum):
    """How it stands, in one word."""

    FRESH = "fresh"
    AGEING = "ageing"
    SPENT = "spent"
    DISPUTED = "disputed"


STANDS: Final = frozenset({Word.FRESH, Word.AGEING})


class Kind(StrEnum):
    """What somebody said of an indicator."""

    SEEN = "seen"
    OVER = "over"
    OPINION = "opinion"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an indicator says of itself, as far as its standing goes. `owner` gave it; `types` are MISP types that its value may be of."""

    owner: str
    valid_from: Instant
    modified: Instant
    valid_until: Instant | None = None
    confidence: int | None = None
    revoked: bool = False
    types: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Said:
    """What one authority said of it: when, who gave it, what; `weight` of an opinion, from -2 to 2."""

    at: Instant
    owner: str
    kind: Kind
    weight: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands. `number` is 0 to 100, `left` the part that age has left, 1 to 0; `reasons` say why, the weightiest first."""

    word: Word
    number: float
    left: float
    base: float
    model: Model
    reasons: tuple[Reason, ...]

    @property
    def stands(self) -> bool:
        """Whether it still stands."""
        return self.word in STANDS


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one authority says in the end: for it (above 0), against it (below 0), since when."""

    owner: str
    weight: int
    at: Instant
    kind: Kind


def reckon(claim: Claim, said: Iterable[Said], *, at: Instant, model: Model | None = None, capped: bool = False) -> Standing:
    """Return how an indicator stands at `at`, from what was said of it; the order of `said` makes no difference.

    `model` instead of the one that its value and labels choose. What is said to have happened after `at` happened at `at`. `capped` says
    that not all of it was looked through.
    """
    heard = sorted(_past(one, at) for one in said)
    chosen = model or model_for(claim.types, claim.labels)
    ended = list(_ended(claim, heard, at))
    word_of_author = min(max(claim.valid_from, claim.modified), max(at, claim.valid_from))
    seen = [one for one in heard if one.kind is Kind.SEEN]
    last = seen[-1] if seen else None
    start = max(word_of_author, last.at) if last else word_of_author
    rest, span = _left(claim, chosen, start, at)
    voices = _voices(claim, heard)
    yes, no = _weigh(claim, voices)
    base = float(chosen.base if claim.confidence is None else claim.confidence)
    share = yes / (yes + no)
    word = _word(claim, chosen, rest, ended=bool(ended), disputed=no > 0 and no >= yes)
    told = (
        *ended,
        *_counted(claim, chosen, base, start, span, at),
        *_seen(claim, last, word_of_author, at),
        *_spoken(voices, claim),
        *([_reason("weighed", yes=yes, no=no)] if no else ()),
        *_noted(heard),
        *([_reason("capped")] if capped else ()),
    )
    number = 0.0 if ended else base * rest * share
    return Standing(word=word, number=number, left=0.0 if ended else rest, base=base, model=chosen, reasons=told)


def _past(one: Said, at: Instant) -> Said:
    return one if one.at <= at else Said(at=at, owner=one.owner, kind=one.kind, weight=one.weight)


def _ended(claim: Claim, heard: Sequence[Said], at: Instant) -> Iterator[Reason]:
    if claim.revoked:
        yield _reason("revoked")
    if claim.valid_until is not None and claim.valid_until <= at:
        yield _reason("over", when=claim.valid_until)
    over = [one for one in heard if one.kind is Kind.OVER and one.owner == claim.owner and one.at >= claim.modified]
    if over and not any(one.kind is Kind.SEEN and one.owner == claim.owner and one.at > over[-1].at for one in heard):
        yield _reason("expired", who=_who(claim.owner), when=over[-1].at)


def _left(claim: Claim, model: Model, start: Instant, at: Instant) -> tuple[float, int]:
    span = model.span if claim.valid_until is None else max(claim.valid_until.micros - start.micros, 1)
    return left(at.micros - start.micros, span=span, speed=model.speed), span


def _word(claim: Claim, model: Model, rest: float, *, ended: bool, disputed: bool) -> Word:
    if ended or (rest < model.spent_at and claim.valid_until is None):
        return Word.SPENT
    if disputed:
        return Word.DISPUTED
    return Word.AGEING if rest < model.ageing_at else Word.FRESH


def _voices(claim: Claim, heard: Sequence[Said]) -> tuple[_Voice, ...]:
    """Return one voice an authority, in the order of their names."""
    by_owner: dict[str, list[Said]] = {}
    for one in heard:
        if one.kind is not Kind.NOTE:
            by_owner.setdefault(one.owner, []).append(one)
    return tuple(_voice(claim, owner, told) for owner, told in sorted(by_owner.items()))


def _voice(claim: Claim, owner: str, told: Sequence[Said]) -> _Voice:
    """Return the last opinion of an authority; what it saw after it disagreed speaks for the indicator again."""
    stated = [one for one in told if one.kind is Kind.OPINION or (one.kind is Kind.OVER and owner != claim.owner)]
    seen = [one for one in told if one.kind is Kind.SEEN and one.at >= claim.valid_from]
    opinion, last = stated[-1] if stated else None, seen[-1] if seen else None
    weight = -1 if opinion is not None and opinion.kind is Kind.OVER else opinion.weight if opinion is not None else 0
    if last is not None and (opinion is None or weight >= 0 or last.at > opinion.at):
        if weight > 0 and opinion is not None:
            return _Voice(owner, weight, opinion.at, opinion.kind)
        return _Voice(owner, 1, last.at, Kind.SEEN)
    if opinion is None:
        return _Voice(owner, 0, told[-1].at, told[-1].kind)
    return _Voice(owner, weight, opinion.at, opinion.kind)


def _weigh(claim: Claim, voices: Iterable[_Voice]) -> tuple[int, int]:
    """Return the weights for and against; by giving it its author has spoken for it, and does not weigh more by saying so again."""
    yes, no, author = 0, 0, 1
    for one in voices:
        if one.owner == claim.owner:
            author = 1 if one.weight >= 0 else 0
            no += max(-one.weight, 0)
        else:
            yes += max(one.weight, 0)
            no += max(-one.weight, 0)
    return yes + author, no


def _counted(claim: Claim, model: Model, base: float, start: Instant, span: int, at: Instant) -> Iterator[Reason]:
    if claim.valid_from > at:
        yield _reason("early", when=claim.valid_from)
    number = round(base)
    if claim.valid_until is not None:
        yield _reason("until", base=number, when=start, until=claim.valid_until)
    else:
        spent = round(base * model.spent_at)
        yield _reason("model", model=model.name, base=number, when=start, days=round(span / DAY), threshold=spent)
    yield _reason("usual" if claim.confidence is None else "confidence", base=number)


def _seen(claim: Claim, last: Said | None, author: Instant, at: Instant) -> Iterator[Reason]:
    if last is None:
        yield _reason("author", when=author)
    elif claim.valid_until is not None and claim.valid_until <= at and last.at >= claim.valid_until:
        yield _reason("seen-after", when=last.at, who=_who(last.owner))
    else:
        yield _reason("seen" if last.at > author else "seen-before", when=last.at, who=_who(last.owner))


_SPOKEN: Final = {-2: "against-strongly", -1: "against", 1: "for", 2: "for-strongly"}


def _spoken(voices: Sequence[_Voice], claim: Claim) -> Iterator[Reason]:
    """Tell each voice, those against it first."""
    spoken = [one for one in voices if one.weight and one.kind is not Kind.SEEN]
    for one in sorted(spoken, key=lambda each: (each.weight, each.owner))[:_SHOWN]:
        code = "over-there" if one.kind is Kind.OVER and one.owner != claim.owner else _SPOKEN[one.weight]
        yield _reason(code, who=_who(one.owner), when=one.at)


def _noted(heard: Sequence[Said]) -> Iterator[Reason]:
    notes = {one.owner: one for one in heard if one.kind is Kind.NOTE}
    for one in list(notes.values())[:_SHOWN]:
        yield _reason("noted", who=_who(one.owner), when=one.at)


def _who(owner: str) -> Part:
    """Return an authority as one that the door can name; a programme outside the directory by its own name."""
    return AuthorityId(owner) if AuthorityId.pattern.fullmatch(owner) else owner


def _reason(code: str, **parts: Part) -> Reason:
    return Reason(code, parts)
