"""A museum of what programs send that they should not: each is told what is wrong, and nothing is lost or leaked."""

import gzip
import io
import json

import pytest
from programs import CLEAR, RED, TAXII, Program, collection, indicator

from comity.intel.policy import Label, marking_of
from comity.intel.store import scanning
from comity.records.models import JournalAct, StixObject, StixPlace
from comity.terms.identifiers import Country
from comity.terms.markings import Tlp


def message(done):
    """The one reason in a status."""
    (failure,) = done["failures"]
    return failure["message"]


class Endless(io.RawIOBase):
    """A body that nobody may read to its end."""

    def read(self, _size=-1):
        """Fail: what is too large is refused before it is read."""
        raise AssertionError("read")


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b'{"type":"bundle","id":"bundle--1","objects":[]}', 422, "bundle"),
        (b'{"objects":[{}],"objects":[]}', 422, "twice"),
        (b'{"objects":{}}', 422, "objects"),
        (b'"objects"', 422, "envelope"),
        (b"{", 400, "JSON"),
        (b"", 400, "JSON"),
        (b"\xff", 400, "UTF-8"),
        (b'{"objects":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}", 422, "levels"),
        (b"[" * 1_000_000, 422, "levels"),
        (b'{"objects":[{"id":"\\ud800"}]}', 422, "objects.[0].id"),
    ],
    ids=["bundle", "key twice", "no list", "no object", "cut off", "empty", "no text", "depth bomb", "open depth bomb", "half a letter"],
)
def test_what_is_no_envelope_is_refused_whole(here, body, status, says):
    """By name; nothing is kept of it."""
    done = here.own.post(here.all + "objects/", body)
    assert (done.status, done.header("Content-Type")) == (status, TAXII), done.body
    assert done["http_status"] == str(status)
    assert not StixObject.objects.exists()


def test_an_empty_envelope_is_nothing_to_do(here):
    """And no fault."""
    done = here.own.post(here.all + "objects/", b"{}")
    assert (done.status, done["total_count"]) == (202, 0)


def test_a_gigabyte_is_refused_before_it_is_read(here):
    """By its length; without one, as soon as it is too long; packed, as soon as it would be."""
    path = here.all + "objects/"
    assert here.own.ask("POST", path, **{"wsgi.input": Endless(), "CONTENT_LENGTH": str(2**30), "CONTENT_TYPE": TAXII}).status == 413
    assert here.own.post(path, b" " * (16 * 2**20 + 1), CONTENT_LENGTH=None).status == 413
    bomb = gzip.compress(b" " * (64 * 2**20))
    assert len(bomb) < 100_000
    assert here.own.post(path, bomb, HTTP_CONTENT_ENCODING="gzip").status == 413


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"CONTENT_TYPE": "application/json"}, 415),
        ({"CONTENT_TYPE": None}, 415),
        ({"CONTENT_TYPE": "application/taxii+json;version=2.0"}, 415),
        ({"HTTP_CONTENT_ENCODING": "br"}, 415),
        ({"HTTP_CONTENT_ENCODING": "gzip"}, 400),
        ({"CONTENT_LENGTH": "many"}, 400),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "999"}, 400),
        ({"CONTENT_LENGTH": "10"}, 400),
        ({"CONTENT_LENGTH": "9" * 5000}, 413),
        ({"CONTENT_TYPE": "application/taxii+json; version=2.1"}, 202),
        ({"CONTENT_LENGTH": None}, 202),
    ],
)
def test_headers_of_a_body(here, said, status):
    """What it is said to be, how it is packed, how long it is."""
    assert here.own.post(here.all + "objects/", [indicator(1)], **said).status == status


def test_packed_bodies_are_taken(here):
    """As what they are when they are unpacked."""
    packed = gzip.compress(json.dumps({"objects": [indicator(1)]}).encode())
    assert here.own.post(here.all + "objects/", packed, HTTP_CONTENT_ENCODING="gzip")["success_count"] == 1
    assert here.own.post(here.all + "objects/", packed[:-9], HTTP_CONTENT_ENCODING="gzip").status == 400


def test_one_bad_object_in_a_thousand_is_told_by_itself(here):
    """The rest stands."""
    sent = [indicator(number) for number in range(1000)]
    sent[617] = {**sent[617], "modified": "yesterday"}
    done = here.own.post(here.all + "objects/", sent)
    assert (done["success_count"], done["failure_count"]) == (999, 1)
    assert message(done).startswith("objects[617]: modified: 'yesterday' is no timestamp")
    assert StixPlace.objects.count() == 999


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"type":"indicator","type":"malware"}', "id"),
        (b"[]", "objects[0]"),
        (b"null", "objects[0]"),
        (b"17", "objects[0]"),
        (json.dumps({**indicator(1), "id": "malware--00000001-0000-4000-8000-000000000000"}).encode(), "names the type malware"),
        (json.dumps({**indicator(1), "id": 7}).encode(), "id"),
        (json.dumps({**indicator(1), "spec_version": "3.0"}).encode(), "STIX '3.0' is not taken"),
        (json.dumps({**indicator(1), "modified": "2026-01-01T00:00:00.0000000000000000001Z"}).encode(), "more digits"),
        (json.dumps({**indicator(1), "modified": "2026-02-30T00:00:00Z"}).encode(), "no timestamp"),
        (json.dumps(indicator(1)).encode()[:-1] + b',"name":"again"}', "twice"),
        (json.dumps({**indicator(1), "object_marking_refs": ["tlp:red"]}).encode(), "no identifier"),
        (json.dumps({**indicator(1), "object_marking_refs": "x"}).encode(), "object_marking_refs"),
        (json.dumps({**indicator(1), "description": "x" * (4 * 2**20)}).encode(), "at most"),
        (json.dumps({**indicator(1), "x": "y"}).encode().replace(b'"y"', b"[" * 70 + b"]" * 70), "levels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_object_is_told_what_is_wrong_with_it(here, raw, says):
    """And costs the one beside it nothing."""
    done = here.own.post(here.all + "objects/", b'{"objects":[' + raw + b"," + json.dumps(indicator(2)).encode() + b"]}")
    assert done.status == 202, done.body
    assert (done["success_count"], done["failure_count"]) == (1, 1)
    assert says in message(done)
    assert here.own.get(here.all + "objects/").ids == [indicator(2)["id"]]


def test_a_strict_collection_takes_good_stix_alone(here):
    """Every rule of the standard, told by path."""
    strict = collection("strict", at=here.at, checks="full") + "objects/"
    bad = {key: value for key, value in indicator(2).items() if key != "pattern_type"}
    done = here.own.post(strict, [indicator(1), bad])
    assert (done["success_count"], done["failure_count"]) == (1, 1)
    assert "pattern_type" in message(done)


def test_time_that_goes_backwards_is_an_older_version(here):
    """The newest stays the newest."""
    for version in (9, 3):
        here.own.post(here.all + "objects/", [indicator(1, version=version)])
    assert [one["modified"][17:19] for one in here.own.get(here.all + "objects/")["objects"]] == ["09"]


@pytest.mark.both_databases
def test_a_client_that_lies_about_versions(here):
    """A version of the year 9999, one before its creation, one object in two versions of STIX: one of many, and all can be asked for."""
    path = here.all + "objects/"
    far, early = {**indicator(1), "modified": "9999-12-31T23:59:59.999Z"}, {**indicator(1), "modified": "1970-01-01T00:00:00.000Z"}
    old = {key: value for key, value in indicator(1, version=5).items() if key != "spec_version"}
    done = here.theirs.post(path, [far, early, old, indicator(1, version=3)])
    assert done["success_count"] + done["failure_count"] == 4
    assert here.third.get(path).ids == [indicator(1)["id"]]
    for version, query in ((3, f"match[version]={indicator(1, version=3)['modified']}"), (5, "match[spec_version]=2.0")):
        (found,) = here.third.get(path, query)["objects"]
        assert found["modified"] == indicator(1, version=version)["modified"]
    assert len(here.third.get(path, "match[version]=all&match[spec_version]=2.0,2.1")["objects"]) == done["success_count"]


@pytest.mark.parametrize("below", ["%00", "\0", "é", "\udcff", "a b", "..", ".", "x" * 5000, "'", '";--'])
def test_odd_addresses_are_not_there(here, below):
    """Whatever stands where an identifier should."""
    for path in (f"objects/{below}/", f"objects/{below}/versions/", f"{below}/"):
        assert here.own.get(here.all + path).status == 404
    assert here.own.get(f"/taxii2/intel/status/{below}/").status == 404
    assert here.own.delete(here.all + f"objects/{below}/").status == 404


def test_odd_references_are_kept_and_widen_nothing(here):
    """Letters that one of the databases has no place for; a marking that is none is one that nobody knows."""
    odd = {**indicator(1, marking=CLEAR), "created_by_ref": "a\0b", "name": "a\0b"}
    odd["granular_markings"] = [{"selectors": ["name"], "marking_ref": "x\0" * 400}]
    assert here.theirs.post(here.all + "objects/", [odd])["success_count"] == 1
    assert here.theirs.get(here.all + "objects/")["objects"] == [odd]
    assert here.third.get(here.all + "objects/").body == b"{}"


def test_a_loop_of_markings_ends(here):
    """Two markings that bear each other; whoever bears one of them stays at home."""
    one, two = (f"marking-definition--0000000{number}-0000-4000-8000-000000000000" for number in (1, 2))
    marking = {"type": "marking-definition", "spec_version": "2.1", "created": "2026-01-01T00:00:00.000Z", "definition_type": "statement"}
    marking["definition"] = {"statement": "ours"}
    sent = [{**marking, "id": one, "object_marking_refs": [two]}, {**marking, "id": two, "object_marking_refs": [one]}]
    assert here.theirs.post(here.all + "objects/", [*sent, indicator(1, marking=one)])["success_count"] == 3
    assert here.theirs.get(here.all + "objects/", "match[type]=indicator").ids == [indicator(1)["id"]]


OURS = "marking-definition--0000000a-0000-4000-8000-00000000abcd"


def defined(**axes):
    """A definition of that marking by somebody."""
    return marking_of(Label(owner=None, **axes), id_=OURS, created="2026-01-01T00:00:00.000Z")


@pytest.mark.parametrize("liar", ["outside", "theirs"])
@pytest.mark.parametrize("first", ["lie", "object"])
def test_who_is_not_us_does_not_say_what_our_markings_mean(here, liar, first):
    """A lie about our marking, before our definition or between our object and it: a programme for which we answer, another authority."""
    path, lie = here.all + "objects/", defined(tlp=Tlp.CLEAR)
    truth = defined(tlp=Tlp.GREEN, countries=frozenset({Country("VN")}))
    steps = [(getattr(here, liar), [lie]), (here.own, [indicator(1, marking=OURS)])]
    for who, sent in steps if first == "lie" else reversed(steps):
        assert who.post(path, sent)["success_count"] == 1
    here.own.post(path, [truth])
    seen = {name: getattr(here, name).get(path, "match[type]=indicator").ids for name in ("own", "theirs", "third", "outside")}
    assert seen == {"own": [indicator(1)["id"]], "theirs": [], "third": [], "outside": []}


# ---------------------------------------------------------------- what one may not see is not told


def test_who_may_only_write_is_told_nothing_of_what_is_there(here):
    """A write-only collection: neither a clash, nor by a date since when somebody has the same; one's own are told as ever."""
    box = collection("box", at=here.at, read=("authority:vn-poc",)) + "objects/"
    address = {"type": "ipv4-addr", "spec_version": "2.1", "value": "198.51.100.7", "object_marking_refs": [CLEAR]}
    address["id"] = "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4"
    here.own.post(box, [address, indicator(1, marking=CLEAR)])
    since = here.own.get(box).header("X-TAXII-Date-Added-Last")
    done = here.third.post(box, [address, indicator(1, marking=CLEAR, name="a guess")])
    assert (done["success_count"], done["failure_count"]) == (2, 0)
    assert done["successes"][0]["version"] > since
    again = here.third.post(box, [address, indicator(1, marking=CLEAR, name="another guess")])
    assert (again["success_count"], again["failure_count"]) == (1, 1)
    assert again["successes"][0]["version"] == done["successes"][0]["version"]


def test_what_is_hidden_takes_as_many_questions_as_what_is_not_there(secret, monkeypatch):
    """No answer about a hidden object is of another class by the work that it takes: the same statements, as often."""
    asked, run = [], scanning.run
    monkeypatch.setattr(scanning, "run", lambda sql, values: asked.append((sql, len(values))) or run(sql, values))
    for below, query in (("", ""), ("versions/", ""), ("", "match[version]=all")):
        told = []
        for number in (1, 9):
            asked.clear()
            secret.third.get(secret.all + f"objects/{indicator(number)['id']}/{below}", query)
            told.append(tuple(asked))
        assert told[0] == told[1] != ()
    told = []
    for number in (1, 9):
        asked.clear()
        secret.third.delete(secret.all + f"objects/{indicator(number)['id']}/")
        told.append(tuple(asked))
    assert told[0] == told[1] != ()


def test_nothing_of_others_is_counted(secret):
    """Neither by a page's size and its `more`, nor by a status: what somebody else sent is in no number, and its address is none."""
    done = secret.third.post(secret.all + "objects/", [indicator(3), indicator(2, marking=CLEAR, x_ref=indicator(1)["id"]), indicator(4)])
    assert (done["total_count"], done["success_count"], done["failure_count"]) == (3, 3, 0)
    for who in (secret.theirs, secret.own, secret.outside):
        theirs, nobodys = who.get(f"/taxii2/intel/status/{done['id']}/"), who.get(f"/taxii2/intel/status/{'0' * 36}/")
        assert (theirs.status, theirs.body) == (404, nobodys.body)
    shown, more, token = [], True, ""
    while more:
        page = secret.third.get(secret.all + "objects/", "limit=1" + (f"&next={token}" if token else ""))
        shown, more, token = shown + page.ids, page["more"], page.json.get("next", "")
        assert len(page.ids) == 1
    assert shown == [indicator(number)["id"] for number in (2, 3, 4)]


@pytest.fixture
def secret(here):
    """Ruritania's RED beside a CLEAR object that refers to it; and a RED version of that."""
    here.theirs.post(here.all + "objects/", [indicator(1, marking=RED, name="hidden")])
    here.theirs.post(here.all + "objects/", [indicator(2, marking=CLEAR, x_ref=indicator(1)["id"])])
    here.theirs.post(here.all + "objects/", [indicator(2, version=5, marking=RED, name="hidden")])
    return here


def test_hidden_objects_are_in_no_answer(secret):
    """Not in pages, manifests, versions, dates, errors; also not by how an answer differs from that about nothing."""
    third, path = secret.third, secret.all
    shown = third.get(path + "objects/")
    assert [one["modified"] for one in shown["objects"]] == [indicator(2)["modified"]]
    assert shown.header("X-TAXII-Date-Added-First") == shown.header("X-TAXII-Date-Added-Last")
    assert third.get(path + "objects/", "limit=1")["more"] is False
    assert [one["version"] for one in third.get(path + "manifest/", "match[version]=all")["objects"]] == [indicator(2)["modified"]]
    assert third.get(path + f"objects/{indicator(2)['id']}/versions/")["versions"] == [indicator(2)["modified"]]
    for below, query in (("", ""), ("versions/", ""), ("", "match[version]=all"), ("", f"match[version]={indicator(1)['modified']}")):
        hidden, nothing = (third.get(path + f"objects/{indicator(number)['id']}/{below}", query) for number in (1, 9))
        assert (hidden.status, hidden.body) == (nothing.status, nothing.body) == (404, nothing.body)
        assert sorted(hidden.headers) == sorted(nothing.headers)
    hidden, nothing = (third.delete(path + f"objects/{indicator(number)['id']}/") for number in (1, 9))
    assert (hidden.status, hidden.body) == (404, nothing.body)
    assert b"hidden" not in shown.body
    assert secret.theirs.get(path + "objects/", "match[version]=all&limit=50")["objects"][0]["name"] == "hidden"


def test_a_newer_version_that_is_hidden_does_not_take_the_older_one_away(secret):
    """Each is shown the newest that they may see."""
    path, who = secret.all + f"objects/{indicator(2)['id']}/", ("theirs", "own", "third", "outside")
    version = {name: getattr(secret, name).get(path)["objects"][0]["modified"][17:19] for name in who}
    assert version == {"theirs": "05", "own": "05", "third": "00", "outside": "00"}


def test_adding_does_not_tell_what_is_there(secret):
    """The same identifier and version as a hidden object: it is taken as if nothing were there, whatever it holds."""
    path = secret.all + "objects/"
    for sent in (indicator(1, marking=CLEAR, name="a guess"), indicator(9, marking=CLEAR, name="a guess")):
        done = secret.third.post(path, [sent])
        assert (done["success_count"], done["failure_count"]) == (1, 0)
        assert secret.third.get(path + sent["id"] + "/")["objects"] == [sent]
    # Whoever sees both is shown the one that was there first, and both where all versions are asked for.
    assert secret.theirs.get(path + indicator(1)["id"] + "/")["objects"][0]["name"] == "hidden"
    assert len(secret.theirs.get(path + indicator(1)["id"] + "/", "match[version]=all")["objects"]) == 2
    assert secret.theirs.get(path + indicator(1)["id"] + "/versions/")["versions"] == [indicator(1)["modified"]]


def test_an_object_in_another_collection_is_not_told(here):
    """The same bytes are kept once, and nobody learns of it."""
    other = collection("other", at=here.at, read=("client:theirs",), write=("client:theirs",)) + "objects/"
    here.theirs.post(other, [indicator(1)])
    assert here.own.post(here.all + "objects/", [indicator(1)])["success_count"] == 1
    assert here.own.post(here.all + "objects/", [indicator(2)])["success_count"] == 1
    assert (StixObject.objects.count(), StixPlace.objects.count()) == (2, 3)
    first = here.theirs.get(other, "limit=1").header("X-TAXII-Date-Added-First")
    assert here.own.get(here.all + "objects/").header("X-TAXII-Date-Added-First") > first


def test_the_log_has_no_secret_and_no_content(here):
    """Neither of the journal's acts nor of the process."""
    here.own.post(here.all + "objects/", [indicator(1, name="a word of content")])
    Program("own", "a wrong secret").get("/taxii2/")
    rows = [bytes(row.facts) for row in JournalAct.objects.all()]
    secret = here.own.headers["HTTP_AUTHORIZATION"].partition(" ")[2].encode()
    assert not any(b"word of content" in row or b"wrong secret" in row or secret in row for row in rows)
    assert {"intel.client-added", "intel.collection-made", "intel.granted", "intel.added", "sign-in.failed"} <= set(
        JournalAct.objects.values_list("name", flat=True)
    )


def test_a_fault_of_ours_is_told_in_the_standard_s_words(here, monkeypatch, caplog):
    """With a number that the log has too, and nothing about what it was."""
    from comity.doors.api.taxii import addresses

    monkeypatch.setattr(addresses, "_ADDRESSES", None)
    done = here.own.get("/taxii2/")
    assert (done.status, done.header("Content-Type"), done["http_status"]) == (500, TAXII, "500")
    assert done["error_id"] in caplog.text
    assert "NoneType" not in done.body.decode()


@pytest.mark.both_databases("what is refused")
def test_tables_that_do_not_answer_are_503(here, monkeypatch):
    """With when to ask again."""
    from django.db import OperationalError

    from comity.doors.api.taxii import door

    def fail():
        raise OperationalError

    monkeypatch.setattr(door, "look", fail)
    done = here.own.get("/taxii2/")
    assert (done.status, done.header("Retry-After")) == (503, "30")


def test_a_programme_takes_out_what_it_gave_and_nothing_of_ours(here):
    """This authority answers for what a programme gives, and it does not thereby speak for this authority."""
    path = here.all + "objects/"
    here.own.post(path, [indicator(1, marking=CLEAR)])
    here.outside.post(path, [indicator(2, marking=CLEAR)])
    assert here.outside.delete(path + indicator(1)["id"] + "/").status == 403
    assert here.outside.delete(path + indicator(2)["id"] + "/").status == 200
    assert here.outside.get(path).ids == [indicator(1)["id"]]
