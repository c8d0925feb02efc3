"""Persons, accounts and providers of one case, and what each State says of them: claims stand side by side and are never merged."""
