"""A small threat set, and the recall of what it gave."""

import hashlib
from base64 import b64encode
from typing import Any, Final

from tests.treaty.samples import Acts

_CONTENT: Final = b"\0\0\0\2{}"
_GONE: Final = hashlib.sha256(b"{}").digest()
_SET: Final[dict[str, Any]] = {
    "number": "S-000017",
    "sort": "SET-GIVE",
    "collection": "8d2b1f0e-3c4d-4e5f-8a6b-7c8d9e0f1a2b",
    "title": "Máy chủ điều khiển",
    "fields": ["EF-CYBERCRIME"],
    "unmarked": "TLP:GREEN",
    "objects": 1,
    "content": hashlib.sha256(_CONTENT).hexdigest(),
    "inline": b64encode(_CONTENT).decode(),
}

ACTS: Acts = {
    ("MSG-SET", "request"): _SET,
    ("MSG-SET", "report"): {
        "number": "S-000018",
        "sort": "SET-RECALL",
        "reason": "RECALL-WRONG",
        "collection": _SET["collection"],
        "objects": 1,
        "content": hashlib.sha256(_GONE).hexdigest(),
        "inline": b64encode(_GONE).decode(),
    },
    ("MSG-SET", "closure"): {"outcome": "OUT-FULFILLED"},
}
