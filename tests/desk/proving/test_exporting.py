import shutil
from collections.abc import Iterator

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def node(db, tmp_path, monkeypatch) -> Iterator:
    """A node with an answered request, a request of its own, and a published log."""
    from worlds.sound import sound_node

    with sound_node(tmp_path / "home", monkeypatch) as world:
        yield world


@pytest.fixture(autouse=True)
def _folder(tmp_path) -> None:
    (tmp_path / "home").mkdir()


def verdict(world, data: bytes):
    """Verify as the other country would, by the fingerprints alone."""
    from worlds.places import COUNTRIES, signing
    from worlds.second import verify_by_both

    from comity.terms.identifiers import Country

    return verify_by_both(data, trusted={Country(name): signing(name).public.key_id for name in COUNTRIES})


def test_an_export_holds_both_sides_acts_and_every_receipt(node):
    """What came, what was answered, who receipted what; written under the reference, and logged."""
    from comity.courier.publishing import publish_log
    from comity.desk.proving.exporting import export_proof, without_papers
    from comity.records.models import JournalAct

    file = export_proof(node.incoming.reference, at=node.later(minutes=10), by=node.drafter, papers=without_papers)
    assert file == node.home.proofs / f"{node.incoming.reference}.comity.zip"
    found = verdict(node, file.read_bytes())
    assert found.vouched
    assert [(act.direction, act.body.act) for act in found.acts] == [("in", "request"), ("out", "answer")]
    assert [set(act.receipts) for act in found.acts] == [{"received", "opened", "decided"}, {"received"}]
    assert JournalAct.objects.latest("index").name == "proof.exported"
    publish_log(node.home)
    again = export_proof(node.incoming.reference, at=node.later(minutes=20), by=node.drafter, papers=without_papers)
    assert again == file
    assert verdict(node, again.read_bytes()).checkpoint.size > found.checkpoint.size


def test_our_own_request_can_be_proven_before_its_answer(node, tmp_path):
    """A request on its way is proven as far as it went."""
    from comity.desk.proving.exporting import export_proof, without_papers

    target = tmp_path / "elsewhere" / "mine.comity.zip"
    export_proof(node.outgoing.reference, at=node.later(minutes=10), by=node.drafter, to=target, papers=without_papers)
    (act,) = verdict(node, target.read_bytes()).acts
    assert (act.direction, set(act.receipts)) == ("out", {"received"})


def test_what_cannot_be_proven_is_refused_and_nothing_is_written(node):
    """No such request; leaves behind the published log; tiles lost; content erased; a changed act."""
    from comity.desk.proving.exporting import export_proof, without_papers
    from comity.desk.proving.refusals import CannotProve, NotProven
    from comity.desk.reading.requests import NoSuchRequest
    from comity.records.models import JournalAct, Message

    at = node.later(minutes=10)
    with pytest.raises(NoSuchRequest):
        export_proof("VN-2026-999999", at=at, by=node.drafter, papers=without_papers)
    fresh = node.send()
    with pytest.raises(CannotProve, match="end before leaf"):
        export_proof(fresh.reference, at=at, by=node.drafter, papers=without_papers)
    reference = node.incoming.reference
    body = Message.objects.filter(request=node.incoming).first().body
    Message.objects.filter(request=node.incoming, direction="in").update(body=b"{}")
    with pytest.raises(NotProven, match="acts/001-in"):
        export_proof(reference, at=at, by=node.drafter, papers=without_papers)
    Message.objects.filter(request=node.incoming, direction="in").update(body=body)
    shutil.move(node.home.log / "tile", node.home.log / "away")
    with pytest.raises(CannotProve, match="tile"):
        export_proof(reference, at=at, by=node.drafter, papers=without_papers)
    (node.home.log / "checkpoint").unlink()
    with pytest.raises(CannotProve, match="checkpoint"):
        export_proof(reference, at=at, by=node.drafter, papers=without_papers)
    shutil.move(node.home.log / "away", node.home.log / "tile")
    JournalAct.objects.filter(about=reference).update(facts=None, salt=None)
    with pytest.raises(CannotProve):
        export_proof(reference, at=at, by=node.drafter, papers=without_papers)
    assert list(node.home.proofs.iterdir()) == []
    assert not JournalAct.objects.filter(name="proof.exported").exists()
