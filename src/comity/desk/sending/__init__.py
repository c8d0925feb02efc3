"""The second officer's act: what was approved is signed, sealed, logged and owed to the peer, in one transaction."""
