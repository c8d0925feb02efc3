"""Prints an article as lawyers and testers read it together: paragraph, rule, test."""

import re
from collections.abc import Iterator
from typing import Final

from comity.treaty.pack import Article, Rule
from comity.treaty.rulebook import NoRule, Rulebook
from comity.treaty.wording import checked, cite, print_date

_WORDS: Final = {
    "question": {"en": "test", "vi": "phép thử"},
    "duty": {"en": "kept by people, not computed", "vi": "do con người giữ, máy không tính"},
    "source": {"en": "source", "vi": "nguồn"},
    "since": {"en": "since", "vi": "từ"},
    "gist": {"en": "Gists in our own words; not the text of the treaty.", "vi": "Tóm ý bằng lời của Comity; không phải văn bản điều ước."},
    "acts": {"en": "asked of", "vi": "áp cho"},
}


def show_article(instrument: str, article: str, language: str, *, rulebook: Rulebook) -> str:
    """Return the article as plain text: each paragraph, under it each rule with its test, values and source.

    Raises `NoRule` for an article that the rulebook does not hold.
    """
    row = rulebook.articles.get((instrument, article))
    treaty = rulebook.instruments.get(instrument)
    if row is None or treaty is None:
        raise NoRule(f"{instrument} {article}")
    lines = [
        f"{treaty.short[language]} ({treaty.edition}), {cite(article, language)}: {row.title[language]}",
        f"{checked(row.verified, language)} · {_WORDS['source'][language]}: {row.source}",
        _WORDS["gist"][language],
    ]
    rules = [rule for rule in rulebook.rules.values() if rule.instrument == instrument and _number(rule.article) == article]
    lines += _paragraphs(row, rules, language)
    return "\n".join(lines) + "\n"


def _paragraphs(row: Article, rules: list[Rule], language: str) -> Iterator[str]:
    placed: set[str] = set()
    for paragraph in row.paragraphs:
        full = f"{row.number}{_brackets(paragraph.mark)}"
        yield ""
        yield f"{cite(full, language)}  {paragraph.gist[language]}"
        for rule in rules:
            if rule.article == full:
                placed.add(rule.id)
                yield from _rule(rule, language)
    rest = [rule for rule in rules if rule.id not in placed]
    if rest:
        yield ""
        yield cite(row.number, language)
        for rule in rest:
            yield from _rule(rule, language)


def _rule(rule: Rule, language: str) -> Iterator[str]:
    yield f"    {rule.id}  {cite(rule.article, language)}: {rule.title[language]}"
    if rule.question:
        yield f"        {_WORDS['question'][language]} {rule.question} · {_WORDS['acts'][language]} {', '.join(rule.acts)}"
    elif not rule.values:
        yield f"        {_WORDS['duty'][language]}"
    for name, values in rule.values.items():
        for value in values:
            yield (
                f"        {name} = {value.value} {value.unit}, {_WORDS['since'][language]} {print_date(value.since, language)}"
                f" · {cite(value.article, language)} · {checked(value.verified, language)}"
            )
    for case in rule.cases.values():
        yield f"        {case.outcome:4}  {case.claim[language]}"
    yield f"        {_WORDS['source'][language]}: {rule.source} · {checked(rule.verified, language)}"


def _number(article: str) -> str:
    return re.split(r"\(", article, maxsplit=1)[0]


def _brackets(mark: str) -> str:
    """Return `(3)(a)` for the mark `3(a)`."""
    first, bracket, rest = mark.partition("(")
    return f"({first}){bracket}{rest}"
