"""The node as a TAXII 2.1 server, for programs. Loaded when the first of them asks."""
