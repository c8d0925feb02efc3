"""The vectors of the four receipts: docs/specs/delivery.md, sections 2 to 5."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any, Final

from wire_vector import ANSWER_ID, AT, DELIVERY, ENV_ID, INNER, OUTER, ROOT_HASH, Vector, canonical, changed, misprinted, without

LOG: Final[dict[str, Any]] = {"origin": "poc.vn.example/log", "index": 41, "size": 42, "root": ROOT_HASH}
RECEIVED: Final[dict[str, Any]] = {
    "v": 1,
    "receipt": "received",
    "env_id": ENV_ID,
    "outer": OUTER,
    "inner": INNER,
    "case": "XR-2026-000123",
    "seq": 1,
    "order": "applied",
    "log": LOG,
    "at": AT,
}
REFUSED: Final[dict[str, Any]] = {"v": 1, "receipt": "refused", "env_id": ENV_ID, "outer": OUTER, "class": "bad-signature", "at": AT}
OPENED: Final[dict[str, Any]] = {"v": 1, "receipt": "opened", "env_id": ENV_ID, "inner": INNER, "case": "XR-2026-000123", "at": AT}
DECIDED: Final[dict[str, Any]] = {
    "v": 1,
    "receipt": "decided",
    "env_id": ENV_ID,
    "inner": INNER,
    "case": "XR-2026-000123",
    "decision": "executed",
    "answer": ANSWER_ID,
    "at": AT,
    "due": "2027-01-22T03:07:00.000000Z",
}
FILES: Final[dict[str, Any]] = {
    "v": 1,
    "receipt": "files",
    "env_id": ENV_ID,
    "inner": INNER,
    "case": "XR-2026-000123",
    "whole": 3,
    "at": AT,
}
SETTLED: Final[dict[str, Any]] = {
    "v": 1,
    "receipt": "settled",
    "env_id": ENV_ID,
    "inner": INNER,
    "case": "XR-2026-000123",
    "objects": 1000,
    "first": 0,
    "runs": [[998, "SET-RECEIVED"], [1, "SET-UNREADABLE"], [1, "SET-RECEIVED"]],
    "at": AT,
}
# An X-Wing public key whose ML-KEM half has all its coefficients below the modulus.
KEY: Final = base64.b64encode(b"\x01\x10\x00" * 384 + hashlib.sha256(b"rho").digest() + hashlib.sha256(b"x25519").digest()).decode()
EPOCH: Final[dict[str, Any]] = {"v": 1, "receipt": "epoch", "key": KEY, "at": AT, "until": "2026-11-30T03:07:00.000000Z"}
ROOM: Final[dict[str, Any]] = {"items": 64, "size": 8_650_752}
NO_ROOM: Final[dict[str, Any]] = {"items": 0, "size": 0}
GRANT: Final[dict[str, Any]] = {
    "v": 1,
    "receipt": "grant",
    "to": "poc.xr.example",
    "at": AT,
    "urgent": ROOM,
    "ordinary": {"items": 64, "size": 1_048_576},
    "bulk": NO_ROOM,
}
FRESH: Final[dict[str, Any]] = {"key": KEY, "since": AT, "until": "2026-11-30T03:07:00.000000Z"}
SET: Final = "docs/specs/threat-set.md"
DAILY: Final = "docs/specs/epoch-key.md"
FILE: Final = "docs/specs/file.md"
WIRE_CLASSES: Final = (
    "malformed",
    "too-large",
    "bad-signature",
    "unknown-key",
    "key-expired",
    "not-for-us",
    "commitment",
    "conflict",
    "stale",
    "policy",
    "unavailable",
    "no-credit",
)
DECISIONS: Final = ("accepted", "executed", "partial", "declined", "clarify", "risk", "postponed")


def receipts() -> Iterator[Vector]:
    """Yield the vectors of the receipts."""
    for folder, body, spec in (
        ("received", RECEIVED, f"{DELIVERY} section 2"),
        ("refused", REFUSED, f"{DELIVERY} section 3"),
        ("opened", OPENED, f"{DELIVERY} section 4"),
        ("decided", DECIDED, f"{DELIVERY} section 5"),
        ("files", FILES, f"{FILE} section 4"),
        ("settled", SETTLED, f"{SET} section 4"),
        ("epoch", EPOCH, f"{DAILY} section 1"),
        ("grant", GRANT, f"{DELIVERY} section 8"),
    ):
        yield Vector(folder, folder, "ok", spec, f"the receipt {folder}", canonical(body))
        yield from misprinted(folder, body, spec=spec, at="at")
        yield Vector(folder, "too-large", "too-large", spec, "one byte over 4 KiB; refused before it is read", b"{", append=4096)
        for name, path, to, comment in _misworded(folder, body):
            yield Vector(folder, name, "malformed", spec, comment, canonical(changed(body, path, to)))
    yield from _good_receipts()
    yield from _half_opened()


def _misworded(folder: str, body: dict[str, Any]) -> Iterator[tuple[str, str, Any, str]]:
    yield "kind-unknown", "receipt", "read", "no such receipt"
    yield "kind-other", "receipt", "opened" if folder != "opened" else "received", "the members of one receipt under the name of another"
    if "env_id" in body:
        yield "env-id-upper-case", "env_id", ENV_ID.upper(), "lower-case digits"
        yield "env-id-line-feed", "env_id", ENV_ID + "\n", "nothing after the digits"
    yield "instant-no-fraction", "at", "2026-11-23T03:07:00Z", "microseconds are always printed"
    yield "instant-other-digits", "at", "٢026-11-23T03:07:00.000000Z", "digits of another script are not digits"
    for digest in ("outer", "inner"):
        if digest in body:
            yield f"{digest}-upper-case", digest, body[digest].upper(), "lower-case digits"
            yield f"{digest}-short", digest, body[digest][:-2], "64 digits"
    if "case" in body:
        yield "case-lower-case", "case", "xr-2026-000123", "references are upper case"
        yield "case-other-digits", "case", "XR-2026-00012٣", "digits of another script are not digits"
    yield from MISWORDED[folder]


MISWORDED: Final[dict[str, tuple[tuple[str, str, Any, str], ...]]] = {
    "received": (
        ("seq-zero", "seq", 0, "acts of a case are numbered from 1"),
        ("seq-true", "seq", True, "true is not 1"),
        ("seq-huge", "seq", 2**53 + 1, "beyond 2**53"),
        ("order-unknown", "order", "queued", "applied or held"),
        ("log-null", "log", None, "a receipt names its leaf"),
        ("log-index-negative", "log.index", -1, "leaves are numbered from 0"),
        ("log-index-outside", "log.index", 42, "the leaf is inside its tree"),
        ("log-empty", "log", LOG | {"index": 0, "size": 0}, "an empty tree holds no leaf"),
        ("log-origin-empty", "log.origin", "", "a log has a name"),
        ("log-origin-space", "log.origin", "poc.vn example", "no space in a log's name"),
        ("log-origin-plus", "log.origin", "poc.vn+example", "no plus sign in a log's name"),
        ("log-origin-bidi", "log.origin", "poc\u202e.example", "a log's name is ASCII"),
        ("log-unknown-member", "log.time", AT, "a log position has four members"),
        ("life-zero", "life", 0, "the first life is not printed"),
        ("life-negative", "life", -1, "lives are counted"),
        ("life-true", "life", True, "true is not 1"),
        ("life-null", "life", None, "absent is absent, not null"),
        ("life-huge", "life", 9_007_199, "its numbers would pass 2**53"),
    ),
    "refused": (
        ("class-unknown", "class", "boredom", "no such class"),
        ("class-upper-case", "class", "STALE", "classes are lower case"),
        ("class-empty", "class", "", "a refusal has a class"),
        ("class-list", "class", ["stale"], "one class"),
        ("sentence", "sentence", "The signature is wrong.", "the wire learns only the class"),
        ("inner-alone", "inner", INNER, "inner, case and seq stand together"),
        ("case-alone", "case", "XR-2026-000123", "inner, case and seq stand together"),
        ("seq-alone", "seq", 1, "inner, case and seq stand together"),
        ("env-id-null", "env_id", None, "absent is absent, not null"),
        ("fresh-of-another-class", "fresh", FRESH, "a fresh key answers key-expired alone"),
    ),
    "opened": (("officer", "officer", "ha.n@poc.vn.example", "a receipt names no officer"),),
    "decided": (
        ("decision-unknown", "decision", "maybe", "no such decision"),
        ("decision-upper-case", "decision", "EXECUTED", "decisions are lower case"),
        ("answer-null", "answer", None, "absent is absent, not null"),
        ("answer-short", "answer", ANSWER_ID[:-1], "32 digits"),
        ("answer-itself", "answer", ENV_ID, "an act is not its own answer"),
        ("due-date", "due", "2027-01-22", "due is an instant"),
        ("ground", "ground", "ESSENTIAL_INTEREST", "the ground stands in the answer, sealed"),
    ),
    "settled": (
        ("no-object", "objects", 0, "a set has one object at least"),
        ("objects-too-many", "objects", 100_001, "at most 100,000 objects"),
        ("first-negative", "first", -1, "places count from 0"),
        ("beyond-the-end", "first", 1, "it speaks of more objects than there are"),
        ("no-run", "runs", [], "a receipt that says nothing"),
        ("run-of-none", "runs", [[0, "SET-RECEIVED"]], "a run is one object at least"),
        ("run-of-true", "runs", [[True, "SET-RECEIVED"]], "true is not 1"),
        ("runs-that-are-one", "runs", [[1, "SET-RECEIVED"], [1, "SET-RECEIVED"]], "equal neighbours are one run"),
        ("runs-too-many", "runs", [[1, "SET-GONE" if at % 2 else "SET-ABSENT"] for at in range(101)], "at most 100 runs"),
        ("code-lower-case", "runs", [[1, "set-received"]], "codes are upper case"),
        ("code-of-another-list", "runs", [[1, "D-ACCEPT"]], "a code of set-outcome"),
        ("object-named", "object", "indicator--00000001-0000-4000-8000-000000000001", "a receipt names no object"),
    ),
    "epoch": (
        ("key-short", "key", base64.b64encode(bytes(1215)).decode(), "1216 bytes"),
        ("key-long", "key", base64.b64encode(bytes(1217)).decode(), "1216 bytes"),
        ("key-line-feed", "key", KEY + "\n", "nothing after the base64"),
        ("key-url-alphabet", "key", KEY.replace("/", "_").replace("+", "-"), "the alphabet of base64, not that of addresses"),
        ("key-trailing-bits", "key", KEY[:-3] + chr(ord(KEY[-3]) + 1) + "==", "bits after the last byte are zero"),
        ("key-unpadded", "key", KEY.rstrip("="), "with its padding"),
        ("until-before", "until", "2026-11-23T03:06:59.999999Z", "it ends after it begins"),
        ("until-at-once", "until", AT, "it ends after it begins"),
        ("until-eighth-day", "until", "2026-11-30T03:07:00.000001Z", "seven days at the most"),
        ("until-no-fraction", "until", "2026-11-30T03:07:00Z", "microseconds are always printed"),
        ("node", "node", "poc.vn.example", "whose key it is, the signature says"),
    ),
    "grant": (
        ("to-upper-case", "to", "POC.XR.EXAMPLE", "names of nodes are lower case"),
        ("items-sixty-five", "urgent.items", 65, "no more than a delivery holds"),
        ("items-negative", "ordinary.items", -1, "a count"),
        ("items-true", "ordinary.items", True, "true is not 1"),
        ("size-too-large", "urgent.size", 8_650_753, "no more than a delivery holds"),
        ("size-negative", "bulk.size", -1, "a count"),
        ("size-text", "bulk.size", "0", "a count is a number"),
        ("class-null", "bulk", None, "absent is refused, null too"),
        ("class-unknown", "flood", NO_ROOM, "no such class"),
        ("class-with-more", "urgent", ROOM | {"until": AT}, "a member that the format has not"),
        ("class-of-one-number", "urgent", {"items": 1}, "items and size"),
    ),
    "files": (
        ("none-whole", "whole", 0, "complete is at least one file"),
        ("whole-negative", "whole", -1, "a count"),
        ("whole-text", "whole", "3", "a count is a number"),
        ("broken-null", "broken", None, "absent is absent, not null"),
        ("broken-short", "broken", INNER[:-2], "64 digits"),
        ("name", "name", "log.csv", "a receipt names no file"),
    ),
}


def _good_receipts() -> Iterator[Vector]:
    held = changed(changed(RECEIVED, "order", "held"), "seq", 2**53)
    yield Vector("received", "held", "ok", f"{DELIVERY} section 2", "waits for an earlier act of the case", canonical(held))
    first = changed(RECEIVED, "log", LOG | {"index": 0, "size": 1})
    yield Vector("received", "first-leaf", "ok", f"{DELIVERY} section 2", "the first leaf of a log", canonical(first))
    later = changed(changed(RECEIVED, "life", 1), "seq", 2_000_000_001)
    yield Vector("received", "later-life", "ok", f"{DELIVERY} section 2", "signed after the receiver came up from a copy", canonical(later))
    for name in WIRE_CLASSES:
        body = canonical(changed(REFUSED, "class", name))
        yield Vector("refused", f"class-{name}", "ok", f"{DELIVERY} section 3", f"a refusal of class {name}", body)
    opened = REFUSED | {"inner": INNER, "case": "XR-2026-000123", "seq": 3, "class": "policy", "log": LOG}
    yield Vector("refused", "after-opening", "ok", f"{DELIVERY} section 3", "opened, logged, and not allowed", canonical(opened))
    fresh = REFUSED | {"class": "key-expired", "fresh": FRESH}
    yield Vector("refused", "with-a-fresh-key", "ok", f"{DELIVERY} section 3", "the key to wrap afresh for", canonical(fresh))
    shorter = canonical(EPOCH | {"until": "2026-11-23T03:07:00.000001Z"})
    yield Vector("epoch", "shortest", "ok", f"{DAILY} section 1", "a life of a microsecond", shorter)
    none = canonical(GRANT | {"urgent": NO_ROOM, "ordinary": NO_ROOM})
    yield Vector("grant", "nothing", "ok", f"{DELIVERY} section 8", "no room for anything", none)
    unreadable = without(REFUSED, "env_id") | {"class": "malformed"}
    yield Vector("refused", "unreadable", "ok", f"{DELIVERY} section 3", "not even the outer header could be read", canonical(unreadable))
    for name in DECISIONS:
        body = canonical(changed(DECIDED, "decision", name))
        yield Vector("decided", f"decision-{name}", "ok", f"{DELIVERY} section 5", f"the decision {name}", body)
    broken = canonical(FILES | {"whole": 0, "broken": OUTER})
    yield Vector("files", "broken", "ok", f"{FILE} section 4", "other bytes came than the act lists", broken)
    bare = canonical(without(without(DECIDED, "answer"), "due"))
    yield Vector("decided", "without-answer", "ok", f"{DELIVERY} section 5", "no answer was sent yet, none is due", bare)


def _half_opened() -> Iterator[Vector]:
    spec = f"{DELIVERY} section 3"
    opened = without(REFUSED, "env_id") | {"inner": INNER, "case": "XR-2026-000123", "seq": 1}
    yield Vector("refused", "opened-without-env-id", "malformed", spec, "what was opened has an identifier", canonical(opened))
    for name, member, to, comment in (
        ("fresh-null", None, None, "absent is absent, not null"),
        ("fresh-no-until", "until", None, "a key without an end"),
        ("fresh-eighth-day", "until", "2026-11-30T03:07:00.000001Z", "seven days at the most"),
        ("fresh-key-short", "key", base64.b64encode(bytes(1215)).decode(), "1216 bytes"),
    ):
        told = None if member is None else without(FRESH, member) if to is None else FRESH | {member: to}
        yield Vector("refused", name, "malformed", spec, comment, canonical(REFUSED | {"class": "key-expired", "fresh": told}))
    zero = REFUSED | {"inner": INNER, "case": "XR-2026-000123", "seq": 0}
    yield Vector("refused", "seq-zero", "malformed", spec, "acts of a case are numbered from 1", canonical(zero))
