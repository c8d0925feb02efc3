"""Cases that go on on the wire, as every room of the desk must know of them: their history, what waits, and what is taken of them."""
