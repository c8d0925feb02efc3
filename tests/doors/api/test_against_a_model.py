"""The server against a model of a few lines: random stories of four clients who see different things, with restarts."""

from taxii_stories import Clients, tell


def test_the_server_does_what_the_model_does(world):
    """Random stories, the same ones every time in CI."""
    tell(Clients, world, examples=12)
