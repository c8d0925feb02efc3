"""Documents come in: kept byte for byte, read by rules, replaced by official ones."""
