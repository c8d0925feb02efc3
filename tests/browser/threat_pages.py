"""Threat information, each page of it filled: collections, objects with all that is around them, lots in each state."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attack import CHAIN, with_matrix
from programs import RED
from programs import indicator as given
from threats import full as filled
from threats import indicator, named, thing
from worlds.sets import Giver

from comity.desk.giving.actions import drop_set, propose_recall
from comity.directory.officers import actor
from comity.intel.feeds.actions import Server, Terms, add_pull
from comity.intel.giving.actions import agree_to_lot, bring_lot, send_lot_back, submit_lot
from comity.intel.giving.composing import Composed, compose
from comity.intel.giving.fetching import ask_fetch, keep_failed, keep_fetched
from comity.intel.giving.progress import standing
from comity.intel.giving.removing import agree_to_removal, ask_removal
from comity.intel.reading.onlooking import onlooker
from comity.intel.vocabularies.actions import load_vocabulary
from comity.records.models import IntelFeed, IntelFeedLine, IntelLot
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Tlp
from comity.terms.outside import Domain

if TYPE_CHECKING:
    from every_page import FullWorld, Visit


def threats(full: "FullWorld") -> Iterator["Visit"]:
    """Empty first; then collections, what is found and what is not, an object whole, one that is spoiled, lots of each kind."""
    world = full.world
    yield full.at("threats")
    yield full.at("threat-matrix")
    shelves = filled(world)
    crime = shelves["crime"].uuid
    _vocabularies(full)
    yield full.at("threats")
    for query in ("?q=198.51.100.7", "?q=nothing.example"):
        yield full.at("threat-search", query=query)
    for query in ("", "?type=tool", "?q=zenda", "?stands=stands", "?stands=disputed"):
        yield full.at("threat-collection", crime, query=query)
    for kind, number in (("indicator", 1), ("indicator", 2), ("indicator", 3), ("campaign", 14), ("malware", 4)):
        yield full.at("threat-object", crime, named(kind, number))

    yield full.at("threat-object", crime, named("indicator", 13), status=404)
    yield from _matrix(full)
    yield full.at("threat-say", crime, named("indicator", 1))
    yield full.at("threat-import")
    yield full.at("threat-compose")
    yield full.at("threat-permissions")
    yield full.at("threat-groups")
    yield full.at("threat-lots")
    lot = _brought(full, shelves["crime"].uuid)
    yield full.at("threat-lot", lot.pk)
    eye, second = (onlooker(one, by=actor(one, at=world.at), at=world.at) for one in (world.drafter, world.approver))
    submit_lot(lot.pk, eye=eye, by=world.drafter)
    yield full.at("threat-lot", lot.pk)
    yield full.at("threat-lot", lot.pk, by=world.approver)
    said = Composed(
        what=Domain.parse("evil.example"),
        level=Tlp.AMBER_STRICT,
        valid_from=world.at,
        meanings=("malicious-activity",),
        to=frozenset({AuthorityId("xr-cert")}),
        fields=frozenset({"EF-CYBERCRIME"}),
    )
    made = bring_lot(compose(said, eye=eye), into=crime, eye=eye, by=world.drafter, token=world.token(), origin="composed")
    submit_lot(made.pk, eye=eye, by=world.drafter)
    send_lot_back(made.pk, reason="Chưa đủ nguồn.", eye=second, by=world.approver)
    yield full.at("threat-lot", made.pk)
    yield full.at("threat-lots")
    agree_to_lot(lot.pk, eye=second, by=world.approver)
    yield full.at("threat-lot", lot.pk)
    yield from _taken_out(full, crime)
    yield from _feeds(full)
    yield full.at("threat-object", crime, named("indicator", 400))
    yield from _sets(full)


def _taken_out(full: "FullWorld", crime: str) -> Iterator["Visit"]:
    world = full.world
    ours = named("indicator", 20)
    eye, second = (onlooker(one, by=actor(one, at=world.at), at=world.at) for one in (world.drafter, world.approver))
    yield full.at("threat-object", crime, ours)
    made = ask_removal(crime, ours, reason="Nhầm giá trị.", eye=eye, by=world.drafter, token=world.token())
    yield full.at("threat-object", crime, ours)
    yield full.at("threat-removal", made.pk)
    yield full.at("threat-removal", made.pk, by=world.approver)
    yield full.at("threats", by=world.approver)
    agree_to_removal(made.pk, eye=second, by=world.approver)
    yield full.at("threat-removal", made.pk)
    yield full.at("threat-lots")


def _feeds(full: "FullWorld") -> Iterator["Visit"]:
    world = full.world
    yield full.at("threat-feeds")
    terms = Terms([("91a7b528-80eb-42ed-a74d-c6fbd5a26116", "crime"), ("wallets", "money")], owner="xr-cert")
    feed = add_pull("cert-feed", Server("https://taxii.example/taxii2/"), terms, at=world.at)
    IntelFeed.objects.filter(pk=feed.pk).update(fails=3, why="sign-in", words="401 go away")
    eye = onlooker(world.drafter, by=actor(world.drafter, at=world.at), at=world.at)
    first, second = IntelFeedLine.objects.filter(feed=feed).order_by("pk")
    asked = [ask_fetch(one.pk, eye=eye, by=world.drafter, token=world.token()) for one in (first, second)]
    body = json.dumps(thing("malware", 950, name="Họ mới", is_family=True)).encode()
    keep_fetched(asked[0].pk, [body], upto=standing(first), more=True, at=world.at)
    yield full.at("threat-feeds")
    keep_failed(asked[1].pk, why="no-connection", words="", at=world.at)
    yield full.at("threat-feeds", by=world.approver)


def _matrix(full: "FullWorld") -> Iterator["Visit"]:
    shelves = with_matrix(full.world)
    group = named("intrusion-set", 810)
    for query in ("", f"?in={shelves['methods'].uuid}&beside={group}", f"?beside={group}&show=beside"):
        yield full.at("threat-matrix-of", CHAIN, query=query)
    yield full.at("threat-object", "attack", named("attack-pattern", 800))
    yield full.at("threat-object", "methods", group)


def _vocabularies(full: "FullWorld") -> None:
    """Put a list and a taxonomy into the node, of which objects speak."""
    listed = {"name": "List of known IPv4 public DNS resolvers", "type": "cidr", "version": 1, "description": "Used by everybody."}
    tagged = {"namespace": "ops", "expanded": "Operations", "version": 1, "predicates": [{"value": "phase", "expanded": "A phase"}]}
    for told in (listed | {"list": ["198.51.100.0/24"]}, tagged):
        load_vocabulary(json.dumps(told).encode(), file="list.json", at=full.world.at)


def _sets(full: "FullWorld") -> Iterator["Visit"]:
    """Sets: none, one that waits as both officers see it, sent, recalled in part, not approved; one that came."""
    world = full.world
    yield full.at("threat-sets")
    yield full.at("threat-set-propose")
    giver = Giver(world)
    giver.put(*(given(number, name=f"Máy chủ điều khiển {number}") for number in range(4)), given(9, marking=RED))
    row = giver.propose_set()
    for by in (world.drafter, world.approver):
        yield full.at("threat-set-approve", row.pk, by=by)
    yield full.at("threat-set", row.pk)
    yield full.at("threat-sets")
    giver.approve_set(row)
    yield full.at("threat-set", row.pk)
    told = {"by": world.drafter, "at": world.at}
    recall = propose_recall(row.number, reason="RECALL-WRONG", token=world.token(), **told)
    yield full.at("threat-set-approve", recall.pk, by=world.approver)
    drop_set(recall.number, reason="Cần kiểm tra lại.", token=world.token(), **told)
    yield full.at("threat-set", recall.pk)
    giver.approve_set(propose_recall(row.number, reason="RECALL-OVER", token=world.token(), **told))
    yield full.at("threat-set", row.pk)
    yield full.at("threat-set", row.pk, query="?stand=recalled")
    yield full.at("threat-sets")


def _brought(full: "FullWorld", into: str) -> IntelLot:
    world = full.world
    tagged = indicator(400, "[ipv4-addr:value = '198.51.100.53']", name="Máy phân giải", labels=["ops:phase"])
    good = [tagged, *(thing("malware", 200 + number, name=f"Họ mã độc {number}", is_family=True) for number in range(3))]
    wrong = [thing("malware", 300, name="Thiếu thuộc tính", labels=[]), {"type": "indicator"}, 7]
    text = json.dumps({"objects": [*good, *wrong]}, indent=1, ensure_ascii=False).encode()
    eye = onlooker(world.drafter, by=actor(world.drafter, at=world.at), at=world.at)
    return bring_lot(text, into=into, eye=eye, by=world.drafter, token=world.token(), file="mã độc.json")
