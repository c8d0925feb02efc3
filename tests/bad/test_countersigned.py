"""Museum: cosignatures and time stamps in a proof that are not what they seem. Both verifiers refuse each, at the same place."""

from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.authority import Authority
from worlds.played import Played, Side
from worlds.witnesses import checkpoint_at, cosigned, country, witnessed

from comity.desk.proving.layout import SignedFiles
from comity.desk.proving.refusals import NotProven
from comity.seal.keys import SigningKey
from comity.seal.timestamp import ask
from comity.terms.digests import leaf_hash


class Shown:
    """A played request with two witnesses, and their honest contents."""

    def __init__(self) -> None:
        """Play it."""
        self.played, self.thai, self.lao = Played(), Side("TH"), Side("LA")
        self.size = len(self.played.xr.log)
        self.honest = witnessed(self.played, self.thai, self.lao)
        self.files = self.honest.signed[self.size]

    def with_(self, **changes):
        """Return the contents with another checkpoint, other lines or another stamp."""
        return replace(self.honest, signed={self.size: replace(self.files, **changes)})

    def lines(self, side, **how):
        """Return a witness's lines."""
        return cosigned(self.files.checkpoint, side, **({"at": self.played.made_at} | how))


@pytest.fixture(scope="module")
def shown() -> Shown:
    """Play it once."""
    return Shown()


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    """Who stamps."""
    return Authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def stamp(shown, authority):
    """A time stamp over another checkpoint of the same log."""
    return authority.reply(ask(checkpoint_at(shown.played.xr, shown.size - 1)).data)


def _half(lines: bytes, other: bytes) -> bytes:
    """Take the first half of one witness's word and the second of another."""
    return lines.splitlines(keepends=True)[0] + other.splitlines(keepends=True)[1]


def _forked(shown: Shown):
    """The maker signed another log for its witnesses than the one in the file."""
    leaves = [leaf_hash(b"shown to witnesses alone")] * shown.size
    note = checkpoint_at(shown.played.xr, shown.size, leaves=leaves)
    at = shown.played.made_at
    return shown.with_(checkpoint=note, cosignatures=cosigned(note, shown.lao, at=at) + cosigned(note, shown.thai, at=at))


def _earlier(shown: Shown, growth: bytes | None):
    """An earlier checkpoint, with another consistency proof than its own."""
    size = shown.size - 1
    honest = witnessed(shown.played, shown.thai, shown.lao, size=size)
    return replace(honest, growth={one: data for one, data in honest.growth.items() if one != size} | ({size: growth} if growth else {}))


CASES = {
    "another-log": ("checkpoint", _forked),
    "another-key": ("cosignatures", lambda s: s.with_(cosignatures=s.lines(s.lao, key=SigningKey.generate()) + s.lines(s.thai))),
    "another-name": ("cosignatures", lambda s: s.with_(cosignatures=s.lines(s.lao, name="poc.zz.example/witness") + s.lines(s.thai))),
    "of-another-witness": ("cosignatures", lambda s: s.with_(cosignatures=s.lines(s.lao, key=s.thai.node_key) + s.lines(s.thai))),
    "one-half": ("cosignatures", lambda s: s.with_(cosignatures=s.lines(s.lao).splitlines(keepends=True)[0])),
    "halves-of-two-moments": (
        "cosignatures",
        lambda s: s.with_(cosignatures=_half(s.lines(s.lao), s.lines(s.lao, at=s.played.made_at + timedelta(seconds=1))) + s.lines(s.thai)),
    ),
    "twice": ("cosignatures", lambda s: s.with_(cosignatures=s.lines(s.lao) * 2)),
    "in-another-order": ("cosignatures", lambda s: s.with_(cosignatures=s.lines(s.thai) + s.lines(s.lao))),
    "over-another-checkpoint": (
        "cosignatures",
        lambda s: s.with_(cosignatures=cosigned(checkpoint_at(s.played.xr, s.size - 1), s.lao, at=s.played.made_at) + s.lines(s.thai)),
    ),
    "before-its-key": (
        "cosignatures",
        lambda s: s.with_(cosignatures=s.lines(s.lao, at=s.played.made_at + timedelta(days=-30)) + s.lines(s.thai)),
    ),
    "by-the-maker": ("cosignatures", lambda s: s.with_(cosignatures=s.lines(s.lao) + s.lines(s.played.xr))),
    "nothing-put-to-it": ("checkpoint", lambda s: replace(s.honest, witnesses={}, signed={s.size: SignedFiles(s.files.checkpoint)})),
    "of-another-length": ("checkpoint", lambda s: s.with_(checkpoint=checkpoint_at(s.played.xr, s.size - 1))),
    "signed-by-a-witness": ("checkpoint", lambda s: s.with_(checkpoint=checkpoint_at(s.thai, 0))),
    "growth-missing": ("growth", lambda s: _earlier(s, None)),
    "growth-of-another": ("growth", lambda s: _earlier(s, s.played.xr.growth(s.size - 2))),
}


def test_the_honest_one_is_taken(shown):
    """The cases begin from something that both verifiers take."""
    assert len(shown.played.verify(shown.played.make(shown.honest)).countersigned[0].cosigned) == 2


@pytest.mark.parametrize("name", CASES)
def test_a_word_that_is_none_is_refused(shown, name):
    """Whatever the maker signs."""
    part, make = CASES[name]
    contents = make(shown)
    with pytest.raises(NotProven) as refused:
        shown.played.verify(shown.played.make(contents))
    assert refused.value.facts["file"] == f"log/{max(contents.signed)}.{part}"


def test_a_stamp_over_something_else_is_refused(shown, stamp):
    """Over another checkpoint, cut off, no stamp at all."""
    for wrong in (stamp, stamp[:-1], b"", b"0\x03\x02\x01\x02"):
        with pytest.raises(NotProven) as refused:
            shown.played.verify(shown.played.make(shown.with_(stamps=(wrong,))))
        assert refused.value.facts["file"] == f"log/{shown.size}.tsr"


def test_a_country_without_a_word_has_no_part(shown):
    """A section that no cosignature needs, and one that stands in the directory already."""
    spare = Side("ZZ")
    for added, at in ((spare, "witnesses/ZZ.key"), (shown.played.vn, "witnesses/VN.key")):
        contents = replace(shown.honest, witnesses=dict(shown.honest.witnesses) | {added.country: country(added)})
        with pytest.raises(NotProven) as refused:
            shown.played.verify(shown.played.make(contents))
        assert refused.value.facts["file"] == at


def test_a_stamp_whose_lengths_are_longer_than_need_be_is_refused(shown, authority):
    """The same stamp in another form than DER: neither verifier reads it, so none can be told apart from the other by it."""
    good = authority.reply(ask(shown.files.checkpoint).data)
    assert shown.played.verify(shown.played.make(shown.with_(stamps=(good,)))).countersigned[0].stamps
    assert good[:2] == b"\x30\x82"
    with pytest.raises(NotProven):
        shown.played.verify(shown.played.make(shown.with_(stamps=(b"\x30\x83\0" + good[2:],))))


def test_one_stamp_is_not_two(shown, authority):
    """Two tokens are taken, the same bytes under a second number are refused, and so is the second of two that is over something else."""
    one, two = (authority.reply(ask(shown.files.checkpoint).data) for _ in range(2))
    assert len(shown.played.verify(shown.played.make(shown.with_(stamps=(one, two)))).countersigned[0].stamps) == 2
    for stamps in ((one, one), (one, authority.reply(ask(b"something else").data))):
        with pytest.raises(NotProven) as refused:
            shown.played.verify(shown.played.make(shown.with_(stamps=stamps)))
        assert refused.value.facts["file"] == f"log/{shown.size}.2.tsr"
