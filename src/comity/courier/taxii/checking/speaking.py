"""Media types, methods and errors (TAXII 2.1, 1.6.8, 3.6): what a server must understand, refuse, and always say."""

import json
from typing import Final

from comity.courier.taxii.checking.bench import Bench, Role
from comity.courier.taxii.checking.case import Casebook, Need, NotJson, WrongHeader, WrongMedia
from comity.courier.taxii.checking.reply import Reply, require, text_of
from comity.courier.taxii.exchange import Asked
from comity.terms.speech import gettext_noop
from comity.wire.taxii.servers import join

CASES: Final = Casebook()
LAST: Final = Casebook()  # looks at all that was said, so it is asked after everything else


def _each(bench: Bench) -> tuple[str, ...]:
    return (bench.plan.discovery, bench.api_root(), join(bench.api_root(), "collections/"))


@CASES.case("S1.6.8-no-version", gettext_noop("Accept without a version gives the newest version"), "TAXII 1.6.8.1")
def no_version(bench: Bench) -> None:
    """`application/taxii+json`."""
    for url in _each(bench):
        bench.get(url, accept="application/taxii+json").must(200).taxii()


@CASES.case("S1.6.8-spaces", gettext_noop("Accept is read however it is spaced, weighted and listed"), "TAXII 1.6.8.1; RFC 9110, 12.5.1")
def spaces(bench: Bench) -> None:
    """With a space, in a list, with weights."""
    for accept in (
        "application/taxii+json; version=2.1",
        "application/json;q=0.2, application/taxii+json;version=2.1;q=0.9, */*;q=0.1",
        "application/taxii+json;version=2.1, application/json",
    ):
        bench.get(bench.api_root(), accept=accept).must(200).taxii()


@CASES.case("S1.6.8-other", gettext_noop("Accept of something else is 406"), "TAXII 1.6.8.1, 5")
def other(bench: Bench) -> None:
    """HTML, and a version of TAXII that does not exist."""
    for accept in ("text/html", "application/taxii+json;version=9.9"):
        bench.get(join(bench.api_root(), "collections/"), accept=accept).must(406).taxii()


@CASES.case("S5.5-content-type", gettext_noop("A POST of another media type is 415"), "TAXII 1.6.8.1, 5.5")
def content_type(bench: Bench) -> None:
    """A form."""
    bench.post(bench.address(Role.READ_WRITE, "objects/"), b"objects=1", content="application/x-www-form-urlencoded").must(415).taxii()


@CASES.case("S5.5-content-spaces", gettext_noop("Content-Type is read however it is spaced"), "TAXII 1.6.8.1; RFC 9110, 8.3.1", Need.WRITE)
def content_spaces(bench: Bench) -> None:
    """`; version=2.1`."""
    one = bench.samples.indicator()
    body = json.dumps({"objects": [one]}).encode()
    bench.post_marked(body, [one], content="application/taxii+json; version=2.1").must(202)


@CASES.case("S5-method", gettext_noop("A method that is not offered is 405 and names those that are"), "RFC 9110, 15.5.6", mandatory=False)
def method(bench: Bench) -> None:
    """PUT to the list of collections, and what may be done there in `Allow`."""
    reply = bench.send(Asked("PUT", join(bench.api_root(), "collections/"))).must(405)
    allowed = reply.answered.header("Allow")
    if "GET" not in allowed:
        raise WrongHeader(what=reply.what, name="Allow", got=allowed or "-", wanted="GET")


@LAST.case("S1.6.8-always", gettext_noop("Every answer has TAXII's media type, errors too"), "TAXII 1.6.8.1, 3.6")
def always(bench: Bench) -> None:
    """All answers of this run that have a body."""
    for asked, answered in bench.exchanges:
        if answered.body:
            try:
                Reply(asked, answered).taxii()
            except WrongMedia as wrong:
                raise WrongMedia(what=f"{asked.method} {asked.url} ({answered.status})", got=wrong.facts["got"]) from wrong


@LAST.case("S3.6-errors", gettext_noop("Every error says what is wrong in TAXII's own form"), "TAXII 3.6.1")
def errors(bench: Bench) -> None:
    """A title; a status as text, the same as in the line above it; no page of HTML."""
    for asked, answered in bench.exchanges:
        if answered.status >= 400 and answered.body:
            reply = Reply(asked, answered)
            found = reply.json()
            what = f"{reply.what} ({reply.status})"
            text_of(found, "title", what=what)
            if "http_status" in found:
                require(
                    found["http_status"] == str(reply.status),
                    what=what,
                    name="http_status",
                    got=found["http_status"],
                    wanted=f'"{reply.status}"',
                )
        elif answered.status >= 400 and not answered.body:
            raise NotJson(what=f"{asked.method} {asked.url} ({answered.status})", where="-")


@LAST.case("S5-no-fault", gettext_noop("No request of this run made the server fail"), "TAXII 3.6")
def no_fault(bench: Bench) -> None:
    """No status of 500 or above, but for what a busy server says."""
    for asked, answered in bench.exchanges:
        if answered.status >= 500 and answered.status not in (501, 503):
            Reply(asked, answered).must(200)
