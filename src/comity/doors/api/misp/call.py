"""One call of MISP: what was asked, who asks, the parameters in the address, and the body as JSON when it is wanted."""

import functools
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any, Final

from comity.doors.api.misp.entering import Entered
from comity.doors.api.taxii.asking import MOST_CONTENT, Asked, length_of, read_body
from comity.intel.misp.showing import Head, find
from comity.intel.misp.spreading import Look
from comity.terms.json import JsonValue
from comity.wire.misp.foreign import read_foreign
from comity.wire.misp.refusals import AnotherLarge, NoSuchPlace

LARGE: Final = 64 * 2**20  # of an event that is added or changed; while one is read, the node holds some seven times its bytes
_PACKED: Final = MOST_CONTENT // 16  # bytes of gzip that may become more than `MOST_CONTENT`: JSON of MISP is packed to a tenth
_ONE: Final = Lock()


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

    @contextmanager
    def event(self) -> Iterator[tuple[bytes, JsonValue]]:
        """Lend the body of a call that brings an event: its bytes and its JSON, which nothing else holds on to.

        Of those that are larger than others may be, one is taken at a time, from who may write. Raises `AnotherLarge`.
        """
        length = length_of(self.asked)
        packed = bool(self.asked.header("HTTP_CONTENT_ENCODING").strip())
        if not self.who.writes or (length is not None and length <= (_PACKED if packed else MOST_CONTENT)):
            yield self.raw, read_foreign(self.raw, most=MOST_CONTENT, what="MISP request")
            return
        if not _ONE.acquire(blocking=False):
            raise AnotherLarge
        gc.disable()  # a million values are made, none of them in circles, and looked through for some again and again: a fifth of the time
        try:
            raw = read_body(self.asked, most=LARGE)
            yield raw, read_foreign(raw, most=LARGE, what="MISP request")
        finally:
            gc.enable()
            _ONE.release()

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
