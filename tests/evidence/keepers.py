"""A case with a file that has come, and the deeds of custody in one call, as the desk does them."""

from typing import Any, Final

from tests.treaty.samples import every_act
from worlds.paper import bytes_of, listed, pieces
from worlds.world import World

from comity.desk.custody.actions import confirm_step, drop_step, propose_step, register_by_hand, register_file, take_step
from comity.desk.filelists import store
from comity.desk.receiving.files import file_arrived
from comity.evidence.queries import Held, item_of
from comity.evidence.states import Kind
from comity.evidence.vault import FolderVault
from comity.records.models import ActFile, EvidenceItem, Officer, Request

DATA: Final = bytes_of(5000, seed=7)
TYPED: Final = {
    "reason": "Cần cho vụ án.",
    "place": "Kho vật chứng, phòng 3",
    "tool": "FTK Imager",
    "version": "4.7.1",
    "purpose": "same",
    "sort": "CR-COURT",
    "to": "Tòa án nhân dân Tuy An",
}
HEADS: Final = {"what": "Nhật ký máy chủ, 12/11/2026", "place": "Kho vật chứng, phòng 3", "reason": "Chứng cứ của vụ án."}
CARRIER: Final = HEADS | {"sort": "CS-CARRIER", "whose": "ours", "tool": "FTK Imager", "version": "4.7.1", "sha256": "ab" * 32}
DESTROY: Final = {"sort": "DR-ORDER", "place": "Kho", "tool": "Ghi đè ba lần", "reason": "Quyết định 12/QĐ-2026."}
_TERMS: Final = ("conditions", "answer_by", "retain_until", "tlp")
SPONT: Final = {key: value for key, value in every_act()["MSG-SPONT", "request"].items() if key not in _TERMS}


class Keeper:
    """An officer's hands in one case; `by` is who does what nobody else is named for."""

    def __init__(self, world: World, request: Request) -> None:
        """Take the case."""
        self.world, self.request, self.by = world, request, world.drafter

    def _who(self, by: Officer | None) -> dict[str, Any]:
        return {"by": by or self.by, "at": self.world.at, "token": self.world.token()}

    def file(self, *, by: Officer | None = None, **changes: str) -> EvidenceItem:
        """Take the one file of the case into custody."""
        row = ActFile.objects.select_related("message").get(message__request=self.request)
        return register_file(self.request, env_id=row.message.env_id, digest=row.digest, typed=HEADS | changes, **self._who(by))

    def carrier(self, data: bytes | None = None, *, by: Officer | None = None, name: str = "disk.img", **changes: str) -> EvidenceItem:
        """Register by hand: a thing, or with `data` its bytes."""
        sent = None if data is None else pieces(data)
        return register_by_hand(self.request, typed=CARRIER | changes, pieces=sent, name=name, **self._who(by))

    def step(self, item: EvidenceItem, kind: Kind, *, by: Officer | None = None, **changes: str) -> Any:
        """Take a step of one person."""
        return take_step(self.request, item.number, kind, typed=TYPED | changes, **self._who(by))

    def propose(self, item: EvidenceItem, kind: Kind, *, by: Officer | None = None, **changes: str) -> Any:
        """Begin a step of two."""
        typed = TYPED | (DESTROY if kind is Kind.DESTROYED else {}) | changes
        return propose_step(self.request, item.number, kind, typed=typed, **self._who(by))

    def confirm(self, item: EvidenceItem, *, by: Officer) -> Any:
        """Be its second person."""
        return confirm_step(self.request, item.number, **self._who(by))

    def drop(self, item: EvidenceItem, *, by: Officer) -> None:
        """Take it back."""
        drop_step(self.request, item.number, **self._who(by))

    def held(self, item: EvidenceItem) -> Held:
        """Read the item as it is now."""
        return item_of(self.request, item.number)

    def kinds(self, item: EvidenceItem) -> list[str]:
        """Return the kinds of its steps."""
        return [one.kind.value for one in self.held(item).steps]

    def held_first(self) -> EvidenceItem:
        """Return the first item of the case."""
        return item_of(self.request, 1).item

    @property
    def vault(self) -> FolderVault:
        """The vault of the node."""
        return FolderVault(self.world.home.vault)


def given(world: World, *, data: bytes = DATA, case: str = "XR-2026-000061", **terms: Any) -> Keeper:
    """Take information with one file and these conditions, and let the file arrive."""
    bound = {"binding": "CND-BOUND"} if terms.get("conditions") else {"binding": "CND-NONE"}
    name = "nhật ký máy chủ.log"
    request = world.receive(kind="MSG-SPONT", values=SPONT | bound | terms, files=(listed(data, name=name),), case=case)
    row = ActFile.objects.select_related("message__request").get(message__request=request)
    store().keep(pieces(data), cap=len(data))
    file_arrived(row, at=world.later(seconds=30))
    return Keeper(world, request)
