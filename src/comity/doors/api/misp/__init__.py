"""The node as a MISP server, for MISP instances and PyMISP. Loaded when the first of them asks."""
