"""A shift handed over, keys and input methods, ticked rows. Every page of work in shifts, in error too, is in test_every_page."""

import re
from collections.abc import Callable

import pytest
from desks import Desks, ask, count_rows
from officers import Officer, of_side
from playwright.sync_api import expect
from windows import Window

from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import Player

pytestmark = pytest.mark.browser


@pytest.fixture
def come_in(window: Callable[..., Window]) -> Callable[..., Officer]:
    """Let officers come in by the demonstration's door."""

    def come(stage: Stage, player: Player, **how: bool) -> Officer:
        officer = of_side(stage, window(**how), player)
        officer.come_by_the_demo()
        return officer

    return come


def foot(officer: Officer) -> None:
    """Press the act at the foot of the page."""
    officer.press(officer.page.locator(".bar .btn").last)


def holder(stage: Stage, reference: str, officer: str) -> bool:
    """Say whether the officer of that sign-in name holds the request."""
    query = "SELECT count(*) FROM records_request r JOIN records_officer o ON o.id = r.holder_id WHERE r.reference = ? AND o.officer_id = ?"
    return count_rows(stage, query, reference, officer) == 1


# ---------------------------------------------------------------- the change of shift


def test_a_shift_is_handed_over(desks: Desks, come_in: Callable[..., Officer]):
    """Without JavaScript: two taken by ticking, one put off, notes by row; the colleague reads the brief and accepts in one act."""
    vn, side = desks.viet_nam, desks.viet_nam.side
    references = [ask(desks.ruritania, vn, case) for case in ("hospital", "registry", "forum")]
    going, coming = (come_in(vn, one, javascript=False) for one in (side.drafter, side.approver))
    for reference in references:
        going.wait_in_queue(reference)
    for reference in references[:2]:
        going.page.locator(f'input[name="row"][value="{reference}"]').check()
    going.press(going.act("take"))
    expect(going.page.locator("main")).to_contain_text("2")
    going.go(f"/requests/{references[0]}/snooze/")
    going.choose("code", "SN-HOME")
    going.type_in("reason", "Viện kiểm sát trả lời trước 6 giờ.")
    foot(going)
    going.go("/handover/")
    for reference in references[:2]:
        expect(going.page.locator(f'input[name="give"][value="{reference}"]')).to_be_checked()
    going.page.locator(f'input[name="give"][value="{references[2]}"]').check()
    going.type_in(f"note.{references[1]}", "Gọi lại cho nhà cung cấp lúc 5 giờ.")
    going.type_in("words", "Ca đêm yên tĩnh.")
    foot(going)
    brief = going.path()
    assert all(holder(vn, reference, side.sign_in(side.drafter)) for reference in references[:2])

    coming.go("/")
    assert coming.page.locator(f'.calls a[href="{brief}"]').count() == 1
    coming.press(coming.page.locator(f'.calls a[href="{brief}"]'))
    for said in ("Gọi lại cho nhà cung cấp lúc 5 giờ.", "Ca đêm yên tĩnh.", references[0]):
        expect(coming.page.locator("main")).to_contain_text(said)
    foot(coming)
    assert coming.path() == brief
    assert all(holder(vn, reference, side.sign_in(side.approver)) for reference in references)
    going.go("/")
    expect(going.page.locator(".calls")).to_contain_text(coming.name)
    coming.go(brief)
    assert coming.page.locator("#accept button").count() == 0


def test_two_officers_with_the_same_row(desks: Desks, come_in: Callable[..., Officer]):
    """Both press; the slower one reads who was faster, takes over with a reason, and the first is told."""
    vn = desks.viet_nam
    reference = ask(desks.ruritania, vn, "hospital")
    first, second = (come_in(vn, one) for one in (vn.side.drafter, vn.side.approver))
    for officer in (first, second):
        officer.wait_in_queue(reference)
    taking = f'li.strip form[action="/requests/{reference}/take/"] button'
    first.press(first.page.locator(taking))
    second.press(second.page.locator(taking))
    assert second.window.statuses[-1] == 409
    expect(second.page.locator("main")).to_contain_text(first.name)
    second.choose("code", "TO-ASKED")
    second.type_in("reason", "Đã trao đổi qua điện thoại.")
    foot(second)
    assert second.path() == f"/requests/{reference}/"
    first.go("/")
    expect(first.page.locator(".calls")).to_contain_text("Đã trao đổi qua điện thoại.")
    first.go(f"/requests/{reference}/")
    assert first.page.locator(f'main a[href="/requests/{reference}/decide/"]').count() == 0


# ---------------------------------------------------------------- keys


def focused_row(officer: Officer) -> str | None:
    """Return the number of the request whose row has the focus."""
    return officer.page.evaluate("document.activeElement.closest('[data-row]')?.dataset.reference ?? null")


# Where the keyboard stands: on what, whether its ring is drawn, and whether something lies over it. None where it has left the page.
_STANDS = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const {left, top, width, height} = one.getBoundingClientRect(), {outlineStyle, outlineWidth} = getComputedStyle(one);
    const over = document.elementFromPoint(left + Math.min(width / 2, 20), top + Math.min(height / 2, innerHeight - 1));
    const free = over !== null && (one.contains(over) || over.contains(one) || [...one.labels ?? []].some(each => each.contains(over)));
    return [one.outerHTML.slice(0, 90), outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2, free];
}"""
_STOPS = """() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter(one => one.checkVisibility() && !one.disabled).length"""


def walked(officer: Officer) -> list[str]:
    """Walk the page with Tab to its end; return where the keyboard was not seen, lay under something, or could not get away."""
    page, found = officer.page, []
    stops = page.evaluate(_STOPS)
    for step in range(stops + 1):
        page.keyboard.press("Tab")
        stands = page.evaluate(_STANDS)
        if stands is None:
            return found
        what, ringed, free = stands
        if step == 0 and "skip" not in what:
            found.append(f"first is {what}")
        if not (ringed and free):
            found.append(f"{'covered' if ringed else 'no ring'}: {what}")
    return [*found, f"no end after {stops} stops"]


def test_the_keys(desks: Desks, come_in: Callable[..., Officer]):
    """Down, up, take, note, decide, hand over, search, the sheet and its end, and where g leads; each as a link would.

    And Tab alone: past the head at once, to the end of each page, never unseen or covered, and to what a form says is wrong.
    """
    xr = desks.ruritania
    for case in ("hospital", "registry"):
        ask(desks.viet_nam, xr, case)
    officer = come_in(xr, xr.side.drafter)
    officer.look_until("/", lambda: officer.page.locator("li.strip[data-row]").count() > 1)
    page, keys = officer.page, officer.page.keyboard
    rows = page.locator("li.strip[data-row]").evaluate_all("all => all.map(one => one.dataset.reference)")
    seen = []
    for key in ("j", "j", "k", "k"):
        keys.press(key)
        seen.append(focused_row(officer))
    assert seen == [rows[0], rows[1], rows[0], rows[0]]
    here = f"/requests/{rows[0]}/"
    with page.expect_navigation():
        keys.press("Enter")
    assert officer.path() == here
    for key, leads in (("c", f"{here}notes/"), ("a", f"{here}decide/")):
        officer.go(here)
        with page.expect_navigation():
            keys.press(key)
        assert officer.path() == leads
    for path in ("/", here):
        officer.go(path)
        assert walked(officer) == [], path
        officer.go(path)
        keys.press("Tab")
        keys.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
    officer.go("/")
    page.locator(f'li.strip[data-reference="{rows[0]}"] h3 a').focus()
    with page.expect_navigation():
        keys.press("t")
    assert holder(xr, rows[0], xr.side.sign_in(xr.side.drafter))
    officer.go(here)
    with page.expect_navigation():
        keys.press("h")
    assert officer.path() == f"{here}offer/"
    foot(officer)
    page.wait_for_function("document.activeElement.matches('.msg, .err')")  # a form that says no has the focus where it says so
    officer.go(here)
    for presses, leads in (("gr", "/requests/"), ("gq", "/")):
        with page.expect_navigation():
            for key in presses:
                keys.press(key)
        assert officer.path() == leads
    keys.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.locator("h1").click()
    keys.press("?")
    expect(page.locator("#sheet")).to_be_visible()
    keys.press("j")
    assert officer.window.faults(weigh=False) == []
    keys.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()


TELEX = ("tieens", "ddeem", "hajn")


def test_typing_is_left_alone(desks: Desks, come_in: Callable[..., Officer]):
    """In a field, and while an input method composes anywhere, no key of the page does anything: Telex, VNI, dead keys."""
    xr = desks.ruritania
    officer = come_in(xr, xr.side.drafter)
    officer.go("/requests/")
    page, keys = officer.page, officer.page.keyboard
    page.locator("#q").focus()
    for word in (*TELEX, "?gq/chat6"):
        keys.type(word)
    assert page.locator("#q").input_value() == "".join((*TELEX, "?gq/chat6"))
    assert officer.path() == "/requests/"
    expect(page.locator("#sheet")).to_be_hidden()
    page.locator("h1").click()
    composing = """([key, how]) => document.body.dispatchEvent(new KeyboardEvent("keydown",
        { key, bubbles: true, cancelable: true, isComposing: how === "composing", keyCode: how === "229" ? 229 : 0 }))"""
    for key, how in (("?", "composing"), ("j", "composing"), ("/", "229"), ("?", "229"), ("Process", "plain"), ("Dead", "plain")):
        # true: nobody took the key away from the input method
        assert page.evaluate(composing, [key, how]), (key, how)
    for chord in ("Control+?", "Alt+j", "Meta+/"):
        keys.press(chord)
    expect(page.locator("#sheet")).to_be_hidden()
    assert officer.path() == "/requests/"
    # A composition by the browser itself, as an input method makes one: c and h are its letters, not the page's keys.
    session = page.context.new_cdp_session(page)
    page.locator("#q").fill("")
    page.locator("#q").focus()
    for part in ("c", "ch", "chờ"):
        session.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
    session.send("Input.insertText", {"text": "chờ"})
    assert page.locator("#q").input_value() == "chờ"
    assert officer.path() == "/requests/"


def test_own_keys_and_none(desks: Desks, come_in: Callable[..., Officer]):
    """Another key, kept on the node; then off: nothing moves, and links do as before."""
    xr = desks.ruritania
    officer = come_in(xr, xr.side.approver)
    officer.go("/keys/")
    officer.type_in("key-sheet", "y")
    foot(officer)
    officer.page.keyboard.press("?")
    expect(officer.page.locator("#sheet")).to_be_hidden()
    officer.page.keyboard.press("y")
    expect(officer.page.locator("#sheet")).to_be_visible()
    officer.page.keyboard.press("Escape")
    officer.page.locator('[name="keys_on"]').uncheck()
    officer.page.locator('[name="sound"]').check()
    foot(officer)
    officer.page.keyboard.press("y")
    expect(officer.page.locator("#sheet")).to_be_hidden()
    expect(officer.page.locator("[data-tone]")).to_be_visible()
    officer.page.locator("[data-tone]").click()
    officer.page.locator('[name="keys_on"]').check()
    officer.page.locator('[name="sound"]').uncheck()
    officer.type_in("key-sheet", "?")
    foot(officer)


def test_the_title_counts_by_itself(desks: Desks, come_in: Callable[..., Officer]):
    """A request that arrives stands in the title of a page that nobody touches, and no sound is made unasked."""
    vn = desks.viet_nam
    officer = come_in(vn, vn.side.drafter)
    officer.go("/keys/")
    officer.page.clock.install()
    officer.page.reload()
    before = officer.page.title()
    ask(desks.ruritania, vn, "registry")
    other = come_in(vn, vn.side.approver)
    other.look_until("/", lambda: other.page.title().startswith("("))
    officer.page.clock.run_for(31_000)
    expect(officer.page).to_have_title(re.compile(r"^\(\d+!\) " + re.escape(before.split(") ")[-1])))
    assert officer.page.evaluate("document.getElementById('hush').hidden")
