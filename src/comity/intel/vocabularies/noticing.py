"""What a person should know of objects before they are stored, or when they are read: values on warning lists, objects that lack something.

It warns, and refuses nothing: a resolver that everybody uses may be the very server that is meant. Each look is one statement for the lists
and two for the templates, however many objects there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from comity.intel.vocabularies.queries import MOST, Listed, listed, template_bodies
from comity.intel.vocabularies.speaking import values_in
from comity.intel.vocabularies.values import Value
from comity.terms.speech import gettext_noop
from comity.wire.misp.event import Event, every_attribute
from comity.wire.misp.vocabularies import Template, read_template
from comity.wire.stix import BadStix
from comity.wire.stix.strict import read_strictly

_OBJECT: Final = "x-misp-object"
LACKS: Final[Mapping[str, str]] = {
    "missing": gettext_noop("“%(what)s” is missing, which the template “%(template)s” wants."),
    "one-of": gettext_noop("Of these the template “%(template)s” wants at least one: %(what)s."),
    "unknown": gettext_noop("The template “%(template)s” knows no “%(what)s”."),
    "twice": gettext_noop("“%(what)s” stands there several times; the template “%(template)s” has it once."),
}


@dataclass(frozen=True, slots=True)
class Lack:
    """What an object does not have as its template wants it: a code of `LACKS`, and which attribute."""

    code: str
    what: str
    template: str

    @property
    def sentence(self) -> str:
        """The sentence, marked for translation, with named places for the parts."""
        return LACKS[self.code]

    @property
    def parts(self) -> dict[str, str]:
        """The parts of the sentence."""
        return {"what": self.what, "template": self.template}


@dataclass(frozen=True, slots=True)
class Notices:
    """By the place of an object among those that were looked at. `unlooked` counts values for which there was no room or no time."""

    listed: Mapping[int, tuple[Listed, ...]] = field(default_factory=dict)
    lacking: Mapping[int, tuple[Lack, ...]] = field(default_factory=dict)
    unlooked: int = 0


NONE: Final = Notices()


def notices_of(raws: Sequence[bytes]) -> Notices:
    """Return what there is to know of these objects of STIX, as they came; of what cannot be read nothing."""
    return notices_of_told([_told(one) for one in raws])


def notices_of_told(objects: Sequence[Mapping[str, Any]]) -> Notices:
    """Return the same of objects that were read."""
    spoken = [values_in(one) for one in objects]
    found, unlooked = _listed(spoken)
    wanted = {place: one for place, one in enumerate(objects) if one.get("type") == _OBJECT}
    templates = _templates({name for one in wanted.values() for name in _names(one)}) if wanted else {}
    lacking = {place: lacks for place, one in wanted.items() if (lacks := _lacks(_chosen(templates, *_names(one)), _relations(one)))}
    return Notices(found, lacking, unlooked)


def notices_of_event(event: Event) -> Notices:
    """Return the same of a MISP event: attributes by their place among all of it (`every_attribute`), objects by theirs."""
    spoken = [(Value(one.value, frozenset({one.type})),) for one in every_attribute(event)]
    found, unlooked = _listed(spoken)
    templates = _templates({name for one in event.composites for name in (one.template_uuid, one.name) if name}) if event.composites else {}
    lacking = {
        place: lacks
        for place, one in enumerate(event.composites)
        if not one.deleted
        and (
            lacks := _lacks(
                _chosen(templates, one.template_uuid, one.name), [each.object_relation for each in one.attributes if not each.deleted]
            )
        )
    }
    return Notices(found, lacking, unlooked)


def _listed(spoken: Sequence[Iterable[Value]]) -> tuple[dict[int, tuple[Listed, ...]], int]:
    values = {one: None for each in spoken for one in each}
    looked = listed(values)
    hits: dict[str, list[Listed]] = {}
    for hit in looked.hits:
        hits.setdefault(hit.value, []).append(hit)
    found = {
        place: told
        for place, each in enumerate(spoken)
        if (told := tuple({(hit.number, hit.value): hit for one in each for hit in hits.get(one.text, ())}.values()))
    }
    return found, looked.untried + max(len(values) - MOST, 0)


def _templates(names: Iterable[str]) -> dict[str, Template]:
    return {name: read_template(body) for name, body in template_bodies(sorted(names)).items()}


def _chosen(templates: Mapping[str, Template], *names: str) -> Template | None:
    return next((templates[one] for one in names if one in templates), None)


def _lacks(template: Template | None, relations: Sequence[str]) -> tuple[Lack, ...]:
    if template is None:
        return ()
    faults = (one.partition(": ") for one in template.faults(relations))
    return tuple(Lack(code, what, template.name) for code, _, what in faults)


def _names(told: Mapping[str, Any]) -> tuple[str, ...]:
    return (str(told.get("x_misp_name", "")),)


def _relations(told: Mapping[str, Any]) -> list[str]:
    listed_ = told.get("x_misp_attributes")
    return [str(one.get("object_relation", "")) for one in listed_ if isinstance(one, dict)] if isinstance(listed_, list) else []


def _told(raw: bytes) -> dict[str, Any]:
    try:
        found = read_strictly(raw)
    except BadStix:
        return {}
    return found if isinstance(found, dict) else {}
