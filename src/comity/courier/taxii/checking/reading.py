"""Reading: manifest, objects, one object, its versions (interoperability 3.6 to 3.9), and what stands in their headers."""

import json
from itertools import pairwise
from typing import Any, Final

from comity.courier.taxii.checking.bench import NOTHING_TO_READ, Bench, Role
from comity.courier.taxii.checking.case import Casebook, Need, NoneThere, NotThere, TooMuch, WrongHeader, WrongOrder
from comity.courier.taxii.checking.filtering import exactly, same_versions
from comity.courier.taxii.checking.reply import Reply, key_of, list_of, require, shown, stamp_of, text_of
from comity.courier.taxii.checking.samples import version_of
from comity.terms.speech import gettext_noop

CASES: Final = Casebook()


def _first_page(bench: Bench, path: str, **parameters: str | int) -> tuple[Reply, list[dict[str, Any]]]:
    if path != "objects/" and not bench.get(bench.below(bench.readable(), "objects/"), {"limit": 1}).must(200).json().get("objects"):
        raise NoneThere(NOTHING_TO_READ)
    reply = bench.get(bench.below(bench.readable(), path), parameters).must(200)
    found = list_of(reply.json(), "objects", what=reply.what, kind=dict)
    if not found:
        raise NoneThere(NOTHING_TO_READ)
    return reply, found


def _sown(bench: Bench) -> None:
    """Post the seed where the check may write, so that there is something to read."""
    if Need.WRITE in bench.plan.given:
        bench.seed()


@CASES.case("3.6.1", gettext_noop("The manifest says of each object its version and when it was added"), "TAXII 5.3; Interop 3.6.1")
def manifest(bench: Bench) -> None:
    """What each entry must have; the media type carries the version of STIX."""
    _sown(bench)
    reply, found = _first_page(bench, "manifest/", limit=20)
    for one in found:
        text_of(one, "id", what=reply.what)
        stamp_of(one, "date_added", what=reply.what)
        stamp_of(one, "version", what=reply.what)
        media = text_of(one, "media_type", what=reply.what, optional=True)
        good = not media or media.replace(" ", "").startswith("application/stix+json;version=2.")
        require(good, what=reply.what, name="media_type", got=media, wanted="application/stix+json;version=2.1")


@CASES.case("S5.3-order", gettext_noop("What was added first comes first"), "TAXII 3.4, 5.3, 5.4")
def order(bench: Bench) -> None:
    """The manifest ascends by `date_added`, and the objects come in its order."""
    _sown(bench)
    reply, found = _first_page(bench, "manifest/", limit=50)
    stamps = [stamp_of(one, "date_added", what=reply.what) for one in found]
    for before, after in pairwise(stamps):
        if key_of(before) > key_of(after):
            raise WrongOrder(what=reply.what, first=before, second=after)


@CASES.case("S3.2-dates", gettext_noop("The headers say when the first and the last object of the page were added"), "TAXII 3.2")
def dates(bench: Bench) -> None:
    """On objects, manifest, one object and its versions; those of the manifest are its first and last entry."""
    _sown(bench)
    reply, found = _first_page(bench, "manifest/", limit=5)
    for name, entry in (("X-TAXII-Date-Added-First", found[0]), ("X-TAXII-Date-Added-Last", found[-1])):
        came, wanted = reply.stamp_header(name), stamp_of(entry, "date_added", what=reply.what)
        if key_of(came) != key_of(wanted):
            raise WrongHeader(what=reply.what, name=name, got=came, wanted=wanted)
    one = f"objects/{found[0]['id']}/"
    for path in ("objects/", one, f"{one}versions/"):
        page = bench.get(bench.below(bench.readable(), path), {"limit": 5}).must(200)
        first, last = page.stamp_header("X-TAXII-Date-Added-First"), page.stamp_header("X-TAXII-Date-Added-Last")
        if path == "objects/" and key_of(first) > key_of(last):
            raise WrongOrder(what=page.what, first=first, second=last)


@CASES.case("3.7.1", gettext_noop("Objects come in an envelope"), "TAXII 3.7, 5.4; Interop 3.7.1")
def objects(bench: Bench) -> None:
    """A list of objects with identifiers; `more` is a truth value, `next` a text."""
    _sown(bench)
    reply, found = _first_page(bench, "objects/", limit=20)
    for one in found:
        text_of(one, "id", what=reply.what)
        text_of(one, "type", what=reply.what)
    envelope = reply.json()
    if "more" in envelope:
        require(isinstance(envelope["more"], bool), what=reply.what, name="more", got=envelope["more"], wanted="true / false")
    text_of(envelope, "next", what=reply.what, optional=True)


@CASES.case("3.7.2", gettext_noop("Where there is nothing an empty envelope comes"), "TAXII 3.7, 5.4; Interop 3.7.2")
def nothing(bench: Bench) -> None:
    """200 and an object without `objects`: an empty list is not sent (TAXII 2.1, 2)."""
    for path in ("objects/", "manifest/"):
        url = bench.below(bench.readable(), path)
        reply = bench.get(url, {"match[id]": f"indicator--{bench.samples.fresh()}"}).must(200)
        found = reply.json()
        if found.get("objects"):
            raise TooMuch(what=reply.what, first=shown(found["objects"]))
        require(
            "objects" not in found,
            what=reply.what,
            name="objects",
            got=found.get("objects"),
            wanted=gettext_noop("nothing, where there is none"),
        )


@CASES.case("3.8.1", gettext_noop("An object comes by its identifier, in its newest version"), "TAXII 5.6; Interop 3.8.1", Need.WRITE)
def one_object(bench: Bench) -> None:
    """The newest by itself, all when they are asked for."""
    chain = bench.seed().chain
    url = bench.address(Role.READ_WRITE, f"objects/{chain[0]['id']}/")
    for parameters, wanted in (({}, chain[2:]), ({"match[version]": "all"}, chain), ({"match[version]": "first"}, chain[:1])):
        reply = bench.get(url, parameters).must(200)
        same_versions(reply.what, [(one.get("id"), version_of(one)) for one in reply.json().get("objects", [])], wanted)


@CASES.case("3.8.2", gettext_noop("An object that is not there is 404"), "TAXII 5.6; Interop 3.8.2")
def no_object(bench: Bench) -> None:
    """The object and its versions."""
    for end in ("", "versions/"):
        bench.get(bench.below(bench.readable(), f"objects/indicator--{bench.samples.fresh()}/{end}")).must(404).taxii()


@CASES.case("3.9.1", gettext_noop("The versions of an object are listed, the newest first"), "TAXII 5.8; Interop 3.9.1", Need.WRITE)
def versions(bench: Bench) -> None:
    """Three, descending."""
    chain = bench.seed().chain
    reply = bench.get(bench.address(Role.READ_WRITE, f"objects/{chain[0]['id']}/versions/")).must(200)
    found = list_of(reply.json(), "versions", what=reply.what, kind=str)
    wanted = [key_of(version_of(one)) for one in reversed(chain)]
    came = [key_of(one) for one in found]
    if missing := [one for one in wanted if one not in came]:
        raise NotThere(what=reply.what, missing=len(missing), all=3, first=".".join(missing[0]))
    require(came == wanted, what=reply.what, name="versions", got=found, wanted=gettext_noop("three, the newest first"))


@CASES.case(
    "3.15.1", gettext_noop("Types and properties that nobody knows are kept as they came"), "TAXII 1.6.6; Interop 3.15.1", Need.WRITE
)
def custom(bench: Bench) -> None:
    """A type and a nested property with names of their own go in and come out."""
    one = bench.samples.custom()
    bench.take([one])
    came = bench.objects({"match[id]": one["id"]})
    if not came:
        raise NotThere(what="custom", missing=1, all=1, first=one["id"])
    for name, value in one.items():
        require(came[0].get(name) == value, what=one["id"], name=name, got=came[0].get(name), wanted=shown(value))


@CASES.case("S5.4-same", gettext_noop("What comes out is what went in"), "TAXII 5.4, 5.5", Need.WRITE)
def same(bench: Bench) -> None:
    """Every property of an object, no one added."""
    seed = bench.seed()
    came = bench.objects({"match[id]": seed.malware["id"]})
    require(came == [seed.malware], what=seed.malware["id"], name="objects", got=json.loads(json.dumps(came)), wanted=shown(seed.malware))
    exactly(bench, {"match[id]": seed.malware["id"]}, [seed.malware])
