"""The pack of figures: what it counts, what it leaves out and says so, what it lists, who gets it."""

import pytest
from printed import printed_words
from tests.register.test_commitments import PAPER, PROMISE, promise

from comity.directory.policy import NotAllowed
from comity.records.models import Commitment, Document, JournalAct
from comity.register.commitments.actions import accept_commitment, assign_commitment, give_evidence, move_commitment, propose_commitment
from comity.register.commitments.figures import figures, figures_by_mechanism, figures_by_owner
from comity.register.mechanisms.actions import add_row, open_mechanism
from comity.register.packing.actions import print_pack
from comity.register.packing.collecting import MEASURES, pack_of
from comity.register.packing.counting import LISTED, Span, median_days, medians, spans, uncounted
from comity.terms.vocabulary import UnknownLanguage

KR = {"country": "KR", "words": "Hàn Quốc"}


def pack(hands, language="en", **given):
    """Return the pack."""
    return pack_of(language=language, by=hands.who, at=hands.world.at, **given)


def owned(hands, number, owner="A05"):
    """Let a commitment be owned and accepted."""
    assign_commitment(number, owner=owner, **hands.more())
    accept_commitment(number, **hands.more())


def test_the_figures_are_those_of_the_register(hands):
    """In all, by partner, by owner: the same counts, and each row's name in the reader's language."""
    first, second = promise(hands, due="2026-01-31"), promise(hands, obligor=KR, due="")
    owned(hands, first)
    promise(hands)
    made = pack(hands)
    found = figures(by=hands.who, at=hands.world.at)
    assert [one.value for one in made.measures[:8]] == [str(getattr(found, name)) for name in MEASURES]
    assert [one.name for one in made.measures if one.late] == ["Overdue"]
    by_partner, by_mechanism, by_owner = made.breakdowns
    assert [(one.name, one.cells[0]) for one in by_mechanism.lines] == [("no mechanism", "3")]
    assert by_mechanism.finding == "None of the 3 belongs to a mechanism."
    assert [(one.name, one.cells[0], one.cells[3], one.length, one.late) for one in by_partner.lines] == [
        ("Japan", "2", "1", 2, 1),
        ("Republic of Korea", "1", "0", 1, 0),
    ]
    assert [(one.name, one.cells[0]) for one in by_owner.lines] == [("nobody", "2"), ("A05", "1")]
    assert by_partner.finding == "Japan has the most: 2, of which 0 fulfilled with evidence. Most overdue: Japan, 1."
    assert by_owner.finding.startswith("A05 has the most: 1")
    assert sum(one.registered for one in figures_by_owner(by=hands.who, at=hands.world.at).values()) == found.registered
    assert [row.number for row in made.listings[0].rows] == [first]
    assert second in [row.number for row in made.listings[1].rows]
    assert first not in [row.number for row in made.listings[1].rows]


@pytest.mark.both_databases
def test_the_figures_by_mechanism(hands):
    """What belongs to one stands under its number and title, in the reader's language; the rest together, and all add up."""
    told = {"sort": "dialogue", "title": "Đối thoại an ninh", "titles": {"en": "Security dialogue"}, "cadence": "yearly"}
    opened = open_mechanism(typed=told, parties=({"country": "JP"},), instruments=(), **hands.more())
    first = promise(hands, due="2026-01-31")
    owned(hands, first)
    give_evidence(first, typed=PAPER, **hands.more())
    promise(hands)
    add_row(opened.number, kind="commitment", row=first, **hands.more())
    for language, title in (("en", "Security dialogue"), ("vi", "Đối thoại an ninh")):
        lines = pack(hands, language).breakdowns[1].lines
        assert [(one.cells[0], one.late) for one in lines] == [("1", 1), ("1", 0)]
        assert f"K-000001 {title}" in {one.name for one in lines}
    found = figures_by_mechanism(by=hands.who, at=hands.world.at)
    assert sum(one.registered for one in found.values()) == figures(by=hands.who, at=hands.world.at).registered
    assert {one.mechanism for one in spans(by=hands.who)[0]} <= {"K-000001"}


@pytest.mark.parametrize("strength", ["readiness", "wish"])
def test_readiness_and_wishes_are_in_no_figure_and_in_no_list(hands, strength):
    """Row 13 of the acceptance list: they are named among what counts in nothing, with how many and why."""
    before = pack(hands)
    promise(hands, strength=strength, due="2026-01-01", words="Nhật Bản sẵn sàng, mong muốn hỗ trợ.")
    propose_commitment(typed={**PROMISE, "obligor": KR}, **hands.more())
    after = pack(hands)
    assert (after.measures, after.breakdowns, after.listings) == (before.measures, before.breakdowns, before.listings)
    counts = {name: count for name, count, _ in after.excluded}
    assert counts["Proposed"] == "1"
    assert counts["Ready to" if strength == "readiness" else "Wishes to"] == "1"
    assert uncounted(by=hands.who).proposed == 1
    assert all(why for _, _, why in after.excluded)


def test_days_from_signature_to_the_first_evidence(hands):
    """From the day of the meeting, else of the document, to the first of several; what has no exact day is told and not guessed."""
    hands.accept_all(hands.bring())  # a meeting on 12 March 2024, a promise of Japan
    (number,) = Commitment.objects.filter(counted=True).values_list("number", flat=True)
    owned(hands, number)
    for days in (3, 40):
        give_evidence(number, typed=PAPER, **hands.more(at=hands.world.later(days=days)))
    own = promise(hands)
    owned(hands, own)
    give_evidence(own, typed=PAPER, **hands.more())
    found, unknown = spans(by=hands.who)
    signed = hands.world.later(days=3).datetime().date()
    assert [(one.days, one.partner, one.owner) for one in found] == [((signed - signed.replace(2024, 3, 12)).days, "JP", "A05")]
    assert unknown == 1
    last = pack(hands).measures[-1]
    assert last.value == f"{found[0].days:,}"
    assert "1 with evidence and a day that is known. 1 more" in last.meaning
    assert pack(hands).breakdowns[0].lines[0].cells[-1] == last.value
    Document.objects.update(published="2024-03", published_precision="month")
    Commitment.objects.filter(number=number).update(statement=None)
    assert spans(by=hands.who) == ((), 2)


def test_a_median_is_the_middle_one():
    """Of none there is none."""
    rows = [Span(days, partner, "A05") for days, partner in ((10, "JP"), (1, "JP"), (100, "JP"), (7, "KR"))]
    assert median_days(rows) == 8
    assert medians(rows, "partner") == {"JP": 10, "KR": 7}
    assert median_days([]) is None


def test_an_empty_register_gives_a_pack_that_says_so(hands):
    """Noughts, no chart, and a sentence in the place of each list."""
    made = pack(hands)
    assert {one.value for one in made.measures} == {"0", "–"}  # noqa: RUF001 -- the sign for nothing
    assert all(not one.lines and one.empty and not one.finding for one in made.breakdowns)
    assert [one.empty for one in made.listings] == ["Nothing is overdue.", "Every commitment that is still owed has an owner."]
    assert made.stated[1] == "nothing has been entered yet"


def test_long_lists_say_how_many_are_shown_and_where_the_rest_is(hands):
    """A page of a list, then where it stands whole."""
    number = promise(hands, due="2026-01-31")
    row = Commitment.objects.get(number=number)
    values = {field.attname: getattr(row, field.attname) for field in Commitment._meta.concrete_fields if not field.primary_key}
    Commitment.objects.bulk_create(Commitment(**{**values, "number": f"C-9{at:05}", "owner": f"Unit {at}"}) for at in range(LISTED + 5))
    made = pack(hands)
    assert len(made.listings[0].rows) == LISTED
    assert "register, Commitments" in made.listings[0].rest
    assert not made.listings[1].rest
    assert made.breakdowns[2].rest == f"{LISTED + 6 - 25} more rows: register, Overview."
    assert len(made.breakdowns[2].lines) == 25


def test_sources_and_languages(hands):
    """What rests on the press alone is counted as such; quotations name their language in the other one's pack."""
    hands.accept_all(hands.bring())
    promise(hands, obligor=KR)
    english, vietnamese = pack(hands, "en"), pack(hands, "vi")
    assert english.foot[0].startswith("Of the registered commitments, 0 rest on an official document, 1 on press reports alone, 1 were")
    assert [row.quote for row in english.listings[1].rows] == [row.quote for row in vietnamese.listings[1].rows]
    assert vietnamese.breakdowns[0].lines[0].name in {"Nhật Bản", "Hàn Quốc"}
    assert [row.source for row in english.listings[1].rows] == ["Press report, R-000001", "Written down here"]
    assert len(english.measures) == len(vietnamese.measures)


def test_both_forms_are_printed_and_the_journal_knows_who_took_them(hands):
    """Each officer of the desk and the auditor; the operator for schedules; no mere administrator."""
    world = hands.world
    number = promise(hands)
    owned(hands, number)
    move_commitment(number, to="in-progress", **hands.more())
    printed = print_pack(language="vi", shape="pdf", at=world.at, by=world.approver)
    assert printed.name == f"kpi.{world.at.datetime().date().isoformat()}.vi.pdf"
    assert "BộchỉsốcủaSổcamkết" in printed_words(printed.data)
    copy = print_pack(language="en", shape="docx", at=world.at, by=None)
    assert copy.data.startswith(b"PK")
    assert copy.type.endswith("wordprocessingml.document")
    acts = JournalAct.objects.filter(name="pack.printed").order_by("index")
    assert [one.actor for one in acts] == [world.approver.officer_id, "operator"]
    with pytest.raises(NotAllowed):
        print_pack(language="en", shape="pdf", at=world.at, by=world.administrator)
    with pytest.raises(UnknownLanguage):
        print_pack(language="fr", shape="pdf", at=world.at, by=world.drafter)
    assert acts.count() == 2
