"""The comparison with the reference can fail: each fault that is planted on a way out is found by who asks that way."""

import json
from bisect import bisect_left
from dataclasses import dataclass, replace
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import drawn
import endpoints
import pytest
from crowded import Crowd

from comity.intel.policy import Label, compiled, stix
from comity.intel.policy.misp import Distribution, Shared
from comity.intel.policy.stix import Marking
from comity.intel.reading import matrix
from comity.intel.store import sight
from comity.intel.store.clock import look
from comity.intel.store.onward import Onward
from comity.intel.store.scanning import BODIES, CARDS, DATES, LINKS, PLACES, RECORDS
from comity.terms.markings import Tlp

TAXII, MISP = "comity.doors.api.taxii.reading", "comity.doors.api.misp.reading"


@dataclass(frozen=True)
class Fault:
    """Names that stand for something else while it is planted, and who finds it; `without` are scans that ask the policy nothing."""

    found_by: str
    instead: tuple[tuple[str, Any], ...] = ()
    without: tuple[tuple[str, str], ...] = ()

    def plant(self, patch):
        """Plant it."""
        for name, other in self.instead:
            patch.setattr(name, other)
        for name, columns in self.without:
            patch.setattr(name, unasked(name, columns))


def unasked(name, columns):
    """Return a way of reading for which everything may be seen by everybody; of these columns alone, if any are named."""
    module, _, attribute = name.rpartition(".")
    real = getattr(import_module(module), attribute)

    def read(pk, seen, *of, **more):
        every = tuple(range(look().labels))
        blind = replace(seen, labels=every, printed=json.dumps(every))
        return real(pk, blind if columns in ("", more.get("columns")) else seen, *of, **more)

    return read


def _yes(*_, **__):
    return SimpleNamespace(allowed=True, reasons=())


def _whole(head):
    return head.object_marking_refs


def _everybodys(told, known, *, owner, **_):
    return Label(tlp=Tlp.CLEAR, owner=owner)


def _to_all(*_, **__):
    return Shared(Distribution.ALL)


def _every(found, **_):
    return found


def _kept(self, clock, _):
    return self.name == clock.name and clock.labels <= self.seen.epoch.labels


_GIVEN = ("comity.intel.misp.spreading.misp_of", _to_all)  # MISP asks the policy once more how far something may go
FAULTS = {
    "objects without the policy": Fault("taxii", without=((f"{TAXII}.scan", BODIES),)),
    "a manifest without the policy": Fault("taxii", without=((f"{TAXII}.scan", RECORDS),)),
    "versions without the policy": Fault("taxii", without=((f"{TAXII}.scan_versions", ""),)),
    "an object that is hidden is there": Fault("taxii", without=((f"{TAXII}.scan", PLACES),)),
    "who may not take out learns that it is there": Fault("taxii", without=(("comity.intel.store.removing.scan", ""),)),
    "marks of a part are ignored": Fault("taxii", (("comity.intel.store.labelling.refs_of", _whole),)),
    "a marking that nobody knows is none": Fault("taxii", ((f"{stix.__name__}.UNKNOWN", Marking(known=True)),)),
    "what is over is shared on": Fault("moments", ((f"{compiled.__name__}._Moments.not_after", lambda *_: 0),)),
    "an embargo is ignored": Fault("moments", ((f"{compiled.__name__}._Moments.later_than", lambda *_: 0),)),
    "the last moment counts, not the first": Fault("moments", ((f"{compiled.__name__}.bisect_right", bisect_left),)),
    "what was reckoned is kept too long": Fault("moments", ((f"{sight.__name__}._Reckoned.holds", _kept),)),
    "MISP without the policy": Fault("misp", (_GIVEN,), without=(("comity.intel.misp.showing.scan", ""),)),
    "values of MISP without the policy": Fault("misp", (_GIVEN,), without=(("comity.intel.misp.showing.scan_back", ""),)),
    "the index of MISP without the policy": Fault("misp_events", (_GIVEN,), without=(("comity.intel.misp.showing.scan", ""),)),
    "what goes less far goes with what goes further": Fault("misp", (("comity.intel.misp.showing.going_as_far", _every),)),
    "a feed holds what is not for all": Fault("misp", ((f"{MISP}._open", lambda elements: elements),)),
    "what others gave is carried on": Fault("bundles", (("comity.intel.store.onward.may_reshare", _yes),)),
    "what others gave is sent on": Fault("sets", (("comity.intel.store.onward.may_reshare", _yes),)),
    "what others gave is pushed on": Fault("pushes", (("comity.intel.store.onward.may_reshare", _yes),)),
    "a bundle without the policy": Fault(
        "bundles", ((f"{Onward.__module__}.Onward.lets", lambda *_: True),), without=(("comity.intel.carrying.choosing.scan", ""),)
    ),
    "the ledger forgets what is withheld": Fault("sets", (("comity.intel.sets.withholding._whys", lambda *_, **__: None),)),
    "a list without the policy": Fault("lists", without=(("comity.intel.reading.shelves.scan_back", CARDS),)),
    "a count tells of what is hidden": Fault("lists", without=(("comity.intel.reading.shelves.scan_back", DATES),)),
    "definitions are everybody's": Fault("lists", (("comity.intel.store.labelling.label_of_definition", _everybodys),)),
    "the page says that all see it": Fault("lists", (("comity.intel.reading.objects.decide", _yes),)),
    "the page says that it may be sent": Fault("lists", (("comity.intel.reading.sending.may_reshare_to", _yes),)),
    "a cell counts what is hidden": Fault("joined", without=((f"{matrix.__name__}.scan_back", LINKS),)),
    "techniques without the policy": Fault("joined", without=((f"{matrix.__name__}.scan_back", CARDS),)),
    "one hop leads to what is hidden": Fault("joined", without=(("comity.intel.reading.shelves.scan_back", CARDS),)),
}


def moments(crowd):
    """TAXII, at each moment at which a label begins or ends."""
    return endpoints.taxii(crowd, moments=drawn.MOMENTS)


@pytest.fixture(autouse=True)
def _quick_secrets(monkeypatch):
    """Stretch secrets by less: what stretching costs is not what is tested here."""
    from comity.intel.store import clients

    monkeypatch.setattr(clients._Hasher, "time_cost", 1)
    monkeypatch.setattr(clients._Hasher, "memory_cost", 8)


@pytest.mark.unheard
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found(world, monkeypatch, name):
    """Without it the same questions agree: test_every_endpoint.py."""
    fault = FAULTS[name]
    matrix._KEPT.clear()
    fault.plant(monkeypatch)
    timed = {"size": (60, 4), "moments": drawn.MOMENTS, "seed": 7}
    crowd = Crowd(world, **(timed if fault.found_by == "moments" else {"size": (40, 6)}))
    endpoints.stop_doors(crowd, monkeypatch)
    if fault.found_by == "joined":
        endpoints.join(crowd)
    elif fault.found_by != "misp_events":
        crowd.fill()
    if fault.found_by == "misp":
        endpoints.furnish(crowd)
    with pytest.raises(AssertionError):
        (moments if fault.found_by == "moments" else getattr(endpoints, fault.found_by))(crowd)
