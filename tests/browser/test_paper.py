"""What a printed page carries: what was decided and proved, and nothing that acts or stays inside."""

from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import sync_playwright
from windows import chromium

import comity.doors.web

pytestmark = pytest.mark.browser

STYLE: Final = Path(comity.doors.web.__file__).parent / "static" / "web"
GONE: Final = {
    "a form": '<section class="sec narrow"><h2 id="gone">Ask</h2><form><input></form></section>',
    "a button of a row": '<div class="strip"><div class="go"><button class="btn" id="gone">Take it</button></div></div>',
    "the parts of the register": '<nav class="case tabs"><a id="gone" href="/a/">Meetings</a></nav>',
    "what stays inside, beside a request": '<aside class="side"><section class="inside"><p id="gone">2 notes</p></section></aside>',
    "another view of an act": '<div class="panel-h"><p>from XR <a id="gone" href="/a/">Beside what was signed</a></p></div>',
}
KEPT: Final = {
    "a whole digest, folded on the screen": '<div class="proof"><details><summary>All</summary><code id="kept">3c9d</code></details></div>',
    "the acts of a case": '<nav class="case"><a id="kept" href="/a/">1. Request</a></nav>',
    "an internal note on its own page": '<section class="inside wide"><p id="kept">Call back</p></section>',
}


def test_paper_carries_no_act_and_the_whole_proof(chromium_path: str):
    """Each of these is gone from paper, or stands on it; on the screen it is the other way round for what acts."""
    style = "".join((STYLE / name).read_text() for name in ("tokens.css", "comity.css"))
    with sync_playwright() as playwright, chromium(playwright, chromium_path) as browser:
        window = browser.new_page()

        def drawn(fragment: str, medium: str, name: str) -> float:
            window.emulate_media(media=medium)
            window.set_content(f"<style>{style}</style><main>{fragment}</main>")
            return window.evaluate(
                "id => { const one = document.getElementById(id); "
                "return one.checkVisibility({contentVisibilityAuto: true}) ? one.getClientRects().length : 0 }",
                name,
            )

        assert [what for what, fragment in GONE.items() if drawn(fragment, "print", "gone")] == []
        assert [what for what, fragment in GONE.items() if not drawn(fragment, "screen", "gone")] == []
        assert [what for what, fragment in KEPT.items() if not drawn(fragment, "print", "kept")] == []
