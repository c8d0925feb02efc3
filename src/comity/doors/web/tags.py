"""Template tags: shapes, state words, articles. Registered as builtins of the template engine."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.citing import article, verified
from comity.doors.web.pages.decision import ApprovePage, DecisionPage
from comity.doors.web.pages.fields import FieldWrite
from comity.doors.web.pages.matrix import Technique
from comity.doors.web.pages.parts import Act, Clock, Finding, Half, Halves, Rail
from comity.doors.web.pages.watch import KeyHrefs
from comity.doors.web.views.shift_words import outcome_words

register = template.Library()
register.filter("article", article)
register.filter("verified", verified)

# The number of a request, of an incident, of a question: letters, year, digits.
_NUMBER: Final = re.compile(r"\b[A-Z]{2}-\d{4}-\d{6}\b")

# Each state is a shape, a word and a colour, in that order of trust.
_STATES: Final = {
    "on-time": ("ring", "", gettext_lazy("On time")),
    "due-soon": ("warn", "warn", gettext_lazy("Due soon")),
    "late": ("stop", "stop", gettext_lazy("Late")),
    "paused": ("paused", "", gettext_lazy("Paused")),
    "met": ("pass", "pass", gettext_lazy("Met")),
    "waiting": ("waiting", "", gettext_lazy("Not started")),
}
_OUTCOMES: Final = {"stop": gettext_lazy("Stop:"), "warn": gettext_lazy("Note:"), "pass": gettext_lazy("Pass:")}
_STAMPS: Final = {"open": ("waiting", ""), "done": ("pass", "pass"), "not-needed": ("ring", ""), "blocked": ("warn", "warn")}
_OF_THIS_SITE: Final = CsrfTokenNode()  # the hidden field by which a post is known to come from a page of this node
_MARKS: Final = {"message": "disc", "act": "square", "theirs": "theirs", "internal": "internal", "viewed": "eye", "clock": "ring"}


@register.filter(needs_autoescape=True)
def unbroken(text: str, autoescape: bool = True) -> SafeString:  # noqa: FBT001, FBT002 -- as Django calls a filter
    """Return a title in which no line breaks inside the number of a request."""
    shown = conditional_escape(text) if autoescape else text
    return mark_safe(_NUMBER.sub(r'<span class="nobr">\g<0></span>', shown))  # noqa: S308 -- escaped in the line above


@register.simple_tag
def icon(name: str, tone: str = "") -> SafeString:
    """Draw the shape `name` of the sprite; it only repeats what the words beside it say."""
    return format_html('<svg class="i {}" aria-hidden="true"><use href="#i-{}"/></svg>', tone, name)


@register.simple_tag
def state(code: str) -> SafeString:
    """Write a state as shape, word and colour."""
    shape, tone, word = _STATES[code]
    return format_html('<span class="st {}">{}{}</span>', tone, icon(shape), word)


@register.simple_tag
def state_shape(code: str) -> SafeString:
    """Draw the shape of a state, with its word for those who do not see it."""
    shape, tone, word = _STATES[code]
    return format_html('{}<span class="vh">{}</span> ', icon(shape, tone), word)


@register.simple_tag
def due(clock: Clock) -> str:
    """Say when a clock is due, with its date if that is not today, and how long is left."""
    facts = {"date": clock.due.large, "time": clock.due.small or clock.due.large, "left": clock.remaining}
    if clock.due.small:
        return gettext("due %(date)s %(time)s, %(left)s") % facts
    return gettext("due %(time)s, %(left)s") % facts


@register.simple_tag
def stamp(code: str) -> SafeString:
    """Draw the shape of an item of a checklist, with its word."""
    shape, tone = _STAMPS[code]
    return format_html('<span class="st {}">{}<span>{}</span></span>', tone, icon(shape), outcome_words(code))


@register.simple_tag
def keyed(keys: KeyHrefs | None) -> SafeString:
    """Write the attributes of a row by which the single keys find where they lead."""
    if keys is None:
        return SafeString("")
    told = (("take", keys.take), ("hand", keys.hand), ("note", keys.note), ("decide", keys.decide), ("ask", "1" if keys.ask else ""))
    led = format_html_join("", ' data-{}="{}"', ((name, href) for name, href in told if href))
    return format_html(' data-row data-reference="{}"{}', keys.reference, led)


@register.simple_tag(takes_context=True)
def act(context: template.Context, offered: Act, style: str) -> SafeString:
    """Write an act as the link or the form that it is: here and in no part of a template, because queues have one a row."""
    if not offered.post:
        return format_html('<a class="{}" href="{}">{}</a>', style, offered.href, offered.label)
    token = format_html('<input type="hidden" name="token" value="{}">', offered.token) if offered.token else ""
    button = format_html('<button class="{}">{}</button>', style, offered.label)
    return format_html('<form action="{}" method="post">{}{}{}</form>', offered.href, _OF_THIS_SITE.render(context), token, button)


@register.simple_tag
def rail(clock: Clock) -> SafeString:
    """Draw the line under a clock's name: how much of it is used, and where its warnings stand."""
    line = clock.rail or Rail(0)
    ticks = "".join(f'<path class="w" d="M{tick:d} 2v8"/>' for tick in line.ticks)
    return mark_safe(  # noqa: S308 -- numbers and words of our own
        f'<svg class="rail {tone(clock.state)}{" held" * line.held}" viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">'
        f'<path class="t" d="M2 6h196"/><rect class="e" x="2" y="4" width="{line.used:d}" height="4"/>{ticks}'
        '<path class="d" d="M198 1v10"/></svg>'
    )


@register.filter
def tone(code: str) -> str:
    """Return the colour class of a state."""
    return _STATES[code][1]


@register.simple_tag
def outcome(code: str) -> SafeString:
    """Write the word of a finding in its colour."""
    return format_html('<span class="{}">{}</span>', code, _OUTCOMES[code])


@register.simple_tag
def mark(code: str) -> SafeString:
    """Draw the station mark of a timeline."""
    return icon(_MARKS[code])


@register.simple_tag
def cells(techniques: Iterable[Technique]) -> SafeString:
    """Return the cells of one column of a matrix: a thousand of them, which a template takes ten times as long for."""
    return mark_safe("".join(map(_cell, techniques)))  # noqa: S308 -- all that is anybody's own words is escaped


def _cell(one: Technique) -> str:
    step = f' class="s{one.step}"' if one.step else ""
    code = f" <small>{escape(one.code)}</small>" if one.code else ""
    count, beside = f" <b>{one.count}</b>" if one.count else "", " <i>◆</i>" if one.beside else ""
    opened = " open" if one.open else ""
    under = f"<details{opened}><summary>+{len(one.under)}</summary><ul>{''.join(map(_cell, one.under))}</ul></details>" if one.under else ""
    return f'<li{step}><a href="{escape(one.href)}">{escape(one.name)}</a>{code}{count}{beside}{under}'


@register.simple_tag
def tally(findings: Iterable[Finding]) -> dict[str, int]:
    """Count findings by outcome."""
    counts = {"stop": 0, "warn": 0, "pass": 0}
    for finding in findings:
        counts[finding.outcome] += 1
    return counts


@register.inclusion_tag("web/parts/halves.html")
def halves(compared: Halves) -> dict[str, tuple[Half, Half]]:
    """Lay two digests side by side."""
    return {"halves_of": (compared.ours, compared.theirs)}


@register.simple_tag
def described(field: FieldWrite) -> str:
    """Return the ids of the hint and the fault of a field, for `aria-describedby`."""
    ids = [f"h-{field.place}"] if field.hint else []
    return " ".join([*ids, f"e-{field.place}"] if field.fault else ids)


@register.simple_tag
def fault_at(page: DecisionPage | ApprovePage, key: str) -> str:
    """Return the sentence that stands at `key` of a page, or nothing."""
    return page.fault(key)


@register.filter
def options_json(options: Any) -> str:
    """Print what a browser needs for a passkey's ceremony, for an attribute that `passkey.js` reads."""
    return json.dumps(options, default=dict)


@register.filter
def has_credentials(options: Any) -> bool:
    """Say whether the officer has a passkey at all: without one there is nothing to ask the browser for."""
    return bool((options or {}).get("publicKey", {}).get("allowCredentials"))


@register.simple_tag
def qr(svg: str) -> SafeString:
    """Put allauth's drawing of a secret into the page, so that no `data:` image is needed; nobody typed any of it."""
    drawing = svg[svg.index("<svg") :]
    return mark_safe(drawing)  # noqa: S308 -- made by the qrcode library from a key that the node drew
