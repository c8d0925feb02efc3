"""How officers come in and stay in at this node: the table `[access]` of `node.toml`, as values. Pure.

Everything has a safe default: a node whose file says nothing asks for password and second factor, locks after ten minutes and
knows neither identity provider nor smart card.
"""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

IDLE: Final = timedelta(minutes=10)
SHIFT: Final = timedelta(hours=12)
WINDOW: Final = timedelta(minutes=5)
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_KNOWN: Final = ("idle_minutes", "shift_hours", "confirm_minutes", "passkey_alone", "host", "proxy", "certificates", "oidc")
_KNOWN_OIDC: Final = ("name", "issuer", "client", "origins", "acr", "amr")


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider (OpenID Connect). Its client secret lies in `keys/oidc.secret`, never here.

    `origins` are further origins that it answers from, beside the issuer's own: nothing else is ever asked. `acr` and `amr` say what
    the sign-in there must have been: one of `acr`, and all of `amr`; empty asks nothing.
    """

    name: str
    issuer: str
    client: str
    origins: tuple[str, ...] = ()
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every origin that this node may ask on behalf of a sign-in."""
        return tuple(dict.fromkeys((origin_of(self.issuer), *self.origins)))


@dataclass(frozen=True, slots=True)
class Access:
    """A node's policy. `proxy` is the one address whose word about clients and their certificates counts; empty means nobody's."""

    idle: timedelta = IDLE
    shift: timedelta = SHIFT
    window: timedelta = WINDOW
    passkey_alone: bool = False
    host: str = ""
    proxy: str = ""
    certificates: bool = False
    provider: Provider | None = None


def parse_access(table: Mapping[str, Any]) -> Access:
    """Read `[access]`; raises `ValueError` with what is wrong."""
    _require_known(table, _KNOWN, "access")
    access = Access(
        idle=timedelta(minutes=_whole(table, "idle_minutes", 10, most=60)),
        shift=timedelta(hours=_whole(table, "shift_hours", 12, most=12)),
        window=timedelta(minutes=_whole(table, "confirm_minutes", 5, most=15)),
        passkey_alone=_switch(table, "passkey_alone"),
        host=_host(_text(table, "host")),
        proxy=_address(_text(table, "proxy")),
        certificates=_switch(table, "certificates"),
        provider=_provider(table["oidc"]) if "oidc" in table else None,
    )
    if access.certificates and not access.proxy:
        message = "access.certificates needs access.proxy: a certificate counts only from the proxy that checked it"
        raise ValueError(message)
    return access


def print_access(access: Access) -> str:
    """Print the table that `parse_access` reads; nothing for a node that says nothing of its own."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in _settings(access) if value != _DEFAULTS[name]]
    text = "\n[access]\n" + "\n".join(lines) + "\n" if lines else ""
    one = access.provider
    if one is None:
        return text
    pairs = (("name", one.name), ("issuer", one.issuer), ("client", one.client))
    lists = (("origins", one.origins), ("acr", one.acr), ("amr", one.amr))
    told = [*pairs, *((name, list(values)) for name, values in lists if values)]
    return text + "\n[access.oidc]\n" + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in told)


def origin_of(address: str) -> str:
    """Return scheme, host and port of a URL: `https://id.example`."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _settings(access: Access) -> tuple[tuple[str, object], ...]:
    return (
        ("idle_minutes", access.idle // timedelta(minutes=1)),
        ("shift_hours", access.shift // timedelta(hours=1)),
        ("confirm_minutes", access.window // timedelta(minutes=1)),
        ("passkey_alone", access.passkey_alone),
        ("host", access.host),
        ("proxy", access.proxy),
        ("certificates", access.certificates),
    )


_DEFAULTS: Final = dict(_settings(Access()))


def _require_known(table: object, known: tuple[str, ...], where: str) -> None:
    if not isinstance(table, Mapping):
        message = f"{where} is a table"
        raise ValueError(message)  # noqa: TRY004 -- one kind of fault for whoever reads the file
    if unknown := sorted(set(table) - set(known)):
        message = f"unknown setting {where}.{unknown[0]}"
        raise ValueError(message)


def _whole(table: Mapping[str, Any], name: str, default: int, *, most: int) -> int:
    value = table.get(name, default)
    if type(value) is not int or not 1 <= value <= most:
        message = f"access.{name} is a whole number from 1 to {most}"
        raise ValueError(message)
    return value


def _switch(table: Mapping[str, Any], name: str) -> bool:
    value = table.get(name, False)
    if type(value) is not bool:
        message = f"access.{name} is true or false"
        raise ValueError(message)
    return value


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        message = f"access.{name} is a text"
        raise ValueError(message)  # noqa: TRY004 -- one kind of fault for whoever reads the file
    return value


def _host(text: str) -> str:
    if text and (urlsplit(f"//{text}").hostname != text or text.startswith(".")):
        message = f"access.host is a name like desk.example, in small letters, not {text!r}"
        raise ValueError(message)
    return text


def _address(text: str) -> str:
    if text and str(ipaddress.ip_address(text)) != text:
        message = f"access.proxy is an address like 127.0.0.1, not {text!r}"
        raise ValueError(message)
    return text


def _provider(table: object) -> Provider:
    _require_known(table, _KNOWN_OIDC, "access.oidc")
    assert isinstance(table, Mapping)  # noqa: S101 -- just required
    name, issuer, client = (table.get(key) for key in ("name", "issuer", "client"))
    if not all(isinstance(value, str) and value for value in (name, issuer, client)):
        message = "access.oidc needs name, issuer and client"
        raise ValueError(message)
    origins = _texts(table, "origins")
    for address in (str(issuer), *origins):
        _require_safe(address)
    if bad := [one for one in origins if origin_of(one) != one]:
        message = f"access.oidc.origins holds origins like https://id.example, not {bad[0]!r}"
        raise ValueError(message)
    return Provider(str(name), str(issuer).rstrip("/"), str(client), origins, _texts(table, "acr"), _texts(table, "amr"))


def _texts(table: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = table.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        message = f"access.oidc.{name} is a list of texts"
        raise ValueError(message)
    return tuple(values)


def _require_safe(address: str) -> None:
    """TLS, but on this very machine: the ID token is believed because of the connection that it came by."""
    parts = urlsplit(address)
    if not parts.hostname or parts.username or parts.query or parts.fragment:
        message = f"access.oidc names plain addresses, not {address!r}"
        raise ValueError(message)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        message = f"access.oidc asks over https only, not {address!r}"
        raise ValueError(message)
