"""The server against a model of a few lines: whatever is added, deleted, read, paged and restarted, by clients who see different things."""

import contextlib
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from programs import CLEAR, GREEN, RED, collection, indicator, program

from comity.doors.api.taxii import entering, reading
from comity.intel.store import sight

WHO = ("own", "theirs", "third")
LAST, FIRST, ALL = "last", "first", "all"
VERSIONS = (LAST, FIRST, ALL, "first,last", indicator(1, version=2)["modified"], "first," + indicator(1, version=2)["modified"])


@dataclass(frozen=True, eq=False)
class Entry:
    """One object in the collection as the model knows it; `place` grows with each."""

    told: Any
    giver: str
    place: int

    @property
    def key(self):
        """Which object in which version of STIX."""
        return self.told["id"], self.spec

    @property
    def spec(self):
        """The version of STIX."""
        return self.told.get("spec_version", "2.0")

    @property
    def version(self):
        """The version of the object."""
        return self.told["modified"]

    def seen_by(self, who):
        """CLEAR and GREEN by all of these; RED by who gave it and by this node's own authority."""
        return self.told["object_marking_refs"] != [RED] or who in (self.giver, "own")


def chosen(entries, who, *, ids=(), spec=None, version=LAST, after=0):
    """Return what a client sees of `entries`, by the words of the standard, in order."""
    seen = [one for one in entries if one.seen_by(who)]
    if spec is None:
        newest = {one.told["id"]: max(other.spec for other in seen if other.told["id"] == one.told["id"]) for one in seen}
        fit = [one for one in seen if one.spec == newest[one.told["id"]]]
    else:
        fit = [one for one in seen if one.spec in spec.split(",")]
    firsts = {}
    for one in fit:
        firsts.setdefault(json.dumps(one.told), one)
    wanted, fit = set(), list(firsts.values())
    for word in version.split(","):
        for key in {one.key for one in fit}:
            same = [one for one in fit if one.key == key]
            if word == ALL:
                wanted.update(same)
            elif word == LAST:
                wanted.add(max(same, key=lambda one: (one.version, -one.place)))
            elif word == FIRST:
                wanted.add(min(same, key=lambda one: (one.version, one.place)))
            else:
                wanted.update(one for one in same if one.version == word)
    return [one for one in sorted(wanted, key=lambda one: one.place) if one.place > after and (not ids or one.told["id"] in ids)]


objects = st.builds(
    lambda number, version, marking, name, old: {
        key: value
        for key, value in indicator(number, version=version, marking=marking, name=name).items()
        if not (old and key == "spec_version")
    },
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from([CLEAR, GREEN, RED, RED]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([False, False, False, True]),
)
questions = st.fixed_dictionaries(
    {},
    optional={
        "ids": st.lists(st.integers(1, 4).map(lambda number: indicator(number)["id"]), min_size=1, max_size=3, unique=True),
        "spec": st.sampled_from(["2.1", "2.0", "2.0,2.1"]),
        "version": st.sampled_from(VERSIONS),
    },
)
NAMES = {"ids": "match[id]", "spec": "match[spec_version]", "version": "match[version]"}


def printed(question):
    """Return a question as the part of an address."""
    return "&".join(f"{NAMES[name]}={value if isinstance(value, str) else ','.join(value)}" for name, value in question.items())


class Clients(RuleBasedStateMachine):
    """Three clients at one collection."""

    world: Any  # of the test that runs it

    @initialize()
    def begin(self):
        """An empty collection; what is done in it is undone at the end."""
        self.undone = contextlib.ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.entries, self.places, self.tokens = [], 0, []
        at = self.world.at
        self.path = collection("model", at=at) + "objects/"
        authorities = zip(WHO, ("vn-poc", "xr-cert", "th-poc"), strict=True)
        self.clients = {who: program(who, authority=authority, at=at) for who, authority in authorities}

    def teardown(self):
        """Undo."""
        transaction.set_rollback(True)
        self.undone.close()

    @rule(who=st.sampled_from(WHO), sent=st.lists(objects, min_size=1, max_size=5))
    def add(self, who, sent):
        """Each is kept, is there already, or is other content of what the client knows to be there."""
        done = self.clients[who].post(self.path, sent)
        assert done.status == 202, done.body
        told = {"successes": [], "failures": []}
        for one in sent:
            fresh = Entry(one, who, self.places + 1)
            same = [e for e in self.entries if (e.key, e.version) == (fresh.key, fresh.version)]
            known = [e for e in same if e.seen_by(who)]
            if any(e.told == one for e in known):
                told["successes"].append(one["id"])
            elif known:
                told["failures"].append(one["id"])
            else:
                told["successes"].append(one["id"])
                self.places += 1
                self.entries.append(fresh)
        assert {name: [one["id"] for one in done.json.get(name, [])] for name in told} == told

    @rule(who=st.sampled_from(WHO), question=questions, limit=st.integers(1, 4))
    def read(self, who, question, limit):
        """A page is the beginning of what is chosen, and says whether there is more."""
        page = self.clients[who].get(self.path, f"limit={limit}&{printed(question)}".rstrip("&"))
        self.compare(page, chosen(self.entries, who, **question), who, question, limit)

    @precondition(lambda self: self.tokens)
    @rule(number=st.integers(0, 100), limit=st.integers(1, 4))
    def go_on(self, number, limit):
        """A token leads on from where its page ended, whatever happened since, as often as one likes."""
        token, place, who, question = self.tokens[number % len(self.tokens)]
        page = self.clients[who].get(self.path, f"limit={limit}&next={token}&{printed(question)}".rstrip("&"))
        self.compare(page, chosen(self.entries, who, after=place, **question), who, question, limit)

    def compare(self, page, expected, who, question, limit):
        """Hold a page to what is expected; keep its token."""
        assert page.status == 200, page.body
        assert page.json.get("objects", []) == [one.told for one in expected[:limit]]
        assert page.json.get("more", False) == (len(expected) > limit)
        if page.json.get("more"):
            self.tokens.append((page["next"], expected[limit - 1].place, who, question))

    @rule(who=st.sampled_from(WHO), number=st.integers(1, 4), version=st.sampled_from(VERSIONS) | st.none())
    def delete(self, who, number, version):
        """What a client sees and gave; all of it, or nothing."""
        one = indicator(number)["id"]
        there = chosen(self.entries, who, ids=[one], spec="2.0,2.1", version=version or ALL)
        query = f"match[version]={version}" if version else ""
        done = self.clients[who].delete(f"{self.path}{one}/", query)
        if not there:
            assert done.status == 404
        elif any(entry.giver != who for entry in there):
            assert done.status == 403
        else:
            assert done.status == 200
            self.entries = [entry for entry in self.entries if entry not in there]

    @rule(who=st.sampled_from(WHO), number=st.integers(1, 4))
    def look_at_one(self, who, number):
        """Its versions, newest first; 404 where the client sees none."""
        one = indicator(number)["id"]
        found = self.clients[who].get(f"{self.path}{one}/versions/")
        versions = {entry.version for entry in chosen(self.entries, who, ids=[one], version=ALL)}
        assert found.status == (200 if versions else 404)
        assert found.json.get("versions", []) == sorted(versions, reverse=True)

    @rule()
    def restart(self):
        """Another process answers: nothing is remembered."""
        entering._KNOWN.clear()
        sight._COMPILED.clear()
        reading._key.cache_clear()


@pytest.mark.parametrize("examples", [12])
def test_the_server_does_what_the_model_does(world, examples):
    """Random stories, the same ones every time in CI."""
    machine = type("Stories", (Clients,), {"world": world})
    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=examples, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None),
    )
