"""The courier's crash points: every effect of the protocol and both sides of every commit, by name."""

from collections.abc import Iterator, Sequence
from typing import Final

from comity.courier.protocol.effects import ARRIVAL_POINTS, COMMIT, SENDING_POINTS
from comity.desk.crashing import APPROVE_POINTS


def _points(side: str, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if name == COMMIT:
            yield f"{side}.before-{COMMIT}"
        yield f"{side}.{name}"


# A receipt that comes on its own (`opened`, `decided`) is no effect of the protocol, and is kept in a transaction of its own.
LATER_POINTS: Final = ("receive.later-receipt", "receive.later-receipt-commit")
RECEIVE_POINTS: Final = (*_points("receive", ARRIVAL_POINTS), *LATER_POINTS)
SEND_POINTS: Final = tuple(_points("send", SENDING_POINTS))
# A file beside an act: at its receiver after each chunk, its check and around the commit; at its sender after each answer.
FILE_RECEIVE_POINTS: Final = ("file.chunk", "file.checked", "file.before-commit", "file.commit")
FILE_SEND_POINTS: Final = ("file.sent", "file.taken-before-commit", "file.taken-commit")
# A notice by mail or webhook: before it is sent, before its outcome is kept, and after.
TELL_POINTS: Final = ("tell.prepared", "tell.sent", "tell.commit")
# A feed: a page came, before and after it is kept with how far it is; a batch went, before and after its results are kept.
FEED_POINTS: Final = ("feed.asked", "feed.before-commit", "feed.commit", "feed.sent", "feed.sent-before-commit", "feed.sent-commit")
# Of threat sets that came, piece by piece: tests/desk/test_giving.py.
SET_POINTS: Final = ("set.before-commit", "set.commit", "set.settled-before-commit")
# A relay, around the commit before which it signs nothing away; a node over one, around what it left, kept and took:
# tests/courier/relay/test_serving.py, tests/courier/test_relaying.py.
RELAY_POINTS: Final = ("relay.kept", "relay.before-commit", "relay.commit")
# A daily key: after its seed is drawn or destroyed, before that is noted; an entry that is due again, and its new wrap around the commit:
# tests/courier/test_epochs.py.
EPOCH_POINTS: Final = ("epoch.made", "epoch.destroyed", "send.resealed", "send.rewrapped-before-commit", "send.rewrapped-commit")
# A lasting sealing key that is over: its leaf is written, its file is still there: tests/directory/test_sealingkeys.py.
LASTING_POINTS: Final = ("sealing.noted",)
RELAYED_POINTS: Final = ("relayed.left", "relayed.before-commit", "relayed.taken")
# After each parcel that was left at a relay; before a receipt for files that came on its own is kept: tests/courier/test_beside.py.
PARCEL_POINTS: Final = ("relayed.parcel", "file.told")
# A POST is on its way, and the outcomes of the one before it are not written: tests/courier/test_ahead.py.
AHEAD_POINTS: Final = ("send.ahead",)
# A checkpoint of a peer's that is cosigned: tests/processes/test_crash_points.py, by a test of its own.
WITNESS_POINTS: Final = ("witness.before-commit", "witness.commit")
ALL_POINTS: Final = (
    *APPROVE_POINTS,
    *RECEIVE_POINTS,
    *SEND_POINTS,
    *FILE_RECEIVE_POINTS,
    *FILE_SEND_POINTS,
)  # the courier's lines to peers; those above have tests of their own
