"""The structure tree of a tagged PDF, as a stranger's reader walks it."""

import io
from typing import Any

import pypdf


def read(data: bytes) -> pypdf.PdfReader:
    """Open a file as a stranger's reader does."""
    return pypdf.PdfReader(io.BytesIO(data))


def elements(reader: pypdf.PdfReader) -> list[dict[str, Any]]:
    """Return the structure tree's elements, in reading order."""
    found: list[dict[str, Any]] = []

    def walk(one: Any) -> None:
        one = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(one, list):
            for inner in one:
                walk(inner)
        elif isinstance(one, dict):
            if "/S" in one:
                found.append(one)
            walk(one.get("/K"))

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found
