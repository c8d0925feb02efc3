"""Evidence in custody: what each item is, every step of its custody as a chain that only grows, the vault, and the limits of its use."""
