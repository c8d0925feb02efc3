"""Gives an object its label: by its markings, by who gave it, by what its collection says of what bears none. Equal labels are one number.

A marking means what whoever gave the object said that it means: a definition counts for the objects of its own deliverer alone. A program
outside the directory, and a feed that nobody of it owns, are deliverers of their own: this node's authority answers for what they give, and
they do not say what its markings mean. What bears a marking that was not defined yet stays at home, and is noted, so that it is labelled
anew when the definition comes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final

import msgspec

from comity.intel.policy import Label, Marking, label_of, label_of_definition, narrowest, parse_label, print_label, read_marking
from comity.intel.policy.stix import MOST, PAP_IDS, TLP_IDS
from comity.intel.store.clock import Clock
from comity.records.models import IntelCollection
from comity.records.statements import run
from comity.terms.identifiers import AuthorityId
from comity.terms.markings import Tlp
from comity.wire.stix import Head
from comity.wire.stix.identifiers import is_id

_NUMBER: Final = "SELECT number FROM records_intellabel WHERE digest = %s"
_TEXT: Final = "SELECT text FROM records_intellabel WHERE number = %s"
_ADD: Final = "INSERT INTO records_intellabel (number, digest, text) VALUES (%s, %s, %s)"
_DEFINITION: Final = (
    "SELECT o.body FROM records_intelmarking m JOIN records_stixobject o ON o.id = m.object_id WHERE m.owner = %s AND m.stix_id = %s"
)
_MARKING: Final = "marking-definition"
_FIXED: Final = frozenset((*TLP_IDS, *PAP_IDS))
_DECODE: Final = msgspec.json.Decoder(dict[str, Any]).decode


@dataclass(frozen=True, slots=True)
class Giver:
    """On whose behalf objects come, and into what: `owner` gave them, `home` is the authority of this node.

    `unmarked` is what the collection says of objects without a marking, `fields` (None: no limit) for which fields all of it is. `word` is
    the program or feed for which the owner only answers, empty where the owner itself gives.
    """

    owner: AuthorityId
    home: AuthorityId
    unmarked: Label | None = None
    fields: frozenset[str] | None = None
    word: str = ""

    @property
    def deliverer(self) -> str:
        """Whose definitions of markings count for these objects, as the tables name them."""
        return self.word or str(self.owner)

    def narrowed(self, label: Label) -> Label:
        """Return `label` for the collection's fields alone: it lets in nobody whom it did not."""
        if self.fields is None:
            return label
        return narrowest(label, Label(tlp=Tlp.CLEAR, owner=label.owner, fields=self.fields, consent=label.consent))


@dataclass
class Labels:
    """Labels that one transaction gives. `clock` is the one that it took; more labels make another one of it."""

    clock: Clock
    giver: Giver
    _known: dict[str, Marking] = field(default_factory=dict)
    _absent: set[str] = field(default_factory=set)
    _numbers: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = field(default_factory=dict)

    def define(self, marking: str, told: Mapping[str, Any]) -> None:
        """Take in a definition that came just now; one that was there before stays."""
        if not self._defined(marking):
            self._absent.discard(marking)
            self._known[marking] = read_marking(told)
            self._numbers.clear()

    def number_of(self, head: Head, body: bytes) -> tuple[int, tuple[str, ...]]:
        """Return the number of the label of an object, and which of its markings are not defined.

        A definition that is not marked itself bears what it says: who may not see what stands under it does not learn whom it names.
        """
        refs = refs_of(head) if head.granular_markings else head.object_marking_refs
        if head.type != _MARKING or refs:
            return self.number(refs)
        told, giver = _DECODE(body), self.giver
        known = {head.id: read_marking(told)}
        label = label_of_definition(told, known, owner=giver.owner, home=giver.home, unmarked=giver.unmarked)
        return self._intern(giver.narrowed(label)), ()

    def number(self, refs: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
        """Return the number of the label of what bears the markings `refs`, and which of them are not defined."""
        kept = self._numbers.get(refs)
        if kept is None:
            absent = self._gather(refs)
            label = label_of(refs, self._known, owner=self.giver.owner, home=self.giver.home, unmarked=self.giver.unmarked)
            kept = self._numbers[refs] = (self._intern(self.giver.narrowed(label)), absent)
        return kept

    def met(self, one: int, other: int) -> int:
        """Return the number of the label in which two that have numbers meet: it is shown to nobody to whom one of both is not."""
        if one == other:
            return one
        texts = [run(_TEXT, [number]).fetchone()[0] for number in (one, other)]
        return self._intern(narrowest(*map(parse_label, texts)))

    def _gather(self, refs: Iterable[str]) -> tuple[str, ...]:
        """Read what is defined of `refs` and of the markings that these bear; return what is not."""
        absent, todo, seen = [], list(refs), set(refs)
        while todo and len(seen) <= MOST:
            one = todo.pop()
            if one in _FIXED or not is_id(one):
                continue  # what is no identifier is never defined, and so never known
            if not self._defined(one):
                absent.append(one)
                continue
            more = [ref for ref in self._known[one].refs if ref not in seen]
            seen.update(more)
            todo += more
        return tuple(absent)

    def _defined(self, marking: str) -> bool:
        if marking in self._known:
            return True
        if marking in self._absent:
            return False
        found = run(_DEFINITION, [self.giver.deliverer, marking]).fetchone()
        if found is None:
            self._absent.add(marking)
            return False
        self._known[marking] = read_marking(_DECODE(bytes(found[0])))
        return True

    def _intern(self, label: Label) -> int:
        text = print_label(label)
        digest = sha256(text.encode()).digest()
        found = run(_NUMBER, [digest]).fetchone()
        if found is not None:
            return int(found[0])
        number = self.clock.labels
        run(_ADD, [number, digest, text])
        self.clock = replace(self.clock, labels=number + 1)
        return number


def refs_of(head: Head) -> tuple[str, ...]:
    """Return the markings that an object bears, as a whole and in its parts; a part that only says its language bears none."""
    if not head.granular_markings:
        return head.object_marking_refs
    parts = (one.marking_ref for one in head.granular_markings if one.marking_ref or not one.lang)
    return tuple(dict.fromkeys((*head.object_marking_refs, *parts)))


def giver_into(collection: IntelCollection, *, owner: AuthorityId, home: AuthorityId, word: str = "") -> Giver:
    """Return on whose behalf objects come into a collection, with what it says of them; `word` as `Giver` has it."""
    return Giver(
        owner,
        home,
        unmarked=parse_label(collection.label) if collection.label else None,
        fields=frozenset(collection.fields) if collection.fields else None,
        word=word,
    )
