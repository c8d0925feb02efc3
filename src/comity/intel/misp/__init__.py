"""MISP events in the store: kept as the STIX objects that they are seen as, and shown again from whatever of these the reader may see."""
