"""What verifies a server that this node speaks to."""

import ssl
from pathlib import Path


def trusting(ca: str) -> ssl.SSLContext:
    """Return what verifies a server: the system's authorities, and those of the operator's own file where there is one."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca:
        context.load_verify_locations(cafile=str(Path(ca)))
    return context
