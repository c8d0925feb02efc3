"""Writing: POST, its status, and DELETE (interoperability 3.10 to 3.12), and what must not be lost on the way."""

import json
from typing import Any, Final

from comity.courier.taxii.checking.bench import Bench, Role
from comity.courier.taxii.checking.case import Casebook, Need, NoneThere, NotThere, TooMuch, WrongProperty
from comity.courier.taxii.checking.filtering import exactly, same_versions
from comity.courier.taxii.checking.reply import count_of, ids_of, list_of, require, shown, stamp_of, text_of
from comity.courier.taxii.checking.samples import version_of
from comity.terms.speech import gettext_noop
from comity.wire.taxii.servers import join

CASES: Final = Casebook()
_LARGEST_TRIED: Final = 16 * 2**20


@CASES.case("3.10.1", gettext_noop("Objects are taken with 202 and a status"), "TAXII 5.5, 4.3; Interop 3.10.1", Need.WRITE)
def add(bench: Bench) -> None:
    """202, a status of one object, and the object is there."""
    one = bench.samples.indicator()
    reply = bench.add([one]).must(202)
    status = reply.json()
    text_of(status, "id", what=reply.what)
    require(
        status.get("status") in ("complete", "pending"),
        what=reply.what,
        name="status",
        got=status.get("status"),
        wanted="complete / pending",
    )
    settled = bench.settled(reply)
    require(settled.get("success_count") == 1, what=reply.what, name="success_count", got=settled.get("success_count"), wanted="1")
    exactly(bench, {"match[id]": one["id"]}, [one])


@CASES.case("3.11.1", gettext_noop("The status of a POST can be asked for afterwards"), "TAXII 4.3; Interop 3.11.1", Need.WRITE)
def status(bench: Bench) -> None:
    """By its identifier, with the same counts."""
    told = bench.take([bench.samples.indicator()])
    reply = bench.get(join(bench.api_root(), f"status/{told['id']}/")).must(200)
    found = reply.json()
    for name in ("id", "status", "total_count", "success_count", "failure_count", "pending_count"):
        require(found.get(name) == told.get(name), what=reply.what, name=name, got=found.get(name), wanted=shown(told.get(name)))


@CASES.case("3.11.2", gettext_noop("A status has all its properties, and its counts add up"), "TAXII 4.3.1; Interop 3.11.2", Need.WRITE)
def whole_status(bench: Bench) -> None:
    """Counts, and a line for each object that was counted, where there are lines."""
    objects = [bench.samples.indicator() for _ in range(3)]
    reply = bench.add(objects).must(202)
    found = bench.settled(reply)
    what = reply.what
    require(found.get("status") == "complete", what=what, name="status", got=found.get("status"), wanted="complete")
    if "request_timestamp" in found:
        stamp_of(found, "request_timestamp", what=what)
    counts = {name: count_of(found, f"{name}_count", what=what) for name in ("total", "success", "failure", "pending")}
    require(counts["total"] == len(objects), what=what, name="total_count", got=counts["total"], wanted=str(len(objects)))
    parts = counts["success"] + counts["failure"] + counts["pending"]
    require(parts == counts["total"], what=what, name="total_count", got=counts["total"], wanted=f"the sum {parts}")
    for name, count in (("successes", counts["success"]), ("failures", counts["failure"]), ("pendings", counts["pending"])):
        lines = list_of(found, name, what=what, kind=dict)
        require(not lines or len(lines) == count, what=what, name=name, got=len(lines), wanted=f"{count} lines, or none")
        for line in lines:
            text_of(line, "id", what=what)
            stamp_of(line, "version", what=what)


@CASES.case("S4.3-missing", gettext_noop("A status that is not there is 404"), "TAXII 4.3")
def no_status(bench: Bench) -> None:
    """A new identifier."""
    bench.get(join(bench.api_root(), f"status/{bench.samples.fresh()}/")).must(404).taxii()


@CASES.case("S5.5-again", gettext_noop("The same object posted again is a success, and is there once"), "TAXII 5.5", Need.WRITE)
def again(bench: Bench) -> None:
    """Who lost the answer posts again: no failure, no second copy (a client cannot know whether the first one was kept)."""
    one = bench.samples.indicator()
    bench.take([one])
    reply = bench.add([one])
    second = bench.settled(reply)
    require(not second.get("failure_count"), what=reply.what, name="failure_count", got=second.get("failure_count"), wanted="0")
    exactly(bench, {"match[id]": one["id"], "match[version]": "all"}, [one])


@CASES.case("S5.5-one-bad", gettext_noop("One object that cannot be taken does not take the others with it"), "TAXII 4.3, 5.5", Need.WRITE)
def one_bad(bench: Bench) -> None:
    """202: its line in the status says why, and the good ones are there."""
    good, bad = [bench.samples.indicator() for _ in range(2)], bench.samples.broken()
    reply = bench.add([good[0], bad, good[1]]).must(202)
    found = bench.settled(reply)
    require(found.get("success_count") == 2, what=reply.what, name="success_count", got=found.get("success_count"), wanted="2")
    require(found.get("failure_count") == 1, what=reply.what, name="failure_count", got=found.get("failure_count"), wanted="1")
    exactly(bench, {"match[id]": f"{good[0]['id']},{good[1]['id']}"}, good)


@CASES.case("S5.5-no-modified", gettext_noop("Objects without modified are taken"), "TAXII 3.5, 5.5", Need.WRITE)
def without_modified(bench: Bench) -> None:
    """The version of a marking is `created`, that of an observable the moment when it was added."""
    marking, observable = bench.samples.without_version()
    bench.take([marking, observable])
    exactly(bench, {"match[id]": marking["id"]}, [marking])
    reply = bench.get(bench.address(Role.READ_WRITE, "manifest/"), {"match[id]": observable["id"]}).must(200)
    entries = list_of(reply.json(), "objects", what=reply.what, kind=dict)
    if not entries:
        raise NotThere(what=reply.what, missing=1, all=1, first=observable["id"])
    require(
        entries[0].get("version") == entries[0].get("date_added"),
        what=reply.what,
        name="version",
        got=entries[0].get("version"),
        wanted=str(entries[0].get("date_added")),
    )


@CASES.case(
    "S1.6.6-extra", gettext_noop("A property of the envelope that nobody knows is ignored"), "TAXII 1.6.6", Need.WRITE, mandatory=False
)
def extra(bench: Bench) -> None:
    """202."""
    one = bench.samples.indicator()
    bench.post_marked(json.dumps({"objects": [one], "x_taxii_check": 1}).encode(), [one]).must(202)


@CASES.case("S5.5-no-json", gettext_noop("A body that is no envelope is 400 or 422"), "TAXII 5.5, 3.6", Need.WRITE)
def no_envelope(bench: Bench) -> None:
    """Half a document, a number, a text: said in an error of TAXII's, and no fault of the server."""
    for body in (b'{"objects": [', b"1", b'"objects"'):
        bench.post(bench.address(Role.READ_WRITE, "objects/"), body).must(400, 422).taxii()


@CASES.case(
    "S5.5-bundle",
    gettext_noop("A bundle in the place of an envelope is refused, or taken, and never half"),
    "TAXII 3.7, 5.5",
    Need.WRITE,
    mandatory=False,
)
def bundle(bench: Bench) -> None:
    """STIX 2.0's habit: 202 where its objects are then there, 400 or 422 where they are not."""
    one = bench.samples.indicator()
    body = {"type": "bundle", "id": f"bundle--{bench.samples.fresh()}", "objects": [one]}
    reply = bench.post_marked(json.dumps(body).encode(), [one]).must(202, 400, 422)
    there = bool(bench.ids({"match[id]": one["id"]}))
    require(there is (reply.status == 202), what=reply.what, name="objects", got=there, wanted=str(reply.status == 202).lower())


@CASES.case("S3.6-too-large", gettext_noop("A body above max_content_length is 413"), "TAXII 4.2, 5.5", Need.WRITE)
def too_large(bench: Bench) -> None:
    """One byte more than the API root says; not tried above 16 MiB."""
    most = bench.root_information().get("max_content_length")
    if not isinstance(most, int) or most > _LARGEST_TRIED:
        raise NoneThere(gettext_noop("This server takes larger bodies than this check sends."))
    body = b'{"objects":[]' + b" " * (most - 13) + b"}"
    bench.post(bench.address(Role.READ_WRITE, "objects/"), body).must(413).taxii()


@CASES.case("3.12.1", gettext_noop("What was deleted is gone everywhere"), "TAXII 5.7; Interop 3.12.1", Need.WRITE)
def delete(bench: Bench) -> None:
    """200; then neither object, nor versions, nor a line of objects or manifest."""
    one = bench.samples.indicator()
    bench.take([one])
    path = f"objects/{one['id']}/"
    bench.delete(bench.address(Role.READ_WRITE, path)).must(200)
    for end in ("", "versions/"):
        bench.get(bench.address(Role.READ_WRITE, path + end)).must(404)
    for listed in ("objects/", "manifest/"):
        reply = bench.get(bench.address(Role.READ_WRITE, listed), {"match[id]": one["id"], "match[version]": "all"}).must(200)
        if found := ids_of(reply.json().get("objects", [])):
            raise TooMuch(what=reply.what, first=found[0])


@CASES.case("S5.7-version", gettext_noop("A version can be deleted alone"), "TAXII 5.7", Need.WRITE)
def delete_version(bench: Bench) -> None:
    """The other one stays."""
    old = bench.samples.indicator()
    new = bench.samples.indicator(of=old["id"], version=1)
    bench.take([old, new])
    url = bench.address(Role.READ_WRITE, f"objects/{old['id']}/")
    bench.delete(url, {"match[version]": version_of(old)}).must(200)
    reply = bench.get(url, {"match[version]": "all"}).must(200)
    came: list[Any] = reply.json().get("objects", [])
    same_versions(reply.what, [(one.get("id"), version_of(one)) for one in came], [new])


@CASES.case("S5.7-missing", gettext_noop("Deleting what is not there is 404"), "TAXII 5.7", Need.WRITE, mandatory=False)
def delete_nothing(bench: Bench) -> None:
    """A new identifier."""
    bench.delete(bench.address(Role.READ_WRITE, f"objects/indicator--{bench.samples.fresh()}/")).must(404)


@CASES.case(
    "S5.5-write-only", gettext_noop("A collection that may only be written takes objects"), "TAXII 5.5", Need.WRITE, mandatory=False
)
def add_unread(bench: Bench) -> None:
    """202; what is posted there cannot be deleted by who may not read it."""
    reply = bench.add([bench.samples.indicator()], role=Role.WRITE_ONLY)
    found = bench.settled(reply)
    if found.get("failure_count"):
        raise WrongProperty(what=reply.what, name="failure_count", got=found.get("failure_count"), wanted="0")
