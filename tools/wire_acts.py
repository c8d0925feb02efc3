"""The vectors of acts: docs/specs/act.md."""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from wire_vector import ACT, AT, ENV_ID, OUTER, Vector, canonical, changed, misprinted, swapped

MIB: Final = 1024 * 1024

ACT_BODY: Final[dict[str, Any]] = {
    "v": 1,
    "act": "request",
    "kind": "REQ-PRESERVE",
    "reference": "XR-2026-000123",
    "instrument": "UNCC",
    "article": "42",
    "urgency": "urgent",
    "fields": {
        "authority": "xr-poc",
        "confidential": True,
        "data_categories": ["SUBSCRIBER", "TRAFFIC"],
        "facts": "Mã độc tống tiền tại bệnh viện.\nHồ sơ bệnh án bị mã hoá.",
        "offence": "UNCC-7",
        "period": {"first": "2026-11-01", "last": "2026-11-22"},
        "retention_days": 90,
        "sources": [{"at": AT, "ip": "198.51.100.7", "port": 443}],
    },
    "vocabularies": [
        {"name": "data-category", "version": "1", "digest": hashlib.sha256(b"data-category 1").hexdigest()},
        {"name": "offence", "version": "2026-11", "digest": hashlib.sha256(b"offence 2026-11").hexdigest()},
    ],
    "rulebook": {"version": "2026-11-23", "digest": hashlib.sha256(b"rulebook").hexdigest()},
    "check": [
        {"rule": "uncc.42.status", "outcome": "warn", "article": "65(1)"},
        {"rule": "uncc.42.content.b", "outcome": "pass", "article": "42(3)(b)"},
    ],
    "text": {
        "en": [
            {"number": "1", "label": "Authority seeking the preservation", "lines": ["Contact point of Ruritania"]},
            {"number": "2", "label": "Offence and brief facts", "lines": ["Illegal access (Art. 7)", "Hồ sơ bệnh án bị mã hoá."]},
        ],
        "vi": [
            {"number": "1", "label": "Cơ quan yêu cầu bảo quản", "lines": ["Đầu mối liên lạc của Ruritania"]},
            {
                "number": "2",
                "label": "Tội phạm và tóm tắt sự việc",
                "lines": ["Truy cập bất hợp pháp (Điều 7)", "Hồ sơ bệnh án bị mã hoá."],
            },
        ],
    },
    "drafted_by": "j.doe@poc.ruritania.example",
    "submitted_at": AT,
}

FILES: Final[list[dict[str, Any]]] = [
    {
        "name": "Nhật ký truy cập.csv",
        "media_type": "text/csv",
        "size": 2_097_169,
        "sha256": hashlib.sha256(b"log").hexdigest(),
        "kind": "FILE-DATA",
    },
    {
        "name": "Lệnh số 7.pdf",
        "media_type": "application/pdf",
        "size": 1,
        "sha256": hashlib.sha256(b"order").hexdigest(),
        "kind": "FILE-ORDER",
        "language": "vi",
    },
]


def acts() -> Iterator[Vector]:
    """Yield the vectors of docs/specs/act.md."""
    yield from _good_acts()
    yield from misprinted("act", ACT_BODY, spec=f"{ACT} section 1", at="submitted_at")
    yield from _misshapen_acts()
    yield from _worded_acts()
    yield from _unclean_acts()
    yield from _misfiled_acts()
    yield Vector("act", "too-large", "too-large", f"{ACT} section 1", "one byte over 1 MiB; refused before it is read", b"{", append=MIB)


def _act(name: str, expect: str, section: int, comment: str, body: bytes) -> Vector:
    return Vector("act", name, expect, f"{ACT} section {section}", comment, body)


def _good_acts() -> Iterator[Vector]:
    yield _act("request", "ok", 2, "a request for expedited preservation", canonical(ACT_BODY))
    answer = changed(changed(ACT_BODY, "act", "answer"), "original", ENV_ID)
    yield _act("answer", "ok", 2, "an answer names the act that it answers", canonical(answer))
    for part in ("consultation", "views", "notice", "withdrawal"):
        yield _act(f"part-{part}", "ok", 2, f"a {part}", canonical(changed(ACT_BODY, "act", part)))
    for urgency in ("routine", "emergency"):
        yield _act(f"urgency-{urgency}", "ok", 2, f"an act marked {urgency}", canonical(changed(ACT_BODY, "urgency", urgency)))
    least = ACT_BODY | {"fields": {}, "vocabularies": [], "check": [], "text": {"en": []}}
    yield _act("least", "ok", 2, "nothing that may be left out", canonical(least))
    future = changed(changed(ACT_BODY, "kind", "REQ-OF-LATER-YEARS"), "instrument", "NEXT-2031")
    yield _act("unknown-kind", "ok", 3, "a kind and an instrument of later years parse; the desk decides", canonical(future))
    yield _act("files", "ok", 6, "two files, one of them in a language", canonical(ACT_BODY | {"files": FILES}))
    most = [FILES[0] | {"name": f"{at}.bin", "sha256": hashlib.sha256(str(at).encode()).hexdigest()} for at in range(64)]
    yield _act("files-64", "ok", 6, "the most files that an act lists", canonical(ACT_BODY | {"files": most}))
    largest = changed(ACT_BODY | {"files": FILES}, "files.0.size", 100 * MIB)
    yield _act("file-100-mib", "ok", 6, "a file of the largest size", canonical(largest))
    later = changed(ACT_BODY, "vocabularies.0.version", "2031-01")
    yield _act("unknown-vocabulary-version", "ok", 3, "a vocabulary version of later years parses; the desk decides", canonical(later))
    markup = "<script>alert(1)</script><b onclick=x()>{{ 7*7 }} %s ${x} & ' ; DROP"
    quoted = changed(changed(ACT_BODY, "fields.facts", markup), "text.en.1.lines", [markup, 'a "quoted" \\ path'])
    yield _act("markup", "ok", 4, "markup and script are text; who shows them escapes them", canonical(quoted))
    scripts = "русский, العربية, עברית, 中文, ไทย, हिन्दी, 👩\u200d🚒"
    yield _act("scripts", "ok", 4, "the scripts of the world, without turning marks", canonical(changed(ACT_BODY, "fields.facts", scripts)))
    nested: Any = "deep"
    for _ in range(14):
        nested = [nested]
    yield _act(
        "depth-16", "ok", 1, "16 containers inside each other, the most that parse", canonical(changed(ACT_BODY, "fields.facts", nested))
    )


def _misshapen_acts() -> Iterator[Vector]:
    for name, path, to, comment in (
        ("part-unknown", "act", "demand", "no such part of a conversation"),
        ("urgency-unknown", "urgency", "EMERGENCY", "urgency is written in lower case"),
        ("outcome-unknown", "check.0.outcome", "ignored", "a rule passes, warns or stops"),
        ("original-null", "original", None, "absent is absent, not null"),
        ("original-empty", "original", "", "no envelope identifier"),
        ("fields-array", "fields", [], "fields are an object"),
        ("text-array", "text", [], "text is an object"),
        ("lines-text", "text.en.0.lines", "one line", "lines are an array"),
        ("number-integer", "text.en.0.number", 1, "the number of a field is text"),
        ("rulebook-null", "rulebook", None, "an act without a rulebook was not checked"),
        ("rendered-unknown-member", "text.en.0.html", "<p>", "a rendered field has three members"),
        ("check-unknown-member", "check.0.note", "x", "a line of the check has three members"),
        ("fields-float", "fields.retention_days", 90.5, "a float among the fields"),
        ("fields-huge-integer", "fields.retention_days", 2**53 + 1, "an integer beyond 2**53 among the fields"),
    ):
        yield _act(name, "malformed", 2, comment, canonical(changed(ACT_BODY, path, to)))
    twice = swapped(ACT_BODY, '"first":', '"first":"2026-10-01","first":')
    yield _act("duplicate-key-inside", "malformed", 1, "the same key twice, deep inside the fields", twice)
    nested: Any = "deep"
    for _ in range(15):
        nested = [nested]
    yield _act("depth-17", "malformed", 1, "17 containers inside each other", canonical(changed(ACT_BODY, "fields.facts", nested)))


def _worded_acts() -> Iterator[Vector]:
    word = canonical(ACT_BODY["vocabularies"][0]["digest"]).decode()
    for name, path, to, comment in (
        ("kind-lower-case", "kind", "req-preserve", "kinds are upper case"),
        ("kind-empty", "kind", "", "a kind has a name"),
        ("kind-long", "kind", "A" * 65, "a kind has at most 64 characters"),
        ("instrument-space", "instrument", "UN CC", "an instrument is one word"),
        ("article-markup", "article", "<b>42</b>", "an article is digits, letters and brackets"),
        ("reference-short", "reference", "XR-2026-123", "six digits"),
        ("reference-zero", "reference", "XR-2026-000000", "requests are numbered from 1"),
        ("reference-other-digits", "reference", "XR-2026-00012٣", "digits of another script are not digits"),
        ("reference-newline", "reference", "XR-2026-000123\n", "nothing after the reference"),
        ("instant-no-fraction", "submitted_at", "2026-11-23T03:07:00Z", "microseconds are always printed"),
        ("instant-offset", "submitted_at", "2026-11-23T10:07:00.000000+07:00", "instants are in UTC"),
        ("instant-february-30", "submitted_at", "2026-02-30T03:07:00.000000Z", "no such day"),
        ("instant-leap-second", "submitted_at", "2026-12-31T23:59:60.000000Z", "leap seconds have no form"),
        ("instant-other-digits", "submitted_at", "٢026-11-23T03:07:00.000000Z", "digits of another script are not digits"),
        ("officer-upper-case", "drafted_by", "J.Doe@poc.ruritania.example", "officers are lower case"),
        ("officer-markup", "drafted_by", "<k.roe@poc.ruritania.example>", "an officer is no mail header"),
        ("original-short", "original", ENV_ID[:-1], "32 digits"),
        ("original-upper-case", "original", ENV_ID.upper(), "lower-case digits"),
        ("digest-upper-case", "rulebook.digest", OUTER.upper(), "lower-case digits"),
        ("digest-short", "rulebook.digest", OUTER[:-2], "64 digits"),
        ("digest-space", "vocabularies.0.digest", OUTER[:32] + " " + OUTER[32:], "no space between digits"),
        ("vocabulary-name-space", "vocabularies.0.name", "data category", "a vocabulary's name is one word"),
        ("vocabulary-version-empty", "vocabularies.0.version", "", "a vocabulary has a version"),
        ("vocabulary-twice", "vocabularies.1.name", "data-category", "one version of each vocabulary"),
        ("rule-empty", "check.0.rule", "", "a rule has a name"),
        ("field-key-upper-case", "fields", {"Facts": "x"}, "field keys are lower case"),
        ("field-key-empty", "fields", {"": "x"}, "a field key is not empty"),
        ("fields-257", "fields", {f"f{at}": 1 for at in range(257)}, "at most 256 fields"),
        ("check-513", "check", [ACT_BODY["check"][0]] * 513, "at most 512 lines of check"),
        ("languages-9", "text", {f"a{letter}": [] for letter in "abcdefghi"}, "at most 8 languages"),
        ("language-none", "text", {}, "rendered in at least one language"),
        ("language-region", "text", {"en-GB": []}, "a language is its primary subtag"),
    ):
        yield _act(name, "malformed", 3, comment, canonical(changed(ACT_BODY, path, to)))
    yield _act("digest-number", "malformed", 2, "a digest is text", swapped(ACT_BODY, word, "7"))


def _misfiled_acts() -> Iterator[Vector]:
    with_files = ACT_BODY | {"files": FILES}
    for name, path, to, comment in (
        ("files-none", "files", [], "an act without files has no list of them"),
        ("files-null", "files", None, "absent is absent, not null"),
        ("files-twice", "files.1.sha256", FILES[0]["sha256"], "the same bytes once"),
        ("files-same-name", "files.1.name", "NHẬT KÝ TRUY CẬP.csv", "two names that a disk may take for one"),
        ("files-65", "files", [FILES[0] | {"name": f"{at}", "sha256": f"{at:064x}"} for at in range(65)], "at most 64 files"),
        ("file-empty", "files.0.size", 0, "a file has a byte"),
        ("file-size-text", "files.0.size", "7", "a size is a number"),
        ("file-unknown-member", "files.0.path", "/etc/passwd", "a file has six members"),
        ("file-language-null", "files.1.language", None, "absent is absent, not null"),
        ("file-language-empty", "files.1.language", "", "absent is absent, not empty"),
        ("file-kind-lower-case", "files.0.kind", "file-data", "kinds are upper case"),
        ("file-media-upper-case", "files.0.media_type", "Text/CSV", "media types are lower case"),
        ("file-media-parameter", "files.0.media_type", "text/html; charset=utf-8", "no parameters"),
        ("file-digest-short", "files.0.sha256", OUTER[:-2], "64 digits"),
        *((f"file-name-{name}", "files.0.name", text, comment) for name, text, comment in UNSAFE_NAMES),
    ):
        yield _act(name, "malformed", 6, comment, canonical(changed(with_files, path, to)))
    over = changed(with_files, "files.0.size", 100 * MIB + 1)
    yield _act("file-over-100-mib", "too-large", 6, "a byte more than a file may have", canonical(over))


UNSAFE_NAMES: Final = (
    ("path", "../../etc/passwd", "a path"),
    ("backslash", "..\\evil.exe", "a path of another system"),
    ("drive", "C:evil.exe", "a drive"),
    ("nul", "a\x00.txt", "NUL"),
    ("bidi", "invoice\u202efdp.exe", "right-to-left override"),
    ("joiner", "a\u200db.txt", "a character that is not seen"),
    ("line-feed", "a\nb.txt", "a line feed"),
    ("dot-before", ".profile", "a hidden file"),
    ("dot-after", "a.txt.", "Windows drops it"),
    ("space-after", "a.txt ", "nobody sees it"),
    ("device", "con.txt", "a device of Windows"),
    ("empty", "", "no name"),
    ("nfd", "to\u0302\u0301ng.txt", "not in normal form C"),
    ("long", "a" * 181, "more than 180 bytes"),
)
NFD: Final = "Ma\u0303 đo\u0323\u0302c to\u0302\u0301ng tie\u0302\u0300n"
UNCLEAN: Final = (
    ("nul", "a\x00b", "NUL"),
    ("escape", "a\x1b[2Jb", "a terminal's escape"),
    ("tab", "a\tb", "a tab"),
    ("carriage-return", "a\r\nb", "a line end of another system"),
    ("delete", "a\x7fb", "DEL"),
    ("c1-control", "a\x85b", "a control of the second set"),
    ("bidi-override", "invoice\u202efdp.exe", "right-to-left override"),
    ("bidi-embedding", "a\u202ab", "left-to-right embedding"),
    ("bidi-isolate", "a\u2067b\u2069", "right-to-left isolate"),
    ("bidi-mark", "a\u200fb", "right-to-left mark"),
    ("bidi-arabic-mark", "a\u061cb", "Arabic letter mark"),
    ("line-separator", "a\u2028b", "line separator"),
    ("byte-order-mark-inside", "a\ufeffb", "byte order mark inside a text"),
    ("tags", "a\U000e0041\U000e0042", "tag characters hide a second text"),
    ("noncharacter", "a\ufffeb", "a noncharacter"),
    ("nfd-vietnamese", NFD, "Vietnamese in normal form D"),
    ("zalgo", "a" + "\u0336" * 31, "31 combining marks in a row"),
)


def _unclean_acts() -> Iterator[Vector]:
    for name, text, comment in UNCLEAN:
        yield _act(f"field-{name}", "malformed", 4, f"in a field: {comment}", canonical(changed(ACT_BODY, "fields.facts", text)))
        yield _act(
            f"line-{name}", "malformed", 4, f"in a rendered line: {comment}", canonical(changed(ACT_BODY, "text.vi.1.lines.0", text))
        )
    override = "a\u202eb"
    for name, path, to, comment in (
        ("label-bidi-override", "text.en.0.label", override, "in a label: right-to-left override"),
        ("number-bidi-override", "text.en.0.number", override, "in a number: right-to-left override"),
        ("nested-bidi-override", "fields.sources.0.ip", override, "deep in a field: right-to-left override"),
        ("nested-key-bidi-override", "fields.period", {override: "x"}, "in a key inside a field: right-to-left override"),
        ("nested-key-line-feed", "fields.period", {"a\nb": "x"}, "a line feed in a key inside a field"),
        ("line-line-feed", "text.en.0.lines.0", "a\nb", "a rendered line is one line"),
        ("label-line-feed", "text.en.0.label", "a\nb", "a label is one line"),
    ):
        yield _act(name, "malformed", 4, comment, canonical(changed(ACT_BODY, path, to)))
    raw = canonical(changed(ACT_BODY, "fields.facts", "@")).replace(b'"@"', b'"\x00"')
    yield _act("raw-nul", "malformed", 1, "NUL as a raw byte", raw)
    for name, escape, comment in (
        ("surrogate-escaped", "\\ud800", "an unpaired surrogate, escaped"),
        ("surrogate-pair-escaped", "\\ud83d\\ude00", "a pair of surrogates where the character itself is printed"),
        ("control-upper-case", "\\u001F", "an escape in upper case"),
        ("line-feed-long", "\\u000a", "a line feed has a short escape"),
    ):
        yield _act(name, "malformed", 1, comment, swapped(changed(ACT_BODY, "fields.facts", "@"), '"@"', f'"{escape}"'))
    raw = canonical(changed(ACT_BODY, "fields.facts", "@")).replace(b'"@"', b'"\xed\xa0\x80"')
    yield _act("surrogate-raw", "malformed", 1, "an unpaired surrogate in the bytes", raw)
    yield _act("overlong-utf-8", "malformed", 1, "a solidus in two bytes", raw.replace(b"\xed\xa0\x80", b"\xc0\xaf"))
