"""What officers read: postings, scans downwards; what is not for them is in none of it."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from threats import OURS, THEIRS, Threats, full, indicator, named, only_for, thing

from comity.directory.officers import actor
from comity.intel.giving.cutting import cut
from comity.intel.giving.states import LotState, require_move
from comity.intel.policy import Principal
from comity.intel.reading.onlooking import onlooker
from comity.intel.reading.refusals import LotMoved, NothingThere
from comity.intel.reading.shelves import by_value, cards, shelves
from comity.intel.store import postings, scanning
from comity.intel.store.clock import look
from comity.intel.store.postings import KEY, MOST, asked_keys, keys_of, reference_key
from comity.intel.store.runs import numbers_of
from comity.intel.store.sight import Reader
from comity.terms.markings import Tlp
from comity.terms.refusals import Refused
from comity.wire.taxii.filters import Filters


def spoken(pattern):
    """The keys of an indicator with a pattern."""
    return set(keys_of(indicator(1, pattern)))


def key(text):
    """The keys of what somebody looks for."""
    return set(asked_keys(text))


# ---------------------------------------------------------------- postings, purely


@pytest.mark.parametrize(
    ("pattern", "asked"),
    [
        ("[ipv4-addr:value = '198.51.100.7']", "198.51.100.7"),
        ("[ipv4-addr:value = '198.51.100.7']", " 198[.]51[.]100[.]7 "),
        ("[domain-name:value IN ('a.example', 'B.Example')]", "b.example."),
        ("[url:value = 'https://user@host.example:8443/x?y']", "host.example"),
        ("[url:value = 'https://[2001:db8::7]/x']", "2001:DB8:0::7"),
        ("[ipv6-addr:value = '2001:DB8:0:0::7']", "2001:db8::7"),
        ("[file:hashes.'SHA-256' = 'AAAA']", "aaaa"),
        (r"[file:name = 'it\'s']", "it's"),
        ("[x-comity-wallet:value = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq']", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
    ],
)
def test_a_value_is_found_however_it_is_written(pattern, asked):
    """As written, defanged, in capitals, in another form of the same address."""
    assert spoken(pattern) & key(asked)


@given(st.text("'\\.thb[=a\n", max_size=16))
def test_constants_are_those_that_the_expression_finds(pattern):
    """Cut at the quotes, or found one by one where something is escaped."""
    found = [re.sub(r"\\(.)", r"\1", text) for before, text in postings._QUOTED.findall(pattern) if not before]
    assert list(postings._constants(pattern)) == found


def test_keys_of_paths_and_moments_are_no_values():
    """`'SHA-256'` in a path, `t'…'`, `h'…'`; what nobody compares as text."""
    found = spoken("[file:hashes.'SHA-256' = 'aaaa' AND file:ctime > t'2026-01-01T00:00:00Z' AND file:magic = h'ff']")
    assert found == key("aaaa")
    assert not spoken("[network-traffic:dst_port = 443]")


def test_ends_are_posted_marks_and_authors_are_not():
    """A relationship by both ends; who wrote it and which marks it bears by nothing; of what names thousands so many."""
    told = thing(
        "relationship",
        1,
        relationship_type="uses",
        source_ref=named("tool", 2),
        target_ref=named("tool", 3),
        created_by_ref=named("identity", 4),
    )
    assert set(keys_of(told)) == {reference_key(named("tool", 2)), reference_key(named("tool", 3))}
    many = thing("report", 5, object_refs=[named("tool", number) for number in range(1000)])
    assert len(keys_of(many)) == MOST
    assert keys_of({}) == keys_of({"pattern": 7, "hashes": [], "object_refs": [1, {}]}) == ()


ANYTHING = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=3))


@given(
    st.dictionaries(
        st.sampled_from(["pattern", "value", "hashes", "source_ref", "object_refs", "path"]),
        ANYTHING | st.dictionaries(st.text(max_size=5), ANYTHING),
    )
)
def test_nothing_breaks_the_posting(told):
    """Keys, or none, whatever stands where a text is expected."""
    assert all(len(one) == KEY for one in keys_of(told))


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_nothing_breaks_the_cutting(data):
    """Pieces with their lines, or a refusal."""
    try:
        assert cut(data)
    except Refused:
        return


@settings(max_examples=30)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.sampled_from([None, 0, 1, 4]))
def test_each_piece_knows_its_line(numbers, indent):
    """The line of an object is where it begins, however the file is written; equal objects too."""
    objects = [{"type": "tool", "id": named("tool", number), "name": "a\nb"} for number in numbers]
    text = json.dumps({"objects": objects}, indent=indent)
    for piece in cut(text.encode()):
        rest = "\n".join(text.split("\n")[piece.line - 1 :])
        assert rest.lstrip(' {"objects:[,').startswith('type"') or json.loads(piece.raw) in objects
        assert piece.raw.decode() in rest
    with pytest.raises(NothingThere):
        cut(b" ")


@pytest.mark.parametrize("state", LotState)
@pytest.mark.parametrize("to", LotState)
def test_the_whole_square_of_a_lot(state, to):
    """What is stored or set aside stays so; what waits comes back or goes on."""
    allowed = {
        ("open", "waiting"),
        ("open", "stored"),
        ("open", "set-aside"),
        ("waiting", "open"),
        ("waiting", "stored"),
        ("waiting", "set-aside"),
    }
    if (state.value, to.value) in allowed:
        require_move(state, to)
    else:
        with pytest.raises(LotMoved):
            require_move(state, to)


# ---------------------------------------------------------------- in the store


@pytest.fixture
def shelf(world):
    """A collection of sixty objects, every third of which is for another State alone."""
    threats = Threats(world)
    made = threats.collection("Shelf", alias="shelf", unmarked=Tlp.GREEN)
    hidden = named("marking-definition", 1)
    objects = [
        indicator(number, f"[ipv4-addr:value = '198.51.100.{number % 5}']", **({"mark": hidden} if number % 3 == 0 else {}))
        for number in range(60)
    ]
    threats.put(made, only_for("XR", 1), *objects)
    return made


def eye(world, officer=None):
    """An officer who looks."""
    officer = officer or world.drafter
    return onlooker(officer, by=actor(officer, at=world.at), at=world.at)


@pytest.mark.both_databases("order")
def test_pages_downwards_hold_each_visible_object_once(world, shelf):
    """The newest first, without a gap, and nothing of what is hidden; counts tell of nothing else."""
    seen, before = [], 0
    while True:
        page = cards(eye(world), shelf, before=before)
        seen += [one.stix_id for one in page.rows]
        before = page.before
        if not before:
            break
    assert seen == [named("indicator", number) for number in range(59, -1, -1) if number % 3]
    assert [(one.count, one.fresh) for one in shelves(eye(world), since=world.later(days=1))] == [(40, 0)]
    assert [one.fresh for one in shelves(eye(world), since=world.later(days=-1))] == [40]


@pytest.mark.both_databases
def test_a_value_is_found_in_what_may_be_seen_alone(world, shelf):
    """Twelve objects speak of it; eight are for this officer, and the other four are told of nowhere."""
    rows, more = by_value(eye(world), "198.51.100.2")
    assert not more
    assert {int(one.stix_id[-12:]) for one in rows} == {number for number in range(60) if number % 5 == 2 and number % 3}
    everything = Reader(Principal(authority=THEIRS, country=THEIRS.country)).sight(look(), at=world.at)
    found = scanning.scan_back(
        shelf.pk, everything, Filters(), columns=scanning.DATES, limit=99, among=numbers_of(asked_keys("198.51.100.2"))
    )
    assert len(found.rows) == 12


def test_a_value_that_a_newer_version_dropped_is_not_the_newest(world, shelf):
    """The search shows what speaks of a value now."""
    Threats(world).put(shelf, indicator(2, "[ipv4-addr:value = '203.0.113.9']", modified="2026-11-22T00:00:00.000Z"))
    assert named("indicator", 2) not in {one.stix_id for one in by_value(eye(world), "198.51.100.2")[0]}
    assert [one.stix_id for one in by_value(eye(world), "203.0.113.9")[0]] == [named("indicator", 2)]


def test_a_world_with_everything(world):
    """What the pages show comes from here: the officer of another authority at the same node sees with that authority's eyes."""
    made = full(world)
    world.both.authority = "xr-cert"
    world.both.save()
    assert [one.stix_id for one in by_value(eye(world, world.both), "https://a.example/x")[0]] == [named("indicator", 13)]
    assert by_value(eye(world), "https://a.example/x") == ((), False)
    assert {one.uuid for one in eye(world, world.both).readable} == {made["crime"].uuid}
    assert OURS != THEIRS
