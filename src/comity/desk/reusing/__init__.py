"""What officers say and do about the sources of a draft: name them, ask the originator, put its conditions into the act, follow a path."""
