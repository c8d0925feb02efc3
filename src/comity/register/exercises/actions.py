"""Proposes joint exercises, and says what became of the proposal. The room of exercises takes over what is agreed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from comity.directory.home import home
from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Commitment, DraftExercise, Officer, Statement
from comity.records.models.shifts import WORDS_CAP
from comity.register.codes import code_of, country_of, said
from comity.register.days import typed_day
from comity.register.exercises.refusals import ExerciseAlone, ExerciseMoved
from comity.register.exercises.states import EXERCISE_MOVES, ExerciseState
from comity.register.numbers import EXERCISE, next_number
from comity.register.policy import require_keep, require_why
from comity.register.refusals import NoSuchRow
from comity.terms.instants import Instant


@transaction.atomic
def propose_exercise(
    *, typed: Mapping[str, Any], statement: int | None = None, commitment: str = "", by: Officer, at: Instant, token: str
) -> DraftExercise:
    """Write down a joint exercise that answers a statement or a commitment, or neither.

    `typed`: topic (`exercise-topic`), parties (codes of countries, ours is added), aim in words, days (ISO date as finely as it is known).
    Raises `ExerciseAlone`, `NotOfItsList`, `DateUnclear`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def propose() -> str:
        promise = _promise(commitment)
        spoken = _statement(statement) or (promise.statement if promise else None)
        made = DraftExercise.objects.create(
            number=next_number(EXERCISE),
            topic=code_of("exercise-topic", typed.get("topic")),
            parties=_parties(typed.get("parties", ())),
            aim=said(typed.get("aim"), cap=WORDS_CAP, what="aim"),
            days=typed_day(typed.get("days")).said,
            statement=spoken,
            commitment=promise,
            state=ExerciseState.PROPOSED,
            made_by=by,
            made_at=at,
        )
        facts = {"exercise": made.number, "topic": made.topic, "parties": made.parties, "commitment": commitment}
        note("exercise.proposed", by=by, at=at, facts=facts)
        return made.number

    return DraftExercise.objects.get(number=once(token, propose, officer=by, verb="exercise.propose", at=at))


@transaction.atomic
def move_exercise(number: str, *, to: str, reason: str = "", by: Officer, at: Instant, token: str) -> DraftExercise:
    """Say that a proposed exercise is agreed, or dropped and why. Raises `ExerciseMoved`, `WhyMissing`, `NoSuchRow`, `NotOfItsList`."""
    require_keep(actor(by, at=at))

    def move() -> str:
        state = ExerciseState(code_of("exercise-state", to))
        if state is ExerciseState.DROPPED:
            require_why(reason)
        found = DraftExercise.objects.select_for_update().filter(number=number).first()
        if found is None:
            raise NoSuchRow(number=number[:20])
        if state not in EXERCISE_MOVES[ExerciseState(found.state)]:
            raise ExerciseMoved(number=found.number, state=found.state, to=state.value)
        found.state, found.why = state.value, said(reason, cap=WORDS_CAP, what="reason", empty="")
        found.moved_by, found.moved_at = by, at
        found.save(update_fields=["state", "why", "moved_by", "moved_at"])
        note("exercise.moved", by=by, at=at, facts={"exercise": found.number, "state": found.state})
        return found.number

    return DraftExercise.objects.get(number=once(token, move, officer=by, verb="exercise.move", at=at))


def _parties(codes: Any) -> list[str]:  # noqa: ANN401 -- whatever a form has
    found = sorted({country_of(code) for code in codes if code} | {home().country.text})
    if len(found) < 2:
        raise ExerciseAlone
    return found


def _statement(key: int | None) -> Statement | None:
    if not key:
        return None
    found = Statement.objects.filter(pk=key, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=f"#{key}")
    return found


def _promise(number: str) -> Commitment | None:
    if not number:
        return None
    found = Commitment.objects.select_related("statement").filter(number=number, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=number[:20])
    return found
