"""Bad days of a token and of the secret beside a node: each has its own sentence, no PIN is spent for nothing, and none is ever told."""

import sys
import traceback
from dataclasses import replace
from types import SimpleNamespace

import pkcs11
import pytest
from token_in_software import LABEL, PIN

from comity.directory.home import BadHome, read_home
from comity.directory.keepers import _SECRETS, _TOKENS, keeper_of, require_there, token_keeper
from comity.directory.keeping import NothingKeeps, prepare
from comity.directory.keyplaces import SecretInFolder, draw_secret
from comity.directory.keyuse import TokenUse
from comity.seal import token as token_module
from comity.seal.refusals import (
    KeyNotInToken,
    KeyTwiceInToken,
    ModuleUnusable,
    OtherKeeper,
    PinHeld,
    PinLastTry,
    PinLocked,
    PinUnreadable,
    SecretMissing,
    TokenAmbiguous,
    TokenGone,
    TokenMissing,
    TokenUnfit,
    WrongPin,
)

GOOD_TOML = """node = "poc.vn.example"
authority = "vn-poc"
zone = "Asia/Ho_Chi_Minh"
language = "vi"
web = "127.0.0.1:8401"
peers = "127.0.0.1:8411"
"""


@pytest.fixture
def home(software_token, tmp_path):
    """A node whose settings name the token; nothing else of it is there."""
    folder = tmp_path / "node"
    folder.mkdir()
    (folder / "node.toml").write_text(GOOD_TOML + software_token.table(), encoding="utf-8")
    yield read_home(folder)
    _TOKENS.clear()
    _SECRETS.clear()


def with_token(home, **changes):
    """Return the home with other settings of its token."""
    return replace(home, key_use=replace(home.key_use, token=replace(home.key_use.token, **changes)))


def attempts(monkeypatch):
    """Count how often somebody tries to come in."""
    tried = []
    real = token_module._token_of

    def counted(slot, pkcs):
        found = real(slot, pkcs)
        if found is None:
            return None

        def come_in(**how):
            tried.append(how)
            return found.open(**how)

        return SimpleNamespace(label=found.label, serial=found.serial, flags=found.flags, slot=found.slot, open=come_in)

    monkeypatch.setattr(token_module, "_token_of", counted)
    return tried


def told(fault):
    """Return all that could be written down of a fault: its words, its facts, its traceback with what led to it."""
    return "".join(traceback.format_exception(fault)) + str(fault.facts) + fault.sentence % fault.facts


def test_a_wrong_pin_is_tried_once_and_never_again_by_itself(home, software_token, monkeypatch):
    """By no call, no process and no start of the node: each would bring the token nearer to locking itself."""
    software_token.say_pin("999999")
    tried = attempts(monkeypatch)
    with pytest.raises(WrongPin) as caught:
        require_there(home)
    assert "999999" not in told(caught.value)
    for _ in range(3):
        with pytest.raises(PinHeld):
            require_there(home)
        _TOKENS.clear()  # another process, another start
    assert len(tried) == 1
    software_token.say_pin(PIN)
    with pytest.raises(PinHeld):
        require_there(home)  # nobody has said that it is right
    assert len(tried) == 1
    token_keeper(home).try_pin()
    require_there(home)
    _TOKENS.clear()
    require_there(home)
    assert PIN not in str(_TOKENS)


def test_a_pin_that_is_tried_again_and_still_wrong_is_held_again(home, software_token, monkeypatch):
    """One attempt for each time that somebody says so."""
    software_token.say_pin("999999")
    tried = attempts(monkeypatch)
    for _ in range(2):
        with pytest.raises(WrongPin):
            token_keeper(home).try_pin()
        with pytest.raises(PinHeld):
            require_there(home)
    assert len(tried) == 2


@pytest.mark.parametrize(
    ("flag", "refused"), [("USER_PIN_FINAL_TRY", PinLastTry), ("USER_PIN_LOCKED", PinLocked)], ids=["last-try", "locked"]
)
def test_the_last_attempt_is_not_spent_by_itself_and_a_locked_token_says_so(home, monkeypatch, flag, refused):
    """As the token's own flags say; nothing is tried."""
    real = token_module._token_of

    def flagged(slot, pkcs):
        found = real(slot, pkcs)
        return found and SimpleNamespace(
            label=found.label, serial=found.serial, slot=found.slot, flags=found.flags | pkcs11.TokenFlag[flag], open=found.open
        )

    monkeypatch.setattr(token_module, "_token_of", flagged)
    with pytest.raises(refused):
        require_there(home)
    if refused is PinLastTry:
        token_keeper(home).try_pin()  # somebody compared it with the paper
    else:
        with pytest.raises(PinLocked):
            token_keeper(home).try_pin()


def test_a_token_that_locks_itself_at_this_attempt(home, monkeypatch):
    """It is not tried again."""
    tried = attempts(monkeypatch)
    counted = token_module._token_of

    def locking(slot, pkcs):
        found = counted(slot, pkcs)
        if found is not None:

            def come_in(**how):
                tried.append(how)
                raise pkcs11.PinLocked

            found.open = come_in
        return found

    monkeypatch.setattr(token_module, "_token_of", locking)
    with pytest.raises(PinLocked):
        require_there(home)
    with pytest.raises(PinHeld):
        require_there(home)
    assert len(tried) == 1


def test_no_such_token_and_more_than_one(home, software_token, monkeypatch):
    """Missing by its label or its serial number; of two nobody guesses, and no PIN is tried on either."""
    tried = attempts(monkeypatch)
    for other in (with_token(home, label="another"), with_token(home, serial="0000000000000000")):
        with pytest.raises(TokenMissing):
            require_there(other)
    second = software_token.add()
    with pytest.raises(TokenAmbiguous) as caught:
        require_there(home)
    assert {software_token.serial, second} <= set(caught.value.facts["serials"].split(", "))
    assert not tried
    require_there(with_token(home, serial=second))
    assert len(tried) == 1


def test_pulled_out_before_the_start(home, software_token):
    """The node says so, and comes up when it is back."""
    software_token.pull_out()
    with pytest.raises((TokenGone, TokenMissing)):
        require_there(home)
    software_token.put_back()
    require_there(home)


def test_a_token_that_cannot_do_it(home, monkeypatch):
    """It is asked what it can do before a PIN is spent."""
    real = token_module._token_of

    def poor(slot, pkcs):
        found = real(slot, pkcs)
        offers = SimpleNamespace(get_mechanisms=lambda: set(slot.get_mechanisms()) - {pkcs11.Mechanism.AES_GCM})
        return found and SimpleNamespace(label=found.label, serial=found.serial, flags=found.flags, slot=offers)

    monkeypatch.setattr(token_module, "_token_of", poor)
    with pytest.raises(TokenUnfit, match="AES_GCM"):
        require_there(home)


@pytest.mark.parametrize("module", ["/nowhere/libpkcs11.so", "/etc/hostname"])
def test_no_library(home, module):
    """A path that leads to none."""
    with pytest.raises(ModuleUnusable, match=module):
        require_there(with_token(home, module=module))


def test_the_set_that_speaks_with_tokens_is_not_installed(home, monkeypatch):
    """Nodes without a token do without it; this one is told."""
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(ModuleUnusable, match="python-pkcs11 is not installed"):
        require_there(home)


def test_the_key_is_not_in_this_token_or_is_there_twice(home, software_token):
    """Another token of the same name, or one initialised anew; or somebody wrote a second key under the same identifier."""
    keeper = token_keeper(home)
    with pytest.raises(KeyNotInToken):
        keeper.sign(bytes(16), b"one", family="ed25519")
    keeper.prepare()
    keeper._do(keeper._draw_wrapping, writing=True)
    keeper._drop()
    with pytest.raises(KeyTwiceInToken):
        keeper.wrap(b"k" * 32, about=b"")


PINS = {
    "missing": lambda file: file.unlink(),
    "others-may-read-it": lambda file: file.chmod(0o644),
    "empty": lambda file: file.write_text("\n"),
    "two-lines": lambda file: file.write_text("704915\n704915\n"),
    "not-text": lambda file: file.write_bytes(b"\xff\xfe704915"),
    "endless": lambda file: file.write_text("7" * 300),
}


@pytest.mark.parametrize("spoil", PINS.values(), ids=PINS)
def test_a_pin_that_cannot_be_read(home, software_token, monkeypatch, spoil):
    """Refused before the token is asked, and nothing of it is told."""
    tried = attempts(monkeypatch)
    spoil(software_token.pin_file)
    with pytest.raises(PinUnreadable) as caught:
        require_there(home)
    assert "704915" not in told(caught.value)
    assert not tried


def test_a_pin_in_the_folder_of_the_node_and_one_of_systemd(home, software_token, monkeypatch, tmp_path):
    """In the folder it would be in each backup. A credential is there for the service alone."""
    inside = home.path / "pin"
    inside.touch(mode=0o600)
    inside.write_text(PIN)
    with pytest.raises(PinUnreadable, match="backups"):
        require_there(with_token(home, pin=str(inside)))
    named = with_token(home, pin="credential:token-pin")
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    with pytest.raises(PinUnreadable, match="systemd"):
        require_there(named)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    software_token.pin_file.rename(tmp_path / "token-pin")
    require_there(named)


# -- the secret -------------------------------------------------------------------------------------


def test_a_secret_that_is_not_there_or_another(home, tmp_path):
    """Missing, readable by others, cut, of a passphrase's form, in the folder of the node; and one that wrapped nothing here."""
    file = tmp_path / "keys.secret"
    named = replace(home, key_use=replace(home.key_use, secret=str(file), token=None))
    draw_secret(named, file)
    with pytest.raises(FileExistsError):
        draw_secret(named, file)
    mark = prepare(named).mark
    good = file.read_text()
    for spoiled in ("", good[:-3], "correct horse battery staple\n", good + "00\n", good.replace("1", "2", 1)):
        _SECRETS.clear()
        file.write_text(spoiled)
        with pytest.raises(SecretMissing) as caught:
            require_there(named)
        assert good.split()[-1][:16] not in told(caught.value)
    file.write_text(good)
    file.chmod(0o640)
    with pytest.raises(SecretMissing, match="600"):
        require_there(named)
    file.unlink()
    with pytest.raises(SecretMissing):
        require_there(named)
    draw_secret(named, file)
    with pytest.raises(OtherKeeper):
        keeper_of(named, mark)
    with pytest.raises(OtherKeeper):
        keeper_of(named, "token " + 32 * "0")
    with pytest.raises(SecretInFolder):
        draw_secret(named, named.path / "keys.secret")
    with pytest.raises(NothingKeeps):
        prepare(replace(home, key_use=replace(home.key_use, token=None)))


TABLES = {
    "secret-itself": '[keys]\nsecret = "correct horse"\n',
    "relative": '[keys]\nsecret = "keys/secret"\n',
    "number": "[keys]\nsecret = 7\n",
    "no-credential": '[keys]\nsecret = "credential:"\n',
    "credential-path": '[keys]\nsecret = "credential:../x"\n',
    "unknown": '[keys]\npassphrase = "x"\n',
    "token-text": '[keys]\ntoken = "comity"\n',
    "pin-itself": '[keys.token]\nmodule = "/lib/p.so"\nlabel = "a"\npin = "1234"\n',
    "no-pin": '[keys.token]\nmodule = "/lib/p.so"\nlabel = "a"\n',
    "no-label": '[keys.token]\nmodule = "/lib/p.so"\nlabel = ""\npin = "/p"\n',
    "module-relative": '[keys.token]\nmodule = "p.so"\nlabel = "a"\npin = "/p"\n',
    "unknown-of-token": '[keys.token]\nmodule = "/lib/p.so"\nlabel = "a"\npin = "/p"\nslot = 1\n',
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_settings_that_cannot_be(tmp_path, table):
    """Refused at the start. No secret stands in node.toml, which is in each backup."""
    (tmp_path / "node.toml").write_text(GOOD_TOML + "\n" + table, encoding="utf-8")
    with pytest.raises(BadHome):
        read_home(tmp_path)


def test_the_label_is_not_taken_for_a_pattern(home):
    """Equal is equal."""
    assert isinstance(home.key_use.token, TokenUse)
    with pytest.raises(TokenMissing):
        require_there(with_token(home, label=LABEL[:-1]))
