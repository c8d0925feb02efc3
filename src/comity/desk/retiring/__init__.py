"""The end of what a case said: kept until a rule's day is over, held where it is needed longer, destroyed by two officers."""
