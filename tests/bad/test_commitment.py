"""Acts about shared commitments that no honest register sends: refused with a signed receipt, and nothing is written."""

from tests.desk.test_sharing import THEIRS, WORDS, promise, refuses, says, shared


def test_what_is_no_partys_repeated_or_out_of_order_is_refused(world):
    """A signed refusal, and nothing written: no party, a number that is shared, a state that is not theirs to say or says nothing new."""
    request = shared(world, promise(world))
    case = request.reference
    strangers = (
        {**THEIRS, "obligor_country": "TH"},
        {**THEIRS, "beneficiary_country": "XR"},
        {**THEIRS, "state": "done"},
        {**THEIRS, "words": " " + WORDS},
        {**THEIRS, "author": "somebody"},
        {**THEIRS, "number": "31"},
    )
    for at, wrong in enumerate(strangers):
        refuses(world, "request", wrong, case=f"XR-2026-00006{at}")
    for wrong in (
        {"number": "C-000099", "state": "accepted"},
        {"number": "C-000031", "state": "claimed"},  # who was promised something does not claim that it is done
        {"number": "C-000031", "state": "done"},
        {"number": "C-000031"},
    ):
        refuses(world, "notice", wrong, case=case)
    says(world, "notice", {"number": "C-000031", "state": "accepted"}, case=case)
    for wrong in ("accepted", "registered"):
        refuses(world, "notice", {"number": "C-000031", "state": wrong}, case=case)
    refuses(world, "request", THEIRS, case="XR-2026-000071")  # shared by us under that number
    another = {**THEIRS, "number": "C-000077"}
    says(world, "request", another, case="XR-2026-000072")
    refuses(world, "request", another, case="XR-2026-000073")
