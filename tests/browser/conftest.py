"""A browser, and two nodes for every file of this folder."""

import contextlib
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from desks import Desks, Loaded, enrol_desks
from founded_once import founded_once
from lent_nodes import LentNodes
from playwright.sync_api import Browser, sync_playwright
from real_nodes import found_pair
from windows import Window, chromium


class Lent:
    """A Chromium that file after file of a worker opens its windows in: each window has its own cookies and a cache of its own."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self._running, self._browser = contextlib.ExitStack(), None

    def browser(self, program: str) -> Browser:
        """Return it, started for the first who asks, and anew where it died."""
        if self._browser is None or not self._browser.is_connected():
            self.end()
            playwright = self._running.enter_context(sync_playwright())
            self._browser = self._running.enter_context(chromium(playwright, program))
        return self._browser

    def end(self) -> None:
        """End it, and Playwright with it."""
        self._browser = None
        self._running.close()


_LENT: Final = Lent()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    """End the browser before whoever wants none: while Playwright runs, Django lets nobody touch a database in this process."""
    try:
        return (yield)
    finally:
        if "browser" not in getattr(nextitem, "fixturenames", ()):
            _LENT.end()


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Browser:
    """The system's Chromium, which a worker starts once for all the files that come one after the other."""
    return _LENT.browser(chromium_path)


@pytest.fixture(scope="session")
def founded_desks(tmp_path_factory: pytest.TempPathFactory, lent_nodes: LentNodes) -> Path:
    """The folder of two founded nodes that never run; tests run copies. They are those of tests/processes, with one more officer each."""
    folder, port = tmp_path_factory.mktemp("founded-desks"), lent_nodes.port

    def found(making: Path) -> None:
        founded_once("pair", making, port=port, found=lambda pair: found_pair(pair, port=port))
        enrol_desks(making)

    founded_once("desks", folder, port=port, found=found)
    return folder


@pytest.fixture(scope="session")
def loaded_desks(founded_desks: Path, lent_nodes: LentNodes) -> Loaded:
    """The same two, loaded and waiting to be run."""
    return Loaded(founded_desks, lent_nodes)


@pytest.fixture(scope="module")
def desks(loaded_desks: Loaded) -> Iterator[Desks]:
    """Two nodes, running, in which nothing has happened before this file."""
    with loaded_desks.run() as both:
        yield both


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Window]]:
    """Open windows as a test asks for them; when it ends, the browser must not have complained in any."""
    opened: list[Window] = []

    def open_one(**how: Any) -> Window:
        opened.append(Window.of(browser, **how))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
