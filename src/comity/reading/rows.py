"""Places and times in a row behind one word: *in Accra in November and in Da Nang in February 2026*."""

import re
from collections.abc import Iterator
from typing import Final

from comity.reading.pages import Page
from comity.reading.places import Spot
from comity.reading.when import When

_IN: Final = re.compile(r",? (?:in|at|tại|ở) (?:thành phố |TP |tỉnh |the city of )?")
_AND_IN: Final = re.compile(
    r"\)(?:,| và|, và| and|, and) (?:(?:in|tại|ở) )?(?:thành phố |TP )?|"  # London (2/6), Paris (4/6) and The Hague (5/6)
    r",?(?: (?:and|và|then|rồi|and then|and again|again|sau đó|rồi sau đó|và sau đó))? (?:in|at|tại|ở) "
    r"(?:thành phố |TP |tỉnh |the city of )?"
)


def row_behind(page: Page, spots: list[Spot], dates: list[When], end: int, stop: int) -> Iterator[tuple[When, str]]:
    """Yield each further time with its place that stands in a row behind the first time, which ends at character `end`."""
    text, words = page.text, page.words
    for when in dates:
        if when.span is None or not end < when.span.start < stop:
            continue
        between = [spot for spot in spots if end <= words.starts[spot.first] < when.span.start]
        behind = next((spot for spot in spots if _IN.fullmatch(text[when.span.end : words.starts[spot.first]])), None)
        if len(between) != 1:
            return
        ahead, rest = text[end : words.starts[between[0].first]], text[words.ends[between[0].after - 1] : when.span.start]
        if _AND_IN.fullmatch(ahead) and rest.strip(" ,(") in ("", "in", "on", "vào"):
            yield when, between[0].name
        elif behind and _IN.fullmatch(ahead) and rest.strip(" ,") in ("and", "và"):
            yield when, behind.name
        else:
            return
        end = when.span.end
