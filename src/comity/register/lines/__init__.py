"""Press lines: both languages, two officers, and an embargo that holds until its moment."""
