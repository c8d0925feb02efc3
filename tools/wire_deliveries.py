"""The vectors of deliveries and their replies: docs/specs/delivery.md, section 6."""

from collections.abc import Iterator
from typing import Final

from wire_vector import DELIVERY, Vector

MIB: Final = 1024 * 1024


def u16(number: int) -> bytes:
    """Return two bytes."""
    return number.to_bytes(2, "big")


def item(kind: int, data: bytes, *, size: int | None = None) -> bytes:
    """Return one item with a length of `size`, which may lie."""
    return bytes((kind,)) + (len(data) if size is None else size).to_bytes(4, "big") + data


def want(case: str, number: int) -> bytes:
    """Return one want."""
    return case.encode() + number.to_bytes(8, "big")


def deliveries() -> Iterator[Vector]:
    """Yield the vectors of docs/specs/delivery.md, section 6."""
    yield from _deliveries()
    yield from _replies()


def _delivery(name: str, expect: str, comment: str, body: bytes, *, append: int = 0) -> Vector:
    return Vector("delivery", name, expect, f"{DELIVERY} section 6", comment, body, append=append, headers=(("format", "delivery"),))


def _deliveries() -> Iterator[Vector]:
    magic = b"COMITY1D"
    envelope, receipt = item(1, b"COMITY1E one"), item(2, b"COMITY1R one")
    yield _delivery("one-envelope", "ok", "one envelope", magic + u16(1) + envelope)
    yield _delivery("one-receipt", "ok", "one receipt", magic + u16(1) + receipt)
    yield _delivery("mixed", "ok", "envelopes and receipts in one post", magic + u16(3) + envelope + receipt + envelope)
    yield _delivery(
        "along", "ok", "an envelope that counts with the urgent one behind it", magic + u16(2) + item(3, b"COMITY1E one") + envelope
    )
    yield _delivery("sixty-four", "ok", "64 items, the most that are taken", magic + u16(64) + envelope * 64)
    yield _delivery("receipt-largest", "ok", "a receipt at its cap of 16 KiB", magic + u16(1) + item(2, bytes(16384)))
    for name, comment, body in (
        ("empty", "no byte at all", b""),
        ("magic-only", "nothing after the magic number", magic),
        ("magic-other", "an envelope where a delivery is due", b"COMITY1E" + u16(1) + envelope),
        ("magic-reply", "a reply where a delivery is due", b"COMITY1A" + u16(1) + envelope),
        ("no-items", "a delivery carries something", magic + u16(0)),
        ("sixty-five", "at most 64 items", magic + u16(65) + envelope * 65),
        ("fewer-than-said", "two items said, one there", magic + u16(2) + envelope),
        ("more-than-said", "one item said, two there", magic + u16(1) + envelope * 2),
        ("trailing", "one byte follows", magic + u16(1) + envelope + b"\x00"),
        ("truncated", "the last byte is missing", magic + u16(1) + envelope[:-1]),
        ("empty-item", "an item of no bytes", magic + u16(1) + item(1, b"")),
        ("length-beyond", "a length beyond the end", magic + u16(1) + item(1, b"x", size=2**32 - 1)),
        ("length-little-endian", "numbers are big-endian", magic + u16(1) + b"\x01\x01\x00\x00\x00x"),
        ("kind-zero", "no such kind", magic + u16(1) + item(0, b"x")),
        ("kind-four", "no such kind", magic + u16(1) + item(4, b"x")),
        ("json", "a JSON body", b'{"items":[]}'),
    ):
        yield _delivery(name, "malformed", comment, body)
    large = item(2, b"x", size=16385)
    yield _delivery("receipt-too-large", "too-large", "a receipt over 16 KiB", magic + u16(1) + large, append=16384)
    cap = 8 * MIB + MIB // 4
    yield _delivery("too-large", "too-large", "one byte over 8.25 MiB; refused before it is read", b"C", append=cap)


def _reply(name: str, expect: str, comment: str, body: bytes, *, items: int, append: int = 0) -> Vector:
    headers = (("format", "reply"), ("items", str(items)))
    return Vector("delivery", f"reply-{name}", expect, f"{DELIVERY} section 6", comment, body, append=append, headers=headers)


def _replies() -> Iterator[Vector]:
    magic, taken = b"COMITY1A", b"\x02"
    receipt = item(1, b"COMITY1R one")
    gap = want("XR-2026-000123", 2)
    one = magic + u16(1) + receipt
    yield _reply("one-receipt", "ok", "one receipt, nothing wanted", one + u16(0), items=1)
    yield _reply("taken", "ok", "a receipt was taken; it is not receipted itself", magic + u16(1) + taken + u16(0), items=1)
    yield _reply("mixed", "ok", "in the order of the delivery", magic + u16(3) + receipt + taken + receipt + u16(0), items=3)
    yield _reply("want", "ok", "a gap before what is held", one + u16(1) + gap, items=1)
    yield _reply("wants", "ok", "two cases with gaps", one + u16(2) + gap + want("VN-2026-000001", 2**53), items=1)
    lives = want("XR-2026-000123", 1_000_000_003)
    yield _reply("wants-of-two-lives", "ok", "a case with a gap in each of two lives of its sender", one + u16(2) + gap + lives, items=1)
    grant = len(b"COMITY1R grant").to_bytes(4, "big") + b"COMITY1R grant"
    yield _reply("grant", "ok", "what is still taken, for who asked", one + u16(0) + grant, items=1)
    yield _reply("want-and-grant", "ok", "a gap, and what is still taken", one + u16(1) + gap + grant, items=1)
    for name, comment, body, items in (
        ("empty", "no byte at all", b"", 1),
        ("no-items", "every item is answered", magic + u16(0) + u16(0), 0),
        ("fewer", "one answer to two items", one + u16(0), 2),
        ("more", "two answers to one item", magic + u16(2) + taken * 2 + u16(0), 1),
        ("sixty-five", "at most 64 answers", magic + u16(65) + taken * 65 + u16(0), 65),
        ("no-wants", "the number of wants is missing", one, 1),
        ("trailing", "one byte follows", one + u16(0) + b"\x00", 1),
        ("grant-empty", "a grant of no bytes", one + u16(0) + bytes(4), 1),
        ("grant-truncated", "the last byte of a grant is missing", one + u16(0) + grant[:-1], 1),
        ("grant-trailing", "one byte follows the grant", one + u16(0) + grant + b"\x00", 1),
        ("grant-twice", "two grants", one + u16(0) + grant * 2, 1),
        ("truncated", "the last byte of a want is missing", one + u16(1) + gap[:-1], 1),
        ("empty-receipt", "a receipt of no bytes", magic + u16(1) + item(1, b"") + u16(0), 1),
        ("kind-unknown", "no such answer", magic + u16(1) + b"\x03" + u16(0), 1),
        ("taken-with-length", "taken carries nothing", magic + u16(1) + item(2, b"") + u16(0), 1),
        ("want-twice", "the same case wanted twice", one + u16(2) + gap + want("XR-2026-000123", 3), 1),
        ("want-zero", "acts of a case are numbered from 1", one + u16(1) + want("XR-2026-000123", 0), 1),
        ("want-huge", "beyond 2**53", one + u16(1) + want("XR-2026-000123", 2**53 + 1), 1),
        ("want-lower-case", "references are upper case", one + u16(1) + want("xr-2026-000123", 1), 1),
        ("want-other-digits", "digits of another script are not digits", one + u16(1) + want("XR-2026-0001٣", 1), 1),
        ("wants-sixty-five", "at most 64 wants", one + u16(65) + b"".join(want(f"XR-2026-{n:06}", 1) for n in range(1, 66)), 1),
        ("magic-delivery", "a delivery where a reply is due", b"COMITY1D" + one[8:] + u16(0), 1),
    ):
        yield _reply(name, "malformed", comment, body, items=items)
    large = (16385).to_bytes(4, "big") + b"x"
    yield _reply("grant-too-large", "too-large", "a grant over 16 KiB", one + u16(0) + large, items=1, append=16384)
    yield _reply(
        "receipt-too-large", "too-large", "a receipt over 16 KiB", magic + u16(1) + item(1, b"", size=16385), items=1, append=16387
    )
    cap = 64 + 65 * (16384 + 5) + 64 * 22
    yield _reply("too-large", "too-large", "one byte over its cap; refused before it is read", b"C", items=1, append=cap)
