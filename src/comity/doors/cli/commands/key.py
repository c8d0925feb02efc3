"""`comity key`: the public halves of a node's keys, the key of its line to peers, and where all of them are kept."""

from pathlib import Path

import click

from comity.doors.cli.commands.key_keeping import COMMANDS
from comity.doors.cli.node import boot, for_programs, moment, now, of_node
from comity.doors.cli.voice import groups_of_four, say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop


@click.group
def key() -> None:
    """The node's keys."""


@key.command
@of_node
@for_programs
@spoken
def show(home_path: Path, *, as_json: bool) -> None:
    """Print what this node signs and opens with: fingerprints, times, and the verifier keys of its log. Nothing secret."""
    from comity.directory.book import book
    from comity.directory.home import read_home
    from comity.directory.keyfiles import node_keys
    from comity.seal.note import note_verifiers

    home = read_home(home_path)
    keys, known = node_keys(home), book(home)
    node, at = known.node(home.node), now()
    listed = {one.key.key_id: (one.until, one.good(at)) for one in node.signing}
    listed |= {one.key.key_id: (one.until, one.good(at)) for one in node.sealing}
    rows = [("signing", keys.signing.public.key_id), *(("sealing", key_id) for key_id in sorted(keys.sealing))]
    found = [
        {
            "use": use,
            "fingerprint": str(key_id),
            "until": str(listed[key_id][0]) if key_id in listed else None,
            "good": key_id in listed and listed[key_id][1],
        }
        for use, key_id in rows
    ]
    country = known.trusted[home.country].key_id
    at_line = [
        {"fingerprint": str(one.key.pin), "since": str(one.since), "until": str(one.until), "good": one.good(at)} for one in node.tls
    ]
    verifiers = [str(verifier) for verifier in note_verifiers(keys.signing.public, name=node.log_origin)]
    if as_json:
        tell_json(
            {
                "node": str(home.node),
                "country": str(home.country),
                "country_key": str(country),
                "keys": found,
                "tls": at_line,
                "log": verifiers,
            }
        )
        return
    tell(say(gettext_noop("Node %(node)s"), node=home.node))
    tell(say(gettext_noop("Country key of %(country)s: %(fingerprint)s"), country=home.country, fingerprint=groups_of_four(str(country))))
    for one in found:
        sentence = gettext_noop("Signing key: %(fingerprint)s") if one["use"] == "signing" else gettext_noop("Sealing key: %(fingerprint)s")
        tell(say(sentence, fingerprint=groups_of_four(str(one["fingerprint"]))))
        if one["until"] is None:
            tell("  " + say(gettext_noop("The directory does not name it.")))
        else:
            tell("  " + say(gettext_noop("good until %(until)s"), until=one["until"]))
    for line in at_line:
        tell(say(gettext_noop("TLS key: %(fingerprint)s"), fingerprint=groups_of_four(str(line["fingerprint"]))))
        tell("  " + say(gettext_noop("good from %(since)s until %(until)s"), line))
    # The ML-DSA-65 key has 2.7 KB and no C2SP type yet: programs find it in --json.
    tell(say(gettext_noop("Verifier key of the log, for C2SP tools: %(key)s"), key=verifiers[0]))


@key.command
@click.option(
    "--renew", "how", flag_value="renew", help="Draw a next key and name it beside the one in use, which counts for 30 days more."
)
@click.option("--use-next", "how", flag_value="use-next", help="Sign with the next key from the next start on: once peers know it.")
@click.option("--at-once", "how", flag_value="at-once", help="For a key that was stolen: another one in its place, and this one revoked.")
@click.option(
    "--stolen-since", metavar="INSTANT", help="With --at-once: from when on nothing that the old key signed counts; by default now."
)
@of_node
@for_programs
@spoken
def signing(home_path: Path, *, how: str | None, stolen_since: str | None, as_json: bool) -> None:
    """Put another key in the place of the one with which this node signs, and name it in the country's directory file.

    The country's key must be at hand in the node's folder. Hand the new directory file to every peer; start the node again. Where node.toml
    names a token, the next key is drawn in it: so a node moves there.
    """
    if how is None or (stolen_since is not None and how != "at-once"):
        raise click.UsageError("give one of --renew, --use-next and --at-once; --stolen-since goes with --at-once")
    home, at = boot(home_path), now()
    from comity.directory.book import book
    from comity.directory.signingkeys import name_next_key, replace_stolen_key, use_next_key

    if how == "renew":
        fresh = name_next_key(home, at=at)
    elif how == "use-next":
        fresh = use_next_key(home, at=at)
    else:
        fresh = replace_stolen_key(home, since=moment(stolen_since, at=at), at=at)
    version = book(home).version(home.country)
    if as_json:
        tell_json({"how": how, "fingerprint": str(fresh.key_id), "version": version})
        return
    tell(say(gettext_noop("Signing key: %(fingerprint)s"), fingerprint=groups_of_four(str(fresh.key_id))))
    if how == "renew":
        tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=version))
        tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))
        tell(say(gettext_noop("The node signs with it once you say so, when peers have that file: comity key signing --use-next")))
        return
    if how == "at-once":
        tell(
            say(
                gettext_noop("The key before it is revoked; %(country)s is now at version %(version)s."),
                country=home.country,
                version=version,
            )
        )
        tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))
    tell(say(gettext_noop("Start the node again: until then it signs with the key before.")))


@key.command
@click.option("--renew", "how", flag_value="renew", help="Name another key beside the one in use, which is named for 30 days more.")
@click.option("--at-once", "how", flag_value="at-once", help="For a key that was stolen: the directory names the new one alone.")
@click.option("--lost", "how", flag_value="lost", help="For a key whose secret or token is gone: at once, and its file is taken away.")
@of_node
@for_programs
@spoken
def sealing(home_path: Path, *, how: str | None, as_json: bool) -> None:
    """Put another key in the place of the lasting one to which peers seal for this node, and name it in the country's directory file.

    The country's key must be at hand in the node's folder. Hand the new directory file to every peer. The node opens with the new key at
    once, whether it runs or not; and with the old one until what was sealed to it last has expired: 90 days after its time in the
    directory. Then its courier destroys it. The keys of a day are renewed by themselves.
    """
    if how is None:
        raise click.UsageError("give one of --renew, --at-once and --lost")
    home, at = boot(home_path), now()
    from comity.directory.book import book
    from comity.directory.sealingkeys import give_up_sealing_keys, opens_until, renew_sealing_key, replace_sealing_key

    renewed = {"renew": renew_sealing_key, "at-once": replace_sealing_key, "lost": give_up_sealing_keys}[how]
    fresh = renewed(home, at=at)
    version, named = book(home).version(home.country), book(home).node(home.node).sealing
    before = [] if how == "lost" else [(str(dated.until), str(opens_until(dated))) for dated in named if dated.key.key_id != fresh.key_id]
    if as_json:
        tell_json({"how": how, "fingerprint": str(fresh.key_id), "version": version, "before": [list(one) for one in before]})
        return
    tell(say(gettext_noop("Sealing key: %(fingerprint)s"), fingerprint=groups_of_four(str(fresh.key_id))))
    ends = gettext_noop("The key before it is named until %(until)s, opens until %(opens)s, and is destroyed then.")
    for until, opens in before:
        tell(say(ends, until=until, opens=opens))
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=version))
    tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))


@key.command
@click.option("--renew", is_flag=True, help="Put a new key in the place of the one that is there; both count for 30 days.")
@click.option("--at-once", is_flag=True, help="Only the new key counts from now on: for one that was stolen or lost.")
@of_node
@for_programs
@spoken
def tls(home_path: Path, *, renew: bool, at_once: bool, as_json: bool) -> None:
    """Make the key by which peers know this node on the line (TLS), and name it in the country's directory file.

    The country's key must be at hand in the node's folder. Hand the new directory file to every peer. The key counts at once; whether peers
    reach this node over TLS is said by its address: comity directory address.
    """
    home = boot(home_path)
    from comity.directory.book import book
    from comity.directory.linenaming import name_line_key

    certificate, node = name_line_key(home, renew=renew, at_once=at_once, at=now())
    version, until = book(home).version(home.country), node.tls[-1].until
    if as_json:
        tell_json({"fingerprint": str(certificate.pin), "until": str(until), "keys": len(node.tls), "version": version})
        return
    tell(say(gettext_noop("TLS key: %(fingerprint)s"), fingerprint=groups_of_four(str(certificate.pin))))
    tell("  " + say(gettext_noop("good until %(until)s"), until=until))
    if len(node.tls) > 1:
        tell(
            say(
                gettext_noop("The key before it is shown until %(until)s, so that peers have time to take the new file."),
                until=node.tls[0].until,
            )
        )
    tell(say(gettext_noop("%(country)s is now at version %(version)s."), country=home.country, version=version))
    tell(say(gettext_noop("Hand the new directory file to every peer: comity directory export")))


for _command in COMMANDS:
    key.add_command(_command)
