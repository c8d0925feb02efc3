"""Measures readings against labels: precision and recall by kind, with 95 % intervals after Wilson (1927).

What matches is said in docs/specs/reading.md, section 7. Each label is matched once, and so is each suggestion.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from math import sqrt
from typing import Final, TypeAlias

from comity.reading.labels import LabelCommitment, Labels
from comity.reading.lexicon import NAMES, class_of, lexicon
from comity.reading.occasions import CLASSES
from comity.reading.reading import Reading
from comity.reading.tokens import Words

# Before the name of a state in that of an organ: *Bộ Nội vụ Vương quốc Campuchia* is *Bộ Nội vụ Campuchia*.
_FORMS_OF_STATE: Final = re.compile(
    r"(?<= )(?:Vương quốc|Cộng hòa(?: Dân chủ Nhân dân| Nhân dân| Hồi giáo| Xã hội chủ nghĩa)?|Liên bang|"
    r"Kingdom of|Republic of) (?=[A-ZĐ])(?!Anh\b|Nga\b)"
)
# What does not count before a name: an article, how many; *TP* is *thành phố*.
_LEADING: Final = re.compile(
    r"^(?:(?:the|a|an|các|những|all|tất cả|toàn bộ|about|some|khoảng|hơn|\d[\d.,]*) )+(?=\w)(?!side|parties|bên\b|nước\b)", re.IGNORECASE
)
_CITY: Final = re.compile(r"\bTP\.? ?(?=[A-ZĐ])")
Row: TypeAlias = tuple[Hashable, str]  # what must agree, and how it is shown
_RULED: Final = ("actors", "events", "statements", "commitments", "figures")
KINDS: Final = ("actors", "events", "dates", "places", "statements", "commitments", "commitments-whole", "figures")
_Z: Final = 1.959963984540054  # of the normal distribution, two sides, 95 %
_PLACE_WORDS: Final = frozenset(
    [
        "tp",
        "thành",
        "phố",
        "tỉnh",
        "huyện",
        "quận",
        "phường",
        "xã",
        "thủ",
        "đô",
        "bang",
        "thị",
        "trấn",
        "the",
        "city",
        "of",
        "district",
        "province",
    ]
)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, and between which bounds the true share lies; of none there is no share."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """The share."""
        return self.right / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % interval after Wilson; of none, everything is possible."""
        if not self.of:
            return (0.0, 1.0)
        share, square = self.right / self.of, _Z * _Z
        middle = share + square / (2 * self.of)
        spread = _Z * sqrt(share * (1 - share) / self.of + square / (4 * self.of * self.of))
        scale = 1 + square / self.of
        return (max(0.0, min(share, (middle - spread) / scale)), min(1.0, max(share, (middle + spread) / scale)))


@dataclass(frozen=True, slots=True)
class Miss:
    """One label that nothing was suggested for, or one suggestion that no label has."""

    report: str
    kind: str
    wrong: bool  # a suggestion too many; otherwise a label too few
    what: str


@dataclass(slots=True)
class Score:
    """Counts of one kind."""

    right: int = 0
    suggested: int = 0
    labelled: int = 0

    @property
    def precision(self) -> Share:
        """How many suggestions were right."""
        return Share(self.right, self.suggested)

    @property
    def recall(self) -> Share:
        """How many labels were found."""
        return Share(self.right, self.labelled)


@dataclass(slots=True)
class Tally:
    """Scores by kind over all reports, and every miss."""

    reports: int = 0
    scores: dict[str, Score] = field(default_factory=lambda: {kind: Score() for kind in KINDS})
    rules: dict[tuple[str, str], Score] = field(default_factory=dict)  # by kind and rule; labels have no rules, so only precision
    misses: list[Miss] = field(default_factory=list)

    def add(self, name: str, reading: Reading, labels: Labels) -> None:
        """Count one report."""
        self.reports += 1
        for kind, suggested, labelled in _pairs(reading, labels):
            self._count(name, kind, suggested, labelled)
            if kind in _RULED:
                self._count_rules(kind, [one.ground.rule for one in getattr(reading, kind)], suggested, labelled)

    def compare(self, name: str, reading: Reading, labels: Labels, other: Labels) -> None:
        """Count one report that two hands labelled: `other` stands where the suggestions stand. The reading cuts sentences."""
        self.reports += 1
        for (kind, _, labelled), (_, _, theirs) in zip(_pairs(reading, labels), _pairs(reading, other), strict=True):
            self._count(name, kind, theirs, labelled)

    def _count_rules(self, kind: str, rules: list[str], suggested: list[Row], labelled: list[Row]) -> None:
        left = Counter(key for key, _ in labelled)
        for rule, (key, _) in zip(rules, suggested, strict=True):
            score = self.rules.setdefault((kind, rule), Score())
            score.suggested += 1
            if left[key]:
                left[key] -= 1
                score.right += 1

    def _count(self, name: str, kind: str, suggested: list[Row], labelled: list[Row]) -> None:
        score = self.scores[kind]
        ours, theirs = Counter(key for key, _ in suggested), Counter(key for key, _ in labelled)
        both = ours & theirs
        score.right += both.total()
        score.suggested += len(suggested)
        score.labelled += len(labelled)
        for wrong, held in ((True, suggested), (False, labelled)):
            left = Counter(both)
            for key, what in held:
                if left[key]:
                    left[key] -= 1
                else:
                    self.misses.append(Miss(name, kind, wrong, what))


def _pairs(reading: Reading, labels: Labels) -> Iterator[tuple[str, list[Row], list[Row]]]:
    """Yield for each kind what was suggested and what was labelled, each as what must agree and how it is shown."""
    yield "actors", *_actors(reading, labels)
    yield (
        "events",
        [((CLASSES.get(one.type, one.type), one.when.iso), f"{one.type} {one.when.iso}: {one.title[:80]}") for one in reading.events],
        [((CLASSES.get(one.type, one.type), one.date.iso), f"{one.type} {one.date.iso}: {one.title[:80]}") for one in labels.events],
    )
    yield (
        "dates",
        _once((one.when.iso, one.when.iso) for one in reading.events),
        _once((one.date.iso, one.date.iso) for one in labels.events),
    )
    yield (
        "places",
        _once((_place(one.place), one.place) for one in reading.events),
        _once((_place(one.place), one.place) for one in labels.events),
    )
    sentences = _Sentences(reading)
    yield (
        "statements",
        [((one.sentence.start, one.act), f"{one.act}: {reading.quote(one.sentence)[:120]}") for one in reading.statements],
        [((sentences.at(one.quote_start), one.act), f"{one.act}: {one.quote_start}") for one in labels.statements],
    )
    ours = [(one.sentence.start, _party(one.obligor.text, reading), one.strength) for one in reading.commitments]
    shown = [
        f"{one.strength} {one.obligor.text} → {one.beneficiary.text if one.beneficiary else None}: {reading.quote(one.sentence)[:100]}"
        for one in reading.commitments
    ]
    theirs = [(sentences.at(one.quote_start), _party(one.obligor, reading), one.strength) for one in labels.commitments]
    asked = [f"{one.strength} {one.obligor} → {one.beneficiary}: {one.quote_start}" for one in labels.commitments]
    yield "commitments", list(zip(ours, shown, strict=True)), list(zip(theirs, asked, strict=True))
    yield (
        "commitments-whole",
        [
            ((*key, _receiver(one.beneficiary.text if one.beneficiary else None, reading)), what)
            for key, what, one in zip(ours, shown, reading.commitments, strict=True)
        ],
        [((*key, _receiver(_beneficiary(one), reading)), what) for key, what, one in zip(theirs, asked, labels.commitments, strict=True)],
    )
    yield (
        "figures",
        [((float(one.number), _unit(one.unit)), f"{one.number} {one.unit}") for one in reading.figures],
        [((one.number, _unit(one.unit)), f"{one.number:g} {one.unit}") for one in labels.figures],
    )


def _actors(reading: Reading, labels: Labels) -> tuple[list[Row], list[Row]]:
    """A person may be called by any form of the label's name."""
    names = {Words.of(form).keys: Words.of(one.name).keys for one in labels.actors for form in (one.name, *one.forms)}
    ours = [(names.get(Words.of(one.name).keys, Words.of(one.name).keys), one.name) for one in reading.actors]
    return list(ours), [(Words.of(one.name).keys, one.name) for one in labels.actors]


def _once(values: Iterable[tuple[Hashable, str | None]]) -> list[Row]:
    """Return each value once, and none for nothing."""
    return list({key: (key, what) for key, what in values if key and what}.values())


def _place(name: str | None) -> Hashable:
    """Return a place without the word for its kind, and without the larger one behind a comma."""
    if name is None:
        return None
    keys = [key for key in Words.of(name.split(",")[0].split(" (")[0]).keys if key not in _PLACE_WORDS]
    return tuple(keys)


def _unit(unit: str) -> str:
    """Return the first word of a unit: labels name it longer or shorter."""
    return (Words.of(unit).keys or (unit,))[0]


def _beneficiary(label: LabelCommitment) -> str | None:
    return label.beneficiary


def _receiver(name: str | None, reading: Reading) -> Hashable:
    return None if name is None else _party(name, reading)


def _party(name: str, reading: Reading) -> Hashable:
    """Return what makes two ways to write a party the same: both sides, the codes of its names, or its words."""
    words = Words.of(_FORMS_OF_STATE.sub("", _short(_CITY.sub("thành phố ", name), reading)))
    if any(hit.first == 0 and hit.after == len(words) for hit in class_of(reading.language, "both-sides").scan(words)):
        return "both sides"
    hits = [hit for hit in lexicon(reading.language, *NAMES).scan(words) if hit.kind in ("countries", "organs", "provinces", "places")]
    codes = {hit.code for hit in hits}
    if len(codes) > 1:
        codes -= {"VN"} if codes & {hit.code for hit in hits if hit.kind == "organs"} else set()
    return frozenset(codes) if codes else Words.of(_LEADING.sub("", words.text)).keys


def _short(name: str, reading: Reading) -> str:
    """Return the short name that the report gives in brackets behind a name: both are names of one party.

    *Cơ quan Công tố Hoàng gia Anh (CPS)*: whoever calls it by either means the same.
    """
    lands = lexicon(reading.language, "countries", "provinces").at(Words.of(name), 0)
    if lands is not None and lands.after == len(Words.of(name)):
        return name  # Cục Điều tra Liên bang Mỹ (FBI): the short name is the bureau's
    behind = re.search(re.escape(name) + r" \(([A-ZĐ][\w/&-]{1,11})\)", reading.text)
    return behind[1] if behind else name


class _Sentences:
    """Finds the sentence that a label's first words begin."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.spans = sorted({one.sentence for one in reading.statements} | {one.sentence for one in reading.commitments})

    def at(self, quote_start: str) -> int:
        """Return where the suggested sentence with these words starts; else where they stand themselves, or -1."""
        sought = " ".join(quote_start.split())
        place = self.reading.text.find(sought)
        held = next(
            (span.start for span in self.spans if span.start <= place + len(sought) - 1 < span.end and span.start - place < 4), None
        )
        return place if held is None else held
