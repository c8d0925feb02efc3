"""Each lint of the house finds its leak, leaves honest code alone, and keeps to its own rooms."""

import textwrap

import house
import pytest
from sources import Source

NONE = house.Budget()
LONG = "x = 1\n" * (house.MODULE_LINES + 1)
VIEW = "def view(http_request) -> HttpResponse:\n" + "    a = 1\n" * (house.VIEW_LINES + 1)


def found(path: str, text: str, budget: house.Budget = NONE) -> set[str]:
    """Return the names of the rules that `text` breaks when it stands at `path`."""
    return {fault.rule for fault in house.look_at([Source(path, textwrap.dedent(text))], budget)}


LEAKS = [
    ("NoRawTablesInDoors", "src/comity/doors/web/watch.py", "rows = Request.objects.all()\n"),
    ("NoBlindReading", "src/comity/desk/reading/listing.py", "rows = Request.objects.filter(pk=1)\n"),
    ("NoBlindReading", "src/comity/desk/reading/drafts.py", "rows = Draft.objects.all()\n"),
    ("NoBlindReading", "src/comity/desk/reading/acts.py", "rows = Message.objects.filter(env_id=1)\n"),
    ("NoBlindReading", "src/comity/desk/reading/listing.py", "row = find(Request, reference=number)\n"),
    ("NoBlindReading", "src/comity/desk/reading/drafts.py", "rows = find_all(Draft, reference=number)\n"),
    ("NoBlindReading", "src/comity/desk/reading/acts.py", "rows = find_all(Message, env_id=number)\n"),
    ("OneWayToThreatInformation", "src/comity/doors/api/misp/events.py", "from comity.records.models import StixObject\n"),
    ("OneWayToThreatInformation", "src/comity/intel/warnings/queries.py", "rows = models.StixPlace.objects.all()\n"),
    ("OneWayToThreatInformation", "src/comity/desk/reading/acts.py", "sql = 'SELECT body FROM records_stixobject'\n"),
    ("NoRawTablesInDoors", "src/comity/doors/cli/keys.py", "rows = Request._default_manager.all()\n"),
    ("NoClockBelowTheDoors", "src/comity/desk/clocks.py", "moment = timezone.now()\n"),
    ("NoClockBelowTheDoors", "src/comity/treaty/rules.py", "on = datetime.date.today()\n"),
    ("NoClockBelowTheDoors", "src/comity/seal/keys.py", "moment = datetime.datetime.utcnow()\n"),
    ("NoClockBelowTheDoors", "src/comity/ledger/leaf.py", "seconds = time.time()\n"),
    ("NoClockBelowTheDoors", "src/comity/directory/book.py", "moment = now()\n"),
    ("NoClockBelowTheDoors", "src/comity/records/models/requests.py", "at = Field(default=timezone.now)\n"),
    ("NoClockBelowTheDoors", "src/comity/records/models/requests.py", "at = Field(auto_now_add=True)\n"),
    ("NoClockBelowTheDoors", "src/comity/courier/protocol/sending.py", "moment = Instant.now()\n"),
    ("NoSentenceInsideAnother", "src/comity/doors/web/views/watch.py", "said = f\"{waits} {gettext('Nothing was sent.')}\"\n"),
    ("NoSentenceInsideAnother", "src/comity/doors/cli/status.py", "said = f\"{say(gettext_noop('recall'))} (95 %)\"\n"),
    ("SuppressionsSayWhy", "src/comity/seal/keys.py", "x = 1  # noqa\n"),
    ("SuppressionsSayWhy", "src/comity/seal/keys.py", "x = 1  # noqa: S105\n"),
    ("SuppressionsSayWhy", "tests/seal/test_keys.py", "x = f(1)  # type: ignore\n"),
    ("SuppressionsSayWhy", "tests/seal/test_keys.py", "x = f(1)  # type: ignore[arg-type]\n"),
    ("SuppressionsSayWhy", "src/comity/seal/keys.py", "# ruff: noqa\n"),
    ("SuppressionsSayWhy", "src/comity/seal/keys.py", "# mypy: ignore-errors\n"),
    ("SuppressionsSayWhy", "src/comity/seal/keys.py", "x = 1  # pragma: no cover\n"),
    ("PlainNames", "src/comity/desk/utils.py", ""),
    ("PlainNames", "src/comity/helpers/dates.py", ""),
    ("PlainNames", "src/comity/desk/requests.py", "class RequestManager:\n    pass\n"),
    ("PlainNames", "src/comity/desk/requests.py", "def process_answer():\n    pass\n"),
    ("MigrationsStandAlone", "src/comity/records/migrations/0002_more.py", "from comity.desk import states\n"),
    ("NoSignals", "src/comity/desk/requests.py", "from django.db.models.signals import post_save\n"),
    ("NoSignals", "src/comity/desk/requests.py", "from django.dispatch import receiver\n"),
    ("JoinsAreSpelledOut", "src/comity/desk/queries.py", "rows = table.select_related()\n"),
    ("OnlyTheCourierDials", "src/comity/doors/cli/status.py", "import http.client\n"),
    ("OnlyTheCourierDials", "src/comity/site/supervise.py", "s = socket.create_connection(address)\n"),
    ("OnlyTheCourierDials", "src/comity/courier/protocol/core.py", "from urllib.request import urlopen\n"),
    ("ModuleBudget", "src/comity/desk/requests.py", LONG),
    ("ViewBudget", "src/comity/doors/web/watch.py", VIEW),
    ("TemplatesAreMarked", "src/comity/doors/web/templates/web/queue.html", "<h1>Watch queue</h1>\n"),
    ("TemplatesAreMarked", "src/comity/doors/web/templates/web/queue.html", '<a href="/" title="Back">{{ reference }}</a>\n'),
    ("TemplatesAreMarked", "src/comity/doors/web/templates/web/queue.html", '<p lang="{{ language }}">Late</p>\n'),
    ("TemplatesAreMarked", "src/comity/doors/web/templates/web/queue.html", "<p>{% if late %}Late{% endif %}</p>\n"),
]

HONEST = [
    ("src/comity/desk/queries.py", "rows = Request.objects.all()\n"),
    ("src/comity/doors/web/watch.py", "rows = visible_to(actor)\n"),
    ("src/comity/desk/reading/acts.py", "rows = find_all(Message, request_id=request.pk)\nholder = find(Officer, id=1)\n"),
    ("src/comity/doors/web/moments.py", "moment = datetime.now(UTC)\n"),
    ("src/comity/courier/sending.py", "moment = timezone.now()\nimport http.client\n"),
    ("src/comity/courier/protocol/sending.py", "def step(state, event, now):\n    return now\n"),
    ("src/comity/desk/clocks.py", "seconds = time.monotonic()\nmoment.time()\n"),
    ("src/comity/seal/keys.py", "x = 1  # noqa: S105 - a name, not a secret\n"),
    ("src/comity/seal/keys.py", "x = f(1)  # type: ignore[arg-type]  # the library takes bytes too\n"),
    ("src/comity/doors/web/middle.py", "class M:\n    def process_view(self):\n        pass\n"),
    ("src/comity/records/migrations/0002_more.py", "import comity.records.fields\nfrom django.db import migrations\n"),
    ("src/comity/desk/queries.py", 'rows = table.select_related("holder")\n'),
    ("src/comity/wire/links.py", "from urllib.parse import urlsplit\n"),
    ("tests/seal/test_cases.py", LONG),
    ("src/comity/doors/web/watch.py", VIEW.replace("HttpResponse", "Frame")),
    (
        "src/comity/doors/web/templates/web/queue.html",
        """
        {% load i18n %}<h1>{% translate "Watch queue" %}</h1>
        {% blocktranslate count n=n %}{{ n }} request{% plural %}{{ n }} requests{% endblocktranslate %}
        {% comment %}said nowhere{% endcomment %}{# nor this #}
        <a lang="vi" href="?vi">Tiếng Việt</a>
        <p translate="no">UNCC <b>Art</b></p> <img src="x.svg" alt=""> <span title="{{ name }}">UTC · 42(3)</span>
        <script src="autosave.js" defer></script>
        """,
    ),
]


@pytest.mark.parametrize(("rule", "path", "text"), LEAKS)
def test_a_leak_is_found(rule: str, path: str, text: str):
    """The rule reports the leak that its docstring tells of."""
    assert rule in found(path, text)


@pytest.mark.parametrize(("path", "text"), HONEST)
def test_honest_code_passes(path: str, text: str):
    """No rule complains where its leak is not."""
    assert found(path, text) == set()


def test_every_rule_is_seen_to_find_something():
    """A lint that never fails is none."""
    assert {rule.name for rule in house.rules(NONE)} == {rule for rule, _, _ in LEAKS}


def test_every_rule_tells_its_leak():
    """The first line of a rule's docstring is a whole sentence."""
    for rule in house.rules(NONE):
        first = (type(rule).__doc__ or "").splitlines()[0]
        assert len(first.split()) > 8
        assert first.endswith(".")


def budget(lines: object, reason: object) -> house.Budget:
    """Return a budget that lists one long module."""
    return house.Budget(modules={"src/comity/desk/requests.py": {"lines": lines, "reason": reason}})


def test_a_listed_module_may_be_longer():
    """A reason buys as many lines as it names, and no more."""
    path = "src/comity/desk/requests.py"
    assert found(path, LONG, budget(410, "one table of states")) == set()
    assert found(path, LONG + "x = 1\n" * 20, budget(410, "one table of states")) == {"ModuleBudget"}


@pytest.mark.parametrize(("lines", "reason"), [(410, ""), (410, "long"), ("410", "one table of states"), (410, None)])
def test_a_listing_without_lines_or_reason_is_a_fault(lines: object, reason: object):
    """An entry must say how long and why."""
    assert found("src/comity/desk/requests.py", LONG, budget(lines, reason)) == {"ModuleBudget"}


def test_a_listing_that_is_not_needed_any_more_is_a_fault():
    """The budget shrinks with the code."""
    assert found("src/comity/desk/requests.py", "x = 1\n", budget(410, "one table of states")) == {"ModuleBudget"}


def test_a_listing_of_a_module_that_is_gone_is_a_fault(tmp_path):
    """As above, for files."""
    assert [fault.rule for fault in house.stale_entries(budget(410, "one table of states"), tmp_path)] == ["Budget"]


def test_faults_name_the_line_in_a_template():
    """Blanked blocks keep their lines, so that the fault points at the sentence."""
    text = "{% comment %}\n\n{% endcomment %}\n<p>Hello there</p>\n"
    (fault,) = house.look_at([Source("src/comity/doors/web/templates/web/a.html", text)], NONE)
    assert fault.line == 4
