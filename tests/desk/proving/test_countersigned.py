"""Who countersigned the log of a proof: both verifiers say the same of who counts, when it was at the latest, and what it takes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.authority import Authority
from worlds.played import Played, Side
from worlds.second import second
from worlds.witnesses import checkpoint_at, witnessed

from comity.desk.proving.layout import COUNTERSIGNED, parse_manifest
from comity.desk.proving.package import parse_package
from comity.seal.timestamp import ask
from comity.terms.digests import Digest
from comity.terms.refusals import Malformed
from comity.wire.listed import ListedFile


@pytest.fixture(scope="module")
def thai() -> Side:
    """A country that has no part in the request."""
    return Side("TH")


@pytest.fixture(scope="module")
def lao() -> Side:
    """Another one."""
    return Side("LA")


@pytest.fixture(scope="module")
def told(played):
    """Return the verdict of the first verifier and the page of the second one, with these countries trusted."""

    def verify(data, *trusted):
        keys = {side.country: side.country_key.public.key_id for side in (played.xr, played.vn, *trusted)}
        verdict = played.verify(data, trusted=keys)
        other = second().verify(data, {str(country): str(key) for country, key in keys.items()})
        levels = {answer.question: answer.level for answer in second().answers(other)}
        said = [sentence % facts for answer in second().answers(other) for sentence, facts in answer.lines]
        return verdict, levels, said

    return verify


WHEN = "When was it, at the latest?"
WHERE = "Where does it stand in the log?"


def test_enough_witnesses_make_the_moment_green(played: Played, thai: Side, lao: Side, told):
    """Of two countries, under keys that the reader gave: the moment is when the second one had seen it."""
    verdict, levels, said = told(played.make(witnessed(played, thai, lao)), thai, lao)
    assert verdict.vouched
    assert verdict.witnessed
    assert {str(verdict.latest(act.index)) for act in verdict.acts} == {str(played.made_at + timedelta(minutes=1))}
    assert (levels[WHEN], levels[WHERE]) == ("green", "green")
    assert any("witnesses of 2 countries had seen it" in one for one in said)
    first = [str(line) for answer in verdict.answers for line in answer.lines]
    assert any("witnesses of 2 countries had seen it" in one for one in first)
    assert not any("too few" in one for one in first)


def test_a_witness_that_nobody_vouches_for_counts_for_nothing_and_spoils_nothing(played: Played, thai: Side, lao: Side, told):
    """Its country's key was not given: yellow, named, and the outcome is as good as without it."""
    verdict, levels, said = told(played.make(witnessed(played, thai, lao)), thai)
    assert verdict.vouched
    assert not verdict.witnessed
    assert (levels[WHEN], levels[WHERE]) == ("yellow", "yellow")
    assert any("poc.la.example (LA) cosigned" in one and "did not give" in one for one in said)
    assert any(one.startswith("Act 4: witnesses of 1 other countries") for one in said)


def test_the_other_side_is_a_witness_too(played: Played, thai: Side, told):
    """The node that was asked has seen the log; no further section is needed for it. Two nodes of one country are one witness."""
    contents = witnessed(played, thai, played.vn)
    assert set(contents.witnesses) == {thai.country}
    assert told(played.make(contents), thai)[0].witnessed
    assert not told(played.make(witnessed(played, played.vn)), thai)[0].witnessed


def test_an_earlier_checkpoint_covers_what_stood_in_it(played: Played, thai: Side, lao: Side, told):
    """The log grew since: acts behind it are not covered, and say so."""
    first, last = played.leaves["XR"], len(played.xr.log)
    size = sorted(first.values())[2] + 1
    verdict, levels, _ = told(played.make(witnessed(played, thai, lao, size=size)), thai, lao)
    covered = [verdict.latest(act.index) is not None for act in verdict.acts]
    assert size < last
    assert True in covered
    assert covered == sorted(covered, reverse=True)
    assert not verdict.witnessed
    assert levels[WHEN] == "yellow"


def test_files_need_one_witness_more(played: Played, thai: Side, lao: Side, told):
    """Three where evidence is handed over."""
    data = played.make(witnessed(played, thai, lao))
    verdict, *_ = told(data, thai, lao)
    act = verdict.acts[0]
    file = ListedFile(name="disk.img", media_type="application/octet-stream", size=1, sha256=Digest.of(b"x"), kind="OTHER")
    handed = replace(verdict, acts=(replace(act, body=replace(act.body, files=(file,))), *verdict.acts[1:]))
    assert (verdict.needed, handed.needed) == (2, 3)
    assert not handed.witnessed
    trusted = {str(side.country): str(side.country_key.public.key_id) for side in (played.xr, played.vn, thai, lao)}
    other = second().verify(data, trusted)
    assert (other.needed, other.witnessed) == (2, True)
    other.acts[0].body["files"] = [{"sha256": "-"}]
    assert (other.needed, other.witnessed) == (3, False)


def test_a_stamp_is_shown_in_yellow_with_its_line(played: Played, told, tmp_path):
    """Both read its moment; the line that is shown is one that OpenSSL takes for the very files in the proof."""
    authority = Authority(tmp_path)
    note = checkpoint_at(played.xr, len(played.xr.log))
    stamps = tuple(authority.reply(ask(note).data) for _ in range(2))
    data = played.make(witnessed(played, note=note, stamps=stamps))
    verdict, levels, said = told(data)
    size = len(played.xr.log)
    files = parse_package(data)
    for part in ("tsr", "2.tsr"):  # each token is shown, with a line of its own
        assert authority.vouches(files[f"data/log/{size}.{part}"], files[f"data/log/{size}.checkpoint"])
        assert any(f"openssl ts -verify -in data/log/{size}.{part} -data data/log/{size}.checkpoint" in one for one in said)
    assert len(verdict.countersigned[0].stamps) == 2
    assert any(one.startswith("Yellow: a time stamp (RFC 3161)") and str(verdict.countersigned[0].stamps[0]) in one for one in said)
    assert levels[WHEN] == "yellow"


def test_a_log_that_nobody_countersigned_makes_the_version_before(played: Played, thai: Side):
    """So older verifiers read it; one that somebody did is of version 3, and of no other."""
    for contents, version in ((played.contents(), 2), (witnessed(played, thai), COUNTERSIGNED)):
        manifest = parse_package(played.make(contents))["data/manifest"]
        assert b'"v":%d' % version in manifest
        with pytest.raises(Malformed):
            parse_manifest(manifest, version=5 - version)
