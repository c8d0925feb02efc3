"""Compiles the rules of the package: writes src/comity/treaty/compiled/, or says with `--check` whether what is there is current.

python tools/compile_rules.py            write
python tools/compile_rules.py --check    write nothing; exit 1 when what is there is not what the rules say
"""

import sys
from pathlib import Path
from typing import Final

from comity.terms.refusals import Malformed, Refused
from comity.treaty.compiling import DEMO_PARTS, PARTS, compile_pack, strange_folders
from comity.treaty.linting import lint
from comity.treaty.loading import read_pack

TREATY: Final = Path(__file__).resolve().parent.parent / "src" / "comity" / "treaty"
PACKS: Final = {"rulebook.json": PARTS, "demo.json": DEMO_PARTS}


def main(arguments: list[str]) -> int:
    """Compile, or check with `--check`; return the exit status."""
    folder = TREATY / "compiled"
    try:
        made = {name: compile_pack(TREATY / "rules", parts) for name, parts in PACKS.items()}
        faults: list[Refused] = [Malformed("rules", f"nothing reads the folder {name}") for name in strange_folders(TREATY / "rules")]
        faults += lint([read_pack(data, demo=name == "demo.json") for name, data in made.items()])
    except Refused as fault:
        faults = [fault]
    if faults:
        print(*faults, sep="\n", file=sys.stderr)
        return 1
    stale = [name for name, data in made.items() if not (folder / name).is_file() or (folder / name).read_bytes() != data]
    if "--check" in arguments:
        for name in stale:
            print(f"{name} is not what the rules say; run tools/compile_rules.py", file=sys.stderr)
        return 1 if stale else 0
    folder.mkdir(exist_ok=True)
    for name, data in made.items():
        (folder / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes{', changed' if name in stale else ''}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
