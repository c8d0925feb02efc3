"""The second verifier, `verify.py`: alone on a bare Python, agreeing with the first on everything, and with every weakness found by a test.

That both say the same of every proof that lies is seen in `test_verifying.py` and `tests/bad/test_proof.py`, where each is asked.
COMITY_MUTATIONS says how many random inputs are tried (docs/subsystems/desk.md).
"""

import ast
import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from worlds.guarded import CHAIN, Guarded
from worlds.played import Played
from worlds.second import PROGRAM, load, second, second_facts, verify_by_both
from worlds.vectored import RECEIPTS, VECTORS, split, takes, wrong_keys, wrong_ml_dsa, wrong_trees, wrong_vectors
from worlds.witnesses import checkpoint_at, cosigned, witnessed

from comity.desk.proving.bag import print_lists
from comity.desk.proving.choice import parse_choice
from comity.desk.proving.custody import parse_item
from comity.desk.proving.layout import BAGGED, CUSTODY, PAYLOAD_TYPE, parse_manifest, parse_opening, print_manifest
from comity.desk.proving.package import parse_package, print_package
from comity.directory.book import print_trust
from comity.directory.sections import Relay, parse_section, print_section
from comity.evidence.states import Kind
from comity.evidence.steps import Step
from comity.ledger.leaf import parse_leaf
from comity.seal.frames import parse_frames, print_frames
from comity.seal.headers import parse_inner
from comity.seal.keys import SigningKey
from comity.seal.linekey import make_line_key
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest, leaf_hash
from comity.terms.identifiers import NodeId
from comity.terms.refusals import Refused
from comity.wire.act import parse_act
from comity.wire.receipts import parse_receipt

MUTATIONS = int(os.environ.get("COMITY_MUTATIONS", "2000"))


@pytest.fixture(scope="module")
def held(played: Played) -> bytes:
    """A proof with two items in custody and a third that is withheld, and a step and an act's words left out."""
    kept = played.xr.log, played.at, played.made_at
    guarded = Guarded.make(played, CHAIN, (Kind.REGISTERED, Kind.SEALED), (Kind.REGISTERED,))
    choice = guarded.choose(acts=(2,), items=(3,), steps=((1, 3),))
    data = played.make(guarded.withholding(choice))
    played.xr.log, played.at, played.made_at = kept
    return data


# ---------------------------------------------------------------- alone


@pytest.fixture(scope="module")
def bare(played: Played, proof: bytes, tmp_path_factory) -> Path:
    """A folder with nothing in it but the verifier, a proof and the keys that the reader trusts."""
    folder = tmp_path_factory.mktemp("bare")
    shutil.copy(PROGRAM, folder / "verify.py")
    (folder / "case.comity.zip").write_bytes(proof)
    trust = print_trust({side.country: side.country_key.public for side in (played.xr, played.vn)})
    (folder / "trust.json").write_text(trust, encoding="ascii")
    return folder


def run(folder: Path, *typed: str) -> subprocess.CompletedProcess[str]:
    """Run the verifier as a court would: no site packages, no environment of ours, no sign of Comity."""
    command = [sys.executable, "-I", "-S", "verify.py", *typed]
    return subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin"}, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_it_verifies_on_a_bare_python(bare, played, proof):
    """Status 0, every question with its colour as a word, what is not proven, and the same facts as the first verifier."""
    done = run(bare, "case.comity.zip", "--trust", "trust.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("[GREEN] VERIFIED")
    assert "\x1b" not in done.stdout
    for words in (
        "4. Is it unchanged? [GREEN]",
        "3. When was it, at the latest? [YELLOW]",
        "8. What does this not prove?\n",
        "at the latest",
    ):
        assert words in done.stdout
    assert "The verify.py in this file is the one that speaks." in done.stdout
    told = json.loads(run(bare, "case.comity.zip", "--trust", "trust.json", "--json").stdout)
    assert told == {"file": "case.comity.zip", **second_facts(proof, trusted=played.trusted)}


def test_it_says_what_is_missing_and_what_is_wrong(bare, played, proof):
    """Status 3 with fingerprints to read out, in Vietnamese; 1 with the place; 2 for what was typed wrongly; colours where asked for."""
    unknown = run(bare, "case.comity.zip", "--lang", "vi", "--root", f"XR={played.trusted[played.xr.country]}")
    assert unknown.returncode == 3
    assert unknown.stdout.startswith("[VÀNG] CHƯA RÕ ĐỘ TIN CẬY")
    digits = str(played.trusted[played.vn.country])
    assert " ".join(digits[at : at + 4] for at in range(0, 64, 4)) in unknown.stdout
    (bare / "cut.zip").write_bytes(proof[:-1])
    refused = run(bare, "cut.zip", "--trust", "trust.json", "--colour")
    assert (refused.returncode, refused.stdout.startswith("\x1b[1;31m[RED]\x1b[0m REFUSED at the archive")) == (1, True)
    told = run(bare, "cut.zip", "--json")
    assert (told.returncode, json.loads(told.stdout)["verdict"]) == (1, "refused")
    for typed in (
        (),
        ("none.zip",),
        ("case.comity.zip", "--root", "VN=12"),
        ("case.comity.zip", "--trust", "verify.py"),
        ("x", "--lang", "fr"),
    ):
        wrong = run(bare, *typed)
        assert wrong.returncode == 2
        assert "Traceback" not in wrong.stderr


def test_it_stands_on_the_standard_library_alone():
    """Every import is of Python itself, none opens a connection, and the bytes are plain text that can be read out in court."""
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names
    assert not names & {"socket", "ssl", "http", "urllib", "urllib.request", "ctypes", "subprocess", "importlib", "pickle"}
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"eval", "exec", "compile", "__import__"}


def test_every_sentence_is_said_in_both_languages():
    """Each reason and each line of the page has its Vietnamese, with the same facts in it."""
    program, tree = second(), ast.parse(PROGRAM.read_text(encoding="utf-8"))
    reasons = {
        argument.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("need", "Refused")
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value
    }
    lines = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and "%(" in node.value}
    lines = {one for one in lines if "\n" not in one and " " in one}
    assert len(reasons) > 50
    assert reasons | lines <= program.SAY.keys()
    for english, vietnamese in program.SAY.items():
        facts = {piece.partition(")")[0] for piece in english.split("%(")[1:]}
        assert facts == {piece.partition(")")[0] for piece in vietnamese.split("%(")[1:]}, english


def test_a_strangers_text_cannot_move_the_cursor(played):
    """What a terminal would obey is shown as its number."""
    assert second().say("%(node)s is the node of: %(names)s.", "en", {"node": "a\x1b[2J", "names": "\u202ez"}).startswith("a\\u001b[2J is")


# ---------------------------------------------------------------- witnesses


def countersigned(played: Played, *, at: int, key: SigningKey, forged: bool = False) -> tuple[bytes, str]:
    """Return a proof whose checkpoint bears a C2SP cosignature, and the witness's verifier key."""
    name, public = "witness.example/w1", key.public.ed25519_raw
    key_hash = hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]
    note = played.xr.checkpoint()
    told = note.rpartition(b"\n\n")[0] + b"\n"
    signature = key.sign_ed25519(b"cosignature/v1\ntime %d\n" % (at + forged) + told)
    line = base64.b64encode(key_hash + at.to_bytes(8, "big") + signature).decode()
    note += f"\u2014 {name} {line}\n".encode()
    contents = played.contents()
    leaves = {index: played.xr.leaf(index, checkpoint=note) for index in contents.leaves}
    typed = base64.b64encode(b"\x04" + public).decode()
    return played.make(replace(contents, leaves=leaves)), f"{name}+{key_hash.hex()}+{typed}"


def test_a_witness_says_when_it_was_at_the_latest(played, bare):
    """Green with the moment, for the witness whose key the reader gave; yellow without, and for one who did not countersign."""
    key, seconds = SigningKey.generate(), 1_795_662_000
    data, typed = countersigned(played, at=seconds, key=key)
    verify_by_both(data, trusted=played.trusted)
    (bare / "seen.comity.zip").write_bytes(data)
    done = run(bare, "seen.comity.zip", "--trust", "trust.json", "--witness", typed)
    assert done.returncode == 0
    assert "3. When was it, at the latest? [GREEN]" in done.stdout
    assert "All of it stood in the log at 2026-11-26T03:00:00Z at the latest" in done.stdout
    program = second()
    trusted = {str(country): str(key_id) for country, key_id in played.trusted.items()}
    verdict = program.verify(data, trusted, [program.parse_witness(typed)])
    assert program.facts_of(verdict)["witnesses"] == {"witness.example/w1": "2026-11-26T03:00:00Z"}
    _, other = countersigned(played, at=seconds, key=SigningKey.generate())
    levels = {answer.question: answer.level for answer in program.answers(program.verify(data, trusted, [program.parse_witness(other)]))}
    assert levels["When was it, at the latest?"] == "yellow"
    forged, typed = countersigned(played, at=seconds, key=key, forged=True)
    assert program.facts_of(program.verify(forged, trusted))["verdict"] == "verified"
    with pytest.raises(program.Refused):
        program.verify(forged, trusted, [program.parse_witness(typed)])
    for wrong in ("", "a+b+c", typed.replace("+", "+0", 1), typed[:-4], typed.replace("witness", "wit ness")):
        assert not takes(program, program.parse_witness, wrong)


# ---------------------------------------------------------------- vectors


def test_it_agrees_with_every_vector():
    """Signatures, receipts, acts, leaves, checkpoints and paths: what is good is taken, and nothing else."""
    assert [*wrong_vectors(second()), *wrong_ml_dsa(second()), *wrong_trees(second()), *wrong_keys(second())] == []
    assert len(list(VECTORS.glob("act/*.txt"))) > 100


@pytest.mark.data
def test_it_agrees_with_all_of_wycheproof(large_data):
    """Ed25519 and ML-DSA-65, every test of both files."""
    program, ran = second(), 0
    folder = large_data / "vectors" / "wycheproof"
    for group in json.loads((folder / "ed25519_test.json").read_text(encoding="utf-8"))["testGroups"]:
        for test in group["tests"]:
            given = bytes.fromhex(group["publicKey"]["pk"]), bytes.fromhex(test["msg"]), bytes.fromhex(test["sig"])
            assert takes(program, program.verify_ed25519, *given) is (test["result"] == "valid"), test
            ran += 1
    for group in json.loads((folder / "mldsa_65_verify_test.json").read_text(encoding="utf-8"))["testGroups"]:
        for test in group["tests"]:
            given = [bytes.fromhex(one) for one in (group["publicKey"], test["msg"], test["sig"], test.get("ctx", ""))]
            assert takes(program, program.verify_ml_dsa_65, *given) is (test["result"] == "valid"), test["comment"]
            ran += 1
    assert ran > 350


# ---------------------------------------------------------------- random input: both take it, or both refuse it

ODD = (
    None,
    True,
    False,
    0,
    1,
    2,
    -1,
    2**53,
    2**53 + 1,
    "",
    "x",
    "VN",
    "a b",
    "\u00e9",
    "e\u0301",
    "\u202e",
    "a\nb",
    "\x7f",
    [],
    {},
    ["x"],
    {"x": 1},
)


def mutated(data: bytes, draw: random.Random) -> bytes:
    """Change some bytes, or one value somewhere inside and print it canonically again."""
    if draw.random() < 0.4:
        at = draw.randrange(len(data))
        middle = draw.choice((b"", bytes([draw.randrange(256)]), data[at : at + 1] * 2, b'"', b"0", b".0", b"e1"))
        return data[:at] + middle + data[at + 1 :]
    value = json.loads(data)
    holder = value
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            break
        key = draw.choice(keys)
        if isinstance(holder[key], dict | list) and holder[key] and draw.random() < 0.8:
            holder = holder[key]
            continue
        choice = draw.randrange(4)
        if choice == 0 and isinstance(holder, dict):
            del holder[key]
        elif choice == 1 and isinstance(holder, dict):
            holder[draw.choice(("zz", "v", key + "x", "tlp", "original", "answer", "é"))] = draw.choice(ODD)
        elif choice == 2 and isinstance(holder[key], str):
            text = holder[key]
            at = draw.randrange(len(text) + 1)
            holder[key] = (
                text[:at]
                + draw.choice(("", "0", "A", "-", ".", "/", " ", "\n", "\u0301", "ế", "9" * 70, text))
                + text[at + draw.randrange(2) :]
            )
        else:
            holder[key] = draw.choice(ODD)
        break
    with suppress(UnicodeEncodeError):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return data


def over_relay(data: bytes) -> bytes:
    """Return the section with a relay at each of its nodes, with a TLS key, and no address."""
    section, name = parse_section(data), NodeId("relay.un.example")
    _, shown = make_line_key(name)
    relays = [Relay(name, "https://relay.un.example:1", node.signing, (replace(node.signing[0], key=shown),)) for node in section.nodes]
    nodes = tuple(replace(node, endpoint="", relay=relay) for node, relay in zip(section.nodes, relays, strict=True))
    return print_section(replace(section, nodes=nodes))


def formats(proof: bytes, held: bytes) -> dict[str, tuple[Callable[[bytes], object], Callable[[bytes], object], list[bytes]]]:
    """Return each format of JSON in a proof: how the first reads it, how the second does, and good samples."""
    program, files = second(), parse_package(held) | parse_package(proof)

    def section(data: bytes) -> None:
        read = program.SECTION(program.parse_json(data, 4 * 2**20))
        program._add_section(program.Book(), read)

    def manifest(data: bytes) -> None:
        program.members({"v": program.one_of(2), **program.MANIFEST})(program.parse_json(data, 4 * 2**20))

    def opening(data: bytes) -> None:
        program.OPENING(program.parse_json(data, 64 * 2**10))

    def samples(ending: str, beginning: str = "") -> list[bytes]:
        found = [data for path, data in sorted(files.items()) if path.endswith(ending) and path.startswith(beginning)]
        return [data for data in found if b'"in_vault"' not in data] if beginning else found

    def good(folder: str) -> list[bytes]:
        read = [split(path) for path in sorted((VECTORS / folder).glob("*.txt"))]
        return [body[:-1] for headers, body in read if headers["expect"] == ["ok"] and not {"encoding", "append"} & headers.keys()]

    statements = {
        ending: [parse_frames(one[8:], what="-", cap=10**7, least=3, most=9)[1] for one in samples(ending)]
        for ending in ("section", "manifest")
    }
    return {
        "act": (parse_act, program.parse_body, [*samples("body.json"), *good("act")]),
        "receipt": (parse_receipt, program.parse_receipt, [one for kind in RECEIPTS for one in good(kind)]),
        "header": (parse_inner, program.parse_header, samples("inner.json")),
        "leaf": (parse_leaf, program.parse_leaf, samples(".leaf")),
        "opening": (parse_opening, opening, samples("opening.json")),
        "manifest": (parse_manifest, manifest, statements["manifest"]),
        "step": (Step.parse, program.parse_step, samples(".json", "data/custody/")),
        "item": (parse_item, program.parse_item, samples("/item.json")),
        "choice": (parse_choice, program.parse_choice, samples("withheld.json")),
        "section": (parse_section, section, [*statements["section"], *map(over_relay, statements["section"])]),
    }


def test_both_read_the_same_json(proof, held):
    """Of thousands of changed headers, acts, receipts, sections, leaves and manifests, both take the same ones, and refuse most."""
    draw, program, taken, tried = random.Random(20261129), second(), 0, 0
    for name, (first, other, samples) in formats(proof, held).items():
        for sample in samples:
            first(sample)
            other(sample)
        for _ in range(MUTATIONS // 10):
            data = mutated(draw.choice(samples), draw)
            try:
                first(data)
                took = True
            except Refused:
                took = False
            assert takes(program, other, data) is took, (name, data)
            taken, tried = taken + took, tried + 1
    assert 0 < taken < tried // 2


def resigned(played: Played, proof: bytes, name: str, data: bytes) -> bytes:
    """Put `data` in the place of a file, as a maker would who lies with his own key: manifest, lists and checksums are true of it."""
    files = parse_package(proof) | {name: data}
    printed = parse_frames(files["data/manifest"][8:], what="-", cap=10**7, least=3, most=3)[1]
    manifest = parse_manifest(printed, version=CUSTODY if b'"v":4' in printed else BAGGED)
    told = replace(manifest, files=manifest.files | {name: Digest.of(data)})
    files["data/manifest"] = sign_statement(print_manifest(told), payload_type=PAYLOAD_TYPE, keys=(played.xr.node_key,))
    return print_package(files | print_lists(files))


OWN_WORDS = ("data/manifest", "/item.json")


def test_both_refuse_what_a_lying_maker_changed(played, proof, held):
    """A byte anywhere in a file of the proof, everything around it mended and signed by the maker: both refuse it, at the same place.

    Every other one is of a proof with custody, in the files that only such a one has. What an item is called is the maker's word, as the
    verifiers say, and he may change it.
    """
    draw = random.Random(6)
    new = ("data/custody/", "data/withheld.json")
    names = {
        whole: [name for name in parse_package(whole) if name.startswith(begins) and not name.endswith(OWN_WORDS)]
        for whole, begins in ((proof, "data/"), (held, new))
    }
    for turn in range(MUTATIONS // 70):
        whole = (proof, held)[turn % 2]
        name = draw.choice(names[whole])
        data = parse_package(whole)[name]
        at = draw.randrange(len(data))
        changed = draw.choice(
            (data[:at] + bytes([data[at] ^ draw.randrange(1, 256)]) + data[at + 1 :], data[:at], data + b"\0", data[:at] + data[at + 1 :])
        )
        with pytest.raises(Refused):
            verify_by_both(resigned(played, whole, name, changed), trusted=played.trusted)


# ---------------------------------------------------------------- a verifier with a weakness is found


@pytest.fixture(scope="module")
def lies(played: Played, proof: bytes) -> dict[str, bytes]:
    """Proofs that no verifier may take, each for one reason."""
    contents = played.contents()
    first, third = contents.acts[0], contents.acts[2]
    node, officer = parse_frames(first.signatures, what="-", cap=10**6, least=2, most=2)
    one, two = (first.env_id, "opened"), (third.env_id, "opened")
    alone = type(played.xr)("XR")
    alone.approver = alone.drafter
    by_drafter = Played(sides=(alone, played.vn))

    def acts(**changes: object) -> bytes:
        return played.make(replace(contents, acts=(replace(first, **changes), *contents.acts[1:])))

    came = played.contents(by=played.vn)
    stripped = replace(came.acts[0], signatures=print_frames(node))
    fewer = replace(contents, acts=contents.acts[:-1])
    return {
        "extended": proof + b"\0",
        "officer stripped": acts(signatures=print_frames(node)),
        "node stripped": acts(signatures=print_frames(officer)),
        "salt exchanged": acts(salt=third.salt),
        "receipts swapped": played.make(
            replace(contents, receipts=played.receipts | {one: played.receipts[two], two: played.receipts[one]})
        ),
        "an act left out": played.make(fewer),
        "no leaf of an act": played.make(replace(contents, leaves=dict(list(contents.leaves.items())[1:]))),
        "no growth": played.make(replace(contents, growth={})),
        "officer stripped, of an act that came": played.make(replace(came, acts=(stripped, *came.acts[1:])), by=played.vn),
        "signed by the other node": played.make(key=played.vn.node_key),
        "signed by an officer": played.make(key=played.xr.officer_keys[played.xr.approver]),
        "a key that was not good": played.make(at=played.made_at.__class__(played.made_at.micros + 400 * 86_400 * 10**6)),
        "approved by its drafter": resigned_country(by_drafter.make(), by_drafter, played),
        "a strangers world": Played().make(),
        **countersigned_lies(played),
    }


def countersigned_lies(played: Played) -> dict[str, bytes]:
    """Proofs whose witness is the other node: each half of its word spoiled in turn, another log, a stamp over something else."""
    honest, size = witnessed(played, played.vn), len(played.xr.log)
    held = honest.signed[size]
    first, second_ = held.cosignatures.splitlines(keepends=True)
    at, other = played.made_at, cosigned(held.checkpoint, played.vn, at=played.made_at, key=SigningKey.generate()).splitlines(keepends=True)
    name = f"{played.vn.node}/witness"

    def spoiled(line: bytes, by: bytes) -> bytes:
        """Keep name, key hash and moment; take the signature of another key."""
        mine, theirs = (base64.b64decode(one.split(b" ")[2]) for one in (line, by))
        return f"\u2014 {name} ".encode() + base64.b64encode(mine[:12] + theirs[12:]) + b"\n"

    forked = checkpoint_at(played.xr, size, leaves=[leaf_hash(b"another")] * size)
    imprint = bytes.fromhex("300d06096086480165030402010500") + b"\4\x20" + bytes(32)
    return {
        f"countersigned: {why}": played.make(replace(honest, signed={size: replace(held, **changes)}))
        for why, changes in {
            "first half": {"cosignatures": spoiled(first, other[0]) + second_},
            "second half": {"cosignatures": first + spoiled(second_, other[1])},
            "another log": {"checkpoint": forked, "cosignatures": cosigned(forked, played.vn, at=at)},
            "another imprint": {"stamps": (_stamp(imprint),)},
        }.items()
    }


def _stamp(imprint: bytes) -> bytes:
    """Return the shell of a granted time stamp over that imprint, signed by nobody."""

    def seq(*parts: bytes, tag: int = 0x30) -> bytes:
        content = b"".join(parts)
        printed = len(content).to_bytes(2, "big").lstrip(b"\0") or b"\0"
        return bytes([tag, *((0x80 | len(printed),) if len(content) > 127 else ()), *printed]) + content

    info = seq(b"\2\1\1", b"\6\1\x2a", seq(imprint), b"\2\1\1", b"\x18\x0f20261126030000Z")
    content = seq(bytes.fromhex("060b2a864886f70d0109100104"), seq(seq(info, tag=4), tag=0xA0))
    signed = seq(b"\2\1\3", seq(tag=0x31), content)
    return seq(seq(b"\2\1\0"), seq(bytes.fromhex("06092a864886f70d010702"), seq(signed, tag=0xA0)))


def resigned_country(data: bytes, other: Played, played: Played) -> bytes:
    """Return the proof as it is: its reader trusts the country that made it."""
    played.also_trusted = other.trusted
    return data


def wrong_proofs(program: ModuleType, played: Played, proof: bytes, lies: dict[str, bytes]) -> Iterator[str]:
    """Yield lies that the verifier takes, or that it refuses a good proof. What halves of signatures verify, the shipped one remembers."""
    program.Refused, program.verify_halves = second().Refused, second().verify_halves
    for name, data in lies.items():
        trusted = played.also_trusted if name == "approved by its drafter" else played.trusted
        if second_facts(data, trusted=trusted, by=program)["verdict"] != "refused":
            yield name
    if second_facts(proof, trusted=played.trusted, by=program)["verdict"] != "verified":
        yield "a good proof is refused"


FINDERS = {
    "signatures": lambda program, *_: wrong_vectors(program, ("signature", "receipt")),
    "lattice": lambda program, *_: wrong_ml_dsa(program),
    "trees": lambda program, *_: wrong_trees(program),
    "keys": lambda program, *_: wrong_keys(program),
    "words": lambda program, *_: wrong_vectors(program, ("received", "act", "ledger/leaf")),
    "proofs": wrong_proofs,
}
WEAKNESSES = {
    "S is not below the order": ("signatures", "s < ORDER", "True"),
    "any point is a key": ("keys", "y < P and y not in SMALL_ORDER", "True"),
    "R is not compared": ("signatures", "need(r == (y", "need(r or r == (y"),
    "one half is enough": ("signatures", "    verify_ml_dsa_65(key[32:], message, signature[64:])\n", ""),
    "the other half is enough": ("signatures", "    verify_ed25519(key[:32], message, signature[:64])\n", ""),
    "hints in any order": ("lattice", "all(one < other for one, other in pairwise(places))", "True"),
    "padding of hints not looked at": ("lattice", "not any(data[at:OMEGA])", "True"),
    "z without a bound": ("lattice", "abs(one) < GAMMA1 - BETA", "True"),
    "z with a bound one too high": ("lattice", "abs(one) < GAMMA1 - BETA", "abs(one) <= GAMMA1 - BETA"),
    "hints move by nothing": ("lattice", "high += 1 if r - high * 2 * GAMMA2 > 0 else -1", "pass"),
    "another context": ("signatures", 'CONTEXT = b"comity/1"', 'CONTEXT = b""'),
    "nodes of the tree in the other order": (
        "trees",
        'sha256(b"\\1", beside, node) if index & 1',
        'sha256(b"\\1", node, beside) if index & 1',
    ),
    "a path of any length": ("trees", 'need(not last, "the path', 'need(True, "the path'),
    "a leaf hashes as a node": ("signatures", 'sha256(b"\\0", record)', 'sha256(b"\\1", record)'),
    "a log that did not grow": ("trees", "(was, now) == (old_root, root)", "now == root"),
    "JSON in any form": ("words", "need(canonical(value) == data", "need(True"),
    "true is 1": ("words", "type(value) is type(one) and value == one", "value == one"),
    "the archive is not printed again": ("proofs", "files and print_package(files) == data", "files"),
    "nobody trusted": ("proofs", "trusted.get(country, key_id) == key_id", "True"),
    "keys are good for ever": ("proofs", "self.since <= at < self.until", "True"),
    "no officer needed": ("proofs", 'need(officers, "', 'need(True, "'),
    "no node needed": ("proofs", 'need(owners.count(header["sender"]) == 1', "need(True"),
    "content not compared": ("proofs", 'need(commitment == header["plaintext_commit"]', "need(True"),
    "the drafter may approve": ("proofs", "and drafter not in officers", ""),
    "receipts of any act": ("proofs", "need(about == (", "need(about or about == ("),
    "leaves left out": (
        "proofs",
        "need((kind, act.env_id) in leaves",
        "if (kind, act.env_id) not in leaves:\n            return\n        need(True",
    ),
    "growth left out": (
        "proofs",
        "        if data is None:\n            raise Refused",
        "        if data is None:\n            return\n        if not data:\n            raise Refused",
    ),
    "a cosignature's first half is enough": (
        "proofs",
        '            verify_ml_dsa_65(key.raw[32:], b"".join(message)',
        '            ("".join, b"".join(message)',
    ),
    "a cosignature's second half is enough": ("proofs", 'verify_ed25519(key.raw[:32], f"cosignature/v1', '(f"cosignature/v1'),
    "any checkpoint for witnesses": ("proofs", "root == checkpoint[2] and size", "size"),
    "a stamp over anything": ("proofs", "digest == (4, sha256(message))", "True"),
    "any node signs a manifest": ("proofs", 'need(key.owner == manifest["node"]', "need(True"),
}


def test_the_good_one_has_no_weakness(played, proof, lies):
    """What finds the weaknesses finds none where there is none."""
    good = load(PROGRAM, name="comity_good_verifier")
    assert {name: list(find(good, played, proof, lies)) for name, find in FINDERS.items()} == {name: [] for name in FINDERS}


@pytest.mark.parametrize("name", WEAKNESSES)
def test_a_planted_weakness_is_found(played, proof, lies, tmp_path, name):
    """Each check that is taken out of the verifier is missed by a vector or a proof that lies."""
    finder, before, after = WEAKNESSES[name]
    text = PROGRAM.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "verify.py").write_text(text.replace(before, after), encoding="utf-8")
    weak = load(tmp_path / "verify.py", name="comity_weak_verifier")
    assert next(FINDERS[finder](weak, played, proof, lies), None)
