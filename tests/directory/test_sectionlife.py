"""How a country signs its section again as it is, and when its operator is told to."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.directory.book import book
from comity.directory.founding import SECTION_LIFE
from comity.directory.keyfiles import BadKeyFile
from comity.directory.sectionlife import SOON, renew_section, section_ends
from comity.doors.cli.keytext import section_lines
from comity.records.models import JournalAct

INSTANT = timedelta(microseconds=1)


def test_it_counts_for_ninety_days_more_and_nothing_else_is_changed(world):
    """A new version, signed by the same country; keys, nodes and officers stay. One leaf says it."""
    before = book(world.home).sections[world.home.country]
    at = before.expires + -INSTANT
    renewed = renew_section(world.home, at=at)
    assert renewed == replace(before, version=before.version + 1, issued=at, expires=at + SECTION_LIFE)
    assert book(world.home).sections[world.home.country] == renewed
    assert JournalAct.objects.latest("index").name == "country.section-renewed"


def test_the_operator_is_told_thirty_days_before_to_the_instant(world):
    """And still when it is over; no longer once it is signed again."""
    until = book(world.home).sections[world.home.country].expires
    assert section_ends(world.home, at=until + -SOON + -INSTANT) is None
    assert section_ends(world.home, at=until + -SOON) == until
    assert section_ends(world.home, at=until + SOON) == until
    (told,) = section_lines(until)
    assert str(until) in told
    assert "comity directory renew" in told
    renew_section(world.home, at=until)
    assert section_ends(world.home, at=until) is None
    assert list(section_lines(None)) == []


def test_without_the_key_of_the_country_nothing_is_changed(world):
    """It lies elsewhere, as it should: the file stays, and no leaf is written."""
    (world.home.keys / "country.key").unlink()
    before, leaves = book(world.home).sections[world.home.country], JournalAct.objects.count()
    with pytest.raises(BadKeyFile):
        renew_section(world.home, at=world.at)
    assert book(world.home).sections[world.home.country] == before
    assert JournalAct.objects.count() == leaves
