"""What is written is never lost, and nothing is done twice: logging out, a second editor, double clicks, going back, markup."""

from collections.abc import Callable

import pytest
from desks import Desks, ask, count_rows
from officers import Officer, now, of_side
from playwright.sync_api import expect
from windows import Window

from comity.doors.cli.demo import fields
from comity.doors.cli.demo.nodes import Stage
from comity.doors.cli.demo.people import PASSPHRASE, Player

pytestmark = pytest.mark.browser

MARKUP = '<script>alert("1")</script><img src=x onerror="alert(2)"><b>bold</b> & &amp; {{ 7 }} "quoted" <a href="javascript:alert(3)">x</a>'
SHORT = "<script>alert(4)</script><img src=x onerror=alert(5)>&lt;"


@pytest.fixture
def come_in(window: Callable[..., Window]) -> Callable[..., Officer]:
    """Let officers come in by the demonstration's door."""

    def come(stage: Stage, player: Player, **how: bool) -> Officer:
        officer = of_side(stage, window(**how), player)
        officer.come_by_the_demo()
        return officer

    return come


# ---------------------------------------------------------------- drafts


def test_a_draft_survives_leaving_and_a_restart(desks: Desks, come_in: Callable[..., Officer]):
    """What was typed and not even saved is there again after the officer signed out and the node was restarted."""
    xr = desks.ruritania
    officer = come_in(xr, xr.side.drafter)
    draft = officer.begin_request(desks.viet_nam)
    officer.go(f"{draft}/custodian/")
    officer.type_in("custodian", "Post Example JSC, Hà Nội")
    officer.page.locator('[name="custodian"]').blur()
    expect(officer.page.locator("[data-saved]")).to_contain_text("Draft 2")
    officer.sign_out()
    xr.stop_server()
    xr.start_server()
    xr.wait_until_up()
    officer.come_by_the_demo()
    officer.press(officer.page.locator(f'section[aria-labelledby="s-drafts"] a[href^="{draft}"]').first)
    officer.go(f"{draft}/custodian/")
    expect(officer.page.locator('[name="custodian"]')).to_have_value("Post Example JSC, Hà Nội")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_second_editor_overwrites_nothing(desks: Desks, come_in: Callable[..., Officer], javascript: bool):
    """The slower of two sees what was, what they typed and what the other typed; both ways on make a version."""
    xr = desks.ruritania
    first, second = (come_in(xr, one, javascript=javascript) for one in (xr.side.drafter, xr.side.approver))
    draft = first.begin_request(desks.viet_nam)
    for officer in (first, second):
        officer.go(f"{draft}/custodian/")
    first.type_in("custodian", "Written by the first")
    first.press(first.act("next"))
    second.type_in("custodian", "Written by the second")
    second.press(second.act("next"))
    table = second.page.locator("table.three-way")
    expect(table).to_contain_text("Written by the first")
    expect(table).to_contain_text("Written by the second")
    expect(second.page.locator("main")).to_contain_text(first.name)
    second.press(second.act("mine"))
    for officer in (first, second):
        officer.go(f"{draft}/custodian/")
        expect(officer.page.locator('[name="custodian"]')).to_have_value("Written by the second")
    versions = "SELECT count(*) FROM records_draftversion WHERE replace(draft_id, '-', '') = ?"
    assert count_rows(xr, versions, draft.split("/")[2].replace("-", "")) == 3


# ---------------------------------------------------------------- nothing twice


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_nothing_is_done_twice(desks: Desks, come_in: Callable[..., Officer], javascript: bool):
    """A double click submits once and sends once; going back and pressing again, and loading again, do nothing."""
    vn, xr = desks.viet_nam, desks.ruritania
    reference = ask(xr, vn, "registry")
    officer, second = (come_in(vn, one, javascript=javascript) for one in (vn.side.drafter, vn.side.approver))
    officer.wait_in_queue(reference)
    officer.take(reference)
    officer.decide(reference)
    officer.answer("D-GRANT", period="60")
    officer.press_twice(officer.act("submit"), leads_to="/approve/")
    waiting = officer.path()
    assert count_rows(vn, "SELECT count(*) FROM records_draft WHERE reference = ?", reference) == 1
    assert journalled(vn, "draft.submitted", reference) == 1
    second.go(waiting)
    second.page.locator('input[name="password"]').fill(PASSPHRASE)
    second.press_twice(second.page.locator('form:has(input[name="digest"]) button'), leads_to=f"/requests/{reference}/")
    assert answers_sent(vn, reference) == 1
    second.page.reload()
    second.page.go_back()
    if second.page.locator('input[name="password"]').count():
        second.give_passphrase(PASSPHRASE)
    officer.page.go_back()
    if officer.act("submit").count():
        officer.press(officer.act("submit"))
    assert answers_sent(vn, reference) == 1
    assert count_rows(vn, "SELECT count(*) FROM records_draft WHERE reference = ?", reference) == 1


def journalled(stage: Stage, act: str, reference: str) -> int:
    """Return how often an act on a request stands in the journal."""
    return count_rows(stage, "SELECT count(*) FROM records_journalact WHERE name = ? AND about = ?", act, reference)


def answers_sent(stage: Stage, reference: str) -> int:
    """Return how many answers a node sent in a case."""
    query = (
        "SELECT count(*) FROM records_message m JOIN records_request r ON r.id = m.request_id "
        "WHERE r.reference = ? AND m.direction = 'out' AND m.act = 'answer'"
    )
    return count_rows(stage, query, reference)


# ---------------------------------------------------------------- markup


def test_markup_is_shown_as_it_was_typed(desks: Desks, come_in: Callable[..., Officer]):
    """In every free text, on both sides: words, never markup; the windows fail if a script ran or the policy had to refuse one."""
    vn, xr = desks.viet_nam, desks.ruritania
    asker, second = (come_in(xr, one) for one in (xr.side.drafter, xr.side.approver))
    asker.begin_request(vn)
    asked = fields.request("hospital", at=now())
    asked |= {"facts": {"text": MARKUP, "language": "en"}, "custodian": SHORT, "case_number": SHORT, "authority_name": SHORT}
    asker.write_request(asked)
    shows_markup(asker, short=3)
    waiting = asker.submit()
    shows_markup(asker)
    second.go(waiting)
    shows_markup(second)
    reference = second.approve(waiting)
    reader, approver = (come_in(vn, one) for one in (vn.side.drafter, vn.side.approver))
    reader.wait_in_queue(reference)
    for path in ("", "?side=1", "history/"):
        reader.go(f"/requests/{reference}/{path}")
        shows_markup(reader, long=path != "history/", short=0 if path == "history/" else 3)
    reader.take(reference)
    reader.decide(reference)
    reader.answer("D-REFUSE", grounds="DISCRIMINATION")
    reader.type_in("message.text", MARKUP)
    answer = reader.submit()
    shows_markup(reader)
    approver.approve(answer)
    second.read(reference, acts=2)
    shows_markup(second)


def shows_markup(officer: Officer, *, long: bool = True, short: int = 0) -> None:
    """See the typed characters in the matter of the page, and no element made of them."""
    said = officer.matter()
    assert not long or MARKUP in said, said
    assert said.count(SHORT) >= short, said
    for made in ("main script", 'main img[src="x"]', 'a[href^="javascript:"]', "main [onerror]"):
        assert officer.page.locator(made).count() == 0
