"""Views of the register: import, review, lists, meetings, commitments, people."""
