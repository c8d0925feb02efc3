"""The protocol as a pure core: (state, input, now) to (state, effects); no Django, no network, no clock, no chance.

Receiving: `arriving.decide_arrival` for one envelope, `batches.decide_batch` for one POST.
Sending: `sending.step` for one line. The page of this room is docs/specs/protocol.md.
"""
