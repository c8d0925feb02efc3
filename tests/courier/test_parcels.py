"""Files beside acts, taken and brought by this node: kept by chunk, opened only when whole and as listed."""

import pytest
from worlds.paper import PIECE, bytes_of, listed, pieces
from worlds.places import HERE, THERE, sealing, signing

from comity.courier.epochs import keep_epochs
from comity.courier.packing import Packer
from comity.courier.parcelling import FileCarrier, due_files, statement_of
from comity.courier.places import Place
from comity.courier.shelving import accept_parcel
from comity.desk.attaching.actions import attach_file, take_file_off
from comity.desk.attaching.opening import open_act_file, open_draft_file
from comity.desk.attaching.refusals import AttachedAlready, BrokenFile, EmptyFile, NoSuchFile, NotHereYet
from comity.desk.drafting.actions import save_draft
from comity.desk.drafting.refusals import ChangedElsewhere
from comity.desk.filelists import GoneFile, files_of, store
from comity.directory.book import book
from comity.directory.epochs import sealing_key
from comity.directory.epochseeds import own_seeds
from comity.directory.filecaps import TooManyFiles
from comity.records.models import ActFile, Alarm, DraftVersion, JournalAct, Receipt
from comity.seal.envelope import Recipient
from comity.seal.parcel import FileStatement, Sealer, open_parcel
from comity.seal.receipt import sign_receipts, verify_receipt
from comity.seal.refusals import ForeignSigner, KeyExpired, NotSealedToUs, SealBroken
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.refusals import Malformed, Refused, TooLarge
from comity.wire.act import parse_act
from comity.wire.files import FilesBody, parse_files, print_files
from comity.wire.parcels import ParcelAnswer, parse_parcel_answer, print_parcel_answer

DATA = bytes_of(2 * PIECE + 17)


@pytest.fixture(autouse=True)
def _own_store(world, tmp_path, monkeypatch):
    """Give each test a folder of files of its own."""
    monkeypatch.setattr(type(world.home), "files", property(lambda _: tmp_path / "files"))


# -- theirs ------------------------------------------------------------------------------------------


class Theirs:
    """A request of the puppet's with files, and its hand for sending them."""

    def __init__(self, world, *files, data=()):
        """Seal the act; nothing has been sent."""
        self.world, self.puppet = world, world.puppet
        self.act = self.puppet.say(self.puppet.act(files=tuple(files)))
        self.data = dict(zip((file.sha256 for file in files), data, strict=True))

    def arrive(self):
        """Deliver the act."""
        self.world.deliver(self.act)
        return self.world.receive_of("XR-2026-000007")

    def sealer(self, file, **changes):
        """Return a sealer for `file`."""
        said = {
            "env_id": self.act.env_id,
            "inner": self.act.inner,
            "file": file.sha256,
            "size": file.size,
            "sender": THERE,
            "to": HERE,
            "at": self.world.at,
        }
        signer, key = changes.pop("signer", THERE), changes.pop("key", sealing(HERE).public)
        return Sealer(FileStatement(**(said | changes)), recipient=Recipient(HERE, key), key=signing(signer))

    def send(self, parcel, *, sender=THERE):
        """Return the answer to one parcel."""
        return parse_parcel_answer(accept_parcel(parcel, sender=sender, at=self.world.at))

    def send_all(self, file, data):
        """Send every chunk; return the last answer."""
        sealer, said = self.sealer(file), None
        for number, start in enumerate(range(0, len(data), PIECE)):
            said = self.send(sealer.seal(data[start : start + PIECE], number=number))
        return said


def test_a_file_opens_when_all_of_it_is_here_and_its_reading_is_recorded(world):
    """Chunks may repeat, come out of order, and be sealed anew in between; the receipt is the same each time."""
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    request = theirs.arrive()
    env_id = str(theirs.act.env_id)
    first, second = theirs.sealer(file), theirs.sealer(file)
    zero, one, two = (DATA[at : at + PIECE] for at in (0, PIECE, 2 * PIECE))
    assert theirs.send(first.seal(two, number=2)) == ParcelAnswer("want", 0)
    assert theirs.send(first.seal(zero, number=0)) == ParcelAnswer("want", 1)
    assert theirs.send(first.seal(zero, number=0)) == ParcelAnswer("want", 1)
    assert theirs.send(second.seal(one, number=1)) == ParcelAnswer("want", 2)
    with pytest.raises(NotHereYet):
        open_act_file(request, env_id=env_id, digest=file.sha256, by=world.both, at=world.at)
    assert not JournalAct.objects.filter(name="file.read").exists()
    said = theirs.send(second.seal(two, number=2))
    assert said.state == "whole"
    assert theirs.send(first.seal(zero, number=0)) == said  # byte for byte the same receipt
    body = parse_files(verify_receipt(said.receipt, keyring=book().keyring).body_bytes)
    assert (body.env_id, body.inner, body.whole, body.broken) == (theirs.act.env_id, theirs.act.inner, 1, None)
    opened = open_act_file(request, env_id=env_id, digest=file.sha256, by=world.both, at=world.at)
    assert opened.path.read_bytes() == DATA
    assert opened.path.stat().st_mode & 0o777 == 0o600
    assert JournalAct.objects.get(name="file.read").actor == world.both.officer_id
    assert list((world.home.files / "coming").iterdir()) == []


@pytest.mark.both_databases
def test_other_bytes_than_the_act_lists_are_an_alarm_and_never_open(world):
    """The sender signed both: its word about the file is kept as a signed `files` receipt that names it."""
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    request = theirs.arrive()
    other = DATA[:-1] + bytes([DATA[-1] ^ 1])
    said = theirs.send_all(file, other)
    assert said.state == "broken"
    assert parse_files(verify_receipt(said.receipt, keyring=book().keyring).body_bytes).broken == file.sha256
    assert theirs.send_all(file, DATA).state == "broken"
    assert Alarm.objects.get().kind == "file-broken"
    with pytest.raises(BrokenFile):
        open_act_file(request, env_id=str(theirs.act.env_id), digest=file.sha256, by=world.both, at=world.at)
    assert not store().has(file.sha256, size=file.size)


def test_an_act_is_complete_with_its_last_file(world):
    """Before it, no receipt; files of one act do not wait for each other."""
    data = [bytes_of(10, seed=seed) for seed in range(3)]
    files = [listed(one, name=f"{at}.txt") for at, one in enumerate(data)]
    theirs = Theirs(world, *files, data=data)
    theirs.arrive()
    assert [theirs.send_all(files[at], data[at]).receipt is None for at in (2, 0)] == [True, True]
    assert not Receipt.objects.filter(kind="files").exists()
    assert theirs.send_all(files[1], data[1]).receipt == bytes(Receipt.objects.get(kind="files").sealed)
    assert JournalAct.objects.filter(name="files.complete").count() == 1


def test_a_file_before_its_act_waits(world):
    """The parcel is answered `unknown`, and nothing is kept."""
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    assert theirs.send(theirs.sealer(file).seal(DATA[:PIECE], number=0)) == ParcelAnswer("unknown")
    assert not world.home.files.exists()


def test_what_this_node_holds_from_elsewhere_is_not_told(world):
    """A peer that lists the digest of bytes which it does not have learns nothing by it: it has to bring them."""
    store().keep(pieces(DATA), cap=len(DATA))
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    theirs.arrive()
    assert theirs.send(theirs.sealer(file).seal(DATA[:PIECE], number=0)) == ParcelAnswer("want", 1)


BAD = {
    "another-sender": (lambda theirs, file: (theirs.sealer(file), {"sender": HERE}), ForeignSigner),
    "signed-by-an-officer": (lambda theirs, file: (theirs.sealer(file, signer=theirs.puppet.approver), {}), ForeignSigner),
    "of-another-act": (lambda theirs, file: (theirs.sealer(file, inner=Digest.of(b"x")), {}), Malformed),
    "of-another-size": (lambda theirs, file: (theirs.sealer(file, size=file.size + PIECE), {}), Malformed),
}


@pytest.mark.parametrize(("made", "refusal"), BAD.values(), ids=BAD)
def test_a_parcel_that_is_not_the_senders_or_not_of_the_act_is_refused(world, made, refusal):
    """Nothing is written."""
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    theirs.arrive()
    sealer, more = made(theirs, file)
    with pytest.raises(refusal):
        theirs.send(sealer.seal(DATA[:PIECE], number=0), **more)
    assert not world.home.files.exists()


@pytest.mark.parametrize("at", [0, 8, 40, 600, 5000, 6000, -1])
def test_a_changed_byte_anywhere_is_refused(world, at):
    """Magic, statement, signature, number, wrap, chunk: every byte is bound to the others."""
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    theirs.arrive()
    parcel = bytearray(theirs.sealer(file).seal(DATA[:PIECE], number=0))
    parcel[at] ^= 1
    with pytest.raises(Refused):
        theirs.send(bytes(parcel))
    assert not world.home.files.exists()


def test_more_files_than_this_node_takes_are_refused_with_their_act(world):
    """The sender learns the class under signature; the request is not there."""
    files = [listed(bytes_of(5, seed=seed), name=f"{seed}.txt") for seed in range(21)]
    reply = world.deliver(world.puppet.say(world.puppet.act(files=tuple(files))))
    assert verify_receipt(reply.items[0], keyring=book().keyring)
    assert b"too-large" in verify_receipt(reply.items[0], keyring=book().keyring).body_bytes


def test_the_short_road_seals_and_opens_the_same_bytes(world, tmp_path):
    """In places that are there, and ahead of the answer, whatever number is asked for; what does not open raises as ever."""
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    theirs.arrive()
    sealer, paper, place = theirs.sealer(file), tmp_path / "paper", Place()
    paper.write_bytes(DATA)
    with paper.open("rb", buffering=0) as kept, Packer(sealer, kept, size=len(DATA)) as packer:
        for number in (0, 1, 2, 1, 1, 0):
            parcel = packer.parcel(number)
            assert parcel == sealer.seal(DATA[number * PIECE : (number + 1) * PIECE], number=number)
    keys = {sealing(HERE).public.key_id: sealing(HERE)}
    how = {"node": HERE, "sealing_keys": keys, "keyring": book().keyring, "at": world.at}
    assert open_parcel(parcel, **how, into=place.chunk).chunk == open_parcel(bytes(parcel), **how).chunk == DATA[:PIECE]
    with pytest.raises(SealBroken):
        open_parcel(bytes(parcel[:-1]) + bytes([parcel[-1] ^ 1]), **how, into=place.chunk)


def test_a_file_that_became_shorter_is_not_sealed(world, tmp_path):
    """Nor is what stands in memory of the chunk before it."""
    file = listed(DATA)
    (tmp_path / "paper").write_bytes(DATA[:-1])
    sealer = Theirs(world, file, data=[DATA]).sealer(file)
    with (tmp_path / "paper").open("rb", buffering=0) as kept, Packer(sealer, kept, size=len(DATA)) as packer:
        packer.parcel(1)
        with pytest.raises(Malformed):
            packer.parcel(2)


# -- ours --------------------------------------------------------------------------------------------


def attach(world, draft, data, *, name="log.csv", by=None, kind="FILE-DATA"):
    """Attach `data` as an officer does."""
    return attach_file(
        draft.pk, pieces=pieces(data), name=name, media_type="text/csv", kind=kind, by=by or world.drafter, at=world.at, token=world.token()
    )


def test_files_of_a_draft_are_versions_and_what_is_taken_off_stays(world):
    """Saving the fields keeps them; the act lists them; whoever attached one cannot approve."""
    draft = world.draft()
    attach(world, draft, DATA, name="..\\evil/\u202egpj.exe")
    draft = attach(world, draft, b"order", name="order.pdf")
    assert [file.name for file in files_of(draft)] == ["_gpj.exe", "order.pdf"]
    with pytest.raises(AttachedAlready):
        attach(world, draft, b"order", name="again.pdf")
    with pytest.raises(AttachedAlready):
        attach(world, draft, b"other", name="ORDER.pdf")
    with pytest.raises(EmptyFile):
        attach(world, draft, b"", name="nothing.txt")
    draft = take_file_off(draft.pk, digest=Digest.of(b"order"), by=world.drafter, at=world.at, token=world.token())
    with pytest.raises(NoSuchFile):
        take_file_off(draft.pk, digest=Digest.of(b"order"), by=world.drafter, at=world.at, token=world.token())
    assert store().holds(Digest.of(b"order"))
    assert [len(one.files or ()) for one in DraftVersion.objects.filter(draft=draft).order_by("version")] == [0, 0, 1, 2, 1]
    submitted = world.submit(draft)
    assert [file.sha256 for file in parse_act(bytes(submitted.body)).files] == [Digest.of(DATA)]
    assert open_draft_file(draft.pk, digest=Digest.of(DATA), by=world.approver, at=world.at).path.read_bytes() == DATA


def test_a_file_stops_nobody_who_writes(world):
    """Fields saved on the version before the file make no conflict; fields that a colleague wrote do."""
    draft = world.draft()
    before = draft.version
    attach(world, draft, b"order", name="order.pdf")
    saved = save_draft(draft.pk, fields=world.fields(case="FP-1"), based_on=before, by=world.drafter, at=world.at)
    assert [file.name for file in files_of(saved)] == ["order.pdf"]
    with pytest.raises(ChangedElsewhere):
        save_draft(draft.pk, fields=world.fields(case="FP-2"), based_on=before, by=world.both, at=world.at)


def test_caps_hold_while_drafting(world, monkeypatch):
    """One file by the format, all of them by the node."""
    draft = world.draft()
    monkeypatch.setattr("comity.desk.attaching.actions.MAX_SIZE", 100)
    with pytest.raises(TooLarge):
        attach(world, draft, bytes(101))
    for number in range(20):
        draft = attach(world, draft, bytes_of(5, seed=number), name=f"{number}.txt")
    with pytest.raises(TooManyFiles):
        attach(world, draft, b"one more", name="more.txt")
    assert len(files_of(draft)) == 20


def test_an_act_whose_file_is_gone_is_not_approved(world):
    """The officer is told which one."""
    draft = world.submit(attach(world, world.draft(), DATA))
    store().path(Digest.of(DATA)).unlink()
    with pytest.raises(GoneFile):
        world.approve(draft)


class Network:
    """Answers the carrier as the puppet would, or as it is told to."""

    def __init__(self, world, carrier):
        """Stand in for the carrier's connection."""
        self.world, self.got, self.fail = world, {}, 0
        carrier._post = self.post

    def post(self, parcel):
        """Open one parcel and answer it."""
        if self.fail:
            self.fail -= 1
            return None
        key = sealing(THERE)
        found = open_parcel(parcel, node=THERE, sealing_keys={key.public.key_id: key}, keyring=book().keyring, at=self.world.at)
        kept = self.got.setdefault(found.statement.file, bytearray())
        if found.number * PIECE == len(kept):
            kept += found.chunk
        if len(kept) < found.statement.size:
            return ParcelAnswer("want", len(kept) // PIECE)
        return ParcelAnswer("whole", receipt=self.receipt(found.statement))

    def receipt(self, statement, **changes):
        """Return the puppet's receipt for one file."""
        said = {"env_id": statement.env_id, "inner": statement.inner, "case": Reference(self.world.case), "whole": 1, "broken": None}
        body = FilesBody(**(said | {"at": self.world.at} | changes))
        return sign_receipts([print_files(body)], key=signing(THERE))[0]


@pytest.fixture
def sent(world):
    """A request of ours with one file, on its way; the puppet has signed for the act."""
    request = world.approve(world.submit(attach(world, world.draft(), DATA)))
    world.case = request.reference
    row = world.outbox(request)
    assert due_files(THERE) == []  # before its act is there, no file goes
    row.state, row.order = "receipted", "applied"
    row.save()
    return request


@pytest.fixture
def carrier(world):
    """The line for files to the puppet, not started."""
    return FileCarrier(THERE, now=lambda: world.at)


def test_a_file_is_brought_chunk_by_chunk_and_receipted(world, sent, carrier):
    """What failed is tried again after its wait, from where the other side stands."""
    network = Network(world, carrier)
    network.fail = 1
    carrier.carry()
    assert network.got == {}
    carrier._waits.clear()
    carrier.carry()
    assert bytes(network.got[Digest.of(DATA)]) == DATA
    assert ActFile.objects.get().state == "whole"
    assert Receipt.objects.get(kind="files", direction="in").case == sent.reference
    assert due_files(THERE) == []
    assert open_act_file(sent, env_id=world.outbox(sent).env_id, digest=Digest.of(DATA), by=world.both, at=world.at)


def test_an_outcome_that_nobody_signed_for_is_no_outcome(world, sent, carrier):
    """`whole` without the receipt, or with one about another act, leaves the file due."""
    network = Network(world, carrier)
    network.post = lambda _: ParcelAnswer("whole")
    carrier._post = network.post
    carrier.carry()
    assert ActFile.objects.get().state == "due"
    carrier._waits.clear()
    statement = statement_of(ActFile.objects.get(), Digest.of(DATA), at=world.at)
    for changes in ({"inner": Digest.of(b"x")}, {"whole": 2}, {"env_id": EnvelopeId("0" * 32)}, {"broken": Digest.of(b"x")}):
        network = Network(world, carrier)
        carrier._post = lambda _, network=network, changes=changes: ParcelAnswer("whole", receipt=network.receipt(statement, **changes))
        carrier._waits.clear()
        carrier.carry()
        assert ActFile.objects.get().state == "due", changes
    assert not Receipt.objects.filter(kind="files").exists()


def test_a_changed_file_of_ours_is_not_sent(world, sent, carrier):
    """An alarm, once; brought back from a copy, it goes."""
    network = Network(world, carrier)
    path = store().path(Digest.of(DATA))
    path.write_bytes(DATA[:-1] + b"x")
    for _ in range(2):
        carrier._waits.clear()
        carrier.carry()
    assert network.got == {}
    assert Alarm.objects.get().kind == "file-gone"
    path.write_bytes(DATA)
    carrier._waits.clear()
    carrier.carry()
    assert ActFile.objects.get().state == "whole"


def test_the_peer_that_says_broken_is_an_alarm(world, sent, carrier):
    """For good: nothing is sent again."""
    network = Network(world, carrier)
    statement = statement_of(ActFile.objects.get(), Digest.of(DATA), at=world.at)
    receipt = network.receipt(statement, whole=0, broken=Digest.of(DATA))
    carrier._post = lambda _: ParcelAnswer("broken", receipt=receipt)
    carrier.carry()
    assert ActFile.objects.get().state == "broken"
    assert Alarm.objects.get().kind == "file-broken"


def test_answers_have_one_form():
    """What the printer would not write is refused."""
    for answer in (ParcelAnswer("want", 7), ParcelAnswer("unknown"), ParcelAnswer("whole", receipt=b"x"), ParcelAnswer("broken")):
        assert parse_parcel_answer(print_parcel_answer(answer)) == answer
    for data in (b"{}", b'{"state":"want","v":1}', b'{"next":1,"state":"whole","v":1}', b'{"receipt":"XY","state":"whole","v":1}', b"["):
        with pytest.raises(Malformed):
            parse_parcel_answer(data)


def test_a_statement_of_another_time_is_refused(world):
    """A key of the sender's that is not valid now signs nothing."""
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    with pytest.raises((KeyExpired, Refused)):
        accept_parcel(theirs.sealer(file).seal(DATA[:PIECE], number=0), sender=THERE, at=world.later(days=4000))


def test_the_file_check_finds_what_is_missing_changed_or_open(world, sent):
    """And a sound node has no fault."""
    from comity.courier.fsck import faults
    from comity.courier.fsck.files import check_act_files
    from comity.courier.fsck.reading import Published, Reading, silent

    def found():
        reading = Reading(world.home, book(), at=world.at, published=Published(None, Refused()), names=["attachments"], progress=silent)
        reading.begin("attachments")
        return [fault.sentence for fault in check_act_files(reading)]

    path = store().path(Digest.of(DATA))
    assert found() == []
    path.chmod(0o644)
    assert found() == [faults.FILE_OPEN]
    path.chmod(0o600)
    path.write_bytes(DATA[::-1])
    assert found() == [faults.FILE_CHANGED]
    path.unlink()
    assert found() == [faults.FILE_MISSING]
    ActFile.objects.all().delete()
    assert found() == [faults.FILE_NOT_LISTED]


# -- the key of the day ----------------------------------------------------------------------------


def test_a_file_is_sealed_to_the_key_of_the_day(world, sent, carrier):
    """As its act was, or to a newer one; a parcel that opens no more is refused, and the peer is asked for its key before the next."""
    world.deliver(world.puppet.show_epoch(world.at))
    old, new = (world.puppet.epoch(at)[0] for at in (world.at, world.later(days=8)))
    world.at = world.later(days=8)
    asked = []

    class Pool:
        """A peer that has destroyed the seed of a week ago."""

        def request(self, method, path, **how):
            asked.append((method, path))
            if method == "GET":
                return Answered(200, world.puppet.show_epoch(world.at))
            try:
                open_parcel(how["body"], node=THERE, sealing_keys={new.public.key_id: new}, keyring=book().keyring, at=world.at)
            except NotSealedToUs as refusal:
                return Answered(403, refusal.wire_class.encode())
            return Answered(200, print_parcel_answer(ParcelAnswer("want", 1)))

    carrier._pool = Pool()
    assert sealing_key(THERE, at=world.at) == old.public
    carrier.carry()
    assert asked == [("POST", "/comity/1/file"), ("GET", "/comity/1/epoch")]
    assert sealing_key(THERE, at=world.at) == new.public
    carrier._waits.clear()
    carrier._stopping.is_set = iter([False, False, True, True]).__next__
    carrier.carry()
    assert asked[2] == ("POST", "/comity/1/file")
    assert ActFile.objects.get().state == "due"


def test_a_parcel_that_comes_opens_by_the_key_of_the_day_until_it_is_over(world):
    """As an envelope does."""
    keep_epochs(world.home, at=world.at)
    file = listed(DATA)
    theirs = Theirs(world, file, data=[DATA])
    theirs.arrive()
    parcel = theirs.sealer(file, key=own_seeds(world.home)[0].key.public).seal(DATA[:PIECE], number=0)
    assert theirs.send(parcel) == ParcelAnswer("want", 1)
    world.at = world.later(days=7)
    with pytest.raises(NotSealedToUs):
        theirs.send(parcel)


class Answered:
    """What urllib3 gives, as far as it is looked at."""

    def __init__(self, status, data):
        """Say this."""
        self.status, self._data = status, data

    def read(self, amount, **_):
        """Return as much as is wanted."""
        return self._data[:amount]

    def close(self):
        """Nothing is open."""

    def release_conn(self):
        """Nothing is lent."""
