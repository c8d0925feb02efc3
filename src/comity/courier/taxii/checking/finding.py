"""What a server says of itself: discovery, API roots, collections (interoperability 3.2 to 3.5.1, 3.5.3)."""

import re
from itertools import pairwise
from typing import Any, Final

from comity.courier.taxii.checking.bench import Bench, Role
from comity.courier.taxii.checking.case import Casebook, NoneThere, Twice, WrongOrder
from comity.courier.taxii.checking.reply import Reply, list_of, require, text_of, truth_of
from comity.terms.speech import gettext_noop
from comity.wire.taxii.servers import join

CASES: Final = Casebook()

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)


@CASES.case("3.2.1", gettext_noop("Discovery names the server and its API roots"), "TAXII 4.1; Interop 3.2.1")
def discovery(bench: Bench) -> None:
    """A title; texts; API roots without repeats."""
    what = bench.plan.discovery
    found = bench.get(what).must(200).json()
    text_of(found, "title", what=what)
    for name in ("description", "contact", "default"):
        text_of(found, name, what=what, optional=True)
    roots = list_of(found, "api_roots", what=what, kind=str)
    if len(set(roots)) < len(roots):
        raise Twice(what=what, first=next(one for one in roots if roots.count(one) > 1))


@CASES.case("S4.1-default", gettext_noop("The default API root is one of those that are listed"), "TAXII 4.1.1")
def default(bench: Bench) -> None:
    """`default` stands in `api_roots`."""
    found = bench.discovery()
    if "default" not in found:
        raise NoneThere(gettext_noop("This server names no default API root."))
    roots = [join(bench.plan.discovery, one) for one in found.get("api_roots", [])]
    require(
        join(bench.plan.discovery, found["default"]) in roots,
        what=bench.plan.discovery,
        name="default",
        got=found["default"],
        wanted=gettext_noop("one of api_roots"),
    )


@CASES.case("3.3.1", gettext_noop("The API root says its versions and its largest body"), "TAXII 4.2; Interop 3.3.1")
def api_root(bench: Bench) -> None:
    """A title, `application/taxii+json;version=2.1` among the versions, a length above 0."""
    what = bench.api_root()
    found = bench.get(what).must(200).json()
    text_of(found, "title", what=what)
    text_of(found, "description", what=what, optional=True)
    versions = list_of(found, "versions", what=what, kind=str)
    wanted = "application/taxii+json;version=2.1"
    require(wanted in versions, what=what, name="versions", got=versions, wanted=wanted)
    length = found.get("max_content_length")
    good = isinstance(length, int) and not isinstance(length, bool) and length > 0
    require(good, what=what, name="max_content_length", got=length, wanted=gettext_noop("a whole number above 0"))


@CASES.case("3.3.2", gettext_noop("An API root that is not there is 404"), "TAXII 4.2; Interop 3.3.2")
def no_api_root(bench: Bench) -> None:
    """404, as an error of TAXII's."""
    bench.get(join(bench.api_root(), f"../{bench.samples.fresh()}/")).must(404).taxii()


@CASES.case("3.4.1", gettext_noop("The collections are listed, sorted by their identifiers"), "TAXII 5.1; Interop 3.4.1")
def collections(bench: Bench) -> None:
    """Each with what it must have; in the order of identifiers, which the interoperability document adds."""
    reply = bench.get(join(bench.api_root(), "collections/")).must(200)
    found = list_of(reply.json(), "collections", what=reply.what, kind=dict)
    for one in found:
        _collection(one, reply)
    ids = [one["id"] for one in found]
    for before, after in pairwise(ids):
        if before == after:
            raise Twice(what=reply.what, first=before)
        if before > after:
            raise WrongOrder(what=reply.what, first=before, second=after)


def _collection(one: dict[str, Any], reply: Reply) -> None:
    name = text_of(one, "id", what=reply.what)
    require(_UUID.fullmatch(name), what=reply.what, name="id", got=name, wanted=gettext_noop("a UUID in small letters"))
    text_of(one, "title", what=reply.what)
    truth_of(one, "can_read", what=reply.what)
    truth_of(one, "can_write", what=reply.what)
    for optional in ("description", "alias"):
        text_of(one, optional, what=reply.what, optional=True)
    list_of(one, "media_types", what=reply.what, kind=str)


def _with_rights(bench: Bench, role: Role, *, read: bool, write: bool) -> None:
    reply = bench.get(bench.address(role)).must(200)
    found = reply.json()
    _collection(found, reply)
    require(found["id"] == bench.collection(role), what=reply.what, name="id", got=found["id"], wanted=bench.collection(role))
    require(found["can_read"] is read, what=reply.what, name="can_read", got=found["can_read"], wanted=str(read).lower())
    require(found["can_write"] is write, what=reply.what, name="can_write", got=found["can_write"], wanted=str(write).lower())


@CASES.case("3.5.1.1", gettext_noop("A collection that may only be written says so"), "TAXII 5.2; Interop 3.5.1.1")
def write_only(bench: Bench) -> None:
    """`can_read` false, `can_write` true."""
    _with_rights(bench, Role.WRITE_ONLY, read=False, write=True)


@CASES.case("3.5.1.2", gettext_noop("A collection that may be read and written says so"), "TAXII 5.2; Interop 3.5.1.2")
def read_write(bench: Bench) -> None:
    """Both true."""
    _with_rights(bench, Role.READ_WRITE, read=True, write=True)


@CASES.case("3.5.1.3", gettext_noop("A collection that may only be read says so"), "TAXII 5.2; Interop 3.5.1.3")
def read_only(bench: Bench) -> None:
    """`can_read` true, `can_write` false."""
    _with_rights(bench, Role.READ_ONLY, read=True, write=False)


@CASES.case("3.5.1.4", gettext_noop("A collection with no access says so, or is not there"), "TAXII 5.2; Interop 3.5.1.4")
def no_access(bench: Bench) -> None:
    """Both false; a server that hides such a collection answers 404."""
    if bench.get(bench.address(Role.NONE)).status != 404:
        _with_rights(bench, Role.NONE, read=False, write=False)


@CASES.case("3.5.3", gettext_noop("A collection that is not there is 404"), "TAXII 5.2; Interop 3.5.3")
def no_collection(bench: Bench) -> None:
    """The collection, its objects and its manifest."""
    nowhere = bench.samples.fresh()
    for path in ("", "objects/", "manifest/"):
        bench.get(bench.below(nowhere, path)).must(404).taxii()


@CASES.case("S5.1-alias", gettext_noop("A collection answers by its alias too"), "TAXII 5.1.1", mandatory=False)
def alias(bench: Bench) -> None:
    """The first collection that has one."""
    for one in bench.collections():
        if name := one.get("alias"):
            reply = bench.get(bench.below(str(name))).must(200)
            found = reply.json().get("id")
            require(found == one["id"], what=reply.what, name="id", got=found, wanted=one["id"])
            return
    raise NoneThere(gettext_noop("This server shows no collection with an alias."))


@CASES.case("S5.1-hidden", gettext_noop("A hidden collection is not listed, and 404 when it is asked for"), "TAXII 5.1, 5.2")
def hidden(bench: Bench) -> None:
    """Neither in the list nor by name."""
    name = bench.collection(Role.HIDDEN)
    listed = [one.get("id") for one in bench.collections()]
    require(
        name not in listed,
        what=join(bench.api_root(), "collections/"),
        name="collections",
        got=name,
        wanted=gettext_noop("no hidden collection"),
    )
    for path in ("", "objects/", "manifest/"):
        bench.get(bench.below(name, path)).must(404).taxii()
