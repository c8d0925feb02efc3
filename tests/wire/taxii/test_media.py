"""Media types as clients write them: what they accept, what they say that they send."""

import pytest

from comity.wire.taxii.media import accepts_gzip, require_accepted, require_taxii
from comity.wire.taxii.refusals import NotAcceptable, NotTaxii


@pytest.mark.parametrize(
    "accept",
    [
        "application/taxii+json;version=2.1",
        "application/taxii+json; version=2.1",
        "application/taxii+json ;  version = 2.1 ",
        'Application/TAXII+JSON;Version="2.1"',
        "application/taxii+json",
        "application/taxii+json;q=0.5",
        "text/html, application/taxii+json;version=2.1;q=0.1",
        "application/taxii+json;version=2.0, application/taxii+json;version=2.1",
        "application/json, */*",
        "*/*;q=0.1",
        "application/*",
        "*/*;q=0, application/taxii+json",
        "",
    ],
)
def test_taxii_is_taken_by_whoever_takes_it(accept):
    """With or without version, spaces, capitals, weights, in lists."""
    require_accepted(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "application/json",
        "text/html,application/xhtml+xml",
        "application/taxii+json;version=2.0",
        "application/taxii+json;version=3.0, text/plain",
        "application/vnd.oasis.taxii+json; version=2.0",
        "application/stix+json;version=2.1",
        "application/taxii+json;q=0",
        "*/*, application/taxii+json;version=2.1;q=0",
        "application/taxii+json;q=much",
        "nonsense",
        ";",
    ],
)
def test_who_takes_nothing_of_ours_is_told(accept):
    """Other types, other versions, a weight of nothing."""
    with pytest.raises(NotAcceptable) as refused:
        require_accepted(accept)
    assert refused.value.status == 406


@pytest.mark.parametrize("said", ["application/taxii+json;version=2.1", "application/taxii+json; version=2.1", "APPLICATION/TAXII+JSON"])
def test_a_body_of_taxii(said):
    """However it is written."""
    require_taxii(said)


@pytest.mark.parametrize(
    "said",
    ["", "application/json", "application/taxii+json;version=2.0", "*/*", "application/stix+json;version=2.1", "application/taxii+json,"],
)
def test_a_body_of_something_else(said):
    """Also a bare nothing."""
    with pytest.raises(NotTaxii) as refused:
        require_taxii(said)
    assert refused.value.status == 415


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        *(("", False), ("gzip", True), ("gzip, deflate, br", True), ("br;q=1, GZIP;q=0.2", True), ("*", True), ("identity", False)),
        *(("gzip;q=0", False), ("gzip; q=0.0", False), ("deflate", False), ("gzip;q=x", False)),
    ],
)
def test_packing(said, taken):
    """As the client takes it."""
    assert accepts_gzip(said) is taken
