"""Languages by their BCP 47 primary subtag (RFC 5646, section 2.2.1)."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from comity.terms.refusals import Malformed


@dataclass(frozen=True, slots=True, order=True)
class Language:
    """A primary subtag, two or three lower-case letters: `vi`, `en`; regions and scripts are not told apart."""

    text: str

    pattern: ClassVar[re.Pattern[str]] = re.compile(r"[a-z]{2,3}")

    def __post_init__(self) -> None:
        """Refuse what the pattern does not match."""
        if not self.pattern.fullmatch(self.text):
            raise Malformed("language", ascii(self.text[:40]))

    @classmethod
    def parse(cls, tag: str) -> Self:
        """Take the primary subtag of a BCP 47 tag as people and browsers write it (`vi-VN`, `EN`)."""
        return cls(re.split("[-_]", tag.strip(), maxsplit=1)[0].lower())

    def __str__(self) -> str:
        """Return the subtag."""
        return self.text
