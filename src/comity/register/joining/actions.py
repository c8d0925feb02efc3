"""Says that two actors are one. Neither row goes; one counts in the place of the other."""

from django.db import transaction

from comity.directory.noting import note
from comity.directory.officers import actor
from comity.directory.once import once
from comity.records.models import Commitment, Meeting, Officer, Participation, RegisterActor, Statement
from comity.register.joining.refusals import OneAlready
from comity.register.meetings.writing import keep_meeting
from comity.register.people.naming import counting, keep_actor_words
from comity.register.policy import require_keep
from comity.register.refusals import NoSuchRow
from comity.terms.instants import Instant


@transaction.atomic
def join_actors(key: int, *, same_as: int, by: Officer, at: Instant, token: str) -> RegisterActor:
    """Say that the actor `key` is the actor `same_as`: what stands under the first is shown and counted under the second.

    Raises `OneAlready`, `NoSuchRow`.
    """
    require_keep(actor(by, at=at))

    def join() -> str:
        one, other = (_locked(number) for number in (key, same_as))
        if one.pk == other.pk:
            raise OneAlready(name=one.name)
        one.same_as = other
        one.save(update_fields=["same_as"])
        RegisterActor.objects.filter(same_as=one).update(same_as=other)
        keep_actor_words(other)
        for model, name in ((Statement, "speaker"), (Statement, "addressee"), (Commitment, "obligor"), (Commitment, "beneficiary")):
            model.objects.filter(**{name: one}).update(**{name: other})
        seats = Participation.objects.filter(actor=one)
        meetings = list(Meeting.objects.filter(pk__in=list(seats.values_list("meeting_id", flat=True))))
        seats.update(actor=other)
        for meeting in meetings:
            keep_meeting(meeting)
        note("actor.joined", by=by, at=at, facts={"actor": one.pk, "same_as": other.pk})
        return str(other.pk)

    return RegisterActor.objects.get(pk=once(token, join, officer=by, verb="actor.join", at=at))


def _locked(key: int) -> RegisterActor:
    found = RegisterActor.objects.select_for_update(of=("self",)).filter(pk=key, taken_out_at__isnull=True).first()
    if found is None:
        raise NoSuchRow(number=f"#{key}")
    return counting(found)
