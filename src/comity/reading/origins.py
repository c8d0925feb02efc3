"""Of which state and which organ somebody is by what stands beside the name: *Captain Sato Kenji of the Japan Coast Guard*."""

import re
from typing import Final

from comity.reading.lexicon import lexicon
from comity.reading.pages import Page
from comity.reading.people import Person
from comity.reading.tokens import Words

_ORGAN: Final = (
    r"(?:Police|Service|Force|Guard|Agency|Bureau|Unit|Office|Department|Directorate|Commission|Centre|Center|Command|Institute|Authority|"
    r"Academy|Navy|Army|Secretariat|Constabulary|Gendarmerie|Customs|Prosecution|Prosecutor's Office|Procuracy|Ministry|Squad|Corps|Branch|"
    r"Council|University|College|Laboratory)"
)
_OF: Final = re.compile(
    r",? (?:(?:a |an |the )?(?:[a-z]+ ){1,3})?(?:of|from|at|with) (?:the )?"
    rf"((?!Ministry of Foreign|Bureau of International|Department of State)(?:[A-Z][\w'’-]+ (?:of |for |and |on |the )*)*"
    rf"{_ORGAN}(?: (?:of|for|against|on) (?:the )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*)?)"
)
_LANDS: Final = ("countries", "provinces", "places")


def organ_beside(page: Page, person: Person) -> tuple[int, int] | None:
    """Return the words of the organ of which an English report says in so many words that somebody is."""
    for mention in person.mentions if page.language == "en" else ():
        found = _OF.match(page.text, page.words.ends[mention.after - 1])
        if found is None:
            continue
        first = next((at for at in range(mention.after, len(page.words)) if page.words.starts[at] >= found.start(1)), None)
        after = next((at + 1 for at in range(mention.after, len(page.words)) if page.words.ends[at] >= found.end(1)), None)
        if first is not None and after is not None:
            return first, after
    return None


def land_beside(page: Page, person: Person) -> str | None:
    """Return the state that is told with the organ of somebody: in its name, or in brackets behind it where it is named first."""
    beside = organ_beside(page, person)
    spans = [beside] if beside else []
    spans += [title.organ for title in person.titles if title.organ]
    for first, after in spans:
        name = page.names.get(first)
        if name and name.kind == "countries":
            return name.code
        for at in range(first + 1, min(after + 1, len(page.words))):  # Cảnh sát biển Philippines
            within = page.names.get(at)
            if within and within.kind == "countries" and (at < after or page.words.gap(at) == " ") and page.language == "vi":
                return within.code
        if page.said(first, after).isupper() and (whole := re.search(rf"([^().,;\n]{{4,60}}) \({page.said(first, after)}\)", page.text)):
            lands = list(lexicon(page.language, "countries").scan(Words.of(whole[1])))
            if lands:
                return lands[-1].code  # the Korea Customs Service (KCS)
        told = re.search(re.escape(page.said(first, after)) + r" \(([^()\n]{2,60})\)", page.text)
        words = Words.of(told[1]) if told else None
        hits = list(lexicon(page.language, *_LANDS).scan(words)) if words else []
        for hit in hits:
            if hit.kind == "countries" and hit.after == len(words or ()):
                return hit.code
    return None
