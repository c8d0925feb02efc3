"""Draws every page with its samples, weighs it, and lets axe look at it: no database, no node, the browser is answered from memory."""

import functools
import gzip
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
WEB = ROOT / "src" / "comity" / "doors" / "web"
BASE = "http://preview.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class Drawn:
    """One page as bytes."""

    name: str
    language: str
    html: bytes


def draw(name: str, language: str, *, world: str = "real", theme: str = "") -> Drawn:
    """Render the page `name`."""
    from django import forms
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils.translation import override
    from page_samples import frames, samples

    class SignIn(forms.Form):
        login = forms.CharField()
        password = forms.CharField()
        code = forms.CharField()
        secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    doors: dict[str, tuple[str, dict[str, Any]]] = {
        "sign-in": ("account/login.html", {}),
        "sign-in-wrong": ("account/login.html", {"form": _wrong(SignIn)}),
        "second-factor": ("mfa/authenticate.html", {}),
        "sign-out": ("account/logout.html", {}),
        "second-factor-set-up": ("mfa/totp/activate_form.html", {"totp_svg": _qr()}),
        "recovery-codes": ("mfa/recovery_codes/index.html", {"can_view_codes": True, "unused_codes": ["47a1 93c0", "88e2 10fd"] * 5}),
    }
    request = RequestFactory().get("/")
    with override(language):
        if name in doors:
            template, context = doors[name]
            context = {"form": SignIn(), **context, "frame": frames(language, world=world, theme=theme, signed_in=False)}
        else:
            page: Any = samples(language)[name]
            signed_in = name not in ("demo-door", "400", "403", "403-form", "404", "409", "500")
            template, context = page.template, {"page": page, "frame": frames(language, world=world, theme=theme, signed_in=signed_in)}
        return Drawn(name, language, render_to_string(template, context, request=request).encode())


def _wrong(form: Any) -> Any:
    bound = form({"login": "ha.n"})
    bound.add_error(None, "Sign-in name and password do not go together.")
    return bound


def _qr() -> str:
    from allauth.mfa.adapter import DefaultMFAAdapter

    return DefaultMFAAdapter().build_totp_svg("otpauth://totp/Comity:ha.n?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Comity")


def names() -> list[str]:
    """Return the names of all pages."""
    from page_samples import samples

    return ["sign-in", "sign-in-wrong", "second-factor", "sign-out", "second-factor-set-up", "recovery-codes", *samples("en")]


def loaded(page: bytes) -> list[bytes]:
    """Return the addresses of the files that a page asks for by itself, in order."""
    return re.findall(rb'(?:src|href)="(/static/[^"]*)"', page)


@functools.cache
def weigh(data: bytes, path: str) -> int:
    """Return what the file weighs on the wire: fonts as they are, everything else compressed."""
    return len(data) if path.endswith(".woff2") else len(gzip.compress(data, 9))


class Browser:
    """Chromium that sees one page at a time, answered from memory, under the real policy."""

    def __init__(self, playwright: Any, program: str) -> None:
        """Start it."""
        self.chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])

    def show(self, drawn: Drawn, *, width: int = 1280, scheme: str = "light", javascript: bool = True) -> tuple[Any, int, list[str]]:
        """Open the page; return it with its weight in bytes and what the console said."""
        pane = Pane(self, width=width, scheme=scheme, javascript=javascript)
        pane.open(drawn)
        return pane.page, pane.weight, pane.said


class Pane:
    """One tab in which page after page is opened: the weight of the last in bytes, and what the console said of it. Nothing is cached."""

    def __init__(self, browser: Browser, *, width: int = 1280, scheme: str = "light", javascript: bool = True) -> None:
        """Open the tab, empty."""
        context = browser.chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript, bypass_csp=False
        )
        self.page, self.said, self.weight = context.new_page(), [], 0
        self._javascript = javascript
        self.page.on("console", lambda line: self.said.append(line.text))
        self.page.on("pageerror", lambda fault: self.said.append(str(fault)))
        self.page.route("**/*", self._answer)

    def open(self, drawn: Drawn) -> None:
        """Go to the page."""
        self._html, self.weight = drawn.html, weigh(drawn.html, "")
        self.said.clear()
        self.page.goto(f"{BASE}/")
        self.page.evaluate("document.fonts.ready") if self._javascript else self.page.wait_for_timeout(300)

    def _answer(self, route: Any) -> None:
        path = route.request.url.removeprefix(BASE)
        if not path.startswith("/static/"):
            route.fulfill(body=self._html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})
            return
        file = WEB / path.lstrip("/")
        data = file.read_bytes()
        self.weight += weigh(data, path)
        route.fulfill(body=data, content_type=TYPES[file.suffix], headers={"Access-Control-Allow-Origin": "*"})


def axe_faults(page: Any, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds against WCAG 2.2 AA and its own best practice, or against some rules alone."""
    from axe import WCAG, axe_violations

    return [f"{rule}: {html[:140]}" for rule, html in axe_violations(page, tags=(*WCAG, "best-practice"), rules=rules)]
