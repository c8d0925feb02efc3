"""What others say of an object: the validator and the library of the OASIS committee, which are used in tests only.

They take seconds to load (the validator makes parsers of a whole grammar), which only who asks them waits for, not whoever collects tests.
"""

import json
import warnings
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import Any

from comity.wire.stix import validate


@cache
def _validating() -> Any:
    """Return what validates one object, with a memory: by itself it reads and searches each schema anew for each object."""
    from referencing import Registry
    from stix2validator import validator

    folder = Path(validator.__file__).parent / "schemas-2.1" / "schemas"
    read = partial(validator.retrieve_from_filesystem, schema_dir=str(folder))
    whole = Registry(retrieve=read).with_resources((file.as_uri(), read(file.as_uri())) for file in folder.rglob("*.json")).crawl()

    @cache
    def remembered(path: str) -> Any:
        checks = validator.Draft202012Validator.FORMAT_CHECKER
        return validator.STIXValidator(validator.patch_schema(schema_at(path), path), registry=whole, format_checker=checks)

    schema_at = validator.load_schema = cache(validator.load_schema)
    validator.load_validator = lambda path, _schema, _folder: remembered(path)
    return validator.validate_instance


def validator_refuses(value: dict[str, Any]) -> str:
    """Return the first error of stix2-validator; empty where it has none."""
    from stix2validator import ValidationOptions
    from stix2validator.errors import ValidationError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries below it
            errors = _validating()(value, ValidationOptions(version="2.1")).errors
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
