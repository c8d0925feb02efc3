"""Bundles between two nodes of a test: the one that gives, and the one to which the test moves with nothing but files."""

import json
import shutil
from dataclasses import replace

from django.apps import apps
from worlds.places import THERE, sealing, signing

from comity.directory.home import VARIABLE, home, print_home
from comity.directory.keyfiles import write_sealing_key, write_signing_key
from comity.intel.carrying.giving import propose_bundle, write_bundle
from comity.intel.policy import Principal
from comity.intel.store.clock import look
from comity.intel.store.granting import add_collection, collection_named, holdings_of
from comity.intel.store.ingesting import add_objects, look_at_all
from comity.intel.store.removing import remove_object
from comity.intel.store.scanning import BODIES, scan
from comity.intel.store.sight import Reader
from comity.intel.store.sources import Source
from comity.records.models import IntelBundleRead
from comity.terms.identifiers import AuthorityId
from comity.wire.taxii.filters import Filters

OURS, THEIRS, THIRD = AuthorityId("vn-poc"), AuthorityId("xr-cert"), AuthorityId("th-poc")
INTEL = [model for model in apps.get_app_config("records").get_models() if model.__name__.startswith(("Intel", "Stix"))]


class Giving:
    """Viet Nam's node with one collection, which Ruritania's CERT may read."""

    def __init__(self, world, **more):
        """Make it."""
        self.world = world
        self.begin("shelf", **more)

    def begin(self, alias, **more):
        """Go on with a new collection."""
        self.alias = alias
        readers = tuple(f"authority:{one}" for one in (OURS, THEIRS))
        add_collection("Shelf", alias=alias, at=self.world.at, readers=readers, writers=readers[:1], **more)

    def put(self, *objects, by=OURS):
        """Put objects in, as JSON or as bytes."""
        raws = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in objects]
        holding = holdings_of(Principal(authority=OURS, country=OURS.country))[self.alias]
        reader = Reader(Principal(authority=by, country=by.country))
        looked = look_at_all(raws, checks="head")
        source = Source("client", f"of {by}", str(by))
        add_objects(looked, to=holding.target, giver=holding.giver(by), source=source, reader=reader, at=self.world.at)
        return raws

    def take_out(self, stix_id):
        """Take an object out."""
        ours = Principal(authority=OURS, country=OURS.country)
        holding = holdings_of(ours)[self.alias]
        source = Source("client", "hand", str(OURS))
        remove_object(stix_id, filters=Filters(), from_=holding, source=source, reader=Reader(ours), at=self.world.at)

    def propose(self, *, to=THEIRS, after=None):
        """Propose a bundle."""
        return propose_bundle(self.alias, to=to, by=self.world.drafter, at=self.world.at, after=after)

    def write(self, proposed):
        """Approve one."""
        return write_bundle(proposed.pk, by=self.world.approver, key=self.world.key(self.world.approver), at=self.world.at)

    def bundle(self, **more):
        """Both."""
        return self.write(self.propose(**more))


def found_there(world, folder):
    """Make the folder of Ruritania's node, with its keys and the directory that ours has."""
    shutil.copytree(world.home.path, folder)
    for name in ("node", "sealing-1"):
        (folder / "keys" / f"{name}.key").unlink()
    write_signing_key(folder / "keys" / "node.key", signing(THERE))
    write_sealing_key(folder / "keys" / "sealing-1.key", sealing(THERE))
    told = replace(world.home, path=folder, node=THERE, authority=THEIRS)
    (folder / "node.toml").write_text(print_home(told), encoding="utf-8")
    return folder


def be(folder, monkeypatch):
    """Act as the node of that folder."""
    monkeypatch.setenv(VARIABLE, str(folder))
    home.cache_clear()


def move_over_there(world, folder, monkeypatch):
    """Move to Ruritania's node, which has nothing of all that: the tables of threat information are emptied."""
    for model in reversed(INTEL):
        model.objects.all().delete()
    be(found_there(world, folder), monkeypatch)


def held(at, *, by=THEIRS, collection=None):
    """Return the bytes of what `by` sees in the collection of what Viet Nam gave, or in another."""
    found = collection_named(collection or IntelBundleRead.objects.first().collection.uuid)
    sight = Reader(Principal(authority=by, country=by.country)).sight(look(), at=at)
    rows, after, more = [], 0, True
    while more:
        page = scan(found.pk, sight, Filters(keywords=("all",)), columns=BODIES, limit=1000, after=after)
        rows, after, more = [*rows, *page.rows], page.last, page.more
    return [bytes(row[1]) for row in rows]
