"""Titles and names as they stand in a line: where a title ends, and whether a name begins behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from comity.reading.lexicon import Hit, class_of, items, lexicon
from comity.reading.nobody import MEETINGS, NO_NAMES
from comity.reading.pages import Page
from comity.reading.tokens import is_syllable, key, word_set

TITLES: Final = frozenset({"ranks", "offices"})
_BODIES: Final = frozenset({"organs", "organheads", "mechanisms", "treaties", "portfolios", "regions"})
_LANDS: Final = frozenset({"countries", "provinces", "places"})
_SHORT: Final = frozenset({"countries", "ranks", "organheads", "offices", "places"})  # kinds whose one-syllable forms a name may have in it
_REGIONS: Final = word_set("tỉnh bang miền huyện quận vùng phố xã phường trấn province")
_ABROAD: Final = word_set("tại ở to in")
_AND: Final = word_set("và cùng and")
_ENDS: Final = word_set(
    "affairs security police force defence defense relations cooperation justice trade crime crimes terrorism trafficking drugs"
)
_ARTICLES: Final = word_set("the a an this that these its their his her our")
_APOSTROPHES: Final = ("'", "\u2019")
_HYPHENS: Final = ("-", "'", "\u2019", "\u2018")
_ON: Final = (" ", "-", " - ", " \u2013 ", "\u2013", "/", ". ")  # what may stand between two words of a title
_BEHIND: Final = (", ", " - ", " \u2013 ", " (")
_BETWEEN: Final = 14  # words from the last word of a title that is known to the name
_LONGEST: Final = 6  # words of a name
_PLACE: Final = 2  # words of a place in the name of an organ
_PARTS: Final = (
    "Phân cục",
    "Phân viện",
    "Chi cục",
    "Đồn",
    "Trạm",
    "Tiểu đoàn",
    "Trung đoàn",
    "Lữ đoàn",
    "Đại đội",
    "Hải đội",
    "Sở",
    "Phòng",
    "Tổ",
    "Đội",
    "Trại",
)
_WHOLE: Final = 2  # words of a whole name
_VIETNAMESE: Final = 5  # words of a name of Viet Nam


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it stands: words [first, after), its offices, organ and state, and the words of the name that follows, if one does."""

    first: int
    after: int
    hits: tuple[Hit, ...]
    organ: tuple[int, int] | None
    country: str | None
    name: tuple[int, int] | None

    @property
    def address(self) -> bool:
        """Whether it is nothing but a form of address: *ông*, *Mr*."""
        return all(hit.entry.more.get("group") == "address" for hit in self.hits)


@cache
def surnames_of(language: str) -> frozenset[str]:
    """Return the family names of Viet Nam, as words are compared."""
    return frozenset(key(name) for item in items("surnames") for name in item[language] if len(name.split()) == 1)


class Names:
    """Reads names of persons."""

    def __init__(self, page: Page) -> None:
        """Gather what the walk needs."""
        self.words = page.words
        self.names = page.names
        self.history = class_of(page.language, "history")
        self.particles = class_of(page.language, "name-particle")
        self.stops = class_of(page.language, "title-stop")
        self.adverbs = class_of(page.language, "before-act")
        self.acts = lexicon(page.language, "acts")
        self.surnames = surnames_of(page.language)
        self.english = page.language == "en"
        self.given = class_of(page.language, "given-name-too")

    def name(self, at: int, end: int, *, titled: bool) -> int | None:
        """Return the word after the name that begins at word `at`; `titled` where a title or an organ stands right before it."""
        begins = self.names.get(at)
        surname = self.words.keys[at] in self.surnames
        given = titled and begins is not None and self._is_given(begins, end)
        if (
            not self.words.capital(at)
            or (self.english and self.words.keys[at] in _ARTICLES)
            or self.history.at(self.words, at)
            or (begins and not given and not (surname and self._fits_in(begins)))
        ):
            return None
        after = self._run(at, end, surname=surname)
        follows = self.names.get(after) if after < end and self.words.gap(after) == " " else None
        if follows and follows.kind == "organheads" and self.english:
            return None  # the European External Action Service
        run = self.words.words[at:after]
        if self.english and NO_NAMES & set(self.words.keys[at:after]):
            return None  # Executive Director of Police Services
        syllables = [is_syllable(word) for word in run]
        shouted = all(len(word) > 1 and word.isupper() for word in run)
        short = _is_acronym(run[-1]) and all(len(word) == 1 for word in run[:-1])  # J-CAT
        if len(run) > 1 and (shouted or short):
            return None
        hyphened = any(self.words.gap(one) == "-" for one in range(at + 1, after))  # Kim Soo-hwan is none of Viet Nam
        if surname and len(run) > 1 and len(run[0]) > 1 and all(syllables[:2]) and not hyphened:
            foreign = next((number for number, one in enumerate(syllables) if not one), len(run))
            return at + min(len(run) if self.english else foreign, _VIETNAMESE)
        if _is_acronym(run[0]) and not (
            titled and len(run) == 2 and len(run[0]) <= 3 and not _is_acronym(run[1]) and not all(syllables[1:])
        ):
            return None
        long = len(run) > 1
        if not long and all(syllables) and not self._ends(after, end):
            return None  # Chính sách: the first syllable of a word
        return after if (titled and (long or len(run[0]) > 1)) or (long and not all(syllables)) else None

    def _is_given(self, hit: Hit, end: int) -> bool:
        """Say whether the name of a land is a given name here: *Deputy Assistant Secretary Jordan Whitlock*."""
        follows = hit.after < end and self.words.gap(hit.after) == " " and self.words.capital(hit.after) and hit.after not in self.names
        return follows and self.given.at(self.words, hit.first) is not None

    def _ends(self, after: int, end: int) -> bool:
        """Say whether a given name alone is over: a stop, a verb or an adverb of saying follows."""
        if after >= end or self.words.gap(after) != " ":
            return True
        return any(words.at(self.words, after) for words in (self.stops, self.acts, self.adverbs))

    def vietnamese(self, at: int) -> bool:
        """Say whether a family name of Viet Nam and a given name begin at word `at`."""
        words = self.words
        follows = at + 1 < len(words) and words.gap(at + 1) == " " and words.capital(at + 1) and is_syllable(words.words[at + 1])
        return follows and words.keys[at] in self.surnames

    def _run(self, at: int, end: int, *, surname: bool) -> int:
        """Return the word after the capitals that begin at word `at`."""
        now = at + 1
        while now < end and now - at < _LONGEST and self._goes_on(now, end, surname=surname):
            now += 1
        return now

    def _goes_on(self, now: int, end: int, *, surname: bool) -> bool:
        words = self.words
        gap, hit = words.gap(now), self.names.get(now)
        if gap in _HYPHENS:
            return not (gap in _APOSTROPHES and words.keys[now] == "s")
        if gap == ". ":
            return len(words.words[now - 1]) == 1
        if gap == ".":
            behind = now + 1 < end and words.gap(now + 1) == ". " and words.capital(now + 1) and len(words.words[now + 1]) > 1
            return behind and len(words.words[now - 1]) == len(words.words[now]) == 1 and words.capital(now)  # V.I. Orlov
        if gap != " ":
            return False
        if not words.capital(now):
            return self._particle(now, end)
        return hit is None or (surname and (self._fits_in(hit) or hit.kind in ("provinces", "places")))

    def _particle(self, now: int, end: int) -> bool:
        """Say whether word `now` is a particle with a capital behind it, perhaps behind a second one: *van der Meulen*."""
        words = self.words
        while now < end and not words.capital(now) and self.particles.at(words, now):
            now += 1
            if now >= end or words.gap(now) not in (" ", "-"):
                return False
        return now < end and words.capital(now)

    @staticmethod
    def _fits_in(hit: Hit) -> bool:
        return hit.after - hit.first == 1 and hit.kind in _SHORT


class Titles:
    """Reads titles, and the names that follow them."""

    def __init__(self, page: Page, names: Names) -> None:
        """`names` reads the names of the same page."""
        self.page = page
        self.words = page.words
        self.hits = page.names
        self.names = names
        self.stops = class_of(page.language, "title-stop")
        self.acts = lexicon(page.language, "acts")

    def title(self, at: int, end: int) -> Title:
        """Read the title that begins at word `at`, and the name after it."""
        walk = _Walk([self.hits[at]], self.hits[at].after, self._adjective(at), organ=self._organ_ahead(at))
        while walk.now < min(end, at + _BETWEEN + 8):
            if not self._step(walk, end):
                break
        return Title(at, walk.after, tuple(walk.hits), walk.organ, walk.country, walk.name)

    def behind(self, after: int, end: int) -> Iterator[Title]:
        """Yield the titles behind a name: *Tô Lâm, Ủy viên Bộ Chính trị, Bộ trưởng Bộ Công an*."""
        while after < end and self.words.gap(after) in _BEHIND:
            hit = self.hits.get(after)
            if hit and hit.kind in _BODIES and (own := self._organ_behind(after, end)):
                yield own
                return
            if not hit or hit.kind not in TITLES or hit.entry.more.get("group") in ("address", "case"):
                return
            title = self.title(after, end)
            if title.name is not None:
                return
            yield title
            after = title.after

    def _organ_behind(self, at: int, end: int) -> Title | None:
        """Return the organ that stands behind a name, and no office with it: *trung tá Trịnh Công Lập, Cục An ninh mạng,*."""
        if self.page.language != "vi" or self.words.gap(at) != ", ":
            return None
        now = after = self.hits[at].after
        land = self.hits.get(after)
        country = self.hits[at].entry.more.get("country")
        while now < end and now - at < _BETWEEN + 4 and self.words.gap(now) == " ":
            if self.acts.at(self.words, now) or self.names.adverbs.at(self.words, now):
                break
            land = self.hits.get(now)
            country = country or (
                land.code
                if land and land.kind == "countries"
                else land.entry.more.get("country", "VN")
                if land and land.kind in _LANDS
                else None
            )
            now = land.after if land else now + 1
            after = now
        closed = now >= end or self.words.gap(now)[:1] == "," or self.acts.at(self.words, now) is not None
        return Title(at, after, (), (at, after), country, None) if closed else None

    def _step(self, walk: "_Walk", end: int) -> bool:
        """Go on by a word or a name of the gazetteers; return whether the title may go on behind it."""
        now, words = walk.now, self.words
        gap, hit = words.gap(now), self.hits.get(now)
        if gap.startswith(" (") and (closed := self._bracket(now, end)):
            walk.now = closed
            return True
        if gap in _APOSTROPHES and words.keys[now] == "s":
            walk.now += 1
            return True
        if gap == ", " and self._named_behind(walk, end):
            return False
        if not self._continues(walk, gap, hit):
            return False
        if words.keys[now - 1] in _REGIONS and hit is None and gap == " " and words.capital(now) and (width := self._region(now, end)):
            walk.organ = (walk.organ[0], now + width) if walk.organ else None
            walk.now = walk.after = now + width
            return True
        direct = walk.after == now
        name = self.names.name(now, end, titled=direct) if self.page.language == "vi" or direct or words.keys[now - 1] in _ENDS else None
        if name and (self._names_part(now) or words.keys[now] in MEETINGS):
            name = None  # Phân cục Nam Hải, Justice Forum
        if name and not (hit and hit.kind in TITLES and hit.entry.more.get("group") != "address"):
            walk.name = (now, name)
            return False
        if hit and hit.kind in TITLES | _BODIES | _LANDS:
            walk.take(hit)
            return True
        return self._pass_over(walk, gap, end)

    def _names_part(self, now: int) -> bool:
        """Say whether the word for a part of an organ stands right before what looks like a name: that names the part."""
        head = self.page.covered.get(now - 1)
        return head is not None and head.kind == "organheads" and head.written in _PARTS and self.words.gap(now) == " "

    def _named_behind(self, walk: "_Walk", end: int) -> bool:
        """Take the English name between commas behind an office: *the Director of the National Crime Agency, Rhodri Penhaligon,*."""
        unknown = walk.now - walk.after > 1 and self.words.capital(walk.now - 1)  # the Secretary General of ICAO, Juan Carlos Salazar,
        if self.page.language != "en" or (walk.organ is None and walk.country is None and not unknown) or walk.now in self.hits:
            return False
        after = self.names.name(walk.now, end, titled=False)
        closed = after is not None and (after >= end or self.words.gap(after)[:1] in (",", ".", ";"))
        if after is None or not closed or after - walk.now < _WHOLE:
            return False
        walk.name = (walk.now, after)
        return True

    def _region(self, now: int, end: int) -> int:
        """Return of how many words the name of a place behind *tỉnh*, *thành phố* is; none where a person's name of three begins there."""
        run = 1
        while now + run < end and self.words.gap(now + run) == " " and self.words.capital(now + run) and now + run not in self.hits:
            run += 1
        if not self.names.vietnamese(now):
            return 1 if run > _PLACE else run
        return run if run <= _PLACE else 0

    def _continues(self, walk: "_Walk", gap: str, hit: Hit | None) -> bool:
        if gap != ", ":
            return gap in _ON
        if all(one.entry.more.get("group") == "address" for one in walk.hits):
            return False
        if hit and hit.kind in TITLES:
            return True
        in_organ = walk.organ is not None or (hit is not None and hit.kind in _BODIES)
        return in_organ and self.words.capital(walk.now) and not self.names.name(walk.now, len(self.words), titled=False)

    def _pass_over(self, walk: "_Walk", gap: str, end: int) -> bool:
        """Pass over a word that no gazetteer has: part of the name of an organ, until something that no title has."""
        now = walk.now
        if self.stops.at(self.words, now) or self._joins(now, end) or now - walk.after >= _BETWEEN:
            return False
        if gap == ", " and not self.words.capital(now):
            return False
        walk.abroad = walk.abroad or self.words.keys[now] in _ABROAD
        walk.now += 1
        return True

    def _adjective(self, at: int) -> str | None:
        """Return the state of an English adjective right before a title: *Singaporean Minister*."""
        of = 2 if at > 1 and self.words.keys[at - 1] == "s" and self.words.gap(at - 1) in _APOSTROPHES else 1  # Vietnam's Minister
        before = self.page.covered.get(at - of) if at and self.page.language == "en" and self.words.gap(at) == " " else None
        if before and before.kind == "organs":
            return before.entry.more.get("country")  # Royal Thai Police Deputy Commissioner
        return before.code if before and before.kind == "countries" else None

    def _organ_ahead(self, at: int) -> tuple[int, int] | None:
        """Return the English organ right before a title, where a name and no *of* follows: *AFP Detective Superintendent Andersson*."""
        before = self.page.covered.get(at - 1) if at and self.page.language == "en" and self.words.gap(at) == " " else None
        if (
            before is None
            or before.kind != "organs"
            or self.words.keys[self.hits[at].after : self.hits[at].after + 1] in (("of",), ("for",))
        ):
            return None
        return before.first, before.after

    def _joins(self, now: int, end: int) -> bool:
        """Say whether a word joins the next person with a title of their own: *… và ngài Akahori Takeshi*."""
        hit = self.hits.get(now + 1) if now + 1 < end else None
        return self.words.keys[now] in _AND and hit is not None and hit.kind in TITLES

    def _bracket(self, now: int, end: int) -> int | None:
        """Return the first word behind a short bracket."""
        for at in range(now + 1, min(end, now + 14)):
            if self.words.gap(at).startswith(")"):
                return at if self.words.gap(at) in (") ", "), ") else None
        return None


@dataclass(slots=True)
class _Walk:
    """How far the reading of a title has come."""

    hits: list[Hit]
    now: int
    country: str | None
    after: int = 0
    organ: tuple[int, int] | None = None
    abroad: bool = False  # behind *tại*: a state there is where somebody serves, not whom
    name: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        """Begin behind the first word of the title."""
        self.after = self.now

    def take(self, hit: Hit) -> None:
        """Go on behind a name of the gazetteers."""
        if hit.kind in TITLES:
            self.hits.append(hit)
        elif hit.kind in _BODIES:
            self.organ = (self.organ[0] if self.organ else hit.first, hit.after)
            self.country = self.country or hit.entry.more.get("country")
        else:
            if not self.abroad:
                self.country = self.country or (hit.code if hit.kind == "countries" else hit.entry.more.get("country", "VN"))
            self.organ = (self.organ[0], hit.after) if self.organ else None
        self.now = self.after = hit.after


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()
