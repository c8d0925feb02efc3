"""The server against a model of a few lines: random stories of four clients who see different things, with restarts."""

import pytest
from taxii_stories import Clients, tell


@pytest.mark.unheard
@pytest.mark.both_databases("what a question finds")
def test_the_server_does_what_the_model_does(world):
    """Random stories, the same ones every time in CI."""
    tell(Clients, world, examples=12)
