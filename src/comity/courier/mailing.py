"""One mail to the server that the operator named: over TLS, with time-outs, and what its answer means."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from comity.courier.trusting import trusting
from comity.desk.telling.outcomes import Outcome, Outgoing
from comity.directory.home import Home
from comity.directory.keyfiles import read_secret
from comity.directory.notifying import Mail
from comity.terms.instants import Instant
from comity.terms.refusals import Refused

PATIENCE: Final = 20.0  # seconds for each answer of the server
_REFUSED: Final = 500
_WHY: Final[tuple[tuple[type[Exception], str], ...]] = (
    (smtplib.SMTPAuthenticationError, "login-refused"),
    (smtplib.SMTPNotSupportedError, "no-tls"),
    (smtplib.SMTPServerDisconnected, "broke-off"),
    (TimeoutError, "broke-off"),
    (smtplib.SMTPConnectError, "no-connection"),
    (ssl.SSLCertVerificationError, "certificate"),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one try; `why` is a code that pages say in words."""

    outcome: Outcome
    why: str = ""


def print_message(one: Outgoing, *, sender: str, at: Instant) -> EmailMessage:
    """Print a mail. Its Message-ID is the dispatch's number: the same at every try, so that a repeat is known as one."""
    assert one.words is not None  # noqa: S101 -- the CALLER has a mail
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, one.address, one.words.subject
    message["Date"] = format_datetime(at.datetime())
    message["Message-ID"] = f"<{one.number}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, section 5: nobody's out-of-office answers it
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(one.words.text, cte="base64")
    message.add_alternative(one.words.html, subtype="html", cte="base64")
    return message


def send_mail(one: Outgoing, *, home: Home, at: Instant) -> Tried:
    """Hand one mail to the server; every fault of the line is a try that failed, and raises nothing."""
    mail = home.notices.mail
    if mail is None:
        return Tried("again", "way-off")
    try:
        secret = read_secret(home.keys / "mail.secret") if mail.user else ""
        context = trusting(mail.ca)
        with _connected(mail, context) as server:
            if mail.user:
                server.login(mail.user, secret)
            server.send_message(print_message(one, sender=mail.sender, at=at), from_addr=mail.sender, to_addrs=[one.address])
    except Refused:
        return Tried("again", "no-secret")
    except (OSError, smtplib.SMTPException) as fault:
        return _meaning(fault)
    return Tried("sent")


def _meaning(fault: Exception) -> Tried:
    """Say what a fault means: 5xx on the address or the mail is an answer; everything else may be otherwise the next time."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code = max((answer[0] for answer in fault.recipients.values()), default=0)
        return Tried("refused" if code >= _REFUSED else "again", "address-refused")
    for kind, why in _WHY:
        if isinstance(fault, kind):
            return Tried("again", why)
    if isinstance(fault, smtplib.SMTPResponseException):
        return Tried("refused" if fault.smtp_code >= _REFUSED else "again", "mail-refused")
    return Tried("again", "no-connection")


def _connected(mail: Mail, context: ssl.SSLContext) -> smtplib.SMTP:
    """Connect; where TLS was asked for nothing is said before it stands, and a server without it is left."""
    name = mail.sender.rpartition("@")[2]
    if mail.tls == "implicit":
        return smtplib.SMTP_SSL(mail.host, mail.port, local_hostname=name, timeout=PATIENCE, context=context)
    server = smtplib.SMTP(mail.host, mail.port, local_hostname=name, timeout=PATIENCE)
    if mail.tls == "starttls":
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server
