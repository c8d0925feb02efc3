"""The whole story, clicked through in Chromium by two officers on each side: with JavaScript, and without."""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from desks import PROGRAM, Desks
from officers import RULEBOOK, Officer, fresh_code, now, of_side
from playwright.sync_api import expect
from windows import Window

from comity.doors.cli.demo import fields
from comity.doors.cli.demo.story import CONSULTED_GROUND, PLAIN_GROUND
from comity.treaty.rendering import render_form

pytestmark = pytest.mark.browser


@dataclass
class Cast:
    """Two officers on each side, each before a window of their own; `code` gives each story its own recovery code."""

    desks: Desks
    asks: Officer
    approves_asking: Officer
    answers: Officer
    approves_answer: Officer
    code: str


@pytest.fixture(params=[True, False], ids=["with-javascript", "without-javascript"])
def cast(request: pytest.FixtureRequest, desks: Desks, window: Callable[..., Window]) -> Cast:
    """The officers, not signed in yet."""
    javascript = request.param
    vn, xr = desks.viet_nam, desks.ruritania
    linh, sapt = desks.people["vn"], desks.people["xr"]
    return Cast(
        desks,
        of_side(xr, window(javascript=javascript), xr.side.drafter),
        Officer(xr, window(javascript=javascript), sapt.name, "en"),
        Officer(vn, window(javascript=javascript), linh.name, "vi"),
        of_side(vn, window(javascript=javascript), vn.side.approver),
        sapt.recovery[0 if javascript else 1],
    )


def test_the_whole_story(cast: Cast, tmp_path: Path):
    """A request crosses the border and is preserved, extended; a second is refused after a consultation; a third is refused at once."""
    they_come_in(cast)
    first = preservation(cast)
    extension(cast, first)
    proof_verifies_offline(cast, first, tmp_path)
    refusal_after_consultation(cast)
    refusal_at_once(cast)


# ---------------------------------------------------------------- coming in


def they_come_in(cast: Cast) -> None:
    """Two by the real door, with a one-time code and with a recovery code; two by the demonstration's."""
    cast.asks.come_by_the_demo()
    cast.approves_answer.come_by_the_demo()
    cast.answers.give_password(cast.desks.people["vn"])
    assert cast.answers.path() == "/account/second-factor/authenticate/"
    cast.answers.give_code(fresh_code(cast.desks.people["vn"].otp))
    cast.approves_asking.give_password(cast.desks.people["xr"])
    cast.approves_asking.give_code(cast.code)
    for officer in (cast.asks, cast.approves_asking, cast.answers, cast.approves_answer):
        assert officer.path() == "/"
        assert officer.page.locator("html").get_attribute("lang") == officer.language
        head = officer.page.locator("body > header").inner_text()
        assert {"vi": "Đăng xuất", "en": "Sign out"}[officer.language] in head
        assert officer.name in head
        assert "UTC" in head
        assert ("THẬT · REAL" if officer.language == "vi" else "REAL · THẬT") in head


# ---------------------------------------------------------------- the chapters


def preservation(cast: Cast) -> str:
    """Asked for page by page, read in Vietnamese, granted with conditions; the clock runs at both desks."""
    asked = fields.request("hospital", at=now())
    reference = ask(cast, asked)
    row = cast.answers.wait_in_queue(reference)
    expect(row).to_contain_text("Ruritania")
    cast.answers.press(row.locator("h3 a"))
    reads_in_vietnamese(cast.answers, asked)
    rules_are_checked(cast.answers)
    cast.answers.take(reference)
    cast.answers.decide(reference)
    postponement_is_listed_with_its_reason(cast.answers)
    cast.answers.answer("D-COND", period="60", conditions=("C-USE", "C-CONF"))
    waiting = cast.answers.submit()
    approver = cast.approves_answer
    approver.go(waiting)
    letter = plain(approver.page.locator("article.letter").inner_text())
    for language in ("vi", "en"):
        assert label("REQ-PRESERVE", "answer", "conditions", "C-USE", language) in letter
    assert approver.approve(waiting) == reference
    cast.asks.read(reference, acts=2)
    said = cast.asks.matter()
    assert "Preserved, under conditions" in said or label("REQ-PRESERVE", "answer", "decision", "D-COND", "en") in said
    assert label("REQ-PRESERVE", "answer", "conditions", "C-USE", "en") in said
    for officer in (cast.asks, cast.answers):
        officer.go(f"/requests/{reference}/")
        assert officer.page.locator("li.clock time[datetime]").count() >= 1
    return reference


def extension(cast: Cast, reference: str) -> None:
    """Asked for on the same request, and granted."""
    cast.asks.go(f"/requests/{reference}/")
    cast.asks.press(cast.asks.page.locator(f'.bar a[href$="/{reference}/extend/"]'))
    wanted = {key: value for key, value in fields.extension(reference, at=now()).items() if key != "original"}
    cast.asks.fill(RULEBOOK.form("REQ-PRESERVE-EXT", "request"), wanted)
    cast.asks.press(cast.asks.act("next"))
    cast.approves_asking.approve(cast.asks.submit())
    cast.answers.read(reference, acts=3)
    assert "EXT-MLA-DRAFT" in cast.answers.matter()
    cast.answers.decide(reference)
    cast.answers.answer("D-GRANT", period="asked")
    cast.approves_answer.approve(cast.answers.submit())
    cast.asks.read(reference, acts=4)
    assert label("REQ-PRESERVE-EXT", "answer", "decision", "D-GRANT", "en") in cast.asks.matter()


def refusal_after_consultation(cast: Cast) -> None:
    """Refusing on 40(21)(b) sends the consultation first, with the same submit; then views, then the refusal."""
    reference = ask(cast, fields.request("registry", at=now()))
    answerer = cast.answers
    answerer.wait_in_queue(reference)
    answerer.take(reference)
    answerer.decide(reference)
    assert "40(28)" in answerer.matter()
    answerer.answer("D-REFUSE", grounds=CONSULTED_GROUND)
    cast.approves_answer.approve(answerer.submit())
    cast.asks.read(reference, acts=2)
    assert label("ADM-CONSULT", "consultation", "grounds", CONSULTED_GROUND, "en") in cast.asks.matter()
    assert "D-REFUSE" not in cast.asks.matter(), "a consultation is no refusal"
    cast.asks.press(cast.asks.page.locator(f'.bar a[href$="/{reference}/views/"]'))
    cast.asks.fill(RULEBOOK.form("ADM-CONSULT", "views"), fields.views())
    cast.asks.press(cast.asks.act("next"))
    cast.approves_asking.approve(cast.asks.submit())
    answerer.read(reference, acts=3)
    answerer.decide(reference)
    expect(answerer.page.locator(f'input[name="grounds"][value="{CONSULTED_GROUND}"]')).to_be_checked()
    answerer.answer("D-REFUSE")
    cast.approves_answer.approve(answerer.submit())
    reads_a_refusal(cast, reference, acts=4, ground=CONSULTED_GROUND)


def refusal_at_once(cast: Cast) -> None:
    """On 40(22) no consultation is owed."""
    reference = ask(cast, fields.request("forum", at=now()))
    cast.answers.wait_in_queue(reference)
    cast.answers.take(reference)
    cast.answers.decide(reference)
    cast.answers.answer("D-REFUSE", grounds=PLAIN_GROUND)
    cast.approves_answer.approve(cast.answers.submit())
    reads_a_refusal(cast, reference, acts=2, ground=PLAIN_GROUND)


# ---------------------------------------------------------------- the steps


def ask(cast: Cast, asked: fields.Fields) -> str:
    """Write a request page by page, check the answers, submit, approve; return its number."""
    cast.asks.begin_request(cast.desks.viet_nam)
    headings = cast.asks.write_request(asked)
    assert headings == [item.labels["en"] for item in RULEBOOK.form("REQ-PRESERVE", "request").items]
    assert cast.asks.heading() == "Check your answers"
    assert cast.asks.page.locator("ol.check > li").count() == len(headings)
    waiting = cast.asks.submit()
    assert cast.asks.page.locator('input[name="password"]').count() == 0, "who drafted it is offered no approval"
    return cast.approves_asking.approve(waiting)


def reads_in_vietnamese(officer: Officer, asked: fields.Fields) -> None:
    """Labels and codes are rendered in Vietnamese; the free text stands as it was written, and says in which language."""
    page = officer.page
    assert page.locator("html").get_attribute("lang") == "vi"
    said = officer.matter()
    for item in render_form(RULEBOOK.form("REQ-PRESERVE", "request"), asked, "vi"):
        assert plain(item.label) in said
        lines = item.lines[:-1] if item.language_of_text else item.lines
        for line in lines:
            assert plain(line) in said
    quote = page.locator('blockquote.quote[lang="en"]')
    assert asked["facts"]["text"] in quote.inner_text()
    assert "tiếng Anh" in quote.locator("small").inner_text()


def rules_are_checked(officer: Officer) -> None:
    """Each rule has its outcome and article; that the Convention is not in force is a warning, not a stop."""
    findings = officer.page.locator("li.find")
    assert findings.locator(".pass").count() >= 3
    assert findings.locator(".stop").count() == 0
    warned = findings.filter(has=officer.page.locator(".warn")).all_inner_texts()
    assert any("có đi có lại" in text for text in warned), warned
    for text in findings.all_inner_texts():
        assert re.search(r"Điều \d+", text), text


def postponement_is_listed_with_its_reason(officer: Officer) -> None:
    """What the article does not know is listed, cannot be chosen, and says why."""
    choice = officer.page.locator('li.pick:has(input[value="D-POSTPONE"])')
    expect(choice.locator("input")).to_be_disabled()
    assert "42" in choice.inner_text()


def reads_a_refusal(cast: Cast, reference: str, *, acts: int, ground: str) -> None:
    """The asking side reads the refusal and its ground in English."""
    cast.asks.read(reference, acts=acts)
    said = cast.asks.matter()
    assert label("REQ-PRESERVE", "answer", "decision", "D-REFUSE", "en") in said
    assert label("REQ-PRESERVE", "answer", "grounds", ground, "en") in said
    assert "refused" in said


def proof_verifies_offline(cast: Cast, reference: str, folder: Path) -> None:
    """The proof file comes from the request's page; the command that needs no node says yes, and no to a changed byte."""
    cast.asks.go(f"/requests/{reference}/")
    with cast.asks.page.expect_download() as waited:
        cast.asks.page.locator(f'a[href$="/{reference}/proof/"]').first.click()
    file = folder / waited.value.suggested_filename
    waited.value.save_as(file)
    trust = cast.desks.ruritania.home.trust
    said = verified(file, trust)
    assert said.returncode == 0, said.stdout + said.stderr
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert verified(file, trust).returncode == 1


def verified(file: Path, trust: Path) -> subprocess.CompletedProcess[str]:
    """Run `comity verify`."""
    return subprocess.run([*PROGRAM, "verify", str(file), "--trust", str(trust)], capture_output=True, text=True, check=False)


def label(kind: str, part: str, key: str, code: str, language: str) -> str:
    """Return the words of a code as the rulebook has them."""
    return plain(RULEBOOK.form(kind, part).by_key[key].by_code[code].labels[language])


def plain(text: str) -> str:
    """Return `text` with plain blanks, as the browser's words are read."""
    return " ".join(text.replace("\u00a0", " ").split())
