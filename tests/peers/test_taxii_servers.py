"""`comity taxii-check` against servers of others. What each fails is pinned with its reason: one failure more, or one less, fails here."""

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from benchmarks.medallion import medallion
from benchmarks.opentaxii import opentaxii

from comity.courier.taxii.checking.bench import Role
from comity.courier.taxii.checking.case import Verdict
from comity.courier.taxii.checking.running import Run
from comity.courier.taxii.dialling import Credential
from comity.courier.taxii.trying import Wanted, check_server
from comity.terms.instants import Instant

PINNED = tomllib.loads(Path(__file__).with_name("known_failures.toml").read_text(encoding="utf-8"))


def failures(run: Run) -> dict[str, str]:
    """Return what was said of each case that failed; of one that stands on another, what was said of that one."""
    found = {}
    for one in run.outcomes:
        if one.verdict is Verdict.FAIL:
            sentence, facts = one.because or (one.sentence, one.facts)
            found[one.case.number] = sentence % facts
    return found


def differences(run: Run, server: str) -> list[str]:
    """Return where a run is not what is pinned of this server, one sentence each."""
    pins = PINNED[server]
    assert all(pin["reason"] for pin in pins), "each pin has its reason"
    known = {case: pin["says"] for pin in pins for case in pin["cases"]}
    found = failures(run)
    more = [f"{case} fails and is not pinned: {why}" for case, why in found.items() if case not in known]
    less = [f"{case} is pinned and does not fail" for case in known if case not in found]
    other = [f"{case} fails otherwise than pinned: {why}" for case, why in found.items() if not re.search(known.get(case, ""), why)]
    return more + less + other


def now() -> Instant:
    """Return the moment; servers of others know no other clock."""
    return Instant.of(datetime.now(UTC))


def test_medallion(tmp_path: Path):
    """The reference server of OASIS."""
    rights = {Role.READ_WRITE: (True, True), Role.READ_ONLY: (True, False), Role.WRITE_ONLY: (False, True), Role.HIDDEN: (False, False)}
    with medallion(tmp_path, rights=list(rights.values()), page=50, also="second:of-the-test") as peer:
        wanted = Wanted(
            f"http://127.0.0.1:{peer.port}/taxii2/",
            Credential.basic(*peer.credentials.split(":")),
            Credential.basic("second", "of-the-test"),
            None,
            None,
            collections=dict(zip(rights, peer.collections, strict=True)),
            write=True,
        )
        run = check_server(wanted, at=now())
    assert differences(run, "medallion") == []
    assert run.count(Verdict.PASS) > 55


def test_opentaxii(tmp_path: Path):
    """The server of EclecticIQ, as it was released last."""
    with opentaxii(tmp_path) as peer:
        collections = {Role.READ_WRITE: peer.collection}
        run = check_server(Wanted(peer.url, Credential.bearer(peer.token), collections=collections, write=True), at=now())
    assert differences(run, "opentaxii") == []
    assert run.count(Verdict.PASS) > 7


@pytest.mark.parametrize("change", ["more", "less", "otherwise"])
def test_a_pin_is_held_to(change: str, monkeypatch: pytest.MonkeyPatch):
    """A failure that nobody pinned, one that is gone, and one with another cause are each told."""
    run = Run((), ())
    pins = [{"reason": "r", "says": "500", "cases": ["3.1.1"]}]
    said = {"more": {"3.1.1": "a 500", "3.4.1": "x"}, "less": {}, "otherwise": {"3.1.1": "a 404"}}[change]
    monkeypatch.setitem(PINNED, "one", pins)
    monkeypatch.setitem(globals(), "failures", lambda _: said)
    assert len(differences(run, "one")) == 1
