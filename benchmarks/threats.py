"""Indicators as programs send them: addresses, domains, URLs and digests, marked with TLP 2.0, some 680 bytes each; and events of MISP."""

import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

CLEAR: Final = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
GREEN: Final = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
AMBER: Final = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
STRICT: Final = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"

_MARKINGS: Final = (CLEAR, GREEN, AMBER, STRICT)
_OPINIONS: Final = ("malicious-activity", "anomalous-activity", "attribution", "compromised")
_WORDS: Final = ("ransom", "wallet", "courier", "cell", "exchange", "broker", "mule", "loader", "dropper", "botnet", "hospital", "harbour")
_AUTHOR: Final = "identity--3f7d0b7c-5b0a-4b43-8a0e-2f1f0c9d6f11"
_BEGAN: Final = datetime(2024, 1, 1, tzinfo=UTC)


def indicators(count: int, *, seed: int = 7) -> Iterator[bytes]:
    """Yield `count` STIX 2.1 indicators as bytes, the same ones for the same `seed`; a quarter of them bear each TLP from CLEAR on."""
    draw = random.Random(seed)  # noqa: S311 nothing secret
    for number in range(count):
        moment = (_BEGAN + timedelta(seconds=37 * number)).strftime("%Y-%m-%dT%H:%M:%S.") + f"{number % 1000:03}Z"
        told = {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{uuid.UUID(int=draw.getrandbits(128), version=4)}",
            "created_by_ref": _AUTHOR,
            "created": moment,
            "modified": moment,
            "name": f"{draw.choice(_WORDS)} {draw.choice(_WORDS)} {number}",
            "description": " ".join(draw.choice(_WORDS) for _ in range(12)),
            "indicator_types": [draw.choice(_OPINIONS)],
            "pattern": _pattern(draw, number),
            "pattern_type": "stix",
            "pattern_version": "2.1",
            "valid_from": moment,
            "confidence": draw.randrange(101),
            "labels": [draw.choice(_WORDS)],
            "object_marking_refs": [draw.choice(_MARKINGS)],
        }
        yield json.dumps(told, separators=(",", ":")).encode()


def misp_event(count: int, *, seed: int = 7) -> bytes:
    """Return a MISP event of `count` attributes, as an instance pushes it: TLP:GREEN, a tenth with a tag and a comment of its own."""
    draw = random.Random(seed)  # noqa: S311 nothing secret
    began = int(_BEGAN.timestamp())
    event = {
        "uuid": str(uuid.UUID(int=draw.getrandbits(128), version=4)),
        "info": "Addresses of a botnet",
        "date": "2024-01-01",
        "threat_level_id": "2",
        "analysis": "1",
        "published": True,
        "distribution": "3",
        "sharing_group_id": "0",
        "timestamp": str(began + 37 * count),
        "publish_timestamp": str(began + 37 * count),
        "Orgc": {"uuid": str(uuid.UUID(int=draw.getrandbits(128), version=4)), "name": "CERT of the benchmark"},
        "Tag": [{"name": "tlp:green", "colour": "#33FF00"}],
        "Attribute": [_attribute(draw, number, stamp=began + 37 * number) for number in range(count)],
        "Object": [],
        "EventReport": [],
        "Galaxy": [],
    }
    return json.dumps({"Event": event}, separators=(",", ":")).encode()


def _attribute(draw: random.Random, number: int, *, stamp: int) -> dict[str, object]:
    kind, category, value = _valued(draw, number)
    told = {
        "uuid": str(uuid.UUID(int=draw.getrandbits(128), version=4)),
        "type": kind,
        "category": category,
        "value": value,
        "to_ids": bool(number % 5),
        "distribution": "5",
        "sharing_group_id": "0",
        "timestamp": str(stamp),
        "comment": f"{draw.choice(_WORDS)} {draw.choice(_WORDS)}" if number % 10 == 0 else "",
        "deleted": False,
        "disable_correlation": False,
        "object_relation": None,
        "first_seen": None,
        "last_seen": None,
        "Galaxy": [],
        "ShadowAttribute": [],
    }
    return told | ({"Tag": [{"name": f"workflow:{draw.choice(_WORDS)}", "colour": "#5b5b5b"}]} if number % 10 == 5 else {})


def _valued(draw: random.Random, number: int) -> tuple[str, str, str]:
    word = draw.choice(_WORDS)
    match number % 4:
        case 0:
            return "ip-dst", "Network activity", f"10.{draw.randrange(256)}.{draw.randrange(256)}.{draw.randrange(256)}"
        case 1:
            return "domain", "Network activity", f"{word}-{draw.getrandbits(32):08x}.example"
        case 2:
            return "url", "Network activity", f"https://{word}.example/{draw.getrandbits(32):08x}"
        case _:
            return "sha256", "Payload delivery", hashlib.sha256(b"%d" % number).hexdigest()


def _pattern(draw: random.Random, number: int) -> str:
    word = draw.choice(_WORDS)
    match number % 4:
        case 0:
            return f"[ipv4-addr:value = '10.{draw.randrange(256)}.{draw.randrange(256)}.{draw.randrange(256)}']"
        case 1:
            return f"[domain-name:value = '{word}-{draw.getrandbits(24):06x}.example']"
        case 2:
            return f"[url:value = 'https://{word}.example/{draw.getrandbits(32):08x}']"
        case _:
            return f"[file:hashes.'SHA-256' = '{hashlib.sha256(b'%d' % number).hexdigest()}']"
