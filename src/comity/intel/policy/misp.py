"""What MISP says of who may see something becomes a label, and back; neither way is shown to more.

In MISP the distribution decides who sees an event, an attribute, an object; a tag such as `tlp:amber` only asks. Here both decide, and
the stricter wins. What MISP has no word for travels as machine tags of the namespace `comity`, which another node reads back: they only
ever narrow. Consent to pass something on does not travel by MISP. Values of `distribution`: MISP 2.5, `Event::distributionLevels`; tags:
MISP taxonomies `tlp` (version 10) and `PAP` (version 3).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import reduce
from types import MappingProxyType
from typing import Final

from comity.intel.policy.decisions import decide
from comity.intel.policy.labels import OPEN, GroupId, Label, Recipient, at_home, label_from, label_json, narrowest
from comity.intel.policy.principals import Principal
from comity.terms.identifiers import AuthorityId
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.markings import Pap, Tlp, least, strictest
from comity.terms.refusals import Refused


class Distribution(IntEnum):
    """How far MISP passes something on."""

    OWN = 0  # this organisation
    COMMUNITY = 1  # all organisations of this server
    CONNECTED = 2  # and of the servers next to it: on arrival that hop is used up
    ALL = 3  # every connected community
    GROUP = 4  # a sharing group
    INHERIT = 5  # as the event says


@dataclass(frozen=True, slots=True)
class Shared:
    """What MISP says of one event, attribute, object or report: `group` is the UUID of its sharing group, empty for none."""

    distribution: int
    group: str = ""
    tags: tuple[str, ...] = ()


TLP_TAGS: Final = MappingProxyType(
    {
        "tlp:red": Tlp.RED,
        "tlp:amber+strict": Tlp.AMBER_STRICT,
        "tlp:amber": Tlp.AMBER,
        "tlp:green": Tlp.GREEN,
        "tlp:clear": Tlp.CLEAR,
        "tlp:white": Tlp.CLEAR,
    }
)
PAP_TAGS: Final = MappingProxyType({pap.value.lower(): pap for pap in Pap} | {"pap:white": Pap.CLEAR})
# Taxonomies that mark, and of which nobody here knows what they allow.
FOREIGN_MARKINGS: Final = frozenset({"tlp", "pap", "iep", "iep2-policy", "iep2-reference", "fr-classif", "de-vs", "nato", "dni-ism"})

_OURS: Final = re.compile(r'comity:(?P<axis>[a-z]+)="(?P<value>[^"]*)"')
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LISTS: Final = ("fields", "kinds", "countries", "groups", "purposes", "barred")
_MOMENTS: Final = ("embargo", "expires")


def label_of_misp(item: Shared, *, owner: AuthorityId, home: AuthorityId, event: Shared | None = None) -> Label:
    """Return the label of something that came from a MISP server; an item of an event bears what both say.

    `owner` is the authority behind the server as this node knows it, `home` this node's authority. What is not known stays at home.
    """
    told = (item,) if event is None else (item, event)
    levels = [_of_distribution(one, event, owner=owner, home=home) for one in told]
    return reduce(narrowest, (*levels, *(_of_tags(one, owner=owner, home=home) for one in told)))


def misp_of(label: Label, *, reader: Principal, at: Instant, community: Sequence[Principal] | None = None) -> Shared | None:
    """Return how something that bears `label` is given to the MISP server of `reader`; None where it is not (`decide` says why).

    `community` are those who read on that server; None where nobody knows. A server that everybody there reads is given no more than all of
    them may see; every other one keeps it to its organisation. Two is never said: who is next to a server is not known here.
    """
    # Whoever signs in there for that organisation reads it: an officer's own name is not enough.
    if reader.authority is None or not decide(replace(reader, officer=None), label, at=at).allowed:
        return None
    tags = tuple(_tags(label))
    bare = replace(label, pap=Pap.CLEAR, consent=frozenset(), embargo=None)  # its embargo is over, or nobody would come here
    if bare == Label(tlp=Tlp.CLEAR, owner=label.owner):
        return Shared(Distribution.ALL, tags=tags)
    if group := _group_alone(bare):
        return Shared(Distribution.GROUP, group=group, tags=tags)
    together = community is not None and label.expires is None and all(decide(one, label, at=at).allowed for one in community)
    return Shared(Distribution.COMMUNITY if together else Distribution.OWN, tags=tags)


def _of_distribution(item: Shared, event: Shared | None, *, owner: AuthorityId, home: AuthorityId) -> Label:
    """What the distribution alone allows. This server's community is one authority, and a hop that led here is used up."""
    if item.distribution in {Distribution.OWN, Distribution.COMMUNITY, Distribution.CONNECTED}:
        return Label(tlp=Tlp.AMBER_STRICT, owner=owner, recipients=frozenset({home}))
    if item.distribution == Distribution.ALL:
        return Label(tlp=Tlp.GREEN, owner=owner)
    if item.distribution == Distribution.GROUP and (group := _group(item)):
        return Label(tlp=Tlp.GREEN, owner=owner, groups=frozenset({group}))
    if item.distribution == Distribution.INHERIT and event is not None and item is not event:
        return _of_distribution(event, event, owner=owner, home=home)
    return at_home(owner=owner, home=home)


def _of_tags(item: Shared, *, owner: AuthorityId, home: AuthorityId) -> Label:
    """What the tags alone allow."""
    marks = [tag.strip().lower() for tag in item.tags if tag.partition(":")[0].strip().lower() in FOREIGN_MARKINGS]
    if any(mark not in TLP_TAGS and mark not in PAP_TAGS for mark in marks):
        return at_home(owner=owner, home=home)
    group = _group(item)
    given: frozenset[Recipient] = frozenset({home, group} if group else {home})
    ours = _of_own_tags([tag for tag in item.tags if tag.lower().startswith("comity:")], owner=owner)
    if ours is None:
        return at_home(owner=owner, home=home)
    tlp = strictest((Tlp.CLEAR, *(TLP_TAGS[mark] for mark in marks if mark in TLP_TAGS)))
    pap = least(PAP_TAGS[mark] for mark in marks if mark in PAP_TAGS)
    return replace(ours, tlp=tlp, recipients=frozenset() if tlp in OPEN else given, pap=pap)


def _of_own_tags(tags: Iterable[str], *, owner: AuthorityId) -> Label | None:
    """What the tags of this project allow; None where one of them cannot be read."""
    told: dict[str, JsonValue] = {"tlp": Tlp.CLEAR.value, "owner": str(owner)}
    for tag in tags:
        found = _OURS.fullmatch(tag)
        axis, value = (found["axis"], found["value"]) if found else ("", "")
        if axis in _LISTS:
            told[axis] = sorted({*told.get(axis, []), *([value] if value else [])})
        elif axis in _MOMENTS and axis not in told:
            told[axis] = value
        else:
            return None
    try:
        return label_from(told)
    except Refused:
        return None


def _tags(label: Label) -> Iterable[str]:
    """What a label says, as tags: its TLP, its PAP where it has one, and every limit. An empty limit is a tag without a value."""
    yield label.tlp.value.lower()
    if label.pap is not Pap.CLEAR:
        yield label.pap.value
    told = label_json(label)
    for axis in _LISTS:
        yield from (f'comity:{axis}="{value}"' for value in (told.get(axis, ()) or ([""] if axis in told else ())))
    yield from (f'comity:{axis}="{told[axis]}"' for axis in _MOMENTS if axis in told)


def _group(item: Shared) -> GroupId | None:
    """The sharing group of something that goes to one; None where none is named, or not by a UUID."""
    return GroupId(item.group) if item.distribution == Distribution.GROUP and _UUID.fullmatch(item.group) else None


def _group_alone(label: Label) -> str:
    """The UUID of the sharing group that is all that limits `label`; empty where something else does, or no group that MISP can have."""
    group = next(iter(label.groups)) if label.groups is not None and len(label.groups) == 1 else None
    if group is None or not _UUID.fullmatch(str(group)):
        return ""
    alone = Label(tlp=Tlp.GREEN, owner=label.owner, groups=label.groups)
    to_all = label.is_open or (label.tlp is not Tlp.RED and group in label.recipients)
    return str(group) if to_all and replace(label, tlp=Tlp.GREEN, recipients=frozenset()) == alone else ""
