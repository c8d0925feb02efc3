"""MISP's own files in a node: every vocabulary of the folder of large data is kept, and asked about real values."""

from pathlib import Path

import pytest

from comity.intel.vocabularies.actions import load_vocabulary
from comity.intel.vocabularies.queries import Value, listed, meanings, taxonomies, template_bodies, templates, warninglists
from comity.wire.misp.vocabularies import Taxonomies, read_taxonomy, read_template
from comity.wire.misp.warninglists import WarningLists, read_warninglist

pytestmark = [pytest.mark.data, pytest.mark.django_db]

VALUES = (
    "8.8.8.8",
    "192.168.1.1",
    "10.0.0.0/24",
    "2001:4860:4860::8888",
    "example.com",
    "www.microsoft.com",
    "https://blog.talosintelligence.com/x",
    "d41d8cd98f00b204e9800998ecf8427e",
    "198.51.99.7",
    "COM",
)


def test_every_file_is_kept_and_says_what_the_file_says(world, large_data: Path):
    """All templates, taxonomies and lists; each value is on the lists on which the entries themselves put it; each tag has its words."""
    misp = large_data / "misp"
    files = [*misp.glob("taxonomies/*/machinetag.json"), *misp.glob("warninglists/*/list.json"), *misp.glob("galaxy/clusters/*.json")]
    files += misp.glob("objects/*/definition.json")
    for file in sorted(files):
        assert load_vocabulary(file.read_bytes(), file=file.relative_to(misp).as_posix(), at=world.at, source="MISP").fresh, file
    assert (len(templates()), len(taxonomies()), len(warninglists())) == (424, 7, 9)
    reference = WarningLists(read_warninglist(file.read_bytes()) for file in misp.glob("warninglists/*/list.json"))
    found = {(one.name, one.value) for one in listed(VALUES).hits}
    assert found == {(hit.name, value) for value in VALUES for hit in reference.look("", value)}
    assert len(found) >= 8
    assert not listed([Value("8.8.8.8", frozenset({"md5"}))]).hits
    known = Taxonomies(read_taxonomy(file.read_bytes()) for file in misp.glob("taxonomies/*/machinetag.json"))
    tags = [tag for each in known.by_namespace.values() for tag in each.tags()]
    told = meanings(tags)
    assert {tag: told[tag].words[-1] for tag in tags} == {tag: known.label(tag).words[-1] for tag in tags}
    file = read_template(template_bodies(["file"])["file"])
    assert file.name == "file"
    assert file.one_of
