"""Who met, what was said, what was promised and whether it was done: built from documents, every row confirmed by a person."""
