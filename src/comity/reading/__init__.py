"""Reads reports of the press: text in, suggestions with exact spans out. Decides nothing: a person confirms every row.

A pure room: deterministic, offline, without models; rules in code, names in gazetteers (docs/adr/0021).
"""
