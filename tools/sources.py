"""The project's files as the lints read them: text, syntax tree, comments, imports."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

READ: Final = ("src", "tests", "tools", "benchmarks")


@dataclass(frozen=True)
class Fault:
    """One place where a rule of the house does not hold."""

    path: str
    line: int
    rule: str
    sentence: str

    def __str__(self) -> str:
        """Print it as compilers do."""
        return f"{self.path}:{self.line}: {self.rule}: {self.sentence}"


@dataclass(frozen=True)
class Source:
    """One file of the project: its path from the root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed module; only for Python."""
        return ast.parse(self.text, filename=self.path)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree, walked once."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def comments(self) -> tuple[tuple[int, str], ...]:
        """Every comment with its line."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return tuple((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)

    def under(self, *folders: str) -> bool:
        """Say whether the file stands in one of `folders`."""
        return self.path.startswith(folders)


def is_migration(source: Source) -> bool:
    """Say whether the file was printed by makemigrations."""
    return "/migrations/" in source.path


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything that is imported; `from a import b` gives `a.b`."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module or ''}.{alias.name}".lstrip(".")) for alias in node.names)


def last_name(node: ast.expr) -> str:
    """Return `c` of `a.b.c` and `a` of `a`; empty for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def project_sources(root: Path) -> list[Source]:
    """Read every file that a rule may be about."""
    files = sorted(file for folder in READ for suffix in ("*.py", "*.html") for file in (root / folder).rglob(suffix))
    return [Source(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")) for file in files]
