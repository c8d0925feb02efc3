"""Names of files that travel: one plain name, without a path and without characters that hide, reorder or break what is read."""

import unicodedata
from typing import Final

from comity.terms.refusals import Malformed
from comity.terms.text import require_clean

MAX_NAME: Final = 180  # bytes of UTF-8; file systems take 255, and a copy gets a few more
UNNAMED: Final = "file"

_NEVER: Final = frozenset('/\\:*?"<>|')  # parts of a path, or what Windows refuses
_DEVICES: Final = frozenset({"CON", "PRN", "AUX", "NUL", *(f"{name}{number}" for name in ("COM", "LPT") for number in range(1, 10))})
_WHAT: Final = "file name"


def require_safe_name(name: str) -> str:
    """Return `name` if `safe_name` would leave it as it is; for what arrives from another node. Raises `Malformed` or `UnsafeText`."""
    require_clean(name, cap=len(name), what=_WHAT)
    if name != safe_name(name):
        raise Malformed(_WHAT, "not a plain name")
    return name


def safe_name(text: str) -> str:
    """Return the plain name that is nearest to what a browser called a file: its last part, in NFC, what is unsafe made `_`.

    It begins and ends with neither a space nor a dot, is no device of Windows, and has at most `MAX_NAME` bytes with its ending kept.
    """
    last = text.replace("\\", "/").rpartition("/")[2]
    kept = "".join("_" if _is_unsafe(one) else one for one in unicodedata.normalize("NFC", last))
    name = _trimmed(kept.strip(" ."))
    if name.partition(".")[0].rstrip().upper() in _DEVICES:
        name = f"_{name}"
    return name or UNNAMED


def _is_unsafe(character: str) -> bool:
    # What is not printable: controls, separators, direction marks, hidden formats, surrogates, what has no meaning yet.
    return character in _NEVER or not character.isprintable()


def _trimmed(name: str) -> str:
    """Return `name` with its stem cut so that all of it has at most `MAX_NAME` bytes, and room for one `_`."""
    room = MAX_NAME - 1
    if len(name.encode()) <= room:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > 16:
        stem, ending = name, ""
    left = room - len(ending.encode()) - len(dot if ending else "")
    cut = stem.encode()[:left].decode(errors="ignore").strip(" .")
    return f"{cut}.{ending}" if ending else cut
