"""Officers before the pages: signed in at the seeded node, at its moment, with forms that are filled in as a browser would."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from comity.doors.web.entrance import CONFIRMED, DEMO
from comity.doors.web.views import working


def sign_in(officer: Any) -> Client:
    """Return a browser in which `officer` is signed in with a second factor."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    session = client.session
    session[CONFIRMED] = session[DEMO] = True
    session.save()
    return client


def stop_clock(monkeypatch: Any, at: Any) -> None:
    """Let every page be made at `at`."""
    monkeypatch.setattr(working, "now", lambda: at)


class _Forms(HTMLParser):
    """Collects every form with what a browser would post of it, and the buttons that name something."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._form: dict[str, Any] | None = None
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take one element."""
        given = dict(attrs)
        if tag == "form":
            self._form = {"action": given.get("action", ""), "data": {}, "disabled": set()}
            self.forms.append(self._form)
        if self._form is None or not given.get("name"):
            return
        name, data = given["name"], self._form["data"]
        if "disabled" in given:
            self._form["disabled"].add((name, given.get("value")))
        elif tag == "textarea":
            self._area, data[name] = name, [""]
        elif tag == "select":
            self._select = name
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            data.setdefault(name, [])
            if "checked" in given:
                data[name].append(given["value"])
        elif tag == "input":
            data[name] = [given.get("value") or ""]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an element without end."""
        self.handle_starttag(tag, attrs)

    def handle_data(self, text: str) -> None:
        """Take what stands in a text field."""
        if self._area and self._form is not None:
            self._form["data"][self._area] = [text]

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag == "form":
            self._form = None
        if tag == "textarea":
            self._area = ""


class _Options(HTMLParser):
    """Collects the chosen option of every list."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: dict[str, str] = {}
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take one element."""
        given = dict(attrs)
        if tag == "select":
            self._name = given.get("name") or ""
        if tag == "option" and self._name and ("selected" in given or self._name not in self.chosen):
            self.chosen[self._name] = given.get("value") or ""


class Page:
    """A page in a browser without JavaScript."""

    def __init__(self, client: Client, href: str) -> None:
        """Open it."""
        self.client = client
        self.take(client.get(href), href)

    def take(self, response: Any, href: str) -> None:
        """Follow redirects inside the pages of writing, and stop before any other."""
        while response.status_code in (301, 302, 303) and re.search(
            r"/(drafts|decide|compose|views|extend|withdraw)", response["Location"]
        ):
            href = response["Location"].split("#")[0]
            response = self.client.get(href)
        self.response, self.href, self.status = response, href, response.status_code
        self.onward = response.get("Location", "")
        self.text = response.content.decode()
        places = re.findall(r'\sid="([^"]+)"', self.text)
        assert len(places) == len(set(places)), f"{sorted({one for one in places if places.count(one) > 1})} twice on {href}"
        forms, options = _Forms(), _Options()
        forms.feed(self.text)
        options.feed(self.text)
        self.forms, self.chosen = forms.forms, options.chosen

    def form(self, action: str = "") -> dict[str, Any]:
        """Return the form that posts to an address with `action` in it; by default the one with the page's own matter."""
        frame = ("/switch", "/account")
        own = [
            form for form in self.forms if not form["action"].startswith(frame) and form["action"] != "/requests/"
        ]  # the header's search
        found = [form for form in own if action in form["action"]]
        assert found, f"no form to {action!r} on {self.href}"
        return found[0]

    def held(self, action: str = "") -> dict[str, list[str]]:
        """Return what a browser would post of the form."""
        form = self.form(action)
        return {name: [self.chosen[name]] if name in self.chosen and not value else value for name, value in form["data"].items()} | {
            name: [value] for name, value in self.chosen.items() if name not in form["data"] and not action
        }

    def post(self, filled: Mapping[str, Any] | None = None, *, act: str = "", action: str = "") -> "Page":
        """Fill in and press the button `act`."""
        form = self.form(action)
        href = form["action"] or self.href
        self.take(self.client.post(href, {**self.held(action), **(filled or {}), **({"act": act} if act else {})}), href)
        return self


def faulted(page: str) -> list[str]:
    """Return which fields of a page are marked as wrong, by their ids."""
    return re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"[^>]* aria-invalid="true"', page)
