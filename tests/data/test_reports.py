"""The mission's own five reports, end to end: they lie beside the large data and are no part of the project."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.data, pytest.mark.django_db]


@pytest.fixture
def reports(large_data: Path) -> list[Path]:
    """The reports, in order."""
    found = sorted((large_data.parent / "reports").glob("report-*.txt"))
    assert len(found) == 5
    return found


def test_all_five_become_rows_of_one_register(world: Any, reports: list[Path]):
    """Imported, everything accepted; what several of them tell is linked where they say the same."""
    from hands import Hands

    from comity.register.commitments.figures import figures
    from comity.register.commitments.queries import commitments
    from comity.register.confirming.queries import candidates, review
    from comity.register.countries import country_file
    from comity.register.importing.queries import review_queue
    from comity.register.meetings.queries import meetings, statements
    from comity.register.people.queries import actors
    from comity.register.reminders import reminders

    hands = Hands(world)
    for file in reports:
        document = hands.bring(file.read_text(encoding="utf-8"))
        for one in review(document.number, by=hands.who).judged:
            kind, number = one.suggestion.kind, one.suggestion.number
            there = [each for each in candidates(document.number, kind=kind, suggestion=number, by=hands.who) if each.strong]
            hands.accept(document, kind, number, same=str(there[0].row) if there else "")
    assert not review_queue(by=hands.who).rows
    # One minister in two reports, by every form of his name; the Russian ones without their marks and in any order.
    assert len(actors(by=hands.who, q="to lam").rows) == 1
    assert [one.name for one in actors(by=hands.who, q="lavrov").rows] == ["Sergei Lavrov"]
    assert len(actors(by=hands.who, q="sergey shoigu").rows) == 1
    assert [one.province for one in meetings(by=hands.who, q="dak lak").rows] == ["vn-dak-lak"]
    # 002: two American promises of which one counts, a meeting planned for 7 July, an incident with its day.
    assert sorted(one.strength for one in commitments(by=hands.who, of="US").rows) == ["readiness", "unilateral-public"]
    assert figures(by=hands.who, at=hands.world.at, partner="US").registered == 1
    asked = reminders(by=hands.who, at=hands.world.at)
    assert "2023-07-07" in [one.said for one in asked.outcome_missing]
    assert [one.said for one in meetings(by=hands.who, type_="incident").rows] == ["2023-06-11"]
    # 004: three meetings at the margin whose heads nobody names.
    assert {one.country for one in asked.unnamed if one.role == "head"} == {"CU", "BY", "IN"}
    # 001: the eighteenth of a series, with its sessions; 003: a signing that takes two days.
    assert [one.ordinal for one in meetings(by=hands.who, q="sochi", type_="conference").rows] == [18]
    assert [one.said for one in meetings(by=hands.who, type_="signing").rows] == ["2025-10-25/2025-10-26"]
    assert len(statements(by=hands.who, of="VN").rows) > 15
    found = country_file("US", by=hands.who, at=hands.world.at)
    assert found.meetings
    assert found.we_ask
    assert found.owed_by_them


def test_the_brief_of_the_united_states(world: Any, reports: list[Path]):
    """Rows 26 and 38 of the acceptance list, from report 002 itself: one page in each language, nothing translated."""
    from hands import Hands
    from printed import printed_words
    from structure import read

    from comity.desk.briefing.actions import print_country_brief
    from comity.terms.identifiers import Country

    hands = Hands(world)
    hands.accept_all(hands.bring(reports[2].read_text(encoding="utf-8")))
    for language, words in (("vi", ("HoaKỳ", "MarcKnapper·ĐạisứMỹtạiViệtNam")), ("en", ("UnitedStatesofAmerica", "inVietnamese:"))):
        printed = print_country_brief(Country("US"), language=language, at=world.at, by=world.drafter).data
        assert len(read(printed).pages) == 1
        said = printed_words(printed)
        assert all(word in said for word in (*words, "Mỹsẽhỗtrợlựclượngthựcthiphápluật"))
