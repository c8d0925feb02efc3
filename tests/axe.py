"""axe in a page: handed to each document once, asked as often as the page is looked at."""

from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT

WCAG: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_KNOWN: Final = "typeof axe === 'object'"
# `preload`: what plays by itself is looked at; style sheets are not fetched a second time, which is for one experimental rule.
_ASK: Final = """([where, only]) => axe
    .run(where, {resultTypes: ['violations'], preload: {assets: ['media']}, runOnly: only})
    .then(said => said.violations.map(fault => [fault.id, fault.nodes.map(node => node.html)]))"""


def load_axe(page: Any) -> None:
    """Hand axe to a document that has none yet."""
    if not page.evaluate(_KNOWN):
        page.evaluate(AXE_SCRIPT)


def axe_violations(
    page: Any, *, tags: tuple[str, ...] = WCAG, rules: tuple[str, ...] = (), without: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """Return the rule and the element of each fault: against WCAG 2.2 A and AA or other `tags`, or against some `rules` alone.

    `without`: selectors of what was looked at elsewhere. `page` is Playwright's; its document keeps axe until the next navigation.
    """
    load_axe(page)
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": list(tags)}
    where = {"include": ["html"], **({"exclude": list(without)} if without else {})}
    return [(rule, html) for rule, elements in page.evaluate(_ASK, [where, only]) for html in elements]
