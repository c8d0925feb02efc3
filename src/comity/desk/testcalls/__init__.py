"""Test calls between nodes: is the node of a contact point alive, is a person there awake. Of no case, and in the log.

docs/specs/test-call.md.
"""
