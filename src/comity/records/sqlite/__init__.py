"""SQLite as Django knows it, with one difference: who waits for the write lock tries again soon (`base`)."""
