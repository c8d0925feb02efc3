"""TAXII 2.1 (OASIS Standard, 10 June 2021): resources, media types, filters, tokens of pages; bytes and text in, values out, and back."""
