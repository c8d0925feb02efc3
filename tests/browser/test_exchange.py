"""A note on methods goes to the field of the FIUs: one authority gets and acknowledges it, another does not, and the page says why."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desks import Desks
from officers import Officer, now, of_side

from comity.directory.book import read_book
from comity.directory.founding import write_section
from comity.directory.keyfiles import read_signing_key
from comity.directory.sections import Authority
from comity.terms.identifiers import AuthorityId

pytestmark = pytest.mark.browser

THIRD = "xr-cert"
WORDS = "Small sums are collected under the name of a charity and pass through wallets in between."


def name_third(desks: Desks) -> None:
    """Let Ruritania name a national CERT, which works in another field; Viet Nam's operator has taken its newest directory file."""
    theirs, ours = desks.ruritania.home, desks.viet_nam.home
    section = read_book(ours).sections[theirs.country]
    cert = Authority(
        id=AuthorityId(THIRD),
        names={"en": "National CERT, Ruritania (demo)", "vi": "Đội ứng cứu sự cố quốc gia Ruritania (trình diễn)"},
        roles=("CERT",),
        languages=("en",),
        zone="Europe/Vienna",
    )
    grown = replace(section, version=section.version + 1, authorities=(*section.authorities, cert))
    write_section(ours, grown, country=read_signing_key(theirs.keys / "country.key"))


def write_note(officer: Officer) -> str:
    """Write it, one thing a page; return its number."""
    officer.go("/exchange/new/")
    officer.choose("sort", "WARN-METHOD")
    officer.choose("field", "EF-FINANCING")
    officer.press(officer.act("next"))
    number = officer.path().split("/")[2]
    officer.choose("support_types", "SUP-FINANCE")
    officer.choose("technologies", "TECH-VIRTUAL-ASSET")
    officer.press(officer.act("next"))
    officer.type_in("words.text", WORDS)
    officer.page.locator('select[name="words.language"]').select_option("en")
    officer.press(officer.act("next"))
    officer.press(officer.act("next"))  # no signs to look for
    officer.choose("actions", "WACT-LOOK")
    officer.type_day("good_until", (now() + timedelta(days=60)).datetime().date().isoformat())
    officer.press(officer.act("next"))
    officer.choose("tlp", "TLP:GREEN")
    officer.choose("onward", "ONWARD-ASK")
    officer.press(officer.act("next"))
    officer.choose("kinds", "FIU")
    officer.press(officer.act("next"))
    assert officer.path() == f"/exchange/{number}/check/", officer.matter()
    return number


def test_a_note_goes_to_the_field_of_the_fius_alone(desks: Desks, window):
    """Written in Vietnamese, read in English without translation, acknowledged by two officers there; a third is told nothing, and why."""
    name_third(desks)
    here, there = desks.viet_nam, desks.ruritania
    drafter = of_side(here, window(), here.side.drafter)
    drafter.come_by_the_demo()
    number = write_note(drafter)
    withheld = drafter.page.locator("#withheld tbody tr")
    assert withheld.count() == 1
    assert "Đội ứng cứu sự cố quốc gia Ruritania" in withheld.inner_text()
    assert "Thông tin dành cho loại cơ quan: Đơn vị tình báo tài chính" in withheld.inner_text()
    drafter.press(drafter.page.locator('.bar button[form="act"]'))
    second = of_side(here, window(), here.side.approver)
    second.come_by_the_demo()
    second.go(f"/exchange/{number}/approve/")
    second.give_passphrase("not this one")
    assert second.page.locator("#e-password").count()
    second.give_passphrase("a lantern on the quay")
    assert second.path() == f"/exchange/{number}/", second.matter()
    assert second.page.locator("#ledger tbody tr").count() == 1
    # There: it reads in English, and is acknowledged with one choice.
    reader = of_side(there, window(), there.side.drafter)
    reader.come_by_the_demo()
    reader.look_until("/exchange/", lambda: reader.page.locator("#waits tbody tr").count() == 1)
    reader.press(reader.page.locator("#waits tbody th a").first)
    matter = reader.matter()
    assert "Note on methods: Financing of terrorism" in matter
    assert "Virtual assets" in matter
    assert WORDS in matter
    case = reader.path().split("/")[2]
    reader.choose("done", "DONE-SEEN")
    reader.press(reader.page.locator('form:has(input[name="done"]) button'))
    waiting = reader.path()
    other = of_side(there, window(), there.side.approver)
    other.come_by_the_demo()
    assert other.approve(waiting) == case
    # Back here: the ledger shows it, with who did not get it and why.
    drafter.look_until(f"/exchange/{number}/", lambda: "Đã phát hiện" in drafter.page.locator("#ledger").inner_text())
    assert "Thông tin dành cho loại cơ quan: Đơn vị tình báo tài chính" in drafter.page.locator("#withheld").inner_text()
    drafter.go("/exchange/?code=support-type~SUP-FINANCE")
    assert number in drafter.page.locator("#warnings").inner_text()
    drafter.go("/exchange/?code=support-type~SUP-WEAPONS")
    assert number not in drafter.page.locator("#warnings").inner_text()
