"""Write the vectors of the peer messages: vectors/{act,received,refused,opened,decided,files,settled,epoch,grant,delivery,bundle}/*.txt.

Nothing of `comity` is imported: what the formats are is said a second time here, with the standard library alone, so
that printer and vectors can disagree. The layout of a vector file is in docs/specs/act.md, section 5.

    .venv/bin/python tools/make_wire_vectors.py          write them
    .venv/bin/python tools/make_wire_vectors.py --check  say which differ, and exit 1
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from wire_acts import acts
from wire_bundles import bundles
from wire_deliveries import deliveries
from wire_receipts import receipts
from wire_vector import Vector

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDERS: Final = ("act", "received", "refused", "opened", "decided", "files", "settled", "epoch", "grant", "delivery", "bundle")
MAKERS: Final[tuple[Callable[[], Iterator[Vector]], ...]] = (acts, receipts, deliveries, bundles)


def vector_files() -> dict[str, bytes]:
    """Return every vector file by its path from the project's folder."""
    found: dict[str, bytes] = {}
    for make in MAKERS:
        for vector in make():
            path = f"vectors/{vector.folder}/{vector.name}.txt"
            if path in found:
                raise KeyError(path)
            found[path] = vector.printed()
    return found


def differences(root: Path) -> list[str]:
    """Return the paths under `root` that are missing, different, or made by nobody."""
    due = vector_files()
    there = {f"vectors/{folder}/{path.name}" for folder in FOLDERS for path in (root / "vectors" / folder).glob("*")}
    return sorted(path for path in due.keys() | there if path not in due or path not in there or (root / path).read_bytes() != due[path])


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` name those that differ."""
    changes = differences(ROOT)
    if arguments == ["--check"]:
        print("\n".join(changes) if changes else "the vectors are current")
        return 1 if changes else 0
    due = vector_files()
    for path in changes:
        target = ROOT / path
        if path not in due:
            target.unlink()
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(due[path])
    print(f"{len(due)} vectors, {len(changes)} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
