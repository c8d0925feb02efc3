"""Which columns each table has, and which of them may come in. Pure; the order is that of the file."""

from typing import Final, Literal

Table = Literal["meetings", "statements", "commitments", "actors"]
Incoming = Literal["meetings", "commitments"]

COLUMNS: Final[dict[Table, tuple[str, ...]]] = {
    "meetings": (
        *(
            "number",
            "type",
            "title",
            "title_vi",
            "title_en",
            "said",
            "precision",
            "basis",
            "place",
            "country",
            "series",
            "ordinal",
            "parent",
        ),
        *("standing", "countries", "source"),
    ),
    "statements": (
        *("key", "act", "speaker", "speaker_country", "post", "behalf", "behalf_country", "addressee", "addressee_country", "meeting"),
        *("sorts", "words", "language", "document", "start", "end", "quoted", "source"),
    ),
    "commitments": (
        *(
            "number",
            "state",
            "strength",
            "counted",
            "obligor",
            "obligor_country",
            "beneficiary",
            "beneficiary_country",
            "words",
            "language",
        ),
        *("due", "due_basis", "owner", "focal", "indicator", "evidence", "document", "statement", "source"),
    ),
    "actors": ("key", "sort", "name", "names", "country", "posts", "same_as", "source"),
}
# What a table that comes in may have. A table that went out comes back: its other columns are known, and are this node's to say.
NEEDED: Final[dict[Incoming, tuple[str, ...]]] = {
    "meetings": ("type", "title", "said", "standing"),
    "commitments": ("obligor", "words", "language", "strength"),
}
MORE: Final[dict[Incoming, tuple[str, ...]]] = {"meetings": ("with", "with_country"), "commitments": ()}


def known_columns(kind: Incoming) -> tuple[str, ...]:
    """Return the columns that a table may have that comes in."""
    return (*COLUMNS[kind], *MORE[kind])
