"""Sentences that tell what a signed paper says: duties of its parties, and no speech of anybody."""

import re
from typing import Final

from comity.reading.lexicon import Hit, class_of, lexicon
from comity.reading.pages import Page, Role, Sentence

_OPENS: Final = re.compile(
    r"(?:Theo|Biên bản|Bản ghi nhớ|Thỏa thuận|Hiệp định|Kế hoạch|Văn kiện|Nghị định thư|Under|Pursuant to|According to|"
    r"The (?:memorandum|agreement|letter|plan|arrangement|protocol|treaty))\b",
    re.IGNORECASE,
)
_BY: Final = re.compile(r"(?:Theo|Under|Pursuant to)\b", re.IGNORECASE)
_THEREBY: Final = re.compile(r"(?:Theo đó|Trong đó|Thereby|Under it|Under its terms|Under the text)\b,?", re.IGNORECASE)
_NAMED_AGAIN: Final = re.compile(
    r"(?:Theo (?:Kế hoạch|Chương trình|Ý định thư|Tuyên bố|văn bản|Quy chế|Thỏa thuận)|"
    r"Theo (?:kế hoạch|biên bản|chương trình|quy chế|thỏa thuận|bản ghi nhớ)(?: này)?,(?= (?:hai\b|mỗi\b|phía\b|[A-ZĐ]))|"
    r"Under the (?:[Pp]lan|text|[Aa]ccord|[Dd]eal))\b(?: này)?,"
)  # a capital: the one signed
# What goes on to say what the paper of the sentence before obliges to: *It also provides that the State Police will train 25 officers*.
_PROVIDES: Final = re.compile(
    r"(?:It|The (?:text|document|paper|memorandum|agreement|plan|arrangement|letter|protocol|accord))(?: also| further| in addition)? "
    r"(?:provides|stipulates|obliges|requires|foresees|envisages|commits|binds|sets out)\b|"
    r"(?:Văn kiện|Biên bản|Bản ghi nhớ|Thỏa thuận|Kế hoạch|Hiệp định|Văn bản)(?: này)? "
    r"(?:cũng |còn )(?:quy định|nêu rõ|nêu|xác định|yêu cầu)\b"
)
# A declaration that is adopted, and what it says that its states will do.
_DECLARED: Final = re.compile(
    r"Under the (?:[A-Z][\w-]+ )*(?:Statement|Declaration|Communiqu[eé])\b[^.;]*\b(?:will|shall)\b|"
    r"Theo (?:Tuyên bố|Thông cáo)(?: chung)?(?: [A-ZĐ][\w-]+)*(?: này)?, [^.;]*\bsẽ\b"
)
_SIDE: Final = frozenset({"phía", "bên"})
_SIGNED: Final = re.compile(r"\b(?:ký|ký kết|signed|initialled)\b", re.IGNORECASE)
_DONE: Final = re.compile(r"\b(?:đã|had|has|have|was|were)\b", re.IGNORECASE)
_SET: Final = re.compile(r"dự kiến|theo kế hoạch|scheduled|is expected|are expected", re.IGNORECASE)
_DUTY: Final = re.compile(
    r"có trách nhiệm|có nghĩa vụ|nghĩa vụ|quy định|sẽ|phải|mỗi năm|hằng năm|mỗi bên|cam kết|chỉ định|shall|will|must|"
    r"obliges|requires|binds|undertakes?",
    re.IGNORECASE,
)
# A sentence that opens a list of what a signed paper obliges to: *hai bên ký biên bản, trong đó có các nội dung sau:*.
_OPENS_LIST: Final = re.compile(
    r"\b(?:ký|ký kết|thông qua|signed|initialled)\b|^(?:Theo|Biên bản|Bản ghi nhớ|Thỏa thuận|Kế hoạch|"
    r"Nội dung (?:biên bản|bản ghi nhớ|thỏa thuận)|"
    r"Under|The (?:memorandum|minutes|plan|letter|arrangement|agreement))\b",
    re.IGNORECASE,
)
_IS_NOT: Final = re.compile(r"(?: \w+){0,2} (?:không phải|không có giá trị|không làm phát sinh|is not|does not|are not|gives no|has no)\b")
_MARK: Final = re.compile(r"(?:[-–+*•] ?|\(?\d{1,2}[.)] ?|[a-zđ]\) )$")
PAPERS: Final = frozenset({"signed-mou", "binding-treaty"})
_PARTIES: Final = frozenset({"countries", "organs", "organheads"})
_DUTY_OF_ONE: Final = re.compile(r"\b(?:sẽ|phải|will|shall|must)\b", re.IGNORECASE)
_BESIDE: Final = 4  # words between a party and what it will do
_NEAR: Final = 3  # words from the beginning of a sentence to the paper


def paper_of(page: Page, sentence: Sentence) -> Hit | None:
    """Return the paper whose duties a sentence tells: *Theo Biên bản ghi nhớ, hai bên có trách nhiệm …*, *Under the letter, …*.

    *Theo đó* is by the paper that the sentence before it says was signed.
    """
    text = page.text[sentence.start : sentence.end]
    if page.role(sentence) is not Role.BODY:
        return None
    if listed := _listed(page, sentence):
        return listed
    if _THEREBY.match(text):
        return _signed_before(page, sentence)
    if before := _gone_on(page, sentence):
        return before
    if not _OPENS.match(text) or not (_DUTY.search(text) or (_BY.match(text) and not _DONE.search(text))):
        return None
    hits = list(lexicon(page.language, "strengths").scan(page.words, sentence.first, min(sentence.first + 7, sentence.after)))
    paper = next((hit for hit in hits if hit.code in PAPERS and hit.first - sentence.first <= _NEAR), None)
    if (
        paper is None
        and _DECLARED.match(text)
        and any(class_of(page.language, "both-sides").scan(page.words, sentence.first, sentence.after))
    ):
        return next((hit for hit in hits if hit.code == "joint-statement"), None)
    if paper and not _BY.match(text) and _IS_NOT.match(page.text, page.words.ends[paper.after - 1]):
        return None  # what a paper is not
    return paper or (_signed_before(page, sentence, above=True) if _NAMED_AGAIN.match(text) else None)


def _gone_on(page: Page, sentence: Sentence) -> Hit | None:
    """Return the paper whose duties the sentence before tells, where this one goes on with what a party does and says nothing.

    *Theo Biên bản, hai bên cử cán bộ thường trực. Công an tỉnh Điện Biên hỗ trợ bạn nhiên liệu.*
    """
    number = page.sentences.index(sentence)
    before = page.sentences[number - 1] if number else None
    first = sentence.first + (page.words.keys[sentence.first] in _SIDE)  # Phía Việt Nam sẽ cử …
    if before and before.paragraph == sentence.paragraph and _PROVIDES.match(page.text, sentence.start, sentence.end):
        paper = paper_of(page, before)
        return Hit(paper.entry, paper.written, sentence.first, sentence.first) if paper else None
    name = page.names.get(first)
    both = class_of(page.language, "both-sides").at(page.words, sentence.first)
    if before is None or before.paragraph != sentence.paragraph or not (both or (name and name.kind in _PARTIES)):
        return None
    if _DONE.search(page.text, sentence.start, sentence.end) or _SET.search(page.text, sentence.start, sentence.end):
        return None
    duty = _DUTY_OF_ONE.search(page.text, sentence.start, sentence.end)
    if any(lexicon(page.language, "acts").scan(page.words, sentence.first, sentence.after)) and not _owes(page, sentence, name, duty):
        return None
    paper = paper_of(page, before)
    return Hit(paper.entry, paper.written, sentence.first, sentence.first) if paper else None


def _owes(page: Page, sentence: Sentence, name: Hit | None, duty: re.Match[str] | None) -> bool:
    """Say whether a sentence opens with a party and what it will do, and no word of saying: *Vietnam, for its part, will report*."""
    if duty is None or name is None:
        return False
    before = page.text[page.words.ends[name.after - 1] : duty.start()]
    return len(before.split()) <= _BESIDE and not any(
        page.words.starts[hit.first] < duty.start()
        for hit in lexicon(page.language, "acts").scan(page.words, sentence.first, sentence.after)
    )


def _listed(page: Page, sentence: Sentence) -> Hit | None:
    """Return the signed paper of which a sentence is an item, behind its mark, under one that names the paper and ends with a colon."""
    if not _marked(page, sentence):
        return None
    for number in range(page.sentences.index(sentence) - 1, -1, -1):
        opener = page.sentences[number]
        text = page.text[opener.start : opener.end].rstrip()
        if text.endswith(":"):
            if not _OPENS_LIST.search(text) or page.role(opener) is not Role.BODY:
                return None
            hits = lexicon(page.language, "strengths").scan(page.words, opener.first, opener.after)
            paper = next((hit for hit in hits if hit.code in PAPERS), None)
            return Hit(paper.entry, paper.written, sentence.first, sentence.first) if paper else None
        if not _marked(page, opener):
            same = opener.paragraph == sentence.paragraph or _marked_paragraph(page, opener)
            if not same:
                return None
    return None


def _marked(page: Page, sentence: Sentence) -> bool:
    """Say whether a number, a letter or a stroke stands before a sentence, at the beginning of its line."""
    begin = page.paragraphs[sentence.paragraph].start
    return begin < sentence.start and _MARK.fullmatch(page.text[begin : sentence.start]) is not None


def _marked_paragraph(page: Page, sentence: Sentence) -> bool:
    """Say whether the line in which a sentence stands begins with such a mark."""
    first = next(one for one in page.sentences if one.paragraph == sentence.paragraph)
    return _marked(page, first)


def _signed_before(page: Page, sentence: Sentence, *, above: bool = False) -> Hit | None:
    """Return the paper that was signed in the sentence before another; `above` also where that ends the paragraph before."""
    number = page.sentences.index(sentence)
    before = page.sentences[number - 1] if number else None
    if before is None or sentence.paragraph - before.paragraph > above or _DONE.search(page.text, sentence.start, sentence.end):
        return None
    signed = _SIGNED.search(page.text, before.start, before.end)
    if signed is None:
        return None
    hits = [hit for hit in lexicon(page.language, "strengths").scan(page.words, before.first, before.after) if hit.code in PAPERS]
    behind = (hit for hit in hits if page.words.starts[hit.first] > signed.start())
    opens = hits[0] if hits and hits[0].first - before.first <= _NEAR else None  # The arrangement replaces …
    paper = next(behind, opens)
    return Hit(paper.entry, paper.written, sentence.first, sentence.first + 2) if paper else None


def is_duty(page: Page, sentence: Sentence) -> bool:
    """Say whether a sentence tells what a paper obliges to."""
    return paper_of(page, sentence) is not None
