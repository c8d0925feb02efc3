"""Words by which a place is told from other names: kinds of places, words of being there, houses, missions, where somebody lives."""

import re
from typing import Final

IN: Final = {"vi": frozenset({"tại", "ở", "đến", "tới", "sang", "trên", "cập"}), "en": frozenset({"in", "at", "off", "near", "outside"})}
TYPES: Final = {
    "vi": frozenset(
        {
            "thành phố",
            "tp",
            "tỉnh",
            "huyện",
            "quận",
            "phường",
            "xã",
            "thị xã",
            "bang",
            "thủ đô",
            "đảo",
            "vùng biển",
            "cảng",
            "thị trấn",
            "cố đô",
            "khu vực cửa khẩu",
            "cửa khẩu",
            "sân bay",
            "điểm cầu",
            "đầu cầu",
            "khu vực",
            "thành phố cảng",
            "thôn",
            "ấp",
            "bản",
            "khu phố",
            "bãi biển",
            "hòn đảo",
            "căn cứ hải quân",
            "căn cứ",
            "sân bay quốc tế",
            "cảng hàng không",
            "cửa khẩu quốc tế",
            "cảng quốc tế",
            "vùng biển ngoài khơi",
            "ngoài khơi",
            "trung tâm thành phố",
            "khu công nghiệp",
            "ngoại ô",
            "vùng",
            "quần đảo",
            "bán đảo",
            "tp.",
            "vịnh",
            "ga",
            "khu kinh tế",
            "thao trường",
            "trường bắn",
            "quân cảng",
            "khu",
            "đặc khu",
            "thủ phủ",
            "biển",
            "lãnh thổ",
            "châu tự trị",
            "khu tự trị",
            "hạt",
            "cù lao",
            "eo biển",
            "vùng nước",
            "hải cảng",
            "cửa khẩu phụ",
            "cặp cửa khẩu",
            "cặp cửa khẩu quốc tế",
            "cặp cửa khẩu chính",
            "cặp chợ biên giới",
            "trạm kiểm soát",
            "cửa khẩu chính",
            "cửa khẩu quốc gia",
            "lối mở",
            "cầu hữu nghị",
            "bến cảng",
            "thành phố biển",
            "thành phố biên giới",
            "tỉnh biên giới",
            "thị trấn biên giới",
            "thành phố nghỉ dưỡng",
            "sân bay quân sự",
            "thị xã biên giới",
            "huyện biên giới",
            "xã biên giới",
            "huyện đảo",
            "xã đảo",
            "tỉnh miền nam",
            "tỉnh miền bắc",
            "tỉnh miền trung",
            "khu vực biên giới",
            "khu nghỉ dưỡng",
        }
    ),
    "en": frozenset(
        {
            "city",
            "town",
            "district",
            "province",
            "port",
            "capital",
            "airport",
            "island",
            "village",
            "state",
            "region",
            *(
                f"{kind} of"
                for kind in (
                    *("city", "port", "town", "village", "island", "province", "district", "state", "region", "prefecture", "county"),
                    *("municipality", "suburb", "outskirts", "border town", "border city", "port city", "resort", "resort town"),
                    *("harbour", "coast", "waters", "area", "capital", "capital city", "naval base", "border post", "gulf", "bay"),
                )
            ),
        }
    ),
}
LAST: Final = {language: frozenset(kind.split()[-1] for kind in kinds) for language, kinds in TYPES.items()}
# What stands between *in the* and a place or the word for its kind: *in the southern Finnish town of*.
SIDES: Final = frozenset(
    {"the", "northern", "southern", "eastern", "western", "central", "coastal", "north", "south", "east", "west", "border", "port"}
    | {"northeastern", "northwestern", "southeastern", "southwestern", "nearby", "historic", "neighbouring", "upper", "lower", "downtown"}
)
MISSIONS: Final = frozenset(
    {"quán", "sứ", "diện", "sự", "embassy", "office", "mission", "consulate", "ambassador"}
)  # … in a state: whose name
POSTED: Final = re.compile(
    r"\b(?:đại sứ|đại biện|tham tán|tùy viên|trưởng phái đoàn|trưởng đại diện|đại diện|trưởng văn phòng|giám đốc|"
    r"ambassador|attach[ée]|representative|counsellor|chargé d'affaires)\b[^,;.\n]{0,60} (?:tại|ở|in) $",
    re.IGNORECASE,
)
CONSULS: Final = re.compile(
    r"\b(?:[Ll]ãnh sự(?: quán)?|Văn phòng đại diện|Văn phòng liên lạc|[Cc]onsul(?:ate)?(?:[ -][Gg]eneral)?|[Ll]iaison [Oo]fficer|"
    r"[Ll]iaison [Oo]ffice)\b"
    r"[^,;.\n]{0,50} (?:tại|ở|in)(?: thành phố| TP\.?| tỉnh)? $"
)
ALONG: Final = (("biên", "giới"), ("địa", "bàn"), ("khu", "vực"))
BROUGHT: Final = frozenset({"xuất", "giải", "lý", "trả", "trở", "đưa", "hồi", "bay"})  # trục xuất, dẫn giải, di lý, trao trả … về
NO_BUILDING: Final = frozenset({"và", "với", "của", "đến", "từ", "cho", "do", "công", "ubnd", "nhân", "tỉnh"})
TAILS: Final = frozenset({"district", "province", "city", "town", "prefecture", "county"})
MEETINGS: Final = frozenset(
    {"cuộc", "buổi", "phiên", "hội", "lễ", "session", "meeting", "conference", "ceremony", "talks", "signing", "opening", "time", "least"}
)  # what stands behind *tại* and is no house
HOUSES: Final = frozenset(
    {"trụ", "khách", "trung", "bảo", "nhà", "học", "trường", "sở", "hotel", "centre", "center", "headquarters", "academy", "palace", "hall"}
)
LIVES: Final = frozenset({"ngụ", "trú", "quê", "quán"})  # where somebody is at home
QUARTERS: Final = frozenset({"phía", "bắc", "nam", "đông", "tây", "khu", "vực", "gần", "vùng"})
SMALL: Final = frozenset({"phường", "xã", "thôn", "ấp", "bản", "huyện"})  # whose names hold those of others: xã Khổng Lào
STREETS: Final = frozenset({"số", "đường", "phố", "tầng"})
PARTICLES: Final = frozenset(
    {("am",), ("an", "der"), ("de",), ("del",), ("do",), ("da",), ("di",), ("nad",), ("upon",), ("sur",), ("la",), ("bei",), ("on",)}
)
SET_FOR: Final = frozenset({"planned", "set", "scheduled", "travel", "travels", "travelled", "flew", "fly", "head", "heads"})  # for, to
