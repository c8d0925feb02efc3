"""MISP's vocabularies that the operator put here: what tags mean, what objects must have, which values stand on warning lists."""
