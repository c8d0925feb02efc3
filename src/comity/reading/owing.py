"""Words by which a sentence tells who owes: what is passed on, what is said in one breath, whom somebody values."""

import re
from typing import Final

PASSES_ON: Final = re.compile(
    r"(?:hứa|cam kết|sẽ|đồng ý|xin|tôi|bà|ông| )*(?:chuyển (?:các |những )?"
    r"(?:đề nghị|đề xuất|ý kiến|kiến nghị|lời mời|nguyện vọng|thông điệp)|vận động)|"
    r"(?:promised|undertook|pledged|agreed|will|would|to| )*(?:convey|forward|pass on|relay|lobby)\b",
    re.IGNORECASE,
)
CLAUSES: Final = re.compile(r"; (?:còn |và |and )?(?:the )?|, (?:và|còn|trong khi|and|while) (?:the )?| (?:and|và) (?:the )?")
IN_A_BREATH: Final = re.compile(r"(?:,| và| đồng thời| and)(?: luôn| also)?(?: is| was| stands| stood)? $")
SAYS: Final = re.compile(
    r"\b(?:khẳng định|nhấn mạnh|cho biết|nêu rõ|tuyên bố|chia sẻ|affirmed|reaffirmed|stressed|underlined|said|noted|emphasi[sz]ed)"
    r"(?: rằng| that|,)? (?:the )?$"
)
VALUES: Final = re.compile(
    r" (?:Việt Nam )?(?:sẽ|will|would|luôn|coi|đánh giá|ủng hộ|rất|hết sức|đặc biệt|nhất quán|trân trọng|quan tâm|mong|always |attach|"
    r"value|support|highly|remain|regard|consider)"
)
# Whose ambassador, and where: *Đại sứ quán* alone is theirs.
POSTED: Final = re.compile(r"\bĐại sứ ((?:[A-ZĐ][\w-]+ ){1,3}tại (?:[A-ZĐ][\w-]+)(?: [A-ZĐ][\w-]+){0,2})")
# Words by which an English report calls an organ again whose whole name it has told: *the Centre*.
IN_PERSON: Final = ("nhận lời", "vui vẻ nhận lời", "accepted", "she accepted", "he accepted")
AGREE: Final = ("thống nhất", "nhất trí", "đồng ý", "thỏa thuận", "cùng", "agree")
OF_STATE: Final = (("government",), ("authorities",), ("side",), ("police",), ("customs",), ("navy",), ("prosecutors",), ("parliament",))
GENERIC: Final = (" tỉnh", " thành phố", " huyện")  # which one, another sentence says
SHORT_NAMES: Final = frozenset(
    {
        *("Unit", "Centre", "Center", "Bureau", "Agency", "Office", "Service", "Secretariat", "Commission", "Directorate", "Academy"),
        *("Institute", "Council", "Board", "Authority", "Fund", "Department", "Division", "Command", "Laboratory", "Squad", "Force"),
        *("Network", "Foundation", "Court", "Corps", "Justice", "Mission", "Inspectorate", "Customs", "Police", "Guard"),
    }
)


_FORCES: Final = ("Police Force", "Police Service", "Coast Guard", "Customs Service", "Border Guard", "Immigration Service")
_MISSION: Final = re.compile(r"Đại sứ quán (?:[A-ZĐ][\w-]+ ){1,3}tại (?:Cộng hòa |Vương quốc )?[A-ZĐ][\w-]+(?: [A-ZĐ][\w-]+)?")
_EMBASSY: Final = re.compile(
    r"\bEmbassy of (?:the )?[A-Z][\w.]*(?: (?:of )?[A-Z][\w.]*)*(?: (?:to|in) [A-Z]\w+(?: [A-Z]\w+)?)?|"
    r"\b[A-Z][\w.]+ Embassy(?: in [A-Z]\w+(?: [A-Z]\w+)?)?"
)
_OVER: Final = re.compile(r"(?<=\w) of (?:the )?[A-Z][\w. ]*['\u2019]s Ministry of [A-Z].*$")
_MINISTRY: Final = re.compile(r"\bMinistry of [A-Z]\w+(?: (?:and )?[A-Z]\w+)*")
MINISTRY: Final = ("Ministry", "the Ministry")


def whole_names(short: str) -> re.Pattern[str]:
    """Return what finds the whole name of such an organ: its words in capitals before, or its field behind."""
    first = r"(?!(?:The|At|In|On|Of|And|But|Her|His|Its)\b)[A-Z][\w-]+"
    before = rf"(?:{first}(?: of| and| for)?(?: the)? ){{1,6}}{short}\b(?: (?:of|to) [A-Z][\w-]+(?: [A-Z][\w-]+){{0,3}})?"
    if short == "Justice":
        return re.compile(r"(Ministry of Justice)")
    return re.compile(rf"\b({before}|{short} (?:of|for|on) (?:the )?[A-Z][\w-]+(?: (?:and |of |for )?[A-Z][\w-]+){{0,5}})")


def in_full(name: str, text: str, start: int, end: int, language: str) -> str:
    """Return the whole name of an organ that a clause names short: *Đại sứ quán*, *the Ministry*, *the Centre*; `text` is the report."""
    if name == "Đại sứ quán" and (posted := POSTED.search(text, 0, end)):
        return f"Đại sứ quán {posted[1]}"  # Đại sứ Việt Nam tại Lào
    if name == "Đại sứ quán" and (named := _MISSION.search(text)):
        return named[0]
    if over := _OVER.search(name):
        name = name[: over.start()]
    if name in ("Embassy", "the Embassy") and (embassy := _EMBASSY.search(text)):
        return embassy[0]
    if name in MINISTRY and (ministry := _MINISTRY.search(text)):
        return ministry[0]
    if name in _FORCES and (owned := re.search(rf"\b([A-Z][a-z]+ {name})\b", text[start:end])):
        return owned[1]  # the Tanzania Police Force
    if language != "en" or name not in SHORT_NAMES:
        return name
    whole = whole_names(name).search(text, 0, start)
    return whole[1] if whole else name
