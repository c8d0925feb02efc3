"""`comity intel feed`: foreign TAXII servers that this node pulls from and pushes to."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.passphrase import read_passphrase
from comity.doors.cli.patience import patience
from comity.doors.cli.voice import printable, say, spoken, tell, tell_json
from comity.terms.speech import gettext_noop

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_VARIABLE: Final = "COMITY_TAXII_SECRET"


@click.group
def feed() -> None:
    """Foreign TAXII servers: what is pulled from them and pushed to them, on a schedule."""


@feed.command("add")
@click.argument("name")
@click.argument("url")
@click.option(
    "--collection",
    "pairs",
    multiple=True,
    required=True,
    metavar="REMOTE=LOCAL",
    help="A collection there, and the one here by its identifier or alias; repeatable.",
)
@click.option(
    "--direction", type=click.Choice(("pull", "push")), default="pull", show_default=True, help="To read from it, or to send to it."
)
@click.option("--owner", default="", help="Pull: the authority of the directory that gives it; by default this node's own answers for it.")
@click.option("--client", default="", help="Push: the program of this node whose reading is sent, and nothing else (comity intel client).")
@click.option("--user", default="", help="The name by which this node signs in there.")
@click.option("--token", is_flag=True, help="Sign in with a bearer token instead.")
@click.option("--secret-file", type=_FILE, help=f"A file with the password or token; else {_VARIABLE}, else it is asked for.")
@click.option("--certificate", type=_FILE, help="A client certificate (PEM).")
@click.option("--key", type=_FILE, help="Its key (PEM, without a passphrase).")
@click.option("--ca", type=_FILE, help="Certificates (PEM) to trust beside the system's.")
@click.option("--api-root", default="", metavar="PATH", help="The API root; by default the server's own default.")
@click.option(
    "--also", multiple=True, metavar="URL", help="Another origin to which the server may lead, and to which the same sign-in goes."
)
@click.option("--every", "every_minutes", default=15, show_default=True, help="Minutes between two rounds.")
@click.option("--page", default=1000, show_default=True, help="Objects at once.")
@click.option(
    "--overlap", "overlap_seconds", default=0, help="Pull: how many seconds each round looks back, for servers that stamp too early."
)
@click.option("--by", "sign_in", default="", help="Push: the officer who proposes it, and types their passphrase; another one approves.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input.")
@of_node
@for_programs
@spoken
def feed_add(name: str, url: str, *, home_path: Path, as_json: bool, **typed: Any) -> None:  # noqa: ANN401 -- as click fills them
    """Add the feed NAME with the TAXII 2.1 server at URL (its discovery, https://host/taxii2/).

    A pull begins at once. A push is proposed, and begins when another officer has approved it (comity intel feed approve).
    """
    boot(home_path)
    from comity.doors.cli.secrets import find_secret

    server, terms = _wanted(url, **typed)
    secret = find_secret(typed["secret_file"], variable=_VARIABLE, whose=name) if server.user or server.bearer else ""
    made = _add(name, server, terms, typed, secret)
    if as_json:
        tell_json({"feed": made.name, "state": made.state})
    elif made.state == "active":
        tell(say(gettext_noop("The feed %(name)s is added; it begins within seconds where the node runs."), name=name))
    else:
        tell(say(gettext_noop("The feed %(name)s is proposed; another officer approves it: comity intel feed approve %(name)s"), name=name))


def _add(name: str, server: Any, terms: Any, typed: dict[str, Any], secret: str) -> Any:  # noqa: ANN401 -- values and a row that doors do not name
    from comity.intel.feeds.actions import add_pull, propose_push

    if typed["direction"] == "pull":
        return add_pull(name, server, terms, at=now(), secret=secret)
    by = _officer(typed["sign_in"], passphrase_stdin=typed["passphrase_stdin"])
    return propose_push(name, server, terms, by=by, at=now(), secret=secret)


def _officer(sign_in: str, *, passphrase_stdin: bool) -> Any:  # noqa: ANN401 -- a row
    """Return the officer who is here: nobody decides in the name of another."""
    from comity.directory.officers import unlock
    from comity.directory.people import find_officer

    if not sign_in:
        raise click.UsageError("what leaves this node is decided by officers: name one with --by")
    by = find_officer(sign_in)
    unlock(by, passphrase=read_passphrase(from_stdin=passphrase_stdin))
    return by


def _wanted(url: str, **typed: Any) -> tuple[Any, Any]:  # noqa: ANN401 -- as click fills them
    from comity.intel.feeds.actions import Server, Terms

    def path(name: str) -> str:
        return str(typed[name].absolute()) if typed[name] else ""

    pairs = []
    for pair in typed["pairs"]:
        remote, _, local = pair.partition("=")
        if not remote or not local:
            raise click.BadParameter(f"{pair!r} is not the collection there, =, and the one here", param_hint="--collection")
        pairs.append((remote, local))
    server = Server(
        url,
        api_root=typed["api_root"],
        also=typed["also"],
        ca=path("ca"),
        user=typed["user"],
        bearer=typed["token"],
        certificate=path("certificate"),
        key=path("key"),
    )
    return server, Terms(pairs, **{name: typed[name] for name in ("owner", "client", "every_minutes", "page", "overlap_seconds")})


@feed.command("approve")
@click.argument("name")
@click.option("--by", "sign_in", required=True, help="The approver, who did not propose it, and types their passphrase.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the officer's passphrase from the first line of standard input.")
@of_node
@for_programs
@spoken
def feed_approve(name: str, *, sign_in: str, passphrase_stdin: bool, home_path: Path, as_json: bool) -> None:
    """Approve the push NAME that another officer proposed; it begins at once."""
    boot(home_path)
    from comity.intel.feeds.actions import approve_push

    approve_push(name, by=_officer(sign_in, passphrase_stdin=passphrase_stdin), at=now())
    _tell_done(gettext_noop("The feed %(name)s is approved."), name, as_json=as_json)


@feed.command("list")
@click.option(
    "--refused", "of_feed", default="", metavar="NAME", help="The objects of this feed that were refused, here or there, and why."
)
@of_node
@for_programs
@spoken
def feed_list(of_feed: str, *, home_path: Path, as_json: bool) -> None:
    """List the feeds: how far each has come, when it is due, and what went wrong last."""
    boot(home_path)
    from comity.intel.feeds.queries import refused, standings

    if of_feed:
        rows = [{"object": one.stix_id, "version": one.version, "why": one.words, "at": str(one.at)} for one in refused(of_feed)]
        if as_json:
            tell_json(rows)
        for one in () if as_json else rows:
            tell(printable(f"{one['object']}  {one['version'] or '-'}  {one['why']}"))
        return
    told = [_standing(one) for one in standings()]
    if as_json:
        tell_json(told)
        return
    for one in told:
        tell(printable(f"{one['feed']}  {one['direction']}  {one['state']}  {one['url']}"))
        for line in one["collections"]:
            counts = gettext_noop("%(came)s came, %(fresh)s of them new, %(refused)s refused")
            tell(printable(f"  {line['remote']} = {line['local']}  {say(counts, line['counts'])}"))
        if one["why"]:
            sentence = gettext_noop("went wrong %(times)s times: %(why)s %(words)s; tried again at %(next)s")
            tell("  " + say(sentence, times=one["fails"], why=one["why"], words=one["words"], next=one["next"] or "-"))


def _standing(one: Any) -> dict[str, Any]:  # noqa: ANN401 -- a row and its lines
    row = one.feed
    lines = [
        {"remote": line.remote, "local": line.local, "counts": {"came": line.came, "fresh": line.fresh, "refused": line.refused}}
        for line in one.lines
    ]
    return {
        "feed": row.name,
        "direction": row.direction,
        "state": row.state,
        "url": row.url,
        "collections": lines,
        "fails": row.fails,
        "why": row.why,
        "words": row.words,
        "next": str(row.next_at or ""),
        "done": str(row.done_at or ""),
    }


def _tell_done(sentence: str, name: str, *, as_json: bool) -> None:
    from comity.intel.feeds.queries import standings

    if as_json:
        tell_json([_standing(one) for one in standings(ended=True) if one.feed.name == name][-1])
    else:
        tell(say(sentence, name=name))


@feed.command("pause")
@click.argument("name")
@of_node
@for_programs
@spoken
def feed_pause(name: str, *, home_path: Path, as_json: bool) -> None:
    """Stop the feed NAME until it is resumed; how far it has come is kept."""
    boot(home_path)
    from comity.intel.feeds.actions import pause

    pause(name, at=now())
    _tell_done(gettext_noop("The feed %(name)s is paused."), name, as_json=as_json)


@feed.command("resume")
@click.argument("name")
@of_node
@for_programs
@spoken
def feed_resume(name: str, *, home_path: Path, as_json: bool) -> None:
    """Let the paused feed NAME go on from where it was."""
    boot(home_path)
    from comity.intel.feeds.actions import resume

    resume(name, at=now())
    _tell_done(gettext_noop("The feed %(name)s goes on."), name, as_json=as_json)


@feed.command("remove")
@click.argument("name")
@of_node
@for_programs
@spoken
def feed_remove(name: str, *, home_path: Path, as_json: bool) -> None:
    """End the feed NAME for good. What it brought stays; its password is deleted from the node's keys."""
    boot(home_path)
    from comity.intel.feeds.actions import end

    end(name, at=now())
    _tell_done(gettext_noop("The feed %(name)s is ended."), name, as_json=as_json)


@feed.command("run")
@click.argument("name")
@of_node
@for_programs
@spoken
def feed_run(name: str, *, home_path: Path, as_json: bool) -> None:
    """Tend the feed NAME now, once, without waiting for its hour; the node may run meanwhile. Ends with 1 where something went wrong."""
    home = boot(home_path)
    from comity.courier.taxii.feeding import run_feed
    from comity.intel.feeds.queries import standings
    from comity.intel.feeds.refusals import FeedStands, NoFeed

    found = next((one for one in standings() if one.feed.name == name), None)
    if found is None:
        raise NoFeed(name=name[:64])
    if found.feed.state != "active":
        raise FeedStands(name=name, state=found.feed.state)
    with patience():
        run_feed(found.feed.pk, home=home, now=now)
    told = next(_standing(one) for one in standings() if one.feed.pk == found.feed.pk)
    if as_json:
        tell_json(told)
    elif told["why"]:
        tell(say(gettext_noop("It went wrong: %(why)s %(words)s. docs/operators/taxii.md says what each reason means."), **_trouble(told)))
    else:
        tell(say(gettext_noop("The feed %(name)s was tended."), name=name))
    click.get_current_context().exit(1 if told["why"] else 0)


def _trouble(told: dict[str, Any]) -> dict[str, Any]:
    return {"why": told["why"], "words": told["words"]}
