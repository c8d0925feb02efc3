"""Twenty random stories over two real nodes: no act is lost, none happens twice, order holds in each case, both logs agree."""

import pytest
from random_story import RandomStory, require_opened, require_stream
from real_nodes import Pair
from row_evidence import require_log

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_and_nothing_happens_twice(pair: Pair, seed: int) -> None:
    """Whatever was killed, stopped, restarted, repeated or overtaken: what officers approved stands once at both nodes, in order."""
    pair.start_missing()
    story = RandomStory(pair, seed)
    story.play()
    for case in story.cases:
        for sender in pair.nodes:
            require_stream(case, sender, pair.peer(sender))
            require_opened(case, sender, pair.peer(sender))
            assert sender.rows.alarms(case.number) == []
    require_log(pair.vn.rows, pair.xr.rows)
    require_log(pair.xr.rows, pair.vn.rows)
