"""What others say of an object: the validator and the library of the OASIS committee, which are used in tests only.

They take seconds to load (the validator makes parsers of a whole grammar), which only who asks them waits for, not whoever collects tests.
"""

import json
import warnings
from copy import deepcopy
from typing import Any

from comity.wire.stix import validate


def validator_refuses(value: dict[str, Any]) -> str:
    """Return the first error of stix2-validator; empty where it has none."""
    from stix2validator import ValidationOptions, validate_instance
    from stix2validator.errors import ValidationError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries below it
            errors = validate_instance(value, ValidationOptions(version="2.1")).errors
    except (ValidationError, TypeError, AttributeError, ValueError, KeyError) as fault:  # it stumbles over some values of other types
        return repr(fault)
    return str(errors[0]) if errors else ""


def library_refuses(value: dict[str, Any]) -> str:
    """Return why stix2 does not parse it; empty where it does. It fills in what is missing, and knows references better."""
    import stix2
    from stix2.exceptions import STIXError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is deprecated
            stix2.parse(deepcopy(value), allow_custom=True, version="2.1")
    except (STIXError, TypeError, ValueError, AttributeError, KeyError) as fault:
        return repr(fault)
    return ""


def they_refuse(value: dict[str, Any]) -> str:
    """Return why one of both refuses it."""
    return validator_refuses(value) or library_refuses(value)


def faults_of(value: Any) -> list[str]:
    """Return the codes of our own faults."""
    return [fault.code for fault in validate(json.dumps(value).encode())]
