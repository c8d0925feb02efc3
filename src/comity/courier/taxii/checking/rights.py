"""What may not be done is refused (interoperability 3.5.2): 403, which is stricter than the standard's 403 or 404."""

import json
from typing import Final

from comity.courier.taxii.checking.bench import Bench, Role
from comity.courier.taxii.checking.case import Casebook, Need, NoneThere
from comity.terms.speech import gettext_noop

CASES: Final = Casebook()


@CASES.case("3.5.2.1", gettext_noop("Reading where one may only write is 403"), "TAXII 5.4, 5.3; Interop 3.5.2.1")
def read_write_only(bench: Bench) -> None:
    """Objects, manifest, an object, its versions."""
    one = f"indicator--{bench.samples.fresh()}"
    for path in ("objects/", "manifest/", f"objects/{one}/", f"objects/{one}/versions/"):
        bench.get(bench.address(Role.WRITE_ONLY, path)).must(403).taxii()


@CASES.case("3.5.2.2", gettext_noop("Writing where one may only read is 403"), "TAXII 5.5; Interop 3.5.2.2")
def write_read_only(bench: Bench) -> None:
    """An object that nobody would miss: refused, it is not there."""
    collection = bench.collection(Role.READ_ONLY)
    one = bench.samples.indicator()
    reply = bench.post(bench.below(collection, "objects/"), json.dumps({"objects": [one]}).encode())
    if reply.status == 202:
        bench.posted[collection, one["id"]] = None
    reply.must(403).taxii()


@CASES.case("3.5.2.3", gettext_noop("Deleting where one may not both read and write is 403"), "TAXII 5.7; Interop 3.5.2.3")
def delete_half_open(bench: Bench) -> None:
    """In the collection that is only read, and in the one that is only written."""
    tried = 0
    for role in (Role.READ_ONLY, Role.WRITE_ONLY):
        try:
            url = bench.address(role, f"objects/indicator--{bench.samples.fresh()}/")
        except NoneThere as none:
            last = none
            continue
        tried += 1
        bench.delete(url).must(403).taxii()
    if not tried:
        raise last


@CASES.case("3.5.2.4", gettext_noop("Deleting in a hidden collection is 404"), "TAXII 5.7; Interop 3.5.2.4")
def delete_hidden(bench: Bench) -> None:
    """404: 403 would say that it is there."""
    bench.delete(bench.address(Role.HIDDEN, f"objects/indicator--{bench.samples.fresh()}/")).must(404).taxii()


@CASES.case("S4.3-private", gettext_noop("A status is shown to who posted alone"), "TAXII 4.3", Need.WRITE, Need.SECOND, mandatory=False)
def private_status(bench: Bench) -> None:
    """The second identity asks for the status of the first one's POST."""
    status = bench.take([bench.samples.indicator()])
    bench.get(f"{bench.api_root()}status/{status['id']}/", by="second").must(403, 404)
