"""Coverage-guided fuzzing (atheris) of everything that reads bytes of strangers.

python tests/fuzzing/fuzz_parsers.py TARGET CORPUS [flags of libFuzzer]     TARGET is a name, or `all`: then the first byte says which

A parser returns or raises one of the family of refusals; where it has a printer, what it returns prints as the very bytes that it read, and
the second verifier (`verify.py`) takes what the first takes. Anything else ends the process with 77, and libFuzzer leaves the bytes behind.
"""

import json
import random
import sys
from contextlib import suppress
from typing import Any, Final

import atheris

with atheris.instrument_imports(include=["comity"]):
    from parsers_of_strangers import TARGETS, Target

ODD: Final = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2**53,
    10**30,
    1.5,
    "",
    "x",
    "VN",
    "a b",
    "\u0301",
    "\u202e",
    "\n",
    "\x00",
    "9" * 70,
    [],
    {},
    ["x"],
    {"x": 1},
)


def changed(data: bytes, draw: random.Random) -> bytes:
    """Return JSON with one value changed, one member more or one less, printed as ours; raises `ValueError` for no JSON."""
    value = json.loads(data)
    holder: Any = value
    while isinstance(holder, dict | list) and holder:
        key = draw.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        inner = holder[key]
        if isinstance(inner, dict | list) and inner and draw.random() < 0.7:
            holder = inner
            continue
        match draw.randrange(5):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[draw.choice((f"{key}x", "v", "id", "type", *holder))] = draw.choice(ODD)
            case 1 | 2 if isinstance(inner, str):
                at = draw.randrange(len(inner) + 1)
                piece = draw.choice(("", "0", "A", "-", ".", "/", "|", "'", "\\", " ", "\n", "\u1ebf", inner))
                holder[key] = inner[:at] + piece + inner[at + draw.randrange(2) :]
            case 3 if isinstance(holder, list):
                holder.append(inner)
            case _:
                holder[key] = draw.choice(ODD)
        break
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def mutator(targets: list[Target], *, named: bool) -> Any:
    """Return what changes an input: values of JSON for half of what reads JSON, else libFuzzer's own changes."""

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        draw = random.Random(seed)
        head, tail = (data[:1], data[1:]) if named else (b"", data)
        target = targets[head[0] % len(targets)] if head else targets[0]
        if target.json and draw.random() < 0.5:
            with suppress(ValueError, RecursionError):
                made = changed(tail, draw)
                if len(head + made) <= most:
                    return head + made
        return head + atheris.Mutate(tail, most - len(head))

    return mutate


def _fuzz(name: str, flags: list[str]) -> None:
    named = name == "all"
    targets = list(TARGETS.values()) if named else [TARGETS[name]]

    def one(data: bytes) -> None:
        if named and data:
            targets[data[0] % len(targets)].read(data[1:])
        elif not named:
            targets[0].read(data)

    atheris.Setup([sys.argv[0], *flags], one, custom_mutator=mutator(targets, named=named))
    atheris.Fuzz()


if __name__ == "__main__":
    _fuzz(sys.argv[1], sys.argv[2:])
