"""Markings that lie, lead in circles, or are of nobody: each keeps the object at home, and none stops the ingest."""

from typing import Any

import pytest

from comity.intel.policy import Label, Marking, at_home, label_of, marking_refs, parse_label, read_marking
from comity.intel.policy.misp import Shared, label_of_misp
from comity.intel.policy.stix import LABEL_EXTENSION, MOST, TLP2_EXTENSION, TLP_MARKING
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Tlp
from comity.terms.refusals import Malformed, TooLarge

OWNER, HOME = AuthorityId("fr-cert"), AuthorityId("vn-poc")
STRICTEST = at_home(owner=OWNER, home=HOME)
CLEAR = TLP_MARKING[Tlp.CLEAR]
IDS = [f"marking-definition--{number:08d}-1111-4111-8111-111111111111" for number in range(MOST + 1)]
ACS = "extension-definition--3a65884d-005a-4290-8335-cb2d778a83ce"
IEP = "extension-definition--762e2e97-ee51-43e5-a9ea-165fbb862c4a"


def of(*refs: str, known: dict[str, Marking] | None = None) -> Label:
    """The label of an object that bears `refs`."""
    return label_of(refs, known or {}, owner=OWNER, home=HOME)


def definition(**told: Any) -> dict[str, Any]:
    """A marking-definition, with what a test says of it."""
    return {"type": "marking-definition", "spec_version": "2.1", "id": IDS[0], "created": "2026-11-29T03:00:00.000Z", **told}


def words(*refs: str) -> Marking:
    """A definition of words alone that bears `refs`."""
    return Marking(known=True, refs=refs)


@pytest.mark.parametrize("length", [1, 2, 3, MOST])
def test_markings_that_mark_each_other_in_a_circle(length):
    """Of any length, and also behind a way in."""
    known = {IDS[at]: words(IDS[(at + 1) % length]) for at in range(length)}
    assert of(CLEAR, IDS[0], known=known) == STRICTEST
    assert of(CLEAR, IDS[-1], known=known | {IDS[-1]: words(IDS[0])}) == STRICTEST


def test_a_chain_without_an_end_is_not_walked():
    """More markings than any object has count as unknown; as many as are allowed do not."""
    known = {IDS[at]: words(*IDS[at + 1 : at + 2]) for at in range(MOST + 1)}
    assert of(CLEAR, IDS[0], known=known) == STRICTEST
    assert of(CLEAR, IDS[2], known=known).tlp is Tlp.CLEAR


@pytest.mark.parametrize(
    "id_",
    [
        IDS[5],  # no definition of it came
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b03e",  # a public document's wrong id of AMBER+STRICT
        CLEAR.upper(),
        "identity--94868c89-83c2-464b-929b-a1a8aa3c8487",
        "",
        "TLP:CLEAR",
    ],
)
def test_a_reference_to_no_marking(id_):
    """Beside a level that is known, too."""
    assert of(CLEAR, id_) == STRICTEST


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(definition(extensions={TLP2_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": "clear"}}), id="TLP 2.0"),
        pytest.param(definition(definition_type="tlp", definition={"tlp": "white"}), id="TLP 1.0"),
        pytest.param(definition(extensions={ACS: {"identifier": "isa:guide.19001"}}), id="ACS"),
        pytest.param(definition(extensions={IEP: {"name": "Non-Public"}}), id="IEP"),
        pytest.param(definition(definition_type="statement", definition={"statement": "free"}, extensions={ACS: {}}), id="words and ACS"),
        pytest.param(definition(definition_type="statement", definition={"statement": "free", "tlp": "white"}), id="words and more"),
        pytest.param(definition(definition_type="x-national", definition={"level": 3}), id="another sort"),
        pytest.param(definition(), id="empty"),
        pytest.param(definition(extensions=[]), id="extensions are a list"),
        pytest.param(definition(definition_type="statement", definition="free"), id="definition is a text"),
        pytest.param({"type": "indicator", "id": IDS[0]}, id="no marking-definition"),
        pytest.param(definition() | {"id": 7}, id="no id"),
    ],
)
def test_a_definition_that_nobody_here_knows(told):
    """A level under another id than the standard's; other languages of marking; what is no definition."""
    marking = read_marking(told)
    assert not marking.known
    assert of(CLEAR, IDS[0], known={IDS[0]: marking}) == STRICTEST


@pytest.mark.parametrize(
    "label",
    [
        None,
        "TLP:CLEAR",
        [],
        {},
        {"tlp": "tlp:clear"},
        {"tlp": "TLP:WHITE"},
        {"tlp": 1},
        {"tlp": "TLP:CLEAR", "owner": "vn-poc"},  # an owner is who delivers, not what is written
        {"tlp": "TLP:CLEAR", "all": True},
        {"tlp": "TLP:CLEAR", "fields": "EF-DRUGS"},
        {"tlp": "TLP:CLEAR", "fields": [1]},
        {"tlp": "TLP:CLEAR", "fields": ["drugs; DROP"]},
        {"tlp": "TLP:CLEAR", "countries": ["Finland"]},
        {"tlp": "TLP:CLEAR", "groups": ["UPPER"]},
        {"tlp": "TLP:GREEN", "recipients": {"authorities": ["vn-poc"]}},
        {"tlp": "TLP:RED", "recipients": ["vn-poc"]},
        {"tlp": "TLP:RED", "recipients": {"everybody": ["vn-poc"]}},
        {"tlp": "TLP:CLEAR", "expires": "tomorrow"},
        {"tlp": "TLP:CLEAR", "expires": None},
        {"tlp": "TLP:CLEAR", "pap": "PAP:BLUE"},
    ],
)
def test_a_label_of_ours_that_cannot_be_read(label):
    """It came from a newer node, or from a clumsy one."""
    marking = read_marking(definition(extensions={LABEL_EXTENSION: {"extension_type": "property-extension", "label": label}}))
    assert not marking.known


@pytest.mark.parametrize("extension", [None, [], {}, {"label": {"tlp": "TLP:CLEAR"}}, {"extension_type": "property-extension"}])
def test_an_extension_of_ours_without_its_parts(extension):
    """Neither is guessed."""
    assert not read_marking(definition(extensions={LABEL_EXTENSION: extension})).known


@pytest.mark.parametrize(
    ("told", "refs"),
    [
        ({"object_marking_refs": CLEAR}, (CLEAR,)),
        ({"object_marking_refs": None}, ("",)),
        ({"object_marking_refs": [7, CLEAR]}, ("", CLEAR)),
        ({"granular_markings": {"marking_ref": CLEAR}}, (CLEAR,)),
        ({"granular_markings": ["x"]}, ("",)),
        ({"granular_markings": [{"selectors": ["name"]}]}, ("",)),
        ({"granular_markings": [{"lang": "vi", "marking_ref": CLEAR}]}, (CLEAR,)),
    ],
)
def test_references_that_are_none_are_kept_as_unknown(told, refs):
    """A marking that cannot be read is a marking all the same."""
    assert marking_refs(told) == refs


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TLP:CLEAR",
        "null",
        '{"tlp": "TLP:CLEAR"}',  # not as it is printed
        '{"tlp":"TLP:CLEAR","owner":"vn-poc"}',
        '{"pap":"PAP:CLEAR","tlp":"TLP:CLEAR"}',
        '{"fields":["EF-B","EF-A"],"tlp":"TLP:CLEAR"}',
        '{"fields":["EF-A","EF-A"],"tlp":"TLP:CLEAR"}',
        '{"recipients":{},"tlp":"TLP:RED"}',
        '{"recipients":{"authorities":[]},"tlp":"TLP:RED"}',
        '{"barred":[],"tlp":"TLP:CLEAR"}',
        '{"tlp":"TLP:CLEAR","tlp":"TLP:CLEAR"}',
        "\ud800",
    ],
)
def test_a_text_that_no_label_prints(text):
    """One form for each label, and nothing else is read."""
    with pytest.raises(Malformed):
        parse_label(text)


def test_a_label_of_a_million_names_is_not_read():
    """The cap comes first."""
    with pytest.raises(TooLarge):
        parse_label('{"fields":[' + ",".join(['"EF-A"'] * 100_000) + '],"tlp":"TLP:CLEAR"}')


@pytest.mark.parametrize(
    "item",
    [
        Shared(6),
        Shared(-1),
        Shared(5),
        Shared(4),
        Shared(4, group="all friends"),
        Shared(3, tags=("tlp:unclear",)),
        Shared(3, tags=("tlp:ex:chr",)),
        Shared(3, tags=("TLP:PURPLE",)),
        Shared(3, tags=("PAP:BLUE",)),
        Shared(3, tags=('nato:classification="NS"',)),
        Shared(3, tags=('iep:traffic-light-protocol="GREEN"',)),
        Shared(3, tags=("comity:everybody",)),
        Shared(3, tags=('comity:owner="vn-poc"',)),
        Shared(3, tags=('comity:tlp="TLP:CLEAR"',)),
        Shared(3, tags=('comity:expires="tomorrow"',)),
        Shared(3, tags=('Comity:fields="EF-DRUGS"',)),
    ],
)
def test_what_misp_says_and_nobody_here_knows(item):
    """A distribution of tomorrow, a group without its UUID, tags of other languages of marking."""
    label = label_of_misp(item, owner=OWNER, home=HOME)
    assert label == STRICTEST
