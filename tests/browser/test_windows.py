"""The eye of these tests is not blind: each fault planted in a page is seen."""

from collections.abc import Callable

import pytest
import windows
from desks import Desks
from officers import of_side
from windows import Window

pytestmark = pytest.mark.browser

SOUND = '<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>A page</h1>%s</main></body></html>'
FAULTS = {
    "a field without a label": ("label: ", '<input name="code">'),
    "words too pale to read": ("color-contrast: ", '<p style="color: #bbb; background: #fff">Pale words</p>'),
    "words too pale to read at night": (
        "dark: color-contrast: ",
        "<style>@media (prefers-color-scheme: dark) { p { color: #555; background: #444 } }</style><p>Pale words</p>",
    ),
    "a heading without room": ("squeezed: ", '<h2 style="inline-size: 1em; overflow-wrap: anywhere">Commitments</h2>'),
    "a page wider than a telephone": (" px too wide: ", '<div style="width: 350px">Wide</div>'),
    "targets too small for a finger on a telephone": (
        "at 320 px: target-size: ",
        (
            "<style>@media (max-width: 400px) { button { font-size: 4px; padding: 0; border: 0 } }</style>"
            "<button>One</button><br><button>Two</button><br><button>Three</button>"
        ),
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_found(window: Callable[..., Window], name: str):
    """Accessibility in daylight and at night, words without room, width, targets."""
    said, planted = FAULTS[name]
    seen = window()
    seen.page.set_content(SOUND % "<p>Sound</p>")
    assert seen.faults(weigh=False) == []
    seen.page.set_content(SOUND % planted)
    found = seen.faults(weigh=False)
    assert any(said in fault for fault in found), found


def test_a_refusal_of_the_policy_is_found(desks: Desks, window: Callable[..., Window]):
    """An inline handler is refused by the policy of a real page, and told."""
    seen = window()
    seen.page.goto(f"{desks.viet_nam.address}/account/login/")
    assert seen.faults() == []
    seen.page.evaluate('document.body.insertAdjacentHTML(\'beforeend\', \'<img alt="" src="/x" onerror="1">\')')
    seen.page.wait_for_load_state("networkidle")
    assert any("policy: script-src-attr" in fault for fault in seen.faults())
    seen.said.clear()


def test_a_heavy_page_is_found(desks: Desks, window: Callable[..., Window], monkeypatch: pytest.MonkeyPatch):
    """The weight counts styles and fonts, not the page alone, and those too that the window has kept since the page before."""
    seen = window()
    monkeypatch.setattr(windows, "BUDGET", 60_000)
    for _ in range(2):
        seen.page.goto(f"{desks.viet_nam.address}/account/login/")
        found = seen.faults()
        assert any("woff2" in fault and "tokens.css" in fault for fault in found), found


@pytest.mark.parametrize("scripts", [True, False])
def test_scripts_stay_away_where_they_are_told_to(desks: Desks, window: Callable[..., Window], scripts: bool):
    """A window without the site's scripts has none of them, and complains of nothing; another has them."""
    seen = window(scripts=scripts)
    of_side(desks.viet_nam, seen, desks.viet_nam.side.drafter).come_by_the_demo()
    seen.page.reload()  # neither from the net nor from what the browser kept
    asked = [one for one in seen.asked if one.url.endswith(".js")]
    assert asked
    assert {one.failure is None for one in asked} == {scripts}
    assert seen.said == []
