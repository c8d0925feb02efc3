"""An officer's page of notices in a real browser, with a mail server that takes the code: at every width, in both themes, by axe."""

import re
import shutil
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from desks import Desks, running_desks
from officers import Officer
from windows import Window
from worlds.posts import Box, mail_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def box() -> Iterator[tuple[Box, int]]:
    """A mail server of this file."""
    one = Box()
    with mail_server(one) as port:
        yield one, port


@pytest.fixture(scope="module")
def desks(founded_desks: Path, tmp_path_factory: pytest.TempPathFactory, box: tuple[Box, int]) -> Iterator[Desks]:
    """Two nodes as always, but that Ruritania's sends mail."""
    prepared = tmp_path_factory.mktemp("prepared")
    shutil.copytree(founded_desks, prepared, dirs_exist_ok=True)
    with (prepared / "xr" / "node.toml").open("a", encoding="utf-8") as file:
        file.write('\n[notices]\naddress = "http://127.0.0.1:1"\n[notices.mail]\nhost = "127.0.0.1"\ntls = "none"\n')
        file.write(f'port = {box[1]}\nfrom = "comity@desk.example"\n')
    with running_desks(prepared, tmp_path_factory.mktemp("notices")) as both:
        yield both


def test_an_address_is_confirmed_by_the_code_that_was_mailed(desks: Desks, window: Callable[..., Window], box: tuple[Box, int]):
    """Typed, mailed by the node's own courier, read, typed back; then for what and when."""
    stage = desks.ruritania
    officer = Officer(stage, window(), stage.side.players[0].shown, stage.side.language)
    officer.come_by_the_demo()
    officer.go("/account/notices/")
    page = officer.page
    page.locator("#f-address").fill("night@mail.example")
    officer.press(page.locator("form:has(#f-address) button"))
    officer.look_until("/account/notices/", lambda: bool(box[0].mails))
    text = message_from_bytes(box[0].mails[0][1], policy=default).get_body(("plain",)).get_content()
    found = re.search(r"\b\d{8}\b", text)
    assert found is not None
    page.locator("#f-code").fill("1")
    officer.press(page.locator("form:has(#f-code) button"))
    assert page.locator("#f-code").get_attribute("aria-invalid") == "true"
    assert officer.window.faults() == []
    page.locator("#f-code").fill(found[0])
    officer.press(page.locator("form:has(#f-code) button"))
    assert page.locator("#f-code").count() == 0
    page.locator("#f-quiet-from").fill("22:00")
    page.locator("#f-quiet-until").fill("06:00")
    officer.press(page.locator("form:has(#f-quiet-from) button"))
    assert officer.path() == "/account/notices/"
    assert page.locator("#f-quiet-from").input_value() == "22:00"
    assert officer.window.faults() == []
