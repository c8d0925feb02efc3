"""ATT&CK as a matrix, without JavaScript: who uses what, of what this officer may see."""

import html
import re

import pytest
from attack import CHAIN, joins, technique, with_matrix
from django.urls import reverse
from threats import Threats, named, only_for, thing
from visitors import Page, sign_in, stop_clock


@pytest.fixture(autouse=True)
def _moment(world, monkeypatch):
    """The pages are made at the moment of the world."""
    stop_clock(monkeypatch, world.at)


@pytest.fixture
def shelves(world):
    """The matrix, and who uses it."""
    return with_matrix(world)


def words_of(page):
    """Return the page's words."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def at(officer, name, *of, query=""):
    """Open a page as an officer."""
    return Page(sign_in(officer), reverse(name, args=of) + query)


def columns(page):
    """Return of each column its name and its words."""
    return dict(re.findall(r'<h2 id="t-[^>]*>([^<]*)</h2>(.*?)</section>', page.text, re.DOTALL))


def numbers(page):
    """Return of each technique that something uses how many do."""
    found = re.findall(r'<a href="([^"/]+)/">[^<]*</a>(?: <small>[^<]*</small>)?(?: <b>(\d+)</b>)?', page.text)
    return {key: int(count) for key, count in found if count}


def test_tactics_stand_in_the_order_of_their_matrix_and_cells_say_how_many_use_them(world, shelves):
    """Two in the order of the matrix, the third as it came; a technique in two; one under another; numbers of what is seen alone."""
    page = at(world.drafter, "threat-matrix-of", CHAIN)
    assert page.status == 200
    found = columns(page)
    assert list(found) == ["Initial Access", "Execution", "Persistence"]
    assert numbers(page) == {"T1566": 3, "T1566.002": 1}
    assert re.search(
        r"<summary>\+1</summary><ul><li class=\"s1\"><a href=\"T1566.002/\">Spearphishing Link</a> <small>.002</small>",
        found["Initial Access"],
    )
    assert all("Scheduled Task" in found[name] for name in ("Execution", "Persistence"))
    assert "Old way" not in page.text
    assert "&lt;b&gt;Con lừa&lt;/b&gt;" in page.text
    said = words_of(page)
    assert "4 techniques; used by something that you may see: 2." in said
    assert "no longer kept up: 1." in said
    assert 'lang="en">Initial Access' in page.text
    assert numbers(at(world.drafter, "threat-matrix-of", "mitre-ics-attack")) == {"T0803": 1}
    assert at(world.drafter, "threat-matrix-of", "mitre-mobile-attack").status == 404
    assert at(world.drafter, "threat-matrix-of", "nonsense").status == 404


def test_a_cell_leads_to_the_technique_with_what_uses_it(world, shelves):
    """By its code, by its identifier where it has none; who uses it in words; what is not here is not counted and not listed."""
    reply = sign_in(world.drafter).get(reverse("threat-technique", args=[CHAIN, "T1566"]))
    assert reply["Location"].endswith(f"/{named('attack-pattern', 800)}/#used")
    said = words_of(Page(sign_in(world.drafter), reply["Location"].partition("#")[0]))
    used = said.partition("What uses this technique")[2].partition("Why you see it")[0]
    assert "Nhóm “Đèn lồng” intrusion set Methods seen uses" in used
    assert "Zenda stealer" in used
    assert "lure.example" in used
    assert "Train people" not in used
    assert named("malware", 899) not in used
    own = sign_in(world.drafter).get(reverse("threat-technique", args=[CHAIN, named("attack-pattern", 804).partition("--")[2]]))
    assert named("attack-pattern", 804) in own["Location"]
    for key in ("T9999", "T0803", "%00", "T1064x"):
        assert at(world.drafter, "threat-technique", CHAIN, key).status == 404


def test_it_is_narrowed_to_a_collection_and_a_field_and_somebody_stands_beside(world, shelves):
    """Uses told of elsewhere are not counted; a group beside marks what it uses, and alone leaves the rest out."""
    threats = Threats(world)
    other = threats.collection("Elsewhere", alias="elsewhere", fields=("EF-FINANCING",))
    threats.put(other, thing("tool", 830, name="Tool"), joins(831, "uses", named("tool", 830), named("attack-pattern", 802)))
    assert numbers(at(world.drafter, "threat-matrix-of", CHAIN)) == {"T1566": 3, "T1566.002": 1, "T1053": 1}
    assert numbers(at(world.drafter, "threat-matrix-of", CHAIN, query=f"?in={other.uuid}")) == {"T1053": 1}
    assert numbers(at(world.drafter, "threat-matrix-of", CHAIN, query="?field=EF-CYBERCRIME")) == {"T1566": 3, "T1566.002": 1}
    assert numbers(at(world.drafter, "threat-matrix-of", CHAIN, query="?in=nonsense&field=%00")) == {}
    group = named("intrusion-set", 810)
    page = at(world.drafter, "threat-matrix-of", CHAIN, query=f"?beside={group}")
    assert page.text.count("<i>◆</i>") == 2
    assert "Marked with ◆ is what Nhóm “Đèn lồng” uses: 2 techniques." in words_of(page)
    alone = at(world.drafter, "threat-matrix-of", CHAIN, query=f"?beside={group}&show=beside")
    assert list(columns(alone)) == ["Initial Access"]
    assert "Con lừa" not in alone.text
    assert "Marked with" not in words_of(at(world.drafter, "threat-matrix-of", CHAIN, query="?beside=intrusion-set--x"))
    link = reverse("threat-matrix") + f"?beside={group}".replace("&", "&amp;")
    assert link in at(world.drafter, "threat-object", "methods", group).text


def test_nothing_hidden_is_counted_and_what_is_kept_ends_with_a_change(world, shelves):
    """A relationship, a user and a technique that others alone may see change no number; what comes and goes does at once."""
    threats, mark = Threats(world), named("marking-definition", 40)
    threats.put(
        shelves["methods"],
        only_for("XR", 40),
        thing("malware", 840, name="Hidden", is_family=True, mark=mark),
        joins(841, "uses", named("malware", 840), named("attack-pattern", 802)),
        joins(842, "uses", named("malware", 811), named("attack-pattern", 802), mark=mark),
        technique(843, "Hidden technique", "T7777", "execution", mark=mark),
    )
    page = at(world.drafter, "threat-matrix-of", CHAIN)
    assert numbers(page) == {"T1566": 3, "T1566.002": 1}
    assert "Hidden" not in page.text
    assert at(world.drafter, "threat-technique", CHAIN, "T7777").status == 404
    threats.put(shelves["methods"], joins(850, "uses", named("malware", 811), named("attack-pattern", 802)))
    assert numbers(at(world.drafter, "threat-matrix-of", CHAIN))["T1053"] == 1
    threats.put(
        shelves["methods"],
        joins(850, "uses", named("malware", 811), named("attack-pattern", 802), revoked=True, modified="2026-11-21T00:00:00.000Z"),
    )
    assert "T1053" not in numbers(at(world.drafter, "threat-matrix-of", CHAIN))
    world.both.authority = "xr-cert"
    world.both.save()
    theirs = at(world.both, "threat-matrix-of", CHAIN)
    assert "Hidden technique" in theirs.text
    assert numbers(theirs)["T1053"] == 2


def test_without_any_technique_it_says_where_they_come_from(world):
    """Nothing there, in words; with something it leads to the first matrix."""
    assert "No technique of ATT&CK is in any collection that you may read." in words_of(at(world.drafter, "threat-matrix"))
    with_matrix(world)
    assert sign_in(world.drafter).get(reverse("threat-matrix"))["Location"] == reverse("threat-matrix-of", args=[CHAIN])
    Threats(world).collection("Own", alias="own", readers=())
