"""One POST of a notice to the address that the operator named, signed as docs/specs/notice.md says; nobody is followed anywhere else."""

import base64
import binascii
import hashlib
import hmac
from typing import Final

import urllib3

from comity.courier.mailing import Tried
from comity.courier.trusting import trusting
from comity.desk.telling.outcomes import Outgoing
from comity.directory.home import Home
from comity.directory.keyfiles import BadKeyFile, read_secret
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

TIMEOUT: Final = urllib3.Timeout(connect=5, read=15)
LARGEST: Final = 4096  # of an answer; more is not read, and none of it is believed
PREFIX: Final = "whsec_"
LEAST_KEY: Final = 24
_GONE: Final = 410


def sign(body: bytes, *, number: str, second: int, key: bytes) -> str:
    """Return the value of `webhook-signature`: HMAC-SHA-256 over number, second and body (Standard Webhooks 1.0, Signature scheme)."""
    signed = f"{number}.{second}.".encode("ascii") + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode("ascii")


def read_key(home: Home) -> bytes:
    """Return the secret that both ends share; raises `BadKeyFile`."""
    file = home.keys / "webhook.secret"
    try:
        key = base64.b64decode(read_secret(file).removeprefix(PREFIX), validate=True)
    except binascii.Error as fault:
        raise BadKeyFile(file=file, where="not whsec_ and base64") from fault
    if len(key) < LEAST_KEY:
        raise BadKeyFile(file=file, where=f"shorter than {LEAST_KEY} bytes")
    return key


def post_notice(one: Outgoing, *, home: Home, at: Instant) -> Tried:
    """Post one notice; 2xx is sent, 410 is refused for good, everything else is tried again."""
    hook = home.notices.webhook
    if hook is None:
        return Tried("again", "way-off")
    try:
        key = read_key(home)
        second = at.micros // 1_000_000
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "comity",
            "webhook-id": one.number,
            "webhook-timestamp": str(second),
            "webhook-signature": sign(one.body, number=one.number, second=second, key=key),
        }
        pool = urllib3.PoolManager(num_pools=1, retries=False, timeout=TIMEOUT, ssl_context=trusting(hook.ca))
        answer = pool.request("POST", hook.url, body=one.body, headers=headers, redirect=False, preload_content=False)
        try:
            answer.read(LARGEST)
            status = answer.status
        finally:
            answer.close()
            pool.clear()
    except Refused:
        return Tried("again", "no-secret")
    except urllib3.exceptions.SSLError:
        return Tried("again", "certificate")
    except urllib3.exceptions.TimeoutError:
        return Tried("again", "broke-off")
    except (urllib3.exceptions.HTTPError, OSError):
        return Tried("again", "no-connection")
    return _meaning(status)


def _meaning(status: int) -> Tried:
    if 200 <= status < 300:
        return Tried("sent")
    if 300 <= status < 400:
        return Tried("again", "redirect")
    return Tried("refused" if status == _GONE else "again", "hook-refused")
