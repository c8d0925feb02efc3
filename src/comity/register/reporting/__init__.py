"""What missions abroad write of meetings on a poor line: kept as it is typed, filed once as a document with suggestions."""
