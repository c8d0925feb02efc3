"""`comity officer …`: what officers are trusted with, typed by the operator; and what happens to what was typed wrongly."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from comity.desk.homing.queries import authorities_at_home
from comity.directory.book import book
from comity.directory.officers import actor
from comity.directory.policy import Role
from comity.doors.cli import cli
from comity.doors.cli.commands import directory as directory_commands
from comity.doors.cli.commands import officer as officer_commands
from comity.doors.cli.commands import officer_posts
from comity.doors.cli.roof import Roof
from comity.records.models import JournalAct, Mandate, Officer
from comity.terms.identifiers import AuthorityId
from comity.terms.levels import Level

NOBODY = "nobody@poc.vn.example"


@pytest.fixture
def officer(world, monkeypatch):
    """Type a command about officers of the world's node, at its moment."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(officer_posts, "now", lambda: world.at)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))
    return lambda *typed: CliRunner().invoke(cli, ["officer", *map(str, typed), "--home", str(world.home.path)], obj=roof)


def newest():
    """Return the newest line of the journal: its name, and who did it."""
    line = JournalAct.objects.latest("index")
    return line.name, line.actor


def day(world, days=0):
    """Return a day near the world's, as it is typed."""
    return (world.at + timedelta(days=days)).datetime().date().isoformat()


@pytest.fixture
def typed(world, monkeypatch):
    """Type any command of the world's node, at its moment."""
    for module in (directory_commands, officer_commands):
        monkeypatch.setattr(module, "now", lambda: world.at)
    roof = Roof(boot=lambda _: world.home, run=lambda _: 0, program=("comity",))
    return lambda *words, given=None: CliRunner().invoke(cli, [*words, "--home", str(world.home.path)], obj=roof, input=given)


NAMED = ("directory", "authority", "vn-mofa", "--en", "Ministry of Foreign Affairs", "--vi", "Bộ Ngoại giao", "--role", "MFA")
MINISTRY = ("officer", "add", "mai.t@poc.vn.example", "--name", "Mai T.", "--role", "legal-adviser", "--passphrase-stdin")


def test_a_ministry_is_named_and_its_officer_enrolled(world, typed):
    """The section has it in both languages, signed anew; whoever answers at home is of it, and peers may read so."""
    before = book(world.home).version(world.home.country)
    done = typed(*NAMED)
    assert done.exit_code == 0, done.output
    assert newest() == ("authority.named", "operator")
    done = typed(*MINISTRY, "--authority", "vn-mofa", given="a lantern on the quay\n")
    assert done.exit_code == 0, done.output
    found = book(world.home)
    assert found.version(world.home.country) == before + 2
    assert found.authority(AuthorityId("vn-mofa")).names["vi"] == "Bộ Ngoại giao"
    assert found.sections[world.home.country].officers[-1].authority == AuthorityId("vn-mofa")
    assert Officer.objects.get(officer_id="mai.t@poc.vn.example").authority == "vn-mofa"
    assert set(authorities_at_home()) >= {"vn-poc", "vn-mofa"}


def test_naming_again_changes_and_doubles_nothing(world, typed):
    """One line an authority, whatever it was called before."""
    assert typed(*NAMED).exit_code == typed(*NAMED[:4], "Foreign Affairs", *NAMED[5:]).exit_code == 0
    assert [one.names["en"] for one in book(world.home).sections[world.home.country].authorities if str(one.id) == "vn-mofa"] == [
        "Foreign Affairs"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("directory", "authority", "xr-mofa", *NAMED[3:]), "no authority of VN"),
        ((*NAMED[:-1], "KING"), "KING"),
        ((*NAMED[:2], "Not A Name", *NAMED[3:]), "Not A Name"),
        ((*MINISTRY, "--authority", "vn-nobody"), "comity directory authority"),
    ],
    ids=["another State's", "an unknown role", "no identifier", "not named"],
)
def test_what_is_no_authority_is_refused(world, typed, words, said):
    """Nothing is signed, nobody enrolled."""
    before, many = book(world.home).version(world.home.country), Officer.objects.count()
    done = typed(*words, given="a lantern on the quay\n")
    assert done.exit_code not in (0, None)
    assert said in done.output
    assert (book(world.home).version(world.home.country), Officer.objects.count()) == (before, many)


def test_roles_are_given_exactly(world, officer):
    """What is typed replaces what was; it stands in the journal as the operator's."""
    done = officer("role", world.drafter.officer_id, "approver", "supervisor")
    assert done.exit_code == 0, done.output
    world.drafter.refresh_from_db()
    assert world.actor(world.drafter).roles == {Role.APPROVER, Role.SUPERVISOR}
    assert newest() == ("officer.roles-given", "operator")


def test_a_unit_is_made_named_and_listed(world, officer):
    """In both languages, or not at all; who is to belong to it does."""
    assert officer("unit", "cyber", "--en", "Cyber", "--vi", "An ninh mạng", "--of", world.drafter.officer_id).exit_code == 0
    world.drafter.refresh_from_db()
    assert "cyber" in world.drafter.units
    listed = officer("unit")
    assert "cyber  Cyber  An ninh mạng" in listed.output


def test_clearance_and_country_are_given(world, officer):
    """Up to which level one reads; the one country of a mission, and none again."""
    who = world.drafter.officer_id
    assert officer("clearance", who, "confidential").exit_code == 0
    assert officer("country", who, "xr").exit_code == 0
    world.drafter.refresh_from_db()
    assert (world.actor(world.drafter).clearance, world.drafter.country) == (Level.CONFIDENTIAL, "XR")
    assert officer("country", who).exit_code == 0
    world.drafter.refresh_from_db()
    assert world.drafter.country == ""


def test_a_mandate_counts_from_its_first_day_to_its_last(world, officer):
    """At midnight of the node's place; listed with its number; ended by it."""
    who = world.drafter.officer_id
    given = officer("mandate", who, "--role", "approver", "--from", day(world, -1), "--until", day(world, 1), "--basis", "Decision 7")
    assert given.exit_code == 0, given.output
    mandate = Mandate.objects.get()
    assert str(mandate.pk) in given.output
    assert "Decision 7" in given.output
    assert mandate.since.datetime().hour == 17  # midnight in Ha Noi
    held = [Role.APPROVER in actor(world.drafter, at=at).roles for at in (world.later(days=-3), world.at, world.later(days=3))]
    assert held == [False, True, False]
    assert officer("mandate", who, "--end", mandate.pk).exit_code == 0
    assert Role.APPROVER not in world.actor(world.drafter).roles


def test_an_acting_officer_has_whose_place_they_take(world, officer):
    """Beside the mandate, and in the list."""
    done = officer(
        *("mandate", world.drafter.officer_id, "--role", "approver", "--from", day(world)),
        *("--acts-for", world.approver.officer_id, "--basis", "Decision 8"),
    )
    assert done.exit_code == 0, done.output
    assert Mandate.objects.get().acts_for == world.approver
    assert world.approver.officer_id in done.output


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("role", NOBODY, "drafter"), 1),
        (("role", "{who}", "king"), 2),
        (("role", "{who}"), 2),
        (("role", "{who}", "auditor", "drafter"), 1),
        (("unit", "cyber", "--en", "Cyber"), 2),
        (("unit", "UNIT !", "--en", "x", "--vi", "x"), 1),
        (("unit", "nowhere", "--of", "{who}"), 1),
        (("clearance", "{who}", "cosmic"), 2),
        (("clearance", NOBODY, "open"), 1),
        (("country", "{who}", "Ruritania"), 1),
        (("country", NOBODY, "XR"), 1),
        (("mandate", NOBODY), 1),
        (("mandate", "{who}", "--role", "approver"), 2),
        (("mandate", "{who}", "--from", "2026-01-01"), 2),
        (("mandate", "{who}", "--role", "approver", "--from", "1/1/2026"), 2),
        (("mandate", "{who}", "--role", "approver", "--from", "2026-02-02", "--until", "2026-01-01", "--basis", "b"), 1),
        (("mandate", "{who}", "--role", "approver", "--from", "2026-01-01", "--basis", "b", "--acts-for", NOBODY), 1),
        (("mandate", "{who}", "--end", "999"), 1),
        (("bind-certificate", "{who}", "--fingerprint", "zz"), 1),
        (("bind-oidc", NOBODY, "--subject", "1"), 2),
        (("unbind", "{who}", "one"), 2),
        (("duty", "{who}", "boss"), 2),
        (("reset-factor", NOBODY, "--yes"), 1),
    ],
)
def test_what_is_typed_wrongly_changes_nothing(world, officer, typed, code):
    """A sentence and a next step, or how it is typed; no traceback, no row, no line in the journal."""
    before = list(Officer.objects.values_list()), Mandate.objects.count(), JournalAct.objects.count()
    done = officer(*(word.format(who=world.drafter.officer_id) for word in typed))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    assert len(done.output.strip().splitlines()) >= 2, done.output
    assert (list(Officer.objects.values_list()), Mandate.objects.count(), JournalAct.objects.count()) == before
