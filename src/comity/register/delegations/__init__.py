"""Delegations out and in: invitation and reply, members, checklist, report on return."""
