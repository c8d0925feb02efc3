"""A small TAXII 2.1 server that is right, in memory, and in a thread on loopback; each fault that is planted makes it wrong in one way.

The faults marked m and o are those of medallion and OpenTAXII as they were met; the others are what a hasty server does.
"""

import base64
import contextlib
import http.server
import json
import re
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from comity.courier.taxii.exchange import MEDIA, Answered, Asked

STIX = "application/stix+json;version="
USERS = {"poster": "right horse", "other": "other horse"}
TOKEN = "a-token-of-forty-characters-or-so-0123456"
RW, RO, WO, NONE, HIDDEN = (f"{digit}" * 8 + "-0000-4000-8000-000000000000" for digit in "12345")
RIGHTS = {RW: (True, True), RO: (True, False), WO: (False, True), NONE: (False, False), HIDDEN: (True, True)}
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_ID = re.compile(r"[a-z0-9-]+--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Entry:
    """One version of one object in one collection; `added` counts microseconds."""

    seq: int
    added: int
    raw: dict

    @property
    def name(self):
        """The identifier."""
        return self.raw["id"]

    @property
    def version(self):
        """The version by TAXII's rule."""
        return self.raw.get("modified") or self.raw.get("created") or stamp(self.added)

    @property
    def spec(self):
        """The version of STIX."""
        return self.raw.get("spec_version") or "2.0"


class SaidError(Exception):
    """An error that is answered."""

    def __init__(self, status, title, *headers):
        """Keep what to say."""
        super().__init__(title)
        self.status, self.title, self.headers = status, title, headers


def stamp(micros, *, digits=6):
    """Print microseconds of the test's epoch."""
    second, rest = divmod(micros, 1_000_000)
    return f"2026-11-29T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{f'{rest:06}'[:digits]}Z"


def basic(user, password):
    """Print an Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@dataclass
class Server:
    """`faults` are planted; `credentials` are what a checker's identities stand for."""

    faults: set = field(default_factory=set)
    most: int = 100_000
    page: int = 1000
    entries: dict = field(default_factory=lambda: {name: [] for name in RIGHTS})
    statuses: dict = field(default_factory=dict)
    seq: int = 0
    posts: int = 0
    used: set = field(default_factory=set)
    asked: list = field(default_factory=list)
    before: list = field(default_factory=list)  # what is answered first, in turn: (status, headers, body) or a function of the answer

    credentials: ClassVar = {
        "nobody": "",
        "first": basic("poster", USERS["poster"]),
        "basic": basic("poster", USERS["poster"]),
        "second": basic("other", USERS["other"]),
        "wrong": basic("nobody", "wrong"),
    }

    def __call__(self, asked: Asked) -> Answered:
        """Answer without a network."""
        headers = dict(asked.headers) | {"Authorization": self.credentials[asked.by]}
        return self.answer(asked.method, asked.url, headers, asked.body)

    def answer(self, method, url, headers, body) -> Answered:
        """Answer one request."""
        self.asked.append((method, url, headers))
        if self.before:
            first = self.before.pop(0)
            if not callable(first):
                return Answered(*first)
            return first(self._answer(method, url, headers, body))
        return self._answer(method, url, headers, body)

    def _answer(self, method, url, headers, body):
        try:
            status, said, more = self.route(method, urlsplit(url), headers, body)
        except SaidError as error:
            http_status = error.status if "status-as-number" in self.faults else str(error.status)
            status, said, more = error.status, {"title": error.title, "http_status": http_status}, error.headers
        except Exception:
            if "html-500" not in self.faults:
                raise
            return Answered(500, (("Content-Type", "text/html"),), b"<h1>Internal Server Error</h1>")
        media = "application/json" if "wrong-media" in self.faults and status == 200 else MEDIA
        return Answered(status, (("Content-Type", media), *more), json.dumps(said).encode())

    # ------------------------------------------------------------ who and what

    def who(self, headers, path):
        """Return the caller, or say 401."""
        given = headers.get("Authorization", "")
        if "basic-off" in self.faults and given.startswith("Basic") and path.endswith("/taxii2/"):
            given = ""
        for name, password in USERS.items():
            if given in (basic(name, password), f"Bearer {TOKEN}"):
                return name
        if given and "anybody-in" in self.faults:
            return "poster"
        challenge = () if "no-challenge" in self.faults else (("WWW-Authenticate", 'Basic realm="taxii"'),)
        raise SaidError(401, "sign in", *challenge)

    def media(self, method, headers):
        """Look at Accept and Content-Type."""
        ranges = [one.replace(" ", "") for one in headers.get("Accept", "").split(",")]
        if "accept-needs-version" in self.faults or "accept-exact" in self.faults:
            good = MEDIA in ([headers.get("Accept", "")] if "accept-exact" in self.faults else ranges)
        else:
            wanted = [one.split(";") for one in ranges]
            good = any(
                one[0] in ("application/taxii+json", "*/*") and not any(p.startswith("version=") and p != "version=2.1" for p in one)
                for one in wanted
            )
        if not good and "accept-all" not in self.faults:
            raise SaidError(406, "not acceptable")
        came = headers.get("Content-Type", "")
        same = came == MEDIA if "content-exact" in self.faults else came.replace(" ", "") == MEDIA
        if method == "POST" and not same and "content-any" not in self.faults:
            raise SaidError(415, "unsupported media type")

    def route(self, method, parts, headers, body):
        """Find what is asked for."""
        if "head-500" in self.faults and "match[name]" in parts.query:
            raise SaidError(500, "broken")
        caller = self.who(headers, parts.path)
        self.media(method, headers)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names) and "repeated-taken" not in self.faults:
            raise SaidError(400, "a parameter twice")
        asked = dict(pairs)
        way = [one for one in parts.path.split("/") if one]
        if way == ["taxii2"]:
            return 200, self.discovery(), ()
        if way[:1] != ["api1"]:
            raise SaidError(200 if "no-404-root" in self.faults else 404, "no such API root")
        way = way[1:]
        if not way:
            return 200, self.root(), ()
        if way[0] == "status":
            return self.status(way[1], caller)
        if way[0] != "collections":
            raise SaidError(404, "nothing here")
        if method == "PUT":
            raise SaidError(405, "not offered", *(() if "no-allow" in self.faults else (("Allow", "GET, POST, DELETE"),)))
        if len(way) == 1:
            return 200, {"collections": self.listed()}, ()
        return self.within(method, way[1], way[2:], asked, body, caller)

    def discovery(self):
        """Say who this is."""
        found = {"title": "Loopback", "default": "/elsewhere/" if "default-elsewhere" in self.faults else "/api1/", "api_roots": ["/api1/"]}
        return {name: value for name, value in found.items() if name != "title" or "untitled" not in self.faults}

    def root(self):
        """Describe the API root."""
        return {"title": "One", "versions": [] if "no-version" in self.faults else [MEDIA], "max_content_length": self.most}

    def listed(self):
        """List the collections."""
        found = [self.collection(name, one=False) for name in RIGHTS if name != HIDDEN or "hidden-listed" in self.faults]
        return found[::-1] if "unsorted" in self.faults else found

    def collection(self, name, *, one=True):
        """Describe one."""
        read, write = RIGHTS[name]
        if "rights-wrong" in self.faults and name == WO:
            read = True
        if "read-only-empty" in self.faults and name == RO:
            write = True
        if "none-readable" in self.faults and name == NONE:
            read = True
        if "rights-lost" in self.faults and one:
            read = False
        if "can-read-null" in self.faults:
            read = None
        return {"id": name, "title": name[:1], "can_read": read, "can_write": write} | ({"alias": "open"} if name == RW else {})

    def status(self, name, caller):
        """Show a status."""
        owner, found = self.statuses.get(name, ("", None))
        if found is None or "status-forgotten" in self.faults or (caller != owner and "status-public" not in self.faults):
            if "status-made-up" in self.faults:
                return 200, {"id": name, "status": "complete"}, ()
            raise SaidError(404, "no such status")
        return 200, found, ()

    # ------------------------------------------------------------ one collection

    def within(self, method, name, way, asked, body, caller):
        """Do something in a collection."""
        name = RW if name == "open" and "no-alias" not in self.faults else name
        if name not in RIGHTS and "no-404-collection" in self.faults:
            return 200, {}, ()
        hidden = 403 if "hidden-403" in self.faults else 404
        if name not in RIGHTS or name == HIDDEN:
            raise SaidError(hidden if name == HIDDEN else 404, "no such collection")
        if not way:
            return 200, self.collection(name), ()
        read, write = RIGHTS[name]
        if "rights-open" in self.faults:
            read = True
        if "writes-open" in self.faults:
            write = True
        if "write-only-shut" in self.faults and name == WO:
            write = False
        refused = 404 if "404-for-403" in self.faults else 403
        wants = {"GET": read, "POST": write, "DELETE": read and write}[method]
        if not wants or (caller == "other" and "second-in" not in self.faults):
            raise SaidError(refused, "not for you")
        if method == "POST":
            return self.add(name, body, caller)
        if method == "DELETE":
            return self.delete(name, way[1], asked)
        return self.read(name, way, asked)

    def add(self, name, body, caller):
        """Take an envelope."""
        objects = self.envelope(body)
        lines = {"successes": [], "failures": [], "pendings": []}
        self.posts += 1
        moment = (self.posts * 1000) + self.seq * 7
        for one in objects:
            spec = one.get("spec_version", "2.0")
            if not _ID.fullmatch(one["id"]) or one["id"].split("--")[0] != one["type"]:
                if "whole-batch-400" in self.faults:
                    raise SaidError(400, "a bad object")
                lines["failures"].append({"id": one["id"], "version": stamp(self.seq), "message": "its identifier is wrong"})
                continue
            self.seq += 1
            made = Entry(self.seq, moment if "shared-stamp" in self.faults else moment + len(lines["successes"]), self.kept(one))
            there = any((e.name, e.spec, e.raw.get("modified")) == (made.name, spec, one.get("modified")) for e in self.entries[name])
            kind = "failures" if there and "repost-fails" in self.faults else "successes"
            lines[kind].append({"id": one["id"], "version": made.version} | ({"message": "there already"} if kind == "failures" else {}))
            if not there or "repost-doubles" in self.faults:
                self.entries[name].append(made)
            self.seq += 0 if "shared-stamp" in self.faults else 1
        status = {"id": str(uuid.uuid4()), "status": "complete", "request_timestamp": stamp(moment)}
        for kind, count in (("successes", "success_count"), ("failures", "failure_count"), ("pendings", "pending_count")):
            status[count] = len(lines[kind])
            if lines[kind]:
                status[kind] = lines[kind]
        status["total_count"] = len(objects) + ("counts-wrong" in self.faults)
        self.statuses[status["id"]] = caller, status
        if "forever-pending" in self.faults:
            self.statuses[status["id"]] = caller, status | {"status": "pending"}
        if "pending-first" in self.faults or "forever-pending" in self.faults:
            return 202, status | {"status": "pending"}, ()
        return 200 if "200-for-202" in self.faults else 202, status, ()

    def envelope(self, body):
        """Return the objects of a body."""
        if len(body) > self.most and "no-413" not in self.faults:
            raise SaidError(413, "too large")
        if "no-json-500" in self.faults and body[:1] != b"{":
            raise SaidError(500, "broken")
        try:
            found = json.loads(body)
        except ValueError as fault:
            raise SaidError(400, "no JSON") from fault
        if not isinstance(found, dict) or ("type" in found and "bundle-half" not in self.faults):
            raise SaidError(422, "no envelope")
        if "extra-refused" in self.faults and set(found) - {"objects"}:
            raise SaidError(400, "unknown property")
        objects = [] if "bundle-half" in self.faults and "type" in found else found.get("objects", [])
        if "no-modified-500" in self.faults and any("modified" not in one for one in objects):
            raise SaidError(500, "KeyError")
        return objects

    def kept(self, one):
        """Return what is stored of an object."""
        if "custom-dropped" in self.faults:
            return {name: value for name, value in one.items() if not name.startswith("x_")}
        return one | {"x_seen": True} if "property-added" in self.faults else one

    def delete(self, name, one, asked):
        """Delete versions of an object."""
        found = [entry for entry in self.entries[name] if entry.name == one]
        if not found and "delete-always-200" not in self.faults:
            raise SaidError(404, "no such object")
        chosen = self.versions(found, asked.get("match[version]", "all"))
        if "delete-all-versions" in self.faults:
            chosen = found
        if "delete-not-committed" not in self.faults:
            self.entries[name] = [entry for entry in self.entries[name] if entry not in chosen]
        return 200, {}, ()

    # ------------------------------------------------------------ reading

    def read(self, name, way, asked):
        """Read objects, one object, its versions, or the manifest."""
        entries = self.entries[name]
        one = way[1] if len(way) > 1 else ""
        if one:
            entries = [entry for entry in entries if entry.name == one]
            if not entries and "no-404-object" not in self.faults:
                raise SaidError(404, "no such object")
        listing = way[-1] == "versions"
        found = self.filtered(entries, asked, every=listing)
        if listing:
            found = sorted(found, key=lambda entry: entry.version, reverse="versions-ascending" not in self.faults)
        elif "newest-first" in self.faults:
            found = found[::-1]
        page, more = self.page_of(found, asked, what="versions" if listing else way[0])
        if listing:
            said = {"versions": [entry.version for entry in page]}
        elif way[0] == "manifest":
            said = {"objects": [self.line(entry) for entry in page]}
        else:
            said = {"objects": [entry.raw for entry in page]}
        if not page and "empty-list" not in self.faults:
            said = {}
        added = [entry.added for entry in page]
        dates = (("X-TAXII-Date-Added-First", stamp(added[0])), ("X-TAXII-Date-Added-Last", stamp(added[-1]))) if page else ()
        return 200, said | more, () if "no-dates" in self.faults else dates

    def line(self, entry):
        """Return an entry of the manifest."""
        media = STIX + entry.spec
        found = {"id": entry.name, "date_added": stamp(entry.added), "version": entry.version, "media_type": media}
        if "manifest-bare" in self.faults:
            del found["version"]
        return found

    def filtered(self, entries, asked, *, every):
        """Apply the filters."""
        entries = self.added_after(entries, asked.get("added_after", ""))
        names = {"id": lambda e: e.name, "type": lambda e: e.raw["type"], "spec_version": lambda e: e.spec}
        unknown = set(asked) - {"added_after", "limit", "next", "match[version]"} - {f"match[{name}]" for name in names}
        if unknown and "unknown-500" in self.faults:
            raise SaidError(500, f"column {unknown}")
        if "or-for-and" in self.faults and "match[id]" in asked and "match[type]" in asked:
            entries = [e for e in entries if e.name in asked["match[id]"] or e.raw["type"] in asked["match[type]"]]
            names = {}
        if "first-filter-only" in self.faults and "match[id]" in asked:
            del names["type"]
        for name, of in names.items():
            value = asked.get(f"match[{name}]")
            if value and f"{name.split('_')[0]}-ignored" not in self.faults:
                values = [value] if "comma-literal" in self.faults else value.split(",")
                entries = [e for e in entries if of(e) in values]
        if "match[spec_version]" not in asked and "all-specs" not in self.faults:
            newest = {}
            for e in entries:
                newest[e.name] = max(newest.get(e.name, ""), e.spec)
            entries = [e for e in entries if e.spec == newest[e.name]]
        return self.versions(entries, asked.get("match[version]", "all" if every or "all-versions" in self.faults else "last"))

    def added_after(self, entries, after):
        """Keep what was added later."""
        if not after:
            return entries
        if not _STAMP.fullmatch(after) and "stamp-any" not in self.faults:
            raise SaidError(400, "no timestamp")
        cut = stamp_key(after, 3 if "milliseconds" in self.faults else 6)
        same = "inclusive" in self.faults
        return [e for e in entries if (key := stamp_key(stamp(e.added))) > cut or (same and key == cut)]

    def versions(self, entries, wanted):
        """Keep the wanted versions of each object, in the order in which they were added."""
        kept = set()
        chains = {}
        for entry in entries:
            chains.setdefault((entry.name, entry.spec), []).append(entry)
        for chain in chains.values():
            chain.sort(key=lambda entry: entry.version)
            for word in wanted.split(","):
                if word == "all":
                    kept |= {e.seq for e in chain}
                elif word in ("last", "first"):
                    kept.add(chain[-1 if word == "last" or "first-is-last" in self.faults else 0].seq)
                else:
                    kept |= {e.seq for e in chain if e.version == word}
        return sorted((e for e in entries if e.seq in kept), key=lambda entry: entry.seq)

    def page_of(self, found, asked, *, what):
        """Cut a page, and say how to go on."""
        limit = asked.get("limit", str(self.page))
        if not re.fullmatch(r"[1-9]\d*", limit):
            if "html-500" in self.faults:
                raise LookupError(limit)
            if "limit-any" not in self.faults:
                raise SaidError(400, "no limit")
            limit = str(self.page)
        size = self.page if "limit-ignored" in self.faults else min(int(limit), self.page)
        filters = json.dumps(sorted((k, v) for k, v in asked.items() if k not in ("next", "limit")))
        start = 0
        if token := asked.get("next"):
            start = self.start_of(token, filters, found)
        page = found[start : start + size]
        if len(found) <= start + size or "says-end" in self.faults:
            return page, {}
        place = start + size if "offsets" in self.faults else page[-1].seq
        token = base64.urlsafe_b64encode(json.dumps([place, "" if "next-any-filter" in self.faults else filters]).encode()).decode()
        silent = self.faults & {"no-next", f"{what}-without-next"}
        return page, {"more": "true" if "more-as-text" in self.faults else True} | ({} if silent else {"next": token})

    def start_of(self, token, filters, found):
        """Return where a token goes on."""
        if "next-once" in self.faults:
            if token in self.used:
                raise SaidError(400, "that next is over")
            self.used.add(token)
        try:
            place, theirs = json.loads(base64.urlsafe_b64decode(token))
        except ValueError as fault:
            if "next-any" in self.faults:
                return 0
            raise SaidError(400, "no next of ours") from fault
        if theirs not in ("", filters):
            raise SaidError(400, "a next of another query")
        if "offsets" in self.faults:
            return place
        seqs = [entry.seq for entry in found]
        return seqs.index(place) + 1 if place in seqs else sum(seq <= place for seq in seqs)


def stamp_key(text, digits=6):
    """Return what orders timestamps."""
    second, _, fraction = text.removesuffix("Z").partition(".")
    return second, fraction.ljust(6, "0")[:digits].ljust(6, "0")


@contextlib.contextmanager
def served(server: Server, *, tls=None) -> Iterator[str]:
    """Serve it in a thread on loopback; yield the address of its discovery."""

    class Door(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # head and body are two writes, and between them nobody waits for an acknowledgement

        def do_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answered = server.answer(self.command, self.path, dict(self.headers), body)
            self.send_response(answered.status)
            for name, value in answered.headers:
                self.send_header(name, value)
            if not answered.header("Content-Length"):
                self.send_header("Content-Length", str(len(answered.body)))
            self.end_headers()
            self.wfile.write(answered.body)
            if answered.header("Content-Length"):
                self.close_connection = True

        do_GET = do_POST = do_DELETE = do_PUT = do_any  # noqa: N815 -- the library's names

        def log_message(self, *_):
            """Say nothing."""

    door = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    door.daemon_threads = True
    if tls:
        door.socket = tls.wrap_socket(door.socket, server_side=True)
    thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://{'localhost' if tls else '127.0.0.1'}:{door.server_port}/taxii2/"
    finally:
        door.shutdown()
        door.server_close()
        thread.join()


def without(server, *faults):
    """Return the same server with these faults mended."""
    return replace(server, faults=server.faults - set(faults))
