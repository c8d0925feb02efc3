"""Items in custody on their tables: from receipt to destruction, each step a leaf, each limit kept, each door asked."""

import subprocess

import pytest
from keepers import CARRIER, DATA, HEADS, SPONT, Keeper, given
from tests.desk.test_onward import ask, name, say, to_third
from worlds.places import THIRD

from comity.courier.fsck import check_node
from comity.courier.publishing import publish_log
from comity.desk.attaching.opening import open_act_file
from comity.desk.custody.queries import evidence_in, evidence_item, files_outside_custody
from comity.desk.filelists import store
from comity.desk.onward.materials import country_of
from comity.desk.visibility import NoSuchRequest
from comity.desk.walls.actions import set_wall
from comity.desk.walls.policy import Wall
from comity.directory.policy import NotAllowed, Role
from comity.evidence.checking import check_vault, mend_vault
from comity.evidence.limits import Limits
from comity.evidence.refusals import (
    Destroyed,
    HeldBack,
    InCustody,
    IntelligenceOnly,
    NoSuchItem,
    NoSuchTaker,
    NotInVault,
    NotTheTaker,
    OnwardBroken,
    PresenceOwed,
    ProposedAlready,
    RetentionOver,
    RuleUnfit,
    UseBroken,
)
from comity.evidence.states import Kind
from comity.records.models import ActFile, CustodyStep, EvidenceItem, JournalAct
from comity.terms.digests import Digest
from comity.terms.json import parse_json


def test_a_file_of_an_act_comes_into_custody_and_is_read_again(world):
    """Arrival and registration are its first steps, each a leaf; what is opened is what came."""
    keeper = given(world)
    assert [one.name for one in files_outside_custody(keeper.request)] == ["nhật ký máy chủ.log"]
    item = keeper.file()
    assert files_outside_custody(keeper.request) == []
    assert (item.number, item.size, item.sha256) == (1, 5000, str(Digest.of(DATA)))
    taken, bytes_now = keeper.step(item, Kind.OPENED)
    assert bytes_now.read() == DATA
    bytes_now.close()
    held = keeper.held(item)
    assert keeper.kinds(item) == ["received", "registered", "opened"]
    assert held.steps[0].by == str(world.node)
    assert held.steps[1].by == world.drafter.officer_id
    assert (held.steps[2].tool, held.steps[2].before) == ("Comity", held.steps[2].after)
    for row in CustodyStep.objects.filter(item=item):
        act = JournalAct.objects.get(index=row.leaf)
        facts = parse_json(bytes(act.facts), 9999)["facts"]
        assert (act.name, act.about) == (f"evidence.{held.steps[row.number - 1].kind}", keeper.request.reference)
        assert (facts["item"], facts["digest"]) == ("XR-2026-000061.E1", row.digest)
    assert taken.number == 3


def test_the_vault_is_read_without_our_software(world):
    """`sha256sum -c` and `sha512sum -c` say that it is whole; the papers of an item say what was done, and link step to step."""
    keeper = given(world)
    keeper.step(keeper.file(), Kind.VERIFIED)
    folder = keeper.vault.folder
    for tool, where in (("sha256sum", folder), ("sha512sum", folder), ("sha256sum", folder / "custody" / "XR-2026-000061.E1")):
        done = subprocess.run([tool, "-c", f"{tool}s.txt"], cwd=where, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    papers = keeper.vault.papers("XR-2026-000061.E1")
    told = papers["item.txt"].decode()
    assert f"SHA-256 {Digest.of(DATA)}" in told
    assert "STEP 3: verified" in told
    assert parse_json(papers["0002.json"], 9999)["previous"] == str(Digest.of(papers["0001.json"]))
    assert {file.stat().st_mode & 0o077 for file in folder.rglob("*")} == {0}


def test_a_carrier_is_registered_by_hand_with_what_its_tool_measured(world):
    """Or with its bytes; the digests that are typed are verified against those that are measured again."""
    keeper = Keeper(world, world.receive())
    thing = keeper.carrier()
    assert (thing.in_vault, keeper.kinds(thing)) == (False, ["registered"])
    keeper.step(thing, Kind.VERIFIED, sha256="AB AB" * 16)
    with pytest.raises(NotInVault):
        keeper.step(thing, Kind.EXPORTED)
    assert keeper.step(thing, Kind.OPENED)[1] is None
    image = keeper.carrier(DATA, sort="CS-IMAGE")
    assert (image.number, image.in_vault, image.name) == (2, True, "disk.img")
    assert keeper.held(image).steps[0].tool == "FTK Imager"
    with pytest.raises(InCustody):
        keeper.carrier(DATA, sort="CS-FILE")
    assert check_vault() == []


@pytest.mark.both_databases
def test_an_officer_hands_over_and_another_takes(world):
    """Nothing is handed over until the taker says so; then the taker has it. Whoever was not named, and the giver, do not."""
    keeper = given(world)
    item = keeper.file()
    with pytest.raises(NoSuchTaker):
        keeper.propose(item, Kind.HANDED_OVER, taker=world.approver.officer_id)
    keeper.propose(item, Kind.HANDED_OVER, taker=world.both.officer_id)
    assert keeper.held(item).now.custodian == world.drafter.officer_id
    with pytest.raises(ProposedAlready):
        keeper.propose(item, Kind.RELEASED)
    with pytest.raises(NotTheTaker):
        keeper.confirm(item, by=world.chief)
    keeper.confirm(item, by=world.both)
    held = keeper.held(item)
    last = held.steps[-1]
    giver, taker = world.drafter.officer_id, world.both.officer_id
    assert (last.by, last.second, held.now.custodian) == (giver, taker, taker)
    keeper.propose(item, Kind.RELEASED, by=world.both)
    keeper.drop(item, by=world.both)
    assert keeper.held(item).offer is None
    keeper.propose(item, Kind.RELEASED, by=world.both)
    with pytest.raises(NotAllowed):
        keeper.confirm(item, by=world.drafter)  # what leaves the house is certified
    keeper.confirm(item, by=world.approver)
    assert keeper.held(item).now.custodian == "Tòa án nhân dân Tuy An"
    keeper.step(item, Kind.RECEIVED, by=world.both)
    assert keeper.kinds(item)[-3:] == ["handed-over", "released", "received"]


@pytest.mark.both_databases("what is deleted")
def test_what_is_destroyed_is_gone_and_its_chain_stays(world):
    """By two officers, a rule, and never while a hold stands; from the vault and from the files beside acts; the node stays sound."""
    keeper = given(world)
    item = keeper.file()
    keeper.step(item, Kind.HOLD_PLACED)
    with pytest.raises(HeldBack):
        keeper.propose(item, Kind.DESTROYED)
    keeper.step(item, Kind.HOLD_LIFTED, hold="3")
    with pytest.raises(RuleUnfit):
        keeper.propose(item, Kind.DESTROYED, sort="DR-RETENTION")
    keeper.propose(item, Kind.DESTROYED)
    assert keeper.vault.measure(Digest.of(DATA)) is not None
    keeper.confirm(item, by=world.approver)
    assert keeper.vault.measure(Digest.of(DATA)) is None
    assert not store().holds(Digest.of(DATA))
    assert str(Digest.of(DATA)) not in (keeper.vault.folder / "sha256sums.txt").read_text()
    assert "STEP 5: destroyed" in keeper.vault.papers("XR-2026-000061.E1")["item.txt"].decode()
    row = ActFile.objects.select_related("message").get()
    with pytest.raises(Destroyed):
        open_act_file(keeper.request, env_id=row.message.env_id, digest=Digest.of(DATA), by=world.drafter, at=world.at)
    publish_log(world.home)
    assert [str(fault) for fault in check_node(world.home, at=world.later(minutes=1))] == []


def test_bytes_that_another_case_has_are_not_destroyed_with_this_one(world):
    """One copy, two items: the last one takes it along."""
    one, two = given(world), given(world, case="XR-2026-000062")
    first, second = one.file(), two.file()
    for keeper, item, left in ((one, first, True), (two, second, False)):
        keeper.propose(item, Kind.DESTROYED)
        keeper.confirm(item, by=world.approver)
        assert (keeper.vault.measure(Digest.of(DATA)) is not None) is left
    assert check_vault() == []


def test_limits_of_the_act_stand_over_each_step(world):
    """What it was given under is shown, written into each step, and a step that breaks it is refused with the rule."""
    keeper = given(world, conditions=["C-RETENTION", "C-PRESENCE", "C-INTEL"], retain_until="2027-03-01")
    item = keeper.file()
    (seen,) = evidence_in(keeper.request, by=world.actor(world.drafter), at=world.at)
    assert seen.limits.codes == ("C-RETENTION", "C-PRESENCE", "C-INTEL", "C-USE", "C-ONWARD")
    assert keeper.held(item).steps[0].limits == seen.limits.codes
    with pytest.raises(PresenceOwed):
        keeper.step(item, Kind.OPENED)
    present = {"present": "R. Hentzau, Ruritania"}
    with pytest.raises(UseBroken) as refused:
        keeper.step(item, Kind.OPENED, purpose="another", **present)
    assert refused.value.facts["article"] == "UNCC Art. 40(19)"
    with pytest.raises(IntelligenceOnly):
        keeper.step(item, Kind.EXPORTED, **present)
    with pytest.raises(OnwardBroken):
        keeper.step(item, Kind.EXPORTED, sort="CR-STATE", state="RU", **present)
    keeper.step(item, Kind.EXPORTED, sort="CR-STATE", state="XR", **present)[1].close()  # back to whose it is
    keeper.world.at = world.later(days=200)
    with pytest.raises(RetentionOver):
        keeper.step(item, Kind.OPENED, **present)
    keeper.step(item, Kind.VERIFIED)
    keeper.propose(item, Kind.DESTROYED, sort="DR-RETENTION")
    assert keeper.kinds(item) == ["received", "registered", "exported", "verified"]


def test_a_written_yes_frees_the_step_that_it_names(world):
    """For the recipient that was asked about and no other; word of it is looked for among the acts, not typed."""
    keeper = given(world, conditions=["C-USE"])
    item = keeper.file()
    draft = to_third(world)
    name(world, draft, keeper.request)
    asked = ask(world, draft, keeper.request)
    third = country_of(str(THIRD))
    to = {"sort": "CR-STATE", "state": third}
    with pytest.raises(OnwardBroken):
        keeper.step(item, Kind.EXPORTED, **to)
    say(world, asked, decision="D-GRANT")
    keeper.step(item, Kind.EXPORTED, **to)[1].close()
    with pytest.raises(OnwardBroken):
        keeper.step(item, Kind.EXPORTED, **to | {"state": "US"})
    with pytest.raises(UseBroken):
        keeper.step(item, Kind.OPENED, purpose="another")
    back = world.draft("request", "MSG-SPONT", SPONT | {"authority": "vn-poc", "binding": "CND-NONE"})
    name(world, back, keeper.request, "another")
    say(world, ask(world, back, keeper.request), decision="D-GRANT")
    keeper.step(item, Kind.OPENED, purpose="another")[1].close()


def test_what_is_ours_has_no_limits_and_what_they_gave_by_hand_has_those_of_the_case(world):
    """A disk that came by courier belongs to who gave it, as the acts of the case say."""
    keeper = given(world, conditions=["C-USE"])
    ours = keeper.carrier()
    theirs = keeper.carrier(whose="theirs", sha256="cd" * 32)
    by = world.actor(world.drafter)
    assert evidence_item(keeper.request, ours.number, by=by, at=world.at).limits == Limits()
    assert evidence_item(keeper.request, theirs.number, by=by, at=world.at).limits.originator == "XR"
    keeper.step(ours, Kind.EXAMINED, purpose="another")
    with pytest.raises(UseBroken):
        keeper.step(theirs, Kind.EXAMINED, purpose="another")


def test_who_may_not_know_of_the_case_knows_of_no_evidence(world):
    """A wall, a role without custody, an item of another case."""
    keeper = given(world)
    item = keeper.file()
    for deed in (lambda: keeper.file(by=world.approver), lambda: keeper.step(item, Kind.OPENED, by=world.approver)):
        with pytest.raises(NotAllowed):
            deed()
    with pytest.raises(NoSuchItem):
        keeper.step(EvidenceItem(number=2), Kind.OPENED)
    world.both.roles = [Role.SUPERVISOR.value]
    world.both.save()
    set_wall(
        keeper.request.reference,
        wall=Wall(names=frozenset({world.approver.officer_id, world.chief.officer_id})),
        reason="test",
        by=world.both,
        at=world.at,
        token=world.token(),
    )
    deeds = (
        lambda: keeper.step(item, Kind.OPENED),
        lambda: keeper.propose(item, Kind.RELEASED),
        lambda: keeper.drop(item, by=world.drafter),
    )
    for deed in deeds:
        with pytest.raises(NoSuchRequest):
            deed()
    with pytest.raises(NoSuchRequest):
        evidence_in(keeper.request, by=world.actor(world.drafter), at=world.at)
    assert keeper.kinds(item) == ["received", "registered"]


@pytest.mark.both_databases("constraints")
def test_a_click_twice_is_one_step(world):
    """For each deed of custody, with the same token."""
    keeper = given(world)
    token = world.token()
    world.token = lambda: token
    item = keeper.file()
    assert keeper.file().pk == item.pk
    token = "b" * 30
    for _ in range(2):
        keeper.step(item, Kind.SEALED)
    token = "e" * 30
    given_out = [keeper.step(item, Kind.OPENED)[1] for _ in range(2)]
    assert [one is not None for one in given_out] == [True, False]  # no bytes without a step that says so
    given_out[0].close()
    token = "c" * 30
    for _ in range(2):
        keeper.propose(item, Kind.RELEASED)
    token = "d" * 30
    for _ in range(2):
        keeper.confirm(item, by=world.approver)
    assert keeper.kinds(item) == ["received", "registered", "sealed", "opened", "released"]


@pytest.mark.both_databases("what is rolled back")
def test_what_a_crash_left_is_found_and_mended(world):
    """Bytes that were destroyed and are there still, and papers that were not written."""
    keeper = given(world)
    item = keeper.file()
    keeper.propose(item, Kind.DESTROYED)
    keeper.confirm(item, by=world.approver)
    keeper.vault.keep([DATA], cap=9999)
    keeper.vault.note("XR-2026-000061.E1", {"item.txt": b"another"})
    assert len(check_vault()) == 2
    mend_vault()
    assert check_vault() == []


def test_what_is_registered_by_hand_is_whole():
    """The samples of this file name every part that a registration asks for."""
    assert set(HEADS) < set(CARRIER)
