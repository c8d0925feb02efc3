"""The roof: what is served without a further step, what is written to the log, which doors there are."""

import gzip
import io
import json
import logging
from pathlib import Path

import pytest
import structlog
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from comity.site import logging as site_logging

BUDGET = 120_000


def test_static_files_are_kept_for_ever_under_a_name_of_their_content(db):
    """No step between a clone and a running node; what is text travels compressed; a changed file has another address."""
    found = Client().get(f"{settings.STATIC_URL}web/comity.css", headers={"Accept-Encoding": "gzip"})
    assert found.status_code == 200
    assert "immutable" in found["Cache-Control"]
    assert found["Content-Encoding"] == "gzip"
    assert b".strip" in gzip.decompress(b"".join(found.streaming_content))
    assert Client().get("/static/000000000000/web/comity.css").status_code == 404


def test_fonts_are_not_compressed_twice(db):
    """They are compressed already."""
    found = Client().get(f"{settings.STATIC_URL}web/fonts/noto-sans-latin-wght-normal.woff2", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in found
    assert found["Content-Type"] == "font/woff2"
    assert b"".join(found.streaming_content).startswith(b"wOF2")


def test_only_our_own_files_are_served():
    """What packages bring along is not."""
    assert [type(finder).__name__ for finder in finders.get_finders()] == ["FileSystemFinder"]


def test_the_first_page_is_light(db):
    """The sign-in page with everything that it loads."""
    answer = Client().get("/account/login/", headers={"Accept-Encoding": "gzip"})
    weight = len(answer.content)
    for file in Path(settings.STATICFILES_DIRS[0]).rglob("*"):
        if file.is_file() and file.suffix in (".css", ".svg", ".woff2"):
            weight += file.stat().st_size if file.suffix == ".woff2" else len(gzip.compress(file.read_bytes()))
    assert weight <= BUDGET * 1.2  # every font there is; a page loads some of them


def test_every_answer_carries_the_policy(db):
    """Scripts and styles of this node only, no frame, no type guessed, no address told to others."""
    answer = Client().get("/account/login/")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


def test_only_the_hosts_of_the_node_are_answered(db):
    """A name that somebody else pointed here gets nothing."""
    assert Client().get("/account/login/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert Client().get("/account/login/", headers={"Host": "localhost"}).status_code == 200


@pytest.fixture
def written():
    """What the node writes to standard error."""
    stream = io.StringIO()
    site_logging.configure(site_logging.LOGGING)
    handler = next(handler for handler in logging.getLogger().handlers if handler.formatter and hasattr(handler.formatter, "processors"))
    handler.setStream(stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_the_log_is_lines_of_json_without_local_values(written):
    """A fault is told with its lines of code; what the variables held stays out."""
    passphrase = "a lantern" + " on the quay"
    try:
        _ = {}[len(passphrase)]
    except KeyError:
        structlog.get_logger("comity.test").exception("fault", peer="poc.xr.example")
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/x/", extra={"request": passphrase})
    logging.getLogger("django.request").warning("Not Found: /requests/XR-2026-000001/")
    one, two = written()
    assert (one["event"], one["level"], one["peer"], one["logger"]) == ("fault", "error", "poc.xr.example", "comity.test")
    assert "KeyError" in one["exception"]
    assert two["event"] == "Internal Server Error: /x/"
    assert passphrase not in json.dumps([one, two])
