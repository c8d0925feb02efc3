"""By what this node's keys are kept at rest: the table `[keys]` of `node.toml`. Without it they lie in the clear, for its account alone.

`comity init` makes no node without it unless it is told to in so many words: docs/adr/0054.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

CREDENTIAL: Final = "credential:"
"""Before the name of one of systemd's credentials."""

_KNOWN: Final = {"secret", "before", "token"}
_OF_TOKEN: Final = {"module", "label", "serial", "pin", "draw"}


@dataclass(frozen=True, slots=True)
class TokenUse:
    """A token of PKCS#11: behind which module, by which label and serial number, and where its PIN is."""

    module: str
    label: str
    pin: str
    serial: str = ""
    draw: bool = True
    """Whether the next signing key is drawn in it; off for a node that is about to leave its token."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """`secret` wraps what is at rest; without it the token does. The token, where there is one, draws and uses the Ed25519 half.

    `before` is the secret that another one has replaced, for files that it wrapped.
    """

    secret: str = ""
    before: str = ""
    token: TokenUse | None = None

    @property
    def in_the_clear(self) -> bool:
        """Whether nothing wraps."""
        return not self.secret and not self.before and self.token is None


USUAL_KEYS: Final = KeyUse()


def parse_source(text: str) -> str:
    """Return where a secret is, as an operator typed it: a path of a file, made whole, or the name of a credential. Raises `ValueError`."""
    return _source(text if text.startswith(CREDENTIAL) else str(Path(text).absolute()), "the place of the secret")


def parse_key_use(table: Mapping[str, Any]) -> KeyUse:
    """Read the table; raises `ValueError` for a setting that is none, or is no place outside of what a backup takes along."""
    _require_known(table, _KNOWN, "[keys]")
    secret = _source(table["secret"], "secret in [keys]") if "secret" in table else ""
    before = _source(table["before"], "before in [keys]") if "before" in table else ""
    token = table.get("token")
    if token is not None and not isinstance(token, Mapping):
        message = "token in [keys] is a table, [keys.token]"
        raise ValueError(message)
    return KeyUse(secret, before, None if token is None else _parse_token(token))


def _parse_token(table: Mapping[str, Any]) -> TokenUse:
    _require_known(table, _OF_TOKEN, "[keys.token]")
    for name in ("module", "label", "pin", "serial"):
        found = table.get(name, "" if name == "serial" else None)
        if not isinstance(found, str) or not found.isprintable() or (not found and name != "serial"):
            message = f"{name} in [keys.token] is a text, and all but serial must be there"
            raise ValueError(message)
    if not PurePosixPath(table["module"]).is_absolute():
        message = "module in [keys.token] is the whole path of a library"
        raise ValueError(message)
    if not isinstance(table.get("draw", True), bool):
        message = "draw in [keys.token] is true or false"
        raise ValueError(message)  # noqa: TRY004 of the file's text
    return TokenUse(
        table["module"], table["label"], _source(table["pin"], "pin in [keys.token]"), table.get("serial", ""), table.get("draw", True)
    )


def _require_known(table: Mapping[str, Any], known: set[str], where: str) -> None:
    if unknown := sorted(set(table) - known):
        message = f"unknown setting {unknown[0]!r} in {where}"
        raise ValueError(message)


def _source(value: object, what: str) -> str:
    """Return where a secret is: a whole path, or the name of a credential; never the secret itself, so nothing else is taken."""
    if isinstance(value, str) and value.isprintable() and not set(value) & {'"', "\\"}:
        name = value.removeprefix(CREDENTIAL)
        if name != value and name and "/" not in name:
            return value
        if PurePosixPath(value).is_absolute():
            return value
    message = f"{what} is the whole path of a file, or {CREDENTIAL} and a name; the secret itself has no place in node.toml"
    raise ValueError(message)


def print_key_use(use: KeyUse) -> str:
    """Print the tables that `parse_key_use` reads; nothing where keys lie in the clear."""
    lines = []
    if use.secret or use.before:
        lines += ["", "[keys]"]
        lines += [f'{name} = "{value}"' for name, value in (("secret", use.secret), ("before", use.before)) if value]
    if use.token is not None:
        lines += ["", "[keys.token]", f'module = "{use.token.module}"', f'label = "{use.token.label}"']
        lines += [f'serial = "{use.token.serial}"'] if use.token.serial else []
        lines += [f'pin = "{use.token.pin}"', *([] if use.token.draw else ["draw = false"])]
    return "".join(f"{line}\n" for line in lines)
