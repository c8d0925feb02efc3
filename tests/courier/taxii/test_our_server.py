"""The check against this node's own server: every case that applies passes, writing included."""

import io
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from worlds.taxii import basic

from comity.courier.taxii.checking.bench import Bench, Plan, Role
from comity.courier.taxii.checking.case import Need, Verdict
from comity.courier.taxii.checking.running import run_all
from comity.courier.taxii.checking.samples import Samples
from comity.courier.taxii.exchange import Answered, Asked
from comity.intel.store.clients import add_client
from comity.intel.store.granting import add_collection, grant
from comity.terms.instants import Instant


class Ours:
    """This node's server as an `Ask`, without a network: its own WSGI application, identities by name."""

    def __init__(self, identities):
        """Know who signs in how."""
        from comity.doors.api.taxii.door import application

        self.application, self.identities = application, identities

    def __call__(self, asked: Asked) -> Answered:
        """Answer one request."""
        parts = urlsplit(asked.url)
        environ = {
            "REQUEST_METHOD": asked.method,
            "PATH_INFO": parts.path,
            "QUERY_STRING": parts.query,
            "HTTP_HOST": parts.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SCRIPT_NAME": "",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(asked.body),
            "wsgi.errors": io.StringIO(),
            "CONTENT_LENGTH": str(len(asked.body)),
        }
        for name, value in asked.headers:
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        if self.identities.get(asked.by):
            environ["HTTP_AUTHORIZATION"] = self.identities[asked.by]
        said = []
        body = b"".join(self.application(environ, lambda status, headers, *_: said.append((int(status[:3]), tuple(headers)))))
        return Answered(*said[0], body)


@pytest.fixture
def ours(world):
    """Collections of every role, and two clients."""
    at = Instant.of(datetime.now(UTC))
    names = {}
    for role, rights in (
        (Role.READ_WRITE, ("read", "write")),
        (Role.READ_ONLY, ("read",)),
        (Role.WRITE_ONLY, ("write",)),
        (Role.HIDDEN, ()),
    ):
        made = add_collection(str(role), at=at, alias=str(role))
        names[role] = made.uuid
        for right in rights:
            grant(made.uuid, subject="client:checker", right=right, at=at)
    authority = str(world.home.authority)
    first = basic("checker", add_client("checker", at=at, authority=authority))
    second = basic("other", add_client("other", at=at, authority=authority))
    return names, {"first": first, "basic": first, "second": second, "wrong": basic("nobody", "x")}


@pytest.mark.both_databases
def test_every_case_that_applies_passes(ours):
    """All of the document's cases and the standard's own, and nothing is left behind but what a write-only collection keeps."""
    names, identities = ours
    plan = Plan("http://127.0.0.1/taxii2/", named={Role.HIDDEN: names[Role.HIDDEN]}, given=frozenset({Need.WRITE, Need.BASIC, Need.SECOND}))
    samples = Samples(lambda: str(uuid.uuid4()), Instant.of(datetime.now(UTC)))
    run = run_all(Bench(plan, ask=Ours(identities), wait=lambda _: None, samples=samples))
    wrong = {one.case.number: f"{one.sentence} {dict(one.facts)} {one.because}" for one in run.outcomes if one.verdict is Verdict.FAIL}
    assert wrong == {}
    assert run.passed
    assert {one.case.number for one in run.outcomes if one.verdict is Verdict.NOT_APPLICABLE} == {
        "3.1.3",
        "3.5.1.4",
        "S1.6-tls",
        *(f"3.13.2.{number}" for number in range(1, 6)),
    }
    assert all(names[Role.WRITE_ONLY] in url for url in run.left)
