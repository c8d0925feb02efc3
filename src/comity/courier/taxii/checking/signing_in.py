"""Who is let in (interoperability 3.1), and what the line itself must be."""

import re
from typing import Final

from comity.courier.taxii.checking.bench import Bench
from comity.courier.taxii.checking.case import Casebook, Need, NoneThere, NotGiven, WrongHeader, WrongProperty
from comity.courier.taxii.checking.reply import Reply
from comity.courier.taxii.exchange import NOBODY
from comity.terms.speech import gettext_noop
from comity.wire.taxii.servers import join

CASES: Final = Casebook()
WRONG: Final = "wrong"
THIRD: Final = "third"
SECOND: Final = "second"
CERTIFICATE: Final = "certificate"
BASIC: Final = "basic"
EVERYBODY: Final = gettext_noop("This server shows everything to everybody.")

_CHALLENGE: Final = re.compile(r'[A-Za-z0-9!#$%&\'*+.^_`|~-]+(?:\s+[A-Za-z0-9_-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s,"]+))?')


def _refused(reply: Reply) -> None:
    """Require 401 and a challenge that can be read (RFC 9110, 11.6.1), and the error as TAXII has it."""
    reply.must(401)
    came = reply.answered.header("WWW-Authenticate")
    if not _CHALLENGE.match(came):
        raise WrongHeader(what=reply.what, name="WWW-Authenticate", got=came or "-", wanted='a challenge such as Basic realm="taxii"')
    reply.taxii()


@CASES.case("3.1.1", gettext_noop("A request without credentials is refused, and told how to sign in"), "TAXII 1.6.5, 1.6.9; Interop 3.1.1")
def nobody(bench: Bench) -> None:
    """Ask discovery, API root and collections as nobody; what is shown to everybody may be, what is not is 401 with a challenge."""
    root = bench.api_root()
    tried = [bench.get(url, by=NOBODY) for url in (bench.plan.discovery, root, join(root, "collections/"))]
    refused = [reply for reply in tried if reply.status != 200]
    for reply in refused:
        _refused(reply)
    if not refused:
        raise NoneThere(EVERYBODY)


@CASES.case("3.1.2", gettext_noop("Wrong credentials are refused with 401"), "TAXII 1.6.9, 5; Interop 3.1.2")
def wrong(bench: Bench) -> None:
    """Ask as an account that does not exist, or as the one that was named for it; a real account's tries are not used up."""
    reply = bench.get(join(bench.api_root(), "collections/"), by=THIRD if bench.plan.third else WRONG)
    if reply.status == 200 and not bench.plan.third and bench.get(join(bench.api_root(), "collections/"), by=NOBODY).status == 200:
        raise NoneThere(EVERYBODY)
    _refused(reply)


@CASES.case("3.1.3", gettext_noop("A client certificate signs in"), "Interop 3.1.3", Need.CERTIFICATE, mandatory=False)
def certificate(bench: Bench) -> None:
    """Ask with the certificate alone."""
    bench.get(bench.plan.discovery, by=CERTIFICATE).must(200).json()
    bench.get(join(bench.api_root(), "collections/"), by=CERTIFICATE).must(200).json()


@CASES.case("3.1.4", gettext_noop("HTTP Basic signs in"), "TAXII 1.6.9, 8; Interop 3.1.4", Need.BASIC)
def basic(bench: Bench) -> None:
    """Ask with name and password."""
    bench.get(bench.plan.discovery, by=BASIC).must(200).json()
    bench.get(bench.api_root(), by=BASIC).must(200).json()


@CASES.case("S1.6.9-second", gettext_noop("Another identity is not let into what is not its own"), "TAXII 1.6.9, 5", Need.SECOND)
def second(bench: Bench) -> None:
    """The second identity signs in, and the collection of the first is 403 or 404 to it."""
    url = bench.below(bench.readable(), "objects/")
    bench.get(url, {"limit": 1}, by=SECOND).must(403, 404).taxii()


@CASES.case("S1.6-tls", gettext_noop("The server speaks over TLS"), "TAXII 1.6.3, 8.5", mandatory=True)
def tls(bench: Bench) -> None:
    """HTTPS, verified; on this very machine nothing is asked."""
    if bench.plan.discovery.startswith("http://"):
        raise NoneThere(gettext_noop("It is asked on this very machine, where no line is listened to."))
    if not bench.api_root().startswith("https://"):
        raise WrongProperty(what=bench.plan.discovery, name="api_roots", got=bench.api_root(), wanted="https")


def option(need: Need) -> NotGiven:
    """Return what says which option a case needs."""
    return NotGiven(
        option={Need.BASIC: "--user", Need.CERTIFICATE: "--certificate", Need.SECOND: "--second-user", Need.WRITE: "--write"}[need]
    )
