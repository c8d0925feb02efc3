"""Work in shifts: several rows at once, the handover of the desk, who is here, and what happened since one left."""
