"""Case files: a whole case for a court or for the defence, in one archive that is checked without this node."""
