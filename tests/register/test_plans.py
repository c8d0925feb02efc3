"""How the databases find what the register shows: by an index, in order, a page at a time, however many rows there are."""

from datetime import date

import pytest
from django.db import connection
from hands import SECOND
from worlds.plans import plans, read_to_the_end, take_counts

from comity.records.models import (
    Assistance,
    CaseBond,
    Commitment,
    DraftExercise,
    EvidenceOffer,
    MechanismRow,
    Meeting,
    MeetingCountry,
    Participation,
    RegisterActor,
    RegisterText,
    Share,
    ShareStanding,
    Statement,
)
from comity.records.search import find_newest
from comity.register.assistance.actions import write_assistance
from comity.register.assistance.queries import assistance, find_assistance, uncoded
from comity.register.calendar.ical import Invitation
from comity.register.calendar.known import known_meetings
from comity.register.calendar.queries import coming, month
from comity.register.commitments.figures import figures, figures_by_mechanism, figures_by_owner, figures_by_partner
from comity.register.commitments.queries import commitments, find_commitment, promised_at
from comity.register.confirming.queries import candidates, review
from comity.register.countries import country_file, timeline
from comity.register.dossiers import dossier
from comity.register.exercises.queries import exercises, exercises_of
from comity.register.importing.queries import documents, review_queue
from comity.register.mechanisms.actions import open_mechanism
from comity.register.mechanisms.queries import find_mechanism
from comity.register.mechanisms.recurring import recurring, repeat_commitment
from comity.register.meetings.queries import find_meeting, meetings, statements
from comity.register.offering.queries import cases_of, cases_of_meeting, offers_of, offers_waiting
from comity.register.packing.collecting import pack_of
from comity.register.people.queries import actors, find_actor
from comity.register.reminders import reminders
from comity.register.sharing.queries import shares, shares_of
from comity.register.treaties.queries import acts_of

pytestmark = pytest.mark.both_databases("plans")

ROWS = 200
INVITED = Invitation(uid="x", title="Tiếp Đại sứ", said="2015-06-07", place="", cancelled=False, repeats=False)


@pytest.fixture
def full(hands):
    """A few hundred of each, made of one that was confirmed, with the statistics that a database keeps; and a second report in review."""
    hands.accept_all(hands.bring())
    hands.bring(SECOND)
    days = [f"20{10 + number % 16:02}-{1 + number % 12:02}-{1 + number % 28:02}" for number in range(ROWS)]
    made = copies(
        Meeting,
        (
            {"number": f"M-1{number:05}", "first": day, "last": day, "sorts": day, "standing": "planned" if number % 50 == 0 else "held"}
            for number, day in enumerate(days)
        ),
    )
    MeetingCountry.objects.bulk_create(
        MeetingCountry(meeting=one, country=code, type=one.type, sorts=one.sorts)
        for one in made
        for code in ("VN", "JP" if one.pk % 9 else "KR")
    )
    copies(Participation, ({"meeting_id": one.pk, "unnamed": one.pk % 40 == 0} for one in made))
    copies(Statement, ({"meeting_id": one.pk, "sorts": one.sorts} for one in made for _ in range(2)))
    copies(Commitment, ({"number": f"C-1{number:05}", "owner": "A05" if number % 9 else ""} for number in range(ROWS)))
    more_of(hands, made)
    copies(RegisterActor, ({"name": f"Name {number}"} for number in range(ROWS)))
    share_some(hands.world)
    take_counts()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_sort = off")  # small tables are sorted sooner than asked in order
    return hands


def share_some(world):
    """As many shares, bonds, offers and exercises, each of a row of its own."""
    by, at = world.drafter, world.at
    owed = list(Commitment.objects.select_related("statement").order_by("pk"))
    Share.objects.bulk_create(
        Share(case=f"VN-2026-{one.pk:06}", peer="poc.jp.example", side="ours", commitment=one, state="shared", at=at) for one in owed
    )
    EvidenceOffer.objects.bulk_create(
        EvidenceOffer(commitment=one, sort="request", reference=str(one.pk), supplied_by="x", at=at, judged_at=at if one.pk % 9 else None)
        for one in owed
    )
    CaseBond.objects.bulk_create(
        CaseBond(case=f"VN-2026-{one.pk:06}", commitment=one, statement=one.statement, by=by, at=at) for one in owed
    )
    told = {"topic": "other", "aim": "x", "state": "proposed", "made_by": by, "made_at": at}
    DraftExercise.objects.bulk_create(DraftExercise(number=f"E-{one.pk:06}", commitment=one, **told) for one in owed)
    shares_made = Share.objects.order_by("pk")
    ShareStanding.objects.bulk_create(
        ShareStanding(share=one, side="ours", state="accepted", env_id=one.case, digest="x", at=at) for one in shares_made
    )


def first_promise():
    """Return the commitment of the report, with where it was said."""
    return Commitment.objects.select_related("statement__meeting").order_by("pk").first()


def more_of(hands, made):
    """Make a mechanism with meetings of its own, offers and asks, a promise that comes back."""
    told = {"sort": "dialogue", "title": "Tanaka", "cadence": "yearly", "next_said": "2026-12-01"}
    opened = open_mechanism(typed=told, parties=({"country": "JP"},), instruments=(), **hands.more())
    MechanismRow.objects.bulk_create(
        MechanismRow(mechanism=opened, meeting=one, made_by=opened.made_by, made_at=opened.made_at) for one in made[:20]
    )
    write_assistance(typed={"topic": "drugs"}, statement=Statement.objects.filter(act="request").first().pk, **hands.more())
    copies(
        Assistance,
        ({"number": f"A-1{number:05}", "statement_id": None, "side": "offer" if number % 2 else "ask"} for number in range(ROWS)),
    )
    repeat_commitment("C-000001", cadence="yearly", since="2015-01-01", **hands.more())


def copies(model, changes):
    """Make rows like the first of a table, one for each of `changes` to it, and return them."""
    first = model.objects.order_by("pk").first()
    values = {field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields if not field.primary_key}
    return model.objects.bulk_create(model(**values | one) for one in changes)


ASKED = {
    "documents": lambda h: documents(by=h.who),
    "documents by words": lambda h: documents(by=h.who, q="nhat ban"),
    "queue": lambda h: review_queue(by=h.who),
    "review": lambda h: review("R-000002", by=h.who),
    "candidates of a person": lambda h: candidates("R-000002", kind="actor", suggestion=0, by=h.who),
    "candidates of a meeting": lambda h: candidates("R-000002", kind="event", suggestion=0, by=h.who),
    "candidates of a statement": lambda h: candidates("R-000002", kind="statement", suggestion=0, by=h.who),
    "candidates of a commitment": lambda h: candidates("R-000002", kind="commitment", suggestion=0, by=h.who),
    "meetings": lambda h: meetings(by=h.who),
    "meetings of a State": lambda h: meetings(by=h.who, country="JP"),
    "meetings of a type": lambda h: meetings(by=h.who, type_="reception"),
    "meetings of a State and a type": lambda h: meetings(by=h.who, country="JP", type_="reception"),
    "meetings planned": lambda h: meetings(by=h.who, standing="planned"),
    "meetings by words": lambda h: meetings(by=h.who, q="tanaka"),
    "meetings further on": lambda h: meetings(by=h.who, after="2015-01-01~9"),
    "a meeting": lambda h: find_meeting("M-000001", by=h.who),
    "statements": lambda h: statements(by=h.who),
    "statements of a State": lambda h: statements(by=h.who, of="JP"),
    "statements of a State to another": lambda h: statements(by=h.who, of="JP", to="VN"),
    "statements of a State with an act": lambda h: statements(by=h.who, of="JP", act="commit"),
    "statements to a State": lambda h: statements(by=h.who, to="JP", act="request"),
    "commitments": lambda h: commitments(by=h.who),
    "commitments of a State": lambda h: commitments(by=h.who, of="JP"),
    "commitments to a State": lambda h: commitments(by=h.who, to="VN"),
    "commitments with a State": lambda h: commitments(by=h.who, partner="JP", after="200"),
    "commitments of a State to another": lambda h: commitments(by=h.who, of="JP", to="VN"),
    "commitments with a State in a state": lambda h: commitments(by=h.who, partner="JP", state="registered"),
    "commitments in a state": lambda h: commitments(by=h.who, state="registered"),
    "a commitment": lambda h: find_commitment("C-000001", by=h.who),
    "figures": lambda h: figures(by=h.who, at=h.world.at),
    "figures with a State": lambda h: figures(by=h.who, at=h.world.at, partner="JP"),
    "figures by partner": lambda h: figures_by_partner(by=h.who, at=h.world.at),
    "figures by mechanism": lambda h: figures_by_mechanism(by=h.who, at=h.world.at),
    "figures by owner": lambda h: figures_by_owner(by=h.who, at=h.world.at),
    "a pack of figures": lambda h: pack_of(language="vi", by=h.who, at=h.world.at),
    "a State's dossier": lambda h: dossier("JP", by=h.who, at=h.world.at),
    "reminders": lambda h: reminders(by=h.who, at=h.world.at),
    "actors": lambda h: actors(by=h.who),
    "actors of a State": lambda h: actors(by=h.who, country="JP"),
    "an actor": lambda h: find_actor(1, by=h.who) if RegisterActor.objects.filter(pk=1) else actors(by=h.who),
    "a State": lambda h: country_file("JP", by=h.who, at=h.world.at),
    "shares": lambda h: shares(by=h.who),
    "shares that wait": lambda h: shares(by=h.who, state="offered"),
    "offers": lambda h: offers_waiting(by=h.who),
    "shares of a commitment": lambda h: shares_of(first_promise(), by=h.who),
    "offers of a commitment": lambda h: offers_of(first_promise(), by=h.who),
    "cases of a commitment": lambda h: cases_of(commitment=first_promise(), by=h.who),
    "cases of a meeting": lambda h: cases_of_meeting(first_promise().statement.meeting, by=h.who),
    "promised at a meeting": lambda h: promised_at(first_promise().statement.meeting, by=h.who),
    "exercises": lambda h: exercises(by=h.who),
    "exercises of a commitment": lambda h: exercises_of(commitment=first_promise(), by=h.who),
    "a timeline": lambda h: timeline("JP", by=h.who),
    "a month": lambda h: month(date(2015, 6, 1), by=h.who),
    "coming": lambda h: coming(by=h.who, at=h.world.at),
    "turns of a promise": lambda h: recurring(Commitment.objects.get(number="C-000001"), by=h.who, at=h.world.at),
    "meetings that an invitation may be": lambda h: known_meetings(INVITED, node="here", by=h.who),
    "a mechanism": lambda h: find_mechanism("K-000001", by=h.who, at=h.world.at),
    "offers and asks": lambda h: assistance(by=h.who),
    "offers and asks of a side": lambda h: assistance(by=h.who, side="ask"),
    "offers and asks on a topic": lambda h: assistance(by=h.who, side="ask", topic="drugs"),
    "an offer": lambda h: find_assistance("A-000001", by=h.who, at=h.world.at),
    "statements that nobody coded": lambda h: uncoded(by=h.who),
    "registered acts of a State": lambda h: acts_of("JP", by=h.who),
}


SORTED_BY_INDEX = (
    *("documents", "queue", "meetings", "meetings of a State", "meetings of a type", "meetings further on", "statements"),
    *("meetings planned", "meetings of a State and a type", "statements of a State to another", "statements of a State with an act"),
    *("statements to a State", "commitments of a State to another", "commitments with a State in a state"),
    *("shares", "shares that wait", "offers", "exercises"),
    *("offers and asks", "offers and asks of a side", "offers and asks on a topic", "statements that nobody coded"),
    *("statements of a State", "commitments", "commitments of a State", "commitments with a State", "actors", "actors of a State"),
)


def test_no_question_reads_a_large_table_to_its_end(full):
    """Each question with the plan that the database has for it. Pages come in the order of an index; figures are counted from one.

    One test, because what it asks of takes longer to make than to ask.
    """
    asked = {name: plans(lambda ask=ask: ask(full)) for name, ask in ASKED.items()}
    read = {f"{name}: {sql}": plan for name, found in asked.items() for sql, plan in found if read_to_the_end(sql, plan)}
    assert not read, "\n".join(f"{one[:60]} .. {one[-500:]}\n    {plan}" for one, plan in read.items())
    # A sort of everything that fits, to show 25 of it, costs more with each year of the register.
    sorts = {f"{name}: {sql}": plan for name in SORTED_BY_INDEX for sql, plan in asked[name] if is_sorted("\n".join(plan))}
    assert not sorts, "\n".join(f"{one[:60]} .. {one[-500:]}\n    {plan}" for one, plan in sorts.items())
    if connection.vendor == "sqlite":  # PostgreSQL weighs a small table otherwise
        counted = [line for sql, plan in asked["figures with a State"] if "records_commitment" in sql for line in plan]
        assert counted == ["SEARCH records_commitment USING COVERING INDEX commitment_figures (counted=? AND partner=?)"]
        owners = [line for sql, plan in asked["figures by owner"] if "records_commitment" in sql for line in plan]
        assert owners[0] == "SEARCH records_commitment USING COVERING INDEX commitment_figures (counted=?)"


def is_sorted(plan):
    """Say whether a database sorts what it found."""
    return "TEMP B-TREE" in plan or "Sort" in plan


def test_a_search_begins_at_the_newest_row_of_its_sort(hands, monkeypatch):
    """However many rows of another sort come after: PostgreSQL goes from the top of the index, a few thousand keys at a time."""
    hands.accept_all(hands.bring())
    RegisterText.objects.create(key=8 * 5_000_000, words="hoi dam", tags="k:document")
    looked = []

    def look(asked, **where):
        looked.append(where["before"])
        return find_newest(asked, **where)

    monkeypatch.setattr("comity.register.finding.find_newest", look)
    newest = Meeting.objects.order_by("-pk").first()
    (first, *_) = meetings(by=hands.who, q=newest.title).rows
    assert first.pk == newest.pk
    assert looked == [8 * (newest.pk + 1)]
