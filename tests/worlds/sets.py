"""Threat sets between two nodes of a test: what leaves ours arrives at Ruritania's, whose rows are taken back afterwards."""

from contextlib import contextmanager

from django.apps import apps
from django.db import transaction
from worlds.byhand import THEIRS, Giving, found_there
from worlds.places import HERE, THERE

from comity.courier.accepting import accept_delivery
from comity.courier.shelving import accept_parcel
from comity.desk.giving.actions import approve_set, propose_recall, propose_set
from comity.desk.unpacking.taking import take_sets
from comity.directory.book import book
from comity.directory.home import VARIABLE, home
from comity.directory.keyfiles import node_keys
from comity.records.models import ActFile, IntelSet, Message, Outbox
from comity.records.store import PIECE, Store
from comity.seal.envelope import Recipient
from comity.seal.parcel import FileStatement, Sealer
from comity.seal.receipt import verify_receipt
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId
from comity.wire.batch import parse_reply, print_delivery
from comity.wire.receipts import parse_receipt
from comity.wire.received import ReceivedBody

KEPT = {"Officer", "Session", "RegisterNumber"}


class Giver(Giving):
    """Viet Nam's node with one collection, which gives sets of it to Ruritania's CERT."""

    def propose_set(self, *, to=THEIRS, by=None):
        """Propose a set."""
        return propose_set(self.alias, to=to, by=by or self.world.drafter, at=self.world.at, token=self.world.token())

    def approve_set(self, row, *, by=None, digest=None, at=None):
        """Approve it, or a recall."""
        by = by or self.world.approver
        seen = digest or Digest.parse(row.digest)
        return approve_set(row.number, digest_seen=seen, by=by, key=self.world.key(by), at=at or self.world.at, token=self.world.token())

    def give(self, **more):
        """Both."""
        return self.approve_set(self.propose_set(**more))

    def recall(self, row, *, keys=None, reason="RECALL-WRONG"):
        """Propose a recall and approve it."""
        told = {"by": self.world.drafter, "at": self.world.at, "token": self.world.token()}
        return self.approve_set(propose_recall(row.number, keys=keys, reason=reason, **told))


class Line:
    """What leaves our node for Ruritania's, and what that answers; `folder` is of its node."""

    def __init__(self, world, folder, monkeypatch):
        """Make the folder of the other node."""
        self.world, self.patch = world, monkeypatch
        self.folder = found_there(world, folder)
        self.packed = []

    def pack(self):
        """Take from the outbox everything that is due, with the parcels of its files; and the signed receipts that stand for it."""
        for row in Outbox.objects.filter(peer=str(THERE), state="due").order_by("id"):
            files = ActFile.objects.select_related("message").filter(message__env_id=row.env_id, state="due")
            self.packed.append((row.env_id, bytes(row.sealed), [parcel for file in files for parcel in _parcels(file, self.world)]))
            Outbox.objects.filter(pk=row.pk).update(state="receipted", order="applied")

    @contextmanager
    def there(self, *, settle=True):
        """Be the other node, with everything delivered that ever left here; afterwards all is as it was, but for what it answered."""
        self.pack()
        held = transaction.atomic()
        held.__enter__()
        try:
            for model in reversed(_models()):
                model.objects.all().delete()
            self.be(self.folder)
            for one in self.packed:
                self.deliver(one, settle=settle)
            yield self
        finally:
            transaction.set_rollback(True)
            held.__exit__(None, None, None)
            self.be(self.world.home.path)

    def deliver(self, packed, *, settle=True):
        """Let the other node, which one is, take an act and its files, and settle what they bring."""
        _, sealed, parcels = packed
        body = print_delivery([("envelope", sealed)])
        reply = parse_reply(accept_delivery(body, sender=HERE, at=self.world.at, answered=_none), items=1)
        assert isinstance(parse_receipt(verify_receipt(reply.items[0], keyring=book().keyring).body_bytes), ReceivedBody)
        for parcel in parcels:
            accept_parcel(parcel, sender=HERE, at=self.world.at)
        if settle:
            take_sets(at=self.world.at)

    def said(self):
        """Return what the other node owes ours, while one is there."""
        return [bytes(row.sealed) for row in Outbox.objects.filter(peer=str(HERE), item="settled").order_by("id")]

    def be(self, folder):
        """Act as the node of that folder."""
        self.patch.setenv(VARIABLE, str(folder))
        home.cache_clear()

    def answer(self):
        """Let the other node settle what it got, and our node hear of it; return what it said."""
        with self.there():
            said = self.said()
        for one in said:
            self.world.deliver(one)
        return said


def _none(*_):
    """Hear nothing."""


def _models():
    return [model for model in apps.get_app_config("records").get_models() if model.__name__ not in KEPT]


def _parcels(file, world):
    message = file.message
    statement = FileStatement(
        env_id=EnvelopeId(message.env_id),
        inner=Digest.of(bytes(message.inner)),
        file=Digest.parse(file.digest),
        size=file.size,
        sender=HERE,
        to=THERE,
        at=world.at,
    )
    sealer = Sealer(statement, recipient=Recipient(THERE, book().sealing_key(THERE, at=world.at)), key=node_keys(home()).signing)
    data = Store(home().files).path(Digest.parse(file.digest)).read_bytes()
    return [sealer.seal(data[at : at + PIECE], number=at // PIECE) for at in range(0, len(data), PIECE)]


def their_sets():
    """Return what the other node has of sets, while one is there."""
    return list(IntelSet.objects.filter(side="theirs").order_by("pk"))


def message_of(row):
    """Return the act of a set."""
    return Message.objects.get(env_id=row.env_id)
