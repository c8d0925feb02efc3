"""Every page of incidents, of what persons ask, of persons and accounts and of costs by axe, in both themes, by clicking."""

import pytest
from desks import ask
from officers import Officer
from test_pages import VIET_NAM, Rooms, rooms  # noqa: F401 -- a fixture that pytest finds by its name

pytestmark = pytest.mark.browser


def give_role(administrator: Officer, name: str, role: str) -> None:
    """Give an officer one more role, as an administrator does."""
    administrator.go(f"/officers/{name}/")
    box = administrator.page.locator(f'input[name="roles"][value="{role}"]')
    if not box.is_checked():
        box.check()
        administrator.press(administrator.page.locator('form:has(input[name="roles"]) button').first)


def add_claim(officer: Officer, *, stand: str, state: str) -> None:
    """Add a claim about a person and an account."""
    for name, code in (("one_type", "PERSON"), ("relation", "CR-USES"), ("other_type", "ACCOUNT"), ("stand", stand), ("state", state)):
        officer.choose(name, code)
    officer.choose("confidence", "CC-PROBABLE")
    officer.type_in("one", "Nguyễn Văn A")
    officer.type_in("other", "mail.example nguyen.a")
    officer.type_in("source.text", "Biên bản ngày 20/11, hồ sơ 12/2026.")
    officer.press(officer.page.locator('form:has(input[name="one_type"]) button').last)


@VIET_NAM
def test_every_page_of_remedies(rooms: Rooms, code: str):  # noqa: F811 -- the fixture
    """Empty, in error and full; the picture has the same as the table."""
    stage = rooms.stage(code)
    first, second = (rooms.officer(stage, one) for one in (stage.side.drafter, stage.side.approver))
    reference = ask(rooms.other(code), stage, "hospital")
    first.wait_in_queue(reference)
    here = f"/requests/{reference}/persons/"
    rooms.visit(first, here, "persons and accounts, from the acts")
    first.press(first.page.locator('form:has(input[name="one_type"]) button').last)
    rooms.look(first, "persons and accounts in error", 422)
    states = first.page.locator('input[name="state"]').evaluate_all("all => all.map(one => one.value)")
    add_claim(first, stand="CS-SAYS", state=states[0])
    add_claim(first, stand="CS-DENIES", state=states[1])
    rooms.look(first, "persons and accounts, disputed")
    assert first.page.locator(".graph path.odd").count() == 1
    assert first.page.locator(".graph path.link").count() == first.page.locator("th.gh").count()
    rooms.visit(first, f"/requests/{reference}/costs/", "costs")
    first.press(first.page.locator('form:has(input[name="amount"]) button').last)
    rooms.look(first, "costs in error", 422)
    rooms.visit(second, "/incidents/", "incidents")
    second.press(second.page.locator('form:has(input[value="breach"]) button').last)
    rooms.look(second, "incidents in error", 422)
    rooms.visit(first, f"/incidents/?reference={reference}", "incidents, a case to close")
    first.type_in_at('form:has(input[value="misdelivery"]) [name="reason.text"]', "Ghi tên nơi nhận khác.")
    first.press(first.page.locator('form:has(input[value="misdelivery"]) button').last)
    rooms.look(first, "an incident")
    administrator = rooms.officer(stage, stage.side.administrator)
    give_role(administrator, f"{stage.side.approver.name}@{stage.side.node}", "legal-adviser")
    rooms.visit(second, "/remedies/", "questions of persons")
    second.press(second.page.locator('form:has(input[name="asker"]) button').last)
    rooms.look(second, "questions of persons in error", 422)
    for name, chosen in (("way", "RW-LETTER"), ("asker", "AK-PERSON"), ("asked", "RA-ACCESS")):
        second.choose(name, chosen)
    second.type_day("received_on", "2026-11-20")
    second.type_in("person", "Phạm Thị Lan")
    second.type_in("reach", "Hà Nội")
    second.type_in("words.text", "Hỏi dữ liệu đang lưu giữ.")
    second.press(second.page.locator('form:has(input[name="asker"]) button').last)
    rooms.look(second, "a question")
    second.choose("decision", "RD-NONE")
    second.type_in("reasons.text", "Đã kiểm tra.")
    second.press(second.page.locator('form:has(input[name="decision"]) button').last)
    rooms.look(second, "a question, decided")
    assert rooms.found == []
