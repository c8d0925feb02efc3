"""What a report says of itself before and behind its text: title, author, publisher, address, date. Pure, and only suggested."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_ADDRESS: Final = re.compile(r"https?://[^\s()<>]+", re.IGNORECASE)
_STAMP: Final = re.compile(r"(?:date )?(\d{4}(?:-\d{2}(?:-\d{2})?)?)\b")
_PUBLISHER: Final = re.compile(r"\(?(?:Nguồn|Source|Theo)[:\s]\s*(?P<who>[^()]{2,80}?)\s*(?::\s*https?://.*)?\)?$", re.IGNORECASE)
_TITLE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is told of a document. `published` is an ISO date as finely as it is known, `basis` what it rests on (`date-basis`)."""

    title: str = ""
    publisher: str = ""
    address: str = ""
    author: str = ""
    published: str = ""
    basis: str = "no-date"


def head_of(reading: Mapping[str, Any]) -> Head:
    """Return what a printed reading's paragraphs tell: the headline or the first sentence, byline, source, stamp."""
    text = reading["text"]
    lines = [(one["role"], text[one["span"][0] : one["span"][1]]) for one in reading["paragraphs"]]
    by_role = {role: next((line for kind, line in lines if kind == role), "") for role in ("headline", "body", "byline", "source", "stamp")}
    stamp = _STAMP.match(by_role["stamp"])
    address = next((found.group() for _, line in lines if (found := _ADDRESS.search(line))), "")
    publisher = next((found["who"].strip() for kind, line in lines if kind == "source" and (found := _PUBLISHER.match(line))), "")
    return Head(
        title=_cut(by_role["headline"] or by_role["body"]),
        publisher=publisher,
        address=address[:500],
        author=by_role["byline"][:200],
        published=stamp.group(1) if stamp else "",
        basis="explicit" if stamp else "no-date",
    )


def _cut(line: str) -> str:
    if len(line) <= _TITLE:
        return line
    return line[:_TITLE].rsplit(" ", 1)[0] + " …"
