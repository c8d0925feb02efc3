"""A node whose directory has a hundred authorities and whose collection has an object under each of many drawn labels.

Whatever way out of the store is asked, `policy_reference` says what it may show to whom; it knows the page and nothing of this program.
"""

import json
from contextlib import contextmanager
from dataclasses import replace
from random import Random

import pytest
from drawn import FIELDS, GROUPS, PURPOSES, ROLES, Draw
from misp_instances import VERSION
from policy_reference import may_pass_on, may_see
from programs import CLEAR, Program, indicator
from worlds.places import _node, sections, signing

from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.officers import actor
from comity.directory.sections import Authority
from comity.intel.misp.keys import let_in_as_misp
from comity.intel.policy import Label, marking_of, print_label
from comity.intel.reading.onlooking import onlooker, principal_of
from comity.intel.store.clients import add_client, client_of
from comity.intel.store.granting import add_collection, holdings_of
from comity.intel.store.groups import add_group, put_in_group
from comity.intel.store.ingesting import add_objects, look_at_all
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.records.models import IntelClient
from comity.terms.identifiers import AuthorityId, Country, NodeId
from comity.terms.instants import Instant
from comity.terms.markings import Pap, Tlp

OWNERS = tuple(map(AuthorityId, ("vn-poc", "xr-cert", "th-poc", "xr-poc")))
MOMENTS = tuple(Instant.parse(f"{year}-01-01T00:00:00.000000Z") for year in (2020, 2021, 2090, 2091))
KNOWN_FIELDS = FIELDS[:2]
FEW, MANY = (30, 8), (1000, 100)
"""How many labels, and how many ask: authorities of the directory, or programs."""

SIZES = pytest.mark.parametrize("size", [FEW, pytest.param(MANY, marks=pytest.mark.long)], ids=["few", "many"])
MADE = {key: indicator(1)[key] for key in ("spec_version", "created", "modified")}


def named(kind, number):
    """The identifier of the object of a type that has this number."""
    return f"{kind}--{number:08x}-0000-4000-8000-000000000000"


def number_of(stix_id):
    """The number in an identifier."""
    return int(stix_id.partition("--")[2][:8], 16)


def value(number):
    """The value of which indicator `number` speaks."""
    return f"10.{number // 65536}.{number // 256 % 256}.{number % 256}"


def valued(told):
    """Return of which indicator such a value is."""
    _, high, middle, low = map(int, told.split("."))
    return high * 65536 + middle * 256 + low


class Crowd:
    """The node: its directory, drawn labels, and a collection that everybody may read. `at` is the moment of every door."""

    def __init__(self, world, size, *, moments=MOMENTS, seed=20261129):
        """Draw; nothing is in the collection yet."""
        self.world, (self.count, self.askers) = world, size
        self.at = world.at
        self.draw = Draw(Random(seed), moments=moments, authorities=OWNERS)
        self._people()
        made = add_collection("Full", alias="full", at=world.at, readers=("anyone",), writers=("anyone",), unmarked=Tlp.CLEAR)
        self.holding = holdings_of(principal_of(book(world.home).authority(OWNERS[0])))[made.uuid]
        self.path = f"/taxii2/intel/collections/{made.uuid}/"
        everybodys = Label(tlp=Tlp.CLEAR, owner=OWNERS[3])  # what a feed may hold is seldom drawn
        self.labels = [everybodys, *(self.draw.label(owner=self.draw.one(OWNERS)) for _ in range(self.count - 1))]
        self.printed = [json.loads(print_label(label)) for label in self.labels]
        self.put([(self.labels[number].owner, self._definition(number)) for number in range(self.count)])

    def _people(self):
        """Enter as many authorities as ask, each with a node; some have a place in a group."""
        known, draw = sections(), self.draw
        more = {"XR": self.askers * 7 // 10, "TH": self.askers // 5, "VN": self.askers // 16}
        for country, count in more.items():
            names = [f"{country.lower()}-a{number:02}" for number in range(count)]
            people = tuple(
                Authority(
                    id=AuthorityId(name),
                    names={"en": name, "vi": name},
                    roles=tuple(sorted(draw.some(ROLES))) or ("POC",),
                    languages=("en",),
                    zone="UTC",
                )
                for name in names
            )
            nodes = tuple(_node(NodeId(f"{name[3:]}.{country.lower()}.example"), name) for name in names)
            before = known[Country(country)]
            section = replace(
                before, version=4, authorities=before.authorities + people, nodes=before.nodes + (nodes if country != "VN" else ())
            )
            write_section(self.world.home, section, country=signing(country))
        self.everybody = [one for section in book(self.world.home).sections.values() for one in section.authorities]
        add_group("hanoi", "One", at=self.at)
        add_group("second", "Another", at=self.at, uuid=str(GROUPS[1]))
        for one in self.everybody[:: max(1, len(self.everybody) // 12)]:
            put_in_group(draw.one(("hanoi", "second")), f"authority:{one.id}", at=self.at)

    def _definition(self, number):
        return marking_of(self.labels[number], id_=self.marking(number), created="2026-01-01T00:00:00.000Z")

    def marking(self, number):
        """The identifier of the definition of a label."""
        return f"marking-definition--{number:08x}-0000-4000-8000-00000000abcd"

    def bearing(self, number, told):
        """Return whose object that is, and the object with its label: as a whole; every fifth in a part of it; see `unknown`."""
        marked = self.marking(number)
        if self.is_unknown(number):
            marked = f"marking-definition--{number:08x}-0000-4000-8000-00000000dead"
        where = (
            {"granular_markings": [{"marking_ref": marked, "selectors": ["created"]}]}
            if number % 5 == 3
            else {"object_marking_refs": [marked]}
        )
        return self.labels[number].owner, told | where

    def is_unknown(self, number):
        """Whether what bears this label bears a marking that nobody defined in its stead."""
        return number % 11 == 7

    def put(self, given):
        """Put objects in, each as a program of its owner does."""
        for owner in dict.fromkeys(owner for owner, _ in given):
            looked = look_at_all([json.dumps(one).encode() for of, one in given if of == owner], checks="full")
            reader = Reader(principal_of(book(self.world.home).authority(owner)))
            told = {"giver": self.holding.giver(owner), "source": Source("client", f"of {owner}", str(owner)), "reader": reader}
            done = add_objects(looked, to=self.holding.target, at=self.world.at, **told)
            assert not [one for one in done if hasattr(one, "why")], done

    # -- what is in it ---------------------------------------------------------------------------------

    def fill(self):
        """Put in an indicator under each label; the even ones stand in a report of everybody's, the odd ones in none."""
        self.ids = [named("indicator", number) for number in range(self.count)]
        pattern = "[ipv4-addr:value = '%s']"
        told = [indicator(number, marking=None, pattern=pattern % value(number)) for number in range(self.count)]
        self.put([self.bearing(number, one) for number, one in enumerate(told)])
        self.put([(OWNERS[1], self.report(1, self.ids[::2], CLEAR))])
        return self

    def report(self, number, refs, *marked, **more):
        """A report."""
        told = {"type": "report", "id": named("report", number), "name": f"Report {number}", "published": "2026-01-01T00:00:00Z"}
        return MADE | told | {"object_refs": list(refs)} | ({"object_marking_refs": list(marked)} if marked else {}) | more

    # -- who asks, and what the reference says ---------------------------------------------------------

    def printed_of(self, number):
        """The label that object `number` is held to: one with an unknown marking stays at home."""
        if not self.is_unknown(number):
            return self.printed[number]
        home = {"authorities": [str(self.world.home.authority)]}
        return {"tlp": "TLP:RED", "owner": str(self.labels[number].owner), "recipients": home, "pap": "PAP:RED"}

    def expected(self, principal):
        """The numbers of what a reader may see, by the reference."""
        told = json.loads(principal.printed())
        return {number for number in range(self.count) if may_see(self.printed_of(number), told, str(self.at))}

    def onward(self):
        """The numbers of what this node may pass on, by the reference."""
        told = json.loads(principal_of(book(self.world.home).authority(self.world.home.authority)).printed())
        return {number for number in range(self.count) if may_pass_on(self.printed_of(number), told, str(self.at))}

    def others(self):
        """Every authority of the directory but this node's own."""
        return [one for one in self.everybody if one.id != self.world.home.authority]

    def some(self, most):
        """Return the numbers of so many objects that are asked for one by one, drawn anew each time."""
        return self.draw.random.sample(range(self.count), min(most, self.count))

    def program(self, name, *, authority=""):
        """Enter a drawn reader, of `authority` if one is named; return it with its principal."""
        draw = self.draw
        authority = authority or draw.maybe(OWNERS, 0.9)
        secret = add_client(
            name,
            at=self.world.at,
            authority=str(authority or ""),
            programme="" if authority else "A programme",
            fields=sorted(draw.some(KNOWN_FIELDS, 0.5)),
            groups=sorted(map(str, draw.some(GROUPS))),
            purposes=sorted(draw.some(PURPOSES)),
            use=draw.one((Pap.RED, Pap.RED, *Pap)),
        )
        return Program(name, secret), client_of(IntelClient.objects.get(name=name)).principal

    def instance(self, name):
        """Enter a drawn reader as a MISP instance; return its key and its principal."""
        _, principal = self.program(name)
        return let_in_as_misp(name, version=VERSION, at=self.at), principal

    def eye(self, authority):
        """An officer of an authority."""
        world = self.world
        world.both.authority = str(authority.id)
        world.both.save()
        return onlooker(world.both, by=actor(world.both, at=world.at), at=self.at)

    @contextmanager
    def moment(self, at):
        """Ask at another moment."""
        before, self.at = self.at, at
        yield
        self.at = before


class Stopped:
    """A clock of a door that shows the moment of a crowd."""

    def __init__(self, crowd):
        """Of this one."""
        self.crowd = crowd

    def now(self, _):
        """The moment."""
        return self.crowd.at.datetime()


def numbers(ids, kind="indicator"):
    """Return which objects of a type these are; each once."""
    found = [number_of(one) for one in ids if one.startswith(f"{kind}--")]
    assert len(found) == len(set(found))
    return set(found)


def pages(program, path, query):
    """Return the identifiers of every page, one after the other."""
    found, token, more = [], "", True
    while more:
        page = program.get(path, query + (f"&next={token}" if token else ""))
        assert page.status == 200, page.body
        found, more, token = found + page.ids, page.json.get("more", False), page.json.get("next", "")
    return found
