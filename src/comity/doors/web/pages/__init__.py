"""What each page shows, as values: plain strings and tuples, already in the reader's language, no table behind them.

A page class names its template in `template` and its heading in `heading`. Views fill the values from `desk` and the
templates only lay them out, so that a page can be looked at, tested and measured without a database.
"""
