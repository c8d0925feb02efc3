"""The brief of a State: what it says of register, desk, directory and treaties, to whom, in which language."""

import re
from datetime import date

import pytest
from hands import Hands
from printed import printed_words

from comity.desk.briefing.actions import OwnCountry, print_country_brief
from comity.desk.briefing.collecting import brief_of
from comity.desk.partnering.actions import Entry, approve_partner, propose_partner
from comity.directory.policy import NotAllowed
from comity.directory.ways import Way
from comity.letters.brief import Brief, Part, parts_of
from comity.records.models import Commitment, JournalAct, Meeting, Request
from comity.register.commitments.actions import (
    accept_commitment,
    assign_commitment,
    give_evidence,
    move_commitment,
    promote_commitment,
    propose_commitment,
    register_commitment,
)
from comity.register.meetings.actions import plan_meeting
from comity.register.policy import operator
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.vocabulary import UnknownLanguage

US, XR = Country("US"), Country("XR")
PROMISE = {
    "obligor": {"country": "XR", "words": "Ruritania"},
    "beneficiary": {"country": "VN", "words": "Viet Nam"},
    "words": "Ruritania will train 50 officers.",
    "language": "en",
    "strength": "signed-mou",
    "due": "2026-10-31",
}
PAPER = {"sort": "document", "reference": "Note 7/2026", "supplied_by": "XR"}


@pytest.fixture
def hands(world):
    """The drafter of the world, at the register."""
    return Hands(world)


@pytest.fixture
def twin(hands, root):
    """The twin of report 002, everything in it accepted."""
    hands.accept_all(hands.bring((root / "tests/fixtures/reports/twins/002.txt").read_text(encoding="utf-8")))
    return hands


def promise(hands, **typed):
    """Propose a commitment and take it into the register."""
    made = propose_commitment(typed={**PROMISE, **typed}, **hands.more())
    return register_commitment(made.number, **hands.more()).number


def brief(hands, country=XR, language="en", **given):
    """Return what the brief says."""
    return brief_of(country, language=language, by=hands.who, at=hands.world.at, **given)


def part(made: Brief, heading: str) -> Part:
    """Return the list under a heading."""
    (found,) = [one for one in parts_of(made) if one.heading == heading]
    return found


def test_the_brief_of_the_united_states_from_report_002(twin):
    """Rows 26, 33 and 38 of the acceptance list: both languages from one record, nothing translated, press marked as press."""
    english, vietnamese = (brief(twin, US, language) for language in ("en", "vi"))
    (owed,) = part(english, "They promised us").entries
    assert owed.facts == ("Public promise of one side", "no due date", "Registered", "press report R-000001")
    assert owed.quote.language == "vi"
    ready = part(english, "They promised us").apart
    assert ready.heading.startswith("Ready to, or wishing to: no commitment")
    assert [one.facts[0] for one in ready.entries] == ["Ready to"]
    assert english.numbers[0].value == "1"
    assert [one.name for one in part(english, "They ask, wish and offer").entries] == ["Wishes, hopes"]
    assert {one.name for one in part(english, "We ask, wish and offer").entries} == {"Requests or proposes"}
    # Who they are: the post of that time, in the reader's words where both languages have the same for it.
    (person,) = part(english, "Who they are").entries
    assert person.name == "Daniel Whitcombe"
    assert person.facts[:2] == ("Ambassador (United States of America) to Viet Nam", "post at the time (Jul 2023)")
    assert part(vietnamese, "Người phía bạn").entries[0].facts[:2] == ("Đại sứ Mỹ tại Việt Nam", "chức vụ tại thời điểm 07/2023")
    # The planned meeting is over: its outcome is asked for, and so is an owner.
    asked = {one.name: one.ask for one in part(english, "Needs a decision").entries}
    assert asked == {
        "M-000004": "Its day has passed: record whether it was held, and the outcome",
        owed.name: "Nobody sees to it: name an owner",
    }
    assert {one.quote.language for one in part(english, "Meetings").entries} == {"vi"}
    (source,) = part(english, "Sources").entries
    assert source.facts == ("Press report", "Báo Buổi Sáng", "published Jul 2023")
    assert any("press report" in note for note in english.notes)
    # The same record in both: as many rows in each list, the same numbers, the same quotations.
    for one, other in zip(parts_of(english), parts_of(vietnamese), strict=True):
        assert [(row.name[:2], row.late) for row in one.entries if row.name[1:2] == "-"] == [
            (row.name[:2], row.late) for row in other.entries if row.name[1:2] == "-"
        ]
        assert len(one.entries) == len(other.entries)


def test_no_vietnamese_stands_unmarked_in_english(twin):
    """What the brief itself says is in its language: names of people and places apart, Vietnamese stands in quotations alone."""
    made = brief(twin, US)
    names = re.compile("Báo Buổi Sáng|Nguyễn Khắc Hưng|Việt Nam|Thừa Thiên Huế|Phú Lộc|ha.n")
    for one in parts_of(made):
        for entry in one.entries:
            said = names.sub("", " ".join((entry.name, entry.ask, *entry.facts)))
            assert not re.search("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", said, re.IGNORECASE), said


def test_one_page_in_both_languages_and_the_journal_knows(twin):
    """From the record to the paper: what was collected is printed, and its digest is kept."""
    world = twin.world
    printed = print_country_brief(US, language="vi", at=world.at, by=world.drafter)
    assert (printed.name, printed.type) == ("US.vi.pdf", "application/pdf")
    said = printed_words(printed.data)
    for words in ("HoaKỳ", "PhíabạncamkếtvớitaC-00000", "MỹsẽgiúplựclượngthựcthipháPluật"[:25], "Sẵnsàng,mongmuốn:khôngphảicamkết"):
        assert words in said
    kept = JournalAct.objects.filter(name="brief.printed").latest("index")
    assert kept.actor == world.drafter.officer_id


def test_promises_both_ways_and_what_is_to_be_decided(hands):
    """Overdue first, then by due day; disputed, claimed and unowned ones ask for a decision; wishes ask for nothing."""
    late = promise(hands)
    soon = promise(hands, due="2027-01-31", words="Ruritania will send a liaison officer.")
    ours = promise(hands, obligor=PROMISE["beneficiary"], beneficiary=PROMISE["obligor"], due="", words="Viet Nam will share its report.")
    wish = promise(hands, strength="wish", words="Ruritania hopes to host a workshop.")
    for number in (late, soon):
        assign_commitment(number, owner="A05", **hands.more())
        accept_commitment(number, **hands.more())
    give_evidence(soon, typed=PAPER, **hands.more())
    move_commitment(soon, to="claimed", **hands.more())
    made = brief(hands)
    theirs = part(made, "They promised us")
    assert [(one.name, one.late) for one in theirs.entries] == [(late, True), (soon, False)]
    assert theirs.entries[0].facts[1:4] == ("overdue since 31 Oct 2026", "Accepted by its owner", "owner: A05")
    assert [one.name for one in theirs.apart.entries] == [wish]
    assert [one.name for one in part(made, "We promised them").entries] == [ours]
    asked = [(one.name, one.ask) for one in part(made, "Needs a decision").entries]
    assert asked == [
        (late, "Overdue: press, extend or end it"),
        (soon, "They say it is fulfilled: confirm or dispute"),
        (ours, "Nobody sees to it: name an owner"),
    ]
    assert [(one.value, one.late) for one in made.numbers[:3]] == [("3", False), ("1", True), ("1", False)]
    assign_commitment(wish, owner="A05", **hands.more())
    promote_commitment(wish, reason="Its owner said so.", **hands.more())
    assert brief(hands).numbers[0].value == "4"
    # What lapsed, and what is between others, is not what stands between us.
    move_commitment(ours, to="lapsed", reason="Done otherwise.", **hands.more())
    promise(hands, beneficiary={"country": "JP", "words": "Japan"})
    assert part(brief(hands), "We promised them").entries == ()
    assert len(part(brief(hands), "They promised us").entries) == 3


def test_open_requests_both_ways_with_their_clock(hands, monkeypatch):
    """The nearest clock first; what waits for us needs a decision; who may not know of a request does not find it here."""
    world = hands.world
    ours, theirs = world.send(), world.receive()
    made = brief(hands)
    (asked,) = part(made, "Our open requests to them").entries
    assert asked.name == ours.reference
    (asking,) = part(made, "Their open requests to us").entries
    assert asking.name == theirs.reference
    assert re.search(r"\d{2}:\d{2} \d+ Nov 2026 \(UTC\+7\)", asking.facts[-1])
    assert part(made, "Needs a decision").entries[0].ask == "Their request waits for our answer"
    assert made.numbers[3].value == "2"
    Request.objects.filter(pk=theirs.pk).update(wall="named", tlp="TLP:RED")
    walled = brief(hands)
    assert part(walled, "Their open requests to us").entries == ()
    assert theirs.reference not in str(walled)
    Request.objects.filter(pk=ours.pk).update(tlp="TLP:AMBER", classification="VN-MAT", level="open")
    assert brief(hands).marking.endswith("TLP:AMBER")


def test_the_operator_reads_no_requests_and_the_brief_says_so(hands):
    """For schedules: the register, which was said in public; no case of the desk."""
    world = hands.world
    theirs = world.receive()
    who = operator(world.home.node)
    made = brief_of(XR, language="en", by=who, at=world.at, requests_too=False)
    assert theirs.reference not in str(made)
    assert part(made, "Their open requests to us").empty.startswith("Left out: requests are shown to officers")
    assert made.numbers[3].value == "–"  # noqa: RUF001 -- the sign for nothing
    assert print_country_brief(XR, language="en", at=world.at, by=None).name == "XR.en.pdf"
    assert JournalAct.objects.filter(name="brief.printed").latest("index").actor == "operator"


def test_contact_points_with_the_day_on_which_they_were_verified(hands):
    """What two officers verified says when; what the State signed says when it signed; a closed partner is not named."""
    world = hands.world
    given = Entry(
        authority=AuthorityId("us-doj"),
        names={"en": "Department of Justice", "vi": "Bộ Tư pháp Hoa Kỳ"},
        roles=("CA",),
        languages=("en",),
        zone="America/New_York",
        ways=(Way("DEL-EMAIL", "oia@doj.example"),),
        source="Note 3/2026",
        verified_on=date(2026, 5, 4),
    )
    waiting = propose_partner(given, reason="first contact", by=world.drafter, at=world.at, token=world.token())
    assert part(brief(hands, US), "Contact points").entries == ()
    approve_partner(waiting.pk, by=world.approver, at=world.at, token=world.token())
    (found,) = part(brief(hands, US, "vi"), "Đầu mối liên lạc").entries
    assert found.name == "Bộ Tư pháp Hoa Kỳ"
    assert found.facts[-1] == "xác minh gần nhất 04/05/2026"
    assert "oia@doj.example" in found.facts[0]
    signed = part(brief(hands), "Contact points").entries
    said = [one.facts[-1] for one in signed]
    assert any(re.search(r"in their signed directory of \d+ \w{3} \d{4}", one) for one in said)
    assert all(re.search(r"\d{4}", one) for one in said)


def test_treaties_in_force_stand_apart_from_those_that_are_not(hands):
    """With the day of each side, and how well that was checked."""
    found = part(brief(hands, US), "Treaties in force between us")
    named = {one.name: one.facts for one in found.entries}
    assert named["Palermo Convention"][0].startswith("United States of America: Party since 2005")
    apart = {one.name: one.facts[0] for one in found.apart.entries}
    assert apart["Hanoi Convention"] == "the treaty itself is not in force"
    assert apart["Budapest Convention"] == "one side is no Party"
    assert found.note.startswith("checked: ")


def test_meetings_the_next_one_first(hands):
    """A planned meeting stands first and is the fifth number; one whose day is known without a year keeps it so."""
    seats = [{"role": "participant", "country": "XR", "words": "Ruritania"}]
    for title, said, standing in (
        ("Talks", "2027-02-10", "planned"),
        ("First talks", "2025-03-01", "held"),
        ("Courtesy", "--10-08", "held"),
    ):
        typed = {"type": "talks", "title": title, "said": said, "standing": standing, "country": "VN"}
        plan_meeting(typed=typed, seats=seats, **hands.more())
    made = brief(hands)
    assert [one.name for one in part(made, "Meetings").entries] == ["10 Feb 2027", "1 Mar 2025", "8 Oct (year not known)"]
    assert (made.numbers[4].value, made.numbers[4].note) == ("10 Feb 2027", "planned")
    # What an officer called it may be in any language: it stands as a name, and is marked as none.
    assert all(one.quote is None for one in part(made, "Meetings").entries)
    assert "Talks" in part(made, "Meetings").entries[0].facts
    assert part(made, "Needs a decision").entries == ()
    assert Meeting.objects.count() == 3


def test_a_full_register_fits_and_says_what_it_leaves_out(twin):
    """A hundred promises: the page is one, the rest is counted and its place is named."""
    first = Commitment.objects.filter(counted=True).get()
    values = {field.attname: getattr(first, field.attname) for field in Commitment._meta.concrete_fields if not field.primary_key}
    Commitment.objects.bulk_create(Commitment(**{**values, "number": f"C-9{at:05}"}) for at in range(120))
    made = brief(twin, US)
    theirs = part(made, "They promised us")
    assert theirs.more
    assert len(theirs.entries) == 100
    printed = print_country_brief(US, language="en", at=twin.world.at, by=twin.world.drafter)
    assert re.search(r"Atleast\d+more:register,Commitments,partnerUnitedStatesofAmerica", printed_words(printed.data))


def test_who_gets_none(hands):
    """Administrators read nothing here; a brief is of another State, in a language that it has words for."""
    world = hands.world
    with pytest.raises(NotAllowed):
        print_country_brief(XR, language="en", at=world.at, by=world.administrator)
    with pytest.raises(OwnCountry):
        print_country_brief(Country("VN"), language="en", at=world.at, by=world.drafter)
    with pytest.raises(UnknownLanguage):
        print_country_brief(XR, language="fr", at=world.at, by=world.drafter)
    assert not JournalAct.objects.filter(name="brief.printed").exists()
