import gettext
import json
import subprocess
import sys

import pytest

from comity.desk.proving.forked import Suspicion, print_fork
from comity.doors.cli import voice
from comity.ledger.checkpoint import Checkpoint, sign_checkpoint
from comity.ledger.frontier import Frontier
from comity.letters.code import verification_code
from comity.seal.note import note_signers
from comity.terms.digests import Digest, leaf_hash

CASE = "case.comity.zip"


def test_a_proof_under_trusted_keys_is_verified(type_in, files):
    """Status 0, the questions answered, and the word at the end."""
    done = type_in("verify", files / CASE, "--trust", files / "trust.json")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "VERIFIED")
    assert "8. What does this not prove?" in done.stdout
    assert "as it was signed:" not in done.stdout
    assert "Act 1, as it was signed:" in type_in("verify", files / CASE, "--trust", files / "trust.json", "--text").stdout


def test_a_fingerprint_on_paper_is_trust_enough(type_in, files, played):
    """`--root` with the digits as they were written down, in groups or not, and together with a file."""
    roots = [f"{country}={voice.groups_of_four(str(key))}" for country, key in played.trusted.items()]
    assert type_in("verify", files / CASE, "--root", roots[0], "--root", roots[1]).exit_code == 0
    assert type_in("verify", files / CASE, "--trust", files / "xr.json", "--root", roots[1].lower().replace("vn=", "VN=")).exit_code == 0


def test_without_trust_it_holds_together_and_nobody_vouches(type_in, files, played):
    """Status 3, and the fingerprints to read out by telephone; half the trust is not enough."""
    done = type_in("verify", files / CASE)
    assert done.exit_code == 3
    assert "VERIFIED" not in done.stdout.splitlines()
    for key in played.trusted.values():
        assert voice.groups_of_four(str(key)) in done.stdout
    half = type_in("verify", files / CASE, "--trust", files / "xr.json")
    assert half.exit_code == 3
    assert voice.groups_of_four(str(played.trusted[played.xr.country])) not in half.stdout


def test_a_refused_proof_says_where_and_what_now(type_in, files, tmp_path):
    """Status 1, the place, the next step, and no traceback."""
    data = (files / CASE).read_bytes()
    (tmp_path / "changed.zip").write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
    done = type_in("verify", tmp_path / "changed.zip", "--trust", files / "trust.json")
    assert done.exit_code == 1
    assert "REFUSED" in done.stdout
    assert "not in its one form" in done.stderr
    assert "Traceback" not in done.output
    foreign = type_in("verify", files / CASE, "--trust", files / "stranger.json")
    assert foreign.exit_code == 1
    assert "is the one that you trust" not in foreign.stderr
    assert "by telephone" in foreign.stderr


def test_programs_read_one_line(type_in, files, tmp_path, played):
    """Each outcome as JSON, with the receipts by id, kind and digest."""
    good = type_in("verify", files / CASE, "--trust", files / "trust.json", "--json")
    read = json.loads(good.stdout)
    assert (read["verdict"], read["reference"], len(read["acts"]), len(read["receipts"])) == ("verified", str(played.case), 4, 10)
    assert {"id", "kind", "digest"} <= set(read["receipts"][0])
    unknown = type_in("verify", files / CASE, "--json")
    assert (unknown.exit_code, json.loads(unknown.stdout)["verdict"]) == (3, "trust-unknown")
    (tmp_path / "x").write_bytes(b"nothing of ours")
    refused = type_in("verify", tmp_path / "x", "--json")
    assert (refused.exit_code, json.loads(refused.stdout)["class"]) == (1, "malformed")


@pytest.mark.parametrize(
    "typed",
    [
        ("verify",),
        ("verify", "/no/such/file"),
        ("verify", "{case}", "--root", "VN=12"),
        ("verify", "{case}", "--root", "Viet Nam"),
        ("verify", "{case}", "--trust", "{folder}/trust.json", "--trust", "{folder}/stranger.json"),
        ("verify", "{case}", "--trust", "{folder}/trust.json", "--root", "VN=" + "0" * 64),
        ("verify", "{case}", "--no-such-option"),
        ("no-such-command",),
    ],
)
def test_what_is_typed_wrongly_ends_with_2(type_in, files, typed):
    """Usage is told apart from refusal."""
    done = type_in(*(word.format(case=files / CASE, folder=files) for word in typed))
    assert done.exit_code == 2


def test_a_trust_file_that_is_none_is_refused(type_in, files):
    """The file of keys is read as strictly as everything else."""
    done = type_in("verify", files / CASE, "--trust", files / CASE)
    assert done.exit_code == 1
    assert "trusted country keys" in done.stderr


def test_an_envelope_shows_its_outside_only(type_in, files, tmp_path):
    """Structure holds: status 3, because who signed it is sealed inside. A changed one is refused."""
    done = type_in("verify", files / "act.envelope", "--json")
    read = json.loads(done.stdout)
    assert (done.exit_code, read["kind"], read["verdict"], read["to"]) == (3, "envelope", "trust-unknown", ["poc.vn.example"])
    data = (files / "act.envelope").read_bytes()
    for changed in (data[:-1], data[:-1] + bytes([data[-1] ^ 1]), data + b"\0"):
        (tmp_path / "changed").write_bytes(changed)
        assert type_in("verify", tmp_path / "changed").exit_code == 1


def test_a_receipt_verifies_under_its_country_s_section(type_in, files, tmp_path):
    """Without the directory file it can be read and not relied on; with it and the country's key it is verified."""
    alone = type_in("verify", files / "act.receipt")
    assert alone.exit_code == 3
    assert "received" in alone.stdout
    typed = ("--section", files / "VN.section", "--trust", files / "trust.json")
    done = type_in("verify", files / "act.receipt", *typed, "--json")
    assert (done.exit_code, json.loads(done.stdout)["by"]) == (0, "poc.vn.example")
    data = (files / "act.receipt").read_bytes()
    (tmp_path / "changed").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert type_in("verify", tmp_path / "changed", *typed).exit_code == 1


def test_a_fork_proof_convicts_under_the_country_s_section(type_in, files, played, tmp_path):
    """Two checkpoints of one size that one node signed: said in words with the node's name; without a section nobody can be named."""
    side, place = played.vn, Checkpoint(played.vn.origin, len(played.vn.log), Digest.of(b"another log"))
    other = sign_checkpoint(place, signers=note_signers(side.node_key, name=side.origin))
    true = Frontier().extend(leaf_hash(record) for record, _, _ in side.log).root
    (tmp_path / "vn.fork").write_bytes(print_fork(Suspicion(other, side.checkpoint(), true, ())))
    typed = ("--section", files / "VN.section", "--trust", files / "trust.json")
    done = type_in("verify", tmp_path / "vn.fork", *typed, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["kind"], told["node"], told["shown"]) == (0, "fork", "poc.vn.example", str(true))
    assert "keeps two logs" in type_in("verify", tmp_path / "vn.fork", *typed).stdout
    alone = type_in("verify", tmp_path / "vn.fork")
    assert alone.exit_code == 1
    assert "--section" in alone.output
    (tmp_path / "none.fork").write_bytes(print_fork(Suspicion(side.checkpoint(), side.checkpoint(), true, ())))
    assert "proves no second log" in type_in("verify", tmp_path / "none.fork", *typed).output


def test_it_runs_without_django_or_a_database(files):
    """The command as installed loads neither, and opens no socket."""
    code = (
        "import sys\n"
        "from comity.site.entry import main\n"
        f"sys.argv = ['comity', 'verify', {str(files / CASE)!r}, '--trust', {str(files / 'trust.json')!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert end.code == 0, end.code\n"
        "loaded = [name for name in ('django', 'sqlite3', 'urllib3', 'socket') if name in sys.modules]\n"
        "assert loaded == [], loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_refusals_and_verdicts_are_told_in_the_language_asked_for(type_in, files, tmp_path, monkeypatch):
    """By option or by the environment; the cause inside a refusal is translated too."""
    heard = []

    class Catalogue(gettext.NullTranslations):
        def gettext(self, message):
            heard.append(message)
            return message

    monkeypatch.setattr(voice, "_catalogue", lambda language: Catalogue() if language == "vi" else gettext.NullTranslations())
    type_in("--language", "vi", "verify", files / CASE, "--trust", files / "trust.json")
    assert {"VERIFIED", "request", "Who approved it?"} <= set(heard)
    heard.clear()
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    (tmp_path / "x").write_bytes(b"x")
    type_in("verify", tmp_path / "x")
    assert "The %(what)s cannot be read: %(where)s." in heard
    heard.clear()
    type_in("verify", files / CASE, "--language", "en")
    assert heard == []


def test_what_a_terminal_would_obey_is_not_printed():
    """A file may come from anybody: escapes, bells and direction marks in its names are shown as marks."""
    assert voice.printable("a\x1b[2Jb\x07c\u202ed\n") == "a\ufffd[2Jb\ufffdc\ufffdd\n"


def test_the_code_on_a_letter_names_its_act(type_in, files, played):
    """As it stands on paper or as it is typed; the verdict of the file stays what it is."""
    read = json.loads(type_in("verify", files / CASE, "--trust", files / "trust.json", "--json").stdout)
    act = read["acts"][1]
    code = verification_code(Digest.parse(act["digest"]))
    for typed in (code, code.lower().replace("-", " ")):
        done = type_in("verify", files / CASE, "--trust", files / "trust.json", "--code", typed)
        assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "VERIFIED")
        assert f"The letter with the verification code {code} shows act 2." in done.stdout
    assert type_in("verify", files / CASE, "--code", code).exit_code == 3
    found = json.loads(type_in("verify", files / CASE, "--trust", files / "trust.json", "--code", code, "--json").stdout)
    assert found["letter"] == {"code": code, "act": 2}


def test_a_code_of_another_letter_or_none_is_refused(type_in, files):
    """A letter about another act, a sign misread, an envelope that shows no act."""
    other = verification_code(Digest.of(b"another act"))
    done = type_in("verify", files / CASE, "--trust", files / "trust.json", "--code", other)
    assert done.exit_code == 1
    assert f"No act in this file has the verification code {other}" in done.stderr
    misread = type_in("verify", files / CASE, "--trust", files / "trust.json", "--code", "0000-0000-0000-0000-1")
    assert misread.exit_code == 1
    assert "not a verification code" in misread.stderr
    assert type_in("verify", files / "act.envelope", "--code", other).exit_code == 1
