"""What the command line says of a country: whose word it is, its authorities, nodes, officers and keys."""

from typing import Any, Final

from comity.directory.sections import Reason, Relay, Section
from comity.doors.cli.node import now
from comity.doors.cli.voice import groups_of_four, language, say, tell
from comity.terms.speech import gettext_noop

_REASONS: Final = {
    Reason.STOLEN: gettext_noop("stolen"),
    Reason.LOST: gettext_noop("lost"),
    Reason.LEFT: gettext_noop("its officer left"),
    Reason.REPLACED: gettext_noop("replaced"),
}


def country_json(country: object, section: Section | None, *, fingerprint: str) -> dict[str, Any]:
    """Return what a country says, for programs."""
    shown: dict[str, Any] = {"country": str(country), "fingerprint": fingerprint, "version": 0}
    if section is None:
        return shown
    return shown | {
        "names": dict(section.names),
        "version": section.version,
        "issued": str(section.issued),
        "expires": str(section.expires),
        "expired": section.expires <= now(),
        "authorities": [{"id": str(one.id), "names": dict(one.names), "roles": list(one.roles)} for one in section.authorities],
        "nodes": [
            {
                "id": str(one.id),
                "authority": str(one.authority),
                "endpoint": one.endpoint,
                "log": one.log_origin,
                "signing": [str(dated.key.key_id) for dated in one.signing],
                "sealing": [str(dated.key.key_id) for dated in one.sealing],
                "relay": None if one.relay is None else _relay(one.relay),
                "tls": [str(dated.key.pin) for dated in one.tls],
            }
            for one in section.nodes
        ],
        "revoked": [{"key": str(one.key), "since": str(one.since), "reason": one.reason.value} for one in section.revoked],
        "officers": [
            {"id": str(one.id), "name": one.name, "signing": [str(dated.key.key_id) for dated in one.signing]} for one in section.officers
        ],
    }


def _relay(relay: Relay) -> dict[str, Any]:
    return {"id": str(relay.id), "endpoint": relay.endpoint, "tls": [str(dated.key.pin) for dated in relay.tls]}


def tell_country(one: dict[str, Any]) -> None:
    """Print the same for people."""
    names = one.get("names", {})
    tell(f"{one['country']}  {names.get(language(), '')}".rstrip())
    tell("  " + say(gettext_noop("trusted country key: %(fingerprint)s"), fingerprint=groups_of_four(one["fingerprint"])))
    if not one["version"]:
        tell("  " + say(gettext_noop("There is no directory file of this country yet.")))
        return
    tell("  " + say(gettext_noop("version %(version)s of %(issued)s, good until %(expires)s"), one))
    if one["by"]:
        facts = {"need": one["by"]["need"], "names": ", ".join(one["by"]["authorities"])}
        tell("  " + say(gettext_noop("signed in the repository by %(need)s of: %(names)s"), facts))
    else:
        tell("  " + say(gettext_noop("trusted by a fingerprint that was compared by telephone")))
    if one["overdue"]:
        tell("  " + say(gettext_noop("Its authorities let their time in the repository run out; what was taken before still counts.")))
    if one["expired"]:
        tell("  " + say(gettext_noop("Its time is over: ask for the newest file.")))
    _tell_rows(one)


def _tell_rows(one: dict[str, Any]) -> None:
    for authority in one["authorities"]:
        tell(f"  {authority['id']}  {authority['names'].get(language(), '')}  {', '.join(authority['roles'])}")
    for node in one["nodes"]:
        tell(f"  {node['id']}  {node['endpoint'] or '-'}  {node['log']}")
        if node["relay"]:
            tell("    " + say(gettext_noop("over the relay %(id)s, %(endpoint)s"), node["relay"]))
            for pin in node["relay"]["tls"]:
                tell("      " + say(gettext_noop("TLS key: %(fingerprint)s"), fingerprint=groups_of_four(pin)))
        for pin in node["tls"]:
            tell("    " + say(gettext_noop("TLS key: %(fingerprint)s"), fingerprint=groups_of_four(pin)))
    for person in one["officers"]:
        tell(f"  {person['id']}  {person['name']}")
    for taken in one["revoked"]:
        facts = {"key": groups_of_four(taken["key"]), "since": taken["since"], "reason": say(_REASONS[Reason(taken["reason"])])}
        tell("  " + say(gettext_noop("revoked from %(since)s on (%(reason)s): %(key)s"), facts))
