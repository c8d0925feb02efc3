"""A store for S3 behind the vault, spoken to by botocore. Loaded where `[store]` of `node.toml` names one, when it is wanted first.

Nothing of the account's surroundings counts (no configuration, variables or proxies of others): the address, what opens it and whom to
trust are what this node's settings say. Nothing is followed anywhere else, and nothing of what opens it is logged.
"""

import base64
import hashlib
import logging
import os
import re
import ssl
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError
from botocore.response import StreamingBody
from botocore.session import Session
from urllib3.exceptions import HTTPError

from comity.courier.clocks import now
from comity.directory.home import Home
from comity.directory.keyfiles import BadKeyFile, read_secret
from comity.directory.storeuse import Lock, StoreUse
from comity.evidence.afar import Shelved
from comity.evidence.refusals import StoreAway, StoreDenied, StoreKeeps, StoreUnfit
from comity.evidence.vault import README, readme
from comity.terms.digests import Digest

PART: Final = 8 * 2**20  # in memory at one time
_MOST_PARTS: Final = 9_000  # S3 allows 10,000
_PIECE: Final = 2**20
_CONNECT, _READ, _TRIES = 5, 60, 2
_SECRET: Final = "store.secret"  # noqa: S105 the name of a file
_CODE: Final = re.compile(r"[A-Za-z0-9.]{1,60}")
_GONE: Final = frozenset({"NoSuchKey", "404", "NoSuchUpload"})
_THERE: Final = frozenset({"PreconditionFailed", "412"})
# The store's word for: not now. What broke on its way is sent again.
_LATER: Final = frozenset(
    {"SlowDown", "RequestTimeout", "Throttling", "ConditionalRequestConflict", "OperationAborted", "BadDigest", "IncompleteBody"}
    | {"XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"}
)
_HELD: Final = frozenset({"AccessDenied", "ObjectLocked", "InvalidRequest", "403"})
_UNKNOWN: Final = frozenset({"NotImplemented", "501"})
_SYSTEM: Final = "/etc/ssl/certs/ca-certificates.crt"

_OPEN: dict[Path, "S3Store"] = {}


def open_store(home: Home) -> "S3Store":
    """Return the store that the settings name, opened once a process; raises `StoreDenied` where what opens it cannot be read."""
    if home.store is None:
        message = "no store is named"
        raise ValueError(message)
    if home.path not in _OPEN:
        try:
            access, secret = read_pair(home)
        except BadKeyFile as refusal:
            raise StoreDenied(store=home.store.bucket, why=str(refusal)) from refusal
        _OPEN[home.path] = S3Store(home.store, folder=home.path, access=access, secret=secret)
    return _OPEN[home.path]


def read_pair(home: Home) -> tuple[str, str]:
    """Return the access key and its secret: one line `KEY:SECRET`, given by systemd or in the node's folder; raises `BadKeyFile`."""
    given = os.environ.get("CREDENTIALS_DIRECTORY")
    file = Path(given) / _SECRET if given else home.keys / _SECRET
    if given and file.exists():
        line = _given(file)
    else:
        file = home.keys / _SECRET
        line = read_secret(file)
    access, _, secret = line.partition(":")
    if not access or not secret:
        raise BadKeyFile(file=file, where="not KEY:SECRET")
    return access, secret


def _given(file: Path) -> str:
    """Read what systemd gives: it alone decides who reads there, by other means than the file's mode."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise BadKeyFile(file=file, where="no file")
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as fault:
        raise BadKeyFile(file=file, where=fault) from fault


class S3Store:
    """One bucket, or what stands under one prefix of it."""

    def __init__(self, use: StoreUse, *, folder: Path, access: str, secret: str) -> None:
        """Connect nowhere yet."""
        logging.getLogger("botocore").setLevel(logging.WARNING)  # below that it writes the headers of each request
        self._use = use
        # Each of these would else be looked for in the account's surroundings.
        nothing = {"profile": (None, None, None, None), "config_file": (None, None, os.devnull, None)}
        nothing["credentials_file"] = (None, None, os.devnull, None)
        verify: str | bool = str(folder / use.ca) if use.ca else _authorities()
        self._client: Any = Session(session_vars=nothing).create_client(
            "s3",
            region_name=use.region,
            endpoint_url=use.url,
            verify=verify,
            aws_access_key_id=access,
            aws_secret_access_key=secret,
            config=Config(
                signature_version="s3v4",
                connect_timeout=_CONNECT,
                read_timeout=_READ,
                retries={"total_max_attempts": _TRIES, "mode": "standard"},
                proxies={},
                s3={"addressing_style": "path", "us_east_1_regional_endpoint": "regional"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                user_agent="comity",
            ),
        )
        self._client.meta.events.register_last("before-parameter-build.s3", _stay)

    def begin(self) -> None:
        """As `ObjectStore.begin`: what is put in the place of something must be refused, else a race would overwrite."""
        for _ in range(2):
            try:
                if not self._put(README, readme(), IfNoneMatch="*"):
                    return
            except StoreDenied as refusal:
                if refusal.facts["why"] in _UNKNOWN:
                    raise StoreUnfit(store=self._use.bucket, why=refusal.facts["why"]) from refusal
                raise
        raise StoreUnfit(store=self._use.bucket, why="If-None-Match")

    def put(self, name: str, file: Path, *, digest: Digest) -> bool:
        """As `ObjectStore.put`."""
        if self._is_there(name):
            return False
        size = file.stat().st_size
        if size > PART:
            return self._put_parts(name, file, size=size, digest=digest)
        # The digest that was wanted, not of what is read now: where the disk gives other bytes, the store refuses them.
        return self._put(name, file.read_bytes(), ChecksumSHA256=_printed(digest.raw), IfNoneMatch="*", **self._lock())

    def replace(self, name: str, data: bytes) -> None:
        """As `ObjectStore.replace`."""
        self._put(name, data)

    def get(self, name: str) -> Iterator[bytes] | None:
        """As `ObjectStore.get`."""
        with self._asking(_GONE) as asked:
            answer = self._client.get_object(**self._at(name))
        return None if asked.refused else self._pieces(answer["Body"])

    def names(self, under: str) -> Iterator[Shelved]:
        """As `ObjectStore.names`; a store without versions has one of each."""
        skip = len(self._use.prefix)
        for name, entries in groupby(self._versions(under), key=lambda one: one["Key"]):
            every = list(entries)
            newest = next((one for one in every if one.get("IsLatest", True)), every[0])
            if "Size" in newest:
                yield Shelved(name[skip:], newest["Size"], len(every))

    def remove(self, name: str) -> None:
        """As `ObjectStore.remove`: each version by its name, marks of deletion and uploads that were never ended too."""
        for upload in self._uploads(name):
            self._drop(name, upload)
        for one in list(self._versions_of(name)):
            version = {"VersionId": one["VersionId"]} if "VersionId" in one else {}
            with self._asking(_HELD) as asked:
                if self._use.lock is Lock.HOLD and "Size" in one:
                    self._client.put_object_legal_hold(**self._at(name), **version, LegalHold={"Status": "OFF"})
                more = {"BypassGovernanceRetention": True} if self._use.lock is Lock.GOVERNANCE else {}
                self._client.delete_object(**self._at(name), **version, **more)
            if asked.refused:
                raise StoreKeeps(name=name, why=asked.refused)
        if any(self._versions_of(name)):
            raise StoreKeeps(name=name, why="ListObjectVersions")

    # ---------------------------------------------------------------- large files

    def _put_parts(self, name: str, file: Path, *, size: int, digest: Digest) -> bool:
        """Put a file in parts, those that an upload before this one brought once only."""
        length = max(PART, -(-size // _MOST_PARTS))
        uploads = self._uploads(name)
        for other in uploads[1:]:
            self._drop(name, other)
        upload, there = (uploads[0], self._parts(name, uploads[0])) if uploads else (self._begin_upload(name), {})
        parts, state = [], hashlib.sha256()
        with file.open("rb") as source:
            number = 0
            while piece := source.read(length):
                number += 1
                state.update(piece)
                part = self._known(piece, there.get(number)) or self._put_part(name, upload, piece, number=number)
                parts.append(part | {"PartNumber": number})
        if Digest(state.digest()) != digest:
            self._drop(name, upload)
            raise StoreAway(store=self._use.bucket, why="BadDigest")
        with self._asking(_THERE) as asked:
            self._client.complete_multipart_upload(**self._at(name), UploadId=upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*")
        if asked.refused:
            self._drop(name, upload)
        return not asked.refused

    def _begin_upload(self, name: str) -> str:
        with self._asking():
            answer = self._client.create_multipart_upload(**self._at(name), ChecksumAlgorithm="SHA256", **self._lock())
        return str(answer["UploadId"])

    def _uploads(self, name: str) -> list[str]:
        """Return the uploads of a file that were begun and not ended, newest first."""
        with self._asking(_UNKNOWN) as asked:
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._use.bucket, Prefix=self._use.prefix + name)
            found = [one for page in pages for one in page.get("Uploads", ()) if one["Key"] == self._use.prefix + name]
        return [] if asked.refused else [one["UploadId"] for one in sorted(found, key=lambda one: one["Initiated"], reverse=True)]

    def _parts(self, name: str, upload: str) -> dict[int, dict[str, Any]]:
        with self._asking():
            pages = self._client.get_paginator("list_parts").paginate(**self._at(name), UploadId=upload)
            return {one["PartNumber"]: one for page in pages for one in page.get("Parts", ())}

    def _known(self, piece: bytes, there: dict[str, Any] | None) -> dict[str, str] | None:
        """Return what names a part that the store has already, None where it has none or another one."""
        digest = _base64(piece)
        if there is None or there["Size"] != len(piece):
            return None
        if "ChecksumSHA256" in there:
            same = there["ChecksumSHA256"] == digest
        else:  # what is put together is read back whole in any case
            same = there["ETag"].strip('"') == hashlib.md5(piece, usedforsecurity=False).hexdigest()
        return {"ETag": there["ETag"], "ChecksumSHA256": digest} if same else None

    def _put_part(self, name: str, upload: str, piece: bytes, *, number: int) -> dict[str, str]:
        digest = _base64(piece)
        with self._asking():
            answer = self._client.upload_part(
                **self._at(name), UploadId=upload, PartNumber=number, Body=piece, ChecksumAlgorithm="SHA256", ChecksumSHA256=digest
            )
        return {"ETag": answer["ETag"], "ChecksumSHA256": digest}

    def _drop(self, name: str, upload: str) -> None:
        with self._asking(_GONE):
            self._client.abort_multipart_upload(**self._at(name), UploadId=upload)

    # ---------------------------------------------------------------- one question

    def _put(self, name: str, data: bytes, **more: Any) -> bool:  # noqa: ANN401 as the library takes them
        """Put what is in memory; False where the condition in `more` forbids it."""
        with self._asking(_THERE if "IfNoneMatch" in more else frozenset()) as asked:
            self._client.put_object(**self._at(name), Body=data, ChecksumAlgorithm="SHA256", **{"ChecksumSHA256": _base64(data), **more})
        return not asked.refused

    def _is_there(self, name: str) -> bool:
        with self._asking(_GONE) as asked:
            self._client.head_object(**self._at(name))
        return not asked.refused

    def _pieces(self, body: "StreamingBody") -> Iterator[bytes]:
        try:
            with self._asking():
                yield from body.iter_chunks(_PIECE)
        finally:
            body.close()

    def _versions_of(self, name: str) -> Iterator[dict[str, Any]]:
        return (one for one in self._versions(name) if one["Key"] == self._use.prefix + name)

    def _versions(self, under: str) -> Iterator[dict[str, Any]]:
        """Yield every version and every mark of a deletion, by name; of a store that knows none, the objects."""
        where = {"Bucket": self._use.bucket, "Prefix": self._use.prefix + under}
        with self._asking(_UNKNOWN) as asked:
            for page in self._client.get_paginator("list_object_versions").paginate(**where):
                both = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                yield from sorted(both, key=lambda one: str(one["Key"]))
        if asked.refused:
            with self._asking():
                for page in self._client.get_paginator("list_objects_v2").paginate(**where):
                    yield from page.get("Contents", ())

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self._use.bucket, "Key": self._use.prefix + name}

    def _lock(self) -> dict[str, Any]:
        match self._use.lock:
            case Lock.NONE:
                return {}
            case Lock.HOLD:
                return {"ObjectLockLegalHoldStatus": "ON"}
            case mode:
                until = now().datetime() + timedelta(days=self._use.lock_days)
                return {"ObjectLockMode": mode.value.upper(), "ObjectLockRetainUntilDate": until}

    @contextmanager
    def _asking(self, expected: frozenset[str] = frozenset()) -> Iterator["_Asked"]:
        """Ask one thing: a refusal in `expected` is told as `refused`, everything else is raised as what it means for people."""
        asked = _Asked()
        try:
            yield asked
        except ClientError as fault:
            code = _code(fault)
            if code in expected:
                asked.refused = code
                return
            status = fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            later = code in _LATER or (status >= 500 and code not in _UNKNOWN)
            raise (StoreAway if later else StoreDenied)(store=self._use.bucket, why=code) from fault
        except (BotoCoreError, HTTPClientError, HTTPError, ResponseParserError) as fault:
            raise StoreAway(store=self._use.bucket, why=type(fault).__name__) from fault


def _stay(context: dict[str, Any], **_: object) -> None:
    """Let no answer send a request elsewhere: the library would ask for the region of the bucket, at a store that lies without an end."""
    context.setdefault("s3_redirect", {})["redirected"] = True


class _Asked:
    """What became of one question."""

    refused: str = ""


def _code(fault: ClientError) -> str:
    """Return the store's word for what it refused; its own, so that no more of it is shown than a word."""
    code = str(fault.response.get("Error", {}).get("Code", ""))
    return code if _CODE.fullmatch(code) else "-"


def _base64(data: bytes) -> str:
    return _printed(hashlib.sha256(data).digest())


def _printed(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


def _authorities() -> str | bool:
    """Return the system's authorities, and not those that came with a package."""
    found = ssl.get_default_verify_paths().cafile
    return found or (_SYSTEM if Path(_SYSTEM).exists() else True)
