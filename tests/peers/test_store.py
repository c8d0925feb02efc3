"""A store for S3 by another hand (moto): the whole life of bytes in it, with versions and each lock, and an upload that was interrupted."""

import subprocess

import pytest
from botocore.exceptions import ClientError
from foreign_store import moto

from comity.courier import storing
from comity.courier.storing import S3Store
from comity.directory.storeuse import Lock, StoreUse
from comity.evidence.afar import StoredVault
from comity.evidence.moving import carry
from comity.evidence.refusals import StoreAway, StoreKeeps
from comity.evidence.vault import place_of
from comity.terms.digests import Digest

SMALL, LARGE = b"sectors", bytes(range(256)) * 50_000  # 12.8 MB: three parts of the least length
PART = 5 * 2**20


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server for the file."""
    with moto(tmp_path_factory.mktemp("moto")) as url:
        yield url


@pytest.fixture
def opened(address, tmp_path, request, monkeypatch):
    """Open a bucket of its own for a test, in which objects can be locked."""
    monkeypatch.setattr(storing, "PART", PART)
    bucket = request.node.name.replace("_", "-").replace("[", "-").replace("]", "")[-60:].strip("-")

    def opening(**how):
        store = S3Store(StoreUse(address, bucket, **how), folder=tmp_path, access="testing", secret="testing")
        if bucket not in [one["Name"] for one in store._client.list_buckets()["Buckets"]]:
            store._client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
        return store

    return opening


def held(vault, *, wanted=lambda _: True):
    """Carry, and return what could not be done."""
    done = carry(vault, wanted=wanted)
    return done.brought, done.removed, done.left


def test_a_vault_lives_in_a_bucket_and_comes_back_without_the_software(opened, tmp_path):
    """Small and large, with its papers, under a prefix; fetched name by name, `sha256sum` says that it is whole."""
    store = opened(prefix="vn/", lock=Lock.HOLD)
    vault = StoredVault(tmp_path / "vault", store=lambda: store)
    digests = [vault.keep([data], cap=2**30).digests.sha256 for data in (SMALL, LARGE)]
    vault.note("A.E1", {"item.txt": b"one", "0001.json": b"{}"})
    assert held(vault) == (2, 0, [])
    assert list(vault.here()) == []
    assert [vault.measure(digest).sha256 for digest in digests] == digests
    client, bucket = store._client, store._use.bucket
    for one in client.list_objects_v2(Bucket=bucket)["Contents"]:
        place = tmp_path / "fetched" / one["Key"].removeprefix("vn/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read())
    for where, tool in (("", "sha256sum"), ("", "sha512sum"), ("custody/A.E1", "sha256sum")):
        done = subprocess.run([tool, "-c", f"{tool}s.txt"], cwd=tmp_path / "fetched" / where, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b"")
    assert {one.versions for one in store.names("objects/")} == {1}


def test_an_interrupted_upload_goes_on(opened, tmp_path, monkeypatch):
    """Parts that are there are not sent again; another part under the same number is."""
    store, file, digest = opened(), tmp_path / "large", Digest.of(LARGE)
    file.write_bytes(LARGE)
    place, sent, real = place_of(digest), [], S3Store._put_part

    def cut_once(self, name, upload, piece, *, number):
        sent.append(number)
        if sent == [1, 2, 3]:
            raise StoreAway(store="moto", why="cut")
        return real(self, name, upload, piece, number=number)

    monkeypatch.setattr(S3Store, "_put_part", cut_once)
    with pytest.raises(StoreAway):
        store.put(place, file, digest=digest)
    (upload,) = store._uploads(place)
    real(store, place, upload, b"x" * PART, number=2)
    assert store.put(place, file, digest=digest)
    assert sent == [1, 2, 3, 2, 3]
    assert b"".join(store.get(place)) == LARGE
    assert store._uploads(place) == []
    assert not store.put(place, file, digest=digest)


@pytest.mark.parametrize("lock", list(Lock))
def test_what_two_persons_destroyed_is_gone_in_every_version(opened, tmp_path, lock):
    """Where the lock lets the node; what compliance keeps stays listed and is told, until its day."""
    store = opened(lock=lock, lock_days=30 if lock in (Lock.GOVERNANCE, Lock.COMPLIANCE) else 0)
    vault = StoredVault(tmp_path / "vault", store=lambda: store)
    digest = vault.keep([SMALL], cap=99).digests.sha256
    held(vault)
    client, at = store._client, {"Bucket": store._use.bucket, "Key": place_of(digest)}
    (version,) = store._versions_of(place_of(digest))
    if lock is not Lock.NONE:  # whoever has the keys, and is not this node
        with pytest.raises(ClientError, match="AccessDenied"):
            client.delete_object(**at, VersionId=version["VersionId"])
    client.delete_object(**at)  # a mark of deletion, which hides it
    assert len(list(store._versions_of(place_of(digest)))) == 2
    vault.remove(digest)
    brought, removed, left = held(vault, wanted=lambda _: False)
    assert (brought, removed, [type(one) for one in left]) == ((0, 0, [StoreKeeps]) if lock is Lock.COMPLIANCE else (0, 1, []))
    assert bool(list(store._versions_of(place_of(digest)))) == (lock is Lock.COMPLIANCE)
    assert list(vault.listed()) == ([digest] if lock is Lock.COMPLIANCE else [])
