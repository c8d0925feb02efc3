"""One line of a push: what the program may read and the server has not had yet, batch by batch, until its status says what became of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from comity.courier.taxii.batching import batch_of, parts_of
from comity.courier.taxii.exchange import Answered, Ask, Asked
from comity.courier.taxii.keeping import forget_status, keep_batch, own_reader, pending_of
from comity.courier.taxii.meaning import Trouble, trouble_of
from comity.courier.taxii.pushing import ASKED_AT_ONCE, WHOLE_BATCH, Result, ask_adding, ask_there, results_of, with_known
from comity.courier.taxii.resources import Manifest, Named, Status, read_named, read_resource, words_of
from comity.desk.crashing import crash_point
from comity.intel.feeds.actions import readable
from comity.intel.store.clients import client_of
from comity.intel.store.clock import look
from comity.intel.store.onward import onward
from comity.intel.store.sight import Reader
from comity.records.models import IntelFeedLine
from comity.terms.instants import Instant
from comity.terms.refusals import Malformed
from comity.wire.taxii.servers import join

PENDING_PAUSE: Final = timedelta(seconds=30)
MOST_BATCHES: Final = 50
MOST_SENT: Final = 8 * 2**20  # bytes of one POST, also where the server would take more
_TAKEN: Final = frozenset({200, 201, 202})


def push_line(
    line: IntelFeedLine, collection: str, ask: Ask, *, most: int, now: Callable[[], Instant], stopping: Callable[[], bool]
) -> bool:
    """Send what is to be sent; say whether it is all over there. Raises `Trouble`, `NoClient`, `NoCollection`, `MayNotRead`."""
    for _ in range(MOST_BATCHES):
        if stopping():
            return False
        if line.status and not _settled(line, collection, ask, at=now()):
            return False
        sent = _send(line, collection, ask, most=min(most or MOST_SENT, MOST_SENT), at=now())
        crash_point("feed.sent-commit")
        if not sent:
            return True
    return False


def _send(line: IntelFeedLine, collection: str, ask: Ask, *, most: int, at: Instant) -> bool:
    """Send one batch; say whether there was anything to send. What may be read is asked anew each time."""
    reading = readable(line.feed.client, line.local)
    reader = Reader(client_of(reading.client).principal)
    seen = reader.sight(look(), at=at)
    sent = onward(seen, own_reader().principal, at=at, to=reader.principal)
    parts = batch_of(parts_of(line, reading, seen=seen, sent=sent), page=line.page, most=most)
    if not parts:
        return False
    bodies, upto = [part.body for part in parts if not part.why], parts[-1].upto
    withheld = {read_named(part.body): Result("withheld", part.why) for part in parts if part.why}
    if not bodies:
        keep_batch(line, withheld, upto=upto, status="", page=line.page, at=at)
        return True
    count = len(bodies)
    names = [read_named(body) for body in bodies]
    answered = ask(ask_adding(collection, bodies))
    crash_point("feed.sent")
    if answered.status in WHOLE_BATCH:
        if count > 1:
            line.page = max(1, count // 2)
            line.save()
        else:
            refused = {names[0]: Result("refused", words_of(answered) or str(answered.status))}
            keep_batch(line, withheld | refused, upto=upto, status="", page=line.page, at=at)
        return True
    if answered.status not in _TAKEN:
        raise trouble_of(answered, at=at)
    status = _status(answered)
    grown = min(line.feed.page, line.page * 2)
    results = results_of(status, names)
    if status.status == "pending":
        keep_batch(line, withheld | results, upto=upto, status=status.id, page=line.page, at=at)
    else:
        keep_batch(line, withheld | _judged(results, collection, ask, at=at), upto=upto, status="", page=grown, at=at)
    return True


def _settled(line: IntelFeedLine, collection: str, ask: Ask, *, at: Instant) -> bool:
    """Ask for the status of the batch that is under way; say whether it is over. One that the server forgot is sent again."""
    answered = ask(Asked("GET", join(collection, f"../../status/{line.status}/")))
    if answered.status in (404, 410):
        forget_status(line)
        return True
    if answered.status != 200:
        raise trouble_of(answered, at=at)
    status = _status(answered)
    if status.status == "pending":
        return False
    results = _judged(results_of(status, pending_of(line)), collection, ask, at=at)
    keep_batch(line, results, upto=line.sending, status="", page=line.page, at=at)
    return True


def _judged(results: dict[Named, Result], collection: str, ask: Ask, *, at: Instant) -> dict[Named, Result]:
    """Look whether what was counted as a failure is there after all; a server that shows no manifest leaves the failures as they are."""
    doubtful = [one for one, result in results.items() if result.outcome in ("refused", "pending")]
    there = []
    for start in range(0, len(doubtful), ASKED_AT_ONCE):
        answered = ask(ask_there(collection, doubtful[start : start + ASKED_AT_ONCE]))
        if answered.status == 200:
            there += _resource(answered, Manifest).objects
        elif answered.status not in (403, 404):
            raise trouble_of(answered, at=at)
    return with_known(results, there)


def _status(answered: Answered) -> Status:
    found: Status = _resource(answered, Status)
    return found


def _resource(answered: Answered, kind: type) -> Any:  # noqa: ANN401 -- the kind that was asked for
    try:
        return read_resource(answered, kind)
    except Malformed as fault:
        raise Trouble("garbled", fault.facts["where"]) from fault
