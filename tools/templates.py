"""Reads Django templates as a person would hear them: which words are left that nobody marked for translation."""

import re
from collections.abc import Collection, Sequence
from html.parser import HTMLParser
from typing import ClassVar, Final

_BLANKED: Final = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}",
        r"\{%\s*blocktrans(?:late)?\b.*?%\}.*?\{%\s*endblocktrans(?:late)?\s*%\}",
        r"\{#.*?#\}",
        r"\{%.*?%\}",
        r"\{\{.*?\}\}",
    )
)


def blank_template(text: str) -> str:
    """Return `text` with Django's tags, variables and translated blocks blanked, lines kept."""
    for pattern in _BLANKED:
        text = pattern.sub(lambda hit: re.sub(r"[^\n]", " ", hit[0]), text)
    return text


class _LeftOverWords(HTMLParser):
    """Collects words of two letters or more in text and in the attributes that people read or hear."""

    spoken: ClassVar = {"alt", "aria-description", "aria-label", "aria-roledescription", "placeholder", "title"}
    silent: ClassVar = {"script", "style", "svg"}
    void: ClassVar = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

    def __init__(self, same: Collection[str]) -> None:
        super().__init__()
        self.same = same
        self.found: list[tuple[int, str]] = []
        self.quiet: list[str] = []  # open tags from the first silent one on

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        # Words in a language that the page names itself, such as the languages in the switch, are the same for every reader.
        named = tag != "html" and bool((dict(attrs).get("lang") or "").strip())
        silent = tag in self.silent or named or ("translate", "no") in attrs
        for name, value in attrs:
            if name in self.spoken and value and not silent and not self.quiet:
                self._look(value)
        if tag not in self.void and (self.quiet or silent):
            self.quiet.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.quiet:
            while self.quiet.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self._look(data)

    def _look(self, text: str) -> None:
        words = [word for word in re.findall(r"[^\W\d_]{2,}", text) if word not in self.same]
        if words:
            self.found.append((self.getpos()[0], " ".join(words)))


def left_over_words(text: str, *, same: Collection[str]) -> list[tuple[int, str]]:
    """Return line and words of what the template says untranslated, but the words in `same`."""
    reader = _LeftOverWords(same)
    reader.feed(blank_template(text))
    reader.close()
    return reader.found
