"""The house's own lints: what ruff, mypy and import-linter cannot see. Each rule's docstring tells the leak that it prevents.

Run `tools/house.py` for the whole project, or name files. A rule reads one file; faults are printed as `path:line: rule: sentence`.
"""

import ast
import gc
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final

from sources import Fault, Source, imports, is_migration, last_name, project_sources
from templates import left_over_words

ROOT: Final = Path(__file__).resolve().parent.parent
MODULE_LINES: Final = 400
VIEW_LINES: Final = 15


@dataclass(frozen=True)
class Budget:
    """What may be longer than the house wants, each with its own limit and its reason: [tool.house] in pyproject.toml."""

    modules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    views: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


class Rule:
    """One rule. Its first docstring line is the leak that it prevents."""

    suffix: ClassVar[str] = ".py"

    @property
    def name(self) -> str:
        """The rule's name in faults."""
        return type(self).__name__

    def reads(self, source: Source) -> bool:
        """Say whether this rule is about `source`."""
        raise NotImplementedError

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Yield line and sentence of each fault."""
        raise NotImplementedError

    def look(self, source: Source) -> list[Fault]:
        """Return the faults of this rule in `source`."""
        if not source.path.endswith(self.suffix) or not self.reads(source):
            return []
        return [Fault(source.path, line, self.name, sentence) for line, sentence in self.faults(source)]


class NoRawTablesInDoors(Rule):
    """`Request.objects` in a door skips `visible_to` and shows one ministry another's file."""

    managers: ClassVar = {"objects", "_default_manager", "_base_manager"}

    def reads(self, source: Source) -> bool:
        """Doors only."""
        return source.under("src/comity/doors/")

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find every manager that is reached for."""
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr in self.managers:
                yield node.lineno, f"`.{node.attr}` in a door: use <room>.queries, which ask who is looking"


class NoBlindReading(Rule):
    """`Request.objects` in a query shows a walled or classified case to whoever asks; `visible_to` asks who that is.

    So does `find(Request, …)`, the short road of `records.rows`.
    """

    guarded: ClassVar = {"Request": "visible_to", "Draft": "visible_drafts"}
    # What an auditor reads shows no content, and all cases: that is its purpose, and its own tests hold it to that.
    exempt: ClassVar = ("src/comity/desk/reading/auditing.py",)

    def reads(self, source: Source) -> bool:
        """The queries behind pages, and the doors."""
        return source.under("src/comity/desk/reading/", "src/comity/picture/", "src/comity/doors/") and source.path not in self.exempt

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find rows of the guarded tables, and of messages without the request that was found visible."""
        for node in source.nodes:
            if isinstance(node, ast.expr) and (table := _manager_of(node) or _found_by(node)) in self.guarded:
                yield node.lineno, f"a row of `{table}` shows what is hidden: ask `{self.guarded[table]}`"
        for node in source.nodes:
            if not isinstance(node, ast.Call) or source.path in self.verifying:
                continue
            asked = _found_by(node) or (_manager_of(node.func.value) if isinstance(node.func, ast.Attribute) else "")
            names = {(keyword.arg or "").removesuffix("_id").split("__")[0] for keyword in node.keywords}
            if asked == "Message" and "request" not in names:
                yield node.lineno, "messages without their request: begin with what `visible_to` returned"

    # Verifies every receipt of the node for the file check; shows no act.
    verifying: ClassVar = ("src/comity/desk/reading/owed.py",)


class OneWayToThreatInformation(Rule):
    """An object that is read past `intel.store.scanning` is shown to whom its label hides it, and no test of a door finds that."""

    tables: ClassVar = {"StixObject", "StixPlace"}
    named: ClassVar = re.compile(r"records_stix(?:object|place)")

    def reads(self, source: Source) -> bool:
        """Everything that ships, but the store and the tables themselves."""
        return source.under("src/comity/") and not source.under("src/comity/intel/store/", "src/comity/records/")

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find the two tables by their models and by their names in statements."""
        for node in source.nodes:
            if isinstance(node, ast.ImportFrom):
                found = bool({alias.name for alias in node.names} & self.tables)
            elif isinstance(node, ast.Attribute):
                found = node.attr in self.tables
            elif isinstance(node, ast.Constant):
                found = isinstance(node.value, str) and bool(self.named.search(node.value))
            else:
                continue
            if found:
                yield node.lineno, "objects are read by `intel.store.scanning` alone, which asks who looks"


def _manager_of(node: ast.AST) -> str:
    """Return the table of which an expression is the manager: `Request` of `Request.objects`; empty where it is none."""
    return node.value.id if isinstance(node, ast.Attribute) and node.attr == "objects" and isinstance(node.value, ast.Name) else ""


def _found_by(node: ast.AST) -> str:
    """Return the table of which a call of `find`, `find_all` or `find_each` reads rows; empty where it is none."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("find", "find_all", "find_each")):
        return ""
    return node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""


class NoSentenceInsideAnother(Rule):
    """A marked sentence within an f-string is one that gettext before 0.22 does not see: in no catalogue, and English for everybody."""

    def reads(self, source: Source) -> bool:
        """Everything that ships."""
        return source.under("src/comity/")

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find calls of gettext's names with a sentence, at any depth of an f-string."""
        for whole in source.nodes:
            for node in ast.walk(whole) if isinstance(whole, ast.JoinedStr) else ():
                match node:
                    case ast.Call(func=func, args=[ast.Constant(), *_]) if "gettext" in last_name(func):
                        yield node.lineno, "a marked sentence in an f-string: give it a name before, and put the name in"


class NoClockBelowTheDoors(Rule):
    """A rule that reads the clock itself answers differently tomorrow, cannot be replayed by a court, and cannot be tested."""

    clocks: ClassVar = {"timezone", "datetime", "date", "Instant"}
    readings: ClassVar = {"now", "utcnow", "today"}

    def reads(self, source: Source) -> bool:
        """Everything that ships, but doors, courier (its pure core excepted) and site."""
        if source.under("src/comity/courier/protocol/"):
            return True
        return source.under("src/") and not source.under("src/comity/doors/", "src/comity/courier/", "src/comity/site/")

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find clock readings, called or handed over, and fields that read the clock by themselves."""
        for node in source.nodes:
            if isinstance(node, ast.Attribute):
                receiver = last_name(node.value)
                if (receiver in self.clocks and node.attr in self.readings) or (receiver == "time" and node.attr in {"time", "time_ns"}):
                    yield node.lineno, f"`{receiver}.{node.attr}` below the doors: take `at: Instant`"
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"now", "utcnow"}:
                yield node.lineno, f"`{node.func.id}()` below the doors: take `at: Instant`"
            elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
                yield node.value.lineno, f"`{node.arg}` reads the clock in the database layer: take `at: Instant`"


class SuppressionsSayWhy(Rule):
    """A bare `noqa` silences tomorrow's fault along with today's, and nobody dares to remove it."""

    codes: ClassVar = r"[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*"
    known: ClassVar = (
        ("noqa", re.compile(r"#\s*(?:ruff:\s*)?noqa\b(?P<rest>.*)"), re.compile(rf":\s*{codes}(?P<reason>.*)")),
        ("ruff: disable", re.compile(r"#\s*ruff:\s*(?:disable|ignore|file-ignore)(?P<rest>.*)"), re.compile(rf"\[{codes}\](?P<reason>.*)")),
        ("type: ignore", re.compile(r"#\s*type:\s*ignore\b(?P<rest>.*)"), re.compile(r"\[[a-z0-9, -]+\](?P<reason>.*)")),
        ("mypy:", re.compile(r"#\s*mypy:(?P<rest>.*)"), re.compile(r"[^#]*(?P<reason>#.*)")),
        ("pragma: no cover", re.compile(r"#\s*pragma:\s*no\s*cover(?P<rest>.*)"), re.compile(r"(?P<reason>.*)")),
        ("fmt: off", re.compile(r"#\s*fmt:\s*(?:off|skip)(?P<rest>.*)"), re.compile(r"(?P<reason>.*)")),
    )

    def reads(self, source: Source) -> bool:
        """All Python that people wrote."""
        return not is_migration(source)

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find suppressions without a code or without a reason of two words or more."""
        if not any(found.search(source.text) for _, found, _ in self.known):
            return  # telling comments from texts takes longer than all other rules together
        for line, comment in source.comments:
            for what, found, shape in self.known:
                hit = found.search(comment)
                if hit is None:
                    continue
                shaped = shape.match(hit["rest"])
                if shaped is None:
                    yield line, f"`{what}` names no code"
                elif len(re.findall(r"\w+", shaped["reason"])) < 2:
                    yield line, f"`{what}` gives no reason"


class PlainNames(Rule):
    """A module called `utils` takes in what nobody found a room for, until every room imports it."""

    modules: ClassVar = {
        "util",
        "utils",
        "helper",
        "helpers",
        "common",
        "core",
        "lib",
        "misc",
        "manager",
        "managers",
        "service",
        "services",
    }
    suffixes: ClassVar = ("Manager", "Helper", "Service", "Util", "Utils")
    prefixes: ClassVar = ("handle_", "process_")
    # Names that a framework calls by itself.
    hooks: ClassVar = {
        *(f"handle_{what}" for what in ("starttag", "startendtag", "endtag", "data", "comment", "decl", "pi")),
        *(f"process_{what}" for what in ("view", "exception", "template_response")),
        "handle_DATA",  # aiosmtpd
    }

    def reads(self, source: Source) -> bool:
        """All that ships, and the tools."""
        return source.under("src/", "tools/", "benchmarks/") and not is_migration(source)

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find forbidden names of folders, modules, classes and functions."""
        for part in PurePosixPath(source.path).with_suffix("").parts:
            if part in self.modules:
                yield 1, f"`{part}` says nothing about what is inside: name the thing, or find its room"
        for node in source.nodes:
            if isinstance(node, ast.ClassDef) and node.name.endswith(self.suffixes):
                yield node.lineno, f"class `{node.name}`: say what it is, not that it manages or helps"
            elif (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.name.startswith(self.prefixes)
                and node.name not in self.hooks
            ):
                yield node.lineno, f"`{node.name}`: name the verb"


class MigrationsStandAlone(Rule):
    """A migration that imports the application runs next year's code on last year's tables."""

    def reads(self, source: Source) -> bool:
        """Migrations only."""
        return is_migration(source)

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find imports of the package; its own types of columns and operations are the one exception, because Django prints them."""
        for line, name in imports(source):
            if name.startswith("comity") and not name.startswith(("comity.records.fields", "comity.records.tables")):
                yield line, f"a migration imports {name}: freeze what it needs inside the migration"


class NoSignals(Rule):
    """A signal is an import that no linter sees: one room's commit runs another room's code."""

    def reads(self, source: Source) -> bool:
        """All that ships."""
        return source.under("src/") and not is_migration(source)

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find imports of Django's signals."""
        for line, name in imports(source):
            if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals")):
                yield line, f"{name}: call the action that is meant"


class JoinsAreSpelledOut(Rule):
    """A bare `select_related()` joins whatever tables a later foreign key adds, and the queue becomes slow by itself."""

    def reads(self, source: Source) -> bool:
        """All that ships."""
        return source.under("src/")

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find calls without names."""
        for node in source.nodes:
            if isinstance(node, ast.Call) and last_name(node.func) == "select_related" and not node.args:
                yield node.lineno, "`select_related()` without names joins everything: name the tables"


class OnlyTheCourierDials(Rule):
    """A connection opened elsewhere goes around the allow-list, the time-outs and the outbox (docs/adr/0010)."""

    dialling: ClassVar = ("http.client", "urllib.request", "smtplib", "ftplib", "socket.create_connection")

    def reads(self, source: Source) -> bool:
        """All that ships, but the courier; its pure core may not either."""
        return source.under("src/comity/courier/protocol/") or (source.under("src/") and not source.under("src/comity/courier/"))

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Find imports and calls that open connections."""
        for line, name in imports(source):
            if name.startswith(self.dialling):
                yield line, f"{name}: only the courier opens connections"
        for node in source.nodes:
            if isinstance(node, ast.Attribute) and node.attr == "create_connection" and last_name(node.value) == "socket":
                yield node.lineno, "socket.create_connection: only the courier opens connections"


class ModuleBudget(Rule):
    """A module that nobody reads to its end hides what stands at its end."""

    def __init__(self, budget: Budget) -> None:
        """Keep what is allowed to be longer."""
        self.budget = budget

    def reads(self, source: Source) -> bool:
        """All that ships, and the tools; tests may hold long tables of cases."""
        return source.under("src/", "tools/", "benchmarks/") and not is_migration(source)

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Count lines against the budget."""
        count = source.text.count("\n")
        listed = self.budget.modules.get(source.path)
        yield from over_budget(count, MODULE_LINES, listed, what="module", section="long-modules")


class ViewBudget(Rule):
    """A long view decides something, and a decision in a door is one that the command line does not make."""

    def __init__(self, budget: Budget) -> None:
        """Keep what is allowed to be longer."""
        self.budget = budget

    def reads(self, source: Source) -> bool:
        """The doors that answer HTTP."""
        return source.under("src/comity/doors/web/", "src/comity/doors/api/")

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Count the lines of the body of each function that answers with a response, its docstring left out."""
        for node in source.tree.body:
            if not isinstance(node, ast.FunctionDef) or node.returns is None or not last_name(node.returns).endswith("Response"):
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            count = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            listed = self.budget.views.get(f"{source.path}:{node.name}")
            for line, sentence in over_budget(count, VIEW_LINES, listed, what=f"view `{node.name}`", section="long-views"):
                yield node.lineno + line - 1, sentence


def over_budget(count: int, limit: int, listed: Mapping[str, object] | None, *, what: str, section: str) -> Iterator[tuple[int, str]]:
    """Yield the fault of a thing of `count` lines, allowed `limit` or what is `listed`."""
    if listed is None:
        if count > limit:
            yield 1, f"{what} has {count} lines, over {limit}: split it, or list it with a reason in [tool.house.{section}]"
        return
    own, reason = listed.get("lines"), listed.get("reason")
    if not isinstance(own, int) or not isinstance(reason, str) or len(reason.split()) < 3:
        yield 1, f"{what} is listed in [tool.house.{section}] without lines and a reason"
    elif count > own:
        yield 1, f"{what} has {count} lines, over its own limit of {own}"
    elif count <= limit:
        yield 1, f"{what} has {count} lines and needs no entry in [tool.house.{section}] any more"


class TemplatesAreMarked(Rule):
    """A sentence that no one marked stays English on a Vietnamese desk, and no catalogue test can miss it."""

    suffix: ClassVar[str] = ".html"
    # Names and signs that are the same in every language. A tag with translate="no" exempts what it holds.
    same: ClassVar = {"Comity", "REAL", "DRILL", "UTC", "TLP", "SHA"}

    def reads(self, source: Source) -> bool:
        """The pages."""
        return source.under("src/comity/doors/")

    def faults(self, source: Source) -> Iterator[tuple[int, str]]:
        """Blank out what Django says, then find the words that are left."""
        for line, words in left_over_words(source.text, same=self.same):
            yield line, f"“{words[:60]}” is not marked for translation"


def rules(budget: Budget) -> tuple[Rule, ...]:
    """Return every rule of the house."""
    return (
        NoRawTablesInDoors(),
        NoBlindReading(),
        OneWayToThreatInformation(),
        NoClockBelowTheDoors(),
        NoSentenceInsideAnother(),
        SuppressionsSayWhy(),
        PlainNames(),
        MigrationsStandAlone(),
        NoSignals(),
        JoinsAreSpelledOut(),
        OnlyTheCourierDials(),
        ModuleBudget(budget),
        ViewBudget(budget),
        TemplatesAreMarked(),
    )


def read_budget(pyproject: Path) -> Budget:
    """Read [tool.house]."""
    table = tomllib.loads(pyproject.read_text(encoding="utf-8")).get("tool", {}).get("house", {})
    return Budget(modules=table.get("long-modules", {}), views=table.get("long-views", {}))


def stale_entries(budget: Budget, root: Path) -> list[Fault]:
    """Return the budget's entries whose file is gone."""
    return [
        Fault("pyproject.toml", 1, "Budget", f"{entry} is listed in [tool.house] and does not exist")
        for entry in (*budget.modules, *budget.views)
        if not (root / entry.partition(":")[0]).exists()
    ]


def look_at(sources: Sequence[Source], budget: Budget) -> list[Fault]:
    """Return every fault in `sources`."""
    return [fault for source in sources for rule in rules(budget) for fault in rule.look(source)]


def main(names: list[str]) -> int:
    """Look at the named files, or at all; return 1 if a rule does not hold."""
    gc.disable()  # every tree is kept until the end: looking through them again and again finds nothing
    budget = read_budget(ROOT / "pyproject.toml")
    sources = [source for source in project_sources(ROOT) if not names or source.path in names]
    faults = look_at(sources, budget) + stale_entries(budget, ROOT)
    for fault in faults:
        print(fault)
    print(f"house: {len(sources)} files, {len(rules(budget))} rules, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
