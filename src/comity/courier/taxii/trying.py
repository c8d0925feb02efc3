"""A run of the check against a server on the network: what `comity taxii-check` calls. Needs neither a node's folder nor its tables."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from comity.courier.taxii.checking.bench import Bench, Plan, Role
from comity.courier.taxii.checking.case import Need, Outcome
from comity.courier.taxii.checking.running import Run, run_all
from comity.courier.taxii.checking.samples import Samples
from comity.courier.taxii.checking.signing_in import BASIC, CERTIFICATE, SECOND, THIRD, WRONG
from comity.courier.taxii.dialling import Credential, Line
from comity.courier.taxii.exchange import FIRST, Asked
from comity.terms.instants import Instant
from comity.wire.taxii.servers import parse_server


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be checked, and as whom. `first` reads and writes; `second` may sign in and see nothing; `third` is refused."""

    url: str
    first: Credential
    second: Credential | None = None
    third: Credential | None = None
    certificate: Credential | None = None
    api_root: str = ""
    collections: Mapping[Role, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    ca: str = ""
    write: bool = False


def check_server(wanted: Wanted, *, at: Instant, told: Callable[[Outcome], None] = lambda _: None) -> Run:
    """Run every case; raises `BadServer`, `NoAnswer` where nobody answers at all, and `WrongOrigin` where the server leads away."""
    url = parse_server(wanted.url)
    wrong = Credential.basic(f"taxii-check-{uuid.uuid4().hex[:8]}", uuid.uuid4().hex)  # nobody's account is locked by it
    identities = {FIRST: wanted.first, BASIC: wanted.first, WRONG: wrong}
    given = {Need.WRITE} if wanted.write else set()
    for need, name, identity in ((Need.SECOND, SECOND, wanted.second), (Need.CERTIFICATE, CERTIFICATE, wanted.certificate)):
        if identity is not None:
            identities[name] = identity
            given.add(need)
    if wanted.third is not None:
        identities[THIRD] = wanted.third
    if wanted.first.way == "Basic":
        given.add(Need.BASIC)
    plan = Plan(url, wanted.api_root, wanted.collections, frozenset(given), third=wanted.third is not None)
    line = Line(url, identities=identities, also=wanted.also, ca=wanted.ca)
    try:
        line(Asked("GET", url))  # a server that is not there is told once, and not by every case
        samples = Samples(lambda: str(uuid.uuid4()), at)
        return run_all(Bench(plan, ask=line, wait=time.sleep, samples=samples), told=told)
    finally:
        line.close()
