"""A pack whose equal pieces are kept once reads as the one that was written."""

import compile_rules
import msgspec
import pytest

from comity.treaty.loading import decode_pack
from comity.treaty.pack import Compiled, Pack
from comity.treaty.sharing import share_pieces

COMPILED = compile_rules.TREATY / "compiled"


@pytest.fixture(scope="module")
def written() -> bytes:
    """The content of the shipped pack."""
    return bytes(msgspec.json.decode((COMPILED / "rulebook.json").read_bytes(), type=Compiled).content)


def texts(value: object) -> list[str]:
    """Return every string of a pack, each as often as it stands there."""
    if isinstance(value, msgspec.Struct):
        return [text for name in value.__struct_fields__ for text in texts(getattr(value, name))]
    if isinstance(value, tuple):
        return [text for one in value for text in texts(one)]
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    return [value] if type(value) is str else []


def test_nothing_reads_differently(written):
    """Every row, and every byte that it would be printed as, the order of words within included."""
    plain, shared = (msgspec.json.decode(written, type=Pack) for _ in range(2))
    share_pieces(shared)
    assert shared == plain
    assert msgspec.json.encode(shared) == msgspec.json.encode(plain)


def test_equal_texts_are_one():
    """Of the shipped pack, however often a text stands there."""
    shared, _ = decode_pack((COMPILED / "rulebook.json").read_bytes())
    said = texts(shared)
    assert len({id(text) for text in said}) == len(set(said)) < len(said) / 2


def test_words_in_another_order_stay_as_they_are():
    """Dicts are equal whatever their order; bytes are not, so they are not made one."""
    known = [{"en": "yes", "vi": "có"}, {"vi": "có", "en": "yes"}, {"en": "yes", "vi": "có"}]

    class Row(msgspec.Struct, frozen=True):
        """Stands for a row of the pack."""

        words: tuple[dict[str, str], ...]
        numbers: tuple[int | bool, ...]

    row = Row(tuple(known), (1, True))
    share_pieces(row)
    first, turned, again = row.words
    assert first is again
    assert list(turned) == ["vi", "en"]
    assert [type(one) for one in row.numbers] == [int, bool]
