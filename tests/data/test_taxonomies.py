"""Taxonomies as their machine-readable forms list them, against what is told of them here.

MISP/misp-taxonomies, CC0 or BSD-2-Clause; the files stay in the folder of large data.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from comity.intel.policy.misp import PAP_TAGS, TLP_TAGS
from comity.terms.vocabulary import vocabulary

pytestmark = pytest.mark.data


def taxonomy(large_data: Path, name: str) -> dict[str, Any]:
    """Read one taxonomy."""
    found: dict[str, Any] = json.loads((large_data / "misp" / "taxonomies" / name / "machinetag.json").read_bytes())
    return found


def test_the_classes_of_incidents_are_those_of_rsit(large_data: Path):
    """All of version 1003 but the one for tests."""
    told = taxonomy(large_data, "rsit")
    named = {f"{family['predicate']}:{one['value']}" for family in told["values"] for one in family["entry"]}
    assert named - {"test:test"} == set(vocabulary("rsit").codes)
    assert told["version"] == 1003


def test_every_tag_of_tlp_and_pap_is_known_or_told_as_unknown(large_data: Path):
    """What FIRST does not have any more, and what is a joke, stays at home; everything else has its level."""
    tlp = {f"tlp:{one['value']}" for one in taxonomy(large_data, "tlp")["predicates"]}
    assert tlp - set(TLP_TAGS) == {"tlp:ex:chr", "tlp:unclear"}
    assert set(TLP_TAGS) <= tlp
    assert {f"pap:{one['value'].lower()}" for one in taxonomy(large_data, "PAP")["predicates"]} == set(PAP_TAGS)
