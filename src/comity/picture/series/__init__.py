"""Series: figures of the register that count the same thing, each with its sentence."""
