"""The rooms beside requests, each filled once: what other States gave, opinions, incidents, questions of persons, joining, notices."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tests.desk.test_carry_withdrawal import arrives
from tests.desk.test_carrying import MINISTRY, came, join, their_proposal
from tests.desk.test_onward import SPONT, to_third
from tests.desk.test_remedies import register
from worlds.paper import bytes_of, listed

from comity.desk.carrying.actions import propose_carry
from comity.desk.counselling.actions import advise_on_draft, advise_on_request
from comity.desk.incidents.actions import declare_breach
from comity.desk.joining.actions import approve_joining
from comity.desk.partnering.actions import Entry, approve_partner, propose_partner
from comity.desk.remedies.actions import decide_remedy
from comity.directory.policy import Role
from comity.directory.ways import Way
from comity.records.models import Disposal

if TYPE_CHECKING:
    from every_page import FullWorld, Visit

ADVISER: Final = "thu.h@poc.vn.example"
WORDS: Final = "Văn bản đủ căn cứ; nên nêu rõ thời hạn lưu giữ."


def beside(full: "FullWorld") -> Iterator["Visit"]:
    """What another State gave, what the legal adviser said, who is to hold it, what happened, what a mission passes on, the case file."""
    world, adviser = full.world, full.recruit(ADVISER, Role.LEGAL_ADVISER)
    values = SPONT | {"binding": "CND-BOUND", "conditions": ["C-RETENTION"], "retain_until": "2026-12-01"}
    given = world.receive(kind="MSG-SPONT", values=values, files=(listed(bytes_of(3000)),), case="XR-2026-000111")
    draft = to_third(world)
    yield full.at("draft-sources", draft.pk)
    yield full.at("draft-check", draft.pk)
    yield full.at("received", given.reference)
    yield full.at("disposal", given.reference, Disposal.objects.get().pk)
    yield full.at("draft-counsel-give", draft.pk, by=adviser)
    told = {"code": "CSL-MEND", "words": WORDS, "by": adviser, "at": world.at}
    advise_on_draft(draft.pk, version=draft.version, token=world.token(), **told)
    yield full.at("draft-counsel", draft.pk)
    yield full.at("counsel-give", full.request.reference, by=adviser)
    advise_on_request(full.request, token=world.token(), **told)
    yield full.at("counsel", full.request.reference)
    yield full.at("reassign", full.request.reference, by=full.supervisor)
    yield full.at("event", full.request.reference)
    yield full.at("forward", full.request.reference, by=full.mission)
    yield full.at("forwarded", full.request.reference)
    yield full.at("casefile", full.request.reference, by=world.chief)
    yield full.at("notices")


def remedies(full: "FullWorld") -> Iterator["Visit"]:
    """What went wrong, what persons ask, persons and accounts of a case, its costs."""
    world, adviser = full.world, full.recruit("lien.t@poc.vn.example", Role.LEGAL_ADVISER)
    reference = full.request.reference
    yield full.at("incidents", query=f"?reference={reference}")
    breach = declare_breach(
        peer=full.request.peer, reference=reference, words=WORDS, found_at=world.at, by=world.drafter, at=world.at, token=world.token()
    )
    yield full.at("incidents")
    yield full.at("incident", breach.pk)
    yield full.at("persons", reference)
    yield full.at("costs", reference)
    yield full.at("remedies", by=adviser)
    asked = register(world, adviser)
    yield full.at("remedy", asked.number, by=adviser)
    decide_remedy(asked.number, decision="RD-GRANTED", reasons=WORDS, until="", by=adviser, at=world.at, token=world.token())
    yield full.at("remedy", asked.number, by=full.supervisor)
    yield full.at("remedies", by=adviser)


def joining(full: "FullWorld") -> Iterator["Visit"]:
    """A partner that got a node: two officers say so, one proposes, a case goes on there; theirs is compared."""
    world = full.world
    entry = Entry(
        authority=MINISTRY,
        names={"en": "Ministry of Justice", "vi": "Bộ Tư pháp"},
        roles=("CA", "POC"),
        languages=("en",),
        zone="Europe/Vienna",
        ways=(Way("DEL-POST", "1 Castle Street, Strelsau"),),
        source="Note verbale 12/2026",
        verified_on=world.at.datetime().date(),
    )
    made = propose_partner(entry, reason="first contact", by=world.drafter, at=world.at, token=world.token())
    approve_partner(made.pk, by=world.approver, at=world.at, token=world.token())
    yield full.at("partner-join", str(MINISTRY))
    ours = came(world)
    joined = join(world)
    yield full.at("partners", by=world.approver)
    approve_joining(joined.pk, by=world.approver, at=world.at, token=world.token())
    yield full.at("carry", ours.reference)
    world.approve(propose_carry(ours, by=world.drafter, at=world.at, token=world.token()))
    yield full.at("carry", ours.reference)
    arrives(ours)
    yield full.at("carry", ours.reference)
    their_proposal(world, case="XR-2026-000177")
    yield full.at("carry", "XR-2026-000177")
    yield full.at("request", "XR-2026-000177")
