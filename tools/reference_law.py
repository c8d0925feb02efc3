"""Prints the reference pages of the law: every kind, what of each is checked and how well its text was, every vocabulary."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from comity.terms.vocabulary import Verified, names, vocabulary
from comity.treaty.describing import describe_kind, rules_of, verified_counts
from comity.treaty.pack import Rule
from comity.treaty.rulebook import Rulebook, load_rulebook

PRINTED: Final = "<!-- Printed by `make reference` from the code. Change the code, not this page. -->"
NEWEST: Final = date.max  # of dated values the newest: a page has no day of its own


def print_law_pages() -> dict[str, str]:
    """Return each page's name and what it must say."""
    book = load_rulebook()
    return {"kinds.md": _page(_kinds(book)), "law.md": _page(_law(book)), "vocabularies.md": _page(_vocabularies())}


def _page(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _cell(text: object) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def _row(*cells: object) -> str:
    return "| " + " | ".join(_cell(one) for one in cells) + " |"


def _kinds(book: Rulebook) -> Iterator[str]:
    """Every kind: family, texts with their article, parts, grounds, clocks."""
    yield from ("# Kinds of requests", "", PRINTED, "")
    yield f"{len(book.kinds)} kinds in {len(book.families)} families. `comity treaty list KIND` shows one with all its fields,"
    yield "`--json` all of them for programs ([treaty-list.md](../specs/treaty-list.md)). A kind in brackets is only recorded here, and"
    yield "never sent."
    for family in book.families.values():
        kinds = [row for row in book.kinds.values() if row.family == family.code]
        if not kinds:
            continue
        yield from ("", f"## {family.labels['en']} (`{family.code}`)", "", f"{family.labels['vi']}.", "")
        yield from (_row("kind", "what it is for", "stands on", "parts", "grounds", "clocks"), _row(*["---"] * 6))
        for row in kinds:
            said = describe_kind(row.code, rulebook=book, on=NEWEST)
            code = f"(`{row.code}`)" if row.nature == "record" else f"`{row.code}`"
            yield _row(
                f"{code} {row.labels['en']} / {row.labels['vi']}",
                row.purpose["en"],
                "; ".join(f"{base['instrument']} {base['article']}" for base in said["bases"]),
                ", ".join(row.parts),
                _grounds(said["grounds"]),
                "; ".join(_clock(clock) for clock in said["clocks"]) or "none",
            )


def _grounds(rows: list[dict[str, Any]]) -> str:
    """Return the codes in the order of the page, those of persons first; what is not offered is crossed out."""
    return ", ".join(row["code"] if row["offered"] else f"~~{row['code']}~~" for row in rows) or "none"


def _clock(row: dict[str, Any]) -> str:
    lengths = " / ".join(f"{one['value']} {one['unit']}" for one in row["lengths"])
    where = f"{row['instrument']} {row['article']}" if row["article"] else "desk target"
    return f"{row['id']} {row['bound']} {lengths} ({where})"


def _law(book: Rulebook) -> Iterator[str]:
    """For each kind: which articles are checked, by which question, and how well each text was verified."""
    yield from ("# What is checked, and how well its text was", "", PRINTED, "")
    yield "Counted are the rules that ask something of a kind, its grounds and answers, and the items of its forms: everything a user is"
    yield "shown with an article. `certified-text`: held against the depositary's certified copy; `text`: the official text or a faithful"
    yield "copy was read; `memory`: recalled, or from a secondary source; `project`: set by Comity, no law. How a word is raised:"
    yield "[treaty-pack.md](../operators/treaty-pack.md)."
    words = list(Verified)
    yield from ("", "## All kinds", "", _row("kind", "rules", *words), _row(*["---"] * (2 + len(words))))
    for code in book.kinds:
        counts = verified_counts(code, book)
        yield _row(f"[`{code}`](#{code.lower()})", len(rules_of(code, book)), *(counts[word] for word in words))
    for code, row in book.kinds.items():
        yield from ("", f"## {code}", "", f"{row.labels['en']} / {row.labels['vi']}.", "")
        yield from (_row("article", "checked by", "how well"), _row("---", "---", "---"))
        for (instrument, article), rules in _by_article(rules_of(code, book)):
            questions = ", ".join(dict.fromkeys(f"`{rule.question}`" for rule in rules))
            checked = ", ".join(dict.fromkeys(str(rule.verified) for rule in rules))
            yield _row(f"{instrument} {article}", questions, checked)


def _by_article(rules: Iterable[Rule]) -> Iterable[tuple[tuple[str, str], list[Rule]]]:
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        found.setdefault((rule.instrument, rule.article), []).append(rule)
    return found.items()


def _vocabularies() -> Iterator[str]:
    """Every list of codes with its size, its version and how well its items were checked."""
    yield from ("# Vocabularies", "", PRINTED, "")
    yield "Lists of codes that acts carry. Officers read the labels; only codes travel, with name, version and digest of their list."
    yield from (
        "",
        _row("list", "in English", "in Vietnamese", "version", "codes", "retired", *Verified),
        _row(*["---"] * (6 + len(Verified))),
    )
    for name in names():
        held = vocabulary(name)
        counts = [sum(item.verified is word for item in held.items) for word in Verified]
        retired = len(held.items) - len(held.offered)
        yield _row(f"`{name}`", held.title["en"], held.title["vi"], held.version, len(held.items), retired, *counts)
