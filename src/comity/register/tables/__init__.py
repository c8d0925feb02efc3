"""Tables: rows of the register out as CSV and JSON-LD, and in as CSV, tried first and then taken whole or not at all."""
