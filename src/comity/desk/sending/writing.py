"""Writes what several acts have to write in one transaction of one thread: all of it, or each by itself."""

from collections.abc import Callable, Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

_NOTHING: Final = object()


@dataclass(eq=False)
class Deed:
    """What one act writes, and what came of it once it is on the disk."""

    do: Callable[[], Any]
    context: Context = field(default_factory=copy_context)
    """In which its own thread goes by the directory: whichever thread writes it, it is the same approval."""
    came: Any = _NOTHING

    @property
    def is_written(self) -> bool:
        """Whether it is on the disk, together with others."""
        return self.came is not _NOTHING


def write_together(deeds: Sequence[Deed]) -> None:
    """Do `deeds` in one transaction, and note what came of each when that is on the disk.

    Where one of them raises, or the commit does, nothing of any is written or noted. Then each is for its own thread, alone, which meets
    what stands against it there: so an act that is refused or overtaken takes no other with it, without a savepoint around each.
    """
    try:
        with transaction.atomic():
            came = [deed.context.run(deed.do) for deed in deeds]
    except Exception:  # noqa: BLE001 see above
        return
    for deed, one in zip(deeds, came, strict=True):
        deed.came = one
