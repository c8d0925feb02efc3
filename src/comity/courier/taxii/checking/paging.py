"""Pages (interoperability 3.14): nothing lost, nothing twice, whichever way a client goes on, and while others write."""

import json
from typing import Final

from comity.courier.taxii.checking.bench import Bench, Role
from comity.courier.taxii.checking.case import Casebook, Need, NotThere, NoWayOn, Twice
from comity.courier.taxii.checking.reply import Reply, ids_of, key_of, require
from comity.terms.speech import gettext_noop

CASES: Final = Casebook()
PAGE: Final = 4


def _whole(pages: list[Reply], wanted: list[str], *, what: str) -> None:
    came = [one for page in pages for one in ids_of(page.json().get("objects", []))]
    if missing := [one for one in wanted if one not in came]:
        raise NotThere(what=what, missing=len(missing), all=len(wanted), first=missing[0])
    if twice := next((one for one in wanted if came.count(one) > 1), ""):
        raise Twice(what=what, first=twice)


@CASES.case("3.14.1", gettext_noop("Objects come in pages, each once"), "TAXII 3.4, 3.7; Interop 3.14.1", Need.WRITE)
def pages(bench: Bench) -> None:
    """Twenty-five objects of one POST, four a page, by `next` where it is given."""
    seed = bench.seed()
    found = bench.pages(bench.address(Role.READ_WRITE, "objects/"), {"added_after": seed.before, "limit": PAGE})
    _whole(found, [one["id"] for one in seed.bulk], what=found[0].what)
    for page in found:
        require(
            len(page.json().get("objects", [])) <= PAGE,
            what=page.what,
            name="objects",
            got=len(page.json()["objects"]),
            wanted=f"at most {PAGE}",
        )


@CASES.case("S3.4-stamps", gettext_noop("Going on by the last stamp loses nothing of one large POST"), "TAXII 3.2, 3.4", Need.WRITE)
def by_stamps(bench: Bench) -> None:
    """A client without `next` asks for what was added after the last object that it has: equal stamps are lost there."""
    seed = bench.seed()
    found = bench.pages(bench.address(Role.READ_WRITE, "objects/"), {"added_after": seed.before, "limit": PAGE}, stamps_only=True)
    _whole(found, [one["id"] for one in seed.bulk], what=found[0].what)


@CASES.case("S5.3-pages", gettext_noop("The manifest comes in pages too"), "TAXII 5.3, 3.4", Need.WRITE)
def manifest_pages(bench: Bench) -> None:
    """`more` comes with `next`, and the pages hold everything."""
    seed = bench.seed()
    url = bench.address(Role.READ_WRITE, "manifest/")
    first = bench.get(url, {"added_after": seed.before, "limit": PAGE}).must(200)
    if first.json().get("more") is True and not first.json().get("next"):
        raise NoWayOn(what=first.what)
    found = bench.pages(url, {"added_after": seed.before, "limit": PAGE})
    _whole(found, [one["id"] for one in seed.bulk], what=found[0].what)


@CASES.case("S5.8-pages", gettext_noop("The versions of an object come in pages too"), "TAXII 5.8, 3.4", Need.WRITE)
def version_pages(bench: Bench) -> None:
    """Three versions, two a page."""
    chain = bench.seed().chain
    url = bench.address(Role.READ_WRITE, f"objects/{chain[0]['id']}/versions/")
    first = bench.get(url, {"limit": 2}).must(200)
    found = first.json()
    came = list(found.get("versions", []))
    if found.get("more") is True:
        if not found.get("next"):
            raise NoWayOn(what=first.what)
        came += bench.get(url, {"limit": 2, "next": found["next"]}).must(200).json().get("versions", [])
    if len({key_of(one) for one in came}) < len(chain):
        raise NotThere(what=first.what, missing=len(chain) - len(came), all=len(chain), first=chain[0]["id"])


@CASES.case("S3.4-meanwhile", gettext_noop("What others add or delete meanwhile costs no page anything"), "TAXII 3.4", Need.WRITE)
def meanwhile(bench: Bench) -> None:
    """Between two pages an object is deleted that was read, and one is added: what was there comes once, what is new may come."""
    marker = bench.samples.indicator()
    bench.take([marker])
    url = bench.address(Role.READ_WRITE, "objects/")
    before = bench.get(url, {"match[id]": marker["id"]}).must(200).stamp_header("X-TAXII-Date-Added-Last")
    there = [bench.samples.indicator() for _ in range(6)]
    bench.take(there)
    first = bench.get(url, {"added_after": before, "limit": 2}).must(200)
    found = first.json()
    if not found.get("next"):
        raise NoWayOn(what=first.what)
    read = ids_of(found.get("objects", []))
    if read:
        bench.delete(bench.address(Role.READ_WRITE, f"objects/{read[0]}/"))
    bench.take([bench.samples.indicator()])
    rest = bench.pages(url, {"added_after": before, "limit": 2, "next": str(found["next"])})
    _whole([first, *rest], [one["id"] for one in there], what=first.what)


@CASES.case("S3.4-next", gettext_noop("A next that the server never gave is 400"), "TAXII 3.4, 3.6", mandatory=False)
def wrong_next(bench: Bench) -> None:
    """A word; no page, and no fault of the server."""
    bench.get(bench.below(bench.readable(), "objects/"), {"next": "taxii-check", "limit": 1}).must(400, 404).taxii()


@CASES.case("S3.4-next-filters", gettext_noop("A next with other filters than its own is 400"), "TAXII 3.4", Need.WRITE, mandatory=False)
def other_filters(bench: Bench) -> None:
    """It belongs to its query."""
    seed = bench.seed()
    url = bench.address(Role.READ_WRITE, "objects/")
    first = bench.get(url, {"added_after": seed.before, "limit": PAGE}).must(200)
    if not first.json().get("next"):
        raise NoWayOn(what=first.what)
    bench.get(url, {"match[type]": "malware", "limit": PAGE, "next": str(first.json()["next"])}).must(400).taxii()


@CASES.case("S3.4-stateless", gettext_noop("A next can be used a second time"), "TAXII 3.4", Need.WRITE)
def next_again(bench: Bench) -> None:
    """Who lost the answer asks again, and gets the same page."""
    seed = bench.seed()
    url = bench.address(Role.READ_WRITE, "objects/")
    asked: dict[str, str | int] = {"added_after": seed.before, "limit": PAGE}
    first = bench.get(url, asked).must(200)
    if not (token := first.json().get("next")):
        raise NoWayOn(what=first.what)
    pages = [ids_of(bench.get(url, {**asked, "next": str(token)}).must(200).json().get("objects", [])) for _ in range(2)]
    require(
        pages[0] == pages[1],
        what=first.what,
        name="objects",
        got=json.loads(json.dumps(pages[1])),
        wanted=gettext_noop("the same page again"),
    )
