"""An authority that signs a repository: its private key as a file, and its public card, handed to the others."""

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from comity.directory.keyfiles import write_signing_key
from comity.seal.keys import SigningKey, VerifyingKey
from comity.terms.identifiers import AuthorityId
from comity.terms.json import parse_json, print_json
from comity.terms.refusals import Malformed, Refused

_WHAT: Final = "authority card"
_CAP: Final = 8192


@dataclass(frozen=True, slots=True)
class Card:
    """Which authority, and the public halves of its key."""

    authority: AuthorityId
    key: VerifyingKey


def print_card(card: Card) -> bytes:
    """Print the card that the others are handed."""
    return print_json({"authority": str(card.authority), "key": base64.b64encode(card.key.raw).decode("ascii"), "v": 1}, what=_WHAT)


def parse_card(data: bytes) -> Card:
    """Read what `print_card` wrote; raises `Malformed`, `TooLarge`."""
    value = parse_json(data, _CAP, what=_WHAT)
    try:
        card = Card(AuthorityId(value["authority"]), VerifyingKey(base64.b64decode(value["key"], validate=True)))
    except (TypeError, KeyError, ValueError, AttributeError, binascii.Error) as fault:
        raise Malformed(_WHAT, "not of its shape") from fault
    except Refused:
        raise
    if print_card(card) != data:
        raise Malformed(_WHAT, "not canonical")
    return card


def draw_authority_key(authority: AuthorityId, *, into: Path) -> tuple[Path, Path, Card]:
    """Draw a key; return its private file, its card's file, and the card. Never over one that is there."""
    key = SigningKey.generate()
    card = Card(authority, key.public)
    private, public = into / f"{authority}.authority.key", into / f"{authority}.authority.json"
    write_signing_key(private, key)
    public.write_bytes(print_card(card))
    return private, public, card
