"""`comity intel`: collections of threat information, who may read and write them, and the programs that come in over TAXII."""

from pathlib import Path

import click

from comity.doors.cli.commands.intel_bundle import bundle
from comity.doors.cli.commands.intel_feed import feed
from comity.doors.cli.commands.intel_vocabulary import vocabulary
from comity.doors.cli.node import boot, for_programs, now, of_node
from comity.doors.cli.voice import say, spoken, tell, tell_json
from comity.terms.markings import Pap, Tlp
from comity.terms.speech import gettext_noop

CHECKS = ("head", "full")
RIGHTS = ("read", "write")
USES = tuple(one.value for one in Pap)


@click.group
def intel() -> None:
    """Threat information: collections and the programs that use them."""


intel.add_command(feed)
intel.add_command(bundle)
intel.add_command(vocabulary)


@intel.group
def collection() -> None:
    """Collections, and who may read and write them."""


@intel.group
def client() -> None:
    """Programs that come in over TAXII."""


@collection.command("add")
@click.argument("title")
@click.option("--alias", default="", help="A short name for addresses, in small letters.")
@click.option("--description", default="", help="What is in it.")
@click.option("--field", "fields", multiple=True, help="A code of exchange-field: what is put here is for this field alone; repeatable.")
@click.option("--unmarked", type=click.Choice([one.value for one in Tlp]), help="What holds for objects that bear no marking.")
@click.option("--checks", type=click.Choice(CHECKS), default="head", show_default=True, help="full: every rule of STIX 2.1.")
@click.option("--read", "readers", multiple=True, help="Who may read: anyone, client:NAME, authority:ID, country:XX, role: or field:CODE.")
@click.option("--write", "writers", multiple=True, help="Who may write, likewise; repeatable.")
@of_node
@for_programs
@spoken
def collection_add(
    title: str,
    *,
    alias: str,
    description: str,
    fields: tuple[str, ...],
    unmarked: str | None,
    checks: str,
    readers: tuple[str, ...],
    writers: tuple[str, ...],
    home_path: Path,
    as_json: bool,
) -> None:
    """Make a collection called TITLE. Without --read and --write nobody uses it; without --unmarked what bears no marking stays at home."""
    boot(home_path)
    from comity.intel.store.granting import add_collection

    made = add_collection(
        title,
        alias=alias,
        description=description,
        fields=fields,
        checks=checks,
        readers=readers,
        writers=writers,
        unmarked=Tlp(unmarked) if unmarked else None,
        at=now(),
    )
    if as_json:
        tell_json({"collection": made.uuid, "alias": made.alias})
        return
    tell(say(gettext_noop("Collection %(collection)s: /taxii2/intel/collections/%(collection)s/"), collection=made.uuid))


@collection.command("list")
@of_node
@for_programs
@spoken
def collection_list(home_path: Path, *, as_json: bool) -> None:
    """List the collections with who may read and write them."""
    boot(home_path)
    from comity.intel.store.granting import grants_of, open_collections

    told = []
    for row in open_collections():
        rights = {right: [given.subject for given in grants_of(row) if given.right == right] for right in RIGHTS}
        told.append({"collection": row.uuid, "alias": row.alias, "title": row.title, "fields": row.fields, "checks": row.checks} | rights)
    if as_json:
        tell_json(told)
        return
    for one in told:
        tell(f"{one['collection']}  {one['alias'] or '-'}  {one['title']}")
        for right in RIGHTS:
            tell(f"  {right}: {', '.join(one[right]) or '-'}")


@collection.command("grant")
@click.argument("name")
@click.argument("right", type=click.Choice(RIGHTS))
@click.argument("subject")
@of_node
@spoken
def collection_grant(name: str, right: str, subject: str, *, home_path: Path) -> None:
    """Let SUBJECT read or write the collection NAME."""
    boot(home_path)
    from comity.intel.store.granting import grant

    grant(name, subject=subject, right=right, at=now())
    tell(say(gettext_noop("Done: it counts from the next request on.")))


@collection.command("withdraw")
@click.argument("name")
@click.argument("right", type=click.Choice(RIGHTS))
@click.argument("subject")
@of_node
@spoken
def collection_withdraw(name: str, right: str, subject: str, *, home_path: Path) -> None:
    """Take from SUBJECT what “grant” gave."""
    boot(home_path)
    from comity.intel.store.granting import withdraw

    withdraw(name, subject=subject, right=right, at=now())
    tell(say(gettext_noop("Done: it counts from the next request on.")))


@collection.command("close")
@click.argument("name")
@of_node
@spoken
def collection_close(name: str, *, home_path: Path) -> None:
    """End the collection NAME: nobody finds it any more, and nothing of it is lost."""
    boot(home_path)
    from comity.intel.store.granting import close_collection

    close_collection(name, at=now())
    tell(say(gettext_noop("Done: it counts from the next request on.")))


@client.command("add")
@click.argument("name")
@click.option("--authority", default="", help="The authority of the directory for which it asks.")
@click.option("--programme", default="", help="Or the programme outside the directory for which it asks.")
@click.option("--field", "fields", multiple=True, help="A code of exchange-field; without one, the fields of the authority's roles.")
@click.option("--group", "groups", multiple=True, help="A sharing group to which it belongs; repeatable.")
@click.option("--purpose", "purposes", multiple=True, help="A code of purpose that it stated; repeatable.")
@click.option("--use", type=click.Choice(USES), default=USES[0], show_default=True, help="The most that it does with what it reads.")
@of_node
@for_programs
@spoken
def client_add(
    name: str,
    *,
    authority: str,
    programme: str,
    fields: tuple[str, ...],
    groups: tuple[str, ...],
    purposes: tuple[str, ...],
    use: str,
    home_path: Path,
    as_json: bool,
) -> None:
    """Enter the program NAME and print its secret, once."""
    boot(home_path)
    from comity.intel.store.clients import add_client

    secret = add_client(
        name, authority=authority, programme=programme, fields=fields, groups=groups, purposes=purposes, use=Pap(use), at=now()
    )
    if as_json:
        tell_json({"client": name, "secret": secret, "bearer": f"{name}.{secret}"})
        return
    tell(say(gettext_noop("Shown once. Name and secret for HTTP Basic:")))
    tell(f"  {name}")
    tell(f"  {secret}")
    tell(say(gettext_noop("The same as a bearer token:")))
    tell(f"  {name}.{secret}")


@client.command("certificate")
@click.argument("name")
@click.option("--fingerprint", help="SHA-256 of the certificate, with or without colons; without it the one before ends.")
@of_node
@spoken
def client_certificate(name: str, *, fingerprint: str | None, home_path: Path) -> None:
    """Let the program NAME come in by a certificate that the node's proxy has checked."""
    boot(home_path)
    from comity.directory.bindings import certificate_identity
    from comity.intel.store.clients import bind_certificate

    bind_certificate(name, certificate_identity(fingerprint) if fingerprint else None, at=now())
    tell(say(gettext_noop("Done: it counts from the next request on.")))


@client.command("list")
@of_node
@for_programs
@spoken
def client_list(home_path: Path, *, as_json: bool) -> None:
    """List the programs, those that were revoked too."""
    boot(home_path)
    from comity.intel.store.clients import clients

    rows = [
        {"client": one.name, "for": one.authority or one.programme, "fields": one.fields, "revoked": str(one.revoked_at or "")}
        for one in clients()
    ]
    if as_json:
        tell_json(rows)
        return
    for one in rows:
        tell(f"{one['client']}  {one['for']}  {', '.join(one['fields']) or '-'}  {one['revoked'] or '-'}")


@client.command("misp")
@click.argument("name")
@click.option("--version", required=True, help="The version of the MISP instance, as 2.5.34: another major or minor one does not go on.")
@of_node
@for_programs
@spoken
def client_misp(name: str, *, version: str, home_path: Path, as_json: bool) -> None:
    """Let the program NAME come in as a MISP instance too, and print its key of forty letters and digits."""
    boot(home_path)
    from comity.intel.misp.keys import let_in_as_misp

    key = let_in_as_misp(name, version=version, at=now())
    if as_json:
        tell_json({"client": name, "key": key, "version": version, "path": "/misp/"})
        return
    tell(say(gettext_noop("Key for “Add server” in MISP, whose address is that of this node with /misp/ at its end:")))
    tell(f"  {key}")


@client.command("revoke")
@click.argument("name")
@of_node
@spoken
def client_revoke(name: str, *, home_path: Path) -> None:
    """End the program NAME: its secret opens nothing from now on, at no worker."""
    boot(home_path)
    from comity.intel.store.clients import revoke_client

    revoke_client(name, at=now())
    tell(say(gettext_noop("Done: it counts from the next request on.")))
