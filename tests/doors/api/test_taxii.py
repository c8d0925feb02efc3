"""The node as a TAXII 2.1 server: each line of the standard that a client meets, section by section."""

import gzip
import json
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from time import sleep
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.db import connection
from programs import AMBER, CLEAR, GREEN, TAXII, Program, collection, indicator, program

from comity.doors.api.taxii import door
from comity.intel.store.clock import Clock
from comity.terms.instants import Instant

ROOT = "/taxii2/intel/"


def every_page(who, path, query=""):
    """Return all objects of a collection, page by page, and how many pages there were."""
    got, following, pages = [], "", 0
    while True:
        page = who.get(path, f"{query}{following}")
        assert page.status == 200, page.body
        got += page.json.get("objects", page.json.get("versions", []))
        pages += 1
        if not page.json.get("more"):
            return got, pages
        following = f"&next={page['next']}"


# ---------------------------------------------------------------- the server (section 4)


def test_discovery_names_the_root_and_the_root_what_it_takes(here):
    """By absolute addresses, of the host by which the client came."""
    found = here.own.get("/taxii2/")
    assert found.status == 200
    assert found["title"]
    assert found["default"] == f"http://127.0.0.1:8401{ROOT}"
    assert found["default"] in found["api_roots"]
    root = here.own.get(ROOT)
    assert root["versions"] == [TAXII]
    assert root["max_content_length"] == 16 * 2**20
    tls = here.own.get("/taxii2/", HTTP_X_FORWARDED_PROTO="https", HTTP_HOST="localhost")
    assert tls["default"] == f"https://localhost{ROOT}"


@pytest.mark.parametrize("path", ["/taxii2/", ROOT, ROOT + "collections/", ROOT + "nothing/", ROOT + "status/x/", "/taxii2/x"])
def test_who_says_nothing_is_asked_who_it_is(here, nobody, path):
    """Two challenges, the standard's media type, and the same for what is there and what is not."""
    found = nobody.get(path)
    assert found.status == 401
    assert [value.split()[0] for name, value in found.headers if name == "WWW-Authenticate"] == ["Basic", "Bearer"]
    assert found.header("Content-Type") == TAXII
    assert found["http_status"] == "401"


@pytest.mark.parametrize("path", [ROOT[:-1], "/taxii2/x/", ROOT + "collections", ROOT + "collections/x/", "/taxii2//", ROOT + "status/x/"])
def test_what_is_not_there_is_told_so(here, path):
    """Also an address without its slash."""
    found = here.own.get(path)
    assert (found.status, found["http_status"]) == (404, "404")
    assert found["title"]


def test_each_answer_has_the_headers_of_the_site(here, nobody):
    """Good or bad: nothing is kept, framed, guessed or run."""
    for found in (here.own.get("/taxii2/"), here.own.get(here.all + "objects/"), nobody.get("/taxii2/"), here.own.get("/taxii2/x/")):
        assert found.header("Content-Type") == TAXII
        assert found.header("Cache-Control") == "no-store"
        assert found.header("X-Content-Type-Options") == "nosniff"
        assert found.header("Content-Security-Policy") == "default-src 'none'; frame-ancestors 'none'"
        assert found.header("X-Frame-Options") == "DENY"
        assert found.header("Content-Length") == str(len(found.body))


def test_a_host_that_is_not_ours_is_not_answered_for(here):
    """As the pages do."""
    assert here.own.get("/taxii2/", HTTP_HOST="evil.example").status == 400
    assert here.own.get("/taxii2/", HTTP_HOST=None).status == 400


def test_who_does_not_take_taxii_is_told(here):
    """At every address."""
    for path in ("/taxii2/", ROOT, here.all, here.all + "objects/"):
        found = here.own.get(path, HTTP_ACCEPT="application/json")
        assert (found.status, found.header("Content-Type")) == (406, TAXII)
    assert here.own.get("/taxii2/", HTTP_ACCEPT="application/json, */*").status == 200
    assert here.own.get("/taxii2/", HTTP_ACCEPT="application/taxii+json").status == 200


@pytest.mark.parametrize(
    ("method", "below", "allowed"),
    [
        ("POST", "/taxii2/", "GET, HEAD"),
        ("PUT", ROOT, "GET, HEAD"),
        ("DELETE", ROOT + "collections/", "GET, HEAD"),
        ("OPTIONS", "objects/", "GET, HEAD, POST"),
        ("POST", "objects/indicator--x/", "DELETE, GET, HEAD"),
        ("DELETE", "manifest/", "GET, HEAD"),
        ("PATCH", "objects/x/versions/", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_have(here, method, below, allowed):
    """And which it has."""
    found = here.own.ask(method, below if below.startswith("/") else here.all + below)
    assert (found.status, found.header("Allow")) == (405, allowed)


def test_a_head_is_a_get_without_its_body(here):
    """With its length."""
    whole, head = here.own.get("/taxii2/"), here.own.ask("HEAD", "/taxii2/")
    assert (head.status, head.body) == (200, b"")
    assert head.header("Content-Length") == str(len(whole.body))


def test_answers_are_packed_for_who_takes_it(here):
    """Where it pays."""
    here.own.post(here.all + "objects/", [indicator(number) for number in range(20)])
    plain, packed = (here.own.get(here.all + "objects/", HTTP_ACCEPT_ENCODING=said) for said in ("identity", "gzip, deflate"))
    assert packed.header("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert here.own.get(here.all, HTTP_ACCEPT_ENCODING="gzip").header("Content-Encoding") is None


def test_errors_speak_the_client_s_language(here):
    """Vietnamese to who asks for it."""
    english, vietnamese = (here.own.get("/taxii2/x/", HTTP_ACCEPT_LANGUAGE=said) for said in ("en", "vi-VN,vi;q=0.9"))
    assert english["title"] != vietnamese["title"]
    assert english["error_code"] == vietnamese["error_code"] == "NotThere"


# ---------------------------------------------------------------- who comes in


def test_basic_and_bearer_are_the_same_client(here):
    """One secret, two ways to say it."""
    bearer = Program("feed", secret_of(here, "feed"), bearer=True)
    assert bearer.get("/taxii2/").status == 200
    assert bearer.get("/taxii2/", HTTP_AUTHORIZATION=bearer.headers["HTTP_AUTHORIZATION"].replace("Bearer", "bEARER")).status == 200


def secret_of(here, name):
    """Enter a client and return its secret."""
    from comity.intel.store.clients import add_client

    return add_client(name, authority="vn-poc", at=here.at)


@pytest.mark.parametrize(
    "said",
    [
        "Basic",
        "Basic !!!",
        "Basic bm9jb2xvbg==",
        "Basic " + "QUFB" * 200,
        "Digest x",
        "Bearer own",
        "Bearer .x",
        "Basic AGE6Yg==",
        "Negotiate YII=",
        "Basic /w==",
    ],
)
def test_whatever_is_no_credential_is_none(here, said):
    """And breaks nothing."""
    assert here.own.get("/taxii2/", HTTP_AUTHORIZATION=said).status == 401


def test_a_revoked_client_is_out_at_once(here):
    """Whatever this process remembers of it."""
    from comity.intel.store.clients import revoke_client

    assert here.own.get("/taxii2/").status == 200
    revoke_client("own", at=here.at)
    assert here.own.get("/taxii2/").status == 401
    assert here.theirs.get("/taxii2/").status == 200


def test_a_secret_is_tried_once_and_then_known(here, monkeypatch):
    """Argon2 costs a thousand requests; a digest of this process costs none."""
    from comity.intel.store import clients

    tried = []
    verify = clients._HASHER.verify
    monkeypatch.setattr(clients._HASHER, "verify", lambda *told: tried.append(1) or verify(*told))
    for _ in range(3):
        assert here.own.get("/taxii2/").status == 200
    assert len(tried) == 1
    from comity.intel.store.granting import grant

    grant("all", subject="country:XR", right="read", at=here.at)  # another epoch: what it may do is read anew
    assert here.own.get("/taxii2/").status == 200
    assert len(tried) == 1
    later = Instant.of(datetime.now(UTC)) + timedelta(minutes=6)
    monkeypatch.setattr(door, "Instant", SimpleNamespace(of=lambda _: later))
    assert here.own.get("/taxii2/").status == 200
    assert len(tried) == 2


def test_first_requests_that_come_at_once_are_not_taken_for_guesses(here, monkeypatch):
    """Twelve threads with the right secret, of which none was tried before: each is counted while it is tried, and one tries for all."""
    from comity.doors.api.taxii import entering

    tried, start = [], threading.Barrier(12)
    monkeypatch.setattr(entering, "_try", lambda _: tried.append(1) or sleep(0.02) or SimpleNamespace(principal=None, name="x"))
    monkeypatch.setattr(entering, "holdings_of", lambda *_, **__: {})
    asked = SimpleNamespace(header=lambda _: "Basic x", at=here.at)

    def come(_):
        start.wait(10)
        return entering.enter(asked, Clock("another", epoch=1)).client.name

    with ThreadPoolExecutor(12) as threads:
        assert set(threads.map(come, range(12))) == {"x"}
    assert tried == [1]


@pytest.mark.both_databases("plans")
@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite's driver what it was asked")
def test_a_page_costs_two_questions(here):
    """The clock, and the page; who asks, what they may see and which collections there are is known from before."""
    here.own.post(here.all + "objects/", [indicator(number) for number in range(3)])
    paths = (here.all + "objects/", here.all + f"objects/{indicator(1)['id']}/", here.all + "manifest/")
    here.own.get(paths[0])
    asked = []
    connection.connection.set_trace_callback(asked.append)
    try:
        assert [here.own.get(path).status for path in paths] == [200] * 3
    finally:
        connection.connection.set_trace_callback(None)
    assert len(asked) == 6, asked


def test_guessing_is_slowed_down(here):
    """Five wrong secrets from an address; then nothing is tried from there for a while, and the client elsewhere does not feel it."""
    here.own.get("/taxii2/")
    guess = Program("third", "a guess")
    heard = [guess.get("/taxii2/", REMOTE_ADDR="198.51.100.7") for _ in range(7)]
    assert {one.status for one in heard[:5]} == {401}
    assert heard[-1].status == 429
    assert int(heard[-1].header("Retry-After")) > 0
    assert here.third.get("/taxii2/").status == 200


@pytest.mark.both_databases
def test_a_certificate_that_the_proxy_checked_is_a_client(here, settings, tmp_path, monkeypatch):
    """Only the proxy's word, with its secret, about a certificate that is bound; and no longer than it is."""
    from dataclasses import replace
    from hashlib import sha256

    from comity.directory.bindings import certificate_identity
    from comity.intel.store.clients import bind_certificate
    from comity.intel.store.refusals import CertificateTaken

    settings.COMITY_ACCESS = replace(settings.COMITY_ACCESS, proxy="127.0.0.1", certificates=True)
    settings.COMITY_HOME = tmp_path
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "proxy.secret").write_text("s" * 40)
    der = b"\x30\x82\x01\x00" + bytes(256)
    pem = ssl.DER_cert_to_PEM_cert(der)
    said = {"HTTP_X_COMITY_PROXY": "s" * 40, "HTTP_X_COMITY_CLIENT_VERIFY": "SUCCESS", "HTTP_X_COMITY_CLIENT_CERT": quote(pem)}
    identity = certificate_identity(sha256(der).hexdigest())
    card = Program()
    assert card.get("/taxii2/", **said).status == 401
    bind_certificate("third", identity, at=here.at)
    with pytest.raises(CertificateTaken):
        bind_certificate("own", identity, at=here.at)
    assert card.get(here.all + "objects/", **said).status == 200
    for changed in (
        {"HTTP_X_COMITY_PROXY": "t" * 40},
        {"HTTP_X_COMITY_CLIENT_VERIFY": "FAILED"},
        {"HTTP_X_COMITY_CLIENT_CERT": "nonsense"},
        {"REMOTE_ADDR": "127.0.0.2"},
    ):
        assert card.get("/taxii2/", **said | changed).status == 401
    bind_certificate("third", None, at=here.at)
    assert card.get("/taxii2/", **said).status == 401


def test_secrets_in_the_clear_are_refused(here, settings):
    """But on this machine, and where a proxy says that TLS carried it."""
    settings.COMITY_DEMO = False
    assert here.own.get("/taxii2/", REMOTE_ADDR="198.51.100.7").status == 403
    assert here.own.get("/taxii2/", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_PROTO="https").status == 200
    assert here.own.get("/taxii2/").status == 200


# ---------------------------------------------------------------- collections (sections 5.1, 5.2)


def test_collections_are_those_that_one_may_know_of(here, world):
    """In the order of their identifiers, with what one may do in each."""
    reading = collection("reading", at=here.at, read=("authority:xr-cert",), write=())
    writing = collection("writing", at=here.at, read=(), write=("client:theirs", "country:TH"), description="Only in")
    hidden = collection("hidden", at=here.at, read=("client:own",), write=("client:own",))
    found = here.theirs.get(ROOT + "collections/")["collections"]
    assert [one["id"] for one in found] == sorted(one["id"] for one in found)
    rights = {one["alias"]: (one["can_read"], one["can_write"]) for one in found}
    assert rights == {"all": (True, True), "reading": (True, False), "writing": (False, True)}
    assert "application/stix+json;version=2.1" in found[0]["media_types"]
    assert here.theirs.get(writing)["description"] == "Only in"
    assert here.theirs.get(hidden).status == here.theirs.get(hidden + "objects/").status == 404
    assert here.theirs.post(hidden + "objects/", [indicator(1)]).status == 404
    assert here.theirs.delete(hidden + "objects/x/").status == 404
    assert here.theirs.get(writing + "objects/").status == here.theirs.get(writing + "manifest/").status == 403
    assert here.theirs.post(reading + "objects/", [indicator(1)]).status == 403
    assert here.theirs.delete(reading + "objects/x/").status == here.theirs.delete(writing + "objects/x/").status == 403
    assert here.theirs.post(writing + "objects/", [indicator(1)]).status == 202


def test_no_collections_are_an_empty_object(here):
    """Not an empty list."""
    from comity.intel.store.granting import withdraw

    for right in ("read", "write"):
        withdraw("all", subject="anyone", right=right, at=here.at)
    assert here.own.get(ROOT + "collections/").body == b"{}"


def test_an_alias_is_an_address_too(here):
    """Of the same collection."""
    here.own.post(ROOT + "collections/all/objects/", [indicator(1)])
    assert here.own.get(ROOT + "collections/all/")["id"] in here.all
    assert (
        here.own.get(
            here.all.replace("collections/", "collections/").upper().replace("/TAXII2/INTEL/COLLECTIONS/", ROOT + "collections/")
        ).status
        == 200
    )
    assert len(here.own.get(here.all + "objects/").ids) == 1


# ---------------------------------------------------------------- objects (sections 5.3 to 5.8)


def test_what_is_put_in_comes_out_page_by_page(here):
    """Byte for byte, in the order in which it came."""
    sent = [indicator(number, x_own="kept", name=f"Đồng Tháp {number}") for number in range(7)]
    raw = [json.dumps(one, indent=number, ensure_ascii=number % 2 == 0).encode() for number, one in enumerate(sent)]
    done = here.own.post(here.all + "objects/", b'{"x": 1, "objects": [' + b" ,\n".join(raw) + b'], "more": false}')
    assert done.status == 202, done.body
    assert (done["total_count"], done["success_count"], done["failure_count"], done["pending_count"]) == (7, 7, 0, 0)
    assert done["status"] == "complete"
    page = here.own.get(here.all + "objects/")
    assert page.body == b'{"more":false,"objects":[' + b",".join(raw) + b"]}"
    for limit in (1, 3, 7, 100):
        assert every_page(here.own, here.all + "objects/", f"limit={limit}") == (sent, -(-7 // limit))


@pytest.mark.both_databases("order")
def test_dates_lead_through_everything_one_page_after_the_other(here):
    """Whoever asks for what came after the last date of a page misses nothing, though all came at once; dates are unique and grow."""
    for _ in range(2):
        here.own.post(here.all + "objects/", [indicator(number) for number in range(9)])
    got, after, query = [], "", "limit=4"
    while (page := here.own.get(here.all + "objects/", query)).json:
        got += page.ids
        assert page.header("X-TAXII-Date-Added-First") <= page.header("X-TAXII-Date-Added-Last")
        assert page.header("X-TAXII-Date-Added-First") > after
        after = page.header("X-TAXII-Date-Added-Last")
        query = f"limit=4&added_after={after}"
    assert got == [indicator(number)["id"] for number in range(9)]
    dates = [one["date_added"] for one in here.own.get(here.all + "manifest/")["objects"]]
    assert dates == sorted(set(dates))
    assert here.own.get(here.all + "objects/", f"added_after={after}").body == b"{}"
    assert here.own.get(here.all + "objects/", f"added_after={after}").header("X-TAXII-Date-Added-Last") is None


def test_the_manifest_says_of_each_what_it_is(here):
    """And is paged like the objects, by tokens too."""
    here.own.post(here.all + "objects/", [indicator(1), indicator(2, version=5), {**indicator(3), "spec_version": "2.0"}])
    found, pages = every_page(here.own, here.all + "manifest/", "limit=2")
    assert pages == 2
    assert [(one["id"][:20], one["version"], one["media_type"][-3:]) for one in found] == [
        ("indicator--00000001-", "2026-01-01T00:00:00.000Z", "2.1"),
        ("indicator--00000002-", "2026-01-01T00:00:05.000Z", "2.1"),
        ("indicator--00000003-", "2026-01-01T00:00:00.000Z", "2.0"),
    ]


def test_a_token_is_good_for_its_question_alone(here):
    """With other filters, at another address or made up it is refused; with another limit, after deletions and additions it goes on."""
    here.own.post(here.all + "objects/", [indicator(number) for number in range(6)])
    token = here.own.get(here.all + "objects/", "limit=2&match[type]=indicator")["next"]
    for path, query in (
        ("objects/", f"next={token}"),
        ("objects/", f"next={token}&match[type]=malware"),
        ("manifest/", f"next={token}&match[type]=indicator"),
        ("objects/", "next=garbage&match[type]=indicator"),
        ("objects/", f"next={token[:-1]}&match[type]=indicator"),
    ):
        assert here.own.get(here.all + path, query).status == 400, query
    here.own.delete(here.all + f"objects/{indicator(1)['id']}/")
    here.own.delete(here.all + f"objects/{indicator(2)['id']}/")
    here.own.post(here.all + "objects/", [indicator(7)])
    rest = here.own.get(here.all + "objects/", f"next={token}&match[type]=indicator&limit=50").ids
    assert rest == [indicator(number)["id"] for number in (3, 4, 5, 7)]


V1, V2, V3 = (indicator(1, version=number)["modified"] for number in (1, 2, 3))


@pytest.fixture
def versioned(here):
    """One object in three versions, of which the middle one came last; one in one; one of another type."""
    malware = {**indicator(3), "type": "malware", "id": indicator(3)["id"].replace("indicator", "malware")}
    for version in (1, 3, 2):
        here.own.post(here.all + "objects/", [indicator(1, version=version)])
    here.own.post(here.all + "objects/", [indicator(2), malware])
    return here


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "versions"),
    [
        ("", [V3]),
        ("match[version]=last", [V3]),
        ("match[version]=first", [V1]),
        ("match[version]=first,last", [V1, V3]),
        ("match[version]=all", [V1, V3, V2]),
        (f"match[version]={V2}", [V2]),
        (f"match[version]={V2},first", [V1, V2]),
        ("match[version]=2026-01-01T00:00:02Z", [V2]),
        ("match[version]=2020-01-01T00:00:00Z", []),
        ("match[version]=all&limit=2", [V1, V3]),
    ],
)
def test_versions_are_chosen(versioned, query, versions):
    """Of one object by itself, and of the collection; an older version that came later is an older version."""
    alone = versioned.own.get(versioned.all + f"objects/{indicator(1)['id']}/", query)
    assert alone.status == 200
    assert [one["modified"] for one in alone.json.get("objects", [])] == versions
    of_all = versioned.own.get(versioned.all + "objects/", f"match[id]={indicator(1)['id']}&{query}".rstrip("&"))
    assert [one["modified"] for one in of_all.json.get("objects", [])] == versions


def test_filters_by_identifier_and_type(versioned):
    """Alternatives by commas, and all of several filters."""
    one, two, malware = indicator(1)["id"], indicator(2)["id"], indicator(3)["id"].replace("indicator", "malware")

    def found(query):
        return versioned.own.get(versioned.all + "objects/", query).ids

    assert found("") == [one, two, malware]
    assert found("match[type]=malware") == [malware]
    assert found("match[type]=malware,indicator") == [one, two, malware]
    assert found("match[type]=x-own") == []
    assert found(f"match[id]={two},{malware}") == [two, malware]
    assert found(f"match[id]={two},{malware}&match[type]=indicator") == [two]
    assert found(f"match[id]={quote(one)}&match[version]=all") == [one] * 3
    assert found(f"match[id]={malware},{two},{one}&limit=2") == [one, two]


@pytest.mark.both_databases("order")
def test_versions_are_listed_newest_first(versioned):
    """Page by page."""
    path = versioned.all + f"objects/{indicator(1)['id']}/versions/"
    assert versioned.own.get(path)["versions"] == [V3, V2, V1]
    assert every_page(versioned.own, path, "limit=2") == ([V3, V2, V1], 2)
    head = versioned.own.get(path)
    assert head.header("X-TAXII-Date-Added-First") < head.header("X-TAXII-Date-Added-Last")
    assert versioned.own.get(versioned.all + "objects/indicator--none/versions/").status == 404


@pytest.mark.both_databases
def test_the_newest_version_of_stix_is_what_is_shown(here):
    """Unless another is asked for."""
    old = {name: value for name, value in indicator(1, version=9).items() if name != "spec_version"}
    here.own.post(here.all + "objects/", [old, indicator(1, version=1), indicator(1, version=2)])
    path = here.all + "objects/"

    def found(query):
        return [one["modified"][17:19] for one in here.own.get(path, query).json.get("objects", [])]

    assert found("") == ["02"]
    assert found("match[version]=all") == ["01", "02"]
    assert found("match[spec_version]=2.0") == ["09"]
    assert found("match[spec_version]=2.1&match[version]=first") == ["01"]
    assert found("match[spec_version]=2.0,2.1") == ["09", "02"]
    assert found("match[spec_version]=2.0,2.1&match[version]=all") == ["09", "01", "02"]
    assert found("match[spec_version]=9.9") == []


def test_what_has_no_version_has_the_date_on_which_it_came(here):
    """Observables and nothing else; a marking has when it was made."""
    address = {"type": "ipv4-addr", "spec_version": "2.1", "id": "ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd", "value": "198.51.100.3"}
    marking = {"type": "marking-definition", "spec_version": "2.1", "id": "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"}
    marking |= {"created": "2017-01-20T00:00:00.000Z", "definition_type": "tlp", "definition": {"tlp": "green"}}
    done = here.own.post(here.all + "objects/", [address, marking])
    assert done["success_count"] == 2, done.body
    first, second = here.own.get(here.all + "manifest/")["objects"]
    assert first["version"] == first["date_added"] == done["successes"][0]["version"]
    assert second["version"] == "2017-01-20T00:00:00.000Z"
    exact = here.own.get(here.all + "objects/", f"match[version]={first['version']}").json["objects"]
    assert exact == [address]
    assert here.own.get(here.all + f"objects/{address['id']}/versions/")["versions"] == [first["version"]]


def test_what_is_not_there_and_what_fits_nothing(here):
    """404 for an object that is not there, nothing for filters that fit none of it."""
    here.own.post(here.all + "objects/", [indicator(1)])
    assert here.own.get(here.all + f"objects/{indicator(2)['id']}/").status == 404
    there = here.all + f"objects/{indicator(1)['id']}/"
    assert here.own.get(there, "match[version]=2001-01-01T00:00:00Z").body == b"{}"
    assert here.own.get(there, "match[type]=indicator").status == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "added_after=x", "match[id]=", "match[type]=a&match[type]=b", "match[x]=y"])
def test_a_bad_question_is_400(here, query):
    """In the standard's media type, with the parameter's name."""
    for below in ("objects/", "manifest/"):
        found = here.own.get(here.all + below, query)
        assert (found.status, found.header("Content-Type")) == (400, TAXII)
        assert query.partition("=")[0] in found["title"]


# ---------------------------------------------------------------- adding and taking out


def test_a_status_is_for_who_made_the_request(here):
    """For a day and more; with what became of each."""
    done = here.own.post(here.all + "objects/", [indicator(1), {**indicator(2), "id": "wrong"}])
    path = f"{ROOT}status/{done['id']}/"
    assert here.own.get(path).body == done.body
    assert here.theirs.get(path).status == 404
    assert [one["id"] for one in done["successes"]] == [indicator(1)["id"]]
    (failure,) = done["failures"]
    assert failure["id"] == "wrong"
    assert failure["message"].startswith("objects[1]: 'wrong' is no STIX identifier")


def test_the_same_again_is_a_success_and_changes_nothing(here):
    """Also twice in one request, and with its members in another order."""
    one = indicator(1)
    here.own.post(here.all + "objects/", [one])
    date = here.own.get(here.all + "manifest/")["objects"]
    again = here.own.post(here.all + "objects/", [one, one, dict(reversed(one.items()))])
    assert (again["success_count"], again["failure_count"]) == (3, 0)
    assert here.own.get(here.all + "manifest/")["objects"] == date
    assert here.own.get(here.all + "objects/", "match[version]=all")["objects"] == [one]


def test_the_same_version_with_other_content_is_refused(here):
    """By itself, with the reason; what was there stays."""
    here.own.post(here.all + "objects/", [indicator(1)])
    done = here.own.post(here.all + "objects/", [indicator(1, name="changed"), indicator(2)])
    assert (done["success_count"], done["failure_count"]) == (1, 1)
    assert "other content" in done["failures"][0]["message"]
    assert here.own.get(here.all + "objects/")["objects"] == [indicator(1), indicator(2)]


@pytest.mark.both_databases
def test_deleted_objects_are_nowhere(here):
    """One version, or all; and what was deleted may come again, as new."""
    for version in (1, 2, 3):
        here.own.post(here.all + "objects/", [indicator(1, version=version), indicator(2)])
    there = here.all + f"objects/{indicator(1)['id']}/"
    assert here.own.delete(there, "match[version]=last").status == 200
    assert [one["modified"] for one in here.own.get(there)["objects"]] == [V2]
    assert here.own.delete(there).status == 200
    assert here.own.get(there).status == here.own.get(there + "versions/").status == here.own.delete(there).status == 404
    assert here.own.get(here.all + "objects/", "match[version]=all").ids == [indicator(2)["id"]]
    assert here.own.get(here.all + "manifest/", "match[version]=all").ids == [indicator(2)["id"]]
    assert here.own.post(here.all + "objects/", [indicator(1, version=1)])["success_count"] == 1
    assert here.own.get(here.all + "objects/").ids == [indicator(2)["id"], indicator(1)["id"]]


def test_only_who_gave_an_object_takes_it_out(here):
    """Whatever their rights."""
    here.theirs.post(here.all + "objects/", [indicator(1)])
    there = here.all + f"objects/{indicator(1)['id']}/"
    assert here.own.delete(there).status == 403
    assert here.own.get(there).status == 200
    assert here.theirs.delete(there).status == 200


def test_objects_of_a_field_are_for_who_works_in_it(here):
    """Published to one field and not to everybody."""
    field = collection("money", at=here.at, fields=("EF-FINANCING",), unmarked=None)
    inside = program("fiu", authority="th-poc", fields=("EF-FINANCING",), at=here.at)
    outside = program("drugs", authority="th-poc", fields=("EF-DRUGS",), at=here.at)
    here.own.post(field + "objects/", [indicator(1, marking=GREEN)])
    assert inside.get(field + "objects/").ids == here.own.get(field + "objects/").ids == [indicator(1)["id"]]
    assert outside.get(field + "objects/").body == b"{}"


def test_marks_decide_object_by_object(here):
    """CLEAR for programmes outside, GREEN for the directory, AMBER for whom it was given; unmarked as the collection says."""
    here.theirs.post(here.all + "objects/", [indicator(n, marking=one) for n, one in enumerate((CLEAR, GREEN, AMBER, None))])
    seen = {name: len(getattr(here, name).get(here.all + "objects/").ids) for name in ("theirs", "own", "third", "outside")}
    assert seen == {"theirs": 4, "own": 4, "third": 3, "outside": 1}
