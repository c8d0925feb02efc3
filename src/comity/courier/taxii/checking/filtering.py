"""Filters (interoperability 3.13): one by one, together, twice; and what a wrong one is answered with."""

from collections.abc import Callable
from typing import Any, Final

from comity.courier.taxii.checking.bench import NOTHING_TO_READ, Bench, Role
from comity.courier.taxii.checking.case import Casebook, Need, NoneThere, NotApplicable, NotThere, TooMuch, Twice
from comity.courier.taxii.checking.reply import ids_of, key_of, list_of, require, stamp_of
from comity.courier.taxii.checking.samples import Stix, version_of
from comity.terms.speech import gettext_noop

CASES: Final = Casebook()


def exactly(bench: Bench, parameters: dict[str, str | int], wanted: list[Stix]) -> None:
    """Require these objects, in these versions, and no other; in objects and in the manifest."""
    url = bench.address(Role.READ_WRITE, "objects/")
    reply = bench.get(url, parameters).must(200)
    same_versions(reply.what, [(one.get("id"), version_of(one)) for one in reply.json().get("objects", [])], wanted)
    listed = bench.get(bench.address(Role.READ_WRITE, "manifest/"), parameters).must(200)
    entries = listed.json().get("objects", [])
    same_versions(listed.what, [(one.get("id"), one.get("version")) for one in entries], wanted)


def same_versions(what: str, came: list[tuple[Any, Any]], wanted: list[Stix]) -> None:
    """Compare pairs of identifier and version."""
    keys = [(name, key_of(str(version))) for name, version in came]
    want = [(one["id"], key_of(version_of(one))) for one in wanted]
    if missing := [one for one in want if one not in keys]:
        raise NotThere(what=what, missing=len(missing), all=len(want), first=_told(missing[0]))
    for one in keys:
        if one not in want:
            raise TooMuch(what=what, first=_told(one))
        if keys.count(one) > 1:
            raise Twice(what=what, first=_told(one))


def _told(one: tuple[str, tuple[str, str]]) -> str:
    name, (second, fraction) = one
    return f"{name} ({second}{'.' + fraction if fraction else ''}Z)"


@CASES.case(
    "3.13.1.1",
    gettext_noop("added_after gives what was added later, and not what was added then"),
    "TAXII 3.4, 3.5; Interop 3.13.1.1",
    Need.WRITE,
)
def added_after(bench: Bench) -> None:
    """The stamp of the last object before a POST: that object does not come, those of the POST do."""
    seed = bench.seed()
    came = [
        one
        for page in bench.pages(bench.address(Role.READ_WRITE, "objects/"), {"added_after": seed.before})
        for one in page.json().get("objects", [])
    ]
    ids = set(ids_of(came))
    for one in (seed.malware, *seed.first):
        if one["id"] in ids:
            raise TooMuch(what=f"added_after={seed.before}", first=one["id"])
    if missing := [one["id"] for one in seed.bulk if one["id"] not in ids]:
        raise NotThere(what=f"added_after={seed.before}", missing=len(missing), all=len(seed.bulk), first=missing[0])


@CASES.case("3.13.1.2", gettext_noop("limit is kept"), "TAXII 3.4; Interop 3.13.1.2")
def limit(bench: Bench) -> None:
    """At most so many objects."""
    for path in ("objects/", "manifest/"):
        reply = bench.get(bench.below(bench.readable(), path), {"limit": 1}).must(200)
        came = reply.json().get("objects", [])
        require(len(came) <= 1, what=reply.what, name="objects", got=len(came), wanted="at most 1")


@CASES.case("3.13.1.3", gettext_noop("match[id] gives this object alone"), "TAXII 3.4; Interop 3.13.1.3", Need.WRITE)
def match_id(bench: Bench) -> None:
    """One identifier."""
    seed = bench.seed()
    exactly(bench, {"match[id]": seed.malware["id"]}, [seed.malware])


@CASES.case("3.13.1.4", gettext_noop("match[type] gives this type alone"), "TAXII 3.4; Interop 3.13.1.4", Need.WRITE)
def match_type(bench: Bench) -> None:
    """Every object that comes is of the type, and ours is among them."""
    seed = bench.seed()
    mark = (
        bench.get(bench.address(Role.READ_WRITE, "manifest/"), {"match[id]": seed.first[0]["id"]})
        .must(200)
        .stamp_header("X-TAXII-Date-Added-Last")
    )
    came = bench.objects({"match[type]": "malware", "added_after": mark})
    for one in came:
        if one.get("type") != "malware":
            raise TooMuch(what="match[type]=malware", first=str(one.get("id")))
    if seed.malware["id"] not in ids_of(came):
        raise NotThere(what="match[type]=malware", missing=1, all=1, first=seed.malware["id"])


@CASES.case("3.13.1.5", gettext_noop("match[version] gives last, first, all, or exactly one"), "TAXII 3.4; Interop 3.13.1.5", Need.WRITE)
def match_version(bench: Bench) -> None:
    """Each keyword, a timestamp, none, and two together."""
    seed = bench.seed()
    first, second, last = seed.chain
    name = first["id"]
    exactly(bench, {"match[id]": name}, [last])
    exactly(bench, {"match[id]": name, "match[version]": "last"}, [last])
    exactly(bench, {"match[id]": name, "match[version]": "first"}, [first])
    exactly(bench, {"match[id]": name, "match[version]": "all"}, [first, second, last])
    exactly(bench, {"match[id]": name, "match[version]": version_of(second)}, [second])
    exactly(bench, {"match[id]": name, "match[version]": f"first,{version_of(second)}"}, [first, second])


class NotTaken(NotApplicable):
    """The server does not keep what the case would look for."""

    sentence = gettext_noop("The server did not take what the case would look for: %(what)s.")


@CASES.case(
    "3.13.1.6",
    gettext_noop("match[spec_version] gives this version of STIX, by default the newest"),
    "TAXII 3.4; Interop 3.13.1.6",
    Need.WRITE,
)
def match_spec_version(bench: Bench) -> None:
    """2.1 gives it, 2.0 does not; where the server takes 2.0 too, the newest is what comes without being asked for."""
    seed = bench.seed()
    exactly(bench, {"match[id]": seed.malware["id"], "match[spec_version]": "2.1"}, [seed.malware])
    exactly(bench, {"match[id]": seed.malware["id"], "match[spec_version]": "2.0"}, [])


@CASES.case(
    "S3.4-newest-spec",
    gettext_noop("Without match[spec_version] the newest version of STIX comes"),
    "TAXII 3.4",
    Need.WRITE,
    mandatory=False,
)
def newest_spec(bench: Bench) -> None:
    """The same object as 2.0 and as 2.1; a server that takes no 2.0 has nothing to choose from."""
    new = bench.samples.indicator()
    old = {name: value for name, value in new.items() if name not in ("spec_version", "pattern_type")} | {"labels": ["malicious-activity"]}
    old["modified"] = old["created"]
    new["modified"] = bench.samples.indicator(version=1)["modified"]
    status = bench.settled(bench.add([old]))
    if status.get("failure_count"):
        raise NotTaken(what="STIX 2.0")
    bench.take([new])
    asked = {"match[id]": new["id"], "match[version]": "all"}
    both = bench.objects({**asked, "match[spec_version]": "2.0,2.1"})
    if len(both) < 2:
        raise NotTaken(what="STIX 2.0")
    came = bench.objects(asked)
    require(
        [one.get("spec_version") for one in came] == ["2.1"],
        what=f"match[id]={new['id']}",
        name="spec_version",
        got=ids_of(came),
        wanted=gettext_noop("2.1 alone"),
    )


@CASES.case("3.13.1.7", gettext_noop("Values with a comma are alternatives"), "TAXII 3.4; Interop 3.13.1.7", Need.WRITE)
def alternatives(bench: Bench) -> None:
    """Two identifiers."""
    seed = bench.seed()
    one, other = seed.first
    exactly(bench, {"match[id]": f"{one['id']},{other['id']}"}, [one, other])


@CASES.case("3.13.1.8", gettext_noop("Several filters hold together"), "TAXII 3.4; Interop 3.13.1.8", Need.WRITE)
def together(bench: Bench) -> None:
    """An identifier and another type give nothing; with its own type, the object."""
    seed = bench.seed()
    exactly(bench, {"match[id]": seed.malware["id"], "match[type]": "malware"}, [seed.malware])
    exactly(bench, {"match[id]": seed.malware["id"], "match[type]": "indicator"}, [])


@CASES.case("3.13.1.9", gettext_noop("Alternatives and several filters hold together"), "TAXII 3.4; Interop 3.13.1.9", Need.WRITE)
def both(bench: Bench) -> None:
    """Two identifiers, one of them of the type."""
    seed = bench.seed()
    ids = f"{seed.malware['id']},{seed.first[0]['id']}"
    exactly(bench, {"match[id]": ids, "match[type]": "malware,tool"}, [seed.malware])


@CASES.case("3.13.1.10", gettext_noop("A filter that is named twice is 400"), "TAXII 3.4; Interop 3.13.1.10")
def named_twice(bench: Bench) -> None:
    """The same parameter a second time."""
    url = bench.below(bench.readable(), "objects/")
    bench.get(f"{url}?match[type]=indicator&match[type]=malware").must(400).taxii()
    bench.get(f"{url}?limit=1&limit=2").must(400).taxii()


@CASES.case("S3.4-limit", gettext_noop("A limit of 0, below it, or of no number is 400"), "TAXII 3.4, 3.5")
def wrong_limit(bench: Bench) -> None:
    """What a database would stumble over."""
    for wrong in ("0", "-1", "many"):
        bench.get(bench.below(bench.readable(), "objects/"), {"limit": wrong}).must(400).taxii()


@CASES.case("S3.4-stamp", gettext_noop("An added_after that is no timestamp is 400"), "TAXII 3.4", mandatory=False)
def wrong_stamp(bench: Bench) -> None:
    """A word."""
    bench.get(bench.below(bench.readable(), "objects/"), {"added_after": "yesterday"}).must(400).taxii()


@CASES.case(
    "S3.4-unknown",
    gettext_noop("A parameter that nobody knows is ignored or 400, and no fault of the server"),
    "TAXII 3.4",
    mandatory=False,
)
def unknown(bench: Bench) -> None:
    """An unknown name and an unknown match field."""
    for name in ("x_taxii_check", "match[x_taxii_check]"):
        bench.get(bench.below(bench.readable(), "objects/"), {name: "1", "limit": 1}).must(200, 400).taxii()


@CASES.case("S3.4-precision", gettext_noop("added_after is exact to the last digit of the server's own stamps"), "TAXII 2, 3.4", Need.WRITE)
def precision(bench: Bench) -> None:
    """After each stamp of the manifest exactly what has a later one."""
    seed = bench.seed()
    url = bench.address(Role.READ_WRITE, "manifest/")
    ids = ",".join(one["id"] for one in seed.bulk[:5])
    reply = bench.get(url, {"match[id]": ids}).must(200)
    entries = list_of(reply.json(), "objects", what=reply.what, kind=dict)
    stamps = {str(one.get("id")): stamp_of(one, "date_added", what=reply.what) for one in entries}
    for stamp in sorted(set(stamps.values()), key=key_of):
        later = {name for name, one in stamps.items() if key_of(one) > key_of(stamp)}
        came = set(ids_of(bench.get(url, {"match[id]": ids, "added_after": stamp}).must(200).json().get("objects", [])))
        if missing := sorted(later - came):
            raise NotThere(what=f"added_after={stamp}", missing=len(missing), all=len(later), first=missing[0])
        if more := sorted(came - later):
            raise TooMuch(what=f"added_after={stamp}", first=more[0])


def _tier(number: str, title: str, parameter: str, value: str, *, holds: Callable[[dict[str, Any]], bool]) -> None:
    @CASES.case(number, title, f"Interop {number}", mandatory=False)
    def extra(bench: Bench) -> None:
        """Kept, where it is offered; a server that refuses or ignores it does not offer it, and must not break on it."""
        url = bench.below(bench.readable(), "objects/")
        if not bench.get(url, {"limit": 1}).must(200).json().get("objects"):
            raise NoneThere(NOTHING_TO_READ)
        reply = bench.get(url, {parameter: value, "limit": 10})
        if reply.must(200, 400, 404, 422, 501).status != 200 or not all(holds(one) for one in reply.json().get("objects", [])):
            raise NotTaken(what=parameter)


_NOWHERE: Final = "indicator--00000000-0000-4000-8000-000000000000"
_tier("3.13.2.1", gettext_noop("Extra filters of the first tier"), "match[confidence]", "51", holds=lambda one: one.get("confidence") == 51)
_tier(
    "3.13.2.2",
    gettext_noop("Extra filters of the second tier"),
    "match[labels]",
    "benign",
    holds=lambda one: "benign" in one.get("labels", []),
)
_tier("3.13.2.3", gettext_noop("Extra filters of the third tier"), "match[name]", "nobody", holds=lambda one: one.get("name") == "nobody")
_tier("3.13.2.4", gettext_noop("Extra filters by relationship"), "match[relationships-all]", _NOWHERE, holds=lambda _: False)
_tier(
    "3.13.2.5",
    gettext_noop("Extra filters by calculation"),
    "match[confidence-gte]",
    "99",
    holds=lambda one: one.get("confidence", 0) >= 99,
)
