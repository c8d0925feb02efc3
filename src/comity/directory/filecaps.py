"""How many files one act may bring, and how much of them: the table `[file_caps]` of `node.toml`. The format caps each file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

MIB = 1024 * 1024


class TooManyFiles(Refused):
    """More files, or more of them, than this node takes with one act."""

    wire_class = "too-large"
    sentence = gettext_noop("%(count)s files with %(size)s MiB together; this node takes %(most)s files and %(total)s MiB with one act.")
    next_step = gettext_noop("Send the others with another act, or ask the operator about the table [file_caps] in node.toml.")


@dataclass(frozen=True, slots=True)
class FileCaps:
    """`most` files with `total_mib` MiB together, in one act, sent or received."""

    most: int = 20
    total_mib: int = 500

    def require(self, sizes: Sequence[int]) -> None:
        """Raise `TooManyFiles` where files of these sizes, in bytes, are too many or too much for one act."""
        if len(sizes) > self.most or sum(sizes) > self.total_mib * MIB:
            raise TooManyFiles(count=len(sizes), size=-(-sum(sizes) // MIB), most=self.most, total=self.total_mib)


USUAL: Final = FileCaps()


def parse_file_caps(table: Mapping[str, Any]) -> FileCaps:
    """Read the table; raises `ValueError` for a setting that is none, or out of range."""
    ranges = {"most": 64, "total_mib": 6400}
    for name, value in table.items():
        if name not in ranges:
            message = f"unknown setting {name!r} in [file_caps]"
            raise ValueError(message)
        if type(value) is not int or not 0 <= value <= ranges[name]:
            message = f"{name} in [file_caps] is a whole number from 0 to {ranges[name]}"
            raise ValueError(message)
    return FileCaps(**table)


def print_file_caps(caps: FileCaps) -> str:
    """Print the table that `parse_file_caps` reads; nothing for what is so by itself."""
    return "" if caps == USUAL else f"\n[file_caps]\nmost = {caps.most}\ntotal_mib = {caps.total_mib}\n"
