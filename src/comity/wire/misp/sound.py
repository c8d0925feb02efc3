"""STIX objects as strangers may have left them: a store that looks at heads alone keeps an object whose labels are a number.

A property that is not what STIX says it is, is taken away before anything reads it, and told as lost; one bad object must not keep a reader
from the others.
"""

from collections.abc import Mapping
from typing import Any, Final

from comity.wire.misp.losses import Losses

_TEXTS: Final = frozenset({"labels", "aliases", "protocols", "x_mitre_aliases"})
_OBJECTS: Final = frozenset({"kill_chain_phases", "external_references", "granular_markings", "x_misp_attributes"})
_PLAIN: Final = frozenset({"extensions", "hashes", "additional_header_fields"})
_WORDS: Final = frozenset(
    (
        *(
            "type",
            "id",
            "created",
            "modified",
            "name",
            "description",
            "content",
            "abstract",
            "pattern",
            "pattern_type",
            "published",
            "opinion",
        ),
        *(
            "relationship_type",
            "valid_from",
            "valid_until",
            "first_observed",
            "last_observed",
            "first_seen",
            "last_seen",
            "country",
            "region",
        ),
    )
)


def sound(told: Mapping[str, Any], losses: Losses) -> dict[str, Any]:
    """Return an object with those properties that are what they should be; what is taken away is noted."""
    kept: dict[str, Any] = {}
    for name, value in told.items():
        found = _sound(name, value)
        if found is None and value is not None:
            losses.note(f"{told.get('id', '')}/{name}", "no-misp-place", value)
        elif found is not None:
            kept[name] = found
    return kept


def _sound(name: str, value: Any) -> Any:  # noqa: ANN401 # any JSON
    """Return the value, without those of its elements that have no place in it; None where it is none of its kind."""
    if name in _WORDS or name.endswith("_ref"):
        return value if isinstance(value, str) else None
    if name in _TEXTS or name.endswith("_refs"):
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else None
    if name in _OBJECTS:
        return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else None
    if name in _PLAIN:
        return value if isinstance(value, dict) else None
    return value
