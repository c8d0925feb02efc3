"""Keys at rest: wrapped by a secret beside the node or by a token, moved from one to the other, and the node signs and opens as before."""

import socket
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from comity.courier.epochs import keep_epochs
from comity.courier.fsck.keys import check_keys
from comity.courier.fsck.reading import Published, Reading, silent
from comity.courier.opening import line_context
from comity.courier.publishing import publish_log, published
from comity.directory import epochseeds, keyfiles
from comity.directory.book import book
from comity.directory.epochseeds import make_seed, opening_keys, own_seeds
from comity.directory.home import home, print_home, read_home
from comity.directory.keepers import _SECRETS, _TOKENS, token_keeper
from comity.directory.keeping import NothingKeeps
from comity.directory.keptkeys import KeptFile, parse_kept, print_kept
from comity.directory.keychoice import BadKeySettings, KeptAlready, NodeRuns, name_secret, use_of_file, use_of_secret
from comity.directory.keyfiles import BadKeyFile, node_keys, read_node_signing_key
from comity.directory.keyplaces import CLEAR, draw_secret, lies_beside, lying
from comity.directory.keyuse import KeyUse, TokenUse
from comity.directory.linekeys import line_password, shown_at
from comity.directory.linenaming import name_line_key
from comity.directory.locking import lock_keys
from comity.directory.signingkeys import name_next_key, replace_stolen_key, use_next_key
from comity.records.models import JournalAct
from comity.seal.keeper import Held, Wrapped
from comity.seal.refusals import KeeperAway, OtherKeeper, SecretMissing
from comity.terms.refusals import Refused

TYPE = "application/vnd.comity.test"


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    """Each test has a node of its own at the same place."""
    restart()
    yield
    restart()


def restart():
    """Forget what a process has read."""
    for kept in (keyfiles._KEPT, epochseeds._KEPT, _SECRETS, _TOKENS):
        kept.clear()


def settle(world, use):
    """Write into node.toml by what keys are kept, and start the node again."""
    (world.home.path / "node.toml").write_text(print_home(replace(home(), key_use=use)), encoding="utf-8")
    home.cache_clear()
    restart()
    assert home().key_use == use
    return home()


@pytest.fixture
def beside(world, tmp_path):
    """The node, with a secret beside it, and one daily key."""
    name_line_key(home(), renew=False, at_once=False, at=world.at)
    keep_epochs(home(), at=world.at)
    draw_secret(home(), tmp_path / "keys.secret")
    return settle(world, KeyUse(secret=str(tmp_path / "keys.secret")))


@pytest.fixture
def in_token(world, software_token):
    """The node, with a token, and one daily key."""
    name_line_key(home(), renew=False, at_once=False, at=world.at)
    keep_epochs(home(), at=world.at)
    return settle(world, KeyUse(token=TokenUse(software_token.module, "comity", str(software_token.pin_file))))


def require_works(here, world):
    """Sign with every half, open with every key, and show the key of the line."""
    restart()
    keys = node_keys(here)
    assert keys.signing.public.verify(TYPE, b"one", keys.signing.sign(TYPE, b"one")) == b"one"
    opening = opening_keys(here, at=None)
    assert len(opening) == len(keys.sealing) + len(own_seeds(here)) > 1
    for key in opening.values():
        assert key.open(key.public.seal(b"k" * 64, info=b"i"), info=b"i") == b"k" * 64
    file, _ = shown_at(here, at=world.at)
    line_context(ssl.PROTOCOL_TLS_SERVER, own=file, trusted=(), password=line_password(here, file))


def secrets_in_the_clear(here):
    """Return every seed of the node, as it stands in files in the clear."""
    found = [seed.hex() for seed in node_keys(here).signing.seeds()]
    return found + [key.seed().hex() for key in opening_keys(here, at=None).values()]


def files_of(here):
    """Return every file with a key of the node's."""
    return [one.file for one in lying(here)]


def test_what_lay_in_the_clear_is_wrapped_by_the_secret_and_the_node_is_the_same(beside, world):
    """No seed stands in a file any more, nor where one was; what is wrapped once is left alone; the act says by what, and not more."""
    seeds = secrets_in_the_clear(beside)
    assert {one.mark for one in lying(beside)} == {CLEAR}
    assert all(any(seed in file.read_text() for file in files_of(beside)) for seed in seeds)
    handles = [file.open("rb") for file in files_of(beside)]
    public, modes = node_keys(beside).signing.public, [file.stat().st_mode & 0o777 for file in files_of(beside)]
    assert len(lock_keys(beside, at=world.at)) == len(handles) == 4
    assert [file.stat().st_mode & 0o777 for file in files_of(beside)] == modes == [0o600] * 4
    for handle in handles:
        assert set(handle.read()) == {0}
        handle.close()
    assert not [seed for seed in seeds for file in files_of(beside) if seed in file.read_text()]
    assert not [file for file in files_of(beside) if "BEGIN PRIVATE KEY" in file.read_text()]
    assert not list(beside.keys.glob("*.new"))
    require_works(beside, world)
    assert node_keys(beside).signing.public == public
    assert lock_keys(beside, at=world.at) == []
    assert JournalAct.objects.filter(name="keys.locked").count() == 1
    assert publish_log(beside) == published(beside)


def test_a_new_daily_key_and_a_next_signing_key_are_wrapped_too(beside, world):
    """Whatever is written from then on."""
    lock_keys(beside, at=world.at)
    make_seed(beside, at=world.at + timedelta(days=1))
    name_next_key(beside, at=world.at)
    marks = {one.mark for one in lying(beside)}
    assert len(marks) == 1
    assert marks.pop().startswith("secret ")
    use_next_key(beside, at=world.at)
    require_works(beside, world)


def test_without_the_secret_the_node_knows_its_keys_and_uses_none(beside, world, tmp_path):
    """It says what is missing; when it is back, nothing was lost."""
    lock_keys(beside, at=world.at)
    public = node_keys(beside).signing.public
    (tmp_path / "keys.secret").rename(tmp_path / "away")
    restart()
    assert node_keys(beside).signing.public == public
    for use in (
        lambda: node_keys(beside).signing.sign(TYPE, b"one"),
        lambda: next(iter(opening_keys(beside, at=None).values())).open(b"", info=b""),
        lambda: publish_log(beside),
        lambda: make_seed(beside, at=world.at + timedelta(days=1)),
    ):
        with pytest.raises(SecretMissing):
            use()
    assert [fault.sentence for fault in check_keys(reading(beside, world))] == [SecretMissing.sentence]
    (tmp_path / "away").rename(tmp_path / "keys.secret")
    require_works(beside, world)


def reading(here, world):
    """Return what `comity fsck` looks at."""
    return Reading(here, book(here), at=world.at, published=Published(None, Refused()), names=[], progress=silent)


def test_what_lies_in_the_clear_all_the_same_is_found(beside, world):
    """By `comity fsck`: file by file, with the command that mends it."""
    faults = list(check_keys(reading(beside, world)))
    assert len(faults) == 4
    assert {fault.facts["file"] for fault in faults} == {file.name for file in files_of(beside)}
    lock_keys(beside, at=world.at)
    assert list(check_keys(reading(beside, world))) == []


def test_a_node_moves_to_a_token_by_rotation(in_token, world, software_token):
    """Wrapped there at once; signed inside from the change of its key on, with the overlap that peers need."""
    first = node_keys(in_token).signing.public
    lock_keys(in_token, at=world.at)
    assert {one.mark for one in lying(in_token)} == {token_keeper(in_token).mark}
    require_works(in_token, world)
    assert node_keys(in_token).signing.public == first
    second = name_next_key(in_token, at=world.at)
    (following,) = [one for one in lying(in_token) if one.file.name == "node-next.key"]
    assert following.inside == ("ed25519",)
    assert use_next_key(in_token, at=world.at) == second
    require_works_inside(in_token, world, second)
    assert publish_log(in_token).size
    assert book(in_token).signing_keys(world.node, at=world.at) == (second, first)
    # The old file is wrapped, for whoever has made a mistake.
    (old,) = in_token.keys.glob("node-*.old.key")
    assert read_node_signing_key(in_token, old).seeds()
    world.receive()  # a leaf, over which a checkpoint is due
    software_token.pull_out()
    for use in (lambda: node_keys(in_token).signing.sign(TYPE, b"one"), lambda: publish_log(in_token)):
        with pytest.raises(KeeperAway):
            use()
    software_token.put_back()
    require_works_inside(in_token, world, second)


def require_works_inside(here, world, public):
    """Sign with a key whose first half is in the token."""
    restart()
    key = node_keys(here).signing
    assert key.public == public
    assert public.verify(TYPE, b"one", key.sign(TYPE, b"one")) == b"one"


def test_with_secret_and_token_the_secret_wraps_and_the_token_signs(in_token, world, tmp_path):
    """So that a token that breaks takes nothing along but its own half: at once another key, without the token."""
    lock_keys(in_token, at=world.at)
    draw_secret(in_token, tmp_path / "keys.secret")
    both = settle(world, replace(in_token.key_use, secret=str(tmp_path / "keys.secret")))
    assert len(lock_keys(both, at=world.at)) == 4
    name_next_key(both, at=world.at)
    public = use_next_key(both, at=world.at)
    require_works_inside(both, world, public)
    without = settle(world, KeyUse(secret=both.key_use.secret))
    assert node_keys(without).signing.public == public
    with pytest.raises(OtherKeeper):
        node_keys(without).signing.sign(TYPE, b"one")
    fresh = replace_stolen_key(without, since=world.at, at=world.at)
    require_works(without, world)
    assert node_keys(without).signing.public == fresh


def test_a_node_leaves_its_token_and_changes_its_secret_without_loss(in_token, world, tmp_path):
    """The secret wraps, the next key is drawn in a file, and the one in the token signs until then; then another secret, in one step."""
    lock_keys(in_token, at=world.at)
    name_next_key(in_token, at=world.at)
    use_next_key(in_token, at=world.at)
    for name in ("one", "two"):
        draw_secret(in_token, tmp_path / name)
    leaving = KeyUse(secret=str(tmp_path / "one"), token=replace(in_token.key_use.token, draw=False))
    both = settle(world, leaving)
    lock_keys(both, at=world.at)
    inside = node_keys(both).signing.public
    outside = name_next_key(both, at=world.at)
    require_works_inside(both, world, inside)
    assert use_next_key(both, at=world.at) == outside
    left = settle(world, KeyUse(secret=leaving.secret))
    require_works(left, world)
    assert node_keys(left).signing.seeds()
    changed = settle(world, KeyUse(secret=str(tmp_path / "two"), before=leaving.secret))
    require_works(changed, world)
    assert len(lock_keys(changed, at=world.at)) >= 4
    (tmp_path / "one").unlink()
    # The key of before stays in the token, and nothing else needs it.
    done = settle(world, KeyUse(secret=str(tmp_path / "two")))
    require_works(done, world)


class Died(Exception):
    """The process ended here."""


def test_cut_off_at_any_moment_the_node_works_and_the_command_goes_on(world, tmp_path, monkeypatch):
    """Before and after each file takes another's place, the settings first: nothing is lost, and a further call goes on."""
    name_line_key(home(), renew=False, at_once=False, at=world.at)
    keep_epochs(home(), at=world.at)
    place, real, replaced = str(tmp_path / "keys.secret"), Path.replace, []

    def lock():
        name_secret(read_home(world.home.path), place)
        home.cache_clear()
        restart()
        return lock_keys(home(), at=world.at)

    def die_before(file, target):
        raise Died(file.name)

    def die_after(file, target):
        real(file, target)
        replaced.append(target.name)
        raise Died(file.name)

    while True:
        for die in (die_before, die_after):
            monkeypatch.setattr(Path, "replace", die)
            try:
                done = lock()
            except Died:
                monkeypatch.setattr(Path, "replace", real)
                home.cache_clear()
                require_works(home(), world)
            else:
                assert done == []
                assert replaced[0] == "node.toml"
                assert len(replaced) == len(set(replaced)) == 5
                assert CLEAR not in {one.mark for one in lying(home())}
                return


def test_nothing_is_wrapped_under_a_node_that_runs(world, tmp_path):
    """Neither the settings nor a key is touched while its courier holds the bell; the file that a dead one left is no courier."""
    before = (home().path / "node.toml").read_bytes()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as bell:
        bell.bind(str(home().bell))
        with pytest.raises(NodeRuns):
            name_secret(home(), str(tmp_path / "keys.secret"))
        with pytest.raises(NodeRuns):
            lock_keys(home(), at=world.at)
    assert (home().path / "node.toml").read_bytes() == before
    assert not (tmp_path / "keys.secret").exists()
    assert home().bell.exists()
    name_secret(home(), str(tmp_path / "keys.secret"))


def test_a_credential_is_used_and_never_drawn(world, tmp_path, monkeypatch):
    """What systemd hands over; where it hands over nothing, nothing is written anywhere."""
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(SecretMissing):
        use_of_secret(home(), "credential:comity-keys")
    assert list(tmp_path.iterdir()) == []
    draw_secret(home(), tmp_path / "comity-keys")
    use = use_of_secret(home(), "credential:comity-keys")
    assert use == KeyUse(secret="credential:comity-keys")
    assert not lies_beside(replace(home(), key_use=use))
    assert lies_beside(replace(home(), key_use=KeyUse(secret=str(tmp_path / "comity-keys"))))


def test_a_table_that_names_nothing_is_not_written_over(world, tmp_path):
    """An empty table in the settings is the operator's to correct; a place that no settings could name is refused."""
    with (world.home.path / "node.toml").open("a") as settings:
        settings.write("[keys]\n")
    with pytest.raises(KeptAlready):
        name_secret(read_home(world.home.path), str(tmp_path / "keys.secret"))
    for place in ('/a"b', "credential:", "credential:a/b"):
        with pytest.raises(BadKeySettings):
            name_secret(world.home, place)


@pytest.mark.parametrize("text", ["", "[keys]\n", "[keys]\nsecret = 1\n", '[keys]\nsecret = "/x"\n[other]\n', "keys = 1\n", "\xff", "[["])
def test_a_file_that_says_not_by_what_keys_are_kept(tmp_path, text):
    """Nothing but the table, and something in it."""
    (tmp_path / "keys.toml").write_text(text, encoding="latin-1")
    with pytest.raises(BadKeySettings):
        use_of_file(tmp_path / "keys.toml")


def test_nothing_is_wrapped_by_nothing(world):
    """Without [keys] the command says what to write there."""
    with pytest.raises(NothingKeeps):
        lock_keys(home(), at=world.at)


def test_settings_are_printed_as_they_are_read(tmp_path, world):
    """Each of the forms, credentials too; nothing for a node that names none."""
    token = TokenUse("/usr/lib/p11.so", "comity", "credential:pin", "0123")
    for use in (
        KeyUse(),
        KeyUse("/etc/secret"),
        KeyUse("credential:keys", "/b"),
        KeyUse(token=replace(token, draw=False)),
        KeyUse("/s", token=replace(token, serial="")),
    ):
        (tmp_path / "node.toml").write_text(print_home(replace(world.home, key_use=use)), encoding="utf-8")
        assert read_home(tmp_path).key_use == use
    assert "[keys" not in print_home(world.home)


# -- the files ------------------------------------------------------------------------------------

MARK = "secret 0123456789abcdef"
FILES = {
    "signing": KeptFile("signing", b"p" * 1984, (Held(b"r" * 16), Wrapped(b"w" * 60)), MARK),
    "sealing": KeptFile("sealing", b"p" * 1216, (Wrapped(b"w" * 60),), "token " + 32 * "a"),
    "epoch": KeptFile("epoch", b"statement", (Wrapped(b"w" * 60),), MARK),
}


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_a_file_reads_back_and_nothing_else_does(file):
    """As it was printed; no line more or less, no other case, no other form of a mark."""
    text = print_kept(file)
    assert parse_kept(text) == file
    lines = text.splitlines(keepends=True)
    spoiled = [text[:-1], text + "\n", "".join(lines[:-1]), "".join(lines + lines[-1:]), text.upper(), text.replace(" ", "  ", 1)]
    spoiled += [text.replace("wrapped", "sealed"), text.replace("by ", "by nobody "), text.replace("key 2", "key 3"), "", "\n\n\n\n"]
    spoiled += [text.replace("wrapped 77", "wrapped 7"), "".join([lines[0], lines[1], *reversed(lines[2:-1]), lines[-1]]) + "\n"]
    for one in spoiled:
        with pytest.raises(ValueError):  # noqa: PT011 the caller names the file; which line it was says the text
            parse_kept(one)


def test_a_kept_file_that_cannot_be_used(beside, world):
    """Readable by others, of another kind, changed."""
    lock_keys(beside, at=world.at)
    file = beside.keys / "node.key"
    text = file.read_text()
    (sealing,) = beside.keys.glob("sealing-*.key")
    for spoiled in (text + "x\n", sealing.read_text(), text.replace("public ", "public A", 1)):
        file.write_text(spoiled)
        restart()
        with pytest.raises(BadKeyFile, match=r"node\.key"):
            node_keys(beside)
    file.write_text(text)
    file.chmod(0o640)
    with pytest.raises(BadKeyFile, match="600"):
        node_keys(beside)
