"""Files beside acts: put to a draft, kept by their digest, opened only when every byte is the one that a signed act lists."""
