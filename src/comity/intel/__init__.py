"""Threat information: collections of STIX objects and warnings, each shown only to those whom its markings allow, with the reason."""
