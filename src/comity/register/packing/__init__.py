"""The pack of figures: what the register counts, as a paper for who has never seen it."""
