"""What a case or a statement fills into a warning that is begun from it: its codes alone, or the words that were said in public."""

from typing import Any, Final

from comity.desk.reading.requests import acts_of
from comity.directory.policy import Actor
from comity.intel.warnings.keeping import CODED
from comity.records.models import Request
from comity.register.meetings.queries import find_statement
from comity.terms.vocabulary import vocabulary

_LANGUAGES: Final = ("en", "vi")


def codes_of_case(request: Request) -> dict[str, Any]:
    """Return the codes of threat that the acts of a case carry, without a word, a name or an identifier of it."""
    found: dict[str, list[str]] = {}
    for act in acts_of(request):
        for name, of in CODED.items():
            given = act.body.fields.get(name)
            known = vocabulary(of).by_code
            codes = [code for code in given if isinstance(code, str) and code in known] if isinstance(given, list) else []
            found[name] = list(dict.fromkeys([*found.get(name, []), *codes]))
    return {name: codes for name, codes in found.items() if codes}


def codes_of_statement(key: int, *, by: Actor) -> dict[str, Any]:
    """Return the words of a statement of the register, with the number of its document; raises `NoSuchRow`."""
    found = find_statement(key, by=by)
    language = found.language if found.language in _LANGUAGES else _LANGUAGES[0]
    return {"words": {"text": f"{found.words}\n({found.document.number})", "language": language}}
