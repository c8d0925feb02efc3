"""Compiles what a node loads without docstrings and columns, for `comity.site.lean`; what is current already is left.

    python tools/compile_lean.py [all]     our own modules; all: the packages and the library of Python that a node loads, too

A function's docstring goes; a class's becomes one character, because `dataclass` and Django write one of their own where there is none.
Assertions stay. What the command line says of itself is its docstrings, and is left as it is.
"""

import ast
import contextlib
import marshal
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from comity.site.lean import HEAD, head_of, kept_at

SRC: Final = Path(__file__).resolve().parent.parent / "src"
WITHOUT_COLUMNS: Final = "no_debug_ranges"
# Of packages and the library of Python, what a node loads much of; all modules that stand alone are compiled, too.
PACKAGES: Final = (
    *("allauth", "argon2", "asgiref", "cheroot", "click", "cryptography", "csp", "django", "fido2", "granian", "jaraco", "more_itertools"),
    *("msgspec", "psycopg", "sqlparse", "structlog", "urllib3", "whitenoise"),
    *("asyncio", "collections", "concurrent", "ctypes", "email", "html", "http", "importlib", "json", "logging", "multiprocessing", "re"),
    *("sqlite3", "tomllib", "urllib"),
)
# In them, what no node loads, and what tells of itself by its docstrings.
LEFT: Final = frozenset({"cli", "commands", "gis", "headless", "idp", "locale", "postgres", "providers", "tests"})


class _Lean(ast.NodeTransformer):
    """Takes docstrings out."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Return `node` without its docstring, and without those of what stands in it."""
        match node:
            case ast.ClassDef(body=[ast.Expr(ast.Constant(str())) as first, *_]):
                first.value = ast.copy_location(ast.Constant("-"), first)
            case ast.Module() | ast.FunctionDef() | ast.AsyncFunctionDef() if ast.get_docstring(node, clean=False) is not None:
                node.body[:1] = [] if len(node.body) > 1 else [ast.copy_location(ast.Pass(), node.body[0])]
        return self.generic_visit(node)


def lean_form(source: Path) -> bytes:
    """Return the lean form of a module; raises `SyntaxError` or `ValueError` where it is for another Python."""
    tree = ast.parse(source.read_bytes())
    _Lean().visit(tree)
    return _head(source) + marshal.dumps(compile(tree, str(source), "exec", dont_inherit=True))


def _head(source: Path) -> bytes:
    stat = source.stat()
    return head_of({"mtime": stat.st_mtime, "size": stat.st_size})


def keep(source: Path) -> None:
    """Write the lean form of a module where it is looked for, unless it is there; one that does not compile has none."""
    kept = Path(kept_at(str(source)))
    with contextlib.suppress(FileNotFoundError), kept.open("rb") as file:
        if file.read(HEAD) == _head(source):
            return
    with contextlib.suppress(SyntaxError, ValueError):
        form = lean_form(source)
        kept.parent.mkdir(parents=True, exist_ok=True)
        written = kept.with_suffix(f".{os.getpid()}")
        written.write_bytes(form)
        written.replace(kept)


def sources(root: Path, names: Iterable[str]) -> Iterator[Path]:
    """Return the modules in `root` that stand alone, and those of the packages `names`, but what is `LEFT`."""
    for path in (*root.glob("*.py"), *(path for name in names for path in (root / name).rglob("*.py"))):
        if LEFT.isdisjoint(path.relative_to(root).parts):
            yield path


def main() -> None:
    """Compile what the command line asks for."""
    if WITHOUT_COLUMNS not in sys._xoptions:  # noqa: SLF001 as Python documents it
        # What a newer Python says of the escapes in an older package concerns nobody here.
        os.execv(sys.executable, [sys.executable, "-W", "ignore", "-X", WITHOUT_COLUMNS, *sys.argv])  # noqa: S606 our own interpreter
    found = list(sources(SRC, ["comity"]))
    if "all" in sys.argv[1:]:
        found += (path for name in ("stdlib", "purelib") for path in sources(Path(sysconfig.get_path(name)), PACKAGES))
    with ProcessPoolExecutor() as pool:
        list(pool.map(keep, found, chunksize=50))


if __name__ == "__main__":
    main()
