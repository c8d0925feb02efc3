"""Risk levels: a word for each scope, with its reason, its sources and the day on which it is looked at again."""
