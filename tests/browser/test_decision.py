"""Saying no takes as many clicks as saying yes, and neither can be had with fewer."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from desks import Desks, ask
from officers import Officer, of_side
from windows import Window

from comity.doors.cli.demo.story import PLAIN_GROUND

pytestmark = pytest.mark.browser

COUNT = "addEventListener('pointerdown', () => clicked(), true)"


@dataclass
class Clicks:
    """Counts what a finger does on the pages of one window."""

    count: int = 0
    counting: bool = False

    def note(self) -> None:
        """Count one."""
        self.count += self.counting


@pytest.fixture
def clicks() -> Clicks:
    """A counter that does not count yet."""
    return Clicks()


@pytest.fixture
def officer(desks: Desks, window: Callable[..., Window], clicks: Clicks) -> Officer:
    """Viet Nam's officer, in a window that counts."""
    opened = window()
    opened.page.context.expose_function("clicked", clicks.note)
    opened.page.context.add_init_script(COUNT)
    come = of_side(desks.viet_nam, opened, desks.viet_nam.side.drafter)
    come.come_by_the_demo()
    return come


def test_refusing_takes_as_many_clicks_as_granting(desks: Desks, officer: Officer, clicks: Clicks):
    """From the form as it opens to the submitted answer, counted by the browser."""
    counted = {}
    for answer, detail in (("D-GRANT", {"period": "60"}), ("D-REFUSE", {"grounds": PLAIN_GROUND})):
        reference = opened_decision(desks, officer)
        assert officer.page.locator("main input:checked").count() == 0, "nothing is chosen for anybody"
        clicks.count, clicks.counting = 0, True
        officer.answer(answer, **detail)
        officer.submit()
        clicks.counting = False
        counted[answer] = clicks.count
        assert reference in officer.matter()
    assert counted["D-GRANT"] == counted["D-REFUSE"] == 3


@pytest.mark.parametrize("answer", ["D-GRANT", "D-REFUSE"])
def test_one_click_less_submits_neither(desks: Desks, officer: Officer, answer: str):
    """An answer without its one detail stays where it is, and the page names what is missing."""
    opened_decision(desks, officer)
    officer.answer(answer)
    officer.press(officer.act("submit"))
    assert officer.path().endswith("/decide/")
    assert officer.page.locator(".err[role=alert] li").count() >= 1


def opened_decision(desks: Desks, officer: Officer) -> str:
    """Open the form of the decision on a request that has just come."""
    reference = ask(desks.ruritania, desks.viet_nam, "forum")
    officer.wait_in_queue(reference)
    officer.take(reference)
    officer.decide(reference)
    return reference
