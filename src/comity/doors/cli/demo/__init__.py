"""`comity demo`: two nodes on one machine, and a story that plays on them through the actions that the pages call."""
