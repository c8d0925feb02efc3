"""The address of a database: read as it is printed, and never with a password in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.databases import Database, NoDatabase, require_usable
from comity.directory.home import print_home, read_home

NAMES = st.text(min_size=1, max_size=15).filter(lambda text: "/" not in text and "\x00" not in text and text.encode("utf-8", "ignore"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgresql:///comity", Database("comity")),
        ("postgresql://comity@/comity?host=/run/postgresql", Database("comity", user="comity", host="/run/postgresql")),
        ("postgresql://db.example:5433/comity", Database("comity", host="db.example", port="5433")),
        (
            "postgresql://n%40x@db.example/c%20d?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            Database("c d", user="n@x", host="db.example", options=(("sslmode", "verify-full"), ("sslrootcert", "/etc/ca.pem"))),
        ),
    ],
)
def test_an_address_is_read_as_it_is_printed(text, found):
    """By socket or by name, with what is asked of the connection."""
    assert Database.parse(text) == found
    assert Database.parse(str(found)) == found


@given(name=NAMES, user=NAMES | st.just(""), host=st.sampled_from(("", "/run/p", "db.example")), port=st.sampled_from(("", "5433")))
def test_every_address_survives_printing(name, user, host, port):
    """Whatever a name holds."""
    database = Database(name=name, user=user, host=host, port=port)
    if len(name.encode("utf-8", "surrogatepass")) <= 63 and not any("\ud800" <= letter <= "\udfff" for letter in name + user):
        assert Database.parse(str(database)) == database


@pytest.mark.parametrize(
    "text",
    [
        "",
        "comity",
        "sqlite:///node.sqlite3",
        "mysql://x/y",
        "postgresql://",
        "postgresql:///",
        "postgresql:///a/b",
        "postgresql:///comity#x",
        "postgresql://db.example:no/comity",
        "postgresql:///comity?application_name=x",
        "postgresql:///comity?options=-csynchronous_commit%3Doff",
        "postgresql:///comity?host=/a&host=/b",
        "postgresql:///" + "x" * 64,
    ],
)
def test_what_is_no_address_is_refused(text):
    """An option that could take a promise away is no option."""
    with pytest.raises(ValueError, match=r"."):
        Database.parse(text)


def test_a_password_is_refused_and_not_repeated():
    """Neither in the file nor in the message."""
    with pytest.raises(ValueError, match="password") as caught:
        Database.parse("postgresql://comity:hunter2@/comity")
    assert "hunter2" not in str(caught.value)


def test_the_setting_of_a_node(tmp_path):
    """Printed and read again with the rest of the node."""
    lines = (
        'node = "poc.vn.example"',
        'authority = "vn-poc"',
        'zone = "UTC"',
        'language = "vi"',
        'web = "127.0.0.1:1"',
        'peers = "127.0.0.1:2"',
    )
    (tmp_path / "node.toml").write_text("\n".join((*lines, 'database = "postgresql://comity@/comity?host=/run/postgresql"\n')))
    home = read_home(tmp_path)
    assert home.database == Database("comity", user="comity", host="/run/postgresql")
    (tmp_path / "node.toml").write_text(print_home(home))
    assert read_home(tmp_path) == home


def test_a_server_that_is_not_there_is_said_so(tmp_path):
    """In one sentence, without a trace of the driver."""
    with pytest.raises(NoDatabase) as caught:
        require_usable(Database("comity", host=str(tmp_path)))
    assert str(tmp_path) in str(caught.value)
    assert caught.value.next_step
