"""What an authority says of its own work: the transparency report of a year, small numbers left out so that nobody is found in it."""
