"""Asked before an act about a shared commitment leaves: does it say what the register has, and may it be said now?"""

from collections.abc import Mapping

from comity.directory.book import book
from comity.register.sharing.refusals import NotAsRegistered
from comity.register.sharing.showing import live, require_sharable, said_now, shared_in
from comity.terms.identifiers import NodeId
from comity.terms.json import JsonValue
from comity.wire.act import ActBody
from comity.wire.commitment import SAME, Standing, parse_recognised, parse_shared, print_shared, print_standing


def require_as_registered(body: ActBody, *, peer: str) -> None:
    """Raise unless an act of ours about a shared commitment says what stands in the register now.

    `Malformed`, `NoSuchRow`, `NotAsRegistered`, `NotBetweenUs`, `SharedAlready`, `NotShared`, `NotToBeSaid`.
    """
    country = book().authority_of(NodeId(peer)).id.country
    if body.act == "request":
        told = parse_shared(body.fields)
        _require_same(body, print_shared(require_sharable(live(told.number), peer=peer, country=country)), number=told.number)
    elif body.act == "answer":
        said = parse_recognised(body.fields)
        if said.known_as == SAME:
            require_sharable(live(said.number), peer=peer, country=country)
    elif body.act in ("report", "notice"):
        now: Standing = said_now(shared_in(str(body.reference)))
        _require_same(body, print_standing(now), number=now.number)


def _require_same(body: ActBody, now: Mapping[str, JsonValue], *, number: str) -> None:
    if {name: value for name, value in body.fields.items() if name != "note"} != now:
        raise NotAsRegistered(number=number)
