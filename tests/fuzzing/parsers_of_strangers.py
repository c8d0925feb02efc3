"""Each parser that strangers reach: how it is asked, what must hold of its answer, and good and bad samples to begin with."""

import base64
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from misp_samples import full_event, mean_event
from stix_samples import OBSERVABLES, sample
from worlds.second import second

from comity.desk.proving.bag import open_bag
from comity.desk.proving.choice import parse_choice, print_choice
from comity.desk.proving.custody import parse_item, print_item
from comity.desk.proving.forked import parse_fork
from comity.desk.proving.layout import parse_manifest, parse_opening
from comity.desk.proving.package import parse_package, print_package
from comity.directory.sections import parse_section, print_section
from comity.evidence.steps import Step, print_step
from comity.ledger.checkpoint import parse_checkpoint
from comity.ledger.leaf import parse_leaf, print_leaf
from comity.ledger.logproof import parse_log_proof, print_log_proof
from comity.ledger.note import parse_note, print_note
from comity.seal.envelope import outline, parse_envelope
from comity.seal.frames import parse_frames, print_frames
from comity.seal.headers import parse_inner, parse_outer_header, print_inner, print_outer
from comity.seal.keyring import DatedKeyring
from comity.seal.keys import parse_signature, print_signature
from comity.seal.receipt import verify_receipt
from comity.terms.refusals import Refused
from comity.wire.act import parse_act, print_act
from comity.wire.batch import Item, parse_delivery, parse_reply, print_delivery, print_reply
from comity.wire.bundle import parse_content, parse_header, print_bundle, print_content, print_header, split_bundle
from comity.wire.epoch import parse_epoch, print_epoch
from comity.wire.misp.parsing import read_events
from comity.wire.misp.patterns import read_pattern
from comity.wire.pouch import check_pouch, things_in, write_pouch
from comity.wire.receipts import parse_receipt
from comity.wire.stix.heads import read_bundle, read_envelope, read_head
from comity.wire.stix.pattern_parser import parse_pattern
from comity.wire.stix.summaries import summary
from comity.wire.stix.validating import hints, validate
from comity.wire.threatset import read_digests, read_objects

VECTORS: Final = Path(__file__).resolve().parents[2] / "vectors"
_MOST: Final = 2**20


@dataclass(frozen=True)
class Target:
    """`read` returns nothing and raises nothing of what a reader may expect; what it raises is a find."""

    read: Callable[[bytes], None]
    samples: Callable[[], Iterator[bytes]]
    json: bool = False
    """It reads JSON, and mostly in one form: what is changed are values, for a changed byte is refused at once."""


def _bodies(*folders: str, encoded: bool = False) -> Iterator[bytes]:
    """Yield the bodies of vectors as they are read."""
    for folder in folders:
        for path in sorted((VECTORS / folder).glob("*.txt")):
            head, _, body = path.read_bytes().partition(b"\n\n")
            if encoded:
                yield base64.b64decode(body)
            elif b"encoding: hex" in head:
                yield bytes.fromhex(body.decode())
            else:
                yield body.removesuffix(b"\n")


def _proofs() -> Iterator[dict[str, bytes]]:
    for path in sorted((VECTORS / "proof").glob("*.zip")):
        yield parse_package(path.read_bytes())


def _members(ending: str) -> Iterator[bytes]:
    for files in _proofs():
        yield from (data for name, data in sorted(files.items()) if name.endswith(ending))


def _frames(data: bytes, what: str) -> tuple[bytes, ...]:
    return parse_frames(data[8:], what=what, cap=10**7, least=2, most=18)


# ---------------------------------------------------------------- what must hold


def taken(read: Callable[[bytes], Any], data: bytes) -> Any:
    """Return what it gives, or None where it refuses."""
    try:
        return read(data)
    except Refused:
        return None


def printed_again(read: Callable[[bytes], Any], write: Callable[[Any], bytes | str]) -> Callable[[bytes], None]:
    """What is read prints as the very bytes that were read."""

    def ask(data: bytes) -> None:
        found = taken(read, data)
        if found is not None:
            again = write(found)
            assert (again.encode() if isinstance(again, str) else again) == data, "printed otherwise than it was read"

    return ask


def agreeing(
    read: Callable[[bytes], Any], other: Callable[[ModuleType, bytes], Any], ask: Callable[[bytes], None]
) -> Callable[[bytes], None]:
    """`ask`, and the second verifier takes the same bytes."""
    program = second()

    def both(data: bytes) -> None:
        ask(data)
        took = taken(read, data) is not None
        try:
            other(program, data)
            also = True
        except program.Refused:
            also = False
        assert also is took, "one verifier takes it, the other does not"

    return both


def refusing(*reads: Callable[[bytes], Any]) -> Callable[[bytes], None]:
    """It returns or refuses, and nothing else."""

    def ask(data: bytes) -> None:
        for read in reads:
            taken(read, data)

    return ask


# ---------------------------------------------------------------- each of them


_NOBODY = DatedKeyring(())


def _text(read: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda data: read(data.decode("utf-8", "replace"))


def _bundle(data: bytes) -> tuple[Any, Any]:
    statement, content = split_bundle(data)
    header = parse_header(statement)
    return header, parse_content(content, header=header)


def _print_bundle(found: tuple[Any, Any]) -> bytes:
    header, content = found
    return print_bundle(print_header(header), print_content(content.objects, content.removed))


def _print_delivery(items: Iterable[Item]) -> bytes:
    return print_delivery([(one.kind, one.data) for one in items])


def _pouch(data: bytes) -> bytes:
    file = io.BytesIO(data)
    head = check_pouch(file)
    out = io.BytesIO()
    write_pouch(out, sender=head.sender, to=head.to, packed=head.packed, things=list(things_in(file)), count=head.things)
    return out.getvalue()


def _pouches() -> Iterator[bytes]:
    from comity.terms.identifiers import NodeId
    from comity.terms.instants import Instant

    good = [one for one in _bodies("delivery") if taken(parse_delivery, one)]
    for count in (1, len(good)):
        out = io.BytesIO()
        write_pouch(
            out,
            sender=NodeId("poc.xr.example"),
            to=NodeId("poc.vn.example"),
            packed=Instant.parse("2026-11-29T00:00:00.000000Z"),
            things=[*good[:count], b"COMITY1F parcel"],
            count=len(good[:count]) + 1,
        )
        yield out.getvalue()


def _envelope(data: bytes) -> None:
    outline(data)
    parse_envelope(data)


def _statements(member: str) -> Iterator[bytes]:
    for data in _members(member):
        yield _frames(data, "statement")[1]


def _headers(place: int) -> Iterator[bytes]:
    for data in _bodies("envelope", encoded=True):
        parts = taken(lambda given: parse_frames(given[8:], what="envelope", cap=10**7, least=4, most=4), data)
        if parts:
            yield parts[place]


def _stix_object(raw: bytes) -> None:
    """As the store takes an object in: its head, every check, the summary that people read, and what only hints."""
    read_head(raw)
    if not validate(raw):
        summary(raw)
        hints(raw)


def _stix_objects() -> Iterator[bytes]:
    for kind in ("indicator", "malware", "threat-actor", "report", "sighting", "observed-data", *OBSERVABLES):
        yield json.dumps(sample(kind)).encode()


def _stix_files() -> Iterator[bytes]:
    found = [json.loads(one) for one in _stix_objects()][:3]
    yield json.dumps({"type": "bundle", "id": "bundle--1a2b3c4d-0000-4000-8000-000000000001", "objects": found}).encode()
    yield json.dumps({"more": False, "objects": found}).encode()
    yield json.dumps(found).encode()


def _stix_patterns() -> Iterator[bytes]:
    for path in sorted((VECTORS / "stix").glob("*.txt")):
        yield path.read_text(encoding="utf-8").partition("pattern: ")[2].split("\n")[0].encode()
    yield b"[file:hashes.'SHA-256' = 'a' AND file:size > 1] FOLLOWEDBY [url:value LIKE '%x'] WITHIN 5 SECONDS"


def _misp_events() -> Iterator[bytes]:
    yield json.dumps(full_event()).encode()
    yield json.dumps({"Event": {"uuid": full_event()["Event"]["uuid"], "info": "x"}} if "Event" in full_event() else {}).encode()
    yield from (data for data, _ in mean_event() if len(data) < _MOST)


def _lengthed(read: Callable[[Any], Iterator[bytes]]) -> Callable[[bytes], Any]:
    return lambda data: list(read(io.BytesIO(data)))


def _package(data: bytes) -> dict[str, bytes]:
    files = parse_package(data)
    taken(lambda _: open_bag(files), data)
    return files


def _small_packages() -> Iterator[bytes]:
    yield print_package({"a": b""})
    yield print_package({"a/b.txt": b"x" * 40, "manifest": b"{}"})
    for files in _proofs():
        yield print_package({name: data[:200] for name, data in sorted(files.items())[:6]})


RECEIPTS: Final = ("received", "refused", "opened", "decided", "files", "settled")

TARGETS: Final[dict[str, Target]] = {
    "frames": Target(
        printed_again(lambda data: parse_frames(data, what="sample", cap=_MOST, least=1, most=9), lambda parts: print_frames(*parts)),
        lambda: (data[8:] for data in _bodies("envelope", "receipt", encoded=True)),
    ),
    "envelope": Target(refusing(_envelope), lambda: _bodies("envelope", encoded=True)),
    "outer": Target(printed_again(parse_outer_header, print_outer), lambda: _headers(0), json=True),
    "inner": Target(
        agreeing(parse_inner, lambda program, data: program.parse_header(data), printed_again(parse_inner, print_inner)),
        lambda: _members("inner.json"),
        json=True,
    ),
    "signature": Target(printed_again(parse_signature, print_signature), lambda: _bodies("signature", encoded=True)),
    "receipt": Target(refusing(lambda data: verify_receipt(data, keyring=_NOBODY)), lambda: _bodies("receipt", encoded=True)),
    "receipt-body": Target(refusing(parse_receipt), lambda: _bodies(*RECEIPTS), json=True),
    "epoch": Target(printed_again(parse_epoch, print_epoch), lambda: _bodies("epoch"), json=True),
    "act": Target(
        agreeing(parse_act, lambda program, data: program.parse_body(data), printed_again(parse_act, print_act)),
        lambda: iter((*_bodies("act"), *_members("body.json"))),
        json=True,
    ),
    "delivery": Target(printed_again(parse_delivery, _print_delivery), lambda: _bodies("delivery")),
    "reply": Target(printed_again(lambda data: parse_reply(data, items=2), print_reply), lambda: _bodies("delivery")),
    "pouch": Target(printed_again(_pouch, bytes), _pouches),
    "proof": Target(
        agreeing(parse_package, lambda program, data: program.parse_package(data), printed_again(_package, print_package)),
        _small_packages,
    ),
    "manifest": Target(refusing(parse_manifest), lambda: _statements("manifest"), json=True),
    "opening": Target(refusing(parse_opening), lambda: _members("opening.json"), json=True),
    "custody-step": Target(
        agreeing(Step.parse, lambda program, data: program.parse_step(data), printed_again(Step.parse, print_step)),
        lambda: _members("01.json"),
        json=True,
    ),
    "custody-item": Target(
        agreeing(parse_item, lambda program, data: program.parse_item(data), printed_again(parse_item, print_item)),
        lambda: _members("item.json"),
        json=True,
    ),
    "withheld": Target(
        agreeing(parse_choice, lambda program, data: program.parse_choice(data), printed_again(parse_choice, print_choice)),
        lambda: _members("withheld.json"),
        json=True,
    ),
    "fork": Target(refusing(parse_fork), lambda: iter((b"COMITY1K" + bytes(16),))),
    "bundle": Target(printed_again(_bundle, _print_bundle), lambda: _bodies("bundle")),
    "section": Target(printed_again(parse_section, print_section), lambda: _statements("section"), json=True),
    "leaf": Target(printed_again(parse_leaf, print_leaf), lambda: _bodies("ledger/leaf"), json=True),
    "note": Target(printed_again(parse_note, print_note), lambda: _bodies("ledger/checkpoint")),
    "checkpoint": Target(refusing(lambda data: parse_checkpoint(parse_note(data).text)), lambda: _bodies("ledger/checkpoint")),
    "log-proof": Target(printed_again(parse_log_proof, print_log_proof), lambda: _bodies("ledger/proof")),
    "stix": Target(refusing(_stix_object), _stix_objects, json=True),
    "stix-file": Target(
        refusing(lambda data: read_bundle(data, most=_MOST), lambda data: read_envelope(data, most=_MOST)), _stix_files, json=True
    ),
    "stix-pattern": Target(refusing(_text(parse_pattern), _text(read_pattern)), _stix_patterns),
    "misp": Target(refusing(lambda data: read_events(data, most=_MOST)), _misp_events, json=True),
    "threat-set": Target(refusing(_lengthed(read_objects), _lengthed(read_digests)), lambda: iter((b"\0\0\0\1x", bytes(64)))),
}
