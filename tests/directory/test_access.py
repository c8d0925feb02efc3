"""The table `[access]`: safe where it says nothing, refused by name where it says what cannot be, printed as it was read."""

import tomllib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.directory.access import IDLE, SHIFT, WINDOW, Access, Provider, parse_access, print_access
from comity.directory.home import BadHome, read_home

GOOD = {
    "name": "Sở Nội vụ",
    "issuer": "https://id.example/realm",
    "client": "comity",
    "origins": ["https://keys.example"],
    "acr": ["gold"],
    "amr": ["mfa"],
}
names = st.text(st.characters(min_codepoint=33, max_codepoint=0x2000, exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
providers = st.builds(
    Provider,
    name=names,
    issuer=st.sampled_from(("https://id.example", "http://127.0.0.1:9000", "https://id.example/realms/home")),
    client=names,
    origins=st.sampled_from(((), ("https://keys.example",))),
    acr=st.lists(names, max_size=2).map(tuple),
    amr=st.lists(names, max_size=2).map(tuple),
)
policies = st.builds(
    Access,
    idle=st.integers(1, 60).map(lambda n: timedelta(minutes=n)),
    shift=st.integers(1, 12).map(lambda n: timedelta(hours=n)),
    window=st.integers(1, 15).map(lambda n: timedelta(minutes=n)),
    passkey_alone=st.booleans(),
    host=st.sampled_from(("", "desk.example")),
    proxy=st.sampled_from(("127.0.0.1", "10.0.0.7", "::1")),
    certificates=st.booleans(),
    provider=st.none() | providers,
)


def test_nothing_said_is_the_strict_thing():
    """Ten minutes, twelve hours, no way in but password and second factor."""
    access = parse_access({})
    assert access == Access()
    assert (access.idle, access.shift, access.window) == (IDLE, SHIFT, WINDOW)
    assert (access.passkey_alone, access.proxy, access.certificates, access.provider) == (False, "", False, None)
    assert print_access(access) == ""


@given(policies)
def test_what_is_printed_is_read_again(access):
    """Every policy survives its own file."""
    assert parse_access(tomllib.loads(print_access(access)).get("access", {})) == access


def test_only_the_providers_origins_may_be_asked():
    """The issuer's own first, then those that the file adds, each once."""
    provider = parse_access({"oidc": GOOD}).provider
    assert provider.allowed == ("https://id.example", "https://keys.example")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"idle_minutes": 0}, "idle_minutes"),
        ({"idle_minutes": 61}, "idle_minutes"),
        ({"idle_minutes": True}, "idle_minutes"),
        ({"shift_hours": 13}, "shift_hours"),
        ({"confirm_minutes": "5"}, "confirm_minutes"),
        ({"passkey_alone": 1}, "passkey_alone"),
        ({"host": "https://desk.example"}, "host"),
        ({"host": "Desk.example"}, "host"),
        ({"proxy": "localhost"}, "localhost"),
        ({"proxy": "10.0.0.0/8"}, "10.0.0.0/8"),
        ({"certificates": True}, "needs access.proxy"),
        ({"certificate": True}, "unknown setting access.certificate"),
        ({"oidc": {}}, "name, issuer and client"),
        ({"oidc": GOOD | {"issuer": "http://id.example"}}, "https only"),
        ({"oidc": GOOD | {"issuer": "https://me:secret@id.example"}}, "plain addresses"),
        ({"oidc": GOOD | {"origins": ["https://keys.example/path"]}}, "origins"),
        ({"oidc": GOOD | {"origins": ["ftp://keys.example"]}}, "https only"),
        ({"oidc": GOOD | {"amr": "mfa"}}, "amr"),
        ({"oidc": GOOD | {"secret": "x"}}, "unknown setting access.oidc.secret"),
    ],
)
def test_what_cannot_be_is_refused_by_name(table, said):
    """The operator reads which line, and what it may say."""
    with pytest.raises(ValueError, match=said):
        parse_access(table)


def test_a_node_with_a_wrong_table_does_not_start(tmp_path):
    """As every wrong line of the file."""
    lines = 'node = "poc.vn.example"\nauthority = "vn-poc"\nzone = "Asia/Ho_Chi_Minh"\nlanguage = "vi"\n'
    lines += 'web = "127.0.0.1:8401"\npeers = "127.0.0.1:8411"\n'
    (tmp_path / "node.toml").write_text(lines + "[access]\nidle_minutes = 0\n", encoding="utf-8")
    with pytest.raises(BadHome, match="idle_minutes"):
        read_home(tmp_path)
    (tmp_path / "node.toml").write_text(lines + "[access]\nidle_minutes = 5\n", encoding="utf-8")
    assert read_home(tmp_path).access.idle == timedelta(minutes=5)
