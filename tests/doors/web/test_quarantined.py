"""The header of every page says that a node is quarantined or goes by an old directory, and what is waited for."""

from dataclasses import replace
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.test import override_settings
from django.utils.translation import override

from comity.directory import home as home_of_all
from comity.directory.freshness import FOLDER, Seen, print_seen, seen_file
from comity.directory.keyabsence import clear_absence, note_absence
from comity.directory.keyuse import KeyUse
from comity.directory.quarantined import Standing, clear_standing, write_standing
from comity.doors.web.framing import _held
from comity.seal.refusals import SecretMissing
from comity.terms.digests import Digest
from comity.terms.instants import Instant


def test_the_header_says_what_is_waited_for(world):
    """In words, on every page, from the file that the courier writes; nothing of it on a node that signs as ever."""
    assert _held() == ()
    write_standing(world.home, Standing("restored", world.at, ("poc.xr.example",), breaks=False))
    assert "poc.xr.example" in " ".join(_held())
    page = render_to_string("web/base.html", {"frame": SimpleNamespace(world="real", held=_held()), "page": SimpleNamespace(heading="x")})
    assert page.index('role="status"') < page.index("poc.xr.example") < page.index("<main")
    write_standing(world.home, Standing("restored", world.at, (), breaks=True))
    assert "two officers" in " ".join(_held())
    clear_standing(world.home)
    assert _held() == ()


def test_the_header_says_that_the_directory_is_too_old(world):
    """Receiving only, where the last word is long past; nothing while it is fresh; and what cannot be read is told."""
    file = seen_file(world.home.path / FOLDER)
    file.parent.mkdir()
    digest = Digest.of(b"x")
    seen = Seen(digest, Instant.parse("2999-01-01T00:00:00.000000Z"), world.at, 1, 1, digest, 1, digest, {})
    file.write_text(print_seen(seen))
    assert _held() == ()
    file.write_text(print_seen(replace(seen, issued=Instant.parse("2020-01-02T00:00:00.000000Z"))))
    assert "RECEIVING ONLY" in " ".join(_held())
    assert "2 Jan 2020" in " ".join(_held())
    file.write_text("{")
    assert "cannot be read" in " ".join(_held())


def test_the_header_says_that_the_keys_are_away(world, monkeypatch):
    """What is away and since when, in the reader's language and zone; not on a node that nothing keeps keys for."""
    note_absence(world.home, SecretMissing(source="/etc/keys", why="gone"), at=Instant.parse("2026-11-23T03:07:00.000000Z"))
    assert "KEYS AWAY" not in " ".join(_held())
    monkeypatch.setattr(home_of_all, "home", lambda: replace(world.home, key_use=KeyUse(secret="/etc/keys")))
    with override_settings(TIME_ZONE="Asia/Ho_Chi_Minh"):
        assert "since 10:07 on 23 Nov 2026: The secret of the node's keys cannot be read from /etc/keys: gone." in " ".join(_held())
        with override("vi"):
            assert "10:07" in " ".join(_held())
            assert "/etc/keys" in " ".join(_held())
            assert "KEYS AWAY" not in " ".join(_held())
    clear_absence(world.home)
    assert _held() == ()


def test_the_header_says_that_the_keys_lie_in_the_clear(world, monkeypatch):
    """Every day, below what is graver; not of a demonstration, and not where something keeps them."""
    for use, demo, said in ((KeyUse(), False, True), (KeyUse(), True, False), (KeyUse(secret="/x"), False, False)):
        monkeypatch.setattr(home_of_all, "home", lambda use=use, demo=demo: replace(world.home, key_use=use, demo=demo))
        assert ("in the clear" in " ".join(_held())) is said
    monkeypatch.setattr(home_of_all, "home", lambda: replace(world.home, demo=False))
    write_standing(world.home, Standing("restored", world.at, ("poc.xr.example",), breaks=False))
    assert [sentence.split()[0] for sentence in _held()] == ["QUARANTINE:", "The"]
