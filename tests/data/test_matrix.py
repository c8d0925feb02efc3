"""ATT&CK as MITRE gives it, as a matrix: every technique that is kept up, in each of its tactics, on a page that a bad line carries."""

import re
from collections import Counter

import msgspec
import pytest
from attack import CHAIN, joins, technique
from django.urls import reverse
from threats import Threats, thing
from visitors import Page, sign_in, stop_clock

from comity.records.models import Officer
from comity.terms.markings import Tlp
from comity.wire.stix import read_bundle

pytestmark = pytest.mark.data

LARGEST = 120_000  # bytes of the page, as it is before it is packed
CHAINS = {"ics-attack-18.1": "mitre-ics-attack", "mobile-attack-17.1": "mitre-mobile-attack"}


@pytest.mark.parametrize("release", CHAINS)
def test_a_domain_as_it_is_given_out(world, large_data, release, monkeypatch) -> None:
    """Each technique in each of its tactics, none that is over; who uses it, counted from the file by a few lines."""
    stop_clock(monkeypatch, world.at)
    sent = [msgspec.json.decode(bytes(one)) for one in read_bundle((large_data / "attack" / f"{release}.json").read_bytes(), most=2**24)]
    threats = Threats(world)
    threats.put(threats.collection("ATT&CK", alias="attack", unmarked=Tlp.CLEAR), *sent)
    page = Page(sign_in(world.drafter), reverse("threat-matrix-of", args=[CHAINS[release]]))
    live = {
        one["id"]: one
        for one in sent
        if one["type"] == "attack-pattern" and not one.get("revoked") and not one.get("x_mitre_deprecated") and one.get("kill_chain_phases")
    }
    cells = Counter(re.findall(r'<a href="([^"/]+)/">', page.text))
    assert cells == {one["external_references"][0]["external_id"]: len(one["kill_chain_phases"]) for one in live.values()}
    used = {(one["source_ref"], one["target_ref"]) for one in sent if one.get("relationship_type") == "uses" and not one.get("revoked")}
    there = {one["id"] for one in sent}
    expected = Counter(target for source, target in used if target in live and source in there)
    shown = dict(re.findall(r'<a href="([^"/]+)/">[^<]*</a> <small>[^<]*</small> <b>(\d+)</b>', page.text))
    assert {key: int(count) for key, count in shown.items()} == {
        live[key]["external_references"][0]["external_id"]: count for key, count in expected.items()
    }
    assert len(page.text.encode()) < LARGEST


def test_as_large_as_the_enterprise_matrix(world, monkeypatch) -> None:
    """700 techniques in 14 tactics, 20,000 relationships of 1,000 who use them: the page stays small."""
    stop_clock(monkeypatch, world.at)
    tactics = [f"tactic-{number}-of-the-matrix" for number in range(14)]
    techniques = []
    for number in range(216):
        phases = [tactics[(number + step * 5) % 14] for step in range(1 + (number % 4 == 0))]
        techniques.append(technique(1000 + number, f"Technique of some length {number}", f"T{1000 + number}", *phases))
        techniques += [
            technique(2000 + 3 * number + sub, f"One way of doing it {number}.{sub}", f"T{1000 + number}.{sub + 1:03}", *phases)
            for sub in range(2 + number % 2)
        ]
    users = [
        thing("malware" if number % 4 else "intrusion-set", 5000 + number, name=f"Name {number}", is_family=True) for number in range(1000)
    ]
    links = [
        joins(
            10_000 + number, "uses", users[number * 7 % 1000]["id"], techniques[number * 13 % len(techniques)]["id"], description="x" * 400
        )
        for number in range(20_000)
    ]
    threats = Threats(world)
    shelf = threats.collection("ATT&CK", alias="attack")
    threats.put(shelf, *techniques, *users, *links)
    Officer.objects.update(language="vi")  # the longer of the two
    world.drafter.refresh_from_db()
    client, href = sign_in(world.drafter), reverse("threat-matrix-of", args=[CHAIN])
    page = client.get(href)
    assert len(techniques) > 700
    assert page.content.count(b"</a> <small>") == sum(len(one["kill_chain_phases"]) for one in techniques)
    assert len(page.content) < LARGEST
