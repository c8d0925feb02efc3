"""Real STIX and the whole set of spoiled objects: every fault that we find the OASIS validator finds too, but for those that are listed."""

import json
import random
from pathlib import Path

import pytest
from stix_oracles import they_refuse, validator_refuses
from stix_samples import DOMAIN, OBSERVABLES, spoiled

from comity.wire.stix import read_bundle, read_envelope, read_head, references, validate, version_of
from comity.wire.stix.pattern_parser import parse_pattern
from comity.wire.stix.patterns import print_pattern
from comity.wire.stix.timestamps import parse_timestamp

pytestmark = pytest.mark.data

ATTACK = ("ics-attack-17.1.json", "ics-attack-18.1.json", "mobile-attack-14.1.json", "mobile-attack-17.1.json")
SAMPLE = 150  # objects of each file that the slow validator looks at


@pytest.mark.parametrize("name", ATTACK)
def test_attack_has_no_fault_but_what_the_oracle_reports(large_data: Path, name: str):
    """Byte for byte, with heads that agree with the whole, versions that can be ordered, and references."""
    data = (large_data / "attack" / name).read_bytes()
    objects = [bytes(one) for one in read_bundle(data, most=2**24)]
    assert len(objects) == len(json.loads(data)["objects"]) > 1000
    assert [bytes(one) for one in read_envelope(b'{"objects": [' + b",\n".join(objects) + b"]}", most=2**24)] == objects
    for raw in objects:
        whole, head = json.loads(raw), read_head(raw)
        assert (head.id, head.type, version_of(head)) == (whole["id"], whole["type"], whole.get("modified", whole.get("created")))
        assert parse_timestamp(version_of(head))
        assert set(references(raw)) >= set(whole.get("object_marking_refs", ()))
        if found := validate(raw):
            assert validator_refuses(whole), found
    for raw in random.Random(5).sample(objects, SAMPLE):
        assert bool(validator_refuses(json.loads(raw))) == bool(validate(raw))


def test_the_examples_of_oasis_are_good(large_data: Path):
    """Reports, indicators with patterns, markings."""
    seen = 0
    for path in sorted((large_data / "stix" / "examples").rglob("*.json")):
        whole = json.loads(path.read_bytes())
        for one in whole["objects"] if whole["type"] == "bundle" else [whole]:
            seen += 1
            assert validate(json.dumps(one).encode()) == ()
            if one.get("pattern_type") == "stix":
                assert parse_pattern(print_pattern(parse_pattern(one["pattern"]))) == parse_pattern(one["pattern"])
    assert seen > 200


@pytest.mark.parametrize("kind", [*DOMAIN, *OBSERVABLES])
def test_everything_that_can_be_wrong_with_a_property_is_refused_by_all(kind: str):
    """Four thousand objects, one fault each; the differences are those of tests/wire/stix/test_validating.py."""
    made = list(spoiled(kind))
    unseen = {(place, fault) for place, fault, value in made if not validate(json.dumps(value).encode())}
    assert unseen == set()
    alone = {(kind, place, fault) for place, fault, value in made if not they_refuse(value)}
    assert alone <= {
        ("malware-analysis", "analysis_sco_refs", "other type in a list"),
        ("observed-data", "object_refs", "other type in a list"),
        ("file", "contains_refs", "other type in a list"),
        ("file", "contains_refs", "capital type in a list"),
    }
