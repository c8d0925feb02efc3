"""Offers and asks: who offers what to whom, who asks for it, and which of them belong together."""
