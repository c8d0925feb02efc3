"""Writes vectors/stix/: what an officer typed, its pattern, the identifier of the indicator. Imports nothing of the product.

Run from anywhere: `python tools/make_stix_vectors.py`. The rules are those of docs/specs/stix.md.
"""

import json
import uuid
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "vectors" / "stix"
NAMESPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "comity/1 stix")
AUTHORITY: Final = "vn-poc"

TRAFFIC: Final = "[network-traffic:src_ref.value = '203.0.113.7' AND network-traffic:src_port = 51234]"
# Name of the file, type and value in their one form, pattern, what is worth a look.
CASES: Final = (
    ("ip", "203.0.113.7", "[ipv4-addr:value = '203.0.113.7']", "an address of the older sort"),
    ("ip", "2001:db8::1", "[ipv6-addr:value = '2001:db8::1']", "an address of the newer sort"),
    (
        "ip-port",
        "203.0.113.7:51234 2026-11-19T18:02:03.000000Z",
        f"{TRAFFIC} START t'2026-11-19T18:02:03.000Z' STOP t'2026-11-19T18:02:04.000Z'",
        "traffic from a shared address in that second",
    ),
    ("domain", "xn--bcher-kva.example", "[domain-name:value = 'xn--bcher-kva.example']", "a name outside ASCII"),
    ("email", "o'brien@example.org", "[email-addr:value = 'o\\'brien@example.org']", "a quote is escaped"),
    ("url", "http://example.org/a%20b", "[url:value = 'http://example.org/a%20b']", "an address of a page"),
    ("file-hash", "md5:" + "0f" * 16, f"[file:hashes.MD5 = '{'0f' * 16}']", "a key without a hyphen"),
    ("file-hash", "sha256:" + "0f" * 32, f"[file:hashes.'SHA-256' = '{'0f' * 32}']", "a key with one"),
    (
        "account",
        "social.example nguyen.a",
        "[user-account:account_login = 'nguyen.a' AND user-account:account_type = 'social.example']",
        "the handle first",
    ),
    ("phone", "+842435550100", "[x-comity-phone:value = '+842435550100']", "the standard has no telephone"),
    ("iban", "DE89370400440532013000", "[x-comity-iban:value = 'DE89370400440532013000']", "the standard has no account at a bank"),
)


def computed(kind: str, said: dict[str, str]) -> str:
    """Return the identifier of what was said."""
    return f"{kind}--{uuid.uuid5(NAMESPACE, json.dumps({'type': kind} | said, sort_keys=True, separators=(',', ':'), ensure_ascii=False))}"


def main() -> None:
    """Write every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for number, (kind, value, pattern, comment) in enumerate(CASES, start=1):
        lines = [
            "expect: ok",
            "spec: docs/specs/stix.md sections 2 and 3",
            f"comment: {comment}",
            f"authority: {AUTHORITY}",
            f"identity: {computed('identity', {'authority': AUTHORITY})}",
            f"type: {kind}",
            f"value: {value}",
            f"pattern: {pattern}",
            "",
            computed("indicator", {"authority": AUTHORITY, "pattern": pattern}),
        ]
        (FOLDER / f"{number:02}-{kind}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
