"""`comity taxii-check` as it is typed: verdicts, exchanges, JSON, statuses, and no secret in any of it."""

import json
import subprocess
import sys

import pytest
from worlds.taxii import HIDDEN, TOKEN, Server, served


@pytest.fixture
def secret(tmp_path):
    """A file with the password."""
    file = tmp_path / "poster.secret"
    file.write_text("right horse\n")
    file.chmod(0o600)
    return file


def test_a_server_that_is_right_ends_with_0(type_in, secret, monkeypatch):
    """Every case that applies passes; the second identity's password comes from the environment."""
    monkeypatch.setenv("COMITY_TAXII_SECOND_SECRET", "other horse")
    with served(Server()) as url:
        words = ("--user", "poster", "--secret-file", secret, "--second-user", "other", "--collection", f"hidden={HIDDEN}", "--write")
        done = type_in("taxii-check", url, *words)
    assert done.exit_code == 0, done.output
    assert "Every mandatory case that applies passed." in done.output
    assert "delete it there" in done.output
    assert "FAIL" not in done.output


def test_a_failure_is_shown_with_what_was_said_and_without_the_password(type_in, secret):
    """The case, why, and the exchange; the header that signs in is in none of it. It ends with 1."""
    with served(Server(faults={"shared-stamp", "untitled"})) as url:
        done = type_in("taxii-check", url, "--user", "poster", "--secret-file", secret, "--write")
        shown = type_in("taxii-check", url, "--user", "poster", "--secret-file", secret, "--show", "--language", "vi")
        told = type_in("taxii-check", url, "--user", "poster", "--secret-file", secret, "--json")
    assert done.exit_code == 1
    assert "FAIL            S3.4-stamps" in done.output
    assert "the property title is -; a text was wanted" in done.output
    assert "> GET http://127.0.0.1" in done.output
    assert "KHÔNG ĐẠT" in shown.output
    assert "thuộc tính title là -; cần một văn bản" in shown.output
    said = json.loads(told.output)
    assert (told.exit_code, said["passed"]) == (1, False)
    (failed,) = [one for one in said["cases"] if one["verdict"] == "fail"]
    assert (failed["number"], failed["exchanges"][0]["response"]["status"]) == ("3.2.1", 200)
    for output in (done.output, shown.output, told.output):
        assert "horse" not in output
        assert "cG9zdGVyO" not in output  # of Basic
        assert "Authorization" not in output


def test_a_token_and_nobody(type_in, monkeypatch):
    """A bearer token signs in; without anything the cases that need more fail or do not apply."""
    monkeypatch.setenv("COMITY_TAXII_SECRET", TOKEN)
    with served(Server()) as url:
        assert type_in("taxii-check", url, "--token").exit_code == 0
        assert type_in("taxii-check", url).exit_code == 1


@pytest.mark.parametrize("url", ["http://taxii.example/taxii2/", "https://user:horse@taxii.example/", "nonsense"])
def test_an_address_that_is_none(type_in, url):
    """Said in one sentence, without the password that stood in it."""
    done = type_in("taxii-check", url)
    assert (done.exit_code, "is not the address of a TAXII server" in done.output) == (1, True)
    assert "horse" not in done.output


def test_nobody_there(type_in):
    """Told once, and not by eighty cases."""
    done = type_in("taxii-check", "http://127.0.0.1:9/taxii2/")
    assert done.exit_code == 1
    assert done.output.startswith("comity: http://127.0.0.1:9 gave no answer: no-connection.")


def test_options_that_cannot_be(type_in):
    """A role that nobody knows, a collection without its identifier."""
    for wrong in ("owner=1", "hidden", "hidden="):
        assert type_in("taxii-check", "http://127.0.0.1/", "--collection", wrong).exit_code == 2


def test_it_loads_neither_django_nor_the_tables():
    """Whoever checks a server needs no node."""
    code = (
        "import sys, comity.doors.cli.commands.taxii_check, comity.doors.cli.checktext\n"
        "import comity.doors.cli.secrets, comity.courier.taxii.trying\n"
        "print([one for one in ('django', 'comity.records', 'sqlite3') if one in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
