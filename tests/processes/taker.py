"""One officer of a node, in a process of their own, who takes every request as fast as they can; and who prepares the node.

python tests/processes/taker.py HOME found COUNT      tables, two officers, COUNT requests that nobody holds
python tests/processes/taker.py HOME take OFFICER     prints, for each request in order, `taken` or the name of who was faster
"""

import os
import sys
from datetime import UTC, datetime


def found(count: int) -> None:
    """Make the tables and their first rows."""
    from quick_tables import lend_tables

    lend_tables()
    from django.core.management import call_command

    from comity.records.models import Officer, Request
    from comity.terms.instants import Instant

    call_command("migrate", verbosity=0)
    at = Instant.of(datetime.now(UTC))
    for name in ("ha.n", "minh.d"):
        Officer.objects.create(
            officer_id=f"{name}@poc.vn.example", name=name, authority="vn-poc", roles=["drafter"], sealed_key=b"", key_id=""
        )
    for number in range(1, count + 1):
        given = {"direction": "in", "peer": "cert.xr.example", "kind": "REQ-PRESERVE", "instrument": "UNCC", "article": "42"}
        Request.objects.create(reference=f"XR-2026-{number:06d}", urgency="urgent", state="opened", opened_at=at, last_act_at=at, **given)


def take(name: str) -> None:
    """Wait for the word, then take one after the other."""
    from comity.desk.holding.actions import take_request
    from comity.desk.holding.refusals import HeldByAnother
    from comity.records.models import Officer, Request
    from comity.terms.instants import Instant

    officer, requests = Officer.objects.get(name=name), list(Request.objects.order_by("reference"))
    print("ready", flush=True)  # noqa: T201 a script's answer
    sys.stdin.readline()
    for request in requests:
        try:
            take_request(request, by=officer, at=Instant.of(datetime.now(UTC)), token=f"{name}-{request.reference}")
            print("taken", flush=True)  # noqa: T201 a script's answer
        except HeldByAnother as refusal:
            print(refusal.facts["name"], flush=True)  # noqa: T201 a script's answer


if __name__ == "__main__":
    os.environ["COMITY_HOME"], verb, what = sys.argv[1:4]
    os.environ["DJANGO_SETTINGS_MODULE"] = "comity.site.settings"
    import django

    django.setup()
    if verb == "found":
        found(int(what))
    else:
        take(what)
