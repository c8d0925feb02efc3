"""One node for the tests of accounts: it takes passkeys alone and asks an identity provider that stands in this process."""

import base64
import hashlib
import http.server
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import CDPSession, Page

CLIENT, SECRET = "comity-node", "between the two of them"


@dataclass
class IdentityProvider:
    """A small OpenID Connect provider on loopback. `claims` go into the next ID token; `asked` keeps what it heard."""

    claims: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    codes: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    address: str = ""
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    elsewhere: str = ""

    def configuration(self) -> dict[str, Any]:
        """What stands at the well-known address."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.elsewhere or self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, query: dict[str, list[str]]) -> str:
        """The officer is signed in there already: send them back with a code."""
        code = secrets.token_urlsafe()
        self.codes[code] = query
        return f"{query['redirect_uri'][0]}?{urlencode({'code': code, 'state': query['state'][0]})}"

    def token(self, form: dict[str, list[str]]) -> dict[str, Any] | None:
        """Redeem a code once, for the client's secret and the verifier of PKCE (RFC 7636, 4.6)."""
        begun = self.codes.pop(form.get("code", [""])[0], None)
        if begun is None or (form.get("client_id"), form.get("client_secret")) != ([CLIENT], [SECRET]):
            return None
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=").decode()
        if [challenge] != begun["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        token = jwt.encode(
            {name: value for name, value in claims.items() if value is not None}, self.key, algorithm="RS256", headers={"kid": "one"}
        )
        return {"access_token": secrets.token_urlsafe(), "token_type": "Bearer", "id_token": token}


@contextmanager
def running_provider() -> Iterator[IdentityProvider]:
    """Run one on a free port of loopback."""
    provider = IdentityProvider()

    class Answers(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append((parts.path, parse_qs(parts.query)))
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(parse_qs(parts.query)))
                self.end_headers()
            else:
                self.answer(provider.configuration() if "well-known" in parts.path else None)

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            provider.asked.append((self.path, form))
            self.answer(provider.token(form))

        def answer(self, value: Any) -> None:
            body = json.dumps(value or {"error": "invalid_grant"}).encode()
            self.send_response(200 if value else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        provider.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()


def policy(provider: IdentityProvider) -> str:
    """Return the table of `node.toml` under which the tests run."""
    return (
        "\n[access]\npasskey_alone = true\n"
        f'\n[access.oidc]\nname = "Home Office"\nissuer = "{provider.address}"\nclient = "{CLIENT}"\namr = ["mfa"]\n'
    )


def give_key(page: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """Put a virtual security key with a PIN into the browser (CDP WebAuthn)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verified,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session, str(made["authenticatorId"])
