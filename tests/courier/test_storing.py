"""What speaks to a store for S3, against a small server that fails in each way that one can. moto's is asked in tests/peers."""

import logging
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from worlds.bucket import Bucket, serving, without

from comity.courier import storing
from comity.courier.storing import S3Store, open_store, read_pair
from comity.directory.home import Home
from comity.directory.keyfiles import BadKeyFile
from comity.directory.storeuse import StoreUse
from comity.evidence.refusals import StoreAway, StoreDenied, StoreUnfit
from comity.terms.digests import Digest

ACCESS, SECRET = "AKCOMITYTEST", "quay/lantern+7731"
DATA = b"sectors"


@pytest.fixture(scope="module")
def served():
    """One server and one client for the file: making a client costs as much as all the rest."""
    with pytest.MonkeyPatch.context() as patch, serving(Bucket()) as bucket:
        patch.setattr(storing, "_TRIES", 1)
        # None of these counts.
        patch.setenv("AWS_PROFILE", "not-there")
        patch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
        patch.setenv("AWS_ACCESS_KEY_ID", "another")
        yield bucket, S3Store(StoreUse(bucket.url, "evidence"), folder=Path("/nowhere"), access=ACCESS, secret=SECRET)


@pytest.fixture
def bucket(served) -> Bucket:
    """The server, empty and willing."""
    made = served[0]
    made.things, made.asked, made.fault, made.obeys, made.cut = {}, [], lambda *_: None, True, 0
    return made


@pytest.fixture
def store(served) -> S3Store:
    """The client."""
    return served[1]


@pytest.fixture
def file(tmp_path) -> Path:
    """A file to put."""
    made = tmp_path / "sectors"
    made.write_bytes(DATA)
    return made


def test_what_is_put_is_checked_by_the_store_and_read_back(bucket, store, file, caplog):
    """Its SHA-256 is asked for, nothing is put over anything, and neither a header nor a line of the log says what opens it."""
    caplog.set_level(logging.DEBUG)
    store.begin()
    assert store.put("objects/ab/x", file, digest=Digest.of(DATA))
    assert not store.put("objects/ab/x", file, digest=Digest.of(DATA))
    assert b"".join(store.get("objects/ab/x")) == DATA
    assert store.get("objects/ab/none") is None
    store.replace("sha256sums.txt", b"one")
    store.replace("sha256sums.txt", b"two")
    assert bucket.things["sha256sums.txt"] == b"two"
    assert [(one.name, one.size, one.versions) for one in store.names("objects/")] == [("objects/ab/x", 7, 1)]
    store.remove("objects/ab/x")
    assert list(store.names("objects/")) == []
    puts = [headers for verb, key, headers in bucket.asked if (verb, key) == ("PUT", "objects/ab/x")]
    assert [headers["if-none-match"] for headers in puts] == ["*"]
    assert all(ACCESS in headers["authorization"] and without(headers, SECRET) for _, _, headers in bucket.asked)
    assert SECRET not in caplog.text
    assert ACCESS not in caplog.text


def test_a_race_for_one_name_overwrites_nothing(bucket, store, file):
    """What came there after it was looked for stays."""
    bucket.fault = lambda verb, _: (404, "NoSuchKey", b"") if verb == "HEAD" else None
    bucket.things["objects/ab/x"] = b"of another"
    assert not store.put("objects/ab/x", file, digest=Digest.of(DATA))
    assert bucket.things["objects/ab/x"] == b"of another"


def test_a_store_that_overwrites_is_unfit(bucket, store):
    """It is told before anything is carried there."""
    bucket.obeys = False
    with pytest.raises(StoreUnfit):
        store.begin()
    bucket.fault = lambda *_: (501, "NotImplemented", b"")
    with pytest.raises(StoreUnfit):
        store.begin()
    assert set(bucket.things) <= {"README.txt"}


def test_an_answer_that_is_no_answer(bucket, store):
    """What is not the store's language is no refusal of it, and nothing is known by it."""
    bucket.fault = lambda *_: (200, "", b"<ListVersionsResult><")
    with pytest.raises(StoreAway):
        list(store.names("objects/"))


@pytest.mark.parametrize(
    ("status", "word", "meant"),
    [
        (503, "SlowDown", StoreAway),
        (500, "InternalError", StoreAway),
        (409, "ConditionalRequestConflict", StoreAway),
        (403, "AccessDenied", StoreDenied),
        (403, "InvalidAccessKeyId", StoreDenied),
        (403, "RequestTimeTooSkewed", StoreDenied),
        (404, "NoSuchBucket", StoreDenied),
        (307, "TemporaryRedirect", StoreDenied),
        (400, "<script>", StoreDenied),
    ],
)
def test_a_refusal_is_told_as_what_it_means(bucket, store, status, word, meant):
    """Away, or there and not letting us in; in either case nothing is lost, and no item is missing. Nobody is followed elsewhere."""
    bucket.fault = lambda *_: (status, word, b"")
    with pytest.raises(StoreAway) as caught:
        store.get("objects/ab/x")
    assert type(caught.value) is meant
    assert caught.value.facts["why"] in (word, "-")
    assert len(bucket.asked) <= 2  # a moment's clock is set right once


def test_other_bytes_than_were_measured_are_not_taken(bucket, store, file):
    """The store is told the digest that was registered, and refuses what the disk gives now."""
    with pytest.raises(StoreAway, match="BadDigest"):
        store.put("objects/ab/x", file, digest=Digest.of(b"registered"))
    assert bucket.things == {}


def test_a_body_that_is_cut_is_no_item(bucket, store):
    """Neither a short nor another one."""
    bucket.things["objects/ab/x"] = DATA
    bucket.cut = 3
    with pytest.raises(StoreAway):
        b"".join(store.get("objects/ab/x"))


def test_a_store_is_spoken_to_where_somebody_vouches_for_it(wrong_certificate):
    """Its certificate leads to the file that the settings name; to the system's it does not. Then it goes, and is away."""
    cert, key = wrong_certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    with pytest.MonkeyPatch.context() as patch, serving(Bucket(), tls=context) as bucket:
        patch.setattr(storing, "_TRIES", 1)
        strange, known = (
            S3Store(StoreUse(bucket.url, "evidence", ca=ca), folder=cert.parent, access=ACCESS, secret=SECRET) for ca in ("", cert.name)
        )
        with pytest.raises(StoreAway, match="SSLError"):
            strange.begin()
        assert bucket.asked == []
        known.begin()
        assert list(bucket.things) == ["README.txt"]
    known._client.close()
    with pytest.raises(StoreAway, match="EndpointConnectionError"):
        known.begin()


def test_what_opens_it_lies_in_a_file_or_comes_from_systemd(world, monkeypatch, tmp_path):
    """Never in the settings; a file that others may read is refused."""
    home: Home = replace(world.home, store=StoreUse("http://127.0.0.1:1", "evidence"))
    with pytest.raises(StoreDenied, match=r"store\.secret"):
        open_store(home)
    file = home.keys / "store.secret"
    file.write_text(f"{ACCESS}:{SECRET}\n")
    file.chmod(0o640)
    with pytest.raises(BadKeyFile, match="600"):
        read_pair(home)
    file.chmod(0o600)
    assert read_pair(home) == (ACCESS, SECRET)
    file.write_text("no colon\n")
    with pytest.raises(BadKeyFile, match="KEY:SECRET"):
        read_pair(home)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "store.secret").write_text("given:by systemd\n")
    assert read_pair(home) == ("given", "by systemd")
