"""One call of MISP: what was asked, who asks, the parameters in the address, and the body as JSON when it is wanted."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comity.doors.api.misp.entering import Entered
from comity.doors.api.taxii.asking import MOST_CONTENT, Asked, read_body
from comity.intel.misp.showing import Head, Look, find
from comity.terms.json import JsonValue
from comity.wire.misp.foreign import read_foreign
from comity.wire.misp.refusals import NoSuchPlace


@dataclass(frozen=True)
class Call:
    """A call. `named` are the `name:value` steps of the address."""

    asked: Asked
    who: Entered
    named: Mapping[str, str]

    @functools.cached_property
    def raw(self) -> bytes:
        """The body as it came, unpacked."""
        return read_body(self.asked) if self.asked.method in {"POST", "PUT"} else b""

    @functools.cached_property
    def body(self) -> JsonValue:
        """The body as JSON; nothing where there is none."""
        return read_foreign(self.raw, most=MOST_CONTENT, what="MISP request") if self.raw.strip() else {}

    @functools.cached_property
    def look(self) -> Look:
        """What the asker may see."""
        return self.who.look(at=self.asked.at)

    @property
    def seconds(self) -> int:
        """Now, in whole seconds."""
        return self.asked.at.micros // 1_000_000

    def head(self, name: str) -> Head:
        """Return the event of that UUID or number; raises `NoSuchPlace`."""
        found = find(self.look, name)
        if found is None:
            raise NoSuchPlace
        return found

    def said(self, *wrappings: str) -> Any:  # noqa: ANN401 # any JSON
        """Return the body without the wrapping that some clients put around it."""
        value = self.body
        for one in wrappings:
            if isinstance(value, dict) and one in value:
                value = value[one]
        return value
