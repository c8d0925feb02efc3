"""Where the tables of a node are when they are not in its folder: the address of a PostgreSQL database."""

from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

SCHEME: Final = "postgresql"
# What an address may say of the connection, by libpq's own names; a password has no place in a file that is shown to others.
OPTIONS: Final = ("host", "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "connect_timeout")
_LONGEST: Final = 63  # PostgreSQL's names, NAMEDATALEN - 1
_OLDEST: Final = 14  # empty words in arrays are refused since then, and generated columns are known
_PATIENCE: Final = 10


class NoDatabase(Refused):
    """The server cannot be reached, or does not let this account in."""

    wire_class = "unavailable"
    sentence = gettext_noop("The database %(database)s cannot be used: %(why)s.")
    next_step = gettext_noop("Look whether the server runs and the database is there; docs/operators/node.md says how to make one.")


class WrongDatabase(Refused):
    """A database in which texts would not be what was written, or a server that is too old."""

    sentence = gettext_noop("The database %(database)s does not fit: it is %(found)s, and %(wanted)s is needed.")
    next_step = gettext_noop("Make another one; docs/operators/node.md says how.")


@dataclass(frozen=True, slots=True)
class Database:
    """One database of a PostgreSQL server. An empty host, user or port means libpq's own default: the local socket, this account."""

    name: str
    user: str = ""
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `postgresql://comity@/comity?host=/run/postgresql`; raises `ValueError`, which says what is wrong and never a password."""
        parts = urlsplit(text)
        name = unquote(parts.path.removeprefix("/"))
        if parts.scheme != SCHEME or parts.fragment or not name or "/" in name:
            message = "a database looks like postgresql://comity@/comity?host=/run/postgresql"
            raise ValueError(message)
        if len(name.encode()) > _LONGEST:
            message = f"the name of a database has at most {_LONGEST} bytes"
            raise ValueError(message)
        if parts.password is not None:
            message = "a password does not belong into this setting: put it into a file and name that with passfile="
            raise ValueError(message)
        options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        for key, _ in options:
            if key not in OPTIONS:
                message = f"unknown option {key!r} of a database"
                raise ValueError(message)
        if len(dict(options)) != len(options):
            message = "the same option of a database twice"
            raise ValueError(message)
        port = str(parts.port) if parts.port is not None else ""
        found = dict(options)
        host = found.pop("host", "") or (parts.hostname or "")
        return cls(name=name, user=unquote(parts.username or ""), host=host, port=port, options=tuple(sorted(found.items())))

    def __str__(self) -> str:
        """Print the form that `parse` reads."""
        place = quote(self.user, safe="") + "@" if self.user else ""
        options = dict(self.options)
        if self.host.startswith("/"):
            options["host"] = self.host
        else:
            place += self.host
        if self.port:
            place += f":{self.port}"
        query = f"?{urlencode(sorted(options.items()), safe='/')}" if options else ""
        return f"{SCHEME}://{place}/{quote(self.name, safe='')}{query}"


def require_usable(database: Database) -> None:
    """Raise `NoDatabase` or `WrongDatabase` unless one can work in `database`; nothing is written."""
    import psycopg  # noqa: PLC0415 a node on SQLite has no use for it

    try:
        with psycopg.connect(str(database), connect_timeout=_PATIENCE) as opened:
            (encoding,) = opened.execute("SHOW server_encoding").fetchone() or ("",)
            version = opened.info.server_version // 10_000
    except psycopg.Error as fault:
        raise NoDatabase(database=database, why=" ".join(str(fault).split()).rstrip(".")) from fault
    if encoding != "UTF8":
        raise WrongDatabase(database=database, found=f"{encoding}", wanted="UTF8")
    if version < _OLDEST:
        raise WrongDatabase(database=database, found=f"PostgreSQL {version}", wanted=f"PostgreSQL {_OLDEST}")
