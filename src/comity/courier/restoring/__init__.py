"""A node that came up from an older copy: it signs nothing, asks its peers, catches up, or says openly where its log breaks."""
