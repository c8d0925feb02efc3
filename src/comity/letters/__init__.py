"""Facts in, bytes of a formal letter out: PDF/UA to be kept, DOCX to be edited. Knows no request and no table."""
