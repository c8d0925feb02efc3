"""The server persona of the OASIS interoperability document, and what the standard adds, as cases over an exchange. Pure."""
