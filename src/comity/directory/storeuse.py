"""The second keeper of the vault: the table `[store]` of `node.toml`, as a value. Pure.

A node whose file says nothing keeps its vault on its own disk alone. What opens the store stands in a file of its own, never here.
"""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urlsplit

_MOST_URL: Final = 300
_MOST_DAYS: Final = 36_500
_BUCKET: Final = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_REGION: Final = re.compile(r"[a-z0-9-]{1,40}")
_PREFIX: Final = re.compile(r"(?:[A-Za-z0-9_-]{1,60}/){0,4}")
_KNOWN: Final = frozenset({"url", "bucket", "region", "prefix", "ca", "lock", "lock_days"})


class Lock(StrEnum):
    """How the store itself holds bytes against whoever has its keys (S3 Object Lock)."""

    NONE = ""
    HOLD = "hold"
    """A legal hold without an end; the node lifts it when two officers destroyed the item."""
    GOVERNANCE = "governance"
    """Until a day; an account with a right of its own may remove them before, as the node does then."""
    COMPLIANCE = "compliance"
    """Until a day, and nobody removes them before: neither the node nor the store's own operator."""


@dataclass(frozen=True, slots=True)
class StoreUse:
    """Where the store is, which bucket of it, and how bytes are locked there."""

    url: str
    bucket: str
    region: str = "us-east-1"
    prefix: str = ""
    ca: str = ""
    """A file of the authorities that the store's certificate must lead to, "" for the system's."""
    lock: Lock = Lock.NONE
    lock_days: int = 0


def parse_store_use(table: Mapping[str, Any]) -> StoreUse:
    """Read `[store]`; raises `ValueError`, and `KeyError` where url or bucket is missing."""
    if unknown := sorted(set(table) - _KNOWN):
        message = f"unknown setting {unknown[0]!r} in [store]"
        raise ValueError(message)
    texts = {"region": "us-east-1", "prefix": "", "ca": "", "lock": ""} | {name: table[name] for name in table if name != "lock_days"}
    for name, value in (texts | {"url": table["url"], "bucket": table["bucket"]}).items():
        if not isinstance(value, str):
            message = f"{name} in [store] is a text"
            raise ValueError(message)  # noqa: TRY004 a setting that cannot be, as all of them
    _require_address(texts["url"])
    for name, wanted in (("bucket", _BUCKET), ("region", _REGION), ("prefix", _PREFIX)):
        if not wanted.fullmatch(texts[name]):
            message = f"{name} in [store] cannot be {texts[name]!r}"
            raise ValueError(message)
    if texts["lock"] not in list(Lock):
        message = "lock in [store] is hold, governance or compliance, or is left out"
        raise ValueError(message)
    lock, days = Lock(texts.pop("lock")), table.get("lock_days", 0)
    if type(days) is not int or not (1 <= days <= _MOST_DAYS if lock in (Lock.GOVERNANCE, Lock.COMPLIANCE) else days == 0):
        message = f"lock_days in [store] is a whole number from 1 to {_MOST_DAYS}, with the locks governance and compliance and no other"
        raise ValueError(message)
    return StoreUse(**texts, lock=lock, lock_days=days)


def print_store_use(store: StoreUse | None) -> str:
    """Print the table that `parse_store_use` reads; nothing where there is no store."""
    if store is None:
        return ""
    usual = StoreUse(store.url, store.bucket)
    lines = ["", "[store]", f"url = {json.dumps(store.url)}", f"bucket = {json.dumps(store.bucket)}"]
    others = {name: (str(getattr(store, name)), getattr(usual, name)) for name in ("region", "prefix", "ca", "lock")}
    lines += [f"{name} = {json.dumps(value)}" for name, (value, by_itself) in others.items() if value != by_itself]
    if store.lock_days:
        lines.append(f"lock_days = {store.lock_days}")
    return "\n".join(lines) + "\n"


def _require_address(url: str) -> None:
    """Evidence and the keys of its store go over TLS; without it only to a store on this machine."""
    parts = urlsplit(url)
    plain = parts.scheme == "http" and _is_own(parts.hostname or "")
    bare = not (parts.username or parts.password or parts.query or parts.fragment or parts.path.strip("/"))
    if not (parts.scheme == "https" or plain) or not parts.hostname or not bare or len(url) > _MOST_URL:
        message = "url in [store] is https://HOST or https://HOST:PORT; http is for a store on this machine alone"
        raise ValueError(message)


def _is_own(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
