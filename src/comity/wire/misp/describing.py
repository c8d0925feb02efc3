"""MISP's attribute types and categories, as `attributes/describeTypes` tells them: data of MISP, nothing of this node's own."""

import functools
import json
from importlib.resources import files
from typing import Any


@functools.lru_cache(maxsize=1)
def describe_types() -> dict[str, Any]:
    """Return the answer: types with their usual category and whether they are meant for detection, categories with their types."""
    told = json.loads(files("comity.wire.misp").joinpath("describe_types.json").read_bytes())
    defaults = {name: {"default_category": category, "to_ids": to_ids} for name, (category, to_ids) in told["types"].items()}
    categories = told["categories"]
    return {
        "result": {
            "sane_defaults": defaults,
            "types": list(defaults),
            "categories": list(categories),
            "category_type_mappings": categories,
        }
    }
