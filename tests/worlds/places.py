"""Who is in the world, and the folder of this node. Every key is made from its owner's name, so that tests start at once."""

import functools
from datetime import timedelta
from pathlib import Path
from typing import Final

import make_seal_vectors as tool

from comity.directory.book import print_trust
from comity.directory.founding import write_section
from comity.directory.home import Address, Home, print_home
from comity.directory.keyfiles import write_sealing_key, write_signing_key
from comity.directory.sections import Authority, Dated, Node, Person, Section
from comity.seal.keys import SealingKey, SigningKey
from comity.terms.identifiers import AuthorityId, Country, NodeId, OfficerId
from comity.terms.instants import Instant

HERE: Final = NodeId(tool.RECEIVER)
THERE: Final = NodeId(tool.SENDER)
SECOND_THERE: Final = NodeId("poc.xr.example")
THIRD: Final = NodeId("poc.th.example")
STRANGER: Final = NodeId("poc.zz.example")

CREATED: Final = tool.CREATED
AT: Final = CREATED + timedelta(minutes=1)
FIRST, UNTIL = tool.VALID

DRAFTER: Final = f"ha.n@{HERE}"
APPROVER: Final = f"an.p@{HERE}"
BOTH: Final = f"minh.d@{HERE}"
CHIEF: Final = f"lan.v@{HERE}"
ADMINISTRATOR: Final = f"quang.t@{HERE}"
GONE: Final = f"thu.l@{HERE}"

THEIR_DRAFTER: Final = tool.OFFICER
THEIR_APPROVER: Final = tool.SECOND
THEIR_EXPIRED: Final = f"emil.o@{THERE}"
THEIR_COMING: Final = f"nora.c@{THERE}"
PASSPHRASE: Final = "a lantern on the quay"

COUNTRIES: Final = ("VN", "XR", "TH")


@functools.cache
def signing(owner: object) -> SigningKey:
    """Return the signing key of `owner`, by name."""
    return tool.signing_key(str(owner))


@functools.cache
def sealing(node: object) -> SealingKey:
    """Return the sealing key of `node`, by name."""
    return tool.sealing_key(str(node))


def _node(node: NodeId, authority: str) -> Node:
    return Node(
        id=node,
        authority=AuthorityId(authority),
        endpoint=f"http://{node}",
        signing=(Dated(signing(node).public, FIRST, UNTIL),),
        sealing=(Dated(sealing(node).public, FIRST, UNTIL),),
        log_origin=f"{node}/log",
    )


def _person(name: str, authority: str, *, since: Instant = FIRST, until: Instant = UNTIL) -> Person:
    return Person(
        id=OfficerId(name),
        name=name.split("@", maxsplit=1)[0],
        authority=AuthorityId(authority),
        signing=(Dated(signing(name).public, since, until),),
    )


def _section(country: str, authorities: dict[str, str], nodes: tuple[Node, ...], officers: tuple[Person, ...]) -> Section:
    return Section(
        country=Country(country),
        version=3,
        issued=FIRST,
        expires=UNTIL,
        names={"en": country, "vi": country},
        authorities=tuple(
            Authority(id=AuthorityId(name), names={"en": name, "vi": name}, roles=("POC",), languages=("en", "vi"), zone=zone)
            for name, zone in authorities.items()
        ),
        nodes=nodes,
        officers=officers,
    )


@functools.cache
def sections() -> dict[Country, Section]:
    """Return what the three countries say of themselves."""
    ours = tuple(_person(name, "vn-poc") for name in (DRAFTER, APPROVER, BOTH, CHIEF, ADMINISTRATOR, GONE))
    theirs = (
        _person(THEIR_DRAFTER, "xr-cert"),
        _person(THEIR_APPROVER, "xr-cert"),
        _person(THEIR_EXPIRED, "xr-cert", until=CREATED),
        _person(THEIR_COMING, "xr-cert", since=UNTIL + timedelta(days=-1)),
        _person(f"r.rassendyll@{SECOND_THERE}", "xr-poc"),
        _person(f"f.tarlenheim@{SECOND_THERE}", "xr-poc"),
    )
    found = (
        _section("VN", {"vn-poc": "Asia/Ho_Chi_Minh"}, (_node(HERE, "vn-poc"),), ours),
        _section(
            "XR",
            {"xr-cert": "Europe/Vienna", "xr-poc": "Europe/Vienna"},
            (_node(THERE, "xr-cert"), _node(SECOND_THERE, "xr-poc")),
            theirs,
        ),
        _section("TH", {"th-poc": "Asia/Bangkok"}, (_node(THIRD, "th-poc"),), (_person(f"malee.s@{THIRD}", "th-poc"),)),
    )
    return {section.country: section for section in found}


def found(folder: Path) -> Path:
    """Make the folder of this node in `folder` and return it."""
    home = Home(
        path=folder,
        node=HERE,
        authority=AuthorityId("vn-poc"),
        demo=True,
        zone="Asia/Ho_Chi_Minh",
        language="en",
        web=Address("127.0.0.1", 8401),
        peers=Address("127.0.0.1", 8411),
    )
    for made in (home.keys, home.sections, home.log, home.proofs, home.path / "run"):
        made.mkdir(mode=0o700)
    write_signing_key(home.keys / "country.key", signing("VN"))
    write_signing_key(home.keys / "node.key", signing(HERE))
    write_sealing_key(home.keys / "sealing-1.key", sealing(HERE))
    home.trust.write_text(print_trust({Country(name): signing(name).public for name in COUNTRIES}), encoding="ascii")
    for country, section in sections().items():
        write_section(home, section, country=signing(country))
    (folder / "node.toml").write_text(print_home(home), encoding="utf-8")
    return folder
