"""A token that is pulled out while the node runs: acts wait, nothing is half done, an alarm a day; put back, all of it goes on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from worlds.puppet import verified

from comity.courier import keysaway
from comity.courier.epochs import keep_epochs
from comity.courier.keysaway import look_at_keys, wait_for_keys
from comity.courier.publishing import publish_log
from comity.courier.running import Courier
from comity.directory import epochseeds, keyfiles
from comity.directory.home import home, print_home
from comity.directory.keepers import _SECRETS, _TOKENS, token_keeper
from comity.directory.keyabsence import clear_absence, note_absence, read_absence
from comity.directory.keychoice import name_secret
from comity.directory.keyuse import KeyUse, TokenUse
from comity.directory.linenaming import name_address, name_line_key
from comity.directory.locking import lock_keys
from comity.directory.signingkeys import name_next_key, use_next_key
from comity.records import journal
from comity.records.models import Alarm, Draft, Inbox, JournalAct, Outbox, Request
from comity.seal.refusals import KeeperAway, SecretMissing


def restart():
    """Forget what a process has read."""
    for kept in (keyfiles._KEPT, epochseeds._KEPT, _SECRETS, _TOKENS):
        kept.clear()


@pytest.fixture
def node(world, software_token):
    """The node, whose key is in the token, and whose session is open."""
    restart()
    use = KeyUse(token=TokenUse(software_token.module, "comity", str(software_token.pin_file)))
    (world.home.path / "node.toml").write_text(print_home(replace(home(), key_use=use)), encoding="utf-8")
    home.cache_clear()
    lock_keys(home(), at=world.at)
    name_next_key(home(), at=world.at)
    use_next_key(home(), at=world.at)
    restart()
    yield world
    restart()


def test_what_comes_and_what_goes_waits_and_is_done_once(node, puppet, software_token):
    """A peer is told to come again, an approval is refused and the draft waits; no row, no leaf, no half of either. Then both are done."""
    node.receive()
    draft = node.submit(node.draft())
    said = puppet.say(puppet.act(case="XR-2026-000002"))
    software_token.pull_out()
    before = [table.objects.count() for table in (Inbox, Request, Outbox, JournalAct)]
    with pytest.raises(KeeperAway) as caught:
        node.deliver(said)
    assert caught.value.wire_class == "unavailable"
    with pytest.raises(KeeperAway):
        node.approve(draft)
    assert [table.objects.count() for table in (Inbox, Request, Outbox, JournalAct)] == before
    assert Draft.objects.get(pk=draft.pk).state == "submitted"
    software_token.put_back()
    assert verified(node.deliver(said).items[0]).case.text == "XR-2026-000002"
    node.approve(draft)
    assert Inbox.objects.count() == 2
    assert puppet.open(bytes(Outbox.objects.get(item="envelope").sealed)).inner.sender == node.node


def test_an_alarm_a_day_that_stands_in_the_log(node, software_token):
    """It needs no signature; the checkpoint over it follows when the token is back. Looking costs no PIN where nothing changed."""
    look_at_keys(home(), at=node.at)
    assert not Alarm.objects.exists()
    keeper = token_keeper(home())
    reads, read = [], keeper._pin.read
    keeper._pin.read = lambda: reads.append(1) or read()
    for _ in range(3):
        look_at_keys(home(), at=node.at)
    assert not reads
    software_token.pull_out()
    for span in (timedelta(), timedelta(seconds=5), timedelta(days=1)):
        look_at_keys(home(), at=node.at + span)
    assert [(alarm.kind, alarm.peer) for alarm in Alarm.objects.all()] == [("key-away", str(node.node))] * 2
    said = read_absence(home())
    assert said.since == node.at
    assert "comity" in said.sentence % said.facts
    assert JournalAct.objects.filter(name="alarm.raised").count() == 2
    with pytest.raises(KeeperAway):
        publish_log(home())
    software_token.put_back()
    look_at_keys(home(), at=node.at + timedelta(days=1))
    assert publish_log(home()).size == journal.head().size
    assert len(reads) == 1
    assert Alarm.objects.count() == 2
    assert read_absence(home()) is None


def test_a_courier_whose_line_has_its_key_and_whose_token_is_away_says_so(node, software_token, monkeypatch):
    """Where a secret wraps and the token signs, the line is there; the first questions to peers are not signed: no sign of life is lost."""
    courier = Courier(home(), clock=lambda: node.at)
    software_token.pull_out()
    restart()
    keysaway._SAID.clear()
    with capture_logs() as heard:
        assert courier._look() is None
        assert [alarm.kind for alarm in Alarm.objects.all()] == ["key-away"]
        assert read_absence(home()) is not None
        monkeypatch.setattr(courier._returning, "catch_up", courier._returning.ask_rest)
        assert courier._try_to_catch_up(ask=True) is False
        courier._keep_keys(keep_epochs)
    assert [line["log_level"] for line in heard] == ["warning"]
    software_token.put_back()
    assert courier._look() is True


def test_what_pages_say_is_whole_or_says_so(world):
    """The first moment stays while it lasts; a file that cannot be read says that something is away; nothing is there, and none is left."""
    clear_absence(home())
    assert read_absence(home()) is None
    note_absence(home(), KeeperAway(), at=world.at)
    note_absence(home(), SecretMissing(source="/x", why="gone"), at=world.at + timedelta(minutes=1))
    said = read_absence(home())
    assert (said.since, said.sentence % said.facts) == (world.at, "The secret of the node's keys cannot be read from /x: gone.")
    file = home().path / "run" / "keys-away.json"
    for text in ("{", "[]", '{"since": "x", "sentence": "", "facts": {}}', file.read_text().replace('"why"', '"who"'), "[" * 100_000):
        file.write_text(text)
        assert read_absence(home()).sentence == KeeperAway.sentence
    clear_absence(home())
    assert list(file.parent.iterdir()) == []


def test_a_node_without_a_token_is_not_looked_at(world):
    """Nothing is loaded for it."""
    look_at_keys(world.home, at=world.at)
    assert not Alarm.objects.exists()


class Patience:
    """Stands for what a courier waits with: notes how long, and does something after so many waits."""

    def __init__(self, after, deed):
        """Do `deed` at the wait of that number."""
        self.waits, self._after, self._deed, self._set = [], after, deed, False

    def is_set(self):
        """As of an event."""
        return self._set

    def set(self):
        """As of an event."""
        self._set = True

    def wait(self, seconds):
        """Note it, and be back at once."""
        self.waits.append(seconds)
        if len(self.waits) == self._after:
            self._deed(self)


@pytest.fixture
def at_line(world, tmp_path):
    """The node, whose address is one of TLS, and whose key of the line a secret wraps: it is away, and so begins its courier."""
    name_line_key(home(), renew=False, at_once=False, at=world.at)
    name_address(home(), "https://poc.vn.example:8411", at=world.at)
    name_secret(home(), str(tmp_path / "keys.secret"))
    home.cache_clear()
    lock_keys(home(), at=world.at)
    (tmp_path / "keys.secret").rename(tmp_path / "away")
    restart()
    yield world
    restart()


def test_a_courier_that_begins_while_the_keys_are_away_waits_with_an_alarm(at_line, tmp_path):
    """Once a day it is told, and the log signs nothing for it; asked again less and less often; then it goes on by itself."""
    back = Patience(6, lambda _: (tmp_path / "away").rename(tmp_path / "keys.secret"))
    assert wait_for_keys(home(), now=lambda: at_line.at, stopping=back)
    assert back.waits == [1, 2, 4, 8, 10, 10]
    assert [alarm.kind for alarm in Alarm.objects.all()] == ["key-away"]
    assert JournalAct.objects.filter(name="alarm.raised").count() == 1
    assert publish_log(home()).size == journal.head().size


def test_a_courier_that_waits_ends_when_it_is_told_to(at_line, monkeypatch):
    """Without a listener, and also where the alarm cannot be written yet."""
    monkeypatch.setattr(keysaway, "raise_alarm", lambda *_, **__: 1 / 0)
    courier = Courier(home(), clock=lambda: at_line.at)
    courier._stopping = Patience(2, lambda told: told.set())
    courier.run()
    assert courier._stopping.waits == [1, 2]
    assert not Alarm.objects.exists()


def test_a_node_in_the_clear_or_on_a_plain_line_waits_for_nothing(world, at_line, tmp_path):
    """What it does not show it need not open."""
    assert wait_for_keys(replace(home(), key_use=KeyUse()), now=None, stopping=None)
    name_address(home(), "http://poc.vn.example:8411", at=world.at)
    assert wait_for_keys(home(), now=None, stopping=None)
