"""STIX 2.1 (OASIS Standard, 10 June 2021): bytes in, values out; what was received is kept as it was received.

Two roads lead through the room. The fast one (`heads`) decodes what a store indexes and nothing else, and never changes a byte. The slow
one (`validating`) reads an object whole and says of each fault where it stands; it is the reference, and a test holds both to the same
answer.
"""

from comity.wire.stix.faults import Fault
from comity.wire.stix.heads import Head, read_bundle, read_envelope, read_head, version_of
from comity.wire.stix.pattern_parser import parse_pattern
from comity.wire.stix.patterns import Pattern, print_pattern
from comity.wire.stix.references import references
from comity.wire.stix.refusals import BadStix
from comity.wire.stix.timestamps import parse_timestamp, print_timestamp
from comity.wire.stix.validating import hints, validate

__all__ = [
    "BadStix",
    "Fault",
    "Head",
    "Pattern",
    "hints",
    "parse_pattern",
    "parse_timestamp",
    "print_pattern",
    "print_timestamp",
    "read_bundle",
    "read_envelope",
    "read_head",
    "references",
    "validate",
    "version_of",
]
