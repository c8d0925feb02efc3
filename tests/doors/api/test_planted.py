"""The model finds what is wrong: each fault that is planted in the server is met by its stories."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase
from taxii_stories import Clients, tell

from comity.doors.api.taxii import entering, reading
from comity.intel.store import clock, granting, placing, relabelling, removing, sight
from comity.intel.store.scanning import RECORDS, scan
from comity.records.models import IntelStatus
from comity.records.statements import run

FAULTS: dict[str, Callable[[Any], None]] = {}


def fault(plant: Callable[[Any], None]) -> Callable[[Any], None]:
    """Keep it under its name."""
    FAULTS[plant.__name__] = plant
    return plant


@fault
def the_boundary_of_a_page_is_shown_twice(patch):
    """Inclusive instead of exclusive."""
    patch.setattr(reading, "scan", lambda *of, after=0, **more: scan(*of, after=max(after - 1, 0), **more))


@fault
def the_boundary_of_a_page_is_lost(patch):
    """The other way."""
    patch.setattr(reading, "scan", lambda *of, after=0, **more: scan(*of, after=after + (1 if after else 0), **more))


@fault
def a_manifest_lists_without_labels(patch):
    """What the objects themselves are asked for, their list is not."""
    patch.setattr(
        reading,
        "scan",
        lambda pk, seen, asked, *, columns, **more: scan(pk, every(seen) if columns == RECORDS else seen, asked, columns=columns, **more),
    )


def every(seen):
    """Return a sight of every label."""
    labels = tuple(range(clock.look().labels))
    return replace(seen, labels=labels, printed=json.dumps(labels))


@fault
def what_is_labelled_anew_keeps_its_date(patch):
    """Followers pass it by."""

    def moved(sql, values=()):
        return run(sql, [values[2], *values[1:]] if sql == relabelling._MOVE else values)

    patch.setattr(relabelling, "run", moved)


@fault
def taking_out_leaves_a_version(patch):
    """Of several the last."""
    bury = removing.bury
    patch.setattr(removing, "bury", lambda collection, places, **more: bury(collection, places[: max(1, len(places) - 1)], **more))


@fault
def whoever_was_in_stays_in(patch):
    """A right that ended, a client that was revoked: the process knows it as it was."""
    patch.setattr(entering, "_known", lambda digest, *_: entering._KNOWN.get(digest))


@fault
def a_version_that_is_hidden_takes_away_the_one_before(patch):
    """The newest is the newest for everybody."""
    patch.setattr(placing, "NEWEST_OF_ITS_LABEL", placing.OLDER)


@fault
def what_two_gave_is_shown_twice(patch):
    """To who sees both."""
    real = placing.rank

    def ranked(places):
        changed = real(places)
        for one in places:
            one.twin = False
        return changed

    for where in ("comity.intel.store.ingesting.rank", "comity.intel.store.placing.rank"):
        patch.setattr(where, ranked)


@fault
def adding_tells_what_is_hidden(patch):
    """A clash with what the sender may not see."""

    class Every(sight.Reader):
        __slots__ = ()

        def sight(self, clock, *, at):
            return every(super().sight(clock, at=at))

    patch.setattr(granting.Holding, "eyes", lambda _, reader: Every(reader.principal))


@fault
def a_status_is_for_everybody(patch):
    """Of other clients too."""
    rows = IntelStatus.objects
    patch.setattr(reading, "find_status", lambda uuid, **_: rows.filter(uuid=uuid).values_list("body", flat=True).first())


class Forgetful(Clients):
    """Where a restart loses the last commit."""

    def forget(self):
        """What was written last is not there."""
        last = run("SELECT MAX(added) FROM records_stixplace").fetchone()[0]
        run("DELETE FROM records_stixplace WHERE added = %s", [last])
        super().forget()


@fault
def a_restart_loses_the_last_commit(_):
    """See `Forgetful`."""


@pytest.mark.unheard
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(world, monkeypatch, name):
    """Some story comes to another end."""
    FAULTS[name](monkeypatch)
    with pytest.raises(AssertionError):
        tell(Forgetful if "restart" in name else Clients, world, examples=60, phases=[Phase.generate], database=None, derandomize=True)
