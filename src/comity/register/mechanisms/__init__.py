"""Mechanisms: standing ways of working together, their parties, their rounds; and promises that come back."""
