"""What a client adds and takes out (TAXII 2.1, sections 5.5 and 5.7)."""

from http import HTTPStatus

from comity.doors.api.taxii.answering import Answer
from comity.doors.api.taxii.asking import MOST_CONTENT, Asked, read_body
from comity.doors.api.taxii.entering import Entered
from comity.doors.api.taxii.reading import holding_of
from comity.intel.store.removing import remove_object
from comity.intel.store.statuses import receive
from comity.wire.stix import BadStix, read_envelope
from comity.wire.stix.refusals import NotJson
from comity.wire.taxii import filters
from comity.wire.taxii.filters import parse_question
from comity.wire.taxii.media import require_taxii
from comity.wire.taxii.refusals import BadBody, CannotTake


def add(asked: Asked, who: Entered, name: str) -> Answer:
    """Section 5.5: the status says of each object what became of it; nothing is ever pending."""
    holding = holding_of(who, name)
    holding.require_writing()
    parse_question(asked.query, takes=())
    require_taxii(asked.header("CONTENT_TYPE"))
    try:
        raws = read_envelope(read_body(asked), most=MOST_CONTENT)
    except NotJson as refusal:
        raise BadBody(why=refusal) from refusal
    except BadStix as refusal:
        raise CannotTake(why=refusal) from refusal
    sight = who.sight(at=asked.at)
    body = receive(
        tuple(map(bytes, raws)), into=holding, client=who.client, reader=who.reader, open_to=who.open_to, sight=sight, at=asked.at
    )
    return Answer(body, HTTPStatus.ACCEPTED)


def remove(asked: Asked, who: Entered, name: str, stix_id: str) -> Answer:
    """Section 5.7: of what one may see and one's own authority gave, the versions asked for, by default all."""
    question = parse_question(asked.query, takes=filters.DELETE)
    wanted = question.filters
    remove_object(stix_id, filters=wanted, from_=holding_of(who, name), source=who.client.source, reader=who.reader, at=asked.at)
    return Answer(b"{}")
