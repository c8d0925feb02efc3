"""Who is who: names, posts, two rows that are one person."""
