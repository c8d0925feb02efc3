"""Who exists: countries, authorities, contact points, nodes, keys, officers and their roles; and which node this is."""
