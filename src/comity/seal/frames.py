"""Binary frames: each part is its length, four bytes big-endian, and its bytes. One list of parts has one form."""

from typing import Final

from comity.terms.refusals import Malformed, TooLarge

_LENGTH: Final = 4
LARGEST: Final = 2**32 - 1


def print_frames(*parts: bytes, magic: bytes = b"") -> bytes:
    """Return `magic` and the parts one after another, each behind its length; at most `LARGEST` bytes a part."""
    pieces = [magic]
    for part in parts:
        size = len(part)
        if size > LARGEST:
            raise TooLarge("frame", size=size, cap=LARGEST)
        pieces += (size.to_bytes(_LENGTH, "big"), part)
    return b"".join(pieces)


def parse_frames(data: bytes | memoryview, *, what: str, cap: int, least: int, most: int) -> tuple[bytes, ...]:
    """Return the parts of `data` as `view_frames` finds them, each copied."""
    return tuple(bytes(part) for part in view_frames(data, what=what, cap=cap, least=least, most=most))


def view_frames(data: bytes | memoryview, *, what: str, cap: int, least: int, most: int) -> tuple[memoryview, ...]:
    """Return the parts of `data`, from `least` to `most` of them, ending where `data` ends; nothing is copied.

    `cap` is in bytes, for all of `data`; `what` names the format in the refusal. Raises `TooLarge` before anything is
    read, `Malformed` for every other byte sequence that `print_frames` would not have written.
    """
    if len(data) > cap:
        raise TooLarge(what, size=len(data), cap=cap)
    view, size = memoryview(data), len(data)
    parts: list[memoryview] = []
    at = 0
    while at < size:
        if len(parts) == most:
            raise Malformed(what, f"more than {most} parts")
        start = at + _LENGTH
        end = start + int.from_bytes(view[at:start], "big")
        if start > size or end > size:
            raise Malformed(what, f"part {len(parts) + 1} is cut off")
        parts.append(view[start:end])
        at = end
    if len(parts) < least:
        raise Malformed(what, f"{len(parts)} parts instead of {least}")
    return tuple(parts)
