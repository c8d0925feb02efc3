"""Letters of acts and drafts: facts are collected here, the room `letters` prints them, and the journal keeps that it was done."""
