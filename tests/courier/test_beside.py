"""Files beside acts over a relay and in a pouch: they arrive whole, go on where they stood, and nobody on the way learns what."""

from datetime import timedelta

import pytest
from worlds.over import Over
from worlds.paper import PIECE, bytes_of, listed, pieces
from worlds.places import HERE, SECOND_THERE, THERE, sealing, signing
from worlds.puppet import verified
from worlds.relay import RelayWorld

from comity.courier.accepting import accept_delivery
from comity.courier.beside import accept_sealed
from comity.courier.crashing import PARCEL_POINTS
from comity.courier.handing import MIB, NotTaken, pack_pouch, take_pouch
from comity.courier.parcelling import FileCarrier
from comity.courier.protocol.relays import AGAIN, AT_A_RELAY, AtRelay, parcels_to_leave
from comity.courier.relay.folder import Caps
from comity.desk.attaching.actions import attach_file
from comity.desk.attaching.opening import open_act_file
from comity.directory.book import book
from comity.records.models import ActFile, Alarm, JournalAct, Receipt
from comity.seal.closed import close_file, open_file
from comity.seal.envelope import Recipient
from comity.seal.parcel import MAX_PARCEL, FileStatement, Sealer, open_parcel
from comity.seal.receipt import receipt_body, sign_receipts
from comity.seal.refusals import NotSealedToUs
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.instants import Instant
from comity.wire.batch import parse_delivery, print_delivery
from comity.wire.coming import COMING, ComingBody, parse_coming, print_coming
from comity.wire.files import FilesBody, print_files
from comity.wire.held import kind_of
from comity.wire.parcels import ParcelAnswer
from comity.wire.pouch import is_delivery, things_in, write_pouch
from comity.wire.relay import Left

DATA = bytes_of(2 * PIECE + 17)


@pytest.fixture(autouse=True)
def _own_store(world, tmp_path, monkeypatch):
    """Give each test a folder of files of its own."""
    monkeypatch.setattr(type(world.home), "files", property(lambda _: tmp_path / "files"))


@pytest.fixture
def over(world, tmp_path, line):
    """This node over a relay that both countries name."""
    return Over(world, RelayWorld(tmp_path / "relay"), line)


def sent(world, data=DATA, *, receipted=True):
    """A request of ours with one file; the puppet has signed for the act, or not yet."""
    draft = world.draft()
    said = {"name": "log.csv", "media_type": "text/csv", "kind": "FILE-DATA"}
    draft = attach_file(draft.pk, pieces=pieces(data), by=world.drafter, at=world.at, token=world.token(), **said)
    request = world.approve(world.submit(draft))
    row = world.outbox(request)
    if receipted:
        row.state, row.order = "receipted", "applied"
        row.save()
    return request


class There:
    """The puppet as a receiver of files: what it opened, and what it signs."""

    def __init__(self, world, request):
        """Nothing is there yet."""
        self.world, self.case, self.got, self.statement = world, request.reference, bytearray(), None

    def open(self, sealed):
        """Open one parcel, and say with a signed word how far the file is."""
        keys = {sealing(THERE).public.key_id: sealing(THERE)}
        inside = open_file(sealed, node=THERE, sealing_keys=keys, most=MAX_PARCEL)
        found = open_parcel(inside, node=THERE, sealing_keys=keys, keyring=book().keyring, at=self.world.at)
        self.statement = found.statement
        if found.number * PIECE == len(self.got):
            self.got += found.chunk
        if len(self.got) < found.statement.size:
            return [self.word(ParcelAnswer("want", len(self.got) // PIECE))]
        said = {"env_id": self.statement.env_id, "inner": self.statement.inner, "case": Reference(self.case), "whole": 1, "broken": None}
        body = print_files(FilesBody(**said, at=self.world.at))
        return [*sign_receipts([body], key=signing(THERE)), self.word(ParcelAnswer("whole"))]

    def word(self, answer, *, signer=THERE):
        """Sign how far the file is."""
        body = ComingBody(env_id=self.statement.env_id, file=self.statement.file, answer=answer, at=self.world.at)
        return sign_receipts([print_coming(body)], key=signing(signer))[0]


def fetch(over, *, take=True):
    """Return the parcels that lie at the relay for the puppet, oldest first."""
    found, cursor = [], 0
    while True:
        page = over.relay.since(THERE, cursor)
        found += [item.data for item in page.items if item.kind == "parcel"]
        if page.items and take:
            over.relay.taken(THERE, *[item.number for item in page.items])
        if not page.more:
            return found
        cursor = page.items[-1].number


@pytest.mark.both_databases
def test_a_file_goes_over_a_relay_and_its_receipt_comes_back(over, world):
    """The act first; then parcels of which the relay learns nothing but how large they are; then the signed word that ends it."""
    request = sent(world, receipted=False)
    over.go()
    assert fetch(over, take=False) == []  # nobody has signed for the act
    row = world.outbox(request)
    row.state, row.order = "receipted", "applied"
    row.save()
    over.go()
    there = There(world, request)
    lying = fetch(over)
    assert len(lying) == 3
    for known in (str(Digest.of(DATA)), row.env_id, str(HERE), "log.csv"):
        assert all(known.encode() not in one for one in lying)
    words = [there.open(one) for one in lying]
    assert bytes(there.got) == DATA
    over.leave_receipts(*words[0])
    over.go()
    assert ActFile.objects.get().told == 1
    assert fetch(over) == []  # what lies there is not left again
    over.leave_receipts(*words[2])
    over.go()
    assert ActFile.objects.get().state == "whole"
    assert Receipt.objects.get(kind="files", direction="in").case == request.reference
    assert over.fetched() == []  # and nothing answers such a receipt


def test_what_is_not_signed_for_is_left_again_after_hours_from_where_the_receiver_stands(over, world):
    """The relay lost the second one; the word of somebody else counts for nothing."""
    request = sent(world)
    over.go()
    there = There(world, request)
    first, _, third = fetch(over)
    (word,) = there.open(first)
    assert [receipt_body(one) for one in there.open(third)] == [receipt_body(word)]
    over.leave_receipts(there.word(ParcelAnswer("whole"), signer=HERE))
    over.leave_receipts(word)
    over.go(minutes=1)
    assert (ActFile.objects.get().state, fetch(over)) == ("due", [])
    over.go(seconds=AGAIN.total_seconds())
    second, third = fetch(over)
    world.at = over.relay.at
    assert [kind_of(receipt_body(one)) for parcel in (second, third) for one in there.open(parcel)] == [COMING, "files", COMING]
    assert bytes(there.got) == DATA


def test_an_act_that_becomes_due_meanwhile_does_not_wait_for_a_file(over, world):
    """The bell rings between two parcels: what is left of the file comes behind the act."""
    sent(world)
    over.relayer._due.set()
    over.go()
    assert len(fetch(over, take=False)) == 1
    over.relayer._due.clear()
    sent(world, bytes_of(9, seed=2), receipted=False)
    over.go()
    assert [item.kind for item in over.relay.since(THERE, 1).items] == ["envelope", "parcel", "parcel"]


class PowerCut(BaseException):
    """The process ended here."""


def crash_at(monkeypatch, module, point):
    """End the process at that point."""
    assert point in PARCEL_POINTS

    def crash(name):
        if name == point:
            raise PowerCut

    monkeypatch.setattr(module, "crash_point", crash)


def test_a_sudden_end_before_a_receipt_is_kept_keeps_nothing_of_it(world, monkeypatch):
    """It comes again, and ends the file then."""
    from comity.courier import beside

    there = There(world, sent(world))
    parcels = list(beside.sealed_parcels(ActFile.objects.get(), range(3), at=world.at))
    *_, (receipt, _) = (there.open(one) for one in parcels)
    crash_at(monkeypatch, beside, "file.told")
    with pytest.raises(PowerCut):
        world.deliver(receipt)
    assert (ActFile.objects.get().state, Receipt.objects.filter(kind="files").count()) == ("due", 0)
    monkeypatch.setattr(beside, "crash_point", lambda _: None)
    world.deliver(receipt)
    assert (ActFile.objects.get().state, Receipt.objects.filter(kind="files").count()) == ("whole", 1)


def test_a_sudden_end_between_two_parcels_leaves_some_twice_and_none_out(over, world, monkeypatch):
    """A new process knows nothing of what lies there."""
    from comity.courier import relayfiles

    request = sent(world)
    crash_at(monkeypatch, relayfiles, "relayed.parcel")
    with pytest.raises(PowerCut):
        over.go()
    monkeypatch.undo()
    monkeypatch.setattr(type(world.home), "files", property(lambda _: over.relay.folder.path.parent / "files"))
    over.go()
    there = There(world, request)
    for parcel in fetch(over):
        there.open(parcel)
    assert bytes(there.got) == DATA


def test_a_relay_keeps_half_of_its_room_from_files(world, tmp_path, line):
    """Acts and receipts find room beside them; the rest of a file waits, and says so to nobody else."""
    over = Over(world, RelayWorld(tmp_path / "relay", caps=Caps(all_mib=10)), line)
    request = sent(world)
    over.go()
    (first,) = fetch(over, take=False)
    there = There(world, request)
    another = sent(world, bytes_of(3, seed=5), receipted=False)
    over.go()
    assert bytes(world.outbox(another).sealed) in over.fetched()
    over.leave_receipts(*there.open(first))
    over.go(minutes=6)
    world.at = over.relay.at
    for parcel in fetch(over):
        there.open(parcel)
    assert bytes(there.got) == DATA


def test_a_file_that_is_gone_from_this_disk_is_an_alarm_and_no_parcel(over, world):
    """As on a line: the operator brings it back."""
    sent(world)
    path = world.home.files / str(Digest.of(DATA))[:2] / str(Digest.of(DATA))
    path.write_bytes(bytes(len(DATA)))
    over.go()
    assert (fetch(over), Alarm.objects.get().kind) == ([], "file-gone")
    path.write_bytes(DATA)
    over.go(seconds=AGAIN.total_seconds())
    assert len(fetch(over)) == 3


def test_a_node_to_which_no_line_leads_is_not_called_for_files(over, world, monkeypatch):
    """Nor is a hundred megabytes hashed for it each quarter of an hour."""
    sent(world)
    carrier = FileCarrier(THERE, now=lambda: world.at)
    monkeypatch.setattr(carrier, "_bring", lambda row: pytest.fail(str(row)))
    carrier.carry()


AT = Instant(1_790_000_000_000_000)


def test_what_is_left_at_a_relay_is_bounded_and_begins_where_its_receiver_stands():
    """Sixteen chunks for one peer, the oldest file first; less what lies there already."""

    def left(files, lying=None, now=AT):
        return [(name, (numbers.start, numbers.stop)) for name, numbers in parcels_to_leave(files, lying or {}, now=now)]

    assert left([(1, 0, 3), (2, 0, 40)]) == [(1, (0, 3)), (2, (0, AT_A_RELAY - 3))]
    lying = {1: AtRelay(THERE, 0, 3, AT), 2: AtRelay(THERE, 0, 13, AT)}
    assert left([(1, 0, 3), (2, 0, 40)], lying) == []
    assert left([(1, 2, 3), (2, 4, 40)], lying) == [(2, (13, 19))]
    assert left([(2, 20, 40)], lying) == [(2, (20, 36))]
    assert left([(1, 1, 3)], lying, now=AT + AGAIN) == [(1, (1, 3))]


# -- theirs ------------------------------------------------------------------------------------------


class Theirs:
    """A request of the puppet's with one file."""

    def __init__(self, world, data=DATA):
        """Seal the act; nothing has been sent."""
        self.world, self.data, self.file = world, data, listed(data)
        self.act = world.puppet.say(world.puppet.act(files=(self.file,)))

    def parcels(self, *, key=None):
        """Return its parcels, each sealed once more."""
        said = {"env_id": self.act.env_id, "inner": self.act.inner, "file": self.file.sha256, "size": self.file.size}
        recipient = Recipient(HERE, key or sealing(HERE).public)
        sealer = Sealer(FileStatement(**said, sender=THERE, to=HERE, at=self.world.at), recipient=recipient, key=signing(THERE))
        starts = enumerate(range(0, len(self.data), PIECE))
        return [close_file(sealer.seal(self.data[at : at + PIECE], number=n), recipients=[recipient]) for n, at in starts]

    def is_here(self):
        """Say whether an officer can open it."""
        request = self.world.receive_of("XR-2026-000007")
        opened = open_act_file(request, env_id=str(self.act.env_id), digest=self.file.sha256, by=self.world.both, at=self.world.at)
        return opened.path.read_bytes() == self.data


def test_a_file_that_lies_at_a_relay_is_brought_in_and_receipted(over, world):
    """Kept a chunk at a time, opened only when whole; the last word about it goes back, and the receipt for the act."""
    theirs = Theirs(world)
    over.relay.leave(THERE, HERE, Left("envelope", theirs.act.data))
    for parcel in theirs.parcels():
        over.relay.leave(THERE, HERE, Left("parcel", parcel))
    over.go()
    assert theirs.is_here()
    assert over.relay.since(HERE).items == ()
    back = [verified(one) if kind_of(receipt_body(one)) != COMING else parse_coming(receipt_body(one)) for one in over.fetched()]
    assert [one.answer for one in back if isinstance(one, ComingBody)][-1] == ParcelAnswer("whole")
    assert [one.whole for one in back if isinstance(one, FilesBody)] == [1]


def test_a_parcel_that_is_not_its_givers_or_does_not_open_changes_nothing(over, world):
    """It is let go: its giver leaves it again, or never had a right to."""
    theirs = Theirs(world)
    world.deliver(theirs.act)
    first, *_ = theirs.parcels()
    (old,) = theirs.parcels(key=sealing(THERE).public)[:1]
    over.relay.leave(THERE, HERE, Left("parcel", close_file(b"no parcel", recipients=[Recipient(HERE, sealing(HERE).public)])))
    over.relay.leave(SECOND_THERE, HERE, Left("parcel", first))
    with pytest.raises(NotSealedToUs):
        accept_sealed(old, sender=THERE, at=world.at)
    over.go()
    assert ActFile.objects.get().state == "coming"
    assert not (world.home.files / "coming").exists()
    assert over.relay.since(HERE).items == ()


# -- by hand -----------------------------------------------------------------------------------------


def post_for(world):
    """Return this node's own door, without a network."""

    def post(thing, sender):
        if is_delivery(thing):
            return accept_delivery(thing, sender=sender, at=world.at, answered=lambda *_: None)
        return print_delivery(("receipt", one) for one in accept_sealed(thing, sender=sender, at=world.at))

    return post


def pouch_of(world, file, *things):
    """Pack things of the puppet's for this node."""
    with file.open("wb") as out:
        write_pouch(out, sender=THERE, to=HERE, packed=world.at, things=things, count=len(things))
    return file


def items_of(file):
    """Return the receipts in an answer."""
    with file.open("rb") as pouch:
        return [item.data for thing in things_in(pouch) for item in parse_delivery(thing)]


def test_a_pouch_brings_an_act_and_its_file_together(world, tmp_path):
    """Taken twice it changes nothing, and what goes back is the receipt for the act, that for its file, and the last word."""
    theirs = Theirs(world)
    file = pouch_of(world, tmp_path / "in.pouch", print_delivery([("envelope", theirs.act.data)]), *theirs.parcels())
    taken = take_pouch(world.home, file=file, answer=tmp_path / "answer", at=world.at, post=post_for(world))
    assert (taken.envelopes, taken.parcels, taken.unread, taken.answers) == (1, 3, 0, 3)
    assert theirs.is_here()
    assert [kind_of(receipt_body(one)) for one in items_of(tmp_path / "answer")] == ["received", "files", COMING]
    take_pouch(world.home, file=file, answer=tmp_path / "again", at=world.at, post=post_for(world))
    assert items_of(tmp_path / "again")[:2] == items_of(tmp_path / "answer")[:2]


def test_a_pouch_goes_on_onto_the_next_one_and_begins_again_where_something_was_lost(world, tmp_path):
    """As large as the operator said; what answers the second says where the file stands, for the first was lost."""
    data = bytes_of(5 * PIECE + 1)
    request = sent(world, data)
    there = There(world, request)

    def pack(name):
        packed = pack_pouch(world.home, to=THERE, file=tmp_path / name, at=world.at, most=16 * MIB)
        assert (tmp_path / name).stat().st_size <= 16 * MIB
        with (tmp_path / name).open("rb") as pouch:
            return packed, [thing for thing in things_in(pouch) if not is_delivery(thing)]

    first, parcels = pack("1")
    assert (first.parcels, first.left_parcels, len(parcels)) == (3, 3, 3)
    assert JournalAct.objects.latest("index").name == "pouch.packed"
    second, lost = pack("2")
    assert (second.parcels, second.left_parcels) == (3, 0)
    words = [there.open(one) for one in parcels]
    answer = pouch_of(world, tmp_path / "answer", print_delivery([("receipt", one) for one in words[-1]]))
    take_pouch(world.home, file=answer, answer=tmp_path / "none", at=world.at, post=post_for(world))
    row = ActFile.objects.get()
    assert (row.told, row.packed) == (3, 6)  # the rest is under way
    third, parcels = pack("3")  # all was packed, and not all is there: once more from where it stands
    assert (third.parcels, third.left_parcels) == (3, 0)
    words = [word for one in parcels for word in there.open(one)]
    assert bytes(there.got) == data
    answer = pouch_of(world, tmp_path / "answer3", print_delivery([("receipt", one) for one in words[-2:]]))
    take_pouch(world.home, file=answer, answer=tmp_path / "none", at=world.at, post=post_for(world))
    assert ActFile.objects.get().state == "whole"
    assert lost


@pytest.mark.both_databases
def test_files_go_with_their_act_and_an_act_that_has_expired_takes_none(world, tmp_path):
    """By hand nobody waits for a receipt that takes a week."""
    sent(world, receipted=False)
    packed = pack_pouch(world.home, to=THERE, file=tmp_path / "1", at=world.at)
    assert (packed.envelopes, packed.parcels) == (1, 3)
    again = pack_pouch(world.home, to=THERE, file=tmp_path / "2", at=world.at + timedelta(days=1))
    assert (again.envelopes, again.parcels) == (1, 3)


def test_a_parcel_that_does_not_open_here_is_counted_and_holds_up_none(world, tmp_path):
    """The others are taken, and the answer says where their file stands."""
    theirs = Theirs(world)
    door = post_for(world)
    first, second, third = theirs.parcels()

    def post(thing, sender):
        if thing == second:
            raise NotTaken(number=3, status=403)
        return door(thing, sender)

    file = pouch_of(world, tmp_path / "in.pouch", print_delivery([("envelope", theirs.act.data)]), first, second, third)
    taken = take_pouch(world.home, file=file, answer=tmp_path / "answer", at=world.at, post=post)
    assert (taken.parcels, taken.unread) == (3, 1)
    assert parse_coming(receipt_body(items_of(tmp_path / "answer")[-1])).answer == ParcelAnswer("want", 1)


def test_a_word_about_a_file_that_was_never_sent_is_refused(world):
    """Signed, as every refusal is."""
    body = ComingBody(env_id=EnvelopeId("0" * 32), file=Digest.of(b""), answer=ParcelAnswer("want", 1), at=world.at)
    (reply,) = world.deliver(world.puppet.sign(print_coming(body))).items
    assert kind_of(receipt_body(reply)) == "refused"
