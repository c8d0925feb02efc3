"""The node as a TAXII 2.1 server: each line of the standard that a client meets."""

import pytest
from programs import CLEAR, TAXII, Program, collection, indicator, program


@pytest.fixture
def here(world):
    """A collection that everybody may use, and a program of this authority."""
    world.all = collection("all", at=world.at)
    world.own = program("own", at=world.at)
    return world


def test_what_is_put_in_comes_out_page_by_page(here):
    """Byte for byte, in the order in which it came, by tokens and by dates."""
    sent = [indicator(number) for number in range(7)]
    done = here.own.post(here.all + "objects/", sent)
    assert done.status == 202, done.body
    assert (done["total_count"], done["success_count"], done["failure_count"]) == (7, 7, 0)
    got, following = [], ""
    while True:
        page = here.own.get(here.all + "objects/", f"limit=3{following}")
        assert page.status == 200, page.body
        got += page["objects"]
        if not page["more"]:
            break
        following = f"&next={page['next']}"
    assert got == sent
