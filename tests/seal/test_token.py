"""A token of PKCS#11 (SoftHSM): what is drawn in it stays there, and a session that is lost is opened anew."""

import os

import pkcs11
import pytest
from token_in_software import PIN

from comity.seal.keeper import Held, about, draw_signing_key, kept_signing_key
from comity.seal.refusals import KeyNotInToken, TokenGone, UnknownFamily, WrapBroken
from comity.seal.token import TokenKeeper, TokenPlace

TYPE = "application/vnd.comity.test"


class Pin:
    """A PIN as the node remembers it."""

    def __init__(self, text=PIN):
        """Not refused."""
        self.text, self.refused, self.reads = text, False, 0

    def read(self):
        """Return it."""
        self.reads += 1
        return self.text

    def was_refused(self):
        """Say so."""
        return self.refused

    def note(self, *, refused):
        """Remember it."""
        self.refused = refused


@pytest.fixture
def keeper(software_token):
    """The token as the keeper of one node, with its wrapping key."""
    made = TokenKeeper(TokenPlace(software_token.module, "comity"), owner="poc.vn.example", pin=Pin())
    assert made.prepare()
    assert not made.prepare()
    return made


def test_ed25519_is_drawn_inside_and_never_leaves(keeper, software_token):
    """The other half, whose family the token lacks, is wrapped by a key of the token's; neither key can be read out of it."""
    public, kept = draw_signing_key(inside=keeper, wraps=keeper)
    assert isinstance(kept[0], Held)
    key = kept_signing_key(public, kept, holds=lambda: keeper, wraps=lambda: keeper)
    assert public.verify(TYPE, b"one", key.sign(TYPE, b"one")) == b"one"
    token = pkcs11.lib(software_token.module).get_token(token_label="comity")
    with token.open() as session:  # no second sign-in: one counts for all sessions of a process
        for sought in (pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.ObjectClass.SECRET_KEY):
            (found,) = session.get_objects({pkcs11.Attribute.CLASS: sought})
            assert found[pkcs11.Attribute.SENSITIVE]
            assert not found[pkcs11.Attribute.EXTRACTABLE]
            with pytest.raises(pkcs11.AttributeSensitive):
                found[pkcs11.Attribute.VALUE]
    with pytest.raises(UnknownFamily):
        keeper.draw("ml-dsa-65")


def test_what_it_wraps_opens_in_its_own_place_alone(keeper):
    """Changed, cut, for another key: refused as broken, and the token is not taken for gone."""
    bound = about("x-wing", b"p" * 32)
    wrapped = keeper.wrap(b"k" * 32, about=bound)
    assert b"k" * 32 not in wrapped
    assert keeper.unwrap(wrapped, about=bound) == b"k" * 32
    changed = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    for data, told in ((changed, bound), (wrapped[:20], bound), (wrapped, about("x-wing", b"q" * 32))):
        with pytest.raises(WrapBroken):
            keeper.unwrap(data, about=told)
    assert keeper.unwrap(wrapped, about=bound) == b"k" * 32


def test_a_lost_session_is_opened_anew_and_what_is_asked_is_done(keeper, software_token):
    """Whoever ended it: another part of the process, the module, a fork."""
    reference, _ = keeper.draw("ed25519")
    keeper.sign(reference, b"one", family="ed25519")
    pkcs11.lib(software_token.module).reinitialize()
    assert len(keeper.sign(reference, b"two", family="ed25519")) == 64
    pid = os.fork()
    if not pid:
        os._exit(0 if len(keeper.sign(reference, b"three", family="ed25519")) == 64 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    keeper.require_there()
    assert len(keeper.sign(reference, b"four", family="ed25519")) == 64


def test_pulled_out_nothing_is_signed_and_put_back_it_goes_on(keeper, software_token):
    """Each verb says that it is gone; nothing has to be started again. One attempt at the PIN each time that it is back."""
    reference, _ = keeper.draw("ed25519")
    wrapped = keeper.wrap(b"k" * 32, about=b"")
    keeper.sign(reference, b"one", family="ed25519")
    software_token.pull_out()
    for verb in (
        lambda: keeper.sign(reference, b"two", family="ed25519"),
        lambda: keeper.unwrap(wrapped, about=b""),
        lambda: keeper.wrap(b"k" * 32, about=b""),
        lambda: keeper.draw("ed25519"),
        keeper.require_there,
    ):
        with pytest.raises(TokenGone):
            verb()
    software_token.put_back()
    before = keeper._pin.reads
    keeper.require_there()
    assert len(keeper.sign(reference, b"two", family="ed25519")) == 64
    assert keeper.unwrap(wrapped, about=b"") == b"k" * 32
    assert keeper._pin.reads == before + 1


def test_a_running_node_draws_no_wrapping_key(software_token):
    """In another token of the same name it would go on, and what the right one wrapped would not open."""
    fresh = TokenKeeper(TokenPlace(software_token.module, "comity"), owner="poc.xr.example", pin=Pin())
    with pytest.raises(KeyNotInToken):
        fresh.wrap(b"k" * 32, about=b"")
    assert fresh.prepare()
    other = TokenKeeper(TokenPlace(software_token.module, "comity"), owner="poc.vn.example", pin=fresh._pin)
    assert other.mark != fresh.mark  # two nodes may share one token
