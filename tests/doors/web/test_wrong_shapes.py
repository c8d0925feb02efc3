"""What a partner signs may be of any shape: an act whose fields are none of their form's is kept and can be read."""

import random

import pytest
from django.urls import reverse
from tests.treaty.samples import every_act
from visitors import sign_in, stop_clock
from worlds.square import cell

from comity.records.models import Request

WRONG = ("x", 5, None, True, "", [], ["x"], {"a": 1}, "2027-02-31", [{"type": "x"}], {"text": 5, "language": "zz"}, "A" * 3000)
PAGES = ("request", "received", "evidence", "decide")


def one_leaf(value, wrong, rng):
    """Return `value` with something inside it replaced."""
    if isinstance(value, dict) and value and rng.random() < 0.7:
        key = rng.choice(sorted(value))
        return value | {key: one_leaf(value[key], wrong, rng)}
    if isinstance(value, list) and value and rng.random() < 0.7:
        place = rng.randrange(len(value))
        return [*value[:place], one_leaf(value[place], wrong, rng), *value[place + 1 :]]
    return wrong


def spoilt(values, rng):
    """Yield the fields of an act with one of them, a leaf of them and all of them of a wrong shape."""
    yield values | {rng.choice(sorted(values)): rng.choice(WRONG)}
    yield {key: one_leaf(value, rng.choice(WRONG), rng) for key, value in values.items()}
    yield dict.fromkeys(values, rng.choice(WRONG))


@pytest.mark.unheard
def test_no_shape_of_a_field_keeps_the_pages_of_its_case_from_being_read(world, monkeypatch):
    """Of every kind that begins a case; nothing is raised, and no page says that the fault is ours."""
    stop_clock(monkeypatch, world.at)
    browser, rng, read = sign_in(world.drafter), random.Random(11), 0
    for place, ((kind, part), values) in enumerate(sorted(every_act().items())):
        if part != "request":
            continue
        sent = list(spoilt(dict(values), rng))[place % 3]
        with cell():
            case = f"XR-2026-{place + 100:06d}"
            world.deliver(world.puppet.say(world.puppet.act(part, kind, sent, case=case)))
            request = Request.objects.filter(reference=case).first()
            for name in PAGES if request else ():
                assert browser.get(reverse(name, args=[case])).status_code in (200, 302, 409), (kind, name, sent)
                read += 1
    assert read > 100
