"""Posts in the reader's language, where both languages have the same words for them. Pure.

No title is translated: the vocabulary `post-title` says which ones correspond, word for word; every other one stays a quotation.
"""

from functools import cache
from typing import Final

from comity.reading.lexicon import items
from comity.terms.refusals import Refused
from comity.terms.vocabulary import vocabulary

_NAME: Final = "post-title"
_LANGUAGES: Final = ("en", "vi")
_AT: Final = {"vi": " tại ", "en": " to "}  # between the State that sends and the one that receives
_SENT: Final = {"vi": "%(title)s (%(state)s) tại %(place)s", "en": "%(title)s (%(state)s) to %(place)s"}


def title_in(words: str, *, written_in: str, language: str) -> str:
    """Return a post in `language`; empty where not every part of it is known.

    `words` are as the document has them, in the language `written_in`; parts stand between commas. Behind a title may stand the State,
    and the State where the post is held: `Đại sứ Mỹ tại Việt Nam`.
    """
    if not {written_in, language} <= set(_LANGUAGES):
        return ""
    found = [_part(one.strip(), written_in, language) for one in words.split(",")]
    return ", ".join(found) if all(found) else ""


def _part(part: str, written_in: str, language: str) -> str:
    known = _titles(written_in)
    text = part.casefold()
    titles = [title for title in known if text == title or text.startswith(f"{title} ")]
    if not titles:
        return ""
    longest = max(titles, key=len)
    title, behind = vocabulary(_NAME).label(known[longest], language), text[len(longest) :].strip()
    if not behind:
        return title
    sender, _, place = behind.partition(_AT[written_in])
    state, where = _state(sender, written_in, language), _state(place, written_in, language)
    if not state or (place and not where):
        return ""
    return _SENT[language] % {"title": title, "state": state, "place": where} if place else f"{title} ({state})"


def _state(words: str, written_in: str, language: str) -> str:
    code = _states(written_in).get(words.strip(), "")
    try:
        return vocabulary("country").label(code, language) if code else ""
    except Refused:
        return ""


@cache
def _titles(written_in: str) -> dict[str, str]:
    return {item.label(written_in).casefold(): item.code for item in reversed(vocabulary(_NAME).items)}


@cache
def _states(written_in: str) -> dict[str, str]:
    return {str(form).casefold(): str(item["code"]) for item in items("countries") for form in item[written_in]}
