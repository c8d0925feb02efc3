"""Museum: proof files that lie. Each is refused, whoever signed it, and the refusal names the place inside the file."""

from dataclasses import replace

import pytest
from worlds.played import Played, Side

from comity.desk.proving.bag import print_lists
from comity.desk.proving.package import parse_package, print_package
from comity.desk.proving.refusals import ForeignCountryKey, NotProven
from comity.seal.keys import SigningKey
from comity.terms.identifiers import Reference
from comity.terms.refusals import Malformed, Refused


@pytest.fixture(scope="module")
def played() -> Played:
    """A request of four acts that went well."""
    return Played()


@pytest.fixture(scope="module")
def other(played: Played) -> Played:
    """Another request of the same two nodes."""
    return Played(case=Reference("XR-2026-000002"), sides=(played.xr, played.vn))


def _unsigned(played: Played) -> bytes:
    """Change a receipt inside the archive and mend every checksum, without the maker's key."""
    files = parse_package(played.make())
    path = next(path for path in files if path.endswith(".opened.receipt"))
    changed = files | {path: _flip(files[path])}
    return print_package(changed | print_lists(changed))


def _listed(played: Played) -> bytes:
    """Change the list of digests that other tools read, and nothing else."""
    files = parse_package(played.make())
    return print_package(files | {"manifest-sha256.txt": files["manifest-sha256.txt"].replace(b"0", b"1", 1)})


def _unbagged(played: Played) -> bytes:
    """Take a proof out of its bag, as if it were of version 1."""
    files = parse_package(played.make())
    return print_package({path.removeprefix("data/"): data for path, data in files.items() if path.startswith("data/")})


def _another_program(played: Played) -> bytes:
    """Put a program of one's own in the place of `verify.py`, and mend every checksum."""
    files = parse_package(played.make()) | {"verify.py": b"print('VERIFIED')\n"}
    return print_package(files | print_lists(files))


def _swapped(played: Played) -> bytes:
    first, third = played.sent[0].closed.env_id, played.sent[2].closed.env_id
    one, two = (first, "opened"), (third, "opened")
    swapped = played.receipts | {one: played.receipts[two], two: played.receipts[one]}
    return played.make(replace(played.contents(), receipts=swapped))


def _gap(played: Played) -> bytes:
    contents = played.contents()
    rest = (*contents.acts[:1], *(replace(act, number=act.number - 1) for act in contents.acts[2:]))
    return played.make(replace(contents, acts=rest))


def _foreign_act(played: Played, other: Played) -> bytes:
    contents = played.contents()
    return played.make(replace(contents, acts=(*contents.acts[:3], other.act(4, by=played.xr))))


def _foreign_receipt(played: Played, other: Played) -> bytes:
    env_id = played.sent[0].closed.env_id
    theirs = other.receipts[other.sent[0].closed.env_id, "received"]
    return played.make(replace(played.contents(), receipts=played.receipts | {(env_id, "received"): theirs}))


def _foreign_opening(played: Played) -> bytes:
    contents = played.contents()
    first, second, *_ = contents.leaves
    mixed = replace(contents.leaves[first], opening=contents.leaves[second].opening)
    return played.make(replace(contents, leaves=contents.leaves | {first: mixed}))


CASES = {
    "one-byte-flipped": (Malformed, "", lambda played, _: _flip(played.make())),
    "truncated": (Malformed, "", lambda played, _: played.make()[:-100]),
    "truncated-at-a-file": (Malformed, "", lambda played, _: played.make()[: played.make().index(b"PK\x03\x04", 4)]),
    "extended": (Malformed, "", lambda played, _: played.make() + b"PK\x03\x04"),
    "compressed-anew": (Malformed, "", lambda played, _: _zipped(played.make())),
    "checksum-mended": (NotProven, "receipts/", lambda played, _: _unsigned(played)),
    "a-list-of-digests-changed": (NotProven, "manifest-sha256.txt", lambda played, _: _listed(played)),
    "taken-out-of-its-bag": (NotProven, "manifest", lambda played, _: _unbagged(played)),
    "another-program-beside-it": (NotProven, "verify.py", lambda played, _: _another_program(played)),
    "re-signed-by-a-stranger": (NotProven, "manifest", lambda played, _: played.make(key=SigningKey.generate())),
    "re-signed-by-an-officer": (NotProven, "manifest", lambda played, _: played.make(key=played.xr.officer_keys[played.xr.approver])),
    "a-strangers-world": (ForeignCountryKey, None, lambda *_: Played().make()),
    "a-strangers-country": (ForeignCountryKey, None, lambda played, _: Played(sides=(Side("XR"), played.vn)).make()),
    "receipts-swapped": (NotProven, "receipts/", lambda played, _: _swapped(played)),
    "an-act-missing": (NotProven, "acts/", lambda played, _: _gap(played)),
    "an-act-of-another-request": (NotProven, "acts/004", _foreign_act),
    "a-receipt-of-another-request": (NotProven, "receipts/", _foreign_receipt),
    "a-proof-of-another-request": (NotProven, "acts/001", lambda played, other: played.make(other.contents())),
    "an-opening-that-does-not-fit": (NotProven, "log/", lambda played, _: _foreign_opening(played)),
}


def _flip(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _zipped(data: bytes) -> bytes:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parse_package(data).items():
            archive.writestr(name, content)
    return out.getvalue()


def test_the_proof_is_good_where_nothing_is_changed(played, other):
    """The cases refuse what they change, not the way they are made."""
    assert played.verify(played.make()).vouched
    assert other.verify(other.make()).vouched


@pytest.mark.parametrize("name", CASES)
def test_a_proof_that_lies_is_refused(played, other, name):
    """With its own class, and with the place."""
    kind, place, make = CASES[name]
    with pytest.raises(Refused) as refusal:
        played.verify(make(played, other))
    assert type(refusal.value) is kind
    if place:
        assert refusal.value.facts["file"].startswith(place)
    assert refusal.value.next_step % refusal.value.facts
