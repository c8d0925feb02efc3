"""A model of the server in a few lines: whatever is added, deleted, read, paged and restarted, by clients who see different things.

`tests/doors/api/test_against_a_model.py` tells it random stories, and `test_planted.py` beside it sees it find what is wrong.

Objects come in several versions, of two versions of STIX, under six markings, one of which is defined or not; several clients give the same
one. A programme outside the directory reads and gives too: this node's authority answers for it. Every address of a collection is asked.
"""

import contextlib
import json
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from programs import CLEAR, GREEN, RED, collection, indicator, program

from comity.doors.api.taxii import entering, reading
from comity.intel.policy import Label, marking_of
from comity.intel.policy.stix import PAP_MARKING
from comity.intel.store import sight
from comity.intel.store.clients import revoke_client
from comity.intel.store.clock import begin_epoch
from comity.intel.store.granting import grant, withdraw
from comity.records.models import Attempts, IntelClient, IntelTombstone
from comity.terms.identifiers import Country
from comity.terms.markings import Pap, Tlp

WHO = ("own", "theirs", "third", "outside")
LAST, FIRST, ALL = "last", "first", "all"
PASSIVE = PAP_MARKING[Pap.AMBER]
CUSTOM = marking_of(
    Label(tlp=Tlp.GREEN, owner=None, countries=frozenset({Country("TH")})),
    id_="marking-definition--0000000a-0000-4000-8000-00000000abcd",
    created="2026-01-01T00:00:00.000Z",
)
IDS = (*(indicator(number)["id"] for number in range(1, 5)), CUSTOM["id"])
VERSIONS = (LAST, FIRST, ALL, "first,last", indicator(1, version=2)["modified"], "first," + indicator(1, version=2)["modified"])


@dataclass(frozen=True, eq=False)
class Entry:
    """One object in the collection as the model knows it; `place` grows with each. `defined`: its giver said what CUSTOM means."""

    told: Any
    giver: str
    place: int
    defined: bool

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
        return self.told.get("modified", self.told["created"])

    @property
    def owner(self):
        """For a programme this node's authority answers."""
        return "own" if self.giver == "outside" else self.giver

    @property
    def is_custom(self):
        """Whether it bears CUSTOM, or is it."""
        return CUSTOM["id"] in (self.told["id"], *self.told.get("object_marking_refs", ()))

    def seen_by(self, who):
        """By its owner; CLEAR by all, GREEN by authorities; RED by this node's; CUSTOM at home or, when it is defined, by Thailand's.

        The third client acts on what it reads, beyond what PASSIVE allows.
        """
        if who == self.owner:
            return True
        marks = self.told.get("object_marking_refs", [])
        if self.is_custom:
            return who == ("third" if self.defined else "own")
        if RED in marks:
            return who == "own"
        return who != "outside" and not (PASSIVE in marks and who == "third") if CLEAR not in marks else True


def chosen(entries, who, *, ids=(), types=None, spec=None, version=LAST, after=0):
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
    fit = [one for one in wanted if one.place > after and (not ids or one.told["id"] in ids) and (not types or one.told["type"] in types)]
    return sorted(fit, key=lambda one: one.place)


def versioned(number, version, marks, name, *, old):
    """Return an object; an old one is of STIX 2.0."""
    made = indicator(number, version=version, marking=None, name=name) | {"object_marking_refs": list(marks)}
    return {key: value for key, value in made.items() if not (old and key == "spec_version")}


objects = st.just(CUSTOM) | st.builds(
    versioned,
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from([(CLEAR,), (GREEN,), (RED,), (RED,), (GREEN, PASSIVE), (CUSTOM["id"],), (CUSTOM["id"],)]),
    st.sampled_from(["a", "b"]),
    old=st.sampled_from([False, False, False, True]),
)
questions = st.fixed_dictionaries(
    {},
    optional={
        "ids": st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True),
        "types": st.sampled_from(["indicator", "marking-definition", "indicator,malware", "malware"]),
        "spec": st.sampled_from(["2.1", "2.0", "2.0,2.1"]),
        "version": st.sampled_from(VERSIONS),
    },
)
NAMES = {"ids": "match[id]", "types": "match[type]", "spec": "match[spec_version]", "version": "match[version]"}


def printed(question):
    """Return a question as the part of an address."""
    return "&".join(f"{NAMES[name]}={value if isinstance(value, str) else ','.join(value)}" for name, value in question.items())


class Clients(RuleBasedStateMachine):
    """Four clients at one collection."""

    world: Any  # of the test that runs it

    @initialize()
    def begin(self):
        """An empty collection; what is done in it is undone at the end."""
        self.undone = contextlib.ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.entries, self.places, self.tokens, self.defined, self.gone = [], 0, [], set(), 0
        self.dates, self.statuses = {}, []
        at = self.world.at
        self.root = collection("model", at=at, read=tuple(f"client:{who}" for who in WHO))
        self.path = self.root + "objects/"
        told = ({}, {"authority": "xr-cert"}, {"authority": "th-poc", "use": Pap.GREEN}, {"programme": "A programme"})
        self.clients = {who: program(who, at=at, **more) for who, more in zip(WHO, told, strict=True)}

    def teardown(self):
        """Undo."""
        transaction.set_rollback(True)
        self.undone.close()

    def placed(self):
        """Return the next place."""
        self.places += 1
        return self.places

    @rule(who=st.sampled_from(WHO), sent=st.lists(objects, min_size=1, max_size=5))
    def add(self, who, sent):
        """Each is kept, is there already, or is other content of what the client knows to be there."""
        done = self.clients[who].post(self.path, sent)
        assert done.status == 202, done.body
        told = {"successes": [], "failures": []}
        self.defined.update([who] if CUSTOM in sent else [])
        for one in sent:
            fresh = Entry(one, who, self.places + 1, who in self.defined)
            same = [e for e in self.entries if (e.key, e.version) == (fresh.key, fresh.version)]
            known = [e for e in same if e.seen_by(who) or e.giver == who]
            if any(e.told == one for e in known):
                told["successes"].append(one["id"])
            elif known:
                told["failures"].append(one["id"])
            else:
                told["successes"].append(one["id"])
                self.entries.append(replace(fresh, place=self.placed()))
        assert {name: [one["id"] for one in done.json.get(name, [])] for name in told} == told
        if who in self.defined:
            self.label_anew(who)
        self.statuses.append((done["id"], who, done.body))

    @rule(who=st.sampled_from(WHO), number=st.integers(1, 3))
    def define_later(self, who, number):
        """Something waits for its marking, and then gets it."""
        self.add(who=who, sent=[versioned(number, number, (CUSTOM["id"],), "c", old=False)])
        self.add(who=who, sent=[CUSTOM])

    @rule(who=st.sampled_from(WHO), number=st.integers(1, 3))
    def come_and_go(self, who, number):
        """Versions of one object come at once, are read page by page, and are taken out."""
        self.add(who=who, sent=[versioned(number, version, (CLEAR,), "d", old=False) for version in (1, 2, 3)])
        self.read(who=who, question={"version": ALL}, limit=2)
        self.delete(who=who, one=IDS[number - 1], version=ALL)

    def label_anew(self, who):
        """What waited for the definition is new to whom it lets in: it comes after everything else."""
        waiting = [one for one in self.entries if one.giver == who and one.is_custom and not one.defined]
        left = [one for one in self.entries if one not in waiting]
        self.entries = left + [replace(one, place=self.placed(), defined=True) for one in waiting]

    @precondition(lambda self: self.statuses)
    @rule(who=st.sampled_from(WHO), number=st.integers(0, 100))
    def status(self, who, number):
        """For who made the request, word for word; for nobody else."""
        name, whose, body = self.statuses[number % len(self.statuses)]
        found = self.clients[who].get(f"/taxii2/intel/status/{name}/")
        assert (found.status, found.body if found.status == 200 else body) == (200 if who == whose else 404, body)

    @rule(who=st.sampled_from(WHO), question=questions, limit=st.integers(1, 4))
    def read(self, who, question, limit):
        """A page is the beginning of what is chosen, and says whether there is more; its token leads on, to the end."""
        expected, following, more = chosen(self.entries, who, **question), "", True
        while more:
            page = self.clients[who].get(self.path, f"limit={limit}{following}&{printed(question)}".rstrip("&"))
            self.compare(page, expected, who, question, limit)
            expected, more, following = expected[limit:], page.json.get("more", False), f"&next={page.json.get('next')}"

    @rule(who=st.sampled_from(WHO), question=questions, limit=st.integers(1, 4))
    def list_it(self, who, question, limit):
        """The manifest holds the same, and its dates are those of the pages: each its own, later than all before."""
        page = self.clients[who].get(self.root + "manifest/", f"limit={limit}&{printed(question)}".rstrip("&"))
        expected = chosen(self.entries, who, **question)
        assert page.status == 200, page.body
        found = [(one["id"], one["version"], one["media_type"]) for one in page.json.get("objects", [])]
        assert found == [(one.told["id"], one.version, f"application/stix+json;version={one.spec}") for one in expected[:limit]]
        assert page.json.get("more", False) == (len(expected) > limit)
        self.date(page, expected[:limit], [one["date_added"] for one in page.json.get("objects", [])])

    def date(self, page, shown, dates):
        """Keep the dates of places, each of which has one for ever; the headers say the first and the last."""
        ends = (page.header("X-TAXII-Date-Added-First"), page.header("X-TAXII-Date-Added-Last"))
        if not shown:
            assert ends == (None, None)
            return
        known = dict(zip((shown[0].place, shown[-1].place), ends, strict=True)) | {
            one.place: date for one, date in zip(shown, dates, strict=False)
        }
        assert known == {place: self.dates.setdefault(place, date) for place, date in known.items()}
        assert (known[shown[0].place], known[shown[-1].place]) == ends
        rising = [self.dates[place] for place in sorted(self.dates)]
        assert rising == sorted(set(rising))

    @precondition(lambda self: self.dates)
    @rule(who=st.sampled_from(WHO), number=st.integers(0, 100), question=questions, limit=st.integers(1, 4))
    def follow(self, who, number, question, limit):
        """What came after a date that somebody was shown, also where that object is gone, or was never for this client."""
        place = sorted(self.dates)[number % len(self.dates)]
        page = self.clients[who].get(self.path, f"limit={limit}&added_after={self.dates[place]}&{printed(question)}".rstrip("&"))
        assert page.json.get("objects", []) == [one.told for one in chosen(self.entries, who, after=place, **question)[:limit]]

    @precondition(lambda self: self.tokens)
    @rule(number=st.integers(0, 100), limit=st.integers(1, 4))
    def go_on(self, number, limit):
        """A token leads on from where its page ended, whatever happened since, as often as one likes; for its own question alone."""
        token, place, who, question = self.tokens[number % len(self.tokens)]
        page = self.clients[who].get(self.path, f"limit={limit}&next={token}&{printed(question)}".rstrip("&"))
        self.compare(page, chosen(self.entries, who, after=place, **question), who, question, limit)
        other = printed({**question, "types": "tool"})
        assert self.clients[who].get(self.path, f"limit={limit}&next={token}&{other}").status == 400

    def compare(self, page, expected, who, question, limit):
        """Hold a page to what is expected; keep its token."""
        assert page.status == 200, page.body
        assert page.json.get("objects", []) == [one.told for one in expected[:limit]]
        assert page.json.get("more", False) == (len(expected) > limit)
        self.date(page, expected[:limit], [])
        if page.json.get("more"):
            self.tokens.append((page["next"], expected[limit - 1].place, who, question))

    @rule(who=st.sampled_from(WHO), one=st.sampled_from(IDS), version=st.sampled_from(VERSIONS) | st.none())
    def delete(self, who, one, version):
        """What a client sees and gave; all of it, or nothing. What is gone has a tombstone, and is shown to nobody."""
        there = chosen(self.entries, who, ids=[one], spec="2.0,2.1", version=version or ALL)
        query = f"match[version]={version}" if version else ""
        done = self.clients[who].delete(f"{self.path}{one}/", query)
        if not there:
            assert done.status == 404
        elif any(entry.giver != who and (who, entry.giver) != ("own", "outside") for entry in there):
            assert done.status == 403
        else:
            assert done.status == 200
            self.entries = [entry for entry in self.entries if entry not in there]
            self.gone += len(there)
        assert IntelTombstone.objects.count() == self.gone

    @rule(who=st.sampled_from(WHO), one=st.sampled_from(IDS), version=st.sampled_from(VERSIONS), limit=st.integers(1, 4))
    def look_at_one(self, who, one, version, limit):
        """The object in the versions asked for, and all its versions, newest first; 404 where the client sees none."""
        every = chosen(self.entries, who, ids=[one], version=ALL)
        found = self.clients[who].get(f"{self.path}{one}/versions/")
        versions = {entry.version for entry in every}
        assert found.status == (200 if versions else 404)
        assert found.json.get("versions", []) == sorted(versions, reverse=True)
        page = self.clients[who].get(f"{self.path}{one}/", f"limit={limit}&match[version]={version}")
        expected = chosen(self.entries, who, ids=[one], version=version)
        assert page.status == (200 if every else 404)
        assert page.json.get("objects", []) == [entry.told for entry in expected[:limit]]
        assert page.json.get("more", False) == (len(expected) > limit)

    @rule(who=st.sampled_from(WHO))
    def shut_out(self, who):
        """Who may not read any more, or is no client any more, is told so by the next answer; and is let in again."""
        program, asked = self.clients[who], [self.path, f"{self.root}manifest/", f"{self.path}{IDS[0]}/", f"{self.path}{IDS[0]}/versions/"]
        assert program.get(self.path).status == 200
        withdraw("model", subject=f"client:{who}", right="read", at=self.world.at)
        assert [program.get(one).status for one in asked] + [program.delete(asked[2]).status] == [403] * 5
        grant("model", subject=f"client:{who}", right="read", at=self.world.at)
        assert program.get(self.path).status == 200
        revoke_client(who, at=self.world.at)
        assert program.get(asked[who != "own"]).status == 401
        IntelClient.objects.filter(name=who).update(revoked_at=None)
        Attempts.objects.all().delete()  # its secret was wrong for once
        begin_epoch()

    @rule()
    def restart(self):
        """Another process answers: it knows what was committed, and nothing else."""
        self.forget()

    def forget(self):
        """Nothing is remembered."""
        entering._KNOWN.clear()
        sight._COMPILED.clear()
        reading._key.cache_clear()


def tell(machine, world, *, examples, **more):
    """Tell random stories, the same ones every time in CI; raises what the machine finds."""
    told = type("Stories", (machine,), {"world": world})
    run_state_machine_as_test(
        told,
        settings=settings(max_examples=examples, stateful_step_count=25, suppress_health_check=list(HealthCheck), deadline=None, **more),
    )
