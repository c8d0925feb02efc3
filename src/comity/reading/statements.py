"""Statements: the acts of each sentence with who speaks to whom; lists of proposals go on under the sentence that opens them."""

import re
from typing import Final

from comity.reading.acts import Act, Acts, sentences_of
from comity.reading.lexicon import class_of
from comity.reading.pages import Page, Sentence
from comity.reading.papers import is_duty
from comity.reading.parties import Parties
from comity.reading.people import People
from comity.reading.suggestions import Confidence, Figure, Ground, Party, Statement
from comity.reading.when import Span

_COMING: Final = re.compile(r"\b(?:sẽ|dự kiến|will)\b")
_DONE: Final = re.compile(r"\b(?:đã|had|has|have|were|was)\b")
_PARTS: Final = (
    "nội dung",
    "điều",
    "chương",
    "điểm",
    "lĩnh vực",
    "nhóm nội dung",
    "articles",
    "chapters",
)  # of a text or a programme: no fact
_PARTIES: Final = frozenset({"countries", "organs", "organheads"})
_FOR_ITS_PART: Final = re.compile(r", (?:for its part|in turn|về phần mình), ")
_ADDS: Final = ("said", "added", "told", "says")
_TRAILS: Final = 3  # words from a word of telling to the end of its sentence
_AHEAD: Final = frozenset({"commit", "offer", "request", "wish", "call"})


def find_statements(page: Page, people: People, parties: Parties, figures: list[Figure]) -> list[Statement]:
    """Return the statements of the body, in the order of the text."""
    acts = Acts(page, people, parties.bodies_of.mentions)
    found: list[Statement] = []
    asking: Statement | None = None  # a request whose list may go on
    agreed: Statement | None = None  # a promise that ends with a colon
    last: Party | None = None
    for sentence in sentences_of(page):
        if is_duty(page, sentence):
            found += [_statement(page, sentence, will, len(found), who, None) for will, who in _will_of_parties(page, sentence, parties)]
            continue
        here = acts.of(sentence)
        if asking and _is_item(page, sentence, asking):
            here = []  # whatever an item of a list says is what is asked
        if agreed and _is_item(page, sentence, agreed):
            agreed = _listed(page, sentence, "commit", agreed, len(found))
            found.append(agreed)
            continue
        rule_figure = _reports(page, sentence, here, figures)
        if not here and asking and _goes_on(page, sentence, asking):
            asking = _listed(page, sentence, "request", asking, len(found))
            found.append(asking)
            continue
        earlier: Party | None = None
        if not here and found and _same_paragraph(page, found[-1], sentence) and (work := parties.at_work(sentence)):
            here = [Act("inform", work[0].first, work[1] + 1, "under-way", Confidence.LOW)]
        for act in here:
            speaker = parties.speaker(sentence, act, last, earlier)
            last = earlier = speaker or last
            found.append(_statement(page, sentence, act, len(found), speaker, parties.addressee(sentence, act, speaker)))
        new = found[len(found) - len(here) :] if here else []
        asking = next((one for one in reversed(new) if one.act == "request"), None)
        agreed = next((one for one in reversed(new) if one.act == "commit" and _opens_list(page, one)), None)
        if rule_figure:
            who = found[-1].speaker if here else parties.source(sentence)
            del found[len(found) - _told_twice(page, sentence, here) :]
            found.append(_statement(page, sentence, rule_figure, len(found), who, None))
    return found


def _told_twice(page: Page, sentence: Sentence, here: list[Act]) -> int:
    """Return how many acts at the end of a sentence tell nothing more than the counted fact before them: *…, he added*."""
    return int(bool(here) and _added_behind(page, sentence, here[-1]))


def _listed(page: Page, sentence: Sentence, act: str, opener: Statement, number: int) -> Statement:
    """Return what an item of a list says: whose and to whom, the sentence says that opens the list."""
    item = Act(act, sentence.first, sentence.first + 1, "list", Confidence.MEDIUM)
    return _statement(page, sentence, item, number, opener.speaker, opener.addressee)


def _added_behind(page: Page, sentence: Sentence, act: Act) -> bool:
    """Say whether a word of telling only stands behind what is told, at the end of its sentence, with who tells it."""
    words = page.words
    trailing = sentence.after - act.after <= _TRAILS and act.first - sentence.first > _TRAILS
    comma = any("," in words.gap(at) for at in range(max(sentence.first + 1, act.first - 4), act.first + 1))
    return act.act == "inform" and page.language == "en" and trailing and comma and words.words[act.first].lower() in _ADDS


def _will_of_parties(page: Page, sentence: Sentence, parties: Parties) -> list[tuple[Act, Party | None]]:
    """Return what a paper says that both sides, or one of them, will do, which is a promise of theirs; once, or not at all."""
    future = class_of(page.language, "future")
    subjects = [*class_of(page.language, "both-sides").scan(page.words, sentence.first, sentence.after)]
    for both in subjects:
        if will := future.at(page.words, both.after):
            return [(Act("commit", will.first, will.after, "future", Confidence.LOW), parties.both_sides(both))]
    for will in future.scan(page.words, sentence.first, sentence.after):
        names = (name for at in range(sentence.first, will.first) if (name := page.names.get(at)) and name.kind in _PARTIES)
        owing = next((name for name in names if _reaches(page, parties.body_end(name), will.first)), None)
        if owing:
            return [(Act("commit", will.first, will.after, "future", Confidence.LOW), parties.body(owing))]
    return []


def _reaches(page: Page, after: int, at: int) -> bool:
    """Say whether the name that ends before word `after` stands right before word `at`, or with *for its part* between."""
    between = page.text[page.words.ends[after - 1] : page.words.starts[at]] if after <= at else "."
    return between == " " or _FOR_ITS_PART.fullmatch(between) is not None


def _statement(page: Page, sentence: Sentence, act: Act, number: int, speaker: Party | None, addressee: Party | None) -> Statement:
    words = page.words
    spans = (Span(words.starts[act.first], words.ends[act.after - 1]),)
    quoted = any(mark in page.text[sentence.start : sentence.end] for mark in '“"«')
    return Statement(
        number, act.act, speaker, addressee, Span(sentence.start, sentence.end), quoted, Ground(act.rule, act.confidence, spans)
    )


def _same_paragraph(page: Page, before: Statement, sentence: Sentence) -> bool:
    """Say whether somebody spoke before in the paragraph of a sentence."""
    return page.paragraphs[sentence.paragraph].start <= before.sentence.start and before.speaker is not None


def _is_told(page: Page, sentence: Sentence, place: int, ahead: list[int]) -> bool:
    """Say whether a figure is told as a fact: in its part of the sentence nothing is asked or promised before it, nor will come."""
    begin = page.text.rfind(";", sentence.start, place) + 1 or sentence.start
    before = page.text[begin:place]
    return not any(begin <= one < place for one in ahead) and (_COMING.search(before) is None or _DONE.search(before) is not None)


def _is_item(page: Page, sentence: Sentence, asking: Statement) -> bool:
    """Say whether a sentence is an item, with a mark before it, of a list that a request opens."""
    raw = page.text[max(0, sentence.start - 3) : sentence.start]
    mark = "" if "\n" in raw and raw.strip().isalnum() else raw.strip()  # not the last letter of the line before
    begin = asking.sentence.start
    before = page.text[max(0, begin - 3) : begin].strip() if asking.ground.rule == "list" else mark
    alike = any(one.isalnum() for one in mark) == any(one.isalnum() for one in before)  # a list of strokes ends at the next number
    return (
        mark not in ("", ".")
        and alike
        and page.text[asking.sentence.start : asking.sentence.end].rstrip().endswith((":", ";", "."))
        and _opens_list(page, asking)
    )


def _opens_list(page: Page, asking: Statement) -> bool:
    """Say whether a request ends with a colon, or is itself an item of such a list."""
    return asking.ground.rule == "list" or page.text[asking.sentence.start : asking.sentence.end].rstrip().endswith(":")


def _goes_on(page: Page, sentence: Sentence, asking: Statement) -> bool:
    """Say whether a sentence without an act of its own goes on with what was asked before it."""
    words = page.words
    bullet = page.text[max(0, sentence.start - 3) : sentence.start].strip() not in ("", ".")
    opener = class_of(page.language, "imperative").at(words, sentence.first)
    needs = class_of(page.language, "both-sides").at(words, sentence.first)
    need = any(key in ("cần", "should") for key in words.keys[sentence.first : sentence.first + 6])
    before = page.text[asking.sentence.start : asking.sentence.end].rstrip()
    listed = before.endswith((":", ";"))
    return bool(
        (listed and bullet)
        or (bullet and opener)
        or (opener and page.language == "vi")
        or ((needs or words.keys[sentence.first + 1 : sentence.first + 2] == ("này",)) and need)
    )


def _reports(page: Page, sentence: Sentence, here: list[Act], figures: list[Figure]) -> Act | None:
    """Return the act of reporting a number: counts, money and shares that are not asked for or promised; times where they are a mean."""
    ahead = [page.words.starts[act.first] for act in here if act.rule != "set-phrase" and act.act in _AHEAD]
    mean = any(True for _ in class_of(page.language, "average").scan(page.words, sentence.first, sentence.after))
    for figure in figures:
        span = figure.ground.spans[0]
        if (
            sentence.start <= span.start < sentence.end
            and not figure.unit.startswith(_PARTS)
            and _is_told(page, sentence, span.start, ahead)
            and (figure.kind in ("count", "money") or (figure.kind == "share" and figure.unit != "lần") or (mean and figure.kind == "time"))
        ):
            at = next(at for at in range(sentence.first, sentence.after) if page.words.ends[at] > span.start)
            return Act("report-figure", at, at + 1, "number-in-sentence", Confidence.LOW)
    return None
