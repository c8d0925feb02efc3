"""The header of every page says that a node is quarantined, and what is waited for."""

from types import SimpleNamespace

from django.template.loader import render_to_string

from comity.directory.quarantined import Standing, clear_standing, write_standing
from comity.doors.web.framing import _held


def test_the_header_says_what_is_waited_for(world):
    """In words, on every page, from the file that the courier writes; nothing of it on a node that signs as ever."""
    assert _held() == ""
    write_standing(world.home, Standing("restored", world.at, ("poc.xr.example",), breaks=False))
    assert "poc.xr.example" in _held()
    page = render_to_string("web/base.html", {"frame": SimpleNamespace(world="real", held=_held()), "page": SimpleNamespace(heading="x")})
    assert page.index('role="status"') < page.index("poc.xr.example") < page.index("<main")
    write_standing(world.home, Standing("restored", world.at, (), breaks=True))
    assert "two officers" in _held()
    clear_standing(world.home)
    assert _held() == ""
