"""Which item of a form a numbered item of an act is, and which article stands beside it: by what the act itself says.

An act that was made under this node's rulebook has its form's numbers. Under any other one a number may name another item today, so an
item is known by its label, in every language in which the act was signed; and where the check that was signed cites another article
for it than this rulebook does, the signed one stands.
"""

from collections.abc import Mapping, Sequence

from comity.desk.rules import rulebook
from comity.terms.refusals import Refused
from comity.treaty.forms import Form, Item
from comity.wire.act import ActBody, RenderedField


def is_of_this_rulebook(body: ActBody) -> bool:
    """Say whether an act was made under the very rules that this node has."""
    return body.rulebook.digest == rulebook().digest


def known_form(kind: str, part: str, *, instrument: str) -> Form | None:
    """Return the form of a part of a kind as it is today; None where a newer node sent one that this rulebook does not have."""
    try:
        return rulebook().form_under(kind, part, instrument)
    except Refused:
        return None


def items_of(body: ActBody, text: Mapping[str, Sequence[RenderedField]]) -> dict[str, Item]:
    """Return by its number in `text` each item that is one of the form here; what is not known, or could be several, is left out."""
    form = known_form(body.kind, body.act, instrument=body.instrument)
    if form is None:
        return {}
    if is_of_this_rulebook(body):
        return {str(item.number): item for item in form.items}
    labels: dict[str, dict[str, str]] = {}
    for language, fields in text.items():
        for one in fields:
            labels.setdefault(one.number, {})[language] = one.label
    found = {number: [item for item in form.items if _is_named(item, said)] for number, said in labels.items()}
    return {number: items[0] for number, items in found.items() if len(items) == 1}


def article_of(item: Item, body: ActBody) -> str:
    """Return the article of an item, as the check that was signed cites it where that says otherwise than the rules here."""
    if is_of_this_rulebook(body):
        return item.article
    keys = {field.key for field in item.fields}
    for line in body.check:
        rule = rulebook().rules.get(line.rule)
        same = rule is not None and (rule.instrument, rule.article) == (item.instrument, item.article)
        if rule is not None and same and keys & set(map(str, rule.uses.get("fields", ()))):
            return line.article
    return item.article


def _is_named(item: Item, said: Mapping[str, str]) -> bool:
    known = said.keys() & item.labels.keys()
    return bool(known) and all(item.labels[language] == said[language] for language in known)
