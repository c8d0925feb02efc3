"""Officers who approve at the same moment: one signature of the node serves all, nobody waits for long, and a fault is told to each."""

import contextlib
import threading
from collections.abc import Callable
from contextvars import ContextVar, copy_context
from types import SimpleNamespace

import pytest

from comity.desk.sending import writing
from comity.desk.sending.gathering import Gathering
from comity.seal.dsse import PAYLOAD_TYPE
from comity.seal.keys import Signature, SigningKey
from comity.seal.refusals import BadSignature

_LONG = 30.0  # seconds: nobody waits so long where the gathering is right


class _Counting:
    """A key that notes how many payloads each of its signatures served."""

    def __init__(self) -> None:
        self.own = SigningKey.generate()
        self.batches: list[int] = []

    def sign_batch(self, payload_type: str, payloads: list[bytes]) -> list[Signature]:
        self.batches.append(len(payloads))
        return self.own.sign_batch(payload_type, payloads)


class _Broken:
    def sign_batch(self, *_: object) -> list[Signature]:
        raise OSError("no entropy")


def _at_once(*deeds: Callable[[], object]) -> list[object]:
    """Run each deed in a thread of its own; return what each gave or raised, in their order."""
    came: list[object] = [None] * len(deeds)

    def play(place: int) -> None:
        try:
            came[place] = deeds[place]()
        except Exception as fault:  # noqa: BLE001 what a deed raises is what is looked at
            came[place] = fault

    threads = [threading.Thread(target=play, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LONG)
        assert not thread.is_alive()
    return came


def _signer(gathering: Gathering, payload: bytes, key: object, *, together: threading.Barrier) -> Callable[[], Signature]:
    def sign() -> Signature:
        with gathering.coming() as way:
            together.wait(_LONG)
            return way.ask(payload, key=key).signature()

    return sign


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_all_who_are_on_their_way_share_one_signature(count):
    """One signature is made; each of theirs holds for its own payload and no other."""
    gathering, key, together = Gathering(PAYLOAD_TYPE, patience=_LONG), _Counting(), threading.Barrier(count)
    payloads = [b"act %d" % number for number in range(count)]
    signed = _at_once(*(_signer(gathering, payload, key, together=together) for payload in payloads))
    assert key.batches == [count]
    for payload, signature in zip(payloads, signed, strict=True):
        assert isinstance(signature, Signature)
        assert key.own.public.verify(PAYLOAD_TYPE, payload, signature) == payload
        with pytest.raises(BadSignature):
            key.own.public.verify(PAYLOAD_TYPE, payload + b"!", signature)


def test_who_is_alone_goes_on_while_the_node_signs():
    """The node's signature is not made before whoever asked for it has gone on: to their own, which nothing of it covers."""
    gathering, went_on, key = Gathering(PAYLOAD_TYPE, patience=_LONG), threading.Event(), _Counting()

    class _Waiting:
        def sign_batch(self, payload_type: str, payloads: list[bytes]) -> list[Signature]:
            assert went_on.wait(_LONG), "whoever asked was kept"
            return key.sign_batch(payload_type, payloads)

    with gathering.coming() as way:
        asked = way.ask(b"act", key=_Waiting())
        went_on.set()
        assert key.own.public.verify(PAYLOAD_TYPE, b"act", asked.signature()) == b"act"


def test_one_who_gives_up_is_waited_for_no_longer():
    """A refusal on the way lets the others sign at once."""
    gathering, key, together = Gathering(PAYLOAD_TYPE, patience=_LONG), _Counting(), threading.Barrier(2)

    def give_up() -> None:
        with gathering.coming():
            together.wait(_LONG)
            raise LookupError

    signed, fault = _at_once(_signer(gathering, b"act", key, together=together), give_up)
    assert isinstance(fault, LookupError)
    assert isinstance(signed, Signature)
    assert key.batches == [1]


def test_one_who_does_not_come_is_waited_for_a_moment_only():
    """Somebody who is held up holds up nobody else."""
    gathering, key = Gathering(PAYLOAD_TYPE, patience=0.001), _Counting()
    with gathering.coming(), gathering.coming() as way:
        assert key.own.public.verify(PAYLOAD_TYPE, b"act", way.ask(b"act", key=key).signature()) == b"act"
        assert key.batches == [1]


def test_while_a_signed_act_goes_to_the_disk_those_who_ask_are_gathered():
    """Two who ask meanwhile share one signature, made when the first is written, or gives up."""
    gathering, key = Gathering(PAYLOAD_TYPE, patience=_LONG), _Counting()
    with contextlib.ExitStack() as first:
        ahead = first.enter_context(gathering.coming())
        ahead.ask(b"ahead", key=key).signature()
        with gathering.coming() as one, gathering.coming() as other:
            asked = [one.ask(b"one", key=key), other.ask(b"other", key=key)]
            assert key.batches == [1], "the turn is not free: nobody waits for these yet"
            first.close()
            for payload, ask in zip((b"one", b"other"), asked, strict=True):
                assert key.own.public.verify(PAYLOAD_TYPE, payload, ask.signature()) == payload
    assert key.batches == [1, 2]


def test_keys_that_differ_sign_each_their_own():
    """A batch is of one key."""
    gathering, together = Gathering(PAYLOAD_TYPE, patience=_LONG), threading.Barrier(2)
    keys = [_Counting(), _Counting()]
    signed = _at_once(*(_signer(gathering, b"act", key, together=together) for key in keys))
    for key, signature in zip(keys, signed, strict=True):
        assert isinstance(signature, Signature)
        assert key.own.public.verify(PAYLOAD_TYPE, b"act", signature) == b"act"


def test_a_fault_is_told_to_each():
    """Nobody goes on with a signature that was not made."""
    gathering, together = Gathering(PAYLOAD_TYPE, patience=_LONG), threading.Barrier(2)
    came = _at_once(*(_signer(gathering, b"act", _Broken(), together=together) for _ in range(2)))
    assert [str(fault) for fault in came] == ["no entropy", "no entropy"]
    with gathering.coming() as way:
        assert isinstance(way.ask(b"act", key=SigningKey.generate()).signature(), Signature), "the next is not held up by it"


def test_a_deed_is_done_in_the_context_of_its_own_thread(monkeypatch):
    """Whichever thread writes it, it goes by the directory that its own thread looked at."""
    monkeypatch.setattr(writing, "transaction", SimpleNamespace(atomic=contextlib.nullcontext))
    looked = ContextVar("looked", default="nobody's")

    def look(name: str) -> writing.Deed:
        looked.set(name)
        return writing.Deed(looked.get)

    deeds = [copy_context().run(look, name) for name in ("one's", "the other's")]
    writing.write_together(deeds)
    assert [deed.came for deed in deeds] == ["one's", "the other's"]
