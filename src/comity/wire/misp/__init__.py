"""What MISP says, and STIX 2.1 as a view of it: events, feeds, taxonomies, galaxies, warning lists, templates of objects."""
