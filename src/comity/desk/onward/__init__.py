"""What other States gave and to whom it may go: materials, the drafts that use them, the originator's yes, the gate before each act."""
