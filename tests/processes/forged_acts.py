"""Acts that a node would not send by itself, signed and sealed with its real keys: what a faulty or broken peer sends."""

from datetime import timedelta

from real_nodes import RealNode, instant_now

from comity.directory.book import read_book
from comity.directory.home import read_home
from comity.directory.keyfiles import node_keys
from comity.doors.cli.demo.people import PASSPHRASE
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.envelope import Closed, Recipient, close_envelope, draft_envelope
from comity.seal.headers import InnerDraft
from comity.seal.keys import sign_together
from comity.seal.officerkey import open_officer_key
from comity.terms.digests import Digest
from comity.terms.instants import Instant
from comity.wire.act import parse_act


def forge(sender: RealNode, receiver: RealNode, *, body: bytes, seq: int, previous: bytes | None, created: Instant | None = None) -> Closed:
    """Return `body` signed by the sending node and its second officer, sealed for `receiver`, at a place of the forger's choice."""
    home, act, at = read_home(sender.home), parse_act(body), created or instant_now()
    peer = read_home(receiver.home).node
    row = sender.rows.one("SELECT sealed_key FROM records_officer WHERE officer_id = ?", sender.approver)
    officer = open_officer_key(row["sealed_key"], passphrase=PASSPHRASE)
    drawn = draft_envelope(
        body,
        header=InnerDraft(
            world="real",
            sender=home.node,
            to=(peer,),
            case=act.reference,
            seq=seq,
            previous=None if previous is None else Digest(previous),
            kind=act.kind,
            created=at,
            directory=1,
            requires=("opened", "received"),
            reply_to=act.original,
        ),
    )
    signatures = sign_together(PAYLOAD_TYPE, drawn.inner_bytes, keys=(node_keys(home).signing, officer))
    sealed_to = Recipient(peer, read_book(home).sealing_key(peer, at=at))
    return close_envelope(drawn, signatures=signatures, recipients=(sealed_to,), expires=at + timedelta(days=30))


def owe(sender: RealNode, receiver: RealNode, closed: Closed, *, case: str, seq: int) -> str:
    """Put a forged envelope into the sender's outbox, so that its real courier carries it; return its identifier."""
    posted = instant_now()
    row = {
        "env_id": str(closed.env_id),
        "item": "envelope",
        "peer": str(read_home(receiver.home).node),
        "case": case,
        "seq": seq,
        "priority": "routine",
        "state": "due",
        "size": len(closed.data),
        "outer_digest": closed.outer_digest.raw,
        "inner_digest": closed.inner_digest.raw,
        "posted_at": posted.micros,
        "expires_at": (posted + timedelta(days=30)).micros,
        "attempts": 0,
        "order": "",
        "wire_class": "",
        "keys": closed.keys,
        "sealed_to": closed.sealed_to[0].text,
        "rewraps": 0,
    }
    columns = ", ".join(f'"{name}"' for name in row)
    sender.rows.write_together(
        (f"INSERT INTO records_outbox ({columns}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())),
        ("INSERT INTO records_outboxbytes (entry_id, sealed) VALUES (last_insert_rowid(), ?)", (closed.data,)),
    )
    return str(closed.env_id)
