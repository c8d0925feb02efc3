"""Museum: JSON so deep that whoever walks through it or prints it has no stack left. A stranger's answer ends in a word, never in a fault.

A parser that recurses refuses a hundred thousand levels by itself; a thousand pass it, and then end whatever recurses twice a level.
"""

import json

import pytest

from comity.courier.taxii.checking.case import NotJson
from comity.courier.taxii.checking.reply import Reply
from comity.courier.taxii.exchange import Answered, Asked
from comity.courier.taxii.resources import Discovery, read_named, read_page, read_resource, words_of
from comity.doors.cli.checktext import _text
from comity.terms.refusals import Malformed
from comity.wire.misp.gathering import told_of
from comity.wire.misp.naming import EXTENSION

LEVELS = (100, 450, 990, 100_000)


def bombs(levels):
    """Arrays, objects, and both under a name."""
    yield "[" * levels + "]" * levels
    yield '{"a":' * levels + "1" + "}" * levels
    yield '[{"a":' * (levels // 2) + "1" + "}]" * (levels // 2)


def answered(body, status=500):
    """An answer of a server."""
    return Answered(status, (("Content-Type", "application/taxii+json;version=2.1"),), body.encode("latin-1"))


def lower(levels, ask):
    """Ask with so many frames more on the stack."""
    return ask() if not levels else lower(levels - 1, ask)


@pytest.mark.parametrize("levels", LEVELS)
def test_an_error_that_is_deep_says_nothing(levels):
    """A title that is a tower of arrays; what stands beside it as a text is still told."""
    for bomb in bombs(levels):
        for say in (f'{{"title":{bomb}}}', bomb):
            assert lower(150, lambda say=say: words_of(answered(say))) == ""
    assert words_of(answered(f'{{"title":"no","description":{"[" * 9 + "]" * 9}}}')) == "no"
    assert words_of(answered('{"title":17,"description":"busy"}')) == "17: busy"


@pytest.mark.parametrize("levels", LEVELS)
def test_a_resource_that_is_deep_is_refused_or_read(levels):
    """Where what nobody asked for is deep it is skipped or refused, and so is an object."""
    for bomb in bombs(levels):
        for read in (
            lambda bomb=bomb: read_resource(answered(f'{{"title":"x","more":{bomb}}}'), Discovery),
            lambda bomb=bomb: read_page(answered(f'{{"objects":[{bomb}]}}')),
            lambda bomb=bomb: read_named(f'{{"id":"tool--1","x":{bomb}}}'.encode()),
        ):
            try:
                lower(150, read)
            except Malformed:
                continue
            assert levels < 1000
        with pytest.raises(Malformed):
            read_page(answered(f'{{"objects":[],"next":{bomb}}}'))
    with pytest.raises(Malformed):
        read_page(answered('{"objects":[],"next":"\xff"}'))


@pytest.mark.parametrize("levels", LEVELS)
def test_a_server_under_examination_that_is_deep_fails_the_case(levels):
    """The case says why, and what was exchanged is shown as text."""
    for bomb in bombs(levels):
        asked = Asked("GET", "https://taxii.example/taxii2/")
        with pytest.raises(NotJson, match="levels"):
            Reply(asked, answered(f'{{"title":{bomb}}}', status=200)).json()
        shown = _text(bomb.encode())
        assert isinstance(shown, str)
        json.dumps(shown)


@pytest.mark.parametrize("levels", LEVELS)
def test_what_an_extension_says_in_a_text_is_no_deeper_than_misp_is(levels):
    """The object itself is flat: its text is not. It counts as nothing, as any text that is no JSON."""
    for bomb in bombs(levels):
        made = {"type": "indicator", "extensions": {EXTENSION: {"event": bomb}}}
        assert told_of(made, "event") is None
    flat = {"extensions": {EXTENSION: {"event": '{"a":[1,"[[[[[[[[[[[[[[[[[[[[[[[[[[[["]}'}}}
    assert told_of(flat, "event") == {"a": [1, "[" * 28]}
