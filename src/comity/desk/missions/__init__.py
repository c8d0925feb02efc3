"""Missions abroad report to the capital: short coded steps on a poor line, and a desk that takes them up."""
