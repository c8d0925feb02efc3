"""What an instance reads: the server, the index, events, attributes. Each reading of objects goes through `intel.misp.showing`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import NAMESPACE_DNS, uuid5

from comity.directory.book import book
from comity.directory.home import home
from comity.doors.api.misp.answering import Answer, tagged, told
from comity.doors.api.misp.call import Call
from comity.doors.api.misp.judged import event_judged, judged_json, judging, narrowed, wanted_still
from comity.intel.misp.showing import Head, event_of, heads, indexed
from comity.wire.misp import answers, members, parsing
from comity.wire.misp.event import Attribute, Event, MispObject, Org
from comity.wire.misp.feed import HASHES, MANIFEST, write_feed
from comity.wire.misp.naming import derived_uuid
from comity.wire.misp.questions import PAGE, Question, read_question
from comity.wire.misp.refusals import NoSuchPlace

MOST_FEED: Final = 1_000
_OPEN: Final = 3


def version(call: Call) -> Answer:
    """GET servers/getVersion."""
    node = str(uuid5(NAMESPACE_DNS, str(home().node)))
    return told(answers.version_json(call.who.version, node=node, writes=call.who.writes))


def pymisp_version(call: Call) -> Answer:
    """GET servers/getPyMISPVersion."""
    return told({"version": call.who.version})


def post_test(call: Call) -> Answer:
    """POST servers/postTest: what came, so that the other side sees that nothing on the way changed it."""
    return told(
        {"body": call.body, "headers": {"Accept": call.asked.header("HTTP_ACCEPT"), "Content-type": call.asked.header("CONTENT_TYPE")}}
    )


def filtering_rules(_: Call) -> Answer:
    """GET servers/getAvailableSyncFilteringRules: by whom and with which tags; a pull may leave both empty."""
    return told({"organisations": [], "tags": []})


def me(call: Call) -> Answer:
    """GET users/view/me."""
    return told(answers.user_json(call.who.client.name, org_of(call), writes=call.who.writes))


def org_of(call: Call) -> Org:
    """Return the organisation for which the asker asks: MISP knows it by a UUID, made of the authority's identifier."""
    owner = call.who.client.owner
    return Org(uuid=derived_uuid("organisation", str(owner)), name=book(home()).authority(owner).names["en"])


def index(call: Call) -> Answer:
    """GET and POST events/index; with an entity tag, so that a pull that has it all costs nothing."""
    question = read_question(call.body, named=call.named, now=call.seconds)
    minimal = isinstance(call.body, dict) and str(call.body.get("minimal", "")) in {"1", "True"}
    found = [one for one in (indexed(call.look, head) for head in heads(call.look)) if _asked(one, question)]
    return tagged([answers.index_json(one, minimal=minimal) for one in _paged(found, question)], call.asked.header("HTTP_IF_NONE_MATCH"))


def _asked(event: Event, question: Question) -> bool:
    return question.takes_event(event) and (not question.events or bool({event.uuid, answers.number_of(event.uuid)} & set(question.events)))


def _paged(found: list[Any], question: Question) -> list[Any]:
    """Without a limit all; a page without a limit is of `PAGE`."""
    limit = question.limit or (PAGE if question.page > 1 else len(found))
    return found[(question.page - 1) * limit : question.page * limit]


def event(call: Call, name: str) -> Answer:
    """GET, HEAD and POST events/view."""
    question = read_question(call.body, named=_flags(call), now=call.seconds)
    head = call.head(name)
    if call.asked.method == "HEAD":
        return told({})
    return told({"Event": answers.event_json(_standing(event_of(call.look, head), deleted=question.deleted or _wants_deleted(call)))})


def _flags(call: Call) -> dict[str, str]:
    return {name: value for name, value in call.named.items() if not name.startswith("deleted")}


def _wants_deleted(call: Call) -> bool:
    """MISP's sync writes `deleted[]:0/deleted[]:1`: both."""
    return any(name.startswith("deleted") and value == "1" for name, value in call.named.items())


def _standing(made: Event, *, deleted: bool) -> Event:
    """Leave out what was deleted, unless it is asked for."""
    if deleted:
        return made
    objects = tuple(
        replace(one, attributes=tuple(each for each in one.attributes if not each.deleted)) for one in made.composites if not one.deleted
    )
    return replace(made, attributes=tuple(one for one in made.attributes if not one.deleted), composites=objects)


def search_events(call: Call) -> Answer:
    """POST events/restSearch: events that are asked for, whole, where any attribute of them fits."""
    question = read_question(call.body, named=call.named, now=call.seconds)
    found = [made for _, made in _events(call, question) if _fits(made, question)]
    if question.metadata:
        found = [replace(one, attributes=(), composites=()) for one in found]
    shown = [_standing(one, deleted=question.deleted) for one in _paged(found, question)]
    judged = judging(call, question, [each for one in shown for each in attributes_of(one)])
    return told({"response": [{"Event": event_judged(narrowed(one, question, judged), judged)} for one in shown]})


def _events(call: Call, question: Question) -> Iterator[tuple[Head, Event]]:
    names = set(question.events) | (set(question.uuids) if call.asked.steps and call.asked.steps[0] == "events" else set())
    for head in heads(call.look):
        if names and not names & {head.uuid, answers.number_of(head.uuid)}:
            continue
        if question.takes_event(indexed(call.look, head)):
            yield head, event_of(call.look, head)


def _fits(made: Event, question: Question) -> bool:
    bare = replace(question, uuids=())
    if not question.is_of_attributes:
        tags = [*made.tags, *(tag for one, _ in attributes_of(made) for tag in one.tags)]
        return bare.tags.fit(tag.name for tag in tags)
    return any(bare.takes(one, made) for one, _ in attributes_of(made))


def attributes_of(made: Event) -> Iterator[tuple[Attribute, MispObject | None]]:
    """Yield each attribute of an event with the object that it stands in."""
    yield from ((one, None) for one in made.attributes)
    yield from ((one, each) for each in made.composites for one in each.attributes)


def search_attributes(call: Call) -> Answer:
    """POST attributes/restSearch."""
    question = read_question(call.body, named=call.named, now=call.seconds)
    fit = [(one, within, made) for _, made in _events(call, question) for one, within in attributes_of(made) if question.takes(one, made)]
    judged = judging(call, question, [(one, within) for one, within, _ in fit])
    found = [
        answers.attribute_json(one, made, within=within) | judged_json(one, judged) | {"Event": answers.index_json(made, minimal=False)}
        for one, within, made in fit
        if wanted_still(one, question, judged)
    ]
    return told({"response": {"Attribute": _paged(found, question)}})


def attribute(call: Call, name: str) -> Answer:
    """GET and HEAD attributes/view."""
    made, one, within = find_attribute(call, name)
    return told({"Attribute": answers.attribute_json(one, made, within=within)})


def find_attribute(call: Call, name: str) -> tuple[Event, Attribute, MispObject | None]:
    """Return the attribute of that UUID or number, with its event and its object; raises `NoSuchPlace`."""
    for head in heads(call.look):
        made = event_of(call.look, head)
        for one, within in attributes_of(made):
            if name.lower() in {one.uuid, answers.number_of(one.uuid)}:
                return made, one, within
    raise NoSuchPlace


def wanted(call: Call) -> Answer:
    """POST events/filterEventIdsForPush: which of these this node wants: new ones, and later ones of its giver's own."""
    here = {head.uuid: head.timestamp for head in heads(call.look)}
    asked = [one.get("Event", {}) for one in call.body if isinstance(one, dict)] if isinstance(call.body, list) else []
    names = [(members.uuid(one.get("uuid"), "Event.uuid"), members.count(one.get("timestamp", 0), "Event.timestamp")) for one in asked]
    return told([name for name, timestamp in names if timestamp > here.get(name, -1)])


def tags(call: Call) -> Answer:
    """GET tags/index, POST tags/search: the tags of the events that the asker may see."""
    names = sorted({tag.name for head in heads(call.look) for tag in indexed(call.look, head).tags})
    sought = str(call.body.get("name", call.body.get("tag", "%"))).casefold().strip("%") if isinstance(call.body, dict) else ""
    found = [{"id": str(place), "name": name, "colour": "#808080", "exportable": True} for place, name in enumerate(names, start=1)]
    found = [one for one in found if sought in str(one["name"]).casefold()]
    return told({"Tag": found} if call.asked.method == "GET" else [{"Tag": one} for one in found])


def reports(call: Call) -> Answer:
    """GET eventReports/index/event_id:…."""
    made = event_of(call.look, call.head(call.named.get("event_id", "")))
    return told([{"EventReport": {**members.give(one, parsing.REPORT), "id": answers.number_of(one.uuid)}} for one in made.reports])


def sharing_groups(call: Call) -> Answer:
    """GET sharing_groups/index: those that the asker belongs to."""
    groups = [str(one.group) for one in call.who.client.principal.groups]
    found = [{"SharingGroup": {"id": answers.number_of(one), "uuid": one, "name": one, "active": True}} for one in groups]
    return told({"response": found})


def organisations(call: Call) -> Answer:
    """GET organisations/index: the asker's own; who else reads here is not told to programs."""
    return told([{"Organisation": answers.org_json(org_of(call))}])


def nothing(_: Call) -> Answer:
    """What this node keeps none of: galaxies of its own, proposals, analyst data."""
    return told([])


def feed_file(call: Call, name: str) -> Answer:
    """GET feed/…: the files of a feed of those events that any instance may have (distribution 3); everything else is left out."""
    found = [made for head in heads(call.look)[-MOST_FEED:] if (made := event_of(call.look, head)).distribution == _OPEN and made.published]
    shown = [replace(one, attributes=_open(one.attributes), composites=_open(one.composites), reports=_open(one.reports)) for one in found]
    files = write_feed(shown)
    if name not in files:
        raise NoSuchPlace
    body = files[name]
    kind = "text/csv" if name == HASHES else "application/json"
    return Answer(body, headers=(("ETag", f'"{derived_uuid(body.decode())}"'), ("X-Feed-Type", f"{kind} {MANIFEST}")))


def _open(elements: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(one for one in elements if one.distribution in {_OPEN, 5})
