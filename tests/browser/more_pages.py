"""The rooms beside requests, each filled once: what other States gave, opinions, incidents, questions of persons, joining, notices."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from keepers import given
from tests.desk.test_carry_withdrawal import arrives
from tests.desk.test_carrying import MINISTRY, came, join, their_proposal
from tests.desk.test_claims import TYPED
from tests.desk.test_onward import SPONT, to_third
from tests.desk.test_remedies import register as register_question
from tests.desk.test_sharing import THEIRS, promise, says
from tests.desk.test_sharing import shared as share
from tests.picture.assessing import Assessor
from tests.register.hands import FIRST, SECOND, Hands
from worlds.paper import bytes_of, listed
from worlds.places import THERE

from comity.courier.refusing import Refusals
from comity.desk.carrying.actions import propose_carry
from comity.desk.claims.actions import add_claim
from comity.desk.claims.graph import DENIES, SAYS
from comity.desk.counselling.actions import advise_on_draft, advise_on_request
from comity.desk.incidents.actions import declare_breach
from comity.desk.joining.actions import approve_joining
from comity.desk.partnering.actions import Entry, approve_partner, propose_partner
from comity.desk.remedies.actions import decide_remedy
from comity.directory.policy import Role
from comity.directory.ways import Way
from comity.evidence.refusals import Altered
from comity.evidence.states import Kind
from comity.picture.series.actions import add_figure
from comity.records.models import ActFile, Alarm, Commitment, Disposal, Line, Meeting, Participation, RegisterActor, RiskLevel, Statement
from comity.register.assistance.actions import write_assistance
from comity.register.exercises.actions import propose_exercise
from comity.register.mechanisms.actions import add_row, open_mechanism
from comity.register.mechanisms.recurring import repeat_commitment
from comity.register.offering.actions import link_case, offer_evidence
from comity.register.reporting.actions import begin_note, file_note, save_note
from comity.register.threats.actions import code_event
from comity.register.treaties.actions import register_treaty_act
from comity.terms.digests import Digest
from comity.terms.identifiers import EnvelopeId, Reference
from comity.terms.refusals import Malformed

if TYPE_CHECKING:
    from every_page import FullWorld, Visit

ADVISER: Final = "thu.h@poc.vn.example"
TWIN: Final = Path(__file__).parents[1] / "fixtures/reports/twins/002.txt"
WORDS: Final = "Văn bản đủ căn cứ; nên nêu rõ thời hạn lưu giữ."

MAP: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="XR" d="M0 0h3v3z"/><path d="M4 4h3v3z"/></svg>'


def lines(full: "FullWorld") -> Iterator["Visit"]:
    """A partner that is away with something urgent for it, what it refused, and what was refused here."""
    world, since = full.world, full.world.at + -timedelta(hours=2)
    away = Line.objects.create(peer=THERE.text, down_since=since, last_fault="timeout", next_at=world.at)
    alarm = Alarm.objects.create(kind="refused", peer=THERE.text, env_id="ab" * 16, case=full.request.reference, seq=1, at=world.at)
    refusals = Refusals(world.home, lambda: world.at)
    refusals.remember(
        Malformed("act", "at the beginning"), peer=THERE, env_id=EnvelopeId("cd" * 16), case=Reference(full.request.reference)
    )
    refusals.tell()
    yield full.at("lines")
    away.delete()
    alarm.delete()


def beside(full: "FullWorld") -> Iterator["Visit"]:
    """What another State gave, what the legal adviser said, who is to hold it, what happened, what a mission passes on, the case file."""
    world, adviser = full.world, full.recruit(ADVISER, Role.LEGAL_ADVISER)
    values = SPONT | {"binding": "CND-BOUND", "conditions": ["C-RETENTION"], "retain_until": "2026-12-01"}
    given = world.receive(kind="MSG-SPONT", values=values, files=(listed(bytes_of(3000)),), case="XR-2026-000111")
    yield from lines(full)
    yield full.at("retention")
    yield full.at("retire", given.reference)
    draft = to_third(world)
    yield full.at("draft-sources", draft.pk)
    yield full.at("draft-counsel", draft.pk)
    yield full.at("draft-check", draft.pk)
    yield full.at("received", given.reference)
    for name in ("received", "counsel", "forwarded"):
        yield full.at(name, full.other.reference)
    for name in ("reassign", "counsel-give", "forward"):
        yield full.at(name, full.other.reference, status=403)
    yield full.at("disposal", given.reference, Disposal.objects.get().pk)
    yield full.at("draft-counsel-give", draft.pk, by=adviser)
    told = {"code": "CSL-MEND", "words": WORDS, "by": adviser, "at": world.at}
    advise_on_draft(draft.pk, version=draft.version, token=world.token(), **told)
    yield full.at("draft-counsel", draft.pk)
    yield from evidence(full)
    yield full.at("counsel-give", full.request.reference, by=adviser)
    advise_on_request(full.request, token=world.token(), **told)
    yield full.at("counsel", full.request.reference)
    yield full.at("reassign", full.request.reference, by=full.supervisor)
    yield full.at("event", full.request.reference)
    yield full.sent("event", full.request.reference, form="/event/")
    yield full.at("forward", full.request.reference, by=full.mission)
    yield full.at("forwarded", full.request.reference)
    yield full.at("casefile", full.request.reference, by=world.chief)
    yield full.sent("casefile", full.request.reference, by=world.chief, form="/casefile/")
    yield full.at("withholding", full.request.reference)
    yield full.at("notices")


def evidence(full: "FullWorld") -> Iterator["Visit"]:
    """What a case has in custody: a file that came, one that waits for a second person, one that is locked, a carrier; each step's form."""
    world = full.world
    keeper = given(world, conditions=["C-USE", "C-RETENTION"], retain_until="2027-03-01", case="XR-2026-000112")
    reference, file = keeper.request.reference, ActFile.objects.get(message__request=keeper.request)
    yield full.at("evidence", reference)
    yield full.at("evidence-take-in", reference, file.message.env_id, file.digest)
    yield full.at("evidence-new", reference)
    item, thing = keeper.file(), keeper.carrier()
    keeper.step(item, Kind.HOLD_PLACED)
    for kind in (Kind.HANDED_OVER, Kind.VERIFIED, Kind.EXPORTED, Kind.HOLD_LIFTED, Kind.DESTROYED):
        yield full.at("evidence-step", reference, item.number, kind.value)
    keeper.step(item, Kind.VERIFIED)
    keeper.propose(item, Kind.RELEASED)
    yield full.at("evidence-item", reference, item.number, by=world.approver)
    with contextlib.suppress(Altered):
        keeper.step(thing, Kind.VERIFIED, sha256="cd" * 32)
    yield full.at("evidence-item", reference, thing.number)
    yield full.at("evidence", reference, by=world.approver)


def remedies(full: "FullWorld") -> Iterator["Visit"]:
    """What went wrong, what persons ask, persons and accounts of a case, its costs."""
    world, adviser = full.world, full.recruit("lien.t@poc.vn.example", Role.LEGAL_ADVISER)
    reference = full.request.reference
    yield full.at("incidents", query=f"?reference={reference}")
    breach = declare_breach(
        peer=full.request.peer, reference=reference, words=WORDS, found_at=world.at, by=world.drafter, at=world.at, token=world.token()
    )
    yield full.at("incidents")
    yield full.sent("incidents", form="/incidents/")
    yield full.at("incident", breach.pk)
    yield full.at("persons", reference)
    yield full.sent("persons", reference, form="/persons/")
    for stand in (SAYS, DENIES):
        add_claim(full.request, typed={**TYPED, "stand": stand}, by=world.drafter, at=world.at, token=world.token())
    yield full.at("persons", reference)
    yield full.at("costs", reference)
    yield full.sent("costs", reference, form="/costs/")
    yield full.at("remedies", by=adviser)
    yield full.sent("remedies", by=adviser, form="/remedies/")
    asked = register_question(world, adviser)
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
    yield full.sent("partner-join", str(MINISTRY), form="/join/")
    approve_joining(joined.pk, by=world.approver, at=world.at, token=world.token())
    yield full.at("carry", ours.reference)
    world.approve(propose_carry(ours, by=world.drafter, at=world.at, token=world.token()))
    yield full.at("carry", ours.reference)
    arrives(ours)
    yield full.at("carry", ours.reference)
    yield full.sent("carry", ours.reference, form="/carry/", typed={"act": "next"})
    their_proposal(world, case="XR-2026-000177")
    yield full.at("carry", "XR-2026-000177")
    yield full.sent("carry", "XR-2026-000177", form="/carry/", typed={"act": "next"})
    yield full.at("request", "XR-2026-000177")


def shared(full: "FullWorld") -> Iterator["Visit"]:
    """A commitment at both sides with what is offered as evidence, one that waits for an answer, an exercise, an incident, a note."""
    world = full.world
    one = promise(world)
    request = share(world, one)
    confirmed = {"number": "C-000031", "state": "in-progress"}
    says(world, "notice", confirmed, case=request.reference)
    offer_evidence(
        one, sort="request", reference=f"{request.reference} 1", digest=Digest.of(b"x"), words="", supplied_by=request.peer, at=world.at
    )
    says(world, "request", {**THEIRS, "number": "C-000032"}, case="XR-2026-000041")
    yield full.at("register-commitment", one.number)
    yield full.at("register-share", request.reference)
    yield full.at("register-share", "XR-2026-000041")
    yield full.at("register-shares")
    spoken = Statement.objects.first()
    typed = {"topic": "ransomware", "parties": ["US"], "aim": "Hai đầu mối cùng xử lý một vụ tấn công.", "days": "2027-03"}
    made = propose_exercise(typed=typed, statement=spoken.pk, by=world.drafter, at=world.at, token=world.token())
    yield full.at("register-exercise", made.number)
    yield full.at("register-exercises")
    yield full.at("register-exercise-new", query=f"?country=US&statement={spoken.pk}")
    Meeting.objects.filter(pk=spoken.meeting_id).update(
        type="incident", country="VN", place="Tuy An", province="vn-phu-yen", province_now="vn-dak-lak"
    )
    link_case(spoken.meeting.number, case=request.reference, by=world.drafter, at=world.at, token=world.token())
    yield full.at("register-meeting", spoken.meeting.number)
    yield full.at("mission-note", by=full.mission)
    kept = begin_note(by=full.mission, at=world.at)
    yield full.at("mission-note-own", kept.pk, by=full.mission)
    told = {"type": "reception", "day": "2026-11-20", "country": "XR", "said_1": "Hoan nghênh.", "act_1": "welcome"}
    save_note(kept.pk, typed=told, by=full.mission, at=world.at)
    file_note(kept.pk, by=full.mission, at=world.at, token=world.token())
    yield full.at("mission-note-own", kept.pk, by=full.mission)


def register(full: "FullWorld") -> Iterator["Visit"]:
    """Reports in review and done, one of them offered rows that are there; meetings, commitments, people; who keeps and who reads."""
    hands = Hands(full.world)
    yield full.at("register")
    yield full.at("register-import")
    twin = hands.bring(TWIN.read_text(encoding="utf-8"))
    hands.accept(twin, "actor", 0)
    hands.reject(twin, "event", 2)
    for officer in (full.world.drafter, full.auditor):
        yield full.at("register-review", twin.number, by=officer)
    yield full.at("register-suggestion", twin.number, "statement", 3)
    yield full.at("register-documents")
    hands.accept_all(twin)
    yield full.at("register-review", twin.number)
    yield full.at("register-replace", twin.number)
    hands.accept_all(hands.bring(FIRST))
    again = hands.bring(SECOND)
    yield full.at("register-review", again.number)
    yield full.at("register-suggestion", again.number, "actor", 0)
    yield full.at("register", by=full.auditor)
    yield full.at("register")
    yield full.at("register-meetings")
    yield full.at("register-meetings", query="?q=tiep&country=JP")
    yield full.at("register-meetings", query="?country=US")
    yield full.at("register-meeting-new", query=f"?country=US&statement={Statement.objects.first().pk}")
    for meeting in Meeting.objects.order_by("pk"):
        yield full.at("register-meeting", meeting.number)
    seat = Participation.objects.select_related("meeting").get(unnamed=True)
    yield full.at("register-seat", seat.meeting.number, seat.pk)
    yield full.at("register-commitments", query="?partner=US")
    yield full.at("register-commitment-new")
    for commitment in Commitment.objects.order_by("pk")[:2]:
        yield full.at("register-commitment", commitment.number)
    yield from shared(full)
    yield full.at("register-statements", query="?of=US&to=VN")
    yield full.at("register-statement", Statement.objects.first().pk)
    yield full.at("register-actors", query="?q=hung")
    yield full.at("register-actor", RegisterActor.objects.first().pk)
    yield full.at("country", "US")
    yield from mechanisms(full, hands)


def picture(full: "FullWorld") -> Iterator["Visit"]:
    """The risk picture empty and full: levels fresh and stale, an indicator that warns, a series, codes, one hop, tiles, a base map."""
    assessor = Assessor(full.world)
    yield full.at("picture", by=full.auditor)
    yield full.at("picture-level", "RS-NATIONAL")
    for scope, level in (("RS-NATIONAL", "RL-MODERATE"), ("RS-REGIONAL", "RL-SEVERE"), ("SCT-HEALTH", "RL-CRITICAL")):
        assessor.level(scope, level=level, sources="R-000001\nBáo cáo tháng 11")
    RiskLevel.objects.filter(scope="RS-REGIONAL").update(review_on=assessor.day(-9))
    yield full.at("picture-indicator-new")
    watched = assessor.indicator()
    for days, value in ((60, "31"), (30, "38"), (1, "46")):
        assessor.read(watched, value, days=days)
    yield full.at("picture-indicator", watched.pk)
    yield full.at("picture-series-new")
    counted = assessor.series()
    for period, value, bound in (("2022", "91500", ""), ("2023", "100000", ">")):
        add_figure(counted.pk, figure=assessor.figure(value=value, bound=bound).pk, said_on=period, **assessor.more())
    assessor.figure(value="5000")
    yield full.at("picture-series", counted.pk)
    code_event("M-000001", uses=["USE-PROPAGANDA"], sectors=["SCT-MEDIA", "SCT-GOV"], supports=["SUP-IDEOLOGY"], **assessor.more())
    yield full.at("register-meeting", "M-000001")
    yield full.at("picture")
    yield full.at("picture-level", "RS-REGIONAL", by=full.auditor)
    yield full.at("picture-links")
    yield full.at("picture-links", query="?meeting=M-000001")
    full.world.home.base_map.parent.mkdir(exist_ok=True)
    full.world.home.base_map.write_text(MAP, encoding="utf-8")
    yield full.at("picture-map")
    yield full.at("picture-map", query="?of=meetings", by=full.auditor)


def mechanisms(full: "FullWorld", hands: Hands) -> Iterator["Visit"]:
    """Mechanisms, the calendar, treaties, offers and asks, tables: empty, filled, with what is offered."""
    yield full.at("register-calendar")
    yield full.at("register-calendar", query="?month=2023-07")
    yield full.at("register-calendar", query="?month=2024-06", by=full.auditor)
    yield full.at("register-invitation")
    yield full.at("register-mechanisms")
    yield full.at("register-mechanism-new")
    yield full.at("register-mechanisms-named")
    yield full.at("register-groups")
    told = {"sort": "dialogue", "title": "Tham vấn ASEAN - Nga", "cadence": "yearly", "rounds": "8", "next_said": "2026-12-07"}
    sides = ({"group": "ASEAN"}, {"country": "RU"})
    open_mechanism(typed={**told, "funding": "Mỗi bên tự chịu"}, parties=sides, instruments=(), **hands.more())
    add_row("K-000001", kind="meeting", row="M-000001", **hands.more())
    yield full.at("register-mechanism", "K-000001")
    yield full.at("register-mechanisms", query="?country=VN")
    yield full.at("register-assistance")
    yield full.at("register-assistance-new")
    asked = Statement.objects.filter(act="request").first()
    yield full.at("register-assistance-new", query=f"?statement={asked.pk}")
    write_assistance(typed={"topic": "drugs"}, statement=asked.pk, **hands.more())
    offer = {"side": "offer", "country": "JP", "topic": "drugs", "words": "Đề xuất hỗ trợ", "language": "vi", "region": "ASEAN"}
    write_assistance(typed=offer, **hands.more())
    yield full.at("register-assistance-one", "A-000001")
    yield full.at("register-assistance", query="?topic=drugs")
    repeat_commitment("C-000001", cadence="yearly", since="2024-01-01", **hands.more())
    yield full.at("register-commitment", "C-000001")
    act = {"country": "VN", "act": "ratified", "said": "2026-11-20", "document": "R-000001"}
    register_treaty_act("UNCC", typed=act, instruments=("UNCC",), **hands.more())
    yield full.at("register-treaties")
    yield full.at("register-treaty", "UNCC", query="?country=VN&and=US&with=RU")
    yield full.at("register-tables")
    yield full.at("register-table-in")
