"""A node's folder and its files: what is said wrongly is refused by name, what is secret is kept so."""

import ssl
import stat
from dataclasses import replace
from datetime import timedelta

import pytest
from worlds.places import AT, CREATED

from comity.courier.opening import line_context
from comity.directory import keepers, keyfiles
from comity.directory.book import book
from comity.directory.enrolment import Enrolment, OfficerElsewhere, OfficerExists, enrol_officer
from comity.directory.founding import Founding, found_files, own_section_path, trust_country
from comity.directory.halfmade import HomeTaken
from comity.directory.home import Address, BadHome, Home, NoHome, print_home, read_home
from comity.directory.keepers import secret_keeper
from comity.directory.keychoice import use_of_file, use_of_secret
from comity.directory.keyfiles import (
    BadKeyFile,
    node_keys,
    read_sealing_key,
    read_secret,
    read_signing_key,
    write_sealing_key,
    write_signing_key,
)
from comity.directory.keyplaces import lying
from comity.directory.linekeys import NoLineKey, line_password, shown_at
from comity.directory.officers import actor, approvers_but, unlock
from comity.directory.people import NoSuchOfficer, find_officer, officers_here
from comity.directory.policy import NotAllowed, Role, require_role
from comity.records import journal
from comity.records.models import JournalAct, Officer
from comity.seal.keys import SealingKey, SigningKey
from comity.seal.refusals import WrongPassphrase
from comity.terms.identifiers import AuthorityId, Country, NodeId, OfficerId

GOOD = """node = "poc.vn.example"
authority = "vn-poc"
zone = "Asia/Ho_Chi_Minh"
language = "vi"
web = "127.0.0.1:8401"
peers = "127.0.0.1:8411"
"""


def write(folder, text):
    """Write `node.toml`."""
    (folder / "node.toml").write_text(text, encoding="utf-8")
    return folder


def test_what_a_node_is(tmp_path):
    """As written, with its country; printed again the same."""
    home = read_home(write(tmp_path, GOOD))
    assert (home.node, home.country, home.demo, home.language) == (NodeId("poc.vn.example"), Country("VN"), False, "vi")
    assert home.web == Address("127.0.0.1", 8401)
    assert print_home(home) == GOOD
    assert read_home(write(tmp_path, GOOD + "demo = true\n")).demo


def test_no_node(tmp_path):
    """A folder without the file is no node."""
    with pytest.raises(NoHome):
        read_home(tmp_path)


BAD = {
    "not-toml": "node = ",
    "missing": GOOD.replace('zone = "Asia/Ho_Chi_Minh"\n', ""),
    "unknown": GOOD + 'colour = "red"\n',
    "node": GOOD.replace("poc.vn.example", "no node"),
    "authority": GOOD.replace("vn-poc", "Viet Nam"),
    "zone": GOOD.replace("Ho_Chi_Minh", "Nowhere"),
    "language": GOOD.replace('"vi"', '"fr"'),
    "port": GOOD.replace(":8401", ":99999"),
    "no-port": GOOD.replace("127.0.0.1:8401", "127.0.0.1"),
    "port-text": GOOD.replace(":8401", ":eight"),
    "number": GOOD.replace('"poc.vn.example"', "7"),
    "escape": GOOD.replace("Asia/Ho_Chi_Minh", "../../etc/passwd"),
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_file_that_says_what_cannot_be(tmp_path, text):
    """Refused, naming the file and the line at fault."""
    with pytest.raises(BadHome) as caught:
        read_home(write(tmp_path, text))
    assert "node.toml" in str(caught.value)


def test_bytes_that_are_no_text(tmp_path):
    """As above."""
    (tmp_path / "node.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadHome):
        read_home(tmp_path)


# -- keys -----------------------------------------------------------------------------------------


def test_key_files_read_back_and_are_for_this_account_alone(tmp_path):
    """Mode 600; never written over."""
    signing, sealing = SigningKey.generate(), SealingKey.generate()
    write_signing_key(tmp_path / "a.key", signing)
    write_sealing_key(tmp_path / "b.key", sealing)
    assert read_signing_key(tmp_path / "a.key").public.key_id == signing.public.key_id
    assert read_sealing_key(tmp_path / "b.key").public.key_id == sealing.public.key_id
    for name in ("a.key", "b.key"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        with pytest.raises(FileExistsError):
            write_signing_key(tmp_path / name, SigningKey.generate())


def test_key_files_that_cannot_be_used(tmp_path):
    """Missing, readable by others, of another kind, cut, not hexadecimal."""
    file = tmp_path / "a.key"
    with pytest.raises(BadKeyFile):
        read_signing_key(file)
    write_signing_key(file, SigningKey.generate())
    with pytest.raises(BadKeyFile):
        read_sealing_key(file)
    file.chmod(0o640)
    with pytest.raises(BadKeyFile, match="600"):
        read_signing_key(file)
    file.chmod(0o600)
    text = file.read_text(encoding="ascii")
    for spoiled in ("", text.splitlines()[0] + "\n", text.replace("\n", "\nzz", 1), text[:-10] + "\n", text + "00\n", "é" + text):
        file.write_text(spoiled, encoding="utf-8")
        with pytest.raises(BadKeyFile):
            read_signing_key(file)


def test_a_node_without_a_sealing_key(tmp_path):
    """It could open nothing; it says so at once."""
    home = read_home(write(tmp_path, GOOD))
    write_signing_key(home.keys / "node.key", SigningKey.generate())
    with pytest.raises(BadKeyFile):
        node_keys(home)
    assert home.path not in keyfiles._KEPT


# -- founding and enrolling -----------------------------------------------------------------------


@pytest.fixture
def founding(tmp_path):
    """A node to be founded."""
    home = Home(
        path=tmp_path / "node",
        node=NodeId("poc.vn.example"),
        authority=AuthorityId("vn-poc"),
        demo=False,
        zone="Asia/Ho_Chi_Minh",
        language="vi",
        web=Address("127.0.0.1", 8401),
        peers=Address("127.0.0.1", 8411),
    )
    return Founding(home=home, country_names={"en": "Viet Nam"}, authority_names={"en": "Contact Point"}, roles=("POC",), languages=("vi",))


def test_a_node_is_founded(founding):
    """Its folder, its keys, a section of version 1 under its own country's key, and no officer yet."""
    country = found_files(founding, at=CREATED)
    home = read_home(founding.home.path)
    assert home == founding.home
    read = book(home)
    assert read.trusted == {Country("VN"): country.public}
    section = read.sections[Country("VN")]
    assert (section.version, section.officers, section.nodes[0].log_origin) == (1, (), "poc.vn.example/log")
    assert read.sealing_key(home.node, at=CREATED).key_id in node_keys(home).sealing
    assert read.key(node_keys(home).signing.public.key_id, at=CREATED).owner == home.node
    assert stat.S_IMODE(home.keys.stat().st_mode) == 0o700
    assert own_section_path(home).exists()


def test_a_node_is_founded_with_keys_that_were_never_in_the_clear(founding, tmp_path, monkeypatch):
    """Whatever was written meanwhile: the country's key alone shows a seed. It signs, opens and shows its key of the line."""
    written, real = {}, keyfiles.write_private
    monkeypatch.setattr(keyfiles, "write_private", lambda file, text: written.update({file.name: text}) or real(file, text))
    home = replace(founding.home, key_use=use_of_secret(founding.home, str(tmp_path / "keys.secret")))
    found_files(replace(founding, home=home), at=CREATED)
    assert {name for name, text in written.items() if " 1\n" in text or "BEGIN PRIVATE KEY" in text} == {"country.key"}
    assert len(written) == 4
    assert read_home(home.path) == home
    assert {one.mark for one in lying(home)} == {secret_keeper(home, home.key_use.secret).mark}
    keys = node_keys(home)
    assert keys.signing.public.verify("x", b"x", keys.signing.sign("x", b"x")) == b"x"
    (key,) = keys.sealing.values()
    assert key.open(key.public.seal(b"k", info=b"i"), info=b"i") == b"k"
    file, _ = shown_at(home, at=CREATED)
    line_context(ssl.PROTOCOL_TLS_SERVER, own=file, trusted=(), password=line_password(home, file))


def test_a_node_is_founded_in_a_token(founding, tmp_path, software_token):
    """The half that a token signs with is drawn inside it from the first moment; no rotation is needed."""
    settings = tmp_path / "keys.toml"
    settings.write_text(software_token.table())
    home = replace(founding.home, key_use=use_of_file(settings))
    found_files(replace(founding, home=home), at=CREATED)
    (signs,) = [one for one in lying(home) if one.kind == "signing"]
    assert signs.inside == ("ed25519",)
    signing = node_keys(home).signing
    assert signing.public.verify("x", b"x", signing.sign("x", b"x")) == b"x"
    keepers._TOKENS.clear()


def test_a_node_is_founded_with_a_key_for_the_line(founding):
    """For this account alone, named in the section at an address of TLS; none where a VPN carries the line."""
    found_files(founding, at=CREATED)
    node = book(founding.home).node(founding.home.node)
    file, certificate = shown_at(founding.home, at=CREATED)
    assert (node.endpoint, [dated.key for dated in node.tls]) == ("https://127.0.0.1:8411", [certificate])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert book(founding.home).caller(certificate.raw, at=CREATED) is node
    file.chmod(0o640)
    with pytest.raises(BadKeyFile, match="other accounts may read it"):
        shown_at(founding.home, at=CREATED)
    file.unlink()
    with pytest.raises(BadKeyFile):
        shown_at(founding.home, at=CREATED)


def test_a_node_behind_a_vpn_is_founded_without_one(founding):
    """Never silently otherwise."""
    found_files(replace(founding, scheme="http"), at=CREATED)
    node = book(founding.home).node(founding.home.node)
    assert (node.endpoint, node.tls, list(founding.home.keys.glob("tls-*"))) == ("http://127.0.0.1:8411", (), [])
    with pytest.raises(NoLineKey):
        shown_at(founding.home, at=CREATED)


def test_a_folder_is_founded_once(founding):
    """The second time it is left as it is."""
    found_files(founding, at=CREATED)
    before = {file: file.read_bytes() for file in founding.home.path.rglob("*") if file.is_file()}
    with pytest.raises(HomeTaken):
        found_files(founding, at=CREATED)
    assert {file: file.read_bytes() for file in founding.home.path.rglob("*") if file.is_file()} == before


def test_another_country_is_trusted_by_its_pinned_key(founding):
    """Beside our own."""
    found_files(founding, at=CREATED)
    other = SigningKey.generate().public
    trust_country(founding.home, Country("XR"), other)
    assert set(book(founding.home).trusted) == {Country("VN"), Country("XR")}


def test_the_secret_of_the_web_is_for_this_account_alone(founding):
    """One line that nobody else has."""
    found_files(founding, at=CREATED)
    file = founding.home.keys / "web.secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(read_secret(file)) > 60


PASSPHRASE = "bốn mùa hoa nở bên sông"


def enrolled(founding, name="ha.n@poc.vn.example", roles=(Role.DRAFTER,), passphrase=PASSPHRASE):
    """Enrol an officer."""
    who = Enrolment(officer=OfficerId(name), name="Hà N.", roles=roles, language="vi")
    return enrol_officer(who, home=founding.home, passphrase=passphrase, at=CREATED)


def test_an_officer_is_enrolled(founding, db):
    """A row, a key under their passphrase, a line in the section, a leaf; nothing more of them is public."""
    found_files(founding, at=CREATED)
    officer = enrolled(founding)
    assert unlock(officer, passphrase=PASSPHRASE).public.key_id.text == officer.key_id
    section = book(founding.home).sections[Country("VN")]
    assert section.version == 2
    assert [str(person.id) for person in section.officers] == [officer.officer_id]
    assert book(founding.home).key(section.officers[0].signing[0].key.key_id, at=CREATED).role == "officer"
    assert JournalAct.objects.get().name == "officer.enrolled"
    assert journal.head().size == 1
    assert officer.check_password(PASSPHRASE)
    with pytest.raises(WrongPassphrase):
        unlock(officer, passphrase="bon mua hoa no ben song")


@pytest.mark.both_databases
def test_names_are_given_once_and_end_with_the_node(founding, db):
    """Taken, or of another node: refused, and nothing is written."""
    found_files(founding, at=CREATED)
    enrolled(founding)
    for name, refusal in (("ha.n@poc.vn.example", OfficerExists), ("ha.n@poc.xr.example", OfficerElsewhere)):
        with pytest.raises(refusal):
            enrolled(founding, name)
    assert Officer.objects.count() == JournalAct.objects.count() == 1
    assert book(founding.home).version(Country("VN")) == 2


def test_a_weak_passphrase_enrols_nobody(founding, db):
    """Before a key is made."""
    from django.core.exceptions import ValidationError

    found_files(founding, at=CREATED)
    for passphrase in ("short", "password1234"):
        with pytest.raises(ValidationError):
            enrolled(founding, passphrase=passphrase)
    assert not Officer.objects.exists()


# -- who may --------------------------------------------------------------------------------------


def test_people_are_found_while_they_work_here(world):
    """In any case of letters; not when they left."""
    assert find_officer(world.drafter.officer_id.upper()) == world.drafter
    for name in (world.gone.officer_id, "nobody@poc.vn.example", ""):
        with pytest.raises(NoSuchOfficer):
            find_officer(name)
    assert world.gone not in officers_here()
    assert set(approvers_but(world.both.officer_id, at=world.at)) == {world.approver, world.chief}


@pytest.mark.parametrize("role", Role)
def test_a_role_is_held_or_not(world, role):
    """By the list of roles alone; being an administrator implies none."""
    for officer in (world.drafter, world.approver, world.both, world.chief, world.administrator, world.gone):
        allowed = officer.is_active and role.value in officer.roles
        if allowed:
            require_role(actor(officer, at=world.at), role)
        else:
            with pytest.raises(NotAllowed):
                require_role(actor(officer, at=world.at), role)


def test_keys_of_officers_end(world):
    """After a year the directory no longer answers for them."""
    from comity.seal.refusals import KeyExpired

    key = world.key(world.drafter).public.key_id
    assert book().key(key, at=AT).owner == OfficerId(world.drafter.officer_id)
    with pytest.raises(KeyExpired):
        book().key(key, at=AT + timedelta(days=300))
