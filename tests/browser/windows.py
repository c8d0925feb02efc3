"""Browser windows that keep everything the browser complains of, and what a page weighs, reads and measures in one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from glass import Glass, copy_of
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response, expect

BUDGET: Final = 120_000  # bytes of a page with everything that it loads
PATIENCE: Final = 30_000  # milliseconds: a slow machine, not a slow page
expect.set_options(timeout=PATIENCE)  # five seconds otherwise, whatever a window was told
_LOOK: Final = 20  # milliseconds between two looks at what still loads
ARGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    # A page is painted as one tile, not as twenty: a twentieth of the work of every page that is opened.
    "--default-tile-width=1280",
    "--default-tile-height=900",
)
# Reports what the policy refused, also where the console says nothing.
_REPORT: Final = (
    "addEventListener('securitypolicyviolation', fault => "
    "console.error(`policy: ${fault.effectiveDirective} ${fault.blockedURI} ${fault.sample}`), true)"
)
# Chromium's own line about what the tests ask for: a document that was answered with 403, 404 or 409, and scripts that stay away.
_ASKED_FOR: Final = re.compile(r"Failed to load resource: (the server responded with a status of 4\d\d|net::ERR_BLOCKED_BY_CLIENT)")


@contextmanager
def chromium(playwright: Playwright, program: str, *more: str) -> Iterator[Browser]:
    """Run a Chromium that calls nobody by itself; `more` goes to it too."""
    browser = playwright.chromium.launch(executable_path=program, args=[*ARGS, *more])
    try:
        yield browser
    finally:
        browser.close()


@dataclass
class Window:
    """One window with one page: its own cookies, and a cache of its own that begins empty."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[Request] = field(default_factory=list)
    loading: set[Request] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, browser: Browser, *, javascript: bool = True, scripts: bool = True, width: int = 1280, **more: Any) -> "Window":
        """Open one. Without `javascript` nothing runs; without `scripts` only what the site sends stays away, so that axe can look."""
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=javascript, color_scheme="light", locale="en-GB", **more
        )
        context.set_default_timeout(PATIENCE)
        window = cls(context.new_page())
        window.page.on("console", window._hear)
        window.page.on("pageerror", lambda fault: window.said.append(str(fault)))
        window.page.on("dialog", lambda dialog: (window.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        window.page.on("request", window._begin)
        window.page.on("requestfinished", window._end)
        window.page.on("requestfailed", window._end)
        window.page.on("response", window._note)
        if javascript:
            context.add_init_script(_REPORT)
        if not scripts:
            # Refused by the browser itself: a route would ask this process about every file, and keep nothing in the cache.
            protocol = context.new_cdp_session(window.page)
            protocol.send("Network.enable")
            protocol.send("Network.setBlockedURLs", {"urls": ["*.js"]})
        return window

    def _hear(self, line: ConsoleMessage) -> None:
        if not _ASKED_FOR.match(line.text):
            self.said.append(f"{line.text} at {self.page.url}")

    def _begin(self, request: Request) -> None:
        self.asked.append(request)
        self.loading.add(request)

    def _end(self, request: Request) -> None:
        self.loading.discard(request)

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.request.redirected_to is None and response.status // 100 != 3:
            self.statuses.append(response.status)

    def close(self) -> None:
        """Close it; fail if the browser complained of anything."""
        self.page.context.close()
        assert self.said == []

    def cookies(self) -> Any:
        """Return what makes another window the same officer's."""
        return self.page.context.storage_state()

    def faults(self, *, weigh: bool = True) -> list[str]:
        """Return everything that is wrong with the page that is shown: its weight, what a glass shows, what the browser said."""
        found = [*(self._weight() if weigh else []), *_glass(self.page.context.browser).faults(copy_of(self.page)), *self._heard()]
        return [f"{self.page.url}: {fault}" for fault in dict.fromkeys(found)]

    def complaints(self) -> list[str]:
        """Return the weight of the page that is shown, where it is too much, and what the browser said; the glass is for others."""
        return [f"{self.page.url}: {fault}" for fault in (*self._weight(), *self._heard())]

    def _heard(self) -> list[str]:
        said = list(self.said)
        self.said.clear()
        return said

    def _weight(self) -> list[str]:
        """Weigh what was loaded since the last navigation of the whole page; what the cache gave weighs what it did when it came."""
        self.page.evaluate("document.fonts.ready.then(() => true)")
        for _ in range(PATIENCE // _LOOK):
            if not self.loading:
                break
            self.page.wait_for_timeout(_LOOK)
        assert not self.loading, [one.url for one in self.loading]
        # In the order in which they were asked for: a style sheet may be here before the end of the page that names it.
        last = max(at for at, one in enumerate(self.asked) if one.is_navigation_request())
        came = [one for one in self.asked[last:] if not one.failure]
        for one in self.asked:
            if not one.failure and (one.url not in self.weights or (one in came and one.is_navigation_request())):
                size = one.sizes()
                self.weights[one.url] = size["responseBodySize"] + size["responseHeadersSize"]
        weights = {one.url: self.weights[one.url] for one in came}
        total = sum(weights.values())
        return [f"{total} bytes: {weights}"] if total > BUDGET else []


_GLASSES: Final[WeakKeyDictionary[Any, Glass]] = WeakKeyDictionary()


def _glass(browser: Any) -> Glass:
    """Return the glass of a browser: one for all its windows, gone with it."""
    if browser not in _GLASSES:
        _GLASSES[browser] = Glass(browser)
    return _GLASSES[browser]
