"""Simulated worlds around the real protocol core: many nodes, every fault, one seed a story, and a checker that reads disks alone.

Pure: no Django, no network, no clock. `comity lab` plays them; docs/specs/protocol.md, section 9.
"""
