"""The check finds each planted fault by its case, and finds none in a server that is right."""

import uuid

import pytest
from worlds.taxii import HIDDEN, NONE, RO, RW, WO, Server

from comity.courier.taxii.checking.bench import Bench, Plan, Role
from comity.courier.taxii.checking.case import Need, Verdict
from comity.courier.taxii.checking.running import CASES, run_all
from comity.courier.taxii.checking.samples import Samples
from comity.courier.taxii.exchange import MEDIA
from comity.terms.instants import Instant

AT = Instant.parse("2026-11-29T03:00:00.000000Z")
ALL = frozenset({Need.WRITE, Need.BASIC, Need.SECOND})
# What this server does not have: client certificates, TLS, and the extra filters that hardly any server offers.
UNPLANTED = {"3.1.3", "S1.6-tls", "3.13.2.1", "3.13.2.2", "3.13.2.3", "3.13.2.4", "3.13.2.5"}
# Which case finds which fault; m and o: met in medallion and OpenTAXII.
FOUND = {
    "no-challenge": "3.1.1",
    "anybody-in": "3.1.2",
    "basic-off": "3.1.4",
    "untitled": "3.2.1",
    "default-elsewhere": "S4.1-default",
    "no-version": "3.3.1",
    "no-404-root": "3.3.2",
    "unsorted": "3.4.1",
    "can-read-null": "3.4.1",  # o
    "rights-wrong": "3.5.1.1",
    "rights-lost": "3.5.1.2",
    "rights-open": "3.5.2.1",
    "404-for-403": "3.5.2.3",
    "hidden-403": "3.5.2.4",
    "no-404-collection": "3.5.3",
    "manifest-bare": "3.6.1",
    "newest-first": "S5.3-order",
    "no-dates": "S3.2-dates",
    "more-as-text": "3.7.1",
    "empty-list": "3.7.2",
    "all-versions": "3.8.1",
    "no-404-object": "3.8.2",
    "versions-ascending": "3.9.1",
    "200-for-202": "3.10.1",
    "forever-pending": "3.10.1",
    "status-forgotten": "3.11.1",  # o and m, after a restart
    "counts-wrong": "3.11.2",
    "status-made-up": "S4.3-missing",
    "status-public": "S4.3-private",  # o
    "repost-fails": "S5.5-again",  # m
    "repost-doubles": "S5.5-again",
    "whole-batch-400": "S5.5-one-bad",  # o
    "no-modified-500": "S5.5-no-modified",  # o
    "extra-refused": "S1.6.6-extra",
    "no-json-500": "S5.5-no-json",
    "bundle-half": "S5.5-bundle",
    "no-413": "S3.6-too-large",
    "delete-not-committed": "3.12.1",  # o
    "delete-all-versions": "S5.7-version",
    "delete-always-200": "S5.7-missing",
    "write-only-shut": "S5.5-write-only",
    "inclusive": "3.13.1.1",
    "limit-ignored": "3.13.1.2",
    "id-ignored": "3.13.1.3",
    "type-ignored": "3.13.1.4",
    "first-is-last": "3.13.1.5",
    "spec-ignored": "3.13.1.6",
    "comma-literal": "3.13.1.7",
    "first-filter-only": "3.13.1.8",
    "or-for-and": "3.13.1.9",
    "repeated-taken": "3.13.1.10",  # m, o
    "all-specs": "S3.4-newest-spec",  # o
    "limit-any": "S3.4-limit",
    "html-500": "S3.4-limit",  # o: a negative limit reaches SQL
    "stamp-any": "S3.4-stamp",
    "unknown-500": "S3.4-unknown",
    "milliseconds": "S3.4-precision",  # OpenCTI
    "says-end": "3.14.1",
    "shared-stamp": "S3.4-stamps",  # m
    "manifest-without-next": "S5.3-pages",  # o
    "versions-without-next": "S5.8-pages",  # o
    "offsets": "S3.4-meanwhile",
    "next-any": "S3.4-next",
    "next-any-filter": "S3.4-next-filters",
    "next-once": "S3.4-stateless",  # m
    "no-next": "S3.4-stateless",
    "custom-dropped": "3.15.1",
    "property-added": "S5.4-same",
    "no-alias": "S5.1-alias",  # m
    "hidden-listed": "S5.1-hidden",
    "second-in": "S1.6.9-second",
    "read-only-empty": "3.5.1.3",
    "none-readable": "3.5.1.4",
    "writes-open": "3.5.2.2",
    "accept-needs-version": "S1.6.8-no-version",  # m
    "accept-exact": "S1.6.8-spaces",  # m
    "accept-all": "S1.6.8-other",
    "content-any": "S5.5-content-type",
    "content-exact": "S5.5-content-spaces",  # o
    "no-allow": "S5-method",
    "wrong-media": "S1.6.8-always",
    "status-as-number": "S3.6-errors",
    "head-500": "S5-no-fault",
}
NAMED = {Role.READ_WRITE: RW, Role.READ_ONLY: RO, Role.WRITE_ONLY: WO, Role.NONE: NONE, Role.HIDDEN: HIDDEN}
URL = "http://127.0.0.1:80/taxii2/"


def bench(server, *, given=ALL, named=None, wait=lambda _: None):
    """Return a bench before a server in memory."""
    plan = Plan(URL, named={Role.HIDDEN: HIDDEN} if named is None else named, given=given)
    return Bench(plan, ask=server, wait=wait, samples=Samples(lambda: str(uuid.uuid4()), AT))


def check(server, **more):
    """Run the whole check against a server in memory."""
    return run_all(bench(server, **more))


def told(run):
    """Say what failed and why, for a reader of a failed test."""
    return {one.case.number: f"{one.sentence} {dict(one.facts)}" for one in run.outcomes if one.verdict is Verdict.FAIL}


def test_a_server_that_is_right_passes_every_case():
    """Nothing fails; what does not apply is what the server has not or was not given."""
    run = check(Server())
    assert told(run) == {}
    assert run.passed
    assert {one.case.number for one in run.outcomes if one.verdict is Verdict.NOT_APPLICABLE} == UNPLANTED


def test_a_server_that_is_busy_or_slow_to_settle_passes_too():
    """429 with Retry-After is waited for; a status may be pending at first."""
    busy = (429, (("Content-Type", MEDIA), ("Retry-After", "3")), b'{"title": "busy", "http_status": "429"}')
    server, waited = Server(faults={"pending-first"}, before=[busy, busy]), []
    run = run_all(bench(server, wait=waited.append))
    assert told(run) == {}
    assert run.passed
    assert waited[:2] == [3, 3]


@pytest.mark.parametrize("fault", FOUND)
def test_a_planted_fault_is_found_by_its_case(fault):
    """The case fails, with a reason; and where it is mandatory the run does not pass."""
    run = check(Server(faults={fault}), named=NAMED)
    wrong = told(run)
    assert FOUND[fault] in wrong, wrong
    case = next(one for one in CASES if one.number == FOUND[fault])
    assert run.passed is False or not case.mandatory


def test_every_case_was_seen_failing():
    """A case that nobody has seen failing proves nothing."""
    assert {one.number for one in CASES} - set(FOUND.values()) == UNPLANTED
    assert len({one.number for one in CASES}) == len(CASES)


def test_the_documents_count_them_right(root):
    """README and changelog say how many cases there are."""
    for page in ("README.md", "CHANGELOG.md"):
        assert f"{len(CASES)} cases" in (root / page).read_text(encoding="utf-8")


def test_what_was_posted_is_taken_away():
    """Nothing is left in a collection that may be read and written; what a write-only collection keeps is said."""
    server = Server()
    run = check(server)
    assert {name: len(entries) for name, entries in server.entries.items() if entries} == {WO: 1}
    assert [url.split("/collections/")[1].split("/")[0] for url in run.left] == [WO]


def test_what_a_server_keeps_in_spite_of_its_word_is_told():
    """It answers 200 to a DELETE that it never commits: the addresses are listed."""
    server = Server(faults={"delete-not-committed"})
    run = check(server)
    kept = {entry.name for entries in server.entries.values() for entry in entries}
    assert kept == {url.rstrip("/").rpartition("/")[2] for url in run.left}


def test_without_leave_nothing_is_written():
    """No POST that could be taken, no DELETE of what exists; the cases that write say how to run them."""
    server = Server()
    run = check(server, given=frozenset())
    assert told(run) == {}
    assert not any(server.entries.values())
    assert run.count(Verdict.NOT_APPLICABLE) > 30
