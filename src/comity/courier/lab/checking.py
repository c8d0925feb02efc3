"""The checker: reads disks, logs and what travelled, never the core's mind.

Of honest nodes everything is demanded; of a liar, that its lies were refused or stand as alarms, and harmed nobody else.
"""

from collections import Counter
from dataclasses import replace

from comity.courier.lab.disk import Leaf, print_leaf
from comity.courier.lab.faults import MINUTES
from comity.courier.lab.liar import ALARMED, REFUSED, Lie
from comity.courier.lab.losses import MARKED, OWN, Losses
from comity.courier.lab.lyingmarks import ALARMED as ALARMED_MARKS
from comity.courier.lab.node import Node
from comity.courier.lab.oldcopies import told_history
from comity.courier.lab.sealing import Envelope, Place
from comity.courier.lab.world import World
from comity.courier.protocol.effects import Alarm, AlarmKind
from comity.courier.protocol.recourse import Recourse, recourse
from comity.courier.protocol.states import OPEN, State
from comity.ledger.frontier import Frontier
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import EnvelopeId, NodeId, Reference
from comity.terms.lives import first_of, life_of
from comity.terms.refusals import Refused


class Violation(Exception):
    """An invariant does not hold; `invariant` names it."""

    def __init__(self, invariant: str, *facts: object) -> None:
        """Keep the invariant, and the facts as text."""
        self.invariant, self.facts = invariant, tuple(map(str, facts))
        super().__init__(": ".join((invariant, *self.facts)))


def require(holds: object, invariant: str, *facts: object) -> None:
    """Raise `Violation` naming the invariant unless it holds."""
    if not holds:
        raise Violation(invariant, *facts)


def check(world: World) -> None:
    """Check every invariant on the disks at the end of a story; raises `Violation`."""
    honest = {node.name for node in world.honest}
    old = world.old_copies
    lost = old.lost
    for envelope in world.posted:
        letter = envelope.letter
        if {letter.sender, letter.to} <= honest and envelope.env_id not in lost:
            _check_act(world, envelope, waits=_waits_for_lost(world, envelope, lost))
    for node in world.honest:
        _check_streams(world, node, honest)
        _check_outcomes(world, node)
        _check_log(world, node)
        _check_alarms(world, node)
    for invariant, name, env_id in world.floods.broken:
        require(name not in honest, invariant, name, env_id)
    for (receiver, sender, env_id), receipts in world.seen.items():
        if receiver in honest and not receipts <= old.unheard:
            require((sender, env_id) in world.nodes[receiver].disk.inbox, "no receipt is given before its commit", env_id)
    _check_marks(world)
    _check_lies(world)


def _waits_for_lost(world: World, envelope: Envelope, lost: set[EnvelopeId]) -> bool:
    """Say whether an act comes behind one, in its stream and life, that only a lost disk had: it is held, and both sides are told."""
    letter = envelope.letter
    before = (one.letter for one in world.posted if one.env_id in lost)
    return any(
        (one.sender, one.to, one.case, life_of(one.seq)) == (letter.sender, letter.to, letter.case, life_of(letter.seq))
        and one.seq < letter.seq
        for one in before
    )


def _check_act(world: World, envelope: Envelope, *, waits: bool) -> None:
    letter = envelope.letter
    sender, receiver = world.nodes[letter.sender], world.nodes[letter.to]
    row = sender.disk.entries.get(letter.to, {}).get(envelope.env_id)
    if row is None:
        raise Violation("every posted act has its outbox row", envelope.env_id)
    require(row.state not in OPEN, "every posted act comes to an outcome", envelope.env_id, row)
    kept = receiver.disk.inbox.get((letter.sender, envelope.env_id))
    times = sum(done[3] == envelope.env_id for done in receiver.disk.applied)
    held = any(act.env_id == envelope.env_id for act in receiver.disk.held.get((letter.sender, letter.case), {}).values())
    require(times + held == (kept is not None), "an act is kept and applied once, or kept and held", envelope.env_id, times, held)
    if row.state is State.RECEIPTED:
        if kept is None:
            raise Violation("no receipted act is lost", envelope.env_id)
        own = sender.disk.receipts.get(envelope.env_id)
        require(_same_word(world, receiver, own, kept[1]), "both sides keep the same receipt", envelope.env_id)
    if row.state is State.REFUSED:
        require(kept is None, "no refused act is applied", envelope.env_id)
        means = recourse(row.wire_class or "")
        require(means is Recourse.RESEAL, "honest nodes refuse nothing for good", envelope.env_id, row.wire_class)
    if row.state is State.EXPIRED:
        alarms = {alarm.env_id for alarm in sender.disk.alarms if alarm.kind is AlarmKind.EXPIRED}
        require(envelope.env_id in alarms, "expiry is never silent", envelope.env_id)
    if world.story.patient:
        require(row.state is State.RECEIPTED, "patient acts are all receipted", envelope.env_id, row.state, row.wire_class)
        require(times == 1 or waits, "patient acts are all applied", envelope.env_id)


def _same_word(world: World, receiver: Node, own: bytes | None, kept: bytes) -> bool:
    """Say whether a sender's receipt is that of its receiver, or the one of an earlier life in whose place that came."""
    if own is None or own == kept:
        return own == kept
    try:
        return _life(world, receiver, own) < _life(world, receiver, kept)
    except (Refused, ValueError):  # a careless sender took something else for one
        return False


def _life(world: World, giver: Node, receipt: bytes) -> int:
    return world.sealer.read(receipt, giver=giver.name).answer.life


def _check_streams(world: World, node: Node, honest: set[NodeId]) -> None:
    posted = {envelope.env_id: envelope for envelope in world.posted}
    streams: dict[tuple[NodeId, Reference, int], list[int]] = {}
    inner: dict[tuple[NodeId, Reference], set[Digest]] = {}
    for sender, case, seq, env_id in node.disk.applied:
        if sender in honest:
            letter = posted[env_id].letter if env_id in posted else None
            same = letter is not None and (letter.sender, letter.to, letter.case, letter.seq) == (sender, node.name, case, seq)
            require(same, "only what was posted is applied", env_id)
            before = inner.setdefault((sender, case), set())
            if letter is not None:
                require(letter.previous is None or letter.previous in before, "no act is applied before the one that it names", env_id)
                before.add(posted[env_id].inner_digest)
        streams.setdefault((sender, case, life_of(seq)), []).append(seq)
    for (sender, case, life), seqs in streams.items():
        first = first_of(life)
        require(seqs == list(range(first, first + len(seqs))), "each case is applied in its order", sender, case, seqs)
        require(node.disk.heads[sender, case][life].next_seq == seqs[-1] + 1, "the head says how far the stream is", sender, case)
    for (sender, env_id), (_, receipt) in node.disk.inbox.items():
        seen: dict[int, set[bytes]] = {_life(world, node, receipt): {receipt}}
        for one in world.seen.get((node.name, sender, env_id), set()) - world.old_copies.unheard:
            seen.setdefault(_life(world, node, one), set()).add(one)
        require(
            all(len(ones) == 1 for ones in seen.values()), "every accepted act has one receipt a life, the same bytes each time", env_id
        )
        require(max(seen) == _life(world, node, receipt), "the receipt of the newest life is kept", env_id)


def _check_outcomes(world: World, node: Node) -> None:
    leaves = Counter(node.disk.log.leaves)
    require(max(leaves.values(), default=1) == 1, "no leaf stands twice", node.name)
    rows = {env_id.text: row for rows in node.disk.entries.values() for env_id, row in rows.items()}
    posted = {leaf[1] for leaf in leaves if leaf[0] == "posted"}
    lost = world.old_copies.lost
    of_node = {one.env_id.text for one in world.posted if one.letter.sender == node.name and one.env_id not in lost}
    require(posted == of_node, "one leaf for each posted act", node.name)
    require(posted == set(rows), "one outbox row for each posted act", node.name)
    received = {leaf[1:] for leaf in leaves if leaf[0] == "received"}
    inbox = {(sender.text, env_id.text) for sender, env_id in node.disk.inbox}
    require(received == inbox, "one leaf for each accepted act", node.name)
    outcomes = {(leaf[1], leaf[2]) for leaf in leaves if leaf[0] == "outcome"}
    final = {(env_id, row.state.value) for env_id, row in rows.items() if row.state not in OPEN}
    require(final <= outcomes, "one leaf for each outcome", node.name)
    require({env_id for env_id, _ in outcomes} <= set(rows), "no leaf without its act", node.name)


def roots(node: Node) -> list[Digest]:
    """Return the root of the node's log at every size, reckoned from its leaves alone."""
    frontier, found = Frontier(), []
    for leaf in node.disk.log.leaves:
        frontier = frontier.append(leaf_hash(print_leaf(leaf)))
        found.append(frontier.root)
    return found


def _check_log(world: World, node: Node) -> None:
    true = roots(node)
    kept = node.disk.log.frontier
    require((kept.size, kept.root) == (len(true), true[-1] if true else Frontier().root), "the frontier is that of the leaves", node.name)
    for (receiver, sender, env_id), receipts in world.seen.items():
        for receipt in receipts if receiver == node.name else ():
            if receipt in world.old_copies.unheard and world.nodes[sender].disk.receipts.get(env_id) != receipt:
                continue  # the lost disk signed it, and nobody has it
            place = world.sealer.read(receipt, giver=receiver).place
            leaves = node.disk.log.leaves
            if place is not None and (place.size > len(true) or place.root != true[place.size - 1]):
                leaves = _lost_history(world, node, place, env_id)
            if place is None or place.size > len(leaves):
                raise Violation("a receipt names a log that there was", node.name, env_id)
            leaf = leaves[place.index]
            require(leaf == ("received", sender.text, env_id.text), "a receipt names its own leaf", node.name, env_id)


def _lost_history(world: World, node: Node, place: Place, env_id: EnvelopeId) -> list[Leaf]:
    """Return the lost history that a receipt names: the log says openly where it breaks, before what the receipt says and what it does."""
    told = told_history(place.root, world.old_copies.histories.get(node.name, []), place.size)
    require(told is not None, "every root ever signed is one of the same log", node.name, env_id)
    said = [int(leaf[1]) for leaf in node.disk.log.leaves if leaf[0] == "discontinued"]
    require(said and min(said) < place.size, "a lost history is announced as lost", node.name, env_id)
    return told or []


def _check_alarms(world: World, node: Node) -> None:
    allowed = set() if world.story.patient else {AlarmKind.EXPIRED, AlarmKind.GAP_GONE, AlarmKind.CLOCKS}
    if world.old_copies.lost:
        allowed.add(AlarmKind.GAP_GONE)  # somebody waits for what only the lost disk had
    if world.story.jump > MINUTES:
        allowed.add(AlarmKind.CLOCKS)
    liar = None if world.liar is None else world.liar.node.name
    # Of what the copy lacked it is right to say that it is gone, though a late carrier may bring it back.
    behind = {(sender, to, case) for sender, to, case, _ in world.old_copies.behind}
    late = {one for one in node.disk.alarms if one.kind is AlarmKind.GAP_GONE and (node.name, one.peer, one.case) in behind}
    kinds = {alarm.kind for alarm in node.disk.alarms.keys() - late if alarm.peer != liar and alarm.kind not in MARKED}
    require(kinds <= allowed, "honest nodes raise no false alarm", node.name, sorted(kinds - allowed))


def _check_marks(world: World) -> None:
    """Demand that nobody calls missing what is there, and that all have compared since the storm."""
    require(world.marks.compared_since(world.story.storm, among=world.honest), "what two nodes hold is compared each day")
    lies = world.marks.lies.heard_by if world.marks.lies is not None else {}
    for node in world.honest:
        raised = {alarm for alarm in node.disk.alarms if alarm.kind in MARKED}
        liar = None if world.liar is None else world.liar.node.name
        denied = {
            Alarm(ALARMED_MARKS[heard.lie], liar, case=heard.case, seq=heard.seq)
            for heard in lies
            if heard.to == node.name and liar is not None
        }
        require(denied <= raised, "a lie about what was signed for stands as an alarm", node.name, denied - raised)
        for alarm in raised - denied:
            later = (one.seq or 0 for one in denied if alarm.kind is AlarmKind.OWN_MISSING_THERE and replace(one, seq=alarm.seq) == alarm)
            if max(later, default=0) > (alarm.seq or 0):
                continue  # the stream has grown since it was denied for the first time
            sender, to = (node.name, alarm.peer) if alarm.kind in OWN else (alarm.peer, node.name)
            place = (sender, to, alarm.case, alarm.seq)
            require(place in world.old_copies.behind, "where both hold the same there is no alarm", node.name, alarm)


def check_losses(losses: Losses) -> None:
    """Demand that both sides say what one of them lost, and nothing else; raises `Violation`."""
    may = {alarm for gone in losses.torn for alarm in gone.alarms}
    require(losses.due <= losses.raised, "both sides say what one of them lost", *sorted(map(str, losses.due - losses.raised)))
    false = losses.raised - losses.due - may
    require(not false, "where both hold the same there is no alarm", *sorted(map(str, false)))
    for gone in losses.torn:
        require(gone.alarms <= losses.raised or gone.alarms.isdisjoint(losses.raised), "both sides say the same of what was lost", gone)
    for gone in losses.again:
        require(gone.is_doubted, "what was lost and brought again has a second receipt", gone.envelope.env_id, gone.node.name)


def _check_lies(world: World) -> None:
    if world.liar is None:
        return
    for told in world.liar.told:
        disk = world.nodes[told.to].disk
        if told.lie in REFUSED:
            require(told.answered == REFUSED[told.lie], "a lie is refused with its class", told.lie, told.answered)
            require(all(done[3] != told.env_id for done in disk.applied), "no lie takes effect", told.lie, told.env_id)
        else:
            kinds = {alarm.kind for alarm in disk.alarms if _is_about(alarm, world.liar.node.name, told.env_id.text)}
            require(ALARMED[told.lie] in kinds, "a lie stands as an alarm", told.lie, told.env_id, sorted(kinds))
    true, forked = roots(world.liar.node), set(world.liar.forked)
    for node in world.honest:
        for env_id, receipt in node.disk.receipts.items():
            read = world.sealer.read(receipt, giver=world.liar.node.name) if receipt in forked else None
            if read is not None and read.place is not None:
                differs = read.place.size > len(true) or read.place.root != true[read.place.size - 1]
                require(differs, "a receipt out of a forked log convicts it", Lie.FORK, env_id)


def _is_about(alarm: Alarm, liar: NodeId, env_id: str) -> bool:
    return alarm.peer == liar and alarm.env_id is not None and alarm.env_id.text == env_id
