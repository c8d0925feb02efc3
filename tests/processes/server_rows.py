"""The same questions to two databases of a PostgreSQL server, where the tests run on one; read from outside with psycopg."""

import os
import secrets
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg.rows import dict_row
from row_evidence import Row, Rows

from comity.directory.databases import Database

SERVER: Final = os.environ.get("COMITY_TEST_DATABASE", "")


def make_database(*, template: str = "") -> Database:
    """Make a database on the tests' own server, with empty tables or as a copy, and say where it is; it goes when the server goes."""
    name = f"node_{secrets.token_hex(6)}"
    if template:
        with psycopg.connect(SERVER, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    else:
        from quick_tables import copy_database

        copy_database(SERVER, to=name)
    at = Database.parse(SERVER)
    return Database(name=name, user=at.user, host=at.host, port=at.port, options=at.options)


@dataclass(frozen=True)
class ServerRows(Rows):
    """The tables of one node on a server. Copying and restoring a whole database is for the tests on SQLite."""

    server: Database

    def select(self, query: str, *values: object) -> list[Row]:
        """Return the rows of a query."""
        with psycopg.connect(str(self.server), row_factory=dict_row) as opened:
            return list(opened.execute(query.replace("?", "%s"), values))

    def are_being_written(self) -> bool:
        """On a server one transaction waits for another only where both write the same."""
        return False

    def write(self, query: str, *values: object) -> None:
        """Change rows behind the node's back."""
        with psycopg.connect(str(self.server)) as opened:
            opened.execute(query.replace("?", "%s"), values)
