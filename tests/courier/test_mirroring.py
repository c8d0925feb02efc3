"""The directory's repository from mirrors: nothing believed, sizes and times bounded, no redirects; the short process that asks."""

import http.server
import shutil
import ssl
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import AT, found, sections, signing
from worlds.signed_directory import OF_XR, XR, files_of, made

from comity.courier import mirroring
from comity.courier.mirroring import Mirror, MirrorSilent, NoMirrors, ask_mirrors
from comity.courier.refreshing import Refresher
from comity.directory.book import book
from comity.directory.founding import write_section
from comity.directory.freshness import read_seen
from comity.directory.home import BadHome, print_home, read_home
from comity.directory.mirrors import Mirrors, MirrorSaid, parse_mirrors, read_said, write_said
from comity.directory.repository.layout import LARGEST, FolderSource, MissingFileError
from comity.directory.repository.making import publish_country, release
from comity.directory.repository.noting import follow
from comity.directory.repository.refusals import NotFollowed
from comity.records.models import Alarm, JournalAct
from comity.terms.refusals import TooLarge

ONE, TWO = "https://one.example/comity", "https://two.example/comity"


@pytest.fixture(scope="module")
def stood(tmp_path_factory):
    """A repository, made once, and the fingerprint on paper."""
    return made(tmp_path_factory.mktemp("stood"))[1:]


@pytest.fixture
def repository(stood, tmp_path):
    """A copy of it for each test."""
    shutil.copytree(stood[0], tmp_path / "repository")
    return tmp_path / "repository"


@pytest.fixture
def home(world, stood, repository):
    """The node, which follows it and has two mirrors."""
    follow(world.home, repository, fingerprint=stood[1], at=world.at)
    yield replace(world.home, mirrors=Mirrors((ONE, TWO)))
    for name in ("repository", "repository.new", "repository.old"):
        shutil.rmtree(world.home.path / name, ignore_errors=True)
    (world.home.path / "mirrors.json").unlink(missing_ok=True)


def publish(world, repository, tmp_path, *, version=4):
    """Have XR's authorities publish a newer section, and the keeper say that it is the newest."""
    (tmp_path / "xr").mkdir()
    theirs = read_home(found(tmp_path / "xr"))
    write_section(theirs, replace(sections()[XR], version=version), country=signing("XR"))
    publish_country(repository, **files_of(theirs, XR), keys=[signing(one) for one in OF_XR], at=world.at)
    release(repository, keys=[signing("un-oda")], at=world.at)


class Silent:
    """A mirror that does not answer."""

    def read(self, *_):
        """Do not answer."""
        raise MirrorSilent(url="it", why="NewConnectionError")

    roots = read


class Lying(FolderSource):
    """A mirror that changes a digit of a signature."""

    def read(self, path):
        """Return what the folder has, or nearly."""
        data = super().read(path)
        if not path.endswith("timestamp.json"):
            return data
        at = data.index(b'"sig"') + 30
        return data[:at] + (b"1" if data[at : at + 1] == b"0" else b"0") + data[at + 1 :]


# ---------------------------------------------------------------- what is taken over


def test_a_newer_copy_is_taken_from_whichever_mirror_has_it(world, home, repository, tmp_path):
    """One is silent: the other is enough. Nothing newer leaves no leaf; each outcome is written down."""
    folders = {ONE: Silent(), TWO: FolderSource(repository)}
    leaves = JournalAct.objects.count()
    assert [one.outcome for one in ask_mirrors(home, at=world.at, mirror=folders.get)] == ["silent", "same"]
    assert JournalAct.objects.count() == leaves
    assert not (home.path / "repository.new").exists()
    publish(world, repository, tmp_path)
    said = ask_mirrors(home, at=world.later(hours=6), mirror=folders.get)
    assert [(one.outcome, one.why) for one in said] == [("silent", "NewConnectionError"), ("newer", "")]
    assert book(home).version(XR) == 4
    assert read_said(home.path) == said
    newest = JournalAct.objects.latest("index")
    assert (newest.name, newest.actor) == ("directory.refreshed", home.node.text)
    assert not Alarm.objects.exists()


def test_a_mirror_that_lags_is_no_alarm_and_one_that_lies_is(world, home, repository, tmp_path):
    """The older copy and the changed one are refused, and in the way of nothing; that all are silent is an alarm, once a day."""
    old = tmp_path / "old"
    shutil.copytree(repository, old)
    publish(world, repository, tmp_path)
    folders = {ONE: Lying(repository), TWO: FolderSource(repository)}
    assert [one.outcome for one in ask_mirrors(home, at=world.at, mirror=folders.get)] == ["wrong", "newer"]
    assert [one.kind for one in Alarm.objects.all()] == ["mirror-wrong"]
    seen, folders[ONE] = read_seen(home), FolderSource(old)
    assert [one.outcome for one in ask_mirrors(home, at=world.at, mirror=folders.get)] == ["older", "same"]
    assert read_seen(home) == seen
    for _ in range(2):
        assert {one.outcome for one in ask_mirrors(home, at=world.at, mirror=lambda _: Silent())} == {"silent"}
    assert [one.kind for one in Alarm.objects.order_by("pk")] == ["mirror-wrong", "mirrors-silent"]
    assert read_seen(home) == seen


def test_who_names_no_mirror_or_follows_none_is_told(world):
    """Before anything is asked."""
    with pytest.raises(NoMirrors):
        ask_mirrors(world.home, at=world.at)
    with pytest.raises(NotFollowed):
        ask_mirrors(replace(world.home, mirrors=Mirrors((ONE,))), at=world.at)


# ---------------------------------------------------------------- the line


@pytest.fixture(scope="module")
def server(wrong_certificate):
    """An https server on loopback; `server.answer` gives status, headers and body for a path."""

    class Served(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append(self.path)
            status, headers, body = self.server.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Served)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*wrong_certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.url, server.ca, server.asked = f"https://localhost:{server.server_port}/comity", str(wrong_certificate[0]), []
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_mirror_serves_files_and_nothing_more(server):
    """A file, one that is missing, the roots; a way to elsewhere is not gone, and nothing but 200 is a file."""
    files = {"/comity/changes": b"line\n", "/comity/metadata/1.root.json": b"{1}", "/comity/metadata/2.root.json": b"{2}"}
    server.answer = lambda path: (200, {}, files[path]) if path in files else (404, {}, b"")
    mirror = Mirror(server.url, ca=server.ca)
    assert mirror.read("changes") == b"line\n"
    assert list(mirror.roots()) == [b"{1}", b"{2}"]
    with pytest.raises(MissingFileError):
        mirror.read("metadata/timestamp.json")
    server.asked.clear()
    for status in (302, 307, 500, 206):
        server.answer = lambda _, status=status: (status, {"Location": f"{server.url}/changes"}, b"line\n")
        with pytest.raises(MirrorSilent):
            mirror.read("timestamp")
    assert set(server.asked) == {"/comity/timestamp"}


def test_no_more_is_read_than_a_file_may_have(server, monkeypatch):
    """A byte more than a file may have, whatever comes; all of it together; and not for ever."""
    monkeypatch.setattr(mirroring, "LARGEST", 1000)
    server.answer = lambda _: (200, {}, bytes(50_000))
    mirror = Mirror(server.url, ca=server.ca)
    assert len(mirror.read("changes")) == 1001 <= LARGEST
    mirror._room = 500
    with pytest.raises(TooLarge):
        mirror.read("changes")
    times = iter([0.0, mirroring.PATIENCE + 1])
    with pytest.raises(MirrorSilent, match="seconds"):
        Mirror(server.url, ca=server.ca, clock=lambda: next(times)).read("changes")


def test_who_does_not_prove_to_be_the_host_is_silent(server):
    """Its certificate leads to none that is trusted."""
    with pytest.raises(MirrorSilent):
        Mirror(server.url).read("changes")


# ---------------------------------------------------------------- settings, and the process


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"urls": []},
        {"urls": ONE},
        {"urls": [ONE, ONE + "/"]},
        {"urls": ["http://one.example/"]},
        {"urls": ["https://name@one.example/"]},
        {"urls": ["https://one.example/?x"]},
        {"urls": ["https://"]},
        {"urls": [f"https://m{number}.example/" for number in range(9)]},
        {"urls": [ONE], "every_hours": 0},
        {"urls": [ONE], "every_hours": True},
        {"urls": [ONE], "ca": 1},
        {"urls": [ONE], "trust": True},
    ],
)
def test_wrong_mirrors_are_refused(table):
    """Only https, each once; a misspelt setting would be one that is not there."""
    with pytest.raises(ValueError, match=r"\[mirrors\]|address of a mirror"):
        parse_mirrors(table)


def test_a_home_keeps_its_mirrors(tmp_path):
    """As printed; wrong ones by name."""
    home = read_home(found(tmp_path))
    other = replace(home, mirrors=Mirrors((ONE, TWO), every_hours=12, ca="mirrors.pem"))
    (tmp_path / "node.toml").write_text(print_home(other), encoding="utf-8")
    assert read_home(tmp_path) == other
    (tmp_path / "node.toml").write_text(print_home(home) + "\n[mirrors]\nurls = 3\n", encoding="utf-8")
    with pytest.raises(BadHome, match="urls"):
        read_home(tmp_path)


def test_the_process_runs_when_it_is_due_and_one_at_a_time(tmp_path):
    """Not before two minutes after a start; then each time that its hours are over; nobody waits for it."""
    moments, home = [AT], replace(read_home(found(tmp_path)), mirrors=Mirrors((ONE,)))
    write_said(tmp_path, [MirrorSaid(ONE, str(AT + timedelta(hours=-7)), "same")])
    program = "import sys, pathlib; (pathlib.Path(sys.argv[1]) / 'asked').open('a').write('x')"
    refresher = Refresher(home, now=lambda: moments[-1], command=(sys.executable, "-I", "-S", "-c", program))
    asked = tmp_path / "asked"

    def look(**later):
        moments.append(AT + timedelta(**later))
        refresher.look()
        if refresher._running is not None:
            refresher._running.wait(timeout=20)
        return len(asked.read_text()) if asked.exists() else 0

    assert look(minutes=1) == 0
    assert look(minutes=2) == 1
    assert look(minutes=3) == 1  # it wrote nothing down; asked again within an hour and some
    assert look(hours=2) == 2
    write_said(tmp_path, [MirrorSaid(ONE, str(AT + timedelta(hours=2)), "same")])
    assert look(hours=7) == 2
    assert look(hours=8, minutes=1) == 3
