"""Bodies of peer messages (acts, receipts) and of the posts that carry them: parses strictly, prints canonically."""
