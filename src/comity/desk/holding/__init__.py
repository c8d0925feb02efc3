"""Who has a request in hand: opening it, taking it, taking it over."""
