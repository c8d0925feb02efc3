"""Why a warning does not go to an authority: reasons of the policy, and of the line and the law. Codes stand in ledgers for good."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from comity.intel.policy import Reason, in_words
from comity.intel.policy.decisions import READER, Codes, Part
from comity.intel.policy.sentences import SENTENCES
from comity.terms.identifiers import AuthorityId, Country
from comity.terms.instants import Instant
from comity.terms.json import JsonValue
from comity.terms.refusals import Refused
from comity.terms.speech import gettext_noop

NO_NODE: Final = "node-no"
NO_KEY: Final = "key-no"
NO_BASIS: Final = "basis-no"
STOPPED: Final = "rule-no"
NEVER_SENT: Final = "unsent-no"

OWN: Final[Mapping[str, str]] = {
    NO_NODE: gettext_noop("%(reader)s has no node in the directory: a letter reaches it, this does not."),
    NO_KEY: gettext_noop("The directory has no key of %(reader)s with which one could seal for it today."),
    NO_BASIS: gettext_noop("No text carries a warning between this State and that of %(reader)s today."),
    STOPPED: gettext_noop("A rule stops it on its way to %(reader)s: %(rule)s."),
    NEVER_SENT: gettext_noop("%(reader)s was not among those to whom the second officer was shown that it goes."),
}


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: its code, and what fills its sentence, as a ledger keeps it."""

    code: str
    facts: Mapping[str, JsonValue]

    @classmethod
    def of(cls, reason: Reason) -> "Why":
        """Keep a reason of the policy."""
        return cls(reason.code, {place: _kept(part) for place, part in reason.parts.items()})

    @classmethod
    def own(cls, code: str, *, authority: AuthorityId, rule: Mapping[str, str] | None = None) -> "Why":
        """Return a reason of the line or the law; `rule` says in each language what a rule found."""
        facts: dict[str, JsonValue] = {READER: {"authority": str(authority)}}
        return cls(code, facts | ({"rule": dict(rule)} if rule else {}))


def print_whys(whys: Iterable[Why]) -> list[JsonValue]:
    """Return reasons as a ledger keeps them."""
    return [[one.code, dict(one.facts)] for one in whys]


def read_whys(kept: object) -> tuple[Why, ...]:
    """Return the reasons that `print_whys` wrote."""
    return tuple(Why(code, facts) for code, facts in kept) if isinstance(kept, list) else ()


def said(why: Why, *, language: str, translate: Callable[[str], str], named: Callable[[object], str]) -> str:
    """Return a reason as one sentence in `language`; a code that this node no longer knows is said as it stands."""
    try:
        if why.code in OWN:
            return translate(OWN[why.code]) % {place: _text(value, language, named) for place, value in why.facts.items()}
        parts = {place: _part(value) for place, value in why.facts.items()}
    except (Refused, KeyError):
        return why.code
    if why.code not in SENTENCES:
        return why.code
    return in_words(Reason(why.code, parts), language=language, translate=translate, named=named)


def _text(value: JsonValue, language: str, named: Callable[[object], str]) -> str:
    """Return the authority by its name, or what a rule found in `language`."""
    if isinstance(value, dict) and "authority" in value:
        return named(AuthorityId(str(value["authority"])))
    return str(value.get(language) or value["en"]) if isinstance(value, dict) else str(value)


def _kept(part: Part) -> JsonValue:
    if isinstance(part, Codes):
        return {"vocabulary": part.vocabulary, "codes": list(part.codes)}
    if isinstance(part, AuthorityId):
        return {"authority": str(part)}
    if isinstance(part, Country):
        return {"country": str(part)}
    if isinstance(part, Instant):
        return {"moment": str(part)}
    if isinstance(part, tuple):
        return [_kept(one) for one in part]
    return str(part)


def _part(value: JsonValue) -> Part:
    if isinstance(value, list):
        return tuple(Country(str(one["country"])) for one in value if isinstance(one, dict))
    if not isinstance(value, dict):
        return str(value)
    if "vocabulary" in value:
        return Codes(str(value["vocabulary"]), _texts(value["codes"]))
    if "authority" in value:
        return AuthorityId(str(value["authority"]))
    return Country(str(value["country"])) if "country" in value else Instant.parse(str(value["moment"]))


def _texts(value: JsonValue) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
