"""Every page of what other States gave and of what stays in the house, by axe, in both themes."""

from datetime import UTC, datetime

import pytest
from desks import ask
from test_pages import VIET_NAM, Rooms, asked_by, rooms  # noqa: F401 -- a fixture that pytest finds by its name

pytestmark = pytest.mark.browser


@VIET_NAM
def test_every_page_beside_a_case(rooms: Rooms, code: str):  # noqa: F811 -- the fixture
    """What came, opinions, what missions forwarded, what happened; the sources of a draft and what was said of them."""
    stage = rooms.stage(code)
    first = rooms.officer(stage, stage.side.drafter)
    reference = ask(rooms.other(code), stage, "hospital")
    first.wait_in_queue(reference)
    here = f"/requests/{reference}/"
    for name in ("received", "counsel", "forwarded", "event"):
        rooms.visit(first, f"{here}{name}/", name)
    first.press(first.page.locator(".bar .btn").last)
    rooms.look(first, "event in error", 422)
    first.choose("event", "order.made")
    first.type_day("on", datetime.now(UTC).date().isoformat())
    first.type_in("reason", "Theo thông báo của tòa án.")
    first.press(first.page.locator(".bar .btn").last)
    assert first.path() == here
    rooms.visit(first, f"{here}event/", "event, one recorded")
    for role in ("reassign", "counsel/give", "forwarded/forward"):
        rooms.visit(first, f"{here}{role}/", f"{role}, not allowed", 403)
    first.begin_request(rooms.other(code))
    first.write_request(asked_by(stage, "hospital"))
    check = first.path()
    rooms.look(first, "check with sources")
    rooms.visit(first, check.replace("/check/", "/sources/"), "sources")
    first.press(first.page.locator('form[action$="/nothing/"] button'))
    rooms.look(first, "sources, nothing used")
    rooms.visit(first, check.replace("/check/", "/counsel/"), "opinions on a draft")
    assert rooms.found == []
