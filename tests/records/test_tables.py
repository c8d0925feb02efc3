"""What the tables themselves do not let happen, whoever writes to them."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError, connection, transaction
from worlds.places import DRAFTER

from comity.records.models import (
    Alarm,
    Clock,
    Draft,
    Inbox,
    JournalAct,
    LogHead,
    Message,
    Officer,
    Outbox,
    OutboxBytes,
    Receipt,
    Request,
    SearchOwed,
    SearchText,
    Stream,
    Submission,
    Unread,
)
from comity.terms.instants import Instant

pytestmark = pytest.mark.both_databases("constraints")


def fails(deed):
    """Do `deed` in a savepoint: the database refuses it."""
    with pytest.raises(IntegrityError), transaction.atomic():
        deed()


def copy(row, **changes):
    """Insert a second row like `row`."""
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return lambda: type(row).objects.create(**(values | changes))


def test_each_thing_is_there_once(world, puppet):
    """An envelope in outbox and inbox, a place in a stream, a receipt of a kind, a reference, an alarm."""
    ours = world.send()
    world.receive()
    world.deliver(puppet.opened(world.message(ours)))
    world.deliver(puppet.seal(puppet.act()))
    fails(copy(Outbox.objects.get()))
    fails(copy(Inbox.objects.get()))
    fails(copy(Inbox.objects.get(), env_id="0" * 32))
    copy(Inbox.objects.get(), env_id="0" * 32, order="refused")()
    fails(copy(Stream.objects.get(direction="in")))
    fails(copy(Receipt.objects.get()))
    fails(copy(Message.objects.filter(direction="in").get()))
    fails(copy(Request.objects.get(direction="in")))
    fails(copy(Alarm.objects.get()))
    fails(copy(Officer.objects.get(officer_id=DRAFTER)))


def test_states_are_those_of_the_tables(world):
    """No row is in a state that nobody wrote down."""
    request, draft = world.send(), world.draft()
    fails(lambda: Request.objects.filter(pk=request.pk).update(state="lost"))
    fails(lambda: Draft.objects.filter(pk=draft.pk).update(state="deleted"))
    fails(lambda: Outbox.objects.update(state="gone"))


def test_the_states_of_the_tables_are_those_of_the_desk(world):
    """Two lists, one in the migration and one in the table of moves, that must not drift apart."""
    from comity.courier.protocol import states as delivery
    from comity.desk import states
    from comity.records.models.delivery import OUTBOX_STATES
    from comity.records.models.drafts import DRAFT_STATES
    from comity.records.models.requests import REQUEST_STATES

    assert set(REQUEST_STATES) == {state.value for state in states.State}
    assert set(DRAFT_STATES) == {state.value for state in states.DraftState}
    assert set(OUTBOX_STATES) == {state.value for state in delivery.State}


def test_there_is_one_log(world):
    """A second head cannot be."""
    world.send()
    fails(lambda: LogHead.objects.create(pk=2, frontier=b""))
    fails(lambda: JournalAct.objects.bulk_create([JournalAct.objects.first()]))


def test_what_others_hang_on_cannot_be_deleted(world):
    """A request with its acts, a draft with its versions, an officer who did something."""
    from django.db.models import ProtectedError

    request = world.send()
    for row in (request, Draft.objects.get(), world.drafter, world.approver):
        with pytest.raises(ProtectedError):
            row.delete()


def test_an_instant_comes_back_as_it_went(world):
    """Microseconds, before and after 1970, and sorts as time does."""
    request = world.send()
    for instant in (Instant(0), Instant(-1), Instant.parse("2026-11-23T03:07:00.000001Z"), Instant.parse("9999-12-31T23:59:59.999999Z")):
        Request.objects.filter(pk=request.pk).update(last_act_at=instant)
        assert Request.objects.get(pk=request.pk).last_act_at == instant
    assert Request.objects.filter(last_act_at__gt=Instant(0)).exists()


def test_no_table_stores_what_only_one_database_can(world):
    """No column type outside Django's own portable ones and ours."""
    from django.apps import apps

    portable = {
        "BigAutoField",
        "BigIntegerField",
        "BinaryField",
        "BooleanField",
        "CharField",
        "DateTimeField",
        "ForeignKey",
        "InstantField",
        "JSONField",
        "KeyField",
        "OneToOneField",
        "PositiveBigIntegerField",
        "PositiveIntegerField",
        "PositiveSmallIntegerField",
        "RowNumberField",
        "TextField",
        "TypedField",
        "UUIDField",
        "WordKeyField",
    }
    for model in apps.get_app_config("records").get_models():
        for field in model._meta.concrete_fields:
            assert type(field).__name__ in portable, field
    with pytest.raises(FieldDoesNotExist):
        Officer._meta.get_field("is_superuser")


def test_what_every_act_writes_stands_in_one_tree(world):
    """In SQLite's: no table of the highest key that ever was, and no second tree of keys beside the rows."""
    numbered = (Clock, Inbox, JournalAct, Message, Outbox, OutboxBytes, Receipt, Request, SearchOwed, SearchText)
    worded = (Stream, Submission, Unread)
    if connection.vendor != "sqlite":
        assert {table._meta.pk.db_type(connection) for table in numbered} == {"bigint"}
        return
    with connection.cursor() as cursor:
        for table in (*numbered, *worded):
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table._meta.db_table])
            (made,) = cursor.fetchone()
            assert "AUTOINCREMENT" not in made, table
            assert made.endswith("WITHOUT ROWID") == (table in worded), table
            cursor.execute(f"PRAGMA index_list({table._meta.db_table})")
            assert ("pk" in {row[3] for row in cursor.fetchall()}) == (table in worded), table
