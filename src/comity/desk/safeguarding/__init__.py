"""Safeguards of a request at home: flags on persons, and reviews of flags, emergencies and secrecy. Nothing of it is part of an act."""
