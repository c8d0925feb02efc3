"""The line to a server: verified, capped, to one origin, unpacked, and nothing of a secret in what it says of itself."""

import gzip
import ssl

import pytest
from worlds.taxii import Server, basic, served

from comity.courier.taxii.dialling import BadSecret, Credential, Line, WrongOrigin
from comity.courier.taxii.exchange import FIRST, MEDIA, Answered, Asked, NoAnswer, parse_media
from comity.courier.taxii.resources import read_page
from comity.wire.taxii.servers import join, origin_of, parse_server

POSTER = Credential.basic("poster", "right horse")


def ask(url, *, server_answers=None, line=None, path=""):
    """Ask once."""
    line = line or Line(url, identities={FIRST: POSTER})
    try:
        return line(Asked("GET", path or url))
    finally:
        line.close()


def test_gzip_is_unpacked_and_capped():
    """What came packed is read; a bomb is left."""
    packed = gzip.compress(b'{"title": "packed"}')
    bomb = gzip.compress(b" " * 3_000_000)
    head = (("Content-Type", MEDIA), ("Content-Encoding", "gzip"))
    with served(Server(before=[(200, head, packed), (200, head, bomb), (200, head, b"no gzip")])) as url:
        assert ask(url).body == b'{"title": "packed"}'
        with pytest.raises(NoAnswer) as told:
            ask(url, line=Line(url, identities={FIRST: POSTER}, largest=1_000_000))
        assert told.value.why == "too-large"
        with pytest.raises(NoAnswer) as told:
            ask(url)
        assert told.value.why == "garbled"


def test_an_answer_that_is_cut_off_is_none():
    """A length that is not reached: nothing of it is believed."""
    with (
        served(Server(before=[(200, (("Content-Type", MEDIA), ("Content-Length", "500")), b'{"title"')])) as url,
        pytest.raises(NoAnswer) as told,
    ):
        ask(url)
    assert told.value.why == "broke-off"


def test_certificates(wrong_certificate):
    """One of nobody is left; with the operator's own file it is taken."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*wrong_certificate)
    with served(Server(), tls=context) as url:
        with pytest.raises(NoAnswer) as told:
            ask(url)
        assert told.value.why == "certificate"
        assert ask(url, line=Line(url, identities={FIRST: POSTER}, ca=str(wrong_certificate[0]))).status == 200


def test_nobody_is_followed():
    """A redirect is an answer; another origin is not asked, whatever port or scheme makes it another."""
    with served(Server(before=[(302, (("Location", "http://127.0.0.1:1/"),), b"")])) as url:
        assert ask(url).status == 302
        for elsewhere in ("http://127.0.0.1:1/taxii2/", url.replace("http", "https"), "http://[::1]/"):
            with pytest.raises(WrongOrigin):
                ask(url, path=elsewhere)
        assert ask(url, line=Line("http://127.0.0.1:1/", identities={FIRST: POSTER}, also=[url])).status == 200


def test_no_secret_is_told():
    """Neither by what a credential prints nor by what is refused."""
    assert repr(POSTER) == "Credential(Basic)"
    assert POSTER.authorization == basic("poster", "right horse")
    for make in (
        lambda: Credential.basic("a:b", "horse"),
        lambda: Credential.bearer("two horses"),
        lambda: Credential.basic("a", "horse\n"),
    ):
        with pytest.raises(BadSecret) as told:
            make()
        assert "horse" not in str(told.value)


def test_addresses():
    """The path of discovery where none is given; API roots absolute and relative; the port always named."""
    assert parse_server("https://taxii.example") == "https://taxii.example/taxii2/"
    assert parse_server("https://taxii.example:8443/x") == "https://taxii.example:8443/x/"
    assert join("https://a.example/taxii2/", "/api1") == "https://a.example/api1/"
    assert join("https://a.example/taxii2/", "https://b.example/c/") == "https://b.example/c/"
    assert origin_of("https://a.example/x") == "https://a.example:443"
    assert origin_of("http://[::1]:80/") == "http://[::1]:80"


def test_media_types_however_they_are_written():
    """Spaces, capitals, quotes, charset; version 2.0 and HTML are none."""
    good = ("application/taxii+json;version=2.1", 'Application/TAXII+json ; VERSION="2.1"; charset=utf-8', "application/taxii+json")
    assert all(parse_media(one).taxii_21 for one in good)
    assert not any(parse_media(one).taxii_21 for one in ("application/taxii+json;version=2.0", "text/html", "application/json", ""))


def test_lenient_where_that_costs_nothing():
    """`more` as a text, `next` as a number, properties that nobody knows."""
    body = b'{"more": "true", "next": 17, "x": {}, "objects": [{"id": "a--1"}]}'
    page = read_page(Answered(200, (("content-type", MEDIA),), body))
    assert (page.more, page.next, page.objects) == (True, "17", (b'{"id": "a--1"}',))
