"""A time-stamp authority of RFC 3161 for tests: OpenSSL's own, with a root and a certificate made once; no network."""

import subprocess
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


class Authority:
    """Answers requests with `openssl ts -reply`."""

    def __init__(self, folder: Path) -> None:
        """Make a root, and the authority's certificate under it."""
        self.folder = folder
        self.root = folder / "root.pem"
        (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder), encoding="ascii")
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        self._openssl("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=root", "-days", "30")
        purpose = "extendedKeyUsage=critical,timeStamping"
        self._openssl(
            *("req", "-x509", *key, "-keyout", "tsa.key", "-out", "tsa.pem", "-subj", "/CN=tsa", "-days", "30", "-CA", "root.pem"),
            *("-CAkey", "root.key", "-addext", purpose, "-addext", "basicConstraints=critical,CA:FALSE"),
        )

    def _openssl(self, *words: str) -> None:
        subprocess.run(("openssl", *words), cwd=self.folder, check=True, capture_output=True, stdin=subprocess.DEVNULL)

    def reply(self, request: bytes) -> bytes:
        """Return the answer to a request, in DER."""
        (self.folder / "query.tsq").write_bytes(request)
        self._openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "reply.tsr")
        return (self.folder / "reply.tsr").read_bytes()

    def vouches(self, response: bytes, message: bytes) -> bool:
        """Say whether `openssl ts -verify` takes a stamp over `message`."""
        (self.folder / "told.tsr").write_bytes(response)
        (self.folder / "told.data").write_bytes(message)
        command = ("openssl", "ts", "-verify", "-in", "told.tsr", "-data", "told.data", "-CAfile", "root.pem")
        return subprocess.run(command, cwd=self.folder, check=False, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0
