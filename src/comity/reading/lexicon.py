"""Gazetteers as they are looked up: the longest form that stands at a word wins, by words compared and not by letters.

The data is written as YAML in `reading/gazetteers/` and compiled by `tools/compile_gazetteers.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from comity.reading.tokens import Words
from comity.terms.json import parse_json

_CAP: Final = 2**20
_GAPS: Final = frozenset({" ", "-", " - ", "–", " – ", ".", ". ", "'", "' ", "’", "’ ", "/", "&", " & ", "+"})

NAMES: Final = (
    "ranks",
    "offices",
    "organs",
    "countries",
    "provinces",
    "places",
    "mechanisms",
    "treaties",
    "portfolios",
    "regions",
    "organheads",
)
_ANY_CASE: Final = frozenset({"ranks", "offices", "acts", "meetings", "grammar", "strengths", "units"})
_KINDS_OF_PLACE: Final = frozenset({"Thành", "Tỉnh"})  # their words may be small: thành phố Hồ Chí Minh
_CAPITAL_ONLY: Final = frozenset({"prefix", "royal"})  # among ranks and offices: words that mean something else in small letters


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a gazetteer."""

    gazetteer: str
    code: str
    more: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write an entry: its words, their shape, and whether a comma stands before each."""

    keys: tuple[str, ...]
    capitals: tuple[int, ...]  # 0 any, 1 begins with a capital, 2 all capitals
    commas: tuple[bool, ...]
    entry: Entry
    written: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A form found in a text: words [first, after)."""

    entry: Entry
    written: str
    first: int
    after: int

    @property
    def kind(self) -> str:
        """The gazetteer that it is from."""
        return self.entry.gazetteer

    @property
    def code(self) -> str:
        """The code of its entry."""
        return self.entry.code


class Lexicon:
    """Forms of some gazetteers in one language, by their first word."""

    def __init__(self, forms: Iterable[Form]) -> None:
        """Sort `forms` so that the longest is tried first."""
        self._by_first: dict[str, list[Form]] = {}
        for form in forms:
            self._by_first.setdefault(form.keys[0], []).append(form)
        for held in self._by_first.values():
            held.sort(key=lambda form: -len(form.keys))

    def at(self, words: Words, at: int) -> Hit | None:
        """Return the longest form that begins at word `at`."""
        for form in self._by_first.get(words.keys[at], ()):
            after = at + len(form.keys)
            if words.keys[at:after] == form.keys and _shaped(words, at, form) and _joined(words, at, form):
                return Hit(form.entry, form.written, at, after)
        return None

    def scan(self, words: Words, first: int = 0, after: int | None = None) -> Iterator[Hit]:
        """Yield the forms in words [first, after), none inside another."""
        at, end = first, len(words) if after is None else after
        while at < end:
            if words.keys[at] in self._by_first and (hit := self.at(words, at)) and hit.after <= end:
                yield hit
                at = hit.after
            else:
                at += 1


def _shaped(words: Words, at: int, form: Form) -> bool:
    return all(
        not want or (words.capital(at + number) if want == 1 else words.words[at + number].isupper())
        for number, want in enumerate(form.capitals)
    )


def _joined(words: Words, at: int, form: Form) -> bool:
    for number in range(1, len(form.keys)):
        gap = words.gap(at + number)
        if gap == ", ":
            if not form.commas[number]:
                return False
        elif gap not in _GAPS:
            return False
    return True


@cache
def _compiled() -> Mapping[str, Any]:
    data = files("comity.reading").joinpath("gazetteers", "gazetteers.json").read_bytes()
    found: Mapping[str, Any] = parse_json(data, _CAP, what="compiled gazetteers")
    return found


def versions() -> dict[str, str]:
    """Return the version of each gazetteer, by name."""
    return {name: str(held["compiled"]["version"]) for name, held in _compiled().items()}


def items(name: str) -> list[Mapping[str, Any]]:
    """Return the items of one gazetteer, as compiled."""
    found: list[Mapping[str, Any]] = _compiled()[name]["compiled"]["items"]
    return found


@cache
def lexicon(language: str, *names: str) -> Lexicon:
    """Return the forms of the gazetteers `names` in `language`; built once, then kept."""
    return Lexicon(form for name in names for item in items(name) for form in _forms(name, item, language))


def _forms(name: str, item: Mapping[str, Any], language: str) -> Iterator[Form]:
    more = {key: value for key, value in item.items() if key not in ("vi", "en")}
    entry = Entry(name, item["code"], more)
    written = [*item[language], *(item.get("adjectives", ()) if language == "en" else ())]
    loose = name in _ANY_CASE and item.get("group") not in _CAPITAL_ONLY
    for one in written:
        words = Words.of(one)
        if not len(words):
            continue
        shapes = tuple(0 if loose or (name == "provinces" and word in _KINDS_OF_PLACE) else _shape(word) for word in words.words)
        commas = tuple("," in words.gap(at) if at else False for at in range(len(words)))
        yield Form(words.keys, shapes, commas, entry, one)


def _shape(word: str) -> int:
    return 2 if len(word) > 1 and word.isupper() else 1 if word[0].isupper() else 0


@cache
def class_of(language: str, code: str) -> Lexicon:
    """Return one class of the words of grammar."""
    item = next(item for item in items("grammar") if item["code"] == code)
    return Lexicon(_forms("grammar", item, language))
