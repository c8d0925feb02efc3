"""A run of `comity taxii-check` in words: each case, why it failed, and what was said on the line."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from comity.courier.taxii.checking.case import Outcome, Verdict
from comity.courier.taxii.checking.reply import DEEPEST
from comity.courier.taxii.checking.running import Run
from comity.courier.taxii.exchange import Answered, Asked
from comity.desk.proving.said import Word
from comity.doors.cli.voice import printable, say
from comity.terms.json import is_deeper, outside_strings
from comity.terms.speech import gettext_noop

_WORDS: Final = {
    Verdict.PASS: gettext_noop("pass"),
    Verdict.FAIL: gettext_noop("FAIL"),
    Verdict.NOT_APPLICABLE: gettext_noop("not applicable"),
}
_SHOULD: Final = gettext_noop("should")
_BODY: Final = 2000  # letters of a body that are printed
_LISTED: Final = 10  # addresses of what was left
_MOST: Final = 12  # exchanges of one case, the last ones: where it failed is at the end


def why(one: Outcome) -> str:
    """Return why a case ended as it did, in the language of the command; "" where it passed."""
    said = _said(one.sentence, one.facts)
    return said + (f" {_said(*one.because)}" if one.because else "")


def _said(sentence: str, facts: Mapping[str, str]) -> str:
    return say(sentence, {name: Word(fact) if name == "wanted" and fact else fact for name, fact in facts.items()}) if sentence else ""


def print_outcome(one: Outcome, *, show: bool) -> str:
    """Return a case as lines; the exchange where it failed, or where everything is to be shown."""
    should = "" if one.case.mandatory else f" ({say(_SHOULD)})"
    lines = [f"{say(_WORDS[one.verdict]):<16}{one.case.number:<20}{say(one.case.title)}{should}  [{one.case.clause}]"]
    if one.sentence:
        lines.append(f"    {why(one)}")
    if show or one.verdict is Verdict.FAIL:
        lines += [f"      {line}" for asked, answered in one.exchanges[-_MOST:] for line in _exchange(asked, answered)]
    return "\n".join(lines)


def _exchange(asked: Asked, answered: Answered) -> Iterator[str]:
    yield f"> {printable(f'{asked.method} {asked.url}')}  ({asked.by})"
    for name, value in asked.headers:
        yield f"> {printable(f'{name}: {value}')}"
    if asked.body:
        yield f"> {_body(asked.body)}"
    yield f"< {answered.status}"
    for name, value in answered.headers:
        yield f"< {printable(f'{name}: {value}')}"
    if answered.body:
        yield f"< {_body(answered.body)}"


def _body(body: bytes) -> str:
    text = printable(body[: 4 * _BODY].decode("utf-8", errors="replace")).replace("\n", " ")
    return text if len(text) <= _BODY else f"{text[:_BODY]}… ({len(body)})"


def print_run(run: Run) -> str:
    """Return the last lines: how many of each, what was left at the server, and what it comes to."""
    failed = [one for one in run.outcomes if one.verdict is Verdict.FAIL]
    sentence = gettext_noop("%(passed)s passed, %(failed)s failed (%(mandatory)s of them mandatory), %(none)s do not apply.")
    facts = {"passed": run.count(Verdict.PASS), "failed": len(failed), "mandatory": sum(one.case.mandatory for one in failed)}
    lines = ["", say(sentence, **facts, none=run.count(Verdict.NOT_APPLICABLE))]
    if run.left:
        lines.append(say(gettext_noop("The server did not let go of what was posted here; delete it there:")))
        lines += [f"  {printable(url)}" for url in run.left[:_LISTED]]
        if len(run.left) > _LISTED:
            lines.append("  " + say(gettext_noop("and %(more)s more; --json names them all."), more=len(run.left) - _LISTED))
    passed = gettext_noop("Every mandatory case that applies passed.")
    lines.append(say(passed if run.passed else gettext_noop("It is not what TAXII 2.1 and the interoperability document ask for.")))
    return "\n".join(lines)


def run_json(run: Run, *, url: str, show: bool) -> dict[str, Any]:
    """Return a run for programs."""
    return {
        "url": url,
        "passed": run.passed,
        "counts": {verdict.value: run.count(verdict) for verdict in Verdict},
        "left": list(run.left),
        "cases": [
            {
                "number": one.case.number,
                "title": say(one.case.title),
                "clause": one.case.clause,
                "mandatory": one.case.mandatory,
                "verdict": one.verdict.value,
                "why": why(one),
                "facts": dict(one.facts),
            }
            | ({"exchanges": [_exchange_json(*pair) for pair in one.exchanges]} if show or one.verdict is Verdict.FAIL else {})
            for one in run.outcomes
        ],
    }


def _exchange_json(asked: Asked, answered: Answered) -> dict[str, Any]:
    request = {"method": asked.method, "url": asked.url, "as": asked.by, "headers": dict(asked.headers), "body": _text(asked.body)}
    headers = [[name, value] for name, value in answered.headers]
    return {"request": request, "response": {"status": answered.status, "headers": headers, "body": _text(answered.body)}}


def _text(body: bytes) -> Any:  # noqa: ANN401 -- JSON where it is, text where it is not, or where it is too deep to be printed
    try:
        if not is_deeper(outside_strings(body), DEEPEST):
            return json.loads(body) if body else ""
    except ValueError:
        pass
    return body[:_BODY].decode("utf-8", errors="replace")
