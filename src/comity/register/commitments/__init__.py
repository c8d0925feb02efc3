"""The life of commitments: registered, accepted, moved, shown by evidence; and the figures of it."""
