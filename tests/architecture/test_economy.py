"""What keeps the tests cheap takes nothing away unseen: shares of examples, and tests for which one database is enough."""

import inspect
import os

import pytest
import statements
from eachof import each_of
from hypothesis import given, settings
from hypothesis import strategies as st
from shares import LEAST, SHARE

DRAWN: list[int] = []


@settings(max_examples=200, deadline=None)
@given(number=st.integers())
def test_of_many_examples_a_share_is_drawn(number):
    """Counted below."""
    DRAWN.append(number)


def test_as_many_as_are_to_be_drawn_were_drawn():
    """Two in five, or all of them where all are asked for; a share that hypothesis no longer heeds is found here."""
    assert (1.0 if os.environ.get("COMITY_EXAMPLES") == "all" else 0.4) == SHARE
    assert len(DRAWN) == max(LEAST, int(200 * SHARE))


def test_a_statement_that_the_second_database_is_never_sent_is_named():
    """By the test that sends it; how many values it lists, and numbers in it, are the same statement."""
    notes = statements.Statements(statements.Path("/"), [])
    for kind, test, sql in (
        ("both", "one", "SELECT a FROM t WHERE id IN (%s, %s) LIMIT 21"),
        ("marked", "two", "SELECT a FROM t WHERE id IN (%s, %s, %s, %s) LIMIT 5"),
        ("marked", "two", 'SAVEPOINT "x1"'),
        ("marked", "three", "SELECT b FROM t"),
        ("", "of a page", "SELECT c FROM t"),
    ):
        notes._kind, notes._test = kind, test
        notes._note(sql)
    left = statements.only_marked([notes.noted(), {"both": [], "marked": {}}])
    assert list(left.values()) == [("three", "SELECT b FROM t")]
    assert statements.only_marked([notes.noted(), {"both": list(left), "marked": {}}]) == {}


def test_a_table_tells_each_row_that_fails_and_looks_at_the_others():
    """With the row beside what went wrong; the rest of what a test asks for is asked for still."""
    seen = []

    @each_of("number", [1, 2, 3, 4])
    @each_of("word, length", [("a", 1), ("bb", 2)])
    def looked(root, number, word, length):
        """Look."""
        seen.append((root, number, word))
        assert number < 3
        assert len(word) == length

    assert list(inspect.signature(looked).parameters) == ["root"]
    with pytest.raises(ExceptionGroup) as told:
        looked(root="here")
    assert [one.__notes__ for one in told.value.exceptions] == [["row: (3,)"], ["row: (4,)"]]
    assert seen == [("here", number, word) for number in (1, 2, 3, 4) for word in ("a", "bb")]
    with pytest.raises(AssertionError):
        each_of("root", [])(lambda root: root)()
