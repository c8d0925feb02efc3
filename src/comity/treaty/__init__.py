"""Answers legal questions from data and cites the article; knows no request and no database."""
