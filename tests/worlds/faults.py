"""The museum's own words: how a case is shown to be refused, and that nothing was written for it."""

from typing import Any

import pytest
from worlds.puppet import verified
from worlds.world import World

from comity.terms.refusals import Refused
from comity.wire.refused import RefusedBody


def refused_on_the_wire(world: World, item: Any, wire_class: str, **delivery: Any) -> RefusedBody:
    """Deliver `item`: a signed refusal of `wire_class` comes back, which tells no more, and no row of any table changes."""
    before = world.everything()
    reply = world.deliver(item, **delivery)
    body = verified(reply.items[0])
    assert isinstance(body, RefusedBody)
    assert body.wire_class == wire_class
    assert reply.wants == ()
    assert world.everything() == before
    return body


def refused_at_the_desk(world: World, kind: type[Refused], deed: Any) -> Refused:
    """Do `deed`: it is refused with `kind`, whose sentences can be shown, and no row of any table changes."""
    before = world.everything()
    with pytest.raises(kind) as caught:
        deed()
    refusal: Refused = caught.value
    assert world.everything() == before
    assert str(refusal)
    assert refusal.next_step % refusal.facts
    return refusal
