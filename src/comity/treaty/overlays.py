"""What a national authority may lay over the rules that came with Comity, and what it may not.

It may add: a treaty of two States, an arrangement at home, their articles, rules, grounds, answers and clocks, and which kinds they
carry; and of any text, dated and with their source: a new value, entry into force, what a State did, declared or notified. It may not
change what a kind is or asks, write rules in the name of a text that is not its own, or stand in for what protects persons.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from comity.terms.digests import Digest
from comity.terms.refusals import Malformed, Refused
from comity.terms.speech import gettext_noop
from comity.treaty.linting import lint
from comity.treaty.loading import read_pack, unsound
from comity.treaty.pack import Pack
from comity.treaty.rulebook import Rulebook, join_packs, shipped_packs

OWN_NATURES: Final = frozenset({"bilateral", "arrangement"})
_NEVER: Final = {
    "families": "families of kinds",
    "sets": "sets of kinds",
    "kinds": "kinds",
    "forms": "forms",
    "offences": "offences",
}


class BadOverlay(Refused):
    """A file of national rules cannot be laid over those that came with Comity."""

    sentence = gettext_noop("The national rules %(file)s cannot be used: %(why)s")
    next_step = gettext_noop(
        "Correct them, check them with “comity treaty lint”, and build them again. Nothing is sent or decided until then."
    )

    def __init__(self, file: str, why: Refused) -> None:
        """`file` is its name, `why` what refused it."""
        super().__init__(file=file, why=why)


def load_with(overlays: Iterable[tuple[str, bytes]], *, demo: bool = False) -> Rulebook:
    """Return the shipped rules with compiled national ones over them, in their order; `overlays` are names and bytes.

    Raises `BadOverlay` naming the file that is not sound, says what no overlay may, or contradicts what is there.
    """
    packs = shipped_packs(demo=demo)
    book = join_packs(packs)
    for name, data in overlays:
        try:
            pack, digest = read_pack(data, demo=False)
            faults = tuple(overlay_faults(pack, digest, packs=packs))
            if faults:
                raise faults[0]
            packs.append((pack, digest))
            book = join_packs(packs)
        except BadOverlay:
            raise
        except Refused as why:
            raise BadOverlay(name, why) from why
    return book


def overlay_faults(pack: Pack, digest: Digest, *, packs: list[tuple[Pack, Digest]]) -> Iterator[Refused]:
    """Yield everything that is wrong with a pack as an overlay over `packs`; what was wrong before is not its fault."""
    first = [*unsound(pack, demo=False), *(Malformed(where, what) for where, what in _beyond(pack, packs))]
    yield from first
    if not first:
        known = {str(fault) for fault in lint(packs)}
        yield from (fault for fault in lint([*packs, (pack, digest)]) if str(fault) not in known)


def _beyond(pack: Pack, packs: list[tuple[Pack, Digest]]) -> Iterator[tuple[str, str]]:
    """Yield what an overlay says and may not."""
    for section, words in _NEVER.items():
        if getattr(pack, section):
            yield f"section {section}", f"{words} are those that came with Comity: both sides of a request must have the same"
    for row in pack.instruments:
        if row.nature not in OWN_NATURES:
            yield f"instrument {row.code}", f"is of the nature {row.nature}; an overlay adds {' or '.join(sorted(OWN_NATURES))} alone"
    own = {row.code for row in pack.instruments}
    for where, instrument in _speaking(pack):
        if instrument not in own:
            yield where, f"speaks for {instrument}, which is not of this overlay; a dated value goes under “values”"
    protecting = {rule.id for one, _ in packs for rule in one.rules if rule.protects}
    for rule in pack.rules:
        if kept := set(rule.replaces) & protecting:
            yield f"rule {rule.id}", f"stands in for {', '.join(sorted(kept))}, which protects persons and always holds"


def _speaking(pack: Pack) -> Iterator[tuple[str, str]]:
    yield from ((f"article {row.instrument} {row.number}", row.instrument) for row in pack.articles)
    yield from ((f"rule {row.id}", row.instrument) for row in pack.rules)
    yield from ((f"ground {row.code}", row.instrument) for row in pack.grounds)
    yield from ((f"answer {row.code}", row.instrument) for row in pack.answers)
    yield from ((f"clock {row.id}", row.instrument) for row in pack.clocks if row.nature != "desk-target")
    yield from ((f"{row.instrument} carries {' '.join(row.kinds)}", row.instrument) for row in pack.bases)
