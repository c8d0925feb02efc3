"""Proof files: everything that shows, offline, who asked what of whom, and what came of it. Made here, verified anywhere."""
