"""Which address is which call of MISP. CakePHP's ways are kept: `.json` at the end says nothing, `name:value` steps are parameters."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import unquote

from comity.doors.api.misp import reading, sighting, vocabularies, writing
from comity.doors.api.misp.answering import Answer
from comity.doors.api.misp.call import Call
from comity.doors.api.misp.entering import Entered
from comity.doors.api.taxii.asking import Asked
from comity.wire.misp.refusals import NoSuchPlace, WrongMethod

Way: TypeAlias = Callable[..., Answer]

# By controller and action in small letters; a step of None is any. Both spellings of CakePHP's names are taken.
_ADDRESSES: Final[tuple[tuple[tuple[str | None, ...], Mapping[str, Way]], ...]] = (
    (("servers", "getversion"), {"GET": reading.version}),
    (("servers", "getpymispversion"), {"GET": reading.pymisp_version}),
    (("servers", "posttest"), {"POST": reading.post_test}),
    (("servers", "getavailablesyncfilteringrules"), {"GET": reading.filtering_rules}),
    (("users", "view", "me"), {"GET": reading.me}),
    (("events", "index"), {"GET": reading.index, "POST": reading.index}),
    (("events",), {"GET": reading.index}),
    (("events", "view", None), {"GET": reading.event, "POST": reading.event}),
    (("events", "restsearch"), {"POST": reading.search_events, "GET": reading.search_events}),
    (("events", "filtereventidsforpush"), {"POST": reading.wanted}),
    (("events", "add"), {"POST": writing.add_event}),
    (("events", "edit", None), {"POST": writing.edit_event, "PUT": writing.edit_event}),
    (("events", "delete", None), {"POST": writing.delete_event, "DELETE": writing.delete_event}),
    (("events", "publish", None), {"POST": writing.publish}),
    (("events", "alert", None), {"POST": writing.publish}),
    (("events", "unpublish", None), {"POST": writing.unpublish}),
    (("events", "freetextimport", None), {"POST": writing.free_text}),
    (("attributes", "restsearch"), {"POST": reading.search_attributes, "GET": reading.search_attributes}),
    (("attributes", "view", None), {"GET": reading.attribute}),
    (("attributes", "add", None), {"POST": writing.add_attributes}),
    (("attributes", "edit", None), {"POST": writing.edit_attribute, "PUT": writing.edit_attribute}),
    (("attributes", "delete", None), {"POST": writing.delete_attribute, "DELETE": writing.delete_attribute}),
    (("objects", "restsearch"), {"POST": reading.search_objects, "GET": reading.search_objects}),
    (("objects", "add", None), {"POST": writing.add_object}),
    (("objects", "edit", None), {"POST": writing.edit_object}),
    (("tags", "attachtagtoobject"), {"POST": writing.attach_tag}),
    (("tags", "removetagfromobject"), {"POST": writing.remove_tag}),
    (("tags", "index"), {"GET": reading.tags}),
    (("tags", "search"), {"POST": reading.tags}),
    (("sightings", "add"), {"POST": sighting.add}),
    (("sightings", "add", None), {"POST": sighting.add}),
    (("sightings", "restsearch", "event"), {"POST": sighting.search}),
    (("sightings", "bulksavesightings", None), {"POST": sighting.add_all}),
    (("sightings", "filtersightinguuidsforpush", None), {"POST": sighting.wanted}),
    (("eventreports", "index"), {"GET": reading.reports}),
    (("eventreports", "add", None), {"POST": writing.add_report}),
    (("eventreports", "view", None), {"GET": reading.report}),
    (("sharinggroups", "index"), {"GET": reading.sharing_groups}),
    (("sharinggroups", "view", None), {"GET": reading.sharing_group}),
    (("organisations", "index"), {"GET": reading.organisations}),
    (("organisations", "view", None), {"GET": reading.organisation}),
    (("users", "resetauthkey", "me"), {"POST": reading.keep_key}),
    (("attributes", "describetypes"), {"GET": vocabularies.types}),
    (("taxonomies", "index"), {"GET": vocabularies.taxonomies}),
    (("taxonomies", "view", None), {"GET": vocabularies.taxonomy}),
    (("galaxies", "index"), {"GET": vocabularies.galaxies}),
    (("galaxies", "view", None), {"GET": vocabularies.galaxy}),
    (("galaxies", "pushcluster"), {"POST": vocabularies.no_clusters}),
    (("galaxyclusters", "restsearch"), {"POST": reading.nothing}),
    (("galaxyclusters", "view", None), {"GET": vocabularies.cluster}),
    (("galaxyclusters", None, None), {"POST": vocabularies.no_clusters}),
    (("objecttemplates", "index"), {"GET": vocabularies.templates}),
    (("objecttemplates", "view", None), {"GET": vocabularies.template}),
    (("objecttemplates", "getraw", None), {"GET": vocabularies.raw_template}),
    (("warninglists", "index"), {"GET": vocabularies.warninglists}),
    (("warninglists", "checkvalue"), {"POST": vocabularies.check_values}),
    (("shadowattributes", "index"), {"GET": reading.nothing}),
    (("shadowattributes", "index", None), {"GET": reading.nothing}),
    *((("shadowattributes", deed, None), {"POST": vocabularies.no_proposals}) for deed in ("add", "edit", "delete", "accept", "discard")),
    (("analystdata", "indexminimal"), {"POST": reading.nothing}),
    (("analystdata", "index", None), {"GET": reading.nothing}),
    (("analystdata", "filteranalystdataforpush"), {"POST": reading.none_wanted}),
    (("analystdata", "pushanalystdata"), {"POST": vocabularies.no_analyst_data}),
    (("analystdata", "add", None, None, None), {"POST": vocabularies.no_analyst_data}),
    (("analystdata", "edit", None, None), {"POST": vocabularies.no_analyst_data}),
    (("feed", None), {"GET": reading.feed_file}),
)


def answer_at(asked: Asked, who: Entered) -> Answer:
    """Do what is asked. Raises `NoSuchPlace`, `WrongMethod`, and whatever is refused there."""
    steps = [unquote(step) for step in asked.steps or ()]
    named = dict(step.split(":", 1) for step in steps if ":" in step)
    plain = [step for step in steps if ":" not in step]
    if plain and plain[0] != "feed":
        plain[-1] = plain[-1].removesuffix(".json")
    folded = [step.replace("_", "").lower() if place < 2 else step for place, step in enumerate(plain)]
    for wanted, ways in _ADDRESSES:
        if len(wanted) == len(folded) and all(one is None or one == step.lower() for one, step in zip(wanted, folded, strict=True)):
            way = ways.get("GET" if asked.method == "HEAD" else asked.method)
            if way is None:
                raise WrongMethod(allowed=", ".join(sorted(ways)))
            names = [step for one, step in zip(wanted, plain, strict=True) if one is None]
            return way(Call(asked, who, named), *names)
    raise NoSuchPlace
