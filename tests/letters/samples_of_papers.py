"""A brief and a pack of figures: small ones, and the worst that a register can hold."""

from datetime import date
from typing import Any

from comity.letters.brief import Brief, Entry, Number, Part, Quote
from comity.letters.pack import Breakdown, Line, Listing, Measure, Pack, Row

WORDS = "Đại sứ cam kết Mỹ sẽ hỗ trợ Việt Nam trong chia sẻ thông tin làm rõ vụ việc."
WHERE = "register, Commitments"


def entry(at: int = 1, **given: Any) -> Entry:
    """One row of a list."""
    return Entry(**{"name": f"C-{at:06}", "facts": ("public promise", "due 30 Jun 2024"), "quote": Quote(WORDS, "vi"), **given})


def part(heading: str = "They promised us", rows: int = 2, **given: Any) -> Part:
    """One list."""
    made = {"entries": tuple(entry(at) for at in range(1, rows + 1)), "where": WHERE, "empty": f"{heading}: nothing.", **given}
    return Part(heading=heading, **made)


def brief(rows: int = 2, **given: Any) -> Brief:
    """A brief whose lists have so many rows each."""
    made = {
        "language": "en",
        "kind": "Country brief",
        "title": "United States of America",
        "code": "US",
        "author": "24/7 contact point, Viet Nam",
        "stated": ("As of 10:00 29 Nov 2026 (UTC+7)", "made by Hà N."),
        "marking": "TLP:AMBER",
        "numbers": tuple(Number(f"Figure {at}", str(at), "what it counts", late=at == 2) for at in range(5)),
        "decisions": part("Needs a decision", rows),
        "sides": (
            (part(rows=rows, apart=part("Ready to, or wishing to", rows)), part("We promised them", rows)),
            (part("They ask", rows), part("We ask", rows)),
            (part("Their requests", rows), part("Our requests", rows)),
        ),
        "free": (part("Meetings", rows), part("Treaties", rows), part("Who they are", rows), part("Contact points", rows)),
        "sources": part("Sources", rows),
        "notes": ("Nothing is machine-translated.",),
        "footer": "Comity · brief",
        "day": "2026-11-29",
    }
    return Brief(**{**made, **given})


def worst(language: str) -> Brief:
    """A brief of which every text is as long as the register lets it be, without a space to break it at."""
    wide = Entry(name="W" * 500, ask="M" * 200, facts=tuple("W" * 300 for _ in range(6)), quote=Quote("Ộ" * 2400, "vi"), late=True)
    full = {"entries": (wide,) * 60, "unseen": 12345, "more": True, "note": "checked: memory only", "where": "W" * 60}

    def one(heading: str, **more: Any) -> Part:
        return part(heading, **full, **more)

    return brief(
        language=language,
        title="Cộng hòa Dân chủ Nhân dân Triều Tiên và các nước khác cùng tên dài như vậy",
        decisions=one("Needs a decision"),
        sides=(
            (one("They promised us", apart=one("Ready to")), one("We promised them", apart=one("Ready to, we"))),
            (one("They ask, wish and offer"), one("We ask, wish and offer")),
            (one("Their open requests to us"), one("Our open requests to them")),
        ),
        free=(one("Meetings"), one("Treaties", apart=one("Not in force")), one("Who they are"), one("Contact points")),
        sources=one("Sources"),
        notes=("A note on how to read this page. " * 6,),
    )


HEADS = ("Number", "Commitment", "Due", "State", "Owner")


def row(at: int = 1, **given: Any) -> Row:
    """One commitment of a list."""
    made = {
        "number": f"C-{at:06}",
        "sides": "United States of America → Viet Nam",
        "quote": Quote(WORDS, "vi"),
        "due": "30 Jun 2024",
        "state": "Registered",
        "owner": "A05",
        "source": "Press report, R-000001",
    }
    return Row(**{**made, **given})


def breakdown(rows: int = 3, **given: Any) -> Breakdown:
    """Figures by partner."""
    lines = tuple(Line(f"Partner {at}", (str(9 * at), "2", "1"), length=9 * at, done=2 * at, late=at) for at in range(rows, 0, -1))
    made = {"heading": "By partner", "heads": ("Partner", "Registered", "Fulfilled", "Overdue"), "lines": lines}
    said = {"finding": "Partner 3 has the most.", "legend": "Red: overdue.", "empty": "None counts yet."}
    return Breakdown(**{**made, **said, **given})


def pack(rows: int = 3, **given: Any) -> Pack:
    """A pack."""
    made = {
        "language": "en",
        "kind": "Key figures",
        "title": "Commitments between States",
        "author": "24/7 contact point",
        "stated": ("As of 10:00 29 Nov 2026", "counts since 1 Jan 2024"),
        "measures_heading": "In figures",
        "measures": tuple(Measure(f"Measure {at}", str(at), f"What measure {at} counts.", late=at == 4) for at in range(9)),
        "breakdowns": (breakdown(rows), breakdown(rows, heading="By owner")),
        "listings": (Listing(heading="Overdue", heads=HEADS, rows=tuple(row(at) for at in range(rows)), empty="Nothing is overdue."),),
        "excluded_heading": "Counts in no figure",
        "excluded_heads": ("What", "How many", "Why"),
        "excluded": (("Ready to", "4", "To be ready is no commitment."),),
        "foot_heading": "Sources",
        "foot": ("Two rest on press reports alone.",),
        "footer": "Comity · key figures",
        "day": date(2026, 11, 29),
    }
    return Pack(**{**made, **given})
