"""A warning goes to its field and to nobody else: one approval, an act to each who gets it, and a ledger that says what became of it."""

from dataclasses import replace

import pytest
from django.db import transaction
from tests.worlds.places import THERE, THIRD, sections, signing
from tests.worlds.puppet import verified

from comity.desk.drafting.refusals import Stopped
from comity.desk.indexing import index_again, pay_all
from comity.desk.meaning import WARNING
from comity.desk.receiving.receipts import delivered, undelivered
from comity.desk.sending.actions import ChangedSinceShown
from comity.desk.visibility import NoSuchRequest
from comity.desk.warning.acknowledging import acknowledge_warning
from comity.desk.warning.actions import approve_warning, submit_warning
from comity.desk.warning.reading import hidden_from, see_warning, seen_by_field, seen_counts, seen_unanswered, seen_warnings
from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.policy import NotAllowed
from comity.intel.warnings.actions import (
    begin_recall,
    begin_update,
    begin_warning,
    return_warning,
    save_warning,
    set_warning_aside,
    take_back_warning,
    take_up_warning,
)
from comity.intel.warnings.queries import Narrowed, find_warning
from comity.intel.warnings.refusals import (
    ExpiredWarning,
    FreerThanSource,
    NobodyGetsIt,
    NoSuchWarning,
    NotAsPublished,
    NotToBeAcknowledged,
    OriginatorHolds,
    OwnWarning,
    RecallReasonMissing,
    TooLongAhead,
    WarningChanged,
    WarningMoved,
)
from comity.records.models import (
    JournalAct,
    Message,
    Outbox,
    Request,
    RequestCode,
    ThreatWarning,
    WarningCode,
    WarningCopy,
    WarningDelivery,
    WarningIssue,
    WarningLine,
)
from comity.terms.digests import Digest
from comity.terms.identifiers import Country, NodeId
from comity.terms.refusals import Malformed
from comity.treaty.faults import FieldFaults
from comity.wire.warning import parse_told, print_told

TYPED = {
    "sort": "WARN-METHOD",
    "field": "EF-FINANCING",
    "urgency": "urgent",
    "support_types": ["SUP-FINANCE"],
    "technologies": ["TECH-VIRTUAL-ASSET"],
    "actions": ["WACT-LOOK", "WACT-WATCH"],
    "good_until": "2027-03-31",
    "tlp": "TLP:GREEN",
    "onward": "ONWARD-ASK",
    "words": {"text": "Small sums, through wallets in between.", "language": "en"},
    "kinds": ["FIU"],
}
ROLES = {"xr-cert": ("FIU",), "xr-poc": ("CERT",), "th-poc": ("POC",)}


def how(world, **more):
    """Who, when, and a form that was not used."""
    return {"by": world.drafter, "at": world.at, "token": world.token(), **more}


def give_roles(world, version=4, **roles):
    """Let the directory say what the other authorities are."""
    said = ROLES | {name.replace("_", "-"): one for name, one in roles.items()}
    for country, section in sections().items():
        known = tuple(replace(one, roles=said.get(one.id.text, one.roles)) for one in section.authorities)
        write_section(world.home, replace(section, version=version, authorities=known), country=signing(str(country)))
    return book()


def submitted(world, **changes):
    """Write a warning and submit it."""
    typed = {key: value for key, value in (TYPED | changes).items() if value is not None}
    warning = begin_warning(typed=typed, **how(world))
    return submit_warning(warning.number, saved=1, **how(world))


def approved(world, issue, *, by=None, digest=None):
    """Approve what a second officer saw."""
    by = by or world.approver
    seen = digest or Digest.of(bytes(issue.plan))
    return approve_warning(issue.warning.number, digest_seen=seen, by=by, key=world.key(by), at=world.at, token=world.token())


def published(world, **changes):
    """Publish a warning."""
    return approved(world, submitted(world, **changes))


def ledger(warning):
    """Return where it stands with each authority."""
    return dict(WarningDelivery.objects.filter(warning=warning).values_list("authority", "state"))


def case_of(warning, authority="xr-cert"):
    """Return the case in which it went to an authority."""
    return Request.objects.get(reference=WarningDelivery.objects.get(warning=warning, authority=authority).case)


def arrived(world, request):
    """Let the courier hear that the other node has the newest act of a case."""
    with transaction.atomic():
        delivered({request.reference: [world.outbox(request).env_id]}, peer=NodeId(request.peer), at=world.at)


def says(world, act, values, *, case, original=None, taken=True, tlp=""):
    """Let the other node say something of a case, which is taken, or refused and leaves nothing."""
    body = world.puppet.act(act, WARNING, values, case=case, original=original, article="47(1)(d)", urgency="routine", tlp=tlp)
    before = (ThreatWarning.objects.count(), Message.objects.count())
    reply = world.deliver(world.puppet.say(body) if taken else world.puppet.attempt(body))
    (receipt,) = reply.items
    assert type(verified(receipt)).__name__ == ("ReceivedBody" if taken else "RefusedBody"), values
    assert taken or (ThreatWarning.objects.count(), Message.objects.count()) == before


def test_it_goes_to_its_field_only_is_acknowledged_and_the_ledger_shows_it(world):
    """An authority with the role of the field gets it; another does not, nothing leaves towards it, and the ledger says why."""
    give_roles(world)
    warning = published(world)
    assert ledger(warning) == {"xr-cert": "sent", "xr-poc": "withheld", "th-poc": "withheld"}
    assert set(Outbox.objects.values_list("peer", flat=True)) == {str(THERE)}
    request = case_of(warning)
    arrived(world, request)
    assert ledger(warning)["xr-cert"] == "received"
    asked = world.message(request)
    says(world, "answer", {"decision": "D-ACCEPT", "version": 1, "done": "DONE-SEEN"}, case=request.reference, original=asked.env_id)
    file = find_warning(warning.number, by=world.actor(world.drafter), on=world.at.datetime().date())
    (row,) = [one for one in file.ledger if one.delivery.authority == "xr-cert"]
    assert (row.delivery.state, row.delivery.done) == ("acknowledged", "DONE-SEEN")
    assert [line.what for line in row.lines] == ["sent", "received", "acknowledged"]
    assert Request.objects.get(pk=request.pk).state == "fulfilled"


def test_the_third_authority_learns_nothing(world):
    """Neither an envelope nor a case towards it; and nothing that leaves names who else got it, or that it was withheld."""
    give_roles(world)
    warning = published(world)
    withheld = WarningDelivery.objects.get(warning=warning, authority="th-poc")
    assert (withheld.case, withheld.rule) == ("", "fields-no" if withheld.rule == "fields-no" else "kinds-no")
    assert not Request.objects.filter(peer=str(THIRD)).exists()
    assert not Outbox.objects.exclude(peer=str(THERE)).exists()
    told = world.puppet.open(bytes(world.outbox(case_of(warning)).sealed)).payload.decode()
    assert "th-poc" not in told
    assert "xr-poc" not in told
    assert warning.number in told


def test_two_officers_and_exactly_what_was_shown(world):
    """Whoever wrote a word of it does not approve; other bytes than those shown do not leave; a second click sends nothing."""
    give_roles(world)
    issue = submitted(world)
    with pytest.raises(NotAllowed):
        approved(world, issue, by=world.drafter)
    world.drafter.roles = ["drafter", "approver"]
    world.drafter.save()
    with pytest.raises(OwnWarning):
        approved(world, issue, by=world.drafter)
    with pytest.raises(ChangedSinceShown):
        approved(world, issue, digest=Digest.of(b"another"))
    WarningCopy.objects.update(body=b"{}")
    with pytest.raises(ChangedSinceShown):
        approved(world, issue)
    assert not Outbox.objects.exists()
    take_back_warning(issue.warning.number, **how(world))
    again = submit_warning(issue.warning.number, saved=1, **how(world))
    token = world.token()
    for _ in range(2):
        seen = Digest.of(bytes(again.plan))
        key = world.key(world.approver)
        approve_warning(issue.warning.number, digest_seen=seen, by=world.approver, key=key, at=world.at, token=token)
    assert Outbox.objects.count() == 1


def test_the_policy_is_asked_again_when_it_is_sent(world):
    """Who lost the role of the field meanwhile gets nothing, and the ledger says so; who won it was not shown, and gets nothing either."""
    give_roles(world, xr_poc=("FIU",))
    issue = submitted(world)
    assert issue.copies.count() == 2
    give_roles(world, version=9, xr_poc=("CERT",), th_poc=("FIU",))
    warning = approved(world, issue)
    assert ledger(warning) == {"xr-cert": "sent", "xr-poc": "withheld", "th-poc": "withheld"}
    rules = dict(WarningDelivery.objects.filter(warning=warning).values_list("authority", "rule"))
    assert (rules["xr-poc"], rules["th-poc"]) == ("fields-no", "unsent-no")
    assert set(Outbox.objects.values_list("peer", flat=True)) == {str(THERE)}
    other = submitted(world)
    give_roles(world, version=12, xr_cert=("CERT",), th_poc=("CERT",))
    with pytest.raises(NobodyGetsIt):
        approved(world, other)
    assert WarningIssue.objects.get(pk=other.pk).state == "submitted"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"good_until": "2026-11-01"}, ExpiredWarning),
        ({"good_until": "2029-01-01"}, TooLongAhead),
        ({"field": None}, FieldFaults),
        ({"field": "EF-NOBODY"}, FieldFaults),
        ({"support_types": None}, FieldFaults),
        ({"tlp": "TLP:AMBER+STRICT"}, NobodyGetsIt),
        ({"tlp": "TLP:RED", "to": ["th-poc"]}, NobodyGetsIt),
        ({"words": {"text": "pay\u202egpj.exe", "language": "en"}}, FieldFaults),
        ({"words": {"text": "a\u0000b", "language": "en"}}, FieldFaults),
        ({"words": {"text": "Write to k7-relay@post.example at once.", "language": "en"}}, Stopped),
        ({"words": {"text": "x" * 4001, "language": "en"}}, FieldFaults),
        ({"indicators": [{"type": "iban", "value": "DE89370400440532013000"}]}, Malformed),
    ],
)
def test_what_is_wrong_stops_before_a_second_officer_sees_it(world, changes, refusal):
    """With a sentence for people; what was typed is kept."""
    give_roles(world)
    with pytest.raises(refusal):
        submitted(world, **changes)
    assert WarningIssue.objects.get().state == "open"
    assert not WarningCopy.objects.exists()
    if changes.get("words"):
        assert WarningIssue.objects.get().typed["words"] == changes["words"]


def test_markup_stays_text_and_a_marking_with_names_reaches_those_named(world):
    """`<script>` is eight characters; under TLP:AMBER whoever is named gets it, and another of its State in the same field."""
    give_roles(world, xr_poc=("FIU",))
    warning = published(world, tlp="TLP:AMBER", to=["xr-cert"], words={"text": "<script>alert(1)</script> & more", "language": "en"})
    assert ledger(warning) == {"xr-cert": "sent", "xr-poc": "sent", "th-poc": "withheld"}
    strict = published(world, tlp="TLP:RED", to=["xr-cert"])
    assert ledger(strict) == {"xr-cert": "sent", "xr-poc": "withheld", "th-poc": "withheld"}
    request = case_of(strict)
    assert request.tlp == "TLP:RED"
    assert warning.told["words"]["text"] == "<script>alert(1)</script> & more"


def test_an_update_and_a_recall_follow_to_whom_has_it(world):
    """Also after it was acknowledged: the new text goes to each who may still get it, the recall to each who has it; both approved once."""
    give_roles(world, xr_poc=("FIU",))
    warning = published(world)
    request = case_of(warning)
    arrived(world, request)
    asked = world.message(request)
    says(world, "answer", {"decision": "D-ACCEPT", "version": 1, "done": "DONE-NOTED"}, case=request.reference, original=asked.env_id)
    issue = begin_update(warning.number, **how(world))
    with pytest.raises(WarningMoved):
        begin_update(warning.number, **how(world))
    save_warning(warning.number, typed={**issue.typed, **TYPED, "urgency": "routine"}, based_on=1, by=world.drafter, at=world.at)
    give_roles(world, version=9, xr_poc=("CERT",))
    approved(world, submit_warning(warning.number, saved=2, **how(world)))
    rows = dict(WarningDelivery.objects.filter(warning=warning).values_list("authority", "version"))
    assert rows == {"xr-cert": 2, "xr-poc": 1, "th-poc": 0}
    assert ledger(warning) == {"xr-cert": "acknowledged", "xr-poc": "sent", "th-poc": "withheld"}
    says(world, "notice", {"version": 2, "done": "DONE-SEEN"}, case=request.reference)
    with pytest.raises(RecallReasonMissing):
        begin_recall(warning.number, reason="RECALL-NONE", **how(world))
    begin_recall(warning.number, reason="RECALL-WRONG", **how(world))
    recalled = approved(world, submit_warning(warning.number, saved=1, **how(world)))
    assert recalled.state == "recalled"
    assert ledger(warning) == {"xr-cert": "recalled", "xr-poc": "recalled", "th-poc": "withheld"}
    held = WarningDelivery.objects.get(warning=warning, authority="xr-cert")
    assert (held.done, held.recalled_at) == ("DONE-SEEN", world.at)
    assert Request.objects.get(pk=request.pk).state == "withdrawn"
    # A word that was on its way is kept, and moves nothing.
    arrived(world, request)
    assert ledger(warning)["xr-cert"] == "recalled"
    with pytest.raises(WarningMoved):
        begin_recall(warning.number, reason="RECALL-WRONG", **how(world))


def test_what_does_not_arrive_is_told_with_its_reason(world):
    """A node that knows no such kind refuses it: the ledger has the class, the receipt that comes after an expiry still counts."""
    give_roles(world, xr_poc=("FIU",))
    warning = published(world)
    for authority, why, state in (("xr-cert", "policy", "refused"), ("xr-poc", "expired", "expired")):
        request = case_of(warning, authority)
        with transaction.atomic():
            undelivered(request.reference, envelope=world.outbox(request).env_id, why=why, at=world.at)
        assert WarningDelivery.objects.filter(warning=warning, authority=authority).values_list("state", "rule").get() == (state, why)
    arrived(world, case_of(warning, "xr-poc"))
    assert ledger(warning) == {"xr-cert": "refused", "xr-poc": "received", "th-poc": "withheld"}


@pytest.mark.both_databases
def test_theirs_is_received_followed_acknowledged_and_recalled(world):
    """What comes is kept beside the case; each word of ours is an act that a second officer approved; a recall stops all of it."""
    told = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))
    first = {"number": "W-000031", **told}
    case = "XR-2026-000041"
    says(world, "request", first, case=case, tlp="TLP:GREEN")
    says(world, "request", first, case="XR-2026-000042", tlp="TLP:GREEN", taken=False)
    says(world, "request", {**first, "number": "W-000032"}, case="XR-2026-000043", tlp="TLP:CLEAR", taken=False)
    says(world, "report", {"number": "W-000031", "version": 3, "follow": "FOLLOW-UPDATE", **told}, case=case, tlp="TLP:GREEN", taken=False)
    warning = ThreatWarning.objects.get()
    assert (warning.state, warning.number, warning.case, warning.version) == ("received", "W-000031", case, 1)
    draft = acknowledge_warning(case, done="DONE-NOTED", **how(world))
    assert acknowledge_warning(case, done="DONE-APPLIED", **how(world)).pk == draft.pk
    assert ThreatWarning.objects.get().state == "received"
    with pytest.raises(NotAllowed):
        world.approve(draft, by=world.drafter, key=world.key(world.drafter))
    request = world.approve(draft)
    assert (ThreatWarning.objects.get().state, request.state) == ("acknowledged", "fulfilled")
    says(world, "report", {"number": "W-000031", "version": 2, "follow": "FOLLOW-UPDATE", **told}, case=case, tlp="TLP:GREEN")
    since = acknowledge_warning(case, done="DONE-SEEN", **how(world))
    assert since.act == "notice"
    world.approve(since)
    held = ThreatWarning.objects.get()
    assert (held.version, held.done, held.done_version) == (2, "DONE-SEEN", 2)
    says(world, "report", {"number": "W-000031", "version": 3, "follow": "FOLLOW-RECALL", "reason": "RECALL-OVER"}, case=case)
    assert ThreatWarning.objects.get().state == "recalled"
    with pytest.raises(NotToBeAcknowledged):
        acknowledge_warning(case, done="DONE-APPLIED", **how(world))
    says(world, "report", {"number": "W-000031", "version": 4, "follow": "FOLLOW-UPDATE", **told}, case=case, tlp="TLP:GREEN", taken=False)
    assert set(WarningCode.objects.values_list("of", "code")) == {("support-type", "SUP-FINANCE"), ("technology", "TECH-VIRTUAL-ASSET")}


@pytest.mark.both_databases
def test_a_word_on_what_was_never_sent_there_is_refused(world):
    """And leaves nothing; so does one on a version that is not there yet, and a second answer."""
    other = world.send()
    give_roles(world)
    warning = published(world)
    request, answer = case_of(warning), {"decision": "D-ACCEPT", "version": 1, "done": "DONE-SEEN"}
    asked = world.message(request).env_id
    says(world, "answer", answer, case=other.reference, original=world.message(other).env_id, taken=False)
    says(world, "notice", {"version": 1, "done": "DONE-SEEN"}, case=request.reference, taken=False)
    says(world, "answer", {**answer, "version": 2}, case=request.reference, original=asked, taken=False)
    says(world, "answer", {"decision": "D-DECLINE", "version": 1, "grounds": ["WARN-CANNOT-KEEP"]}, case=request.reference, original=asked)
    says(world, "answer", answer, case=request.reference, original=asked, taken=False)
    held = WarningDelivery.objects.get(warning=warning, authority="xr-cert")
    assert (held.state, held.grounds, held.done) == ("declined", ["WARN-CANNOT-KEEP"], "")
    with pytest.raises(NoSuchWarning):
        acknowledge_warning(request.reference, done="DONE-SEEN", **how(world))


def test_what_another_state_warned_of_is_not_passed_on_without_asking(world):
    """Its sender keeps control; where it does not, the marking is as strict at least."""
    give_roles(world)
    told = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))
    says(world, "request", {"number": "W-000031", **told}, case="XR-2026-000041", tlp="TLP:GREEN")
    begun = begin_warning(typed=TYPED, source="XR-2026-000041", **how(world))
    with pytest.raises(OriginatorHolds):
        submit_warning(begun.number, saved=1, **how(world))
    free = {**told, "onward": "ONWARD-MARKED"}
    says(world, "request", {"number": "W-000032", **free}, case="XR-2026-000042", tlp="TLP:GREEN")
    freer = begin_warning(typed={**TYPED, "tlp": "TLP:CLEAR"}, source="XR-2026-000042", **how(world))
    with pytest.raises(FreerThanSource):
        submit_warning(freer.number, saved=1, **how(world))


def test_a_warning_goes_out_by_no_other_road(world):
    """A draft of one act to one State is not how a warning, or what follows it, leaves."""
    values = {"number": "W-000001", **print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))}
    with pytest.raises(NotAsPublished):
        world.submit(world.draft("request", WARNING, values))


@pytest.mark.both_databases
def test_a_warning_is_returned_set_aside_and_taken_up(world):
    """Nothing is lost, everything is journalled; a colleague's save is not written over."""
    give_roles(world)
    issue = submitted(world)
    number = issue.warning.number
    with pytest.raises(NotAllowed):
        return_warning(number, reason="Too wide.", **how(world))
    back = return_warning(number, reason="Too wide.", **how(world, by=world.approver))
    assert (back.state, back.returned_for, back.copies.count()) == ("open", "Too wide.", 0)
    save_warning(number, typed=TYPED | {"urgency": "routine"}, based_on=1, by=world.both, at=world.at)
    with pytest.raises(WarningChanged):
        save_warning(number, typed=TYPED, based_on=1, by=world.drafter, at=world.at)
    assert set_warning_aside(number, **how(world)).state == "set-aside"
    assert take_up_warning(number, **how(world)).state == "draft"
    again = submit_warning(number, saved=2, **how(world))
    with pytest.raises(OwnWarning):
        approved(world, again, by=world.both)
    named = set(JournalAct.objects.values_list("name", flat=True))
    assert {"warning.begun", "warning.submitted", "warning.returned", "warning.set-aside", "warning.taken-up"} <= named


def test_one_case_is_taken_back_by_the_road_of_every_case(world):
    """A withdrawal recalls it there alone, in both directions; the rest of the ledger stays."""
    give_roles(world, xr_poc=("FIU",))
    warning = published(world)
    request = case_of(warning)
    world.send("withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, request=request)
    assert ledger(warning) == {"xr-cert": "recalled", "xr-poc": "sent", "th-poc": "withheld"}
    assert ThreatWarning.objects.get().state == "published"
    told = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))
    says(world, "request", {"number": "W-000031", **told}, case="XR-2026-000041", tlp="TLP:GREEN")
    taken = world.puppet.act("withdrawal", "ADM-WITHDRAW", {"reason": "WD-NOT-NEEDED"}, case="XR-2026-000041", article="47(1)(d)")
    world.deliver(world.puppet.say(taken))
    assert ThreatWarning.objects.get(case="XR-2026-000041").state == "recalled"


@pytest.mark.both_databases
def test_what_is_hidden_with_its_case_is_hidden_here_too(world):
    """Neither in the list, nor counted, nor by its number: as if it had never come."""
    told = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))
    says(world, "request", {"number": "W-000031", **told}, case="XR-2026-000041", tlp="TLP:GREEN")
    who = world.actor(world.drafter)
    assert seen_counts(by=who)["unanswered"] == 1
    assert seen_by_field(by=who) == {"EF-FINANCING": (1, 0)}
    Request.objects.update(level="secret")
    assert hidden_from(who) == {"XR-2026-000041"}
    assert seen_counts(by=who)["unanswered"] == 0
    assert seen_by_field(by=who) == {}
    assert not seen_unanswered(by=who)
    assert not seen_warnings(Narrowed(), by=who, at=world.at).rows
    with pytest.raises(NoSuchWarning):
        see_warning("XR-2026-000041", by=who, at=world.at)
    with pytest.raises(NoSuchRequest):
        acknowledge_warning("XR-2026-000041", done="DONE-NOTED", **how(world))


@pytest.mark.both_databases("order")
def test_a_long_list_goes_on_where_it_ended(world):
    """Page by page, what was published last first, none twice and none left out."""
    rows = [
        ThreatWarning(side="ours", number=f"W-{n:06}", state="published", version=1, at=world.at, published_at=world.later(minutes=n // 2))
        for n in range(1, 61)
    ]
    ThreatWarning.objects.bulk_create(rows)
    found, after = [], ""
    while True:
        page = seen_warnings(Narrowed(), by=world.actor(world.drafter), at=world.at, after=after)
        found += [one.warning.number for one in page.rows]
        after = page.after
        if not after:
            break
    assert found == [f"W-{n:06}" for n in range(60, 0, -1)]
    assert seen_warnings(Narrowed(), by=world.actor(world.drafter), at=world.at, after="x~1'").rows


@pytest.mark.both_databases
def test_a_recall_reaches_the_rest_where_the_directory_forgot_somebody(world):
    """It is not held up by one who cannot be sealed for any more; the ledger says so."""
    give_roles(world, xr_poc=("FIU",))
    warning = published(world)
    section = book().sections[Country("XR")]
    fewer = replace(section, version=20, nodes=section.nodes[:1], authorities=section.authorities[:1], officers=section.officers[:2])
    write_section(world.home, fewer, country=signing("XR"))
    begin_recall(warning.number, reason="RECALL-SOURCE", **how(world))
    approved(world, submit_warning(warning.number, saved=1, **how(world)))
    assert ledger(warning) == {"xr-cert": "recalled", "xr-poc": "sent", "th-poc": "withheld"}
    lines = WarningLine.objects.filter(delivery__warning=warning, delivery__authority="xr-poc").values_list("what", "code")
    assert list(lines) == [("sent", ""), ("withheld", "key-no")]


@pytest.mark.both_databases
def test_the_risk_picture_counts_a_warning_once(world):
    """However many got it; one that came counts as well."""
    give_roles(world, xr_poc=("FIU",))
    published(world)
    told = print_told(parse_told({key: value for key, value in TYPED.items() if key != "kinds"}))
    says(world, "request", {"number": "W-000031", **told}, case="XR-2026-000041", tlp="TLP:GREEN")
    pay_all()
    index_again(Request.objects.get(reference="VN-2026-000002"))
    assert RequestCode.objects.filter(support="SUP-FINANCE").count() == 2
