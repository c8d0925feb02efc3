"""Names the languages of a tagged PDF: which part, and which person's own words, are in which (PDF/UA-1, ISO 14289-1, 7.2).

WeasyPrint tags the structure and names one language for the whole file; a letter has two and more.
"""

from collections.abc import Iterator
from typing import Any, Final

import pydyf

_SLACK: Final = 0.5
_TAGS: Final = {"article": "/Art", "blockquote": "/BlockQuote"}


def name_languages(document: Any, pdf: Any) -> None:  # noqa: ANN401 -- WeasyPrint's document and pydyf's file have no types
    """Write the language of each part and quotation into its structure element; called before the file is written.

    Structure elements are made in the order of the boxes, so that both lists run side by side; a release in which they do
    not raises `ValueError`, and no letter is printed with a wrong language.
    """
    boxes = [box for page in document.pages for box in _walk(page._page_box) if box.element_tag in _TAGS]  # noqa: SLF001 -- no public way to the boxes
    elements = [one for one in pdf.objects if isinstance(one, pydyf.Dictionary) and one.get("S") in _TAGS.values()]
    for box, element in zip(boxes, elements, strict=True):
        if element["S"] != _TAGS[box.element_tag]:
            raise ValueError(element["S"])
        element["Lang"] = pydyf.String(box.element.attrib["lang"])


def stays_inside(page: Any) -> bool:  # noqa: ANN401 -- WeasyPrint's page has no type
    """Say whether every box of a page's matter ends above its bottom margin, to half a CSS pixel, and on the sheet."""
    whole = page._page_box  # noqa: SLF001 -- as above
    bottom, right = whole.content_box_y() + whole.height + _SLACK, whole.margin_width()
    matter = [one for child in whole.children if child.element_tag == "html" for one in _walk(child)]
    return all(
        one.position_y + one.height <= bottom and one.position_x + one.width <= right
        for one in matter
        if isinstance(getattr(one, "height", None), (int, float)) and isinstance(getattr(one, "width", None), (int, float))
    )


def _walk(box: Any) -> Iterator[Any]:  # noqa: ANN401 -- as above
    yield box
    for child in getattr(box, "children", ()):
        yield from _walk(child)
