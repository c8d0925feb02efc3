"""Case files made of parts, so that tests can make them lie."""

import io

from worlds.places import signing

from comity.desk.casefile.bundle import BundleWriter
from comity.desk.casefile.layout import PAYLOAD_TYPE, Manifest, Member, Reader, print_manifest, print_sums
from comity.seal.statement import sign_statement
from comity.terms.digests import Digest
from comity.terms.identifiers import OfficerId, Reference
from comity.terms.instants import Instant

CONTENT = {
    "acts/001-in.json": b"{}",
    "files/001-01.csv": b"a,b\n" * 100,
    "casefile.pdf": b"%PDF-1.7",
    "README.en.txt": b"read",
    "README.vi.txt": b"doc",
}


def bundle(members):
    """Return the archive of `members`, in their order."""
    out = io.BytesIO()
    writer = BundleWriter(out)
    for name, data in members.items():
        writer.add(name, [data])
    writer.finish()
    return out.getvalue()


def parts(place, **changes):
    """Return the members of a case file that holds, with its manifest changed by `changes` before it is signed."""
    home, key = place
    section = (home.sections / "VN.section").read_bytes()
    held = {**CONTENT, "directory/VN.key": signing("VN").public.raw, "directory/VN.section": section}
    listed = tuple(Member(path=path, digest=Digest.of(data), size=len(data)) for path, data in held.items())
    held["SHA256SUMS"] = print_sums(listed)
    members = (*listed, Member(path="SHA256SUMS", digest=Digest.of(held["SHA256SUMS"]), size=len(held["SHA256SUMS"])))
    said = {
        "reference": Reference("VN-2026-000001"),
        "node": home.node,
        "reader": Reader.COURT,
        "court": "Tòa án",
        "number": "1",
        "purpose": "trial",
        "language": "vi",
        "made_at": Instant.parse("2026-11-23T03:00:00.000000Z"),
        "made_by": OfficerId(f"an.p@{home.node}"),
        "members": members,
    }
    printed = print_manifest(Manifest(**(said | changes)))
    held["manifest.json"] = printed
    held["manifest.signed"] = sign_statement(printed, payload_type=PAYLOAD_TYPE, keys=(key,))
    return held
