"""What became of a notice, in words: sent, waits, refused, given up, and why."""

from typing import Any, Final

from django.utils.translation import gettext, gettext_lazy

from comity.doors.web.views.working import Work

_WHY: Final = {
    "address-refused": gettext_lazy("the mail server does not take this address"),
    "mail-refused": gettext_lazy("the mail server did not take the message"),
    "login-refused": gettext_lazy("the mail server refused the node's sign-in"),
    "no-tls": gettext_lazy("the mail server offers no TLS"),
    "broke-off": gettext_lazy("the line broke off or nothing was answered"),
    "certificate": gettext_lazy("the server's certificate is not trusted"),
    "no-connection": gettext_lazy("no connection"),
    "no-secret": gettext_lazy("the node's file with the secret cannot be used"),
    "redirect": gettext_lazy("the receiver sends elsewhere, where nothing is sent"),
    "hook-refused": gettext_lazy("the receiver did not take it"),
    "way-off": gettext_lazy("the node no longer tells this way"),
    "officer-gone": gettext_lazy("the officer no longer works here"),
    "no-address": gettext_lazy("the address is not confirmed any more"),
    "not-visible": gettext_lazy("the officer may not know of it any more"),
    "code-over": gettext_lazy("the code is no longer good"),
    "newer-code": gettext_lazy("a newer code was asked for"),
}
_STATES: Final = {
    "owed": gettext_lazy("%(way)s: waits to be sent. %(when)s"),
    "sent": gettext_lazy("%(way)s: sent. %(when)s"),
    "refused": gettext_lazy("%(way)s: refused, not tried again. %(when)s"),
    "given-up": gettext_lazy("%(way)s: given up after a day. %(when)s"),
    "dropped": gettext_lazy("%(way)s: not sent. %(when)s"),
}


def sent_words(one: Any, at_work: Work) -> str:  # noqa: ANN401 -- a row of the room below
    """Say how one mail or POST stands, when it was last tried, and why it did not go."""
    way = gettext("Mail to %(officer)s") % {"officer": one.to} if one.to else gettext("Webhook")
    said = str(_STATES[one.state]) % {"way": way, "when": at_work.when(one.at)}
    if not one.why:
        return said
    return gettext("%(said)s, because %(why)s (attempt %(count)s).") % {
        "said": said,
        "why": _WHY.get(one.why, one.why),
        "count": one.attempts,
    }


def known_words(known: Any, at_work: Work) -> tuple[str, ...]:  # noqa: ANN401 -- as above
    """Say of one case when a page showed its notice, what went out, and what is held."""
    shown = tuple(gettext("Page: shown. %(when)s") % {"when": at_work.when(one)} for one in known.shown)
    held = (gettext("Held for quiet hours or a digest: %(count)s") % {"count": known.held},) if known.held else ()
    return (*shown, *(sent_words(one, at_work) for one in known.sent), *held)
