"""A store in memory that can be away, cut, deaf and dishonest: the simplest `ObjectStore`."""

from contextlib import suppress

from comity.evidence.afar import Shelved
from comity.evidence.refusals import StoreAway, StoreKeeps
from comity.terms.digests import Digest


class MemoryStore:
    """What is under a name, and how often it was put; `left` asks are answered, then the store is away."""

    def __init__(self):
        """Begin with nothing, and without an end."""
        self.things, self.versions, self.kept = {}, {}, set()
        self.left, self.asked, self.cut = None, [], 0

    def _ask(self, verb, name):
        self.asked.append((verb, name))
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise StoreAway(store="memory", why="away")

    def _put(self, name, data):
        self.things[name] = data
        self.versions[name] = self.versions.get(name, 0) + 1

    def begin(self):
        """As the door says."""
        self._ask("begin", "README.txt")
        self.things.setdefault("README.txt", b"")

    def put(self, name, file, *, digest):
        """As the door says."""
        self._ask("put", name)
        if name in self.things:
            return False
        assert Digest.of(file.read_bytes()) == digest
        self._put(name, file.read_bytes())
        self._ask("put-answer", name)  # what the store did, and could not say
        return True

    def replace(self, name, data):
        """As the door says."""
        self._ask("replace", name)
        self._put(name, data)

    def get(self, name):
        """As the door says; cut where it is told so."""
        self._ask("get", name)
        return iter([self.things[name][: len(self.things[name]) - self.cut]]) if name in self.things else None

    def names(self, under):
        """As the door says."""
        self._ask("names", under)
        for name in sorted(self.things):
            if name.startswith(under):
                yield Shelved(name, len(self.things[name]), self.versions.get(name, 1))

    def remove(self, name):
        """As the door says."""
        self._ask("remove", name)
        if name in self.kept:
            raise StoreKeeps(name=name, why="locked")
        self.things.pop(name, None)

    def fetched_into(self, folder):
        """Write all of it into a folder, as any tool does that fetches a bucket."""
        for name, data in self.things.items():
            with suppress(FileExistsError):
                (folder / name).parent.mkdir(parents=True)
            (folder / name).write_bytes(data)


STORES = {}


def open_memory(home):
    """Return the store of a node of the tests."""
    return STORES[home.path]
