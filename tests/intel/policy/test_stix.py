"""Markings of STIX objects become labels: what the standards fixed, what is ours, and everything else as the strictest."""

import json
from dataclasses import replace

import pytest
import stix2
from drawn import AT, AUTHORITIES, labels
from hypothesis import given

from comity.intel.policy import (
    Label,
    Marking,
    Principal,
    at_home,
    decide,
    label_of,
    label_of_definition,
    marking_of,
    marking_refs,
    narrowest,
    read_marking,
)
from comity.intel.policy.stix import LABEL_EXTENSION, PAP_EXTENSION, PAP_IDS, PAP_MARKING, TLP2_EXTENSION, TLP_IDS, TLP_MARKING
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Pap, Tlp

OWNER, HOME, OTHER = AuthorityId("fr-cert"), AuthorityId("vn-poc"), AuthorityId("fi-poc")
STRICTEST = at_home(owner=OWNER, home=HOME)
GREEN, AMBER, RED = (TLP_MARKING[tlp] for tlp in (Tlp.GREEN, Tlp.AMBER, Tlp.RED))
OURS = "marking-definition--11111111-1111-4111-8111-111111111111"
WORDS = "marking-definition--22222222-2222-4222-8222-222222222222"
CREATED = "2026-11-29T03:00:00.000Z"


def of(*refs: str, known: dict[str, Marking] | None = None, unmarked: Label | None = None) -> Label:
    """The label of an object that bears `refs`."""
    return label_of(refs, known or {}, owner=OWNER, home=HOME, unmarked=unmarked)


def statement(**more: object) -> dict[str, object]:
    """A marking-definition of words alone."""
    return {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": WORDS,
        "created": CREATED,
        "definition_type": "statement",
        "definition": {"statement": "Copyright 2026"},
        **more,
    }


@pytest.mark.parametrize(("id_", "tlp"), TLP_IDS.items())
def test_both_protocols_by_their_ids(id_, tlp):
    """TLP 2.0 and 1.0; what names recipients names this node, which was given the object."""
    assert of(id_) == Label(tlp=tlp, owner=OWNER, recipients=frozenset() if tlp in {Tlp.GREEN, Tlp.CLEAR} else frozenset({HOME}))


def test_the_ids_are_those_of_the_library_of_the_standard():
    """Those of TLP 1.0, which stix2 has; and each level has one id that we write, of TLP 2.0."""
    for name, tlp in (("WHITE", Tlp.CLEAR), ("GREEN", Tlp.GREEN), ("AMBER", Tlp.AMBER), ("RED", Tlp.RED)):
        assert TLP_IDS[getattr(stix2, f"TLP_{name}").id] is tlp
    assert len(set(TLP_MARKING.values()) & set(list(TLP_IDS)[:5])) == len(Tlp)
    assert set(PAP_MARKING) == set(Pap)


def test_the_strictest_of_several_binds():
    """As a whole or in part: of two levels the lower one; a granular marking binds the whole object, a language nobody."""
    assert of(GREEN, AMBER).tlp is Tlp.AMBER
    told = {
        "object_marking_refs": [GREEN],
        "granular_markings": [{"marking_ref": RED, "selectors": ["description"]}, {"lang": "fr", "selectors": ["name"]}],
    }
    assert marking_refs(told) == (GREEN, RED)
    assert of(*marking_refs(told)).tlp is Tlp.RED


def test_nothing_marked_is_what_the_collection_says_or_stays_at_home():
    """The owner is who delivered it, whatever the collection's label says."""
    assert of() == STRICTEST
    said = Label(tlp=Tlp.GREEN, owner=HOME, fields=frozenset({"EF-DRUGS"}))
    assert of(unmarked=said) == replace(said, owner=OWNER)
    assert of(GREEN, unmarked=said) == Label(tlp=Tlp.GREEN, owner=OWNER)


def test_words_alone_widen_nothing():
    """A copyright is no audience: the object counts as unmarked, and beside a level the level counts."""
    known = {WORDS: read_marking(statement())}
    assert known[WORDS] == Marking(known=True)
    assert of(WORDS, known=known) == STRICTEST
    assert of(WORDS, AMBER, known=known) == of(AMBER)


@pytest.mark.parametrize(("id_", "pap"), PAP_IDS.items())
def test_pap_limits_use_and_not_audience(id_, pap):
    """Beside a level; alone the object stays at home, with the least that is allowed there."""
    assert of(GREEN, id_) == Label(tlp=Tlp.GREEN, owner=OWNER, pap=pap)
    assert of(id_) == STRICTEST


@given(label=labels)
def test_a_label_travels_as_a_marking_definition(label):
    """Made, read by the standard's library, read back: the same label, of whoever delivers it."""
    told = marking_of(label, id_=OURS, created=CREATED)
    assert stix2.parse(told, allow_custom=True).id == OURS
    read = read_marking(json.loads(json.dumps(told)))
    assert read == Marking(known=True, label=replace(label, owner=None))
    assert of(OURS, known={OURS: read}) == replace(label, owner=OWNER)


def test_a_level_beside_a_label_keeps_the_recipients_that_it_names():
    """They were named by the owner; a level alone names this node."""
    named = Label(tlp=Tlp.AMBER, owner=None, recipients=frozenset({HOME, OTHER}), fields=frozenset({"EF-DRUGS"}))
    known = {OURS: Marking(known=True, label=named)}
    assert of(OURS, AMBER, known=known) == replace(named, owner=OWNER)
    assert of(OURS, RED, known=known) == replace(named, owner=OWNER, tlp=Tlp.RED)
    open_one = {OURS: Marking(known=True, label=Label(tlp=Tlp.GREEN, owner=None, fields=frozenset({"EF-DRUGS"})))}
    assert of(OURS, RED, known=open_one).recipients == {HOME}


def test_a_marking_binds_by_its_own_markings():
    """Who may not read the rule is not given what stands under it."""
    known = {WORDS: read_marking(statement(object_marking_refs=[RED]))}
    assert of(WORDS, GREEN, known=known) == of(GREEN, RED)


@given(one=labels, other=labels)
def test_two_labels_of_ours_meet(one, other):
    """In the narrowest of both."""
    known = {id_: Marking(known=True, label=label) for id_, label in ((OURS, one), (WORDS, other))}
    assert of(OURS, WORDS, known=known) == narrowest(replace(one, owner=OWNER), replace(other, owner=OWNER))


def test_a_known_id_means_the_same_whatever_a_peer_delivers_under_it():
    """Neither wider nor narrower: whoever redefines TLP:RED opens nothing, and whoever redefines TLP:CLEAR hides nothing."""
    opened = {RED: Marking(known=True, tlp=Tlp.CLEAR)}
    assert of(RED, known=opened).tlp is Tlp.RED
    clear = TLP_MARKING[Tlp.CLEAR]
    assert of(clear, known={clear: Marking(known=False)}).tlp is Tlp.CLEAR
    told = {"type": "marking-definition", "id": RED, "extensions": {TLP2_EXTENSION: {"tlp_2_0": "clear"}}}
    assert read_marking(told).tlp is Tlp.RED


def test_the_strictest_is_seen_by_owner_and_home_alone():
    """Of everybody in these tests."""
    seen = {one for one in (*AUTHORITIES, OWNER) if decide(Principal(authority=one, country=one.country), STRICTEST, at=AT).allowed}
    assert seen == {OWNER, HOME}
    assert LABEL_EXTENSION.startswith("extension-definition--")


@pytest.mark.parametrize(
    "told",
    [
        *(json.loads(getattr(stix2, f"TLP_{name}").serialize()) for name in ("WHITE", "GREEN", "AMBER", "RED")),
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": TLP_MARKING[Tlp.AMBER_STRICT],
            "created": "2022-10-01T00:00:00.000Z",
            "name": "TLP:AMBER+STRICT",
            "extensions": {TLP2_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": "amber+strict"}},
        },
        {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": PAP_MARKING[Pap.RED],
            "created": "2022-10-06T00:00:00.000Z",
            "name": "PAP:RED",
            "extensions": {PAP_EXTENSION: {"extension_type": "property-extension", "pap": "red"}},
        },
    ],
    ids=lambda told: told["id"][-6:],
)
def test_a_definition_of_the_standards_is_no_secret(told):
    """As it was published; with another word in it, it is an object like every other."""
    assert label_of_definition(told, {}, owner=OWNER, home=HOME) == Label(tlp=Tlp.CLEAR, owner=OWNER)
    for other in (
        told | {"name": "Do not tell: informer of 29 November"},
        told | {"created_by_ref": "identity--1"},
        told | {"created": "2022-10-01T00:00:01.000Z"},
        told | {"extensions": {TLP2_EXTENSION: {"tlp_2_0": "clear"}}},
        told | {"definition_type": "tlp", "definition": {"tlp": "purple"}},
        told | {"id": OURS},
    ):
        assert label_of_definition(other, {}, owner=OWNER, home=HOME) == STRICTEST
    marked = told | {"object_marking_refs": [AMBER]}
    assert label_of_definition(marked, {}, owner=OWNER, home=HOME) == of(AMBER)


def test_a_definition_of_ours_bears_what_it_says():
    """Who is shown the object is shown its rule; words alone are an unmarked object."""
    label = Label(tlp=Tlp.GREEN, owner=None, fields=frozenset({"EF-DRUGS"}))
    told = marking_of(label, id_=OURS, created=CREATED)
    known = {OURS: read_marking(told), WORDS: read_marking(statement())}
    assert label_of_definition(told, known, owner=OWNER, home=HOME) == replace(label, owner=OWNER)
    assert label_of_definition(statement(), known, owner=OWNER, home=HOME) == STRICTEST
    assert label_of_definition(statement(), known, owner=OWNER, home=HOME, unmarked=label) == replace(label, owner=OWNER)
