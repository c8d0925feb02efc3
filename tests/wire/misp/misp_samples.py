"""Sample events in MISP's own JSON: one of everything, and some that mean harm."""

from typing import Any

ATTRIBUTES = [
    ("ip-src", "198.51.100.7"),
    ("ip-dst", "2001:db8::7"),
    ("ip-dst", "198.51.100.0/24"),
    ("ip-src|port", "198.51.100.7|443"),
    ("ip-dst|port", "2001:db8::7|8443"),
    ("domain", "example.com"),
    ("hostname", "www.example.com"),
    ("hostname|port", "www.example.com|8080"),
    ("domain|ip", "example.com|198.51.100.7"),
    ("onion-address", "expyuzz4wqqyqhjn.onion"),
    ("url", "https://example.com/a?b='c'&d=\\e"),
    ("uri", "/a/b"),
    ("port", "443"),
    ("AS", "AS64496"),
    ("AS", "64496"),
    ("mac-address", "00:00:5e:00:53:01"),
    ("user-agent", "Mozilla/5.0 (it's)"),
    ("http-method", "POST"),
    ("cookie", "a=b"),
    ("email", "a@example.com"),
    ("email-src", "a@example.com"),
    ("email-dst", "b@example.com"),
    ("email-subject", "Invoice"),
    ("email-body", "Dear\nall"),
    ("email-attachment", "invoice.exe"),
    ("email-message-id", "<1@example.com>"),
    ("email-header", "Received: x"),
    ("email-reply-to", "c@example.com"),
    ("email-x-mailer", "Mailer 1"),
    ("email-src-display-name", "A"),
    ("target-email", "v@example.com"),
    ("filename", "a.exe"),
    ("md5", "d41d8cd98f00b204e9800998ecf8427e"),
    ("sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("sha512", "cf83e1357eefb8bd" * 8),
    ("sha512/256", "ab"),
    ("sha3-256", "cd" * 32),
    ("ssdeep", "3::"),
    ("tlsh", "T1" + "A" * 70),
    ("imphash", "ef"),
    ("filename|md5", "a.exe|d41d8cd98f00b204e9800998ecf8427e"),
    ("filename|sha256", "a|b.exe|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("filename|imphash", "a.exe|ef"),
    ("mutex", "Global\\x"),
    ("regkey", "HKLM\\Software\\Run"),
    ("regkey|value", "HKLM\\Software\\Run|x.exe"),
    ("x509-fingerprint-sha1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("x509-fingerprint-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("github-username", "octo"),
    ("jabber-id", "a@jabber.example"),
    ("windows-service-name", "svc"),
    ("size-in-bytes", "35"),
    ("mime-type", "text/plain"),
    ("btc", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    ("xmr", "4" + "A" * 94),
    ("iban", "DE89370400440532013000"),
    ("bic", "DEUTDEFF"),
    ("bank-account-nr", "532013000"),
    ("cc-number", "4111111111111111"),
    ("phone-number", "+84912345678"),
    ("passport-number", "C01X00T47"),
    ("vulnerability", "CVE-2021-44228"),
    ("weakness", "CWE-79"),
    ("threat-actor", "Actor"),
    ("campaign-name", "Campaign"),
    ("yara", 'rule x { strings: $a = "b" condition: $a }'),
    ("sigma", "title: x\ndetection: {}"),
    ("snort", "alert tcp any any -> any any (sid:1;)"),
    ("suricata", "alert dns any any -> any any (sid:1;)"),
    ("stix2-pattern", "[file:size > 5]"),
    ("text", "free words"),
    ("comment", "a comment"),
    ("link", "https://example.com/report"),
    ("other", "else"),
    ("attachment", "report.pdf"),
    ("malware-sample", "a.exe|d41d8cd98f00b204e9800998ecf8427e"),
    ("ip-dst", "not an address"),
    ("AS", "many"),
    ("md5", "short"),
    ("no-such-type", "x"),
]


def number(last: int) -> str:
    """A UUID by its last digits."""
    return f"5e384ae7-672c-4250-9cda-3b4d{last:08x}"


def attribute(last: int, kind: str, value: str, **more: Any) -> dict[str, Any]:
    """An attribute as MISP writes it."""
    return {
        "id": str(last),
        "event_id": "7",
        "uuid": number(last),
        "type": kind,
        "category": "Network activity",
        "value": value,
        "to_ids": True,
        "comment": "",
        "timestamp": "1700000001",
        "distribution": "5",
        "deleted": False,
        "disable_correlation": False,
        **more,
    }


ORG = {"id": "1", "uuid": number(0xA1), "name": "CERT of somewhere"}
OTHER = {"id": "2", "uuid": number(0xA2), "name": "Another CERT"}
GROUP = {
    "id": "4",
    "uuid": number(0xB1),
    "name": "Neighbours",
    "releasability": "members",
    "roaming": False,
    "SharingGroupOrg": [{"id": "1", "extend": True, "Organisation": OTHER}],
    "SharingGroupServer": [{"all_orgs": False, "Server": {"url": "https://misp.example"}}],
}


def galaxy(kind: str, last: int, value: str, **meta: Any) -> dict[str, Any]:
    """A galaxy with one element."""
    return {
        "uuid": number(last + 0x100),
        "name": kind.replace("-", " ").title(),
        "type": kind,
        "description": f"About {kind}",
        "GalaxyCluster": [
            {
                "uuid": number(last),
                "type": kind,
                "value": value,
                "tag_name": f'misp-galaxy:{kind}="{value}"',
                "description": f"This is {value}.",
                "meta": meta,
            }
        ],
    }


def full_event() -> dict[str, Any]:
    """One of everything, wrapped."""
    technique = galaxy(
        "mitre-attack-pattern",
        0xC1,
        "Phishing - T1566",
        kill_chain=["mitre-attack:initial-access"],
        refs=["https://attack.mitre.org/techniques/T1566"],
    )
    return {
        "Event": {
            "id": "7",
            "org_id": "1",
            "orgc_id": "1",
            "uuid": number(0xE1),
            "info": "Phishing against ministries",
            "date": "2023-11-14",
            "threat_level_id": "2",
            "analysis": "1",
            "published": True,
            "timestamp": "1700000100",
            "publish_timestamp": "1700000200",
            "distribution": "4",
            "SharingGroup": GROUP,
            "extends_uuid": number(0xE0),
            "Org": ORG,
            "Orgc": ORG,
            "x_new_in_misp_3": {"kept": [1, 2.5]},
            "ShadowAttribute": [{"value": "proposed"}],
            "RelatedEvent": [{"Event": {"id": "9"}}],
            "Tag": [
                {"id": "1", "name": "tlp:amber+strict", "colour": "#ffc000", "local": False},
                {"id": "2", "name": "PAP:AMBER", "colour": "#ffc000"},
                {"id": "3", "name": 'admiralty-scale:information-credibility="2"', "colour": "#fff"},
                {"id": "4", "name": "workflow:todo", "local": True},
                {"id": "5", "name": "kill-chain:Delivery"},
                {"id": "6", "name": 'misp-galaxy:country="viet nam"'},
            ],
            "Galaxy": [galaxy("country", 0xC4, "viet nam", ISO="VN")],
            "Attribute": [
                attribute(
                    1,
                    "ip-dst|port",
                    "198.51.100.7|443",
                    first_seen="2023-11-13T10:00:00.000000+00:00",
                    last_seen="2023-11-14T10:00:00.000000+00:00",
                ),
                attribute(
                    2,
                    "domain",
                    "example.com",
                    comment="the host",
                    Tag=[{"name": "tlp:red", "colour": "#f00"}, {"name": technique["GalaxyCluster"][0]["tag_name"]}],
                    Galaxy=[technique],
                    Sighting=[
                        {"uuid": number(0xD1), "type": "0", "date_sighting": "1700000300", "source": "sensor", "Organisation": OTHER},
                        {"uuid": number(0xD2), "type": "1", "date_sighting": "1700000400", "Organisation": OTHER},
                        {"uuid": number(0xD3), "type": "2", "date_sighting": "1700000500", "Organisation": OTHER},
                    ],
                ),
                attribute(3, "iban", "DE89370400440532013000", category="Financial fraud", distribution="0"),
                attribute(4, "text", "some words", to_ids=False, disable_correlation=True),
                attribute(5, "malware-sample", "a.exe|d41d8cd98f00b204e9800998ecf8427e", data="UEsDBA==", category="Payload delivery"),
                attribute(6, "yara", "rule x { condition: true }", comment="x", category="Payload installation"),
                attribute(7, "vulnerability", "CVE-2021-44228", to_ids=False, category="External analysis"),
                attribute(8, "email-src", "a@example.com", to_ids=False, deleted=True),
                attribute(
                    9,
                    "domain",
                    "example.com",
                    to_ids=False,
                    Galaxy=[galaxy("ransomware", 0xC5, "Thing", synonyms=["Ding"])],
                    Tag=[{"name": 'misp-galaxy:ransomware="Thing"'}],
                ),
            ],
            "Object": [
                {
                    "id": "1",
                    "event_id": "7",
                    "uuid": number(0x20),
                    "name": "file",
                    "meta-category": "file",
                    "description": "File object",
                    "template_uuid": "688c46fb-5edb-40a3-8273-1af7923e2215",
                    "template_version": "25",
                    "timestamp": "1700000002",
                    "distribution": "5",
                    "comment": "the dropper",
                    "deleted": False,
                    "Attribute": [
                        attribute(0x21, "filename", "a.exe", object_relation="filename", category="Payload delivery"),
                        attribute(0x22, "filename", "b.exe", object_relation="filename", category="Payload delivery"),
                        attribute(
                            0x23,
                            "sha256",
                            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                            object_relation="sha256",
                            category="Payload delivery",
                            Tag=[{"name": "tlp:red"}],
                        ),
                        attribute(0x24, "float", "7.9", object_relation="entropy", to_ids=False, category="Other"),
                    ],
                    "ObjectReference": [
                        {
                            "id": "1",
                            "uuid": number(0x31),
                            "referenced_uuid": number(2),
                            "relationship_type": "connects-to",
                            "comment": "c",
                            "timestamp": "1700000003",
                            "deleted": False,
                        },
                        {
                            "uuid": number(0x32),
                            "referenced_uuid": number(0x40),
                            "relationship_type": "Related To!",
                            "timestamp": "1700000003",
                            "deleted": False,
                        },
                    ],
                },
                {
                    "uuid": number(0x40),
                    "name": "bank-account",
                    "meta-category": "financial",
                    "timestamp": "1700000002",
                    "deleted": False,
                    "Attribute": [
                        attribute(0x41, "iban", "DE89370400440532013000", object_relation="iban", category="Financial fraud"),
                        attribute(0x42, "text", "A bank", object_relation="institution-name", to_ids=False, category="Other"),
                    ],
                },
                {
                    "uuid": number(0x50),
                    "name": "person",
                    "meta-category": "misc",
                    "timestamp": "1700000002",
                    "deleted": False,
                    "Attribute": [
                        attribute(0x51, "full-name", "Nguyen Van A", object_relation="full-name", to_ids=False, category="Person")
                    ],
                },
                {
                    "uuid": number(0x60),
                    "name": "vulnerability",
                    "meta-category": "vulnerability",
                    "timestamp": "1700000002",
                    "deleted": False,
                    "Attribute": [
                        attribute(
                            0x61, "vulnerability", "CVE-2021-44228", object_relation="id", to_ids=False, category="External analysis"
                        ),
                        attribute(0x62, "text", "Log4Shell", object_relation="summary", to_ids=False, category="Other"),
                    ],
                },
                {
                    "uuid": number(0x70),
                    "name": "network-connection",
                    "meta-category": "network",
                    "timestamp": "1700000002",
                    "deleted": False,
                    "Attribute": [
                        attribute(0x71, "ip-src", "198.51.100.8", object_relation="ip-src", to_ids=False),
                        attribute(0x72, "hostname", "www.example.com", object_relation="hostname-dst"),
                        attribute(0x73, "port", "443", object_relation="dst-port"),
                        attribute(0x74, "text", "tcp", object_relation="layer4-protocol", to_ids=False),
                    ],
                },
                {
                    "uuid": number(0x80),
                    "name": "yara",
                    "meta-category": "misc",
                    "timestamp": "1700000002",
                    "deleted": False,
                    "Attribute": [
                        attribute(0x81, "yara", "rule y { condition: true }", object_relation="yara", category="Payload installation"),
                        attribute(0x82, "text", "y", object_relation="yara-rule-name", to_ids=False),
                    ],
                    "ObjectReference": [
                        {
                            "uuid": number(0x83),
                            "referenced_uuid": number(0xFF),
                            "relationship_type": "x",
                            "timestamp": "1",
                            "deleted": False,
                        }
                    ],
                },
            ],
            "EventReport": [
                {
                    "uuid": number(0x90),
                    "name": "Summary",
                    "content": "# What happened",
                    "timestamp": "1700000004",
                    "distribution": "1",
                    "deleted": False,
                }
            ],
        }
    }


def mean_event() -> list[tuple[bytes, str]]:
    """Bytes that are refused, and what the refusal says."""
    head = b'{"Event":{"uuid":"5e384ae7-672c-4250-9cda-3b4da964451a","info":"x","timestamp":"1"'
    return [
        (b"[" * 100 + b"]" * 100, "more than 24 levels"),
        (head + b',"info":"y"}}', "the key 'info' twice"),
        (b'{"Event":{"uuid":"5e384ae7"}}', "Event.uuid: no UUID"),
        (head + b',"Attribute":[{"uuid":"5e384ae7-672c-4250-9cda-3b4da964451b","type":"ip-src"}]}}', "Event.Attribute[0].value: missing"),
        (head + b',"threat_level_id":"9"}}', "Event.threat_level_id: from 0 to 4"),
        (head + b',"published":"perhaps"}}', "Event.published: true or false"),
        (head + b',"date":"yesterday"}}', "Event.date: a day as"),
        (head + b',"Tag":"x"}}', "Event.Tag: a list expected"),
        (head + b',"x":NaN}}', "NaN is no number"),
        (head + b',"x":1e999}}', "beyond all bounds"),
        (head + b',"x":' + b"9" * 30 + b"}}", "30 digits"),
        (head + b',"x":"\\ud800"}}', "unpaired surrogate"),
        (head + b',"x":"\xff"}}', "not JSON in UTF-8"),
        (b"[" + head + b"}}," + head + b"}}]", "the same event twice"),
        (b'{"a":1', "not JSON"),
        (b" " * 1_000_001, "1000001 bytes"),
        (head + b',"timestamp2":1,"publish_timestamp":-5}}', "Event.publish_timestamp: a whole number"),
    ]
