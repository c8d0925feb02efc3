"""Letters to try things on: two authorities, a request with every kind of line, and each place that a letter can fill."""

from datetime import date
from typing import Any

from comity.letters.letter import Basis, Field, Letter, Line, ListedFile, Party, Proof, Signer
from comity.terms.digests import Digest
from comity.terms.identifiers import Country
from comity.terms.markings import Tlp
from comity.terms.vocabulary import Verified

VIET_NAM = Party(
    country=Country("VN"),
    countries={"en": "Viet Nam", "vi": "Việt Nam"},
    names={"en": "24/7 Contact Point, Ministry of Public Security", "vi": "Đầu mối liên lạc 24/7, Bộ Công an"},
)
RURITANIA = Party(
    country=Country("XR"),
    countries={"en": "Ruritania", "vi": "Ruritania"},
    names={"en": "National CERT of Ruritania", "vi": "Trung tâm ứng cứu khẩn cấp quốc gia Ruritania"},
)
OWN_WORDS = "Bệnh viện bị mã hóa dữ liệu lúc 3 giờ sáng; cần giữ nhật ký kết nối."


def field(number: int = 1, *, en: str = "Subscriber information [SUBSCRIBER]", vi: str = "Thông tin thuê bao [SUBSCRIBER]") -> Field:
    """Return an item with a coded line and a line in its author's own words."""
    return Field(
        number=str(number),
        labels={"en": f"Data to be preserved {number}", "vi": f"Dữ liệu cần bảo quản {number}"},
        article="42(3)(c)",
        lines={"en": (Line(en), Line(OWN_WORDS, "vi")), "vi": (Line(vi), Line(OWN_WORDS, "vi"))},
    )


def letter(**changes: Any) -> Letter:
    """Return a letter that fills every place, but for `changes`."""
    whole: dict[str, Any] = {
        "languages": ("en", "vi"),
        "part": "request",
        "sender": VIET_NAM,
        "addressee": RURITANIA,
        "subject": {"en": "expedited preservation of electronic data", "vi": "bảo quản khẩn cấp dữ liệu điện tử"},
        "reference": "VN-2026-000001",
        "about": {"en": "request VN-2026-000000 of 1 Feb 2026", "vi": "yêu cầu VN-2026-000000 ngày 01/02/2026"},
        "on": date(2026, 2, 5),
        "basis": Basis(
            instrument={"en": "United Nations Convention against Cybercrime", "vi": "Công ước của Liên hợp quốc về chống tội phạm mạng"},
            article="42",
            verified=Verified.MEMORY,
            standing={
                "en": "Voluntary, by reciprocity; the Convention is not in force",
                "vi": "Tự nguyện, có đi có lại; Công ước chưa có hiệu lực",
            },
            checked_on=date(2026, 2, 1),
        ),
        "fields": (field(1), field(2)),
        "files": (ListedFile(name="netflow.csv.gz", size=1_234_567, digest=Digest.of(b"netflow")),),
        "signers": (
            Signer(hand="drafted", names={"en": "Hà N.", "vi": "Hà N."}, mark=""),
            Signer(hand="approved", names={"en": "An P.", "vi": "An P."}, mark="3f2a 99c1 04de 7b21"),
            Signer(hand="node", names=VIET_NAM.names, mark="aaaa bbbb cccc dddd"),
        ),
        "marking": Tlp.AMBER,
        "classification": {"en": "RESTRICTED", "vi": "MẬT"},
        "proof": Proof(digest=Digest.of(b"the act"), envelope="0198f3a0b1c2d3e4f5a6b7c8d9e0f1a2"),
    }
    return Letter(**(whole | changes))
