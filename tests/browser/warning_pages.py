"""The threat exchange, each page of it filled: what came, what went out, what is written and what waits, who has it and who does not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import transaction
from tests.desk.test_warning import TYPED, approved, arrived, case_of, give_roles, says, submitted

from comity.desk.receiving.receipts import undelivered
from comity.desk.warning.actions import submit_warning
from comity.intel.warnings.actions import begin_recall, begin_warning
from comity.wire.warning import parse_told, print_told

if TYPE_CHECKING:
    from every_page import FullWorld, Visit


def exchange(full: "FullWorld") -> Iterator["Visit"]:
    """Empty first; then one with everything in it, acknowledged, refused by a node, withheld; one recalled; one of another State's."""
    world = full.world
    yield full.at("exchange", query="?field=EF-WEAPONS")
    give_roles(world, xr_poc=("FIU",))
    yield full.at("warning-new")
    yield full.at("warning-new", query=f"?from={full.request.reference}")
    made = begin_warning(typed={**TYPED, "good_until": "2026-13-45"}, by=world.drafter, at=world.at, token=world.token())
    for item in ("about", "threat", "words", "signs", "asked", "limits", "aim"):
        yield full.at("warning-item", made.number, item)
    yield full.at("warning-item", made.number, "asked", query="?mend=1")
    yield full.at("warning-check", made.number)
    named = begin_warning(typed={**TYPED, "tlp": "TLP:AMBER"}, by=world.drafter, at=world.at, token=world.token())
    yield full.at("warning-item", named.number, "aim")
    yield full.at("warning-check", named.number)
    waiting = submitted(world, techniques=["TQ-CRYPTO-MIX"], indicators=[{"type": "domain", "value": "relief-zenda.example"}])
    yield full.at("warning-approve", waiting.warning.number)
    yield full.at("warning-approve", waiting.warning.number, by=world.approver)
    sent = approved(world, waiting)
    request, other = case_of(sent), case_of(sent, "xr-poc")
    arrived(world, request)
    asked = world.message(request)
    says(world, "answer", {"decision": "D-ACCEPT", "version": 1, "done": "DONE-SEEN"}, case=request.reference, original=asked.env_id)
    with transaction.atomic():
        undelivered(other.reference, envelope=world.outbox(other).env_id, why="policy", at=world.at)
    yield full.at("warning", sent.number)
    yield full.at("request", request.reference)
    begin_recall(sent.number, reason="RECALL-WRONG", by=world.drafter, at=world.at, token=world.token())
    yield full.at("warning-check", sent.number)
    recall = submit_warning(sent.number, saved=1, by=world.drafter, at=world.at, token=world.token())
    yield full.at("warning-approve", sent.number, by=world.approver)
    approved(world, recall)
    yield full.at("warning", sent.number)
    told = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))
    says(world, "request", {"number": "W-000031", **told}, case="XR-2026-000341", tlp="TLP:GREEN")
    yield full.at("warning", "XR-2026-000341")
    yield full.at("exchange")
    yield full.at("exchange", query="?code=support-type~SUP-FINANCE&side=ours")
