"""Rows, OpenIOC and free text: what is read, what is told as lost, and what is refused."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st
from stix2patterns.validator import run_validator

from comity.terms.refusals import Malformed, TooLarge
from comity.wire.indicators import openioc
from comity.wire.indicators.freetext import find_candidates
from comity.wire.indicators.openioc import read_openioc
from comity.wire.indicators.rows import COLUMNS, MAX_FAULTS, SPEC, read_rows
from comity.wire.misp.event import Org
from comity.wire.misp.tagging import TLP_MARKINGS
from comity.wire.misp.viewing import view_event

TABLE = """type;value;comment;TLP;first_seen;to_ids;tags
ip-dst;198.51.100.7;"the; host";amber+strict;2026-11-29;yes;workflow:todo
# a remark
domain;a.example;;red;2026-11-29T03:12:08+07:00;no;

ip-dst;nowhere;;;;;
domain;b.example;;purple;;;
domain;c.example;;;yesterday;;
sha256;short;;;;;
iban;DE89370400440532013000;"two
lines";;;;
domain;d.example;;;;;;;too many
;x;;;;;
domain;a.example;again;;;;
"""


def test_rows_are_read_and_faults_told_by_line():
    """Each good line becomes an attribute, each bad one is told with line and column; the same file is the same event."""
    table = read_rows(b"\xef\xbb\xbf" + TABLE.encode())
    assert [(line, one.type, one.value) for line, one in table.rows] == [
        (2, "ip-dst", "198.51.100.7"),
        (4, "domain", "a.example"),
        (10, "iban", "DE89370400440532013000"),
        (14, "domain", "a.example"),
    ]
    assert [(fault.line, fault.column) for fault in table.faults] == [
        (6, "value"),
        (7, "tlp"),
        (8, "first_seen"),
        (9, "value"),
        (12, "value"),
        (13, "type"),
    ]
    event = table.event(info="list", day="2026-11-29", org=Org(name="o"), timestamp=1795921928)
    assert len(event.attributes) == 3
    assert event == read_rows(b"\xef\xbb\xbf" + TABLE.encode()).event(
        info="list", day="2026-11-29", org=Org(name="o"), timestamp=1795921928
    )
    view = view_event(event)
    indicator = next(one for one in view.objects if one["type"] == "indicator")
    assert indicator["object_marking_refs"] == [TLP_MARKINGS["tlp:amber+strict"]]
    assert indicator["valid_from"] == "2026-11-29T00:00:00.000Z"
    assert indicator["description"] == "the; host"


def test_the_page_has_every_column():
    """The columns of the specification are those of the reader."""
    page = (Path(__file__).parents[3] / SPEC).read_text(encoding="utf-8")
    assert tuple(re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)))) == COLUMNS


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "line 1: a header with the columns type and value"),
        (b"value\nx", "line 1: a header"),
        (b"type,value,colour\n", "no such column: 'colour'; there are " + ", ".join(COLUMNS)),
        (b"type,value,type\n", "the column type twice"),
        (b'type,value\ndomain,"a\n', "line 2: "),
        (b"type,value\ndomain,\xff", "not UTF-8, from byte 18 on"),
        (b"type,value\n" + b"domain,\n" * (MAX_FAULTS + 1), "more than 1000 faults, the last in line 1002"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(data: bytes, says: str):
    """The line, and what was expected there."""
    with pytest.raises(Malformed, match=re.escape(says)):
        read_rows(data)


def ioc(definition: str, *, version: str = "1.0", before: str = "") -> bytes:
    """An OpenIOC file around `definition`."""
    if version == "1.1":
        head = '<OpenIOC xmlns="http://openioc.org/schemas/OpenIOC_1.1" id="x" last-modified="2014-01-02T00:00:00">'
        head += "<metadata><short_description>Name</short_description><authored_by>A</authored_by></metadata>"
        text = f"{head}<criteria>{definition}</criteria></OpenIOC>"
    else:
        head = '<ioc xmlns="http://schemas.mandiant.com/2010/ioc" id="x" last-modified="2013-01-02T00:00:00">'
        head += "<short_description>Name</short_description><authored_date>2013-01-01T00:00:00</authored_date>"
        text = f"{head}<definition>{definition}</definition></ioc>"
    return f'<?xml version="1.0" encoding="utf-8"?>{before}{text}'.encode()


def item(term: str, value: str, condition: str = "is", *, more: str = "") -> str:
    """An item of an indicator."""
    return (
        f'<IndicatorItem id="5e384ae7-672c-4250-9cda-3b4d{abs(hash((term, value))) % 16**8:08x}" condition="{condition}" {more}>'
        f'<Context document="{term.partition("/")[0]}" search="{term}" type="mir"/><Content type="string">{value}</Content></IndicatorItem>'
    )


def group(operator: str, *inner: str) -> str:
    """A group of items."""
    return f'<Indicator operator="{operator}" id="g">{"".join(inner)}</Indicator>'


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_openioc_becomes_indicators(version: str):
    """Each alternative is an indicator that the reference grammar reads; what cannot be said is told, an AND never in part."""
    hashed = item("FileItem/Md5sum", "d41d8cd98f00b204e9800998ecf8427e")
    data = ioc(
        group(
            "OR",
            hashed,
            group("AND", item("FileItem/FileName", "it's", "contains"), item("FileItem/SizeInBytes", "35")),
            group(
                "AND",
                item("FileItem/FileName", "a_b", "contains"),
                item("PortItem/remoteIP", "198.51.100.7"),
                group("OR", item("Network/DNS", "a.example"), item("Network/URI", "https://x")),
            ),
            group("AND", hashed, item("Nothing/Known", "x")),
            group("OR", item("Network/DNS", "b.example", more='negate="true"'), item("Nothing/Known", "x")),
            item("FileItem/SizeInBytes", "many"),
        ),
        version=version,
    )
    found = read_openioc(data)
    either = "([domain-name:value = 'a.example'] OR [url:value = 'https://x'])"
    patterns = [one["pattern"] for one in found.objects if one["type"] == "indicator"]
    assert patterns == [
        "[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']",
        r"[file:name LIKE '%it\'s%' AND file:size = 35]",
        f"([file:name MATCHES 'a_b'] AND [network-traffic:dst_ref.value = '198.51.100.7'] AND {either})",
        "[domain-name:value NOT = 'b.example']",
    ]
    assert [loss.code for loss in found.losses] == ["logic", "term-unknown", "term-unknown", "condition-unknown"]
    for one in found.objects:
        stix2.parse(json.dumps(one))
    for pattern in patterns:
        assert run_validator(pattern, stix_version="2.1") == []


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (ioc("&b;", before=BOMB), "a document type or an entity"),
        (ioc("&x;", before='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), "a document type or an entity"),
        (ioc("<Indicator>" * 70 + "</Indicator>" * 70), "more than 64 elements inside each other"),
        (ioc(group("OR", "<IndicatorItem/>" * 5_001)), "5000 in all"),
        (b"<ioc>", "line 1: no element found"),
        (b"<x/>", "the element ioc or OpenIOC expected, not 'x'"),
        (b"<ioc/>", "no Indicator"),
        (b"", "no element found"),
        (b'<?xml version="1.0" encoding="utf-7"?><ioc/>', "encoding 'utf-7'"),
        (b"<ioc>&undefined;</ioc>", "undefined entity"),
    ],
)
def test_xml_that_means_harm_is_refused(data: bytes, says: str, monkeypatch: pytest.MonkeyPatch):
    """Entities, depth, number, encoding: refused before anything is expanded."""
    monkeypatch.setattr(openioc, "MAX_ELEMENTS", 5_000)
    with pytest.raises(Malformed, match=re.escape(says)):
        read_openioc(data)


def test_too_large_is_not_read():
    """The caps come first."""
    with pytest.raises(TooLarge):
        read_openioc(b" " * (16 * 1024 * 1024 + 1))
    with pytest.raises(TooLarge):
        find_candidates("x" * (4 * 1024 * 1024 + 1))


TEXT = (
    "See hxxps://evil[.]example[.]com/a(b).php, (or http://example.com/x) and mail a[at]b(dot)org; 198.51.100[.]7:443, 10.0.0.0/8 and "
    "2001:db8::1. CVE-2021-44228! invoice.exe d41d8cd98f00b204e9800998ecf8427e, DE89 3704 0044 0532 0130 00, DE89 3704 0044 0532 0130 01 "
    "and 1BoatSLRHtKNngkdXEeobR76b53LETtpyT, not 1BoatSLRHtKNngkdXEeobR76b53LETtpyX; version 1.2.3.4.5 at 10:30:00, e.g. www.a.example"
)


def test_free_text_gives_suggestions_with_their_places():
    """Defanged forms are read as meant; checks hold; versions and times are no addresses."""
    found = find_candidates(TEXT)
    assert [(one.type, one.value) for one in found] == [
        ("url", "https://evil.example.com/a(b).php"),
        ("url", "http://example.com/x"),
        ("email", "a@b.org"),
        ("ip-dst|port", "198.51.100.7|443"),
        ("ip-dst", "10.0.0.0/8"),
        ("ip-dst", "2001:db8::1"),
        ("vulnerability", "CVE-2021-44228"),
        ("filename", "invoice.exe"),
        ("md5", "d41d8cd98f00b204e9800998ecf8427e"),
        ("iban", "DE89370400440532013000"),
        ("btc", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
        ("hostname", "www.a.example"),
    ]
    assert all(TEXT[one.start : one.end] == one.written for one in found)
    assert [one.value for one in find_candidates("a.example b.zip c.invalid", endings={"example"})] == ["a.example"]


@given(st.text(st.sampled_from("ab1.:[]()/@hxtp -"), max_size=200))
def test_any_text_gives_places_that_do_not_overlap(text: str):
    """Whatever stands there: each suggestion stands where it says, and none inside another."""
    found = find_candidates(text)
    assert all(text[one.start : one.end] == one.written for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
