"""Who is expected at a meeting: replies, and how many are counted on."""
