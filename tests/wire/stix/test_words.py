"""Timestamps and identifiers: numbers come from texts without rounding, and observables have the names that others compute."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import stix2
from hypothesis import given
from hypothesis import strategies as st
from stix_samples import OBSERVABLES, sample

from comity.terms.refusals import Refused
from comity.wire.stix.identifiers import computed_id, is_id, names_type, split_id, uuid_version
from comity.wire.stix.timestamps import is_timestamp, order_of, parse_timestamp, print_timestamp

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds are naive


@given(MOMENTS, st.text("0123456789", max_size=12))
def test_a_moment_is_its_microseconds(moment, more):
    """Digits beyond the sixth are cut off, and remembered by the order of texts."""
    micros = (moment - EPOCH) // timedelta(microseconds=1)
    assert parse_timestamp(print_timestamp(micros)) == micros
    text = moment.replace(tzinfo=None).isoformat(timespec="microseconds")
    assert parse_timestamp(f"{text}{more}Z") == micros
    assert order_of(f"{text}Z") <= order_of(f"{text}{more}Z") < order_of("9999-12-31T23:59:59.9999999Z")


def test_forms_of_timestamps():
    """RFC 3339 in UTC with capitals, days that exist, a leap second as the second after it."""
    assert parse_timestamp("2016-12-31T23:59:60Z") == parse_timestamp("2017-01-01T00:00:00.000Z")
    assert print_timestamp(parse_timestamp("2026-11-29T04:05:06.1Z")) == "2026-11-29T04:05:06.100Z"
    assert print_timestamp(parse_timestamp("2026-11-29T04:05:06.1234567Z")) == "2026-11-29T04:05:06.123456Z"
    for bad in ("", "2026-11-29", "2026-02-29T00:00:00Z", "0000-01-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z"):
        assert not is_timestamp(bad)
        with pytest.raises(Refused):
            parse_timestamp(bad)
    for bad in (
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01t00:00:00Z",
        "٢٠٢٦-01-01T00:00:00Z",
        f"2026-01-01T00:00:00.{'0' * 99}Z",
    ):
        assert not is_timestamp(bad)
    with pytest.raises(Refused):
        print_timestamp(10**20)


@given(st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), st.integers(0, 22), st.sampled_from("0 9٢-:.TtZ+,W"))  # noqa: DTZ001 -- as above
def test_milliseconds_are_read_the_same_on_the_short_road(moment, place, letter):
    """Most texts go it; whatever else has 24 letters is refused or not as the expression says, and means the same."""
    text = moment.isoformat(timespec="milliseconds")
    for one in (f"{text}Z", f"{text[:place]}{letter}{text[place + 1 :]}Z"):
        if is_timestamp(one):
            assert parse_timestamp(one) == parse_timestamp(f"{one[:-1]}000Z")  # six digits go the long one
        else:
            with pytest.raises(Refused):
                parse_timestamp(one)


@given(
    st.text("abz0-", max_size=5) | st.sampled_from(["Ab", "a" * 251]),
    st.text("a-", max_size=3),
    st.sampled_from("04589aAgF-"),
    st.integers(0, 35),
)
def test_an_identifier_names_its_type_as_it_is_cut(kind, more, letter, place):
    """The short way to the same answer."""
    uuid = "0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061"
    for text in (f"{kind}--{uuid}", f"{kind}{more}--{uuid}", f"{kind}--{uuid[:place]}{letter}{uuid[place + 1 :]}"):
        assert names_type(text, kind) == (split_id(text) == kind != "")


def test_forms_of_identifiers():
    """A type, two hyphens, a UUID of RFC 4122."""
    good = "x-mitre-tactic--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061"
    assert (is_id(good), split_id(good), uuid_version(good)) == (True, "x-mitre-tactic", 4)
    for bad in (
        "",
        "x",
        good + "\n",
        good.upper(),
        good[:-1],
        good.replace("-4a4d", "-7a4d"),
        good.replace("-aa9d", "-ca9d"),
        good[4:] + "--",
    ):
        assert (is_id(bad), split_id(bad), uuid_version(bad)) == (False, "", 0)


@pytest.mark.parametrize("kind", OBSERVABLES)
def test_names_of_observables_are_those_that_others_compute(kind):
    """From each of its contributing properties alone, and from all (section 3.4)."""
    whole = sample(kind)
    whole.pop("id")
    for left_out in ({}, *({name} for name in whole if name != "type")):
        value = {name: inner for name, inner in whole.items() if name not in left_out}
        try:
            theirs = json.loads(stix2.parse(dict(value), allow_custom=True, version="2.1").serialize())["id"]
        except (stix2.exceptions.STIXError, ValueError):
            continue  # not an object without that
        assert computed_id(value) == ("" if uuid_version(theirs) == 4 else theirs)
