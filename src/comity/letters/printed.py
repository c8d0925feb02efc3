"""A paper as a file."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Shape: TypeAlias = Literal["pdf", "docx"]

TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper as a file: its name, its media type, its bytes."""

    name: str
    type: str
    data: bytes
