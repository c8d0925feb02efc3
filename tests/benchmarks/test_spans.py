"""The places of the profile's phases: each is still there, or the profile would say nothing of it, or nothing at all."""

import pytest
from benchmarks.spans import DRIVER, SIDES, holder_of


@pytest.mark.parametrize(
    "place", [place for side in SIDES.values() for _, place in side if not place.startswith(DRIVER)], ids=lambda place: place
)
def test_a_phase_of_the_profile_is_a_call_that_exists(place: str) -> None:
    """Functions and methods are moved and renamed; the profile is run by hand, and rarely."""
    holder, name = holder_of(place)
    assert callable(getattr(holder, name))


def test_a_phase_that_is_gone_is_found_missing() -> None:
    """What the test above would see."""
    with pytest.raises(AttributeError, match="_shelf"):
        holder_of("comity.courier.accepting:_shelf")
