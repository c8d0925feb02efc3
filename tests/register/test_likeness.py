"""Two ways to write one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.register.likeness import is_same_place, likeness, name_key, tidy, words_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shoigu Sergey Kuzhugetovich", "Sergei Kuzhugetovich Shoigu"),
        ("TANAKA Kenji", "Kenji Tanaka"),
        ("Nguyễn Văn Minh", "NGUYEN VAN MINH"),
        ("Đặng Hoàng Giang", "dang hoang giang"),
    ],
)
def test_a_name_has_one_key(one, other):
    """Whichever comes first, with or without marks, y or i."""
    assert name_key(one) == name_key(other)


def test_other_names_have_other_keys():
    """Half a name is not the name."""
    assert len({name_key(one) for one in ("Tô Lâm", "Lâm", "Tô Lâm Anh", "Lavrov")}) == 4


@given(st.lists(st.text(alphabet="abcđêyi", min_size=1, max_size=6), min_size=1, max_size=5), st.randoms())
def test_the_order_of_words_does_not_matter(words, random):
    """Any order gives one key."""
    mixed = list(words)
    random.shuffle(mixed)
    assert name_key(" ".join(words)) == name_key(" ".join(mixed))


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_fair(one, other):
    """Between 0 and 1, the same both ways, 1 with itself where there is a word."""
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == (1 if tidy([one]) else 0)


def test_places_are_one_where_one_is_within_the_other():
    """A town is in its longer name; what is not known may be anywhere."""
    assert is_same_place("Hà Nội", "thành phố Hà Nội")
    assert is_same_place("", "Geneva")
    assert not is_same_place("Hà Nội", "Hà Nam")


def test_the_same_sentence_has_one_key():
    """However it is typed; with another act it is another."""
    assert words_key("Lên án  khủng bố.", "condemn") == words_key("lên án khủng bố", "condemn")
    assert words_key("Lên án khủng bố.", "condemn") != words_key("Lên án khủng bố.", "position")
