"""A browser, and two nodes for every file of this folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import Desks, Loaded, found_desks, free_port
from founded_once import founded_once
from playwright.sync_api import Browser, sync_playwright
from windows import Window, chromium


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The system's Chromium. It ends with the file: while Playwright runs, Django lets nobody touch a database in this process."""
    with sync_playwright() as playwright, chromium(playwright, chromium_path) as one:
        yield one


@pytest.fixture(scope="session")
def founded_desks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of two founded nodes that never run; tests run copies."""
    folder = tmp_path_factory.mktemp("founded-desks")
    port = free_port()
    founded_once("desks", folder, port=port, found=lambda making: found_desks(making, port=port))
    return folder


@pytest.fixture(scope="session")
def loaded_desks(founded_desks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The same two, loaded and waiting to be run."""
    loaded = Loaded(founded_desks, tmp_path_factory.mktemp("desks") / "loaded")
    yield loaded
    loaded.end()


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
