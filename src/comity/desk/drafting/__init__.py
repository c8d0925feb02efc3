"""From an empty form to the bytes that a second officer is asked to approve. Nothing leaves from here."""
