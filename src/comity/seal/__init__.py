"""Who signed what, and the sealed bytes: opens them, closes them, or refuses. The only room that imports cryptography."""
