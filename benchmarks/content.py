"""The act that is measured: a request under Article 42 with all seven content items, as long as wanted to the byte."""

from collections.abc import Callable
from typing import Any, Final

KIND: Final = "REQ-PRESERVE"
PART: Final = "request"
SIZE: Final = 10 * 1024
IDENTIFIERS: Final = 20

_SENTENCE: Final = "The server answered from this address again and the victim kept the messages with their full headers. "


def fields(facts: str, *, identifiers: int) -> dict[str, Any]:
    """Return the fields of the request, with `facts` as its one free text and so many mailboxes to preserve."""
    return {
        "authority": "xr-poc",
        "authority_name": "Cybercrime Unit, Federal Police of Ruritania",
        "case_number": "FP-2026-1187",
        "proceeding": "PRC-INV",
        "offences": ["OFF-07", "OFF-09"],
        "max_penalty_months": 72,
        "law_reference": "Penal Code of Ruritania, s. 303b",
        "facts": {"text": facts, "language": "en"},
        "data_categories": ["DAT-SUB", "DAT-TRF", "DAT-CON"],
        "identifiers": [{"type": "email", "value": f"relay-{number:02}@post.example"} for number in range(1, identifiers + 1)],
        "relation": ["REL-SUSPECT"],
        "period": {"from": "2026-10-01", "to": "2026-10-31"},
        "custodian": "Post Example JSC, Ha Noi",
        "necessity": ["NEC-VOL", "NEC-RET"],
        "mla_intent": "MLA-INTENT",
        "mla_date": "2027-01-15",
        "secrecy": "SEC-NONE",
        "length_days": 60,
    }


def fitting(size: Callable[[str], int]) -> str:
    """Return the free text with which an act has exactly `SIZE` bytes; `size` tells how many it has with a text.

    The text stands in an act three times (as it was filled in, and in two languages), so one letter costs three bytes; a line
    feed costs eight, because the rendered text has a line of its own for what follows it.
    """
    least = len(_SENTENCE)
    missing = SIZE - size(_facts(least, breaks=0))
    breaks = next(count for count in range(3) if (missing - 5 * count) % 3 == 0)
    return _facts(least + (missing - 5 * breaks) // 3, breaks=breaks)


def _facts(length: int, *, breaks: int) -> str:
    """Return sentences of `length` characters, with a line feed for the first `breaks` spaces between two of them."""
    text = (_SENTENCE * (length // len(_SENTENCE) + 1))[:length].replace(". ", ".\n", breaks)
    return text if text[-1] not in " \n" else text[:-1] + "."
