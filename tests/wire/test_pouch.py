"""A pouch is read as it was written, whole, or refused before anything of it is taken."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.terms.identifiers import NodeId
from comity.terms.instants import Instant
from comity.terms.refusals import Refused
from comity.wire.batch import MAX_DELIVERY, print_delivery
from comity.wire.pouch import MAGIC, check_pouch, things_in, write_pouch

VN, XR = NodeId("poc.vn.example"), NodeId("poc.xr.example")
AT = Instant(1_790_000_000_000_000)
DELIVERIES = st.lists(
    st.lists(st.tuples(st.sampled_from(("envelope", "receipt")), st.binary(min_size=1, max_size=80)), min_size=1, max_size=4).map(
        print_delivery
    ),
    min_size=1,
    max_size=5,
)


def packed(deliveries, sender=VN, to=XR):
    """The bytes of a pouch."""
    out = io.BytesIO()
    write_pouch(out, sender=sender, to=to, packed=AT, things=deliveries, count=len(deliveries))
    return out.getvalue()


@given(DELIVERIES)
def test_what_is_packed_comes_out_in_its_order(deliveries):
    """With who packed it for whom, and when."""
    file = io.BytesIO(packed(deliveries))
    head = check_pouch(file)
    assert (head.sender, head.to, head.packed, head.things) == (VN, XR, AT, len(deliveries))
    assert list(things_in(file)) == deliveries


GOOD = packed([print_delivery([("envelope", b"first"), ("receipt", b"second")]), print_delivery([("envelope", b"third")])])


@pytest.mark.parametrize("at", range(len(GOOD)))
def test_a_changed_byte_is_refused(at):
    """Wherever it is, whichever bit."""
    for bit in (1, 128):
        spoiled = bytearray(GOOD)
        spoiled[at] ^= bit
        with pytest.raises(Refused):
            check_pouch(io.BytesIO(bytes(spoiled)))


@pytest.mark.parametrize("size", [0, 7, len(MAGIC), 40, len(GOOD) - 33, len(GOOD) - 1])
def test_cut_off_or_longer_is_refused(size):
    """A stick that was full, and one with something behind the end."""
    for data in (GOOD[:size], GOOD + GOOD[:size] + b"x"):
        with pytest.raises(Refused):
            check_pouch(io.BytesIO(data))


def test_sizes_are_looked_at_first():
    """A delivery that says it is larger than any is not read."""
    head = GOOD[: GOOD.index(b"COMITY1D") - 4]
    with pytest.raises(Refused) as refused:
        check_pouch(io.BytesIO(head + (MAX_DELIVERY + 1).to_bytes(4, "big") + bytes(64)))
    assert refused.value.wire_class == "too-large"


def test_what_could_not_be_read_cannot_be_packed():
    """An empty pouch, one to oneself, one that holds no delivery."""
    for deliveries, to in (([], XR), ([print_delivery([("envelope", b"x")])], VN), ([b"COMITY1D"], XR)):
        with pytest.raises(Refused):
            packed(deliveries, to=to)
