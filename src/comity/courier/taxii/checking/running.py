"""One whole run: the cases in their order, each with its exchanges; what was posted is taken away at the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from comity.courier.taxii.checking import filtering, finding, paging, reading, rights, signing_in, speaking, writing
from comity.courier.taxii.checking.bench import Bench
from comity.courier.taxii.checking.case import Case, Failed, Need, NeedsWriting, NoneThere, NotApplicable, NotReached, Outcome, Verdict
from comity.courier.taxii.exchange import NoAnswer
from comity.terms.refusals import Refused

_CHAPTERS: Final = (signing_in, finding, rights, reading, writing, filtering, paging, speaking)


def _rank(case: Case) -> tuple[int, tuple[int, ...], str]:
    """The document's order first, then the standard's own."""
    if case.number.startswith("S"):
        return 1, (), case.number
    return 0, tuple(int(part) for part in case.number.split(".")), ""


CASES: Final = (*sorted(chain.from_iterable(one.CASES for one in _CHAPTERS), key=_rank), *speaking.LAST)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of every case, and the addresses of what the server did not let go."""

    outcomes: tuple[Outcome, ...]
    left: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether every mandatory case that applies passed, and any did."""
        decided = [one for one in self.outcomes if one.case.mandatory and one.verdict is not Verdict.NOT_APPLICABLE]
        return bool(decided) and all(one.verdict is Verdict.PASS for one in decided)

    def count(self, verdict: Verdict) -> int:
        """Return how many cases ended so."""
        return sum(one.verdict is verdict for one in self.outcomes)


def run_all(bench: Bench, *, told: Callable[[Outcome], None] = lambda _: None) -> Run:
    """Run every case; whatever happens, what was posted is taken away. `told` hears of each outcome as it comes."""
    outcomes = []
    try:
        for outcome in run_cases(bench):
            outcomes.append(outcome)
            told(outcome)
    finally:
        left = bench.clean()
    return Run(tuple(outcomes), tuple(left))


def run_cases(bench: Bench) -> Iterator[Outcome]:
    """Yield what becomes of each case."""
    for case in CASES:
        yield run_case(case, bench)


def run_case(case: Case, bench: Bench) -> Outcome:
    """Run one case; a server that does not answer fails it."""
    before = len(bench.exchanges)
    try:
        if missing := case.needs - bench.plan.given:
            _require(min(missing))
        case.run(bench)
    except (Failed, NoAnswer) as failed:
        return _outcome(case, Verdict.FAIL, failed, bench, before)
    except NotApplicable as not_applicable:
        return _outcome(case, Verdict.NOT_APPLICABLE, not_applicable, bench, before)
    return Outcome(case, Verdict.PASS, exchanges=tuple(bench.exchanges[before:]))


def _require(need: Need) -> None:
    if need is Need.WRITE:
        raise NeedsWriting
    raise signing_in.option(need)


def _outcome(case: Case, verdict: Verdict, why: Refused, bench: Bench, before: int) -> Outcome:
    """Keep the marked sentence and its facts, so that a door can say them in any language."""
    sentence = why.reason if isinstance(why, NoneThere) else why.sentence
    cause = why.__cause__ if isinstance(why, NotReached) else None
    because = (cause.sentence, cause.facts) if isinstance(cause, Refused) else None
    return Outcome(case, verdict, sentence, why.facts, because, tuple(bench.exchanges[before:]))
