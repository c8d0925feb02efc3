"""One act in order of every part of every kind: the values of its form, each mandatory item filled, as an officer would fill it.

Every module here is one family of kinds and has `ACTS`, by kind and part. The tests of the rules take something away from them;
the walk over two nodes sends them.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

Acts = Mapping[tuple[str, str], Mapping[str, Any]]


def every_act() -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return the acts of every family; an act that two families claim is an error."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for module in pkgutil.iter_modules(__path__):
        acts: Acts = importlib.import_module(f"{__name__}.{module.name}").ACTS
        assert not set(found) & set(acts), f"{module.name} repeats {sorted(set(found) & set(acts))}"
        found |= acts
    return found
