"""Sentences that tell what a signed paper says: duties of its parties, and no speech of anybody."""

import re
from typing import Final

from comity.reading.lexicon import Hit, lexicon
from comity.reading.pages import Page, Role, Sentence

_OPENS: Final = re.compile(
    r"(?:Theo|Biên bản|Bản ghi nhớ|Thỏa thuận|Hiệp định|Kế hoạch|Under|Pursuant to|The (?:memorandum|agreement|letter|plan))\b",
    re.IGNORECASE,
)
_DUTY: Final = re.compile(
    r"có trách nhiệm|quy định|sẽ|phải|mỗi năm|hằng năm|mỗi bên|cam kết|chỉ định|shall|will|must|obliges|requires", re.IGNORECASE
)
_PAPERS: Final = frozenset({"signed-mou", "binding-treaty"})


def paper_of(page: Page, sentence: Sentence) -> Hit | None:
    """Return the paper whose duties a sentence tells: *Theo Biên bản ghi nhớ, hai bên có trách nhiệm …*, *Under the letter, …*."""
    text = page.text[sentence.start : sentence.end]
    if page.role(sentence) is not Role.BODY or not _OPENS.match(text) or not _DUTY.search(text):
        return None
    hits = lexicon(page.language, "strengths").scan(page.words, sentence.first, min(sentence.first + 7, sentence.after))
    return next((hit for hit in hits if hit.code in _PAPERS and hit.first - sentence.first <= 3), None)


def is_duty(page: Page, sentence: Sentence) -> bool:
    """Say whether a sentence tells what a paper obliges to."""
    return paper_of(page, sentence) is not None
