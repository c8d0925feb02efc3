"""Museum: ways in that must not be. Spoofed headers, foreign certificates, tokens of others, broken passkeys, being somebody else."""

import ast
import datetime as dt
import json
import tomllib
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from django.urls import get_resolver
from doors import PASSWORD, Person
from eachof import each_of

from comity.courier.vouching import AllowedSession, NotAllowedThere
from comity.desk.policy import SelfApproval, require_approval
from comity.directory.access import Access, Provider
from comity.directory.bindings import bind, certificate_identity, read_certificate, read_escaped_certificate
from comity.directory.policy import Actor, NotAllowed, Role
from comity.doors.web.views.access.provider import NotVouchedFor, require_claims
from comity.records.models import JournalAct, Sitting
from comity.terms.identifiers import OfficerId
from comity.terms.refusals import Malformed, Refused, TooLarge

PROXY = "127.0.0.1"
SHARED = "s" * 43
DOOR = "/account/certificate/"


def make_certificate(name="Ha N."):
    """Return a certificate in PEM."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(begins).not_valid_after(begins + dt.timedelta(days=900))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


CARD = make_certificate()


@pytest.fixture(autouse=True)
def _quick(settings):
    """Passwords are hashed in no time here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def card(world, settings):
    """The drafter's smart card at a node that takes them from its proxy."""
    settings.COMITY_HOME = world.home.path
    settings.COMITY_ACCESS = Access(proxy=PROXY, certificates=True)
    file = world.home.keys / "proxy.secret"
    file.write_text(SHARED + "\n")
    bind(world.drafter, read_certificate(CARD), at=world.at)
    yield Person(world.drafter)
    file.unlink(missing_ok=True)


def show(*, address=PROXY, shared=SHARED, verdict="SUCCESS", pem=CARD, raw=None):
    """Post to the smart card's door with the headers that nginx sets; return the browser and the answer."""
    headers = {"X-Comity-Proxy": shared, "X-Comity-Client-Verify": verdict, "X-Comity-Client-Cert": quote(pem) if raw is None else raw}
    client = Client(REMOTE_ADDR=address)
    return client, client.post(DOOR, headers={name: value for name, value in headers.items() if value is not None})


# -- smart cards ----------------------------------------------------------------------------------


def test_a_card_stands_for_the_password_and_the_second_factor_follows(card):
    """It opens nothing by itself."""
    client, response = show()
    assert response["Location"] == "/account/second-factor/authenticate/"
    assert client.get("/").status_code == 302
    client.post("/account/second-factor/authenticate/", {"code": card.code()})
    assert client.get("/").status_code == 200
    assert Sitting.objects.get().came_by == "certificate totp"


@pytest.mark.parametrize(
    "told",
    [
        {"address": "10.0.0.5"},
        {"address": "127.0.0.2"},
        {"shared": None},
        {"shared": "x" * 43},
        {"shared": SHARED[:-1]},
        {"verdict": None},
        {"verdict": "NONE"},
        {"verdict": "FAILED:certificate has expired"},
        {"verdict": "success"},
        {"pem": make_certificate()},
        {"raw": None, "pem": b""},
        {"raw": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"},
        {"raw": "x" * 60_000},
        {"raw": quote(CARD + CARD)},
    ],
)
def test_a_spoofed_or_strange_card_opens_nothing(card, told):
    """From elsewhere, without the proxy's secret, without its verdict, another's, or unreadable: a page says so, the journal too."""
    client, response = show(**told)
    assert response.status_code == 403
    assert b"You were not signed in" in response.content
    assert "_auth_user_id" not in client.session
    assert "account_login" not in client.session
    (failed,) = (json.loads(bytes(act.facts))["facts"] for act in JournalAct.objects.filter(name="sign-in.failed"))
    assert failed["step"] == "certificate"


def test_a_node_that_takes_no_cards_has_no_such_door(card, settings):
    """Whatever headers come; nor does the header count at any other address."""
    settings.COMITY_ACCESS = Access(proxy=PROXY)
    assert show()[1].status_code == 404
    headers = {"X-Comity-Proxy": SHARED, "X-Comity-Client-Verify": "SUCCESS", "X-Comity-Client-Cert": quote(CARD)}
    assert Client(REMOTE_ADDR=PROXY).get("/", headers=headers).status_code == 302


@pytest.mark.parametrize("secret", ["", "short", None])
def test_a_node_without_a_long_secret_believes_nobody(card, world, secret):
    """Not even its proxy: any program on that machine has the same address."""
    file = world.home.keys / "proxy.secret"
    file.unlink() if secret is None else file.write_text(secret)
    assert show(shared=secret or "")[1].status_code == 403


def test_an_ended_binding_and_a_closed_access_open_nothing(card, world):
    """The card of an officer who left is a card."""
    world.drafter.is_active = False
    world.drafter.save()
    assert show()[1].status_code == 403


@pytest.mark.parametrize(
    ("pem", "refusal"),
    [
        (b"", Malformed),
        (b"\xff\xfe", Malformed),
        (b"-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----", Malformed),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", Malformed),
        (b"x" * 20_000, TooLarge),
    ],
)
def test_what_is_no_certificate_is_refused(pem, refusal):
    """Before anything is looked up."""
    with pytest.raises(refusal):
        read_certificate(pem)


def test_a_fingerprint_is_sha_256_and_nothing_else():
    """With or without colons; SHA-1, which nginx prints by itself, is none."""
    parsed = x509.load_pem_x509_certificate(CARD).fingerprint(hashes.SHA256()).hex()
    assert read_certificate(CARD).subject == parsed
    assert read_escaped_certificate(quote(CARD)).subject == parsed
    assert certificate_identity(parsed.upper()).subject == parsed
    assert certificate_identity(":".join(parsed[at : at + 2] for at in range(0, 64, 2))).subject == parsed
    for bad in ("", parsed[:40], parsed + "00", "g" * 64):
        with pytest.raises(Malformed):
            certificate_identity(bad)


# -- the identity provider ------------------------------------------------------------------------

PROVIDER = Provider("Home", "https://id.example", "comity", acr=("gold", "silver"), amr=("mfa", "hwk"))
GOOD = {"iss": "https://id.example", "sub": "4711", "acr": "gold", "amr": ["pwd", "mfa", "hwk"]}


def test_what_the_provider_must_say():
    """Enough is enough; without demands an issuer and a subject are."""
    require_claims(GOOD, provider=PROVIDER)
    require_claims({"iss": "https://id.example/", "sub": "4711"}, provider=Provider("Home", "https://id.example", "comity"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://id.example.evil"},
        {"iss": None},
        {"sub": ""},
        {"sub": 4711},
        {"sub": None},
        {"acr": "bronze"},
        {"acr": ["gold"]},
        {"acr": None},
        {"amr": ["mfa"]},
        {"amr": "mfa hwk"},
        {"amr": None},
    ],
)
def test_what_it_says_otherwise_opens_nothing(wrong):
    """Each demand by itself."""
    claims = {key: value for key, value in (GOOD | wrong).items() if value is not None}
    with pytest.raises((NotVouchedFor, Refused)):
        require_claims(claims, provider=PROVIDER)


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "http://id.example/", "https://id.example:8443/", "https://id.example@evil.example/"]
)
def test_nobody_but_the_provider_is_asked(address):
    """Not by another scheme, port or name, whatever a configuration document says."""
    with pytest.raises(NotAllowedThere):
        AllowedSession(("https://id.example",)).get(address)


def test_a_node_without_a_provider_has_no_such_door(world):
    """Neither there nor back."""
    client = Client()
    assert client.post("/account/provider/").status_code == 404
    assert client.get("/account/provider/home/callback/?code=x&state=y").status_code == 404


# -- passkeys -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shown",
    [
        "{}",
        "[]",
        "null",
        "7",
        '"x"',
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
        '{"id": "AA", "type": "public-key", "response": {"clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA"}}',
        '{"response": {"userHandle": 7}}',
        '{"response": [1]}',
        "[" * 2000,
    ],
)
def test_what_is_no_passkey_opens_nothing(world, settings, shown):
    """At the door, as second factor, at the lock, and as a new one: a sentence each time, and never a fault of ours."""
    settings.COMITY_ACCESS = Access(passkey_alone=True)
    person = Person(world.drafter)
    told = {"credential": shown}
    door = Client().post("/account/second-factor/passkeys/login/", told)
    assert (door.status_code, door["Location"]) == (302, "/account/login/?why=passkey")
    half = Client()
    half.post("/account/login/", {"login": world.drafter.officer_id, "password": PASSWORD})
    assert half.post("/account/second-factor/authenticate/", told).status_code == 200
    assert "_auth_user_id" not in half.session
    client = person.sign_in()
    assert client.post("/account/second-factor/passkeys/add/", told | {"name": "key"}).status_code == 200
    client.post("/account/lock/")
    assert client.post("/account/reauthenticate/", told).status_code == 200
    assert client.get("/").status_code == 302


def test_a_passkey_alone_opens_nothing_where_the_node_does_not_allow_it(world):
    """There is no such door."""
    assert Client().post("/account/second-factor/passkeys/login/", {"credential": "{}"}).status_code == 404


@pytest.mark.both_databases
def test_a_colleagues_passkey_is_not_mine_to_change(world):
    """Not even by its number."""
    from allauth.mfa.models import Authenticator

    theirs = Authenticator.objects.create(user=world.approver, type="webauthn", data={"name": "theirs", "credential": {}})
    client = Person(world.drafter).sign_in()
    for verb in ("rename", "remove"):
        assert client.post(f"/account/second-factor/passkeys/{theirs.pk}/{verb}/", {"name": "mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "theirs"


# -- nobody is somebody else, and nobody approves their own ---------------------------------------

FORBIDDEN = ("hijack", "impersonat", "loginas", "login-as", "su_login", "masquerade")


def every_pattern(patterns, before=""):
    """Yield every address with its name."""
    for one in patterns:
        path = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from every_pattern(one.url_patterns, path)
        else:
            yield path, str(one.name), getattr(one.callback, "__name__", "")


def test_no_address_lets_one_be_somebody_else(settings):
    """On a node that the demo did not make there is not even the demo's door."""
    from comity.doors.web.views.urls_reading import addresses

    told = [word.lower() for row in every_pattern(get_resolver().url_patterns) for word in row]
    assert len(told) > 60
    assert not [word for word in told if any(bad in word for bad in FORBIDDEN)]
    assert "demo_door" not in {one.name for one in addresses(demo=False)}


def test_no_package_lets_one_be_somebody_else(root, settings):
    """Neither installed in the node nor among what it needs."""
    needed = tomllib.loads((root / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = (root / "requirements" / "run.txt").read_text().lower()
    told = [*needed, pinned, *settings.INSTALLED_APPS, *settings.MIDDLEWARE, *settings.AUTHENTICATION_BACKENDS]
    assert not [word for word in told if any(bad in word.lower() for bad in FORBIDDEN)]


def test_no_code_signs_in_whom_it_likes(root):
    """Django's `login` is called by the demo's door alone; everybody else goes through allauth's steps, and each step asks for proof."""
    callers = set()
    for file in (root / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", getattr(getattr(node, "func", None), "attr", ""))
            if isinstance(node, ast.Call) and name in ("login", "force_login", "perform_login", "django_login"):
                callers.add((str(file.relative_to(root / "src/comity")), name))
    assert callers == {
        ("courier/mailing.py", "login"),  # at a mail server, as the operator's account there: no officer comes in
        ("doors/web/views/entering.py", "login"),
        ("doors/web/entrance.py", "login"),  # allauth's own adapter, after its steps
        ("doors/web/views/access/certificates.py", "perform_login"),
        ("doors/web/views/access/provider.py", "login"),  # the view that leads to the provider
    }


@each_of("roles", [frozenset(role for at, role in enumerate(Role) if bits >> at & 1) for bits in range(2 ** len(Role))])
def test_nobody_approves_their_own_whatever_their_roles(roles):
    """Every set of roles there is, alone or among several who drafted."""
    me, other = OfficerId("ha.n@poc.vn.example"), OfficerId("an.p@poc.vn.example")
    actor = Actor(officer=me, name="ha", roles=roles)
    for drafters in ((me,), (me, other), (other, me)):
        with pytest.raises((SelfApproval, NotAllowed)):
            require_approval(actor, drafted_by=drafters)
