"""What a browser posts for the treaty's fields, and how it is shown again."""

from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict

from comity.doors.web import filling
from comity.terms.vocabulary import Verified
from comity.treaty.forms import Field, Item, Option

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EMAIL = Option("email", {"en": "E-mail", "vi": "Hộp thư"})


def field(kind: str) -> Field:
    """Return a field of the type `kind`."""
    return Field(
        key="k",
        number=4,
        item="c",
        labels={"en": "Data", "vi": "Dữ liệu"},
        instrument="UNCC",
        article="42(3)(c)",
        type=kind,
        vocabulary="",
        options=(EMAIL,),
        mandatory="always",
        only="",
        hint=None,
        cap=10,
        least=0,
        sensitivity="open",
        verified=Verified.MEMORY,
        by_code=MappingProxyType({"email": EMAIL}),
        accepts=frozenset({"email"}),
    )


CASES = [
    ("name", "k=Post+Example", "Post Example"),
    ("codes", "k=email&k=x", ["email", "x"]),
    ("text", "k.text=Trước&k.language=vi", {"text": "Trước", "language": "vi"}),
    ("date", "k-day=3&k-month=1&k-year=2027", "2027-01-03"),
    ("date", "k-day=31&k-month=02&k-year=2027", "2027-02-31"),
    ("instant", "k-day=24&k-month=11&k-year=2026&k-time=03:13", "2026-11-23T20:13:00.000000Z"),
    ("instant", "k-day=24&k-month=11&k-year=2026&k-time=3", "2026-11-24 3"),
    ("period", "k.from-day=1&k.from-month=11&k.from-year=2026", {"from": "2026-11-01", "to": ""}),
    ("outside", "k.type=email&k.value=a@b.example", {"type": "email", "value": "a@b.example"}),
    ("outsides", "k.0.type=email&k.0.value=a@b.example&k.1.type=&k.1.value=", [{"type": "email", "value": "a@b.example"}]),
    ("yesno", "k=yes", "yes"),
    ("money", "k.amount=1500.50&k.currency=VND", {"amount": "1500.50", "currency": "VND"}),
    (
        "persons",
        "k.0.name=Nguyễn+Văn+A&k.0.role=PR-SUSPECT&k.0.born=1985&k.1.name=&k.1.role=PR-WITNESS",
        [{"name": "Nguyễn Văn A", "role": "PR-SUSPECT", "born": "1985"}],
    ),
]


@pytest.mark.parametrize(("kind", "query", "value"), CASES)
def test_what_is_posted_is_read_as_the_treaty_wants_it(kind, query, value):
    """Each type has its shape; what cannot be read is kept as typed."""
    item = Item(4, "c", {"en": "Data", "vi": "Dữ liệu"}, "UNCC", "42(3)(c)", {}, Verified.MEMORY, (field(kind),))
    assert filling.posted(QueryDict(query), item, zone=ZONE) == {"k": value}


@pytest.mark.parametrize("kind", sorted({case[0] for case in CASES} | {"authority", "code", "number", "reference"}))
def test_nothing_typed_is_absent(kind):
    """An empty field is absent, never an empty string."""
    item = Item(4, "c", {"en": "Data", "vi": "Dữ liệu"}, "UNCC", "42(3)(c)", {}, Verified.MEMORY, (field(kind),))
    assert filling.posted(QueryDict("k=&k-day=&k.text=+&k.value="), item, zone=ZONE) == {}
    assert filling.write_field(field(kind), None, language="vi", zone=ZONE, zone_name="UTC+7").label == "Dữ liệu"


def test_what_was_typed_is_shown_again():
    """Dates, moments and lines come back into their own inputs, right or wrong."""
    shown = filling.write_field(field("instant"), "2026-11-23T20:13:00.000000Z", language="en", zone=ZONE, zone_name="UTC+7")
    assert (shown.date.day, shown.date.month, shown.date.year, shown.date.time) == ("24", "11", "2026", "03:13")
    wrong = filling.write_field(field("date"), "2027-02-31", language="en", zone=ZONE, zone_name="UTC+7")
    assert (wrong.date.day, wrong.date.month, wrong.date.year) == ("31", "02", "2027")
    lines = filling.write_field(field("outsides"), [{"type": "email", "value": "a@b"}], language="en", zone=ZONE, zone_name="UTC+7")
    assert [entry.value for entry in lines.entries] == ["a@b", ""]
