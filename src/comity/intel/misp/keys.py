"""The key by which a MISP instance comes in: forty letters and digits, as MISP wants them, drawn from what the node and the client have.

Nothing more is kept for it: the key is a keyed digest of the client's name and stretched secret under the node's own. It ends with the
client (`revoke_client`), and with the epoch of the clock at every worker. A client without a version of MISP has none.
"""

import hashlib
import hmac
import re
from typing import Final

from django.conf import settings
from django.db import transaction

from comity.directory.noting import note
from comity.directory.patience import begin_attempt, forgive, note_failure
from comity.intel.store.clients import Client, ClientAttempt, WrongSecret, client_of
from comity.intel.store.clock import begin_epoch
from comity.intel.store.refusals import BadName, NoClient
from comity.records.models import IntelClient
from comity.terms.instants import Instant

LENGTH: Final = 40
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_KEY: Final = re.compile(r"[A-Za-z0-9]{40}")
_VERSION: Final = re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,4}")
STEP: Final = "misp"


@transaction.atomic
def let_in_as_misp(name: str, *, version: str, at: Instant, by: str = "operator") -> str:
    """Let a client come in as a MISP instance of `version` (its major and minor must be the instance's own), and return its key.

    Raises `NoClient`, `BadName` for what is no version like 2.5.34.
    """
    if not _VERSION.fullmatch(version):
        raise BadName(name=version[:40])
    row = IntelClient.objects.filter(name=name, revoked_at__isnull=True).first()
    if row is None:
        raise NoClient(name=name[:80])
    row.misp = version
    row.save(update_fields=["misp"])
    begin_epoch()
    note("intel.misp-let-in", by=by, at=at, facts={"client": name, "version": version})
    return key_of(row)


def key_of(row: IntelClient) -> str:
    """Return the key of a client."""
    drawn = hmac.digest(settings.SECRET_KEY.encode(), f"comity misp key 1\n{row.name}\n{row.secret}".encode(), "sha512")
    number = int.from_bytes(drawn)
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def try_key(key: str, *, address: str, at: Instant) -> tuple[Client, str]:
    """Return whose key it is, and the version of MISP that it is answered with. Raises `WrongSecret`, `TooManyAttempts`."""
    attempt = ClientAttempt("misp", address, STEP)
    begin_attempt(attempt, at=at)
    told = hashlib.sha256(key.encode("latin-1", "replace")).digest()
    rows = IntelClient.objects.filter(revoked_at__isnull=True).exclude(misp="") if _KEY.fullmatch(key) else ()
    found = [row for row in rows if hmac.compare_digest(hashlib.sha256(key_of(row).encode()).digest(), told)]
    if not found:
        note_failure(attempt, at=at)
        raise WrongSecret
    forgive(attempt)
    return client_of(found[0]), found[0].misp
