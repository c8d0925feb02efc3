"""How the lines to peers stand and who countersigned the log: read once, for the page of the lines and for `comity link`."""
