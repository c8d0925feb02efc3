"""A founding that dies at any step can be run again: what nobody can have used is made anew, what stands is finished."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from comity.directory import keyfiles
from comity.directory.book import book
from comity.directory.founding import Founding, found_files, go_on_founding, make_files
from comity.directory.halfmade import BEGUN, MADE, FoundedOtherwise, FoundingRuns, HomeTaken, HomeWithoutSettings, alone, end, is_made
from comity.directory.home import Address, Home, read_home
from comity.directory.keychoice import use_of_secret
from comity.directory.keyfiles import line_key_file, node_keys, read_signing_key
from comity.terms.identifiers import AuthorityId, NodeId
from comity.terms.instants import Instant

CREATED = Instant.parse("2026-11-23T03:00:00.000000Z")
STEPS = {"open", "os.rename", "os.remove", "os.mkdir"}


class Killed(BaseException):
    """The process ends here; nothing of it tidies up."""


class Death:
    """Ends whoever changes a folder, before its step of that number; `torn` leaves a file that was opened there and empty."""

    armed: "Death | None" = None

    def __init__(self, folder: Path, *, step: int, torn: bool = False) -> None:
        """Nothing dies before `__enter__`."""
        self._folder, self._left, self._torn = str(folder), step, torn

    def __enter__(self) -> None:
        """From here."""
        Death.armed = self

    def __exit__(self, *_: object) -> None:
        """To here."""
        Death.armed = None

    def heard(self, event: str, args: tuple) -> None:
        """Count what changes the folder."""
        path = str(args[0])
        writes = event != "open" or (isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR))
        if not writes or not path.startswith(self._folder):
            return
        self._left -= 1
        if self._left >= 0:
            return
        Death.armed = None
        if self._torn and event == "open" and not Path(path).exists():
            Path(path).touch(mode=0o600)
        raise Killed


def _hear(event, args, death=Death):  # its own name for it: the hook hears until the interpreter is gone
    if death.armed is not None and event in STEPS:
        death.armed.heard(event, args)


sys.addaudithook(_hear)


def founding_in(folder):
    """A node to be founded, its keys under a secret that is drawn beside it."""
    home = Home(
        path=folder / "node",
        node=NodeId("poc.vn.example"),
        authority=AuthorityId("vn-poc"),
        demo=False,
        zone="UTC",
        language="vi",
        web=Address("127.0.0.1", 8401),
        peers=Address("127.0.0.1", 8411),
    )
    return Founding(home=home, country_names={"en": "Viet Nam"}, authority_names={"en": "Contact Point"}, roles=("POC",), languages=("vi",))


def found(folder):
    """Found, or go on, as `comity init` does."""
    begun = founding_in(folder)
    home = replace(begun.home, key_use=use_of_secret(begun.home, str(folder / "etc" / "secret")))
    with alone(home):
        if is_made(home):
            go_on_founding(replace(begun, home=home))
        else:
            make_files(replace(begun, home=home), at=CREATED)
        end(home)
    return home


def dies(folder, *, step, torn):
    """Found in `folder`, which ends at that step; say whether it did."""
    with Death(folder, step=step, torn=torn):
        try:
            found(folder)
        except Killed:
            return True
    return False


def files(home):
    """What lies in the node's folder."""
    return {str(file.relative_to(home.path)): file.read_bytes() for file in home.path.rglob("*") if file.is_file()}


def require_whole(folder):
    """Fail unless there is one node, with one key of each use, that the directory names and that signs and opens; and no remains."""
    home = read_home(folder / "node")
    keyfiles._KEPT.clear()
    (node,) = book(home).sections[home.country].nodes
    country = read_signing_key(home.keys / "country.key").public
    assert book(home).trusted == {home.country: country}
    keys = node_keys(home)
    assert [dated.key.key_id for dated in node.signing] == [keys.signing.public.key_id]
    assert keys.signing.public.verify("x", b"x", keys.signing.sign("x", b"x")) == b"x"
    assert {dated.key.key_id for dated in node.sealing} == set(keys.sealing)
    line = line_key_file(home, node.tls[0].key)
    lying = sorted(file.name for file in home.keys.iterdir())
    assert lying == sorted(["country.key", "node.key", "web.secret", line.name, next(home.keys.glob("sealing-*.key")).name])
    assert [file.name for file in home.path.iterdir() if file.is_file()] in (["node.toml", "trust.json"], ["trust.json", "node.toml"])


@pytest.fixture
def fresh(tmp_path):
    """Folders, one after the other."""
    return iter(tmp_path / str(number) for number in range(1000))


def test_a_founding_that_dies_at_any_step_is_run_again(fresh):
    """From the drawing of the secret to the last mark; also where a file was opened and nothing written. What was made whole is kept."""
    for torn in (False, True):
        step, stages = 0, set()
        while dies(folder := next(fresh), step=step, torn=torn):
            node = folder / "node"
            made, before = (node / MADE).exists(), files(founding_in(folder).home)
            stages.add((made, (node / "node.toml").exists(), (node / BEGUN).exists()))
            found(folder)
            require_whole(folder)
            if made:
                after = files(founding_in(folder).home)
                assert {name: data for name, data in before.items() if name.startswith("keys")}.items() <= after.items()
            step += 1
        assert step > 20
        assert stages >= {(False, False, False), (False, False, True), (True, False, False), (True, True, False)}


def test_a_founding_that_dies_while_it_clears_is_run_a_third_time(fresh):
    """At every other of its steps, after one that died with all keys made and no settings."""
    step, late = 0, 0
    while dies(folder := next(fresh), step=late, torn=False) and not (folder / "node" / MADE).exists():
        late += 1
    for step in range(0, late, 2):
        folder = next(fresh)
        assert dies(folder, step=late - 1, torn=False)
        assert dies(folder, step=step, torn=False)
        found(folder)
        require_whole(folder)


def test_what_no_founding_left_is_left_alone(fresh):
    """A node that lives, one whose settings were lost, keys that somebody brought, tables: not one byte of it changes."""
    folder = next(fresh)
    home = found(folder)
    before = files(home)
    with pytest.raises(HomeTaken):
        found(folder)
    assert files(home) == before
    (home.path / "node.toml").rename(folder / "lost")
    with pytest.raises(HomeWithoutSettings):
        found(folder)
    (folder / "lost").rename(home.path / "node.toml")
    assert files(home) == before
    for name in ("keys/country.key", "node.sqlite3", "trust.json", MADE):
        other = founding_in(next(fresh))
        (other.home.path / "keys").mkdir(parents=True)
        (other.home.path / name).write_text("ours")
        with pytest.raises(HomeWithoutSettings, match=name):
            found_files(other, at=CREATED)
        assert files(other.home) == {name: b"ours"}


def test_what_is_whole_is_finished_in_the_same_words_alone(fresh):
    """Another name would have to change keys that are named already: it is refused, and nothing changes. One at a time founds."""
    begun = founding_in(next(fresh))
    with alone(begun.home):
        make_files(begun, at=CREATED)
        with pytest.raises(FoundingRuns), alone(begun.home):
            pass
    before = files(begun.home)
    with pytest.raises(FoundedOtherwise):
        go_on_founding(replace(begun, home=replace(begun.home, zone="Asia/Ho_Chi_Minh")))
    with pytest.raises(HomeTaken):
        make_files(begun, at=CREATED)
    assert files(begun.home) == before
    assert go_on_founding(begun) == read_signing_key(begun.home.keys / "country.key").public.key_id
