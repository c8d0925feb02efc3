"""What went wrong with what was given: an act that came to the wrong desk is closed to readers, a breach of data is told."""
