"""The second verifier, `verify.py`, loaded beside the first one: both are asked, and must agree."""

import functools
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from comity.desk.proving.bag import PROGRAM
from comity.desk.proving.refusals import NotProven
from comity.desk.proving.verdict import Verdict
from comity.desk.proving.verifying import verify_proof
from comity.terms.identifiers import Country, KeyId
from comity.terms.refusals import Refused

__all__ = ["PROGRAM", "load", "page_of", "second", "second_facts", "verify_by_both"]


def load(path: Path, *, name: str) -> ModuleType:
    """Load a copy of `verify.py` as a module of its own."""
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@functools.cache
def second() -> ModuleType:
    """Return the second verifier as it is shipped."""
    return load(PROGRAM, name="comity_second_verifier")


def second_facts(data: bytes, *, trusted: Mapping[Country, KeyId], by: ModuleType | None = None) -> dict[str, object]:
    """Return what the second verifier says for programs; a refusal says where."""
    program = by or second()
    try:
        return program.facts_of(program.verify(data, {str(country): str(key) for country, key in trusted.items()}))
    except program.Refused as refusal:
        return {"verdict": "refused", "at": refusal.place}


def page_of(data: bytes, *, trusted: Mapping[Country, KeyId]) -> tuple[dict[str, str], str]:
    """Return the colours of the second verifier's page, question by question, and all that it says in both languages."""
    program = second()
    told = program.answers(program.verify(data, {str(country): str(key) for country, key in trusted.items()}))
    lines = [line for one in told for line in one.lines]
    assert not [sentence for sentence, _ in lines if sentence not in program.SAY]
    said = [program.say(sentence, language, facts) for language in ("vi", "en") for sentence, facts in lines]
    return {one.question: one.level for one in told}, "\n".join(said)


def verify_by_both(data: bytes, *, trusted: Mapping[Country, KeyId]) -> Verdict:
    """Return the first verifier's verdict, or raise its refusal; the second one says the same, or this is a failure of the test."""
    said = second_facts(data, trusted=trusted)
    try:
        verdict = verify_proof(data, trusted=trusted)
    except Refused as refusal:
        where = refusal.facts["file"] if isinstance(refusal, NotProven) else said.get("at")
        require_same({"verdict": "refused", "at": where}, said)
        raise
    require_same(first_facts(verdict), said)
    return verdict


def require_same(first: dict[str, object], other: dict[str, object]) -> None:
    """Fail where the two verifiers do not say the same."""
    assert first == other


def first_facts(verdict: Verdict) -> dict[str, object]:
    """Return what `comity verify --json` says, without its sentences."""
    from comity.doors.cli.verifying import proof_found

    told = proof_found(verdict).json()
    return {name: one for name, one in told.items() if name not in {"answers", "ask"}}
