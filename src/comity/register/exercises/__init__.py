"""Joint exercises that somebody proposed: a draft each, until the room of exercises plans it."""
