"""How much room a node keeps for what peers send: the table `[room]` of `node.toml`."""

import tomllib

import pytest

from comity.directory.roomuse import MIB, RoomUse, parse_room_use, print_room_use


def test_the_table_is_read_back():
    """Nothing is printed for what is so by itself."""
    assert print_room_use(RoomUse()) == ""
    use = RoomUse(keep_mib=500, urgent_mib=0, bulk_mib=9, held_acts=256)
    assert parse_room_use(tomllib.loads(print_room_use(use))["room"]) == use
    assert (use.keep, use.reserve, use.bulk, use.held) == (500 * MIB, 0, 9 * MIB, 256)


@pytest.mark.parametrize(
    "wrong", [{"keep": 1}, {"keep_mib": 15}, {"urgent_mib": -1}, {"bulk_mib": True}, {"held_acts": 255}, {"held_acts": "1000"}]
)
def test_what_is_none_or_out_of_range_is_refused(wrong):
    """With the name of the table."""
    with pytest.raises(ValueError, match="room"):
        parse_room_use(wrong)
