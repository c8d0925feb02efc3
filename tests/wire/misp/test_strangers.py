"""What strangers send or left: nothing but refusals on the way in, nothing at all on the way out."""

import contextlib
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from misp_samples import full_event

from comity.terms.refusals import Refused
from comity.wire.misp.naming import EXTENSION
from comity.wire.misp.parsing import EVENT, event_json, print_event, read_event, read_events, take_event
from comity.wire.misp.unviewing import unview_event
from comity.wire.misp.viewing import view_event

WORDS = ["", "x", "1", "tlp:red", "24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02"]
KEYS = ["uuid", "name", "type", "value", "Tag", "Attribute", "x"]
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 5),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(WORDS),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(sorted(EVENT.members))


@settings(max_examples=150)
@given(st.dictionaries(NAMES, JSON, max_size=4))
def test_any_event_is_read_or_refused(told: dict[str, Any]):
    """Members of any kind: an event that prints as it was read and has a view that comes back, or a refusal; never anything else."""
    with contextlib.suppress(Refused):
        event = read_event(json.dumps({"Event": {"uuid": "24d1ed0e-1b1f-4a9c-8a3b-0c1f5a1e0d02", "info": "x"} | told}).encode())
        assert read_event(print_event(event)) == event
        view = view_event(event)
        assert unview_event(json.loads(json.dumps(view.objects))).event.uuid == event.uuid


VIEW = view_event(take_event(full_event()["Event"])).objects
PLACES = sorted({(place, name) for place, one in enumerate(VIEW) for name in one if name not in {"type", "id"}})


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=6), st.booleans())
def test_any_property_may_be_anything(changes: list[tuple[tuple[int, str], Any]], inside: bool):
    """A store that looks at heads alone keeps properties of any kind: an event is made of the objects all the same, and printed."""
    objects = json.loads(json.dumps(VIEW))
    for (place, name), value in changes:
        if inside and isinstance(objects[place].get("extensions"), dict) and EXTENSION in objects[place]["extensions"]:
            inner = objects[place]["extensions"][EXTENSION]
            key = min(inner)
            inner[key] = json.dumps(value) if name != "modified" else value
        else:
            objects[place][name] = value
    event = unview_event(objects).event
    assert json.loads(print_event(event))["Event"]["uuid"] == event.uuid
    assert event_json(event)["uuid"] == event.uuid


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes):
    """No bytes raise anything but a refusal."""
    with contextlib.suppress(Refused):
        read_events(data)
