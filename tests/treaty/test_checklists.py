"""The checklists as data: sourced, in both languages, one general list a side, and strictly read."""

import copy
from datetime import date

import compile_rules
import pytest

from comity.terms.refusals import Malformed
from comity.treaty.checklists import checklist_for
from comity.treaty.linting import lint
from comity.treaty.loading import read_pack
from comity.treaty.rulebook import NoRule, Rulebook


def test_every_list_is_sourced_and_speaks_both_languages(book: Rulebook):
    """And each item that cites names an article that the rulebook has."""
    for row in book.checklists:
        assert row.source
        assert row.verified
        for item in row.items:
            assert set(item.labels) == {"en", "vi"}
            assert not item.article or (item.instrument, item.article.partition("(")[0]) in book.articles


def test_no_list_no_answer(book: Rulebook):
    """A side that has no list is told so."""
    assert checklist_for("REQ-ANYTHING", side="requested", rulebook=book).kinds == ()
    with pytest.raises(NoRule):
        checklist_for("REQ-PRESERVE", side="elsewhere", rulebook=book)


def test_a_limit_holds_from_its_day(book: Rulebook):
    """Before it, and without one, there is no number."""
    assert book.limit("SNOOZE-LONGEST", on=date(2026, 11, 28)).value == 4320
    for name, day in (("SNOOZE-LONGEST", date(2024, 12, 23)), ("NOTHING", date(2026, 11, 28))):
        with pytest.raises(NoRule):
            book.limit(name, on=day)


def faulty(change):
    """Compile the rules of the desk with one change, and lint them."""
    import json

    content = json.loads((compile_rules.TREATY / "compiled" / "rulebook.json").read_bytes())["content"]
    changed = copy.deepcopy(content)
    change({row["id"]: row for row in changed["checklists"]}, changed)
    printed = json.dumps(changed).encode()
    import msgspec

    from comity.terms.digests import Digest

    data = msgspec.json.encode({"content": msgspec.Raw(printed), "content_digest": str(Digest.of(printed)), "source_digest": "0" * 64})
    for fault in lint([read_pack(data, demo=False)]):
        raise fault


@pytest.mark.parametrize(
    "change",
    [
        lambda lists, _: lists["CL-PRESERVE"].update(kinds=["REQ-NOWHERE"]),
        lambda lists, _: lists["CL-PRESERVE"].update(kinds=[]),
        lambda lists, content: content["checklists"].remove(lists["CL-GENERAL"]),
        lambda lists, _: lists["CL-PRESERVE"]["items"].append(lists["CL-PRESERVE"]["items"][0]),
        lambda lists, _: lists["CL-PRESERVE"]["items"][0].update(article="99"),
        lambda lists, _: lists["CL-PRESERVE"]["items"][0]["labels"].pop("vi"),
        lambda lists, _: lists["CL-PRESERVE"].update(side="both"),
        lambda lists, _: lists["CL-PRESERVE"].update(source=""),
    ],
    ids=["unknown-kind", "two-general", "none-general", "item-twice", "no-article", "one-language", "no-side", "no-source"],
)
def test_a_faulty_list_stays_out(change):
    """The lint or the reader says so before anything is written."""
    from comity.terms.refusals import Refused

    with pytest.raises(Refused):
        faulty(change)
    assert Malformed.__mro__[1] is Refused
