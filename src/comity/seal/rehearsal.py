"""Signs, verifies, seals and opens once before anything depends on it."""

import secrets
from typing import Final

from comity.seal.keys import SealingKey, SigningKey
from comity.seal.refusals import SealBroken

_TYPE: Final = "application/vnd.comity.rehearsal"


def rehearse() -> None:
    """Sign, verify, seal and open something drawn for it, with keys drawn for it and forgotten; some 3 ms.

    A node does this before it serves: raises `BadSignature` or `SealBroken` where the library of cryptography does not do what it is
    trusted to do. What that library loads at its first use is then there once, for every process that is forked afterwards.
    """
    drawn, key, sealing = secrets.token_bytes(32), SigningKey.generate(), SealingKey.generate()
    key.public.verify(_TYPE, drawn, key.sign(_TYPE, drawn))
    if sealing.open(sealing.public.seal(drawn, info=b"rehearsal"), info=b"rehearsal") != drawn:
        raise SealBroken(part="content")
