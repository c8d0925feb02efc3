"""Plays the officers of one node: the demonstration's player, but each officer's key is unlocked once, and tokens are given.

A process of its own, because a node's settings and tables are those of a process. Reads lines of JSON, prints lines of JSON.
"""

import functools
import sys
from datetime import timedelta
from pathlib import Path

from comity.site.booting import boot

boot(Path(sys.argv[-1]))

from comity.desk.drafting.actions import read_draft  # noqa: E402 needs the tables that boot has just loaded
from comity.desk.sending.actions import approve_draft  # noqa: E402 needs the tables that boot has just loaded
from comity.directory.officers import unlock  # noqa: E402 needs the tables that boot has just loaded
from comity.directory.people import find_officer  # noqa: E402 needs the tables that boot has just loaded
from comity.doors.cli.demo import player  # noqa: E402 needs the tables that boot has just loaded
from comity.seal.keys import SigningKey  # noqa: E402 needs the tables that boot has just loaded
from comity.terms.digests import Digest  # noqa: E402 needs the tables that boot has just loaded


@functools.cache
def officer_key(officer: str, passphrase: str) -> SigningKey:
    """Return the officer's key, unlocked the first time only."""
    return unlock(find_officer(officer), passphrase=passphrase)


def approve(ask: player.Words) -> player.Words:
    """Approve what a digest names, `ahead` seconds later than it is, under the token of the form."""
    request = approve_draft(
        ask["draft"],
        digest_seen=Digest.parse(ask["digest"]),
        by=find_officer(ask["officer"]),
        key=officer_key(ask["officer"], ask["passphrase"]),
        at=player.now() + timedelta(seconds=ask.get("ahead", 0)),
        token=ask["token"],
    )
    return {"reference": request.reference, "state": request.state, "env_id": read_draft(ask["draft"]).env_id}


player.OPS["approve"] = approve

if __name__ == "__main__":
    player.serve()
